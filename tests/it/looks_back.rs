//! What goes by where nobody stands is looked back at, once, by whoever takes steps.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use concurrium::app::{App, Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::What;
use concurrium::saved;

use crate::shelf;

/// The timeout lesson, live, in which what was recorded happens until the task has been asked to stop; played or by steps.
fn asked(plays: bool) -> App {
    let lesson = shelf::lesson("cancel-timeout");
    let recorded = saved::recorded(shelf::plays(), lesson).unwrap().unwrap();
    let mut app = App::new(Lang::En, shelf::plays());
    app.predicting = false;
    app.open(lesson, lesson.defaults());
    app.update(Input::Started);
    let asked = |what: &What| matches!(what, What::Line(spot) if &*spot.cue == "asked");
    for event in recorded.history.events() {
        app.update(Input::Happened(event.clone()));
        let key = |code| Input::Key(Key::plain(code));
        match &event.what {
            what if asked(what) => break,
            What::Line(_) if plays && !app.lesson().unwrap().playing => {
                app.update(key(Code::Char(' ')))
            }
            What::Line(_) if !plays => app.update(key(Code::Right)),
            _ => Vec::new(),
        };
    }
    app
}

#[test]
fn both_timers_are_seen_before_the_clock_goes_on() {
    let mut app = asked(false);
    let open = app.lesson().unwrap();
    let timers: Vec<&str> = open.world.queue("timers").unwrap().items().collect();
    assert_eq!(timers, ["wait_for 0.40", "t1 1.00"]);
    assert!(app.notice.as_deref().unwrap().starts_with("Looking back"));
    app.update(Input::Key(Key::plain(Code::Right)));
    let open = app.lesson().unwrap();
    assert_eq!(open.past, None);
    assert!(open.world.was_at("asked"), "→ leads to the present");
}

#[test]
fn who_plays_is_not_taken_back() {
    let app = asked(true);
    assert_eq!(app.lesson().unwrap().past, None);
}
