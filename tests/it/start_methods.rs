//! The lesson on `multiprocessing`, on real interpreters: what its stage, its words and its verdicts say of this run.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use concurrium::app::{App, Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Event, What};

use crate::own_script::{concurrium, leave, said};
use crate::pty::Pty;
use crate::pythons::Python;
use crate::shelf;
use crate::transparency::interpreters;

/// The lesson, explored on this interpreter, with this start method.
fn explored(python: &Python, method: &str) -> Pty {
    let python = python.program().to_str().unwrap();
    let method = format!("method={method}");
    let open = ["open", "multiprocessing", "--no-state", "--lang", "en"];
    Pty::start(&[&open[..], &["--python", python, "--set", &method]].concat())
}

/// The events of the lesson's run without a guard.
fn unguarded(python: &Python, method: &str) -> Vec<Event> {
    let python = python.program().to_str().unwrap();
    let method = format!("method={method}");
    let run = ["run", "multiprocessing", "--json", "--python", python];
    let run = [&run[..], &["--set", "guard=no", "--set", &method]].concat();
    let folder = tempfile::tempdir().unwrap();
    let (_, told, complaint) = said(&concurrium(folder.path(), &run));
    let events = told.lines().skip(1).map(serde_json::from_str);
    let events: Result<_, _> = events.collect();
    events.unwrap_or_else(|_| panic!("{told}{complaint}"))
}

/// The explorer, to which this run is still to happen.
fn awaiting(method: &str) -> App {
    let lesson = shelf::lesson("multiprocessing");
    let mut settings = lesson.defaults();
    settings.set(lesson, "guard", "no").unwrap();
    settings.set(lesson, "method", method).unwrap();
    let mut app = App::new(Lang::En, shelf::plays());
    app.open(lesson, settings);
    app.update(Input::Started);
    app
}

#[test]
fn the_verdict_comes_with_the_child_that_it_speaks_of_and_what_that_has() {
    let right = "\x1b[C";
    for python in interpreters() {
        for (method, n, child) in [
            ("fork", "10", "ForkProcess-1"),
            ("spawn", "1", "SpawnProcess-1"),
        ] {
            let pty = explored(&python, method);
            pty.wait_for_text("main stands before line 11");
            pty.send(right);
            pty.wait_for_text("What is n there");
            pty.send(right);
            pty.wait_for_text(&format!("It is {n}."));
            pty.wait_for_text(&format!("n = 10 main, {n} {child}"));
            pty.wait_for_text(&format!("{child} stands before line"));
            leave(&pty);
        }
    }
}

#[test]
fn what_has_failed_is_told_at_the_end_and_not_first_that_main_has_ended_well() {
    for python in interpreters() {
        let mut app = awaiting("spawn");
        let mut main_has_ended = false;
        for event in unguarded(&python, "spawn") {
            main_has_ended |=
                event.actor == ActorId::root() && matches!(event.what, What::Ended { .. });
            app.update(Input::Happened(event));
            if main_has_ended {
                let told = app.lesson().unwrap().told(Lang::En, &[]);
                let first = told.first().unwrap();
                assert!(
                    first.contains("RuntimeError"),
                    "{}: {first}",
                    python.release
                );
            }
        }
        assert!(main_has_ended, "{}", python.release);
    }
}

/// Whether the server runs the file, or each child does, depends on the version.
#[test]
fn the_verdict_names_who_has_met_the_error() {
    for python in interpreters() {
        let mut app = awaiting("forkserver");
        let mut server_ran_it = false;
        for event in unguarded(&python, "forkserver") {
            app.update(Input::Happened(event));
            let open = app.lesson().unwrap();
            let asks = open.predictions.open().is_some();
            if let Some(told) = open.predictions.verdict() {
                server_ran_it = open.is_decided_by_a_helper(told);
            }
            if asks {
                app.update(Input::Key(Key::char('A')));
            }
        }
        app.update(Input::Key(Key::plain(Code::End)));
        let open = app.lesson().unwrap();
        let server = open
            .history
            .live()
            .actors()
            .find(|actor| actor.name.starts_with("forkserver"));
        let died = server.unwrap().exception.is_some();
        assert_eq!(server_ran_it, died, "{}", python.release);
    }
}
