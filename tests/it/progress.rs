//! Progress: what is seen and predicted is there again the next time, and on the home screen; unless nothing is to be kept.

use std::fs;
use std::path::Path;
use std::process::Command;

use concurrium::app::{App, Effect, Input};
use concurrium::i18n::Lang;
use concurrium::progress::{Note, Progress};

use crate::fake::Session;
use crate::pty::Pty;
use crate::shelf;
use crate::snapshots::screen;

fn program(state: &Path, arguments: &[&str]) -> Pty {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(arguments)
        .args(["--lang", "en"])
        .env("TERM", "xterm-256color")
        .env("XDG_STATE_HOME", state);
    Pty::run(&command)
}

/// As fast as it can, without questions.
const TO_THE_END: &str = "p++++ ";

/// Plays an opened lesson to its end, as fast as it can, without questions.
fn walk_through(pty: &Pty) {
    pty.wait_for_text("predict");
    pty.send(TO_THE_END);
    pty.wait_for_text("next: ");
}

#[test]
fn what_was_seen_is_there_the_next_time() {
    let state = tempfile::tempdir().expect("a folder");
    let pty = program(state.path(), &["open", "fork-tree"]);
    walk_through(&pty);
    pty.send("q");
    pty.wait_for_text("seen");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    let file = state.path().join("concurrium/progress.toml");
    let text = fs::read_to_string(&file).expect("it is kept");
    assert!(
        Progress::parse(&text)
            .expect("it can be read")
            .has_seen("fork-tree")
    );

    fs::write(&file, "not mine").expect("it can be written");
    let pty = program(state.path(), &[]);
    pty.wait_for_text("unread-1");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    let aside = state.path().join("concurrium/progress.toml.unread-1");
    assert_eq!(fs::read_to_string(aside).expect("it is kept"), "not mine");
}

#[test]
fn refused_or_killed_in_the_middle_of_a_write_it_leaves_the_file_whole() {
    let state = tempfile::tempdir().expect("a folder");
    let folder = state.path().join("concurrium");
    let file = folder.join("progress.toml");
    let mut before = Progress::default();
    for n in 0..10_000 {
        let lesson = format!("lesson-{n}");
        before.remember(&Note::Through { lesson });
    }
    fs::create_dir(&folder).expect("a folder");
    fs::write(&file, before.text()).expect("it can be written");

    // A file may have 128 KiB, this one wants more: in the middle of the write the kernel refuses.
    let mut limited = Command::new("/bin/sh");
    let limit = "ulimit -f 256; exec \"$0\" open fork-tree --lang en";
    limited
        .args(["-c", limit, env!("CARGO_BIN_EXE_concurrium")])
        .env("TERM", "xterm-256color")
        .env("XDG_STATE_HOME", state.path());
    let pty = Pty::run(&limited);
    pty.wait_for_text("predict");
    pty.send(TO_THE_END);
    pty.wait_for_text("no file may get so large");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    let names = || {
        let entries = fs::read_dir(&folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(), ["progress.toml"]);
    let read = || Progress::parse(&fs::read_to_string(&file).expect("it is there"));
    assert_eq!(read(), Ok(before.clone()));

    // What a program that was killed in the middle of it leaves.
    let part = folder.join(concurrium::files::PART.to_owned() + "x3Ga8B");
    fs::write(part, "version = ").expect("it can be written");
    let pty = program(state.path(), &["open", "fork-tree"]);
    walk_through(&pty);
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    let lesson = "fork-tree".to_owned();
    before.remember(&Note::Through { lesson });
    assert_eq!(read(), Ok(before));
    assert_eq!(names(), ["progress.toml"], "what was left is swept up");
}

#[test]
fn no_state_keeps_nothing() {
    let state = tempfile::tempdir().expect("a folder");
    let pty = program(state.path(), &["open", "fork-tree", "--no-state"]);
    pty.wait_for_text("predict");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(fs::read_dir(state.path()).expect("a folder").count(), 0);
}

#[test]
fn a_lesson_is_remembered_once_and_each_prediction_when_it_comes_out() {
    let mut s = Session::lesson("fork-tree");
    let notes = |s: &mut Session| -> Vec<Note> {
        let effects = s.effects.drain(..);
        let notes = effects.filter_map(|effect| match effect {
            Effect::Remember(note) => Some(note),
            _ => None,
        });
        notes.collect()
    };
    assert_eq!(notes(&mut s), [], "it was only opened");
    s.keys("A → → → → → →");
    s.input(Input::Over(None));
    let right = s.open().predictions.asked()[0].is_right() == Some(true);
    let predicted = Note::Predicted {
        lesson: "fork-tree".to_owned(),
        question: "processes".to_owned(),
        right,
    };
    let lesson = "fork-tree".to_owned();
    assert_eq!(notes(&mut s), [predicted, Note::Through { lesson }]);
    s.keys("← → →");
    assert_eq!(notes(&mut s), [], "once");
}

#[test]
fn home_begins_at_the_first_lesson_that_asks_again() {
    let mut progress = Progress::default();
    let predicted = |lesson: &str, right| Note::Predicted {
        lesson: lesson.to_owned(),
        question: shelf::lesson(lesson).questions[0].name.clone(),
        right,
    };
    let mut app = App::new(Lang::En, crate::shelf::plays());
    for (lesson, right) in [("lock", false), ("own-memory", true), ("daemon", false)] {
        progress.remember(&predicted(lesson, right));
    }
    app.recalls(progress.clone());
    let here = |app: &App| app.plays.shelf.entries()[app.chosen].id.clone();
    assert_eq!(here(&app), "daemon", "it stands before lock");
    for lesson in ["lock", "daemon"] {
        progress.remember(&predicted(lesson, true));
    }
    let mut app = App::new(Lang::En, crate::shelf::plays());
    app.recalls(progress);
    assert_eq!(here(&app), "fork-tree", "nothing is to be asked again");
}

#[test]
fn the_home_screen_tells_how_a_lesson_stands() {
    let lesson = shelf::lesson("fork-tree");
    let predicted = |question: usize, right| Note::Predicted {
        lesson: "fork-tree".to_owned(),
        question: lesson.questions[question].name.clone(),
        right,
    };
    let shown = |notes: &[Note], lang| {
        let mut app = App::new(lang, crate::shelf::plays());
        for note in notes {
            app.progress.remember(note);
        }
        screen(&app, 80, 24)
    };
    let again = [predicted(0, true), predicted(1, false)];
    let text = shown(&again, Lang::En);
    assert!(text.contains("↻ ask again"), "{text}");
    assert!(text.contains("1 of 2 right, 1 to ask again"), "{text}");
    assert!(shown(&again, Lang::Zh).contains("↻ 再问"));
    // What wasn't asked yet is no failure.
    let text = shown(&again[..1], Lang::En);
    assert!(text.contains("1 of 1 right; 1 left"), "{text}");
    let known = [predicted(0, true), predicted(1, true)];
    assert!(shown(&known, Lang::En).contains("✓ known"));
    assert!(shown(&known, Lang::Zh).contains("✓ 掌握"));
}
