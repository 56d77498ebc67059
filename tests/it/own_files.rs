//! A script of several files, and of long ones: where somebody stands is shown, whichever file that is, also where the files aren't.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;

use concurrium::history::Sources;
use concurrium::protocol::{Event, What};

use crate::own_script::{concurrium, leave, press, said};
use crate::pty::{Pty, only_child};
use crate::waiting::until;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// Writes files into a folder.
fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

const FILES: [(&str, &str); 3] = [
    (
        "shop.py",
        "import stock\nfrom inner import price\nprint(stock.take('bread'))\nprint(price.of('bread'))\n",
    ),
    (
        "stock.py",
        "def take(what):\n    left = 3\n    left -= 1\n    return what, left\n",
    ),
    ("inner/price.py", "def of(what):\n    return len(what)\n"),
];

fn open(folder: &Path, what: &str) -> Pty {
    let mut command = Command::new(PROGRAM);
    Pty::run(command.args(["open", "--no-state"]).arg(folder.join(what)))
}

#[test]
fn the_file_is_shown_in_which_somebody_stands_and_each_has_marks_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    let pty = open(folder.path(), "shop.py");
    pty.wait_for_text("─ shop.py ─");
    pty.wait_for_text("stands before line 3");
    press(&pty, "\x1b[C", "─ stock.py ─");
    pty.wait_for_text("left = 3");
    // Another is looked at, and a mark set in it; the same line of this one has none.
    press(&pty, "v", "inner/price.py (3 of 3");
    press(&pty, "b", "choose a line");
    press(&pty, "\x1b[Bb", "Line 2 has a mark");
    pty.wait_for_text("●2     return len(what)");
    press(&pty, "\x1b", "─ stock.py ─");
    press(&pty, "B", "main is at the mark, line 2");
    pty.wait_for_text("1▶●2     return len(what)");
    leave(&pty);
}

#[test]
fn a_saved_run_shows_its_files_where_they_are_not() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "--json", "shop.py"]));
    assert_eq!((code, complaint.as_str()), (0, ""));
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &[("run.jsonl", &told)]);
    drop(folder);
    let pty = open(elsewhere.path(), "run.jsonl");
    pty.wait_for_text("print(stock.take(");
    press(&pty, "\x1b[C\x1b[C", "─ stock.py ─");
    pty.wait_for_text("return what, left");
    press(&pty, "v", "inner/price.py (3 of 3");
    pty.wait_for_text("return len(what)");
    leave(&pty);
}

/// The files that a run has told.
fn sources(told: &str) -> Sources {
    let mut sources = Sources::default();
    for line in told.lines().skip(1) {
        assert!(line.len() < 48 << 10, "{}", line.len());
        sources.hear(&serde_json::from_str::<Event>(line).unwrap());
    }
    sources
}

#[test]
fn a_file_of_any_length_with_lines_of_any_length_is_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "import time\n".to_owned();
    for n in 0..6_000 {
        text += &format!("def f{n}(): pass  # 第 {n} 个\n");
    }
    text += &format!("print(len('{}'))\n", "x".repeat(200_000));
    write(folder.path(), &[("long.py", &text)]);
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "--json", "long.py"]));
    assert_eq!((code, complaint.as_str()), (0, ""));
    let sources = sources(&told);
    let lines = sources.lines(&None).unwrap();
    assert!(text.lines().eq(lines.iter().map(|line| &**line)));
    let pty = open(folder.path(), "long.py");
    pty.wait_for_text("1▶ 6002 print(len(");
    leave(&pty);
}

#[test]
fn a_file_that_children_run_in_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let forks = "import os, own\nfor _ in range(4):\n    if os.fork() == 0:\n        own.work()\n        os._exit(0)\nfor _ in range(4):\n    os.wait()\n";
    let files = [("forks.py", forks), ("own.py", "def work():\n    n = 1\n")];
    write(folder.path(), &files);
    let (_, told, _) = said(&concurrium(folder.path(), &["run", "--json", "forks.py"]));
    let events = told.lines().skip(1);
    let events = events.map(|line| serde_json::from_str::<Event>(line).unwrap());
    let parts = events.filter(|event| matches!(event.what, What::Source { .. }));
    assert_eq!(parts.count(), 2);
}

#[test]
fn a_change_is_said_and_a_new_run_reads_the_file_anew() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &FILES);
    let pty = open(folder.path(), "shop.py");
    pty.wait_for_text("stands before line 3");
    // The folder is watched, as the kernel has it.
    let app = only_child(pty.program());
    let watches = || {
        let known = fs::read_dir(format!("/proc/{app}/fdinfo")).unwrap();
        let texts = known.filter_map(|known| fs::read_to_string(known.ok()?.path()).ok());
        texts.into_iter().any(|text| text.contains("inotify wd:"))
    };
    until("the kernel's word that the folder is watched", watches);
    // As an editor does it.
    let text = "import stock\nprint('anew')\nprint('and again')\n";
    write(folder.path(), &[("new", text)]);
    fs::rename(folder.path().join("new"), folder.path().join("shop.py")).unwrap();
    pty.wait_for_text("shop.py has changed: r");
    press(&pty, "r", "print('and again')");
    pty.wait_for_text("stands before line 2");
    press(&pty, "\x1b[C", "stands before line 3");
    leave(&pty);
}
