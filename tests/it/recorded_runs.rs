//! The runs that lie in lessons' folders, for those who have no Python: each is of today's listing, goes to its end, and opens by a key
//! that is named on the screen.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::process::Command;

use concurrium::app::{App, Code, Effect, Input, Key, Run};
use concurrium::i18n::{Lang, Sentence};
use concurrium::lessons::{self, RECORDED};
use concurrium::protocol::keys::HELPER;
use concurrium::protocol::{ActorId, Event, Fate, How, Source, State, What};
use concurrium::trace::Reader;
use concurrium::{demos, saved};

use crate::fake::Session;
use crate::own_script::{leave, press};
use crate::pty::Pty;
use crate::shelf;
use crate::snapshots::screen;

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
    session.keys("→");
    assert_eq!(asked(&session), None);
    session.keys("→");
    assert_eq!(asked(&session).as_deref(), Some("seen"));
    // Predicted, it is decided by what is seen later.
    session.keys("B →");
    assert_eq!(asked(&session), None);
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

/// The events of a lesson's recorded run.
fn events(lesson: &str) -> Vec<Event> {
    let lesson = shelf::lesson(lesson);
    let run = saved::recorded(shelf::plays(), lesson).unwrap().unwrap();
    run.history.events().to_vec()
}

/// A live run of a lesson in which this happens.
fn live(lesson: &'static str, knobs: &[(&str, &str)], events: Vec<Event>) -> App {
    let lesson = shelf::lesson(lesson);
    let mut settings = lesson.defaults();
    for (knob, value) in knobs {
        settings.set(lesson, knob, value).unwrap();
    }
    let mut app = App::new(Lang::En, shelf::plays());
    app.open(lesson, settings);
    app.update(Input::Started);
    for (seq, mut event) in (1..).zip(events) {
        event.seq = seq;
        app.update(Input::Happened(event));
    }
    let run = &app.lesson().unwrap().run;
    assert_eq!(*run, Run::Live);
    app
}

/// Which actor something happens to, by its number among the first process's children.
fn is_of(event: &Event, child: u32) -> bool {
    event.actor == ActorId::root().child(child)
}

#[test]
fn who_has_ended_is_not_followed_while_somebody_is_in_the_listing() {
    for lesson in ["multiprocessing", "executors"] {
        let mut session = recorded(lesson, &[]);
        session.keys("Home");
        while session.open().past.is_some() {
            let open = session.open();
            let at = open.position();
            let there = open.world.actors();
            let there = there.filter(|actor| actor.at.is_some() && !actor.is_gone());
            if there.count() > 0 {
                let followed = open.highlighted().and_then(|id| open.world.actor(id));
                assert!(!followed.unwrap().is_gone(), "{lesson}, event {at}");
                assert!(open.current_line().is_some(), "{lesson}, event {at}");
            }
            session.keys("→");
        }
    }
}

#[test]
fn nothing_is_told_of_a_line_that_somebody_was_at_who_has_ended() {
    let mut events = events("multiprocessing");
    let worker = |event: &Event| is_of(event, 3) && matches!(event.what, What::Line(_));
    events.truncate(1 + events.iter().position(worker).unwrap());
    let mut next = |what: What| {
        let actor = ActorId::root().child(3);
        let last = events.last().unwrap().clone();
        events.push(Event {
            actor,
            what,
            ..last
        });
    };
    next(What::State {
        state: State::Running,
        source: Source::Demo,
        status: None,
    });
    next(What::State {
        state: State::Zombie,
        source: Source::Kernel,
        status: Some(0),
    });
    next(What::Ended {
        how: How::Exit(0),
        reaped_by: Some(ActorId::root()),
    });
    let mut app = live("multiprocessing", &[], events);
    app.update(Input::Key(Key {
        code: Code::Left,
        ctrl: false,
        alt: false,
    }));
    let open = app.lesson().unwrap();
    let told = open.told(Lang::En, &[]);
    let is_told = matches!(&told[..], [one] if one.contains("as Z"));
    assert!(is_told, "{told:?}");
    let followed = open.highlighted().and_then(|id| open.world.actor(id));
    let gone = followed.unwrap().is_gone();
    assert!(!gone, "somebody else is followed");
}

#[test]
fn the_end_is_told_by_what_has_ended_the_program_and_not_by_the_librarys_own() {
    let told = |app: &App| app.lesson().unwrap().told(Lang::En, &[]);
    let over = |mut app: App| {
        app.update(Input::Over(None));
        app
    };
    let mut events = events("multiprocessing");
    let app = over(live("multiprocessing", &[], events.clone()));
    assert!(told(&app)[0].ends_with("has ended: exit 0"));
    assert!(!told(&app).join(" ").contains("tracker"));

    // A child that an error ends, where the first process goes on.
    // Whether it was seen as a zombie is chance.
    let ends = |event: &Event| {
        let zombie = matches!(event.what, What::State { state, .. } if state == State::Zombie);
        is_of(event, 2) && (zombie || matches!(event.what, What::Ended { .. }))
    };
    let at = events.iter().position(ends).unwrap();
    let mut error = events[at].clone();
    error.what = What::Exception {
        text: "RuntimeError: An attempt has been made".into(),
        fate: Fate::Uncaught,
        line: None,
        file: None,
        function: None,
    };
    events.insert(at, error);
    for event in events.iter_mut().filter(|event| is_of(event, 2)) {
        match &mut event.what {
            What::Ended { how, .. } => *how = How::Exit(1),
            What::State { status, .. } if status.is_some() => *status = Some(1 << 8),
            _ => {}
        }
    }
    let app = over(live("multiprocessing", &[("guard", "no")], events));
    let first = &told(&app)[0];
    let child = ActorId::root().child(2);
    assert!(
        first.contains("waited for") && first.contains("`RuntimeError: An attempt"),
        "{first}"
    );
    assert_eq!(app.lesson().unwrap().highlighted(), Some(&child));
}

#[test]
fn who_runs_the_file_again_is_told_of_though_main_has_come_to_a_new_line() {
    let mut events = events("multiprocessing");
    let main = |event: &Event| event.actor == ActorId::root();
    let stands =
        |event: &Event, mark: &str| matches!(&event.what, What::Line(spot) if &*spot.cue == mark);
    let again = |event: &Event| stands(event, "import") && !main(event);
    events.truncate(1 + events.iter().position(again).unwrap());
    // Main is not let go from where it came to meanwhile.
    let join = events.iter().position(|event| stands(event, "join"));
    let join = events[join.unwrap()].seq;
    events.retain(|event| !main(event) || event.seq <= join);
    let app = live("multiprocessing", &[], events);
    let told = app.lesson().unwrap().told(Lang::En, &[]);
    assert!(told[0].contains("SpawnProcess-1"), "{told:?}");
    assert!(told[1].contains("as far as here, too"), "{told:?}");
    assert_eq!(
        app.lesson().unwrap().highlighted(),
        Some(&ActorId::root().child(2))
    );
}

#[test]
fn the_end_says_who_has_run_the_file_again() {
    let ending = |of_a_helper: bool| {
        let mut events = events("multiprocessing");
        let child = ActorId::root().child(2);
        let comes = |event: &Event| event.actor == child && matches!(event.what, What::Line(_));
        let at = events.iter().position(comes).unwrap();
        if of_a_helper {
            let mut helps = events[at].clone();
            helps.what = What::Fact {
                key: HELPER.into(),
                value: "forkserver".to_owned(),
                source: Source::Demo,
            };
            events.insert(at, helps);
        }
        let mut app = live("multiprocessing", &[("method", "forkserver")], events);
        app.update(Input::Over(None));
        app.lesson().unwrap().told(Lang::En, &[]).concat()
    };
    let by_the_server = "The server ran the file once";
    assert!(ending(true).contains(by_the_server));
    let of_the_child = ending(false);
    assert!(
        of_the_child.contains("It ran the file again"),
        "{of_the_child}"
    );
}

#[test]
fn a_verdict_names_its_question_by_its_beginning() {
    let mut events = events("multiprocessing");
    let launch = |event: &Event| matches!(&event.what, What::Line(spot) if &*spot.cue == "launch");
    events.truncate(1 + events.iter().position(launch).unwrap());
    let mut app = live("multiprocessing", &[("argument", "lambda")], events);
    app.update(Input::Key(Key::char('A')));
    app.update(Input::Over(None));
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("`child.start()` · Where will"), "{shown}");
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
