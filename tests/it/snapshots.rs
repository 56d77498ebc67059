//! Pictures of the screen as text, reviewed: every pane normal, empty and overflowing, whole screens in both languages;
//! and what holds for every picture: it fits, it is the same twice, it needs no colour.

use concurrium::app::{App, Code, Input, Key, Pane, Screen, Tab, Target};
use concurrium::i18n::Lang;
use concurrium::protocol::ActorId;
use concurrium::view::cx::{Cx, Draw};
use concurrium::view::theme::{Depth, Theme};
use concurrium::view::{self, Hits, markdown, pane};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use crate::scenes::{self, Scene};

/// A buffer as text; the second half of a wide character isn't there.
fn text(buf: &Buffer) -> String {
    let rows = buf.area.rows().map(|row| {
        let mut line = String::new();
        let mut hidden = 0;
        for cell in row.columns().map(|column| &buf[(column.x, column.y)]) {
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            hidden = cell.symbol().width().saturating_sub(1);
        }
        line.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn drawn(app: &App, theme: &Theme, width: u16, height: u16) -> (Buffer, Hits) {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    let hits = view::draw(app, theme, buf.area, &mut buf);
    (buf, hits)
}

pub(crate) fn screen(app: &App, width: u16, height: u16) -> String {
    text(&drawn(app, &Theme::PLAIN, width, height).0)
}

pub(crate) fn key(app: &mut App, code: Code) {
    let key = Key {
        code,
        ctrl: false,
        alt: false,
    };
    app.update(Input::Key(key));
}

/// One pane of a scene at a size.
pub(crate) fn pane(scene: &Scene, draw: Draw, width: u16, height: u16) -> String {
    let app = &scene.app;
    let roles = concurrium::app::Roles::of(app);
    let cx = Cx::of(app, &Theme::PLAIN, &roles);
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    draw(&cx, buf.area, &mut buf, &mut Hits::default());
    text(&buf)
}

/// A pane as it usually is, with nothing in it, and with more than fits.
pub(crate) fn three(
    lesson: &str,
    full: &Scene,
    draw: Draw,
    usual: (u16, u16),
    small: (u16, u16),
) -> String {
    let empty = Scene::open(lesson, &[]);
    let usual_text = pane(full, draw, usual.0, usual.1);
    let empty_text = pane(&empty, draw, usual.0, usual.1);
    let small_text = pane(full, draw, small.0, small.1);
    format!("USUAL\n{usual_text}\n\nEMPTY\n{empty_text}\n\nOVERFLOWING\n{small_text}")
}

fn opened(app: &mut App) -> &mut concurrium::app::Open {
    match &mut app.screen {
        Screen::Lesson(open) => open,
        Screen::Home | Screen::Slide(_) => panic!("a lesson is open"),
    }
}

#[test]
fn stage_of_processes() {
    let scene = scenes::fork_tree();
    insta::assert_snapshot!(three(
        "fork-tree",
        &scene,
        pane::tree::draw,
        (45, 12),
        (34, 6)
    ));
}

#[test]
fn stage_of_threads() {
    let scene = scenes::thread_pool();
    insta::assert_snapshot!(three(
        "thread-pool",
        &scene,
        pane::pool::draw,
        (70, 14),
        (40, 8)
    ));
}

#[test]
fn stage_of_a_generator() {
    let scene = scenes::generator();
    insta::assert_snapshot!(three(
        "generator",
        &scene,
        pane::frame::draw,
        (45, 11),
        (36, 7)
    ));
}

#[test]
fn stage_of_a_generator_that_raised() {
    insta::assert_snapshot!(pane(&scenes::thrown(), pane::frame::draw, 70, 15));
}

#[test]
fn listing() {
    let scene = scenes::fork_tree();
    insta::assert_snapshot!(three(
        "fork-tree",
        &scene,
        pane::listing::draw,
        (40, 20),
        (26, 6)
    ));
}

#[test]
fn listing_in_rust() {
    let mut scene = scenes::fork_tree();
    opened(&mut scene.app).tab = Tab::Rust;
    let drawn = pane(&scene, pane::listing::draw, 60, 12);
    // The source itself is the demo's business: what matters is that its line 23 is seen, with who stands there.
    assert!(drawn.contains("2▶ 23 "), "{drawn}");
    assert!(drawn.starts_with("─ Python · Rust ─"), "{drawn}");
}

#[test]
fn timeline() {
    let scene = scenes::fork_tree();
    insta::assert_snapshot!(three(
        "fork-tree",
        &scene,
        pane::timeline::draw,
        (70, 10),
        (30, 4)
    ));
}

#[test]
fn why() {
    let scene = scenes::fork_tree();
    insta::assert_snapshot!(three(
        "fork-tree",
        &scene,
        pane::why::draw,
        (90, 8),
        (40, 3)
    ));
}

#[test]
fn output() {
    let scene = scenes::fork_tree();
    insta::assert_snapshot!(three(
        "fork-tree",
        &scene,
        pane::output::draw,
        (40, 10),
        (20, 3)
    ));
}

#[test]
fn who_moves() {
    let scene = scenes::fork_tree();
    insta::assert_snapshot!(three(
        "fork-tree",
        &scene,
        pane::prompt::draw,
        (80, 1),
        (44, 1)
    ));
}

#[test]
fn home_screen() {
    let mut app = App::new(Lang::En, crate::shelf::plays());
    app.predicting = false;
    app.chosen = 2;
    insta::assert_snapshot!("home_en", screen(&app, 80, 24));
    app.lang = Lang::Zh;
    insta::assert_snapshot!("home_zh", screen(&app, 120, 36));
    insta::assert_snapshot!("home_small", screen(&app, 40, 12));
}

#[test]
fn lesson_screens() {
    for (name, mut scene) in [
        ("fork_tree", scenes::fork_tree()),
        ("thread_pool", scenes::thread_pool()),
        ("generator", scenes::generator()),
    ] {
        insta::assert_snapshot!(format!("{name}_en_80x24"), screen(&scene.app, 80, 24));
        insta::assert_snapshot!(format!("{name}_en_120x36"), screen(&scene.app, 120, 36));
        insta::assert_snapshot!(format!("{name}_en_40x12"), screen(&scene.app, 40, 12));
        scene.app.lang = Lang::Zh;
        insta::assert_snapshot!(format!("{name}_zh_80x24"), screen(&scene.app, 80, 24));
        insta::assert_snapshot!(format!("{name}_zh_120x36"), screen(&scene.app, 120, 36));
    }
}

#[test]
fn overlays() {
    let mut scene = scenes::thread_pool();
    key(&mut scene.app, Code::Char('o'));
    insta::assert_snapshot!("knobs", screen(&scene.app, 80, 24));
    let mut scene = scenes::generator();
    key(&mut scene.app, Code::Char('?'));
    // How many lines the help has isn't what the picture is about: it would change with every new key.
    let help = screen(&scene.app, 80, 24);
    let (before, count) = help.split_once("1–20 of ").unwrap_or((&help, ""));
    let after = count.trim_start_matches(|c: char| c.is_ascii_digit());
    insta::assert_snapshot!("help", format!("{before}1–20 of N{after}"));
    let mut scene = scenes::generator();
    key(&mut scene.app, Code::Char('i'));
    scene.app.lang = Lang::Zh;
    insta::assert_snapshot!("about_zh", screen(&scene.app, 80, 24));
}

#[test]
fn a_line_is_typed_where_its_cursor_is() {
    let mut scene = scenes::generator();
    key(&mut scene.app, Code::Char('s'));
    for letter in "'进'".chars() {
        key(&mut scene.app, Code::Char(letter));
    }
    let (buf, _) = drawn(&scene.app, &Theme::PLAIN, 80, 24);
    let row = text(&buf).lines().nth(22).unwrap_or("").to_owned();
    assert!(row.starts_with(" › send '进' "), "{row}");
    let cursor = view::cursor(&scene.app, buf.area);
    assert_eq!(cursor, Some((12, 22)));
}

#[test]
fn past_and_live_differ_in_word_sign_and_look() {
    let mut scene = scenes::generator();
    let theme = Theme {
        depth: Depth::True,
        ..Theme::PLAIN
    };
    let sign = |app: &App, sign: &str| {
        let (buf, _) = drawn(app, &theme, 80, 24);
        let cell = buf.content[..80].iter().find(|cell| cell.symbol() == sign);
        cell.map(|cell| cell.fg)
    };
    let live = sign(&scene.app, "●");
    assert!(live.is_some() && sign(&scene.app, "◀").is_none());
    assert!(screen(&scene.app, 80, 24).contains("● LIVE"));
    key(&mut scene.app, Code::Left);
    let past = sign(&scene.app, "◀");
    assert!(past.is_some() && past != live && sign(&scene.app, "●").is_none());
    let text = screen(&scene.app, 120, 36);
    assert!(
        text.contains("◀ PAST") && text.contains("End: live"),
        "{text}"
    );
}

#[test]
fn what_failed_is_said_where_the_eye_is() {
    let mut scene = Scene::open("fork-tree", &[]);
    scene
        .app
        .update(Input::Over(Some("no stage: try again".to_owned().into())));
    let text = screen(&scene.app, 80, 24);
    assert!(
        text.contains("✗ FAILED") && text.contains("no stage: try again"),
        "{text}"
    );
}

#[test]
fn the_mouse_finds_what_is_drawn() {
    let scene = scenes::fork_tree();
    let (buf, hits) = drawn(&scene.app, &Theme::PLAIN, 80, 24);
    let text = text(&buf);
    let find = |what: &str| {
        let found = (0..).zip(text.lines()).find_map(|(row, line)| {
            let at = line.find(what)?;
            Some((u16::try_from(line[..at].width()).ok()?, row))
        });
        found.unwrap_or_else(|| panic!("{what} is on the screen:\n{text}"))
    };
    let at = |what: &str| {
        let (column, row) = find(what);
        hits.at(column, row)
    };
    let zombie: ActorId = "p0/2/1".parse().unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(at("4718"), Some(Target::Actor(zombie)));
    assert_eq!(at("Rust"), Some(Target::Tab(Tab::Rust)));
    assert_eq!(at("knobs"), Some(Target::Action("knobs")));
    assert_eq!(at("output"), Some(Target::Pane(Pane::Output)));
    let (_, lanes) = find("timeline");
    assert!(matches!(
        hits.at(79, lanes + 1),
        Some(Target::Pane(Pane::Timeline))
    ));
    assert!(matches!(hits.at(20, lanes + 1), Some(Target::Position(p)) if p > 0));
}

/// Every scene in every state of the screen that looks different.
fn everything() -> Vec<App> {
    let mut all = vec![App::new(Lang::Zh, crate::shelf::plays())];
    for make in [
        scenes::fork_tree,
        scenes::thread_pool,
        scenes::generator,
        scenes::thrown,
        crate::own_memory::written,
    ] {
        for over in ["", "?", "i", "o", "s", "<"] {
            let mut scene = make();
            match over {
                "<" => key(&mut scene.app, Code::Left),
                _ => over
                    .chars()
                    .for_each(|c| key(&mut scene.app, Code::Char(c))),
            }
            scene.app.lang = if over.is_empty() { Lang::En } else { Lang::Zh };
            scene.app.debug = over == "<";
            all.push(scene.app);
        }
    }
    all
}

#[test]
fn every_size_can_be_drawn_and_twice_the_same() {
    for (n, app) in everything().into_iter().enumerate() {
        // Who comes next takes the widths between.
        let small = (n % 2 * 3..=42)
            .step_by(6)
            .flat_map(|width| (0..=13).map(move |height| (width, height)));
        let large = (43..=210)
            .step_by(41)
            .flat_map(|width| (14..=70).step_by(14).map(move |height| (width, height)));
        for (width, height) in small.chain(large) {
            let width = u16::try_from(width).expect("a small one");
            let (once, hits) = drawn(&app, &Theme::PLAIN, width, height);
            if (width + height) % 7 == 0 {
                let (twice, again) = drawn(&app, &Theme::PLAIN, width, height);
                assert!(once == twice && hits == again, "{width}x{height}");
            }
            if let Some((column, row)) = view::cursor(&app, once.area) {
                assert!(column < width && row < height, "{width}x{height}");
            }
        }
    }
}

#[test]
fn a_screen_too_small_says_so_in_one_line() {
    let scene = scenes::fork_tree();
    let text = screen(&scene.app, 60, 8);
    assert_eq!(text.trim(), "60×8: too small, needs 40×12");
    assert_eq!(screen(&scene.app, 12, 3).trim(), "40×12");
}

#[test]
fn without_colours_there_are_none_and_in_ascii_nothing_is_ambiguous() {
    let ascii = Theme {
        ascii: true,
        ..Theme::PLAIN
    };
    for app in everything() {
        let (buf, _) = drawn(&app, &ascii, 120, 36);
        assert!(!text(&buf).contains('⟨'), "every word is in the catalogue");
        for cell in &buf.content {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
            let symbol = cell.symbol();
            assert!(symbol.is_ascii() || symbol.width() == 2, "{symbol:?}");
        }
    }
}

#[test]
fn the_selected_row_is_seen_without_colours() {
    let mut scene = scenes::fork_tree();
    opened(&mut scene.app).selected = Some(ActorId::root());
    let (buf, _) = drawn(&scene.app, &Theme::PLAIN, 80, 24);
    let reversed = buf[(5, 2)]
        .modifier
        .contains(ratatui::style::Modifier::REVERSED);
    assert!(reversed && text(&buf).lines().nth(2).unwrap_or("").contains("4711"));
}

#[test]
fn no_chinese_line_begins_with_a_closing_mark() {
    for lesson in crate::shelf::all() {
        let words = lesson.text(Lang::Zh);
        let notes = words.all_notes().map(|(_, note)| note);
        let others = [&*words.about, &*words.summary];
        for text in notes.chain(words.all_ends()).chain(others) {
            for width in (24..120).step_by(5) {
                for line in markdown::render(text, width, &Theme::PLAIN, Some(lesson.model)) {
                    let line = line.to_string();
                    let begins = line
                        .trim_start()
                        .starts_with(['。', '，', '、', '；', '：', '？', '！', '）', '》', '”']);
                    assert!(!begins, "{}, {width}: {line}", lesson.id);
                    // Markdown takes `。**字` for no end of an emphasis.
                    assert!(!line.contains("。**"), "{}: {line}", lesson.id);
                    assert!(line.width() <= width, "{}, {width}: {line}", lesson.id);
                }
            }
        }
    }
}

#[test]
fn a_thousand_processes_are_listed_around_the_last_one() {
    let mut scene = Scene::open("fork-tree", &[("forks", "10"), ("shape", "star")]);
    scene.crowd(1000);
    let text = screen(&scene.app, 80, 24);
    assert!(text.contains("1001"), "{text}");
    assert!(text.contains("of 1001"), "{text}");
}

#[test]
fn wide_characters_never_swallow_the_edge_of_a_box() {
    for app in everything() {
        for width in 60..=80 {
            let (buf, _) = drawn(&app, &Theme::PLAIN, width, 24);
            for row in 0..24 {
                for column in 0..width - 1 {
                    if buf[(column, row)].symbol().width() == 2 {
                        let hidden = buf[(column + 1, row)].symbol();
                        assert_eq!(hidden, " ", "{width}: {column},{row}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_word_of_the_panes_is_in_the_catalogue() {
    let panes = concat!(env!("CARGO_MANIFEST_DIR"), "/src/view/pane");
    let mut used = 0;
    for path in crate::content::files(std::path::Path::new(panes)) {
        let source = std::fs::read_to_string(&path).expect("sources are text");
        for call in ["cx.word(", "cx.say("] {
            for after in source.split(call).skip(1) {
                if let Some(key) = after.trim_start().strip_prefix('"') {
                    let key = key.split('"').next().unwrap_or_default();
                    let key = format!("view.{key}");
                    assert!(concurrium::i18n::knows(&key), "{key}");
                    used += 1;
                }
            }
        }
    }
    assert!(used > 30, "{used}");
}
