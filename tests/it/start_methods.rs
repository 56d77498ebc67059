//! The lesson on `multiprocessing`, on real interpreters: what its stage, its words and its verdicts say of this run.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use concurrium::app::{App, Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::lessons::Settings;
use concurrium::protocol::{ActorId, Event, What};

use crate::own_script::{concurrium, leave, said};
use crate::predictions::asked;
use crate::pty::Pty;
use crate::pythons::Python;
use crate::shelf;
use crate::snapshots::screen;
use crate::transparency::interpreters;

/// The lesson, explored on this interpreter, with this start method.
fn explored(python: &Python, method: &str) -> Pty {
    let python = python.program().to_str().unwrap();
    let method = format!("method={method}");
    let open = ["open", "multiprocessing", "--no-state", "--lang", "en"];
    Pty::start(&[&open[..], &["--python", python, "--set", &method]].concat())
}

/// The events of the lesson's run with this guard and this start method.
fn told(python: &Python, guard: &str, method: &str) -> Vec<Event> {
    let python = python.program().to_str().unwrap();
    let (guard, method) = (format!("guard={guard}"), format!("method={method}"));
    let run = ["run", "multiprocessing", "--json", "--python", python];
    let run = [&run[..], &["--set", &guard, "--set", &method]].concat();
    let folder = tempfile::tempdir().unwrap();
    let (_, told, complaint) = said(&concurrium(folder.path(), &run));
    let events = told.lines().skip(1).map(serde_json::from_str);
    let events: Result<_, _> = events.collect();
    events.unwrap_or_else(|_| panic!("{told}{complaint}"))
}

fn settings(guard: &str, method: &str) -> Settings {
    let lesson = shelf::lesson("multiprocessing");
    let mut settings = lesson.defaults();
    settings.set(lesson, "guard", guard).unwrap();
    settings.set(lesson, "method", method).unwrap();
    settings
}

/// The explorer, to which this run is still to happen.
fn awaiting(guard: &str, method: &str) -> App {
    let mut app = App::new(Lang::En, shelf::plays());
    app.open(shelf::lesson("multiprocessing"), settings(guard, method));
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
        let mut app = awaiting("no", "spawn");
        let mut main_has_ended = false;
        for event in told(&python, "no", "spawn") {
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
        let mut app = awaiting("no", "forkserver");
        let mut server_ran_it = false;
        for event in told(&python, "no", "forkserver") {
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

/// The verdict on this question of the lesson's, and the event that has decided it.
fn decided(events: &[Event], settings: &Settings, name: &str) -> (String, Event) {
    let asked = asked(shelf::lesson("multiprocessing"), settings, events);
    let mut asked = asked.into_iter();
    let asked = asked.find(|asked| asked.question.name == name).unwrap();
    let verdict = asked.verdict.unwrap();
    (verdict.truth, events[verdict.at - 1].clone())
}

#[test]
fn how_often_the_file_is_run_is_known_once_the_workers_have_begun() {
    for python in interpreters() {
        for (method, times) in [("fork", "0"), ("spawn", "2")] {
            let events = told(&python, "yes", method);
            let (truth, by) = decided(&events, &settings("yes", method), "runs");
            assert_eq!(truth, times, "{}", python.release);
            assert_ne!(by.actor, ActorId::root(), "{by:?}");
        }
    }
}

#[test]
fn the_childs_end_decides_with_which_exit_code_it_ends() {
    for python in interpreters() {
        for (method, name, code) in [("fork", "unmissed", "0"), ("spawn", "unguarded", "1")] {
            let events = told(&python, "no", method);
            let (truth, by) = decided(&events, &settings("no", method), name);
            assert_eq!(truth, code, "{}", python.release);
            assert!(matches!(by.what, What::Ended { .. }), "{by:?}");
        }
    }
}

/// Which method that is, the program prints.
#[test]
fn without_a_guard_the_default_method_fails_unless_it_is_fork() {
    for python in interpreters() {
        let events = told(&python, "no", "default");
        let (truth, _) = decided(&events, &settings("no", "default"), "fails");
        let mut printed = events.iter().filter_map(|event| match &event.what {
            What::Output { text, .. } => Some(text),
            _ => None,
        });
        let fails = printed.any(|text| text.contains("forkserver"));
        let expected = if fails { "launch" } else { "nowhere" };
        assert_eq!(truth, expected, "{}", python.release);
    }
}

#[test]
fn of_many_processes_each_value_is_shown_once() {
    for python in interpreters() {
        for (method, row) in [
            ("fork", "n = 10 in all 3"),
            ("spawn", "n = 10 main, 1 in 2 others"),
        ] {
            let mut app = awaiting("yes", method);
            for event in told(&python, "yes", method) {
                app.update(Input::Happened(event));
                let world = &app.lesson().unwrap().world;
                let have = world.shared_apart("n");
                let there = have.iter().filter(|(process, _)| !process.is_gone());
                // A worker may have done all the work, and ended, before the other one has begun.
                if there.count() == 3 {
                    let shown = screen(&app, 80, 24);
                    assert!(shown.contains(row), "{}: {row}\n{shown}", python.release);
                }
            }
            let end = screen(&app, 80, 24);
            let others = [" others", " in all "].iter().any(|of| end.contains(of));
            assert!(!others, "{}: {end}", python.release);
        }
    }
}
