//! A lesson's own listing on this machine's CPython, as a user meets it.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use concurrium::app::{App, Effect, Input, Key, Run, ToOpen};
use concurrium::demos;
use concurrium::i18n::{Lang, Sentence};
use concurrium::protocol::{Body, What};
use concurrium::trace::Reader;

use crate::fake::Session;
use crate::own_script::{leave, press, said};
use crate::pty::Pty;
use crate::shelf;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

fn concurrium(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    let command = command.args(arguments).env("TMPDIR", folder);
    command.stdin(Stdio::null()).output().unwrap()
}

/// Which marks each actor has come to.
fn marks(json: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = Reader::new(json.as_bytes());
    reader.header().unwrap();
    let mut marks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in reader {
        let event = line.unwrap().event;
        if let What::Line(spot) = &event.what {
            let actor = event.actor.to_string();
            marks.entry(actor).or_default().push(spot.cue.to_string());
        }
    }
    marks
}

#[test]
fn cpython_passes_the_marks_that_rust_passes_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let set = ["run", "lock", "--set", "rounds=2", "--json"];
    let run = |more: &[&str]| {
        let arguments = [&set[..], more].concat();
        let (code, told, complaint) = said(&concurrium(folder.path(), &arguments));
        assert_eq!((code, complaint.as_str()), (0, ""));
        told
    };
    let (rust, cpython) = (run(&[]), run(&["--python", "python3"]));
    assert_eq!(marks(&rust), marks(&cpython));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    // The first line says who ran it.
    let header = |told: &str| Reader::new(told.as_bytes()).header().unwrap().python;
    assert_eq!(header(&rust), None);
    assert!(header(&cpython).is_some_and(|version| version.starts_with("3.")));
}

#[test]
fn a_temporary_file_that_a_listing_makes_goes_with_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let ran = concurrium(folder.path(), &["run", "daemon", "--python", "python3"]);
    let (code, told, complaint) = said(&ran);
    assert_eq!((code, complaint.as_str()), (0, ""), "{told}");
    assert!(told.contains("setsid"), "{told}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_had_there_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, code, words) in [
        (
            &["run", "lock", "--python", "3.99"][..],
            1,
            "python3.99 isn't on the PATH",
        ),
        (&["open", "lock", "--python", "/bin/sh"], 1, "is no Python"),
        (
            &["run", "lock", "--python", "3.12", "--seed", "4"],
            2,
            "--seed",
        ),
        (&["run", "lock", "--free"], 2, "--free"),
        (&["run", "nothing", "--python", "3.12"], 2, "no lesson"),
    ] {
        let (left, _, complaint) = said(&concurrium(folder.path(), arguments));
        assert_eq!(left, code, "{complaint}");
        assert!(complaint.contains(words), "{complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}

#[test]
fn a_saved_run_says_who_ran_it_and_opens_without_python() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "lock", "--python", "python3", "--json"];
    let saved = folder.path().join("lock.jsonl");
    fs::write(&saved, concurrium(folder.path(), &arguments).stdout).unwrap();
    let mut open = Command::new(PROGRAM);
    let pty = Pty::run(open.arg("open").arg(&saved).env("PATH", "/nowhere"));
    pty.wait_for_text("lock · CPython 3.");
    pty.wait_for_text("REPLAY");
    press(&pty, "v", "This is a saved run");
    leave(&pty);
}

#[test]
fn v_goes_round_python_rust_and_a_run_on_cpython_with_the_same_knobs() {
    let pty = Pty::run(Command::new(PROGRAM).args(["open", "lock", "--set", "threads=3"]));
    pty.wait_for_text("who moves next?");
    press(&pty, "v", "py.cue(");
    press(&pty, "v", "lock · CPython 3.");
    press(&pty, "+\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C", "C ");
    pty.wait_for_text("threads 3");
    // What Rust's side has alone.
    press(&pty, "x", "where Rust runs the lesson: v goes there");
    press(&pty, "v", "Python · Rust");
    pty.send("v");
    leave(&pty);
}

#[test]
fn without_a_python_v_says_so_and_the_run_stays() {
    let mut s = Session::lesson("lock");
    s.keys("v");
    assert_eq!(s.effects.len(), 0);
    s.keys("v");
    let Some(Effect::Open(ToOpen::Lesson(play))) = s.effects.pop() else {
        panic!("{:?}", s.effects)
    };
    assert!(
        matches!(play.body, Body::Demo(_)),
        "it is to be found first"
    );
    let none = Sentence::new("script.no_interpreter").with("python", "python3");
    s.input(Input::Opened(Err(none)));
    assert!(
        s.notice().contains("python3 isn't on the PATH"),
        "{}",
        s.notice()
    );
    assert!(!s.open().play.is_on_cpython());
    // One has gone elsewhere meanwhile: what was found then is nobody's any more.
    s.keys("v v q");
    s.effects.clear();
    let found = play.run_by("/usr/bin/python3", "3.12.4");
    s.input(Input::Opened(Ok(Box::new(found))));
    assert!(s.app.lesson().is_none() && s.effects.is_empty());
}

#[test]
fn a_lesson_about_what_versions_do_is_about_the_one_that_runs_it() {
    let mut s = Session::lesson("yield-from");
    assert_eq!(s.open().play.settings.get("python"), "3.13");
    s.keys("v v");
    let Some(Effect::Open(ToOpen::Lesson(play))) = s.effects.pop() else {
        panic!("{:?}", s.effects)
    };
    let newer = play.clone().run_by("/usr/bin/python3.99", "3.99.1");
    assert_eq!(newer.settings.get("python"), "3.13", "it knows none such");
    let found = play.run_by("/usr/bin/python3.15", "3.15.2");
    s.input(Input::Opened(Ok(Box::new(found))));
    assert!(s.open().play.is_on_cpython());
    assert_eq!(s.open().play.settings.get("python"), "3.15");
}

#[test]
fn a_lesson_that_cpython_alone_runs_looks_for_one_and_says_where_there_is_none() {
    // As the binary has them: nobody has looked for an interpreter yet.
    let mut app = App::new(Lang::En, demos::plays(shelf::shelf()));
    let lesson = shelf::lesson("multiprocessing");
    let opened = |effects: Vec<Effect>| {
        let open = effects.into_iter().find_map(|effect| match effect {
            Effect::Open(ToOpen::Lesson(play)) => Some(*play),
            Effect::Start(piece) => panic!("{piece:?}"),
            _ => None,
        });
        open.expect("one is looked for")
    };
    let play = opened(app.open(lesson, lesson.defaults()));
    let none = Sentence::new("script.no_interpreter").with("python", "python3");
    app.update(Input::Opened(Err(none)));
    let run = &app.lesson().unwrap().run;
    assert!(
        matches!(run, Run::Failed(why) if why.contains("isn't on the PATH")),
        "{run:?}"
    );
    // It looks again, and begins.
    opened(app.update(Input::Key(Key::char('r'))));
    let found = play.run_by("/usr/bin/python3", "3.12.4");
    let effects = app.update(Input::Opened(Ok(Box::new(found))));
    let starts = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Start(_)));
    assert!(starts && app.lesson().unwrap().play.is_on_cpython());
    // There is no other side, and the next run knows the interpreter.
    assert!(
        app.update(Input::Key(Key::char('v')))
            .iter()
            .all(|effect| !matches!(effect, Effect::Start(_)))
    );
    let again = app.update(Input::Key(Key::char('r')));
    assert!(
        again
            .iter()
            .any(|effect| matches!(effect, Effect::Start(_)))
    );
}

/// A timer that is due while a call blocks its loop is seen to be overdue; also by another thread, while the loop waits.
#[test]
fn wherever_somebody_stands_it_was_told_what_the_loops_clock_says() {
    let folder = tempfile::tempdir().unwrap();
    for what in ["what=blocking", "what=to_thread"] {
        let set = ["run", "cancel-timeout", "--set", what, "--order", "round"];
        let arguments = [&set[..], &["--json", "--python", "python3"]].concat();
        let (code, told, complaint) = said(&concurrium(folder.path(), &arguments));
        assert_eq!((code, complaint.as_str()), (0, ""), "{what}");
        let mut reader = Reader::new(told.as_bytes());
        reader.header().unwrap();
        let (mut clock, mut seen) = (String::new(), None);
        for line in reader {
            match line.unwrap().event.what {
                What::Fact { key, value, .. } if &*key == "clock" => clock = value,
                What::Line(spot) if &*spot.cue == "has-read" => seen = Some(clock.clone()),
                _ => {}
            }
        }
        assert_eq!(seen.as_deref(), Some("1.00"), "{what}");
    }
}
