//! Every word can be read: on both grounds, with whatever colours there are, on every pane, of real runs and of overlays.
//!
//! Contrast is WCAG 2.2's: (lighter + 0.05) / (darker + 0.05) of the relative luminances; 4.5 for words, 3 for signs.

use concurrium::app::{App, Code, Input, Key};
use concurrium::background::{Background, luminance};
use concurrium::i18n::Lang;
use concurrium::lessons::{Lesson, Model};
use concurrium::protocol::State;
use concurrium::view::theme::{Depth, Theme, fixed, is_sign};
use concurrium::{saved, view};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::fake::Session;
use crate::{gil, runs, scenes, shelf};

const WORDS: f32 = 4.5;
const SIGNS: f32 = 3.0;

fn contrast(one: [u8; 3], other: [u8; 3]) -> f32 {
    let [one, other] =
        [one, other].map(|colour| luminance(colour.map(|part| f32::from(part) / 255.0)));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// A colour that is the same in every terminal.
fn known(colour: Color) -> Option<[u8; 3]> {
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 16..) => Some(fixed(index)),
        _ => None,
    }
}

fn theme(depth: Depth, background: Background) -> Theme {
    let theme = Theme::of_environment(|_| None);
    Theme { depth, ..theme }.on(background)
}

/// Why a cell can't be read, if it can't.
fn unreadable(cell: &Cell, depth: Depth) -> Option<String> {
    if cell.symbol().trim().is_empty() || is_sign(cell.symbol()) {
        return None;
    }
    if cell.modifier.contains(Modifier::DIM) {
        return Some("it is dim".into());
    }
    if matches!(depth, Depth::Ansi | Depth::None) {
        let own = cell.fg == Color::Reset && cell.bg == Color::Reset;
        return (!own).then(|| format!("{} on {} isn't the terminal's own", cell.fg, cell.bg));
    }
    let Some((fg, bg)) = known(cell.fg).zip(known(cell.bg)) else {
        return Some(format!("nobody knows {} on {}", cell.fg, cell.bg));
    };
    let contrast = contrast(fg, bg);
    (contrast < WORDS).then(|| format!("{} on {} is {contrast:.2}", cell.fg, cell.bg))
}

const DEPTHS: [Depth; 4] = [Depth::True, Depth::Indexed, Depth::Ansi, Depth::None];
const GROUNDS: [Background; 2] = [Background::Dark, Background::Light];

/// All colours, and one of the depths with fewer: the next one each time.
fn two(n: usize) -> [Depth; 2] {
    [DEPTHS[0], DEPTHS[1 + n % 3]]
}

/// Holds a screen to the rule, on both grounds, with the colours of which there are so many.
fn hold(app: &App, depths: &[Depth], what: &str) {
    for &depth in depths {
        for ground in GROUNDS {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 36));
            view::draw(app, &theme(depth, ground), buffer.area, &mut buffer);
            for row in buffer.area.rows() {
                for at in row.positions() {
                    if let Some(why) = unreadable(&buffer[at], depth) {
                        let row: String = row.positions().map(|at| buffer[at].symbol()).collect();
                        panic!(
                            "{what}, {depth:?} on {ground:?}, column {}: {why}:\n{row}",
                            at.x
                        );
                    }
                }
            }
        }
    }
}

fn press(app: &mut App, keys: &str) {
    for key in keys.split_whitespace() {
        let code = match key {
            "Enter" => Code::Enter,
            "Esc" => Code::Esc,
            "Tab" => Code::Tab,
            "End" => Code::End,
            "Right" => Code::Right,
            "F12" => Code::F(12),
            letter => Code::Char(letter.chars().next().unwrap()),
        };
        app.update(Input::Key(Key::plain(code)));
    }
}

/// A real run of a lesson, with its knobs as they are at first, to be looked at.
fn replayed(lesson: &Lesson) -> App {
    let run = runs::whole(&lesson.id, &Default::default(), None);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &run.saved).unwrap();
    let saved = saved::read(crate::shelf::plays(), file.path()).unwrap();
    let mut app = App::new(Lang::En, crate::shelf::plays());
    app.replay(saved.play, saved.history, saved.fault);
    app
}

#[test]
fn every_word_of_a_run_can_be_read() {
    // What is measured takes its time; its pane is held below.
    let short = crate::shelf::run_here()
        .into_iter()
        .filter(|lesson| lesson.id != "gil");
    std::thread::scope(|scope| {
        for lesson in short {
            scope.spawn(|| {
                let mut app = replayed(lesson);
                for (n, steps) in ["", "l l l l l", "l l l l l l l l l l l l", "End"]
                    .into_iter()
                    .enumerate()
                {
                    press(&mut app, steps);
                    app.lang = Lang::ALL[n % 2];
                    // What differs from depth to depth does so in every step.
                    let depths = &DEPTHS[..if steps == "End" { 4 } else { 1 }];
                    hold(&app, depths, &format!("{} after {steps}", lesson.id));
                }
            });
        }
    });
}

#[test]
fn every_word_of_what_lies_over_a_run_can_be_read() {
    for (scene, keys) in [
        (
            scenes::generator(),
            &[
                "?",
                "i",
                "o",
                "y",
                "s",
                "t",
                "w",
                "F12",
                "m",
                "v",
                "Tab Tab Tab",
                "A",
            ][..],
        ),
        (scenes::thread_pool(), &["?", "o", "e", "v"]),
        (scenes::fork_tree(), &["k", "m", "l", "F12"]),
        (gil::screen::measured(), &["o", "v"]),
    ] {
        for (n, keys) in keys.iter().enumerate() {
            let mut app = App::new(Lang::En, crate::shelf::plays());
            let open = scene.app.lesson().unwrap();
            app.replay(open.play.clone(), open.history.clone(), None);
            press(&mut app, "End");
            press(&mut app, keys);
            let what = format!("{} and {keys}", open.play.lesson.id);
            hold(&app, &two(n), &what);
        }
        hold(
            &scene.app,
            &DEPTHS,
            &scene.app.lesson().unwrap().play.lesson.id,
        );
    }
    let mut home = App::new(Lang::Zh, crate::shelf::plays());
    let keys = [
        "j",
        "/ f",
        "Esc j j j j j",
        "Esc Q",
        "a",
        "Enter",
        "Esc",
        "T",
    ];
    for (n, keys) in keys.into_iter().enumerate() {
        press(&mut home, keys);
        hold(&home, &two(n), &format!("home and {keys}"));
    }
    for lesson in ["lost-update", "fork-tree"] {
        let mut app = App::new(Lang::En, crate::shelf::plays());
        app.open(shelf::lesson(lesson), shelf::lesson(lesson).defaults());
        hold(&app, &DEPTHS, &format!("{lesson} before anything"));
        press(&mut app, "x");
        hold(&app, &DEPTHS, &format!("{lesson} and x"));
    }
}

#[test]
fn every_word_of_a_question_a_vote_and_a_tour_can_be_read() {
    for lesson in ["fork-tree", "generator"] {
        let mut session = Session::lesson(lesson);
        for keys in ["", "A", "→ → → →", "m", "V 1 1 2", "Enter", "→ →"] {
            session.keys(keys);
            hold(&session.app, &DEPTHS[..1], &format!("{lesson} and {keys}"));
        }
    }
    let mut session = Session::home();
    session.tour("fork-tree");
    hold(&session.app, &DEPTHS, "a tour");
}

/// The sixteen colours of a terminal, and the grounds that it has.
struct Palette {
    name: &'static str,
    colours: [u32; 16],
    dark: u32,
    light: u32,
}

/// Their authors' own figures.
const PALETTES: [Palette; 6] = [
    Palette {
        name: "xterm",
        colours: [
            0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
            0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
        ],
        dark: 0x000000,
        light: 0xffffff,
    },
    Palette {
        name: "VGA, the Linux console",
        colours: [
            0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
            0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
        ],
        dark: 0x000000,
        light: 0xffffff,
    },
    Palette {
        name: "Solarized",
        colours: [
            0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5,
            0x002b36, 0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3,
        ],
        dark: 0x002b36,
        light: 0xfdf6e3,
    },
    Palette {
        name: "Tango",
        colours: [
            0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf,
            0x555753, 0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec,
        ],
        dark: 0x2e3436,
        light: 0xffffff,
    },
    Palette {
        name: "GNOME",
        colours: [
            0x171421, 0xc01c28, 0x26a269, 0xa2734c, 0x12488b, 0xa347ba, 0x2aa1b3, 0xd0cfcc,
            0x5e5c64, 0xf66151, 0x33d17a, 0xe9ad0c, 0x2a7bde, 0xc061cb, 0x33c7de, 0xffffff,
        ],
        dark: 0x171421,
        light: 0xffffff,
    },
    Palette {
        name: "Campbell, the Windows Terminal",
        colours: [
            0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc,
            0x767676, 0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2,
        ],
        dark: 0x0c0c0c,
        light: 0xffffff,
    },
];

const NAMES: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

#[test]
fn a_sign_of_sixteen_colours_differs_from_every_common_ground() {
    let bytes = |hex: u32| {
        let [_, red, green, blue] = hex.to_be_bytes();
        [red, green, blue]
    };
    for ground in GROUNDS {
        let theme = theme(Depth::Ansi, ground);
        let models = [
            None,
            Some(Model::Process),
            Some(Model::Thread),
            Some(Model::Coroutine),
            Some(Model::All),
        ];
        let states = [
            State::Running,
            State::Ready,
            State::Blocked,
            State::Stopped,
            State::Zombie,
            State::Ended,
        ];
        let mut styles: Vec<Style> = models.map(|model| theme.accent(model)).to_vec();
        styles.extend(states.map(|state| theme.state(state)));
        styles.extend([
            theme.ground(),
            theme.dim(),
            theme.faint(),
            theme.string(),
            theme.number(),
            theme.past(),
        ]);
        for style in styles {
            assert!(matches!(style.bg, None | Some(Color::Reset)), "{style:?}");
            let Some(colour) = style.fg.filter(|fg| *fg != Color::Reset) else {
                continue;
            };
            let index = NAMES.iter().position(|name| *name == colour).unwrap();
            for palette in &PALETTES {
                let under = match ground {
                    Background::Dark => palette.dark,
                    Background::Light => palette.light,
                };
                let contrast = contrast(bytes(palette.colours[index]), bytes(under));
                assert!(
                    contrast >= SIGNS,
                    "{colour} is {contrast:.2} on {ground:?} in {}",
                    palette.name
                );
            }
        }
    }
}
