//! Presenter mode: keys seen, hands counted, the answer held back.

use concurrium::app::{App, Input, Overlay};
use concurrium::i18n::Lang;
use concurrium::protocol::Event;

use crate::fake::Session;
use crate::shelf;
use crate::snapshots::screen;

fn presenting() -> Session {
    let mut s = Session::lesson("fork-tree");
    s.keys("m");
    s
}

fn hands(s: &Session) -> &[u32] {
    match s.app.overlays.last() {
        Some(Overlay::Vote(vote)) => &vote.hands,
        _ => panic!("hands are being counted"),
    }
}

#[test]
fn the_class_sees_which_keys_were_pressed() {
    let mut s = presenting();
    s.keys("→ Tab x + →");
    let presenting = s.app.presenting.as_ref().expect("it is on");
    let names: Vec<&str> = presenting.pressed.iter().map(|(_, name)| *name).collect();
    // What does nothing isn't shown, and only the last ones are.
    assert_eq!(names, ["forward", "focus", "faster", "forward"]);
    let text = screen(&s.app, 80, 24);
    assert!(text.contains("keys") && text.contains("step"), "{text}");
    s.keys("m");
    assert_eq!(s.app.presenting, None);
}

#[test]
fn hands_are_counted_and_what_most_are_for_is_predicted() {
    let mut s = presenting();
    s.permits();
    s.keys("V 1 3 3 2 9");
    assert_eq!(hands(&s), [1, 1, 2, 0]);
    s.keys("Backspace 3 3");
    assert_eq!(hands(&s), [1, 0, 4, 0]);
    assert_eq!(
        s.permits(),
        "",
        "a digit counts a hand and lets nobody move"
    );
    s.keys("Enter");
    let waiting: Vec<_> = s.open().predictions.waiting().collect();
    assert_eq!(waiting[0].predicted.as_deref(), Some("8"));
    assert_eq!(waiting[0].hands, [1, 0, 4, 0]);
}

#[test]
fn a_tie_predicts_nothing_and_a_vote_left_counts_nothing() {
    let mut s = presenting();
    s.keys("V 1 2 Enter");
    assert!(s.open().predictions.open().is_some());
    assert!(s.notice().starts_with("No choice has more hands"));
    s.keys("V 1 Esc");
    assert!(
        s.open()
            .predictions
            .open()
            .is_some_and(|asked| asked.predicted.is_none())
    );
    s.keys("V Enter");
    assert!(s.open().predictions.open().is_some());
}

/// Plays a lesson's trace to its end, in presenter mode, with these keys at its first question.
fn played(trace: &[Event], lang: Lang, keys: &str) -> App {
    let lesson = shelf::lesson("generator");
    let mut app = App::new(lang, crate::shelf::plays());
    app.open(lesson, lesson.defaults());
    app.update(Input::Started);
    let press = |app: &mut App, key: char| {
        app.update(Input::Key(concurrium::app::Key::char(key)));
    };
    press(&mut app, 'm');
    let mut asked = false;
    for event in trace {
        app.update(Input::Happened(event.clone()));
        if !asked && app.lesson().expect("open").predictions.open().is_some() {
            asked = true;
            keys.chars().for_each(|key| press(&mut app, key));
        }
        let known = |app: &App| {
            let open = app.lesson().expect("open");
            open.predictions
                .asked()
                .iter()
                .any(|asked| asked.verdict.is_some())
        };
        if known(&app) {
            break;
        }
    }
    app
}

#[test]
fn an_answer_is_held_back_until_it_is_let_go() {
    let trace = crate::stages::run("generator", &[], &[]);
    let mut app = played(&trace, Lang::En, "HB");
    let text = screen(&app, 80, 24);
    assert!(!text.contains("you predicted"), "{text}");
    assert!(text.contains("answer held back"), "{text}");
    app.update(Input::Key(concurrium::app::Key::char('H')));
    let text = screen(&app, 80, 24);
    assert!(
        text.contains("you predicted") && text.contains("It is None"),
        "{text}"
    );
}

#[test]
fn presenter_mode_on_the_screen() {
    for lang in Lang::ALL {
        for (width, height) in [(80, 24), (120, 36), (40, 12)] {
            let mut s = Session::home();
            s.app.lang = lang;
            let lesson = shelf::lesson("fork-tree");
            s.start(lesson);
            s.keys("m V 1 3 3");
            let name = format!("present_vote_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
            s.keys("Enter Tab");
            let name = format!("present_listing_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
        }
    }
}
