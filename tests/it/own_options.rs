//! The options of a script: what is stepped, what its standard output is, and one that is piped in.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::process::{Command, Stdio};

use concurrium::protocol::{Event, What};

use crate::own_script::{concurrium, leave, press, said};
use crate::pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// Two functions, one with a mark in it.
const MARKED: &str = "def add(n):
    n += 1
    return n
def tell(n):
    print(n)  #: told
n = add(1)
tell(n)
n = add(n)
";

/// The lines before which somebody stands.
fn stood_before(script: &str, options: &[&str]) -> Vec<u32> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let arguments: Vec<&str> = ["run", "--json"]
        .iter()
        .chain(options)
        .chain(&["a.py"])
        .copied()
        .collect();
    let (code, told, complaint) = said(&concurrium(folder.path(), &arguments));
    assert_eq!((code, complaint.as_str()), (0, ""));
    let events = told.lines().skip(1);
    let events = events.map(|line| serde_json::from_str::<Event>(line).unwrap());
    let lines = events.filter_map(|event| match event.what {
        What::Line(spot) => Some(spot.line),
        _ => None,
    });
    lines.collect()
}

#[test]
fn statements_events_or_marks_are_stepped() {
    assert_eq!(stood_before(MARKED, &[]), [5]);
    assert_eq!(stood_before(MARKED, &["--step", "mark"]), [5]);
    let all = [6, 2, 3, 7, 5, 8, 2, 3];
    assert_eq!(stood_before(MARKED, &["--step", "statement"]), all);
    assert_eq!(stood_before(MARKED, &["--step", "event"]), [6, 5]);
    let unmarked = MARKED.replace("#: told", "# told");
    assert_eq!(stood_before(&unmarked, &[]), all);
    assert!(stood_before(&unmarked, &["--step", "mark"]).is_empty());
}

/// What isn't flushed is a child's, too.
const DOUBLES: &str = "import os, sys
print('once', os.isatty(1), os.isatty(2))
if os.fork():
    os.wait()
os.write(1, b'written\\n')
";

#[test]
fn into_a_pipe_a_script_prints_as_it_does_without_us() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), DOUBLES).unwrap();
    let mut alone = Command::new("python3");
    let alone = alone
        .args(["-B", "a.py"])
        .current_dir(folder.path())
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = |options: &[&str]| {
        let mut run = Command::new(PROGRAM);
        let output = run
            .args(["run"])
            .args(options)
            .arg("a.py")
            .current_dir(folder.path())
            .env_remove("PYTHONUNBUFFERED")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let (_, told, _) = said(&output);
        let lines = told.lines().filter_map(|line| line.strip_prefix("  | "));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let (_, piped, _) = said(&alone);
    let piped = piped.replace("False False", "False True");
    assert_eq!(printed(&["--stdout", "pipe"]), piped);
    assert_eq!(piped.matches("once").count(), 2);
    let on_a_terminal = printed(&["--stdout", "terminal"]);
    assert_eq!(on_a_terminal, "once True True\nwritten\nwritten\n");
}

#[test]
fn what_an_option_cannot_be_is_said_with_what_it_can_be() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (
            ["--lang=en", "run", "--step", "line", "a.py"],
            "--step <STEP> is one of statement, event, mark, not line",
        ),
        (
            ["--lang=zh", "open", "--stdout", "file", "a.py"],
            "--stdout <OUTPUT> 只能是 terminal、pipe，不能是 file",
        ),
        (
            ["--lang=en", "run", "--step", "mark", "lock"],
            "--step goes with a script",
        ),
    ] {
        let (code, _, complaint) = said(&concurrium(folder.path(), &arguments));
        assert_eq!(code, 2);
        assert!(complaint.contains(words), "{complaint}");
    }
}

#[test]
fn a_script_that_is_piped_in_is_opened_with_keys_from_the_terminal_and_runs_again() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), "print('hello', input())\n").unwrap();
    let shell = |does: &str| {
        let mut shell = Command::new("sh");
        let place = folder.path().display();
        Pty::run(shell.args([
            "-c",
            &format!("cd {place}; {PROGRAM} open --no-state {does}"),
        ]))
    };
    let pty = shell("- < a.py");
    pty.wait_for_text("your own › <stdin>");
    for name in ["Ann", "Bob"] {
        pty.send("+++ ");
        pty.wait_for_text("Enter gives it to the script");
        pty.send(&format!("{name}\r"));
        pty.wait_for_text(&format!("hello {name}"));
        pty.send("r");
        pty.wait_for_text("stands before line 1");
    }
    press(&pty, "w", "save as stdin.jsonl");
    press(&pty, "\r", "Saved in stdin.jsonl");
    leave(&pty);
    let pty = shell("stdin.jsonl");
    pty.wait_for_text("your own › <stdin>");
    leave(&pty);
}

#[test]
fn that_more_was_printed_than_is_told_is_said_once() {
    let script = "import os\nos.write(1, b'a line\\n' * 100_001)\nprint('more')\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "a.py"]));
    assert_eq!(code, 0);
    assert_eq!(told.matches("| a line").count(), 100_000);
    assert!(!told.contains("| more"));
    let said = "concurrium: not all that was printed is told: of one process no more than 100,000 lines are\n";
    assert_eq!(complaint, said);
}
