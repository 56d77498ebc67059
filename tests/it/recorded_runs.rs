//! The runs that lie in lessons' folders, for those who have no Python: each is of today's listing, goes to its end, and opens by a key
//! that is named on the screen.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::process::Command;

use concurrium::app::{App, Effect, Input, Run};
use concurrium::i18n::{Lang, Sentence};
use concurrium::lessons::{self, RECORDED};
use concurrium::protocol::ActorId;
use concurrium::trace::Reader;
use concurrium::{demos, saved};

use crate::fake::Session;
use crate::own_script::{leave, press};
use crate::pty::Pty;
use crate::shelf;

/// Bytes that a recorded run has at most: it is in the program.
const MOST: usize = 100 << 10;

#[test]
fn what_cpython_alone_runs_has_a_recorded_run_of_todays_listing_to_its_end() {
    for lesson in shelf::all() {
        let id = &lesson.id;
        let needs_one = demos::find(id).is_none();
        assert_eq!(lesson.recorded.is_some(), needs_one, "{id}: {RECORDED}");
        let Some(run) = &lesson.recorded else {
            continue;
        };
        assert!(run.len() <= MOST, "{id}: {} bytes", run.len());
        let header = Reader::new(run.as_bytes()).header().unwrap();
        let defaults = lesson.defaults();
        let today = lesson.listing.specialised(&defaults).listed();
        let anew = format!("{id}: packaging/recorded-runs {id} makes it anew");
        assert_eq!(header.knobs, defaults, "{anew}");
        assert_eq!(header.listing, Some(today), "{anew}");
        let run = saved::recorded(shelf::plays(), lesson).unwrap().unwrap();
        assert_eq!(run.fault, None, "{anew}");
        let first = run.history.live().actor(&ActorId::root()).unwrap();
        assert!(first.is_gone(), "{anew}");
    }
}

/// The recorded run of a lesson, opened where these knobs were wanted.
fn recorded(lesson: &str, knobs: &[(&str, &str)]) -> Session {
    let lesson = shelf::lesson(lesson);
    let mut wanted = lesson.defaults();
    for (knob, value) in knobs {
        wanted.set(lesson, knob, value).unwrap();
    }
    let mut session = Session::home();
    session.start_with(lesson, wanted);
    session.keys("R");
    session
}

#[test]
fn a_recorded_run_asks_where_a_live_one_would() {
    let mut session = recorded("multiprocessing", &[]);
    assert_eq!(session.notice(), "");
    let asked = |session: &Session| {
        let open = session.open().predictions.open();
        open.map(|asked| asked.question.name.clone())
    };
    session.keys("→ →");
    assert_eq!(asked(&session), None);
    session.keys("→");
    assert_eq!(asked(&session).as_deref(), Some("seen"));
    // Predicted, it is decided by what is seen later; and the next one is asked meanwhile.
    session.keys("B →");
    assert_eq!(asked(&session).as_deref(), Some("processes"));
    let told = |session: &Session| session.open().predictions.verdict().cloned();
    while told(&session).is_none() {
        assert!(session.open().past.is_some(), "it was never told");
        session.keys("→");
    }
    assert_eq!(told(&session).unwrap().is_right(), Some(true));
}

#[test]
fn whoever_jumps_through_a_recorded_run_is_not_asked() {
    let mut session = recorded("executors", &[]);
    session.keys("End Home → → → →");
    assert!(session.open().predictions.asked().is_empty());
}

#[test]
fn a_recorded_run_of_other_knobs_says_so() {
    let mut session = recorded("multiprocessing", &[("method", "fork")]);
    let said = "This run was recorded with other knobs than you have set: method = spawn.";
    assert_eq!(session.notice(), said);
    // A step on, that has been read.
    session.keys("→");
    assert_eq!(session.notice(), "");
}

#[test]
fn without_a_python_no_key_takes_away_what_can_be_done() {
    let mut session = Session::home();
    let lesson = shelf::lesson("multiprocessing");
    // As the program itself makes plays: an interpreter is asked for, and not found.
    let plays = demos::plays(lessons::built_in().unwrap());
    session.app = App::new(Lang::En, plays);
    let effects = session.app.open(lesson, lesson.defaults());
    assert!(matches!(effects[..], [.., Effect::Open(_)]));
    session.input(Input::Opened(Err(Sentence::foreign("there is none"))));
    assert_eq!(session.open().run, Run::Failed("there is none".to_owned()));
    for key in ["Enter", "1", "space", "→", "←"] {
        session.keys(key);
        assert_eq!(session.notice(), "", "{key}: it stands below");
    }
    session.keys("v");
    assert!(session.notice().contains("CPython alone runs it"));
}

#[test]
fn without_a_python_a_lesson_says_so_and_shows_its_recorded_run() {
    let mut open = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    let open = open.args(["open", "multiprocessing", "--lang", "en", "--no-state"]);
    let pty = Pty::run(open.env("PATH", "/nowhere"));
    pty.wait_for_text("python3 isn't on the PATH");
    press(&pty, "R", "REPLAY");
    pty.wait_for_text("multiprocessing · CPython 3.");
    press(&pty, "\x1b[F", "[1, 4, 9]");
    // It looks for a Python again, and what is seen stays.
    press(&pty, "r", "python3 isn't on the PATH");
    pty.wait_for_text("REPLAY");
    leave(&pty);
}
