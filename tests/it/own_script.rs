//! One's own script as a user meets it: in the explorer, without a screen, and where it can't be run.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::pty::Pty;
use crate::transparency::interpreters;
use crate::waiting::until;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// Two threads that take two locks in opposite order, neither before the other has one.
const BANK: &str = r#"from threading import Barrier, Lock, Thread

a = Lock()
b = Lock()
both = Barrier(2)


def pay(first, then):
    with first:
        both.wait()
        with then:
            print("paid")


one = Thread(target=pay, name="one", args=(a, b))
two = Thread(target=pay, name="two", args=(b, a))
one.start()
two.start()
one.join()
"#;

pub(crate) fn concurrium(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    let command = command.args(arguments).current_dir(folder);
    command.stdin(Stdio::null()).output().unwrap()
}

pub(crate) fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap();
    (code, text(&output.stdout), text(&output.stderr))
}

/// Runs a script on each interpreter, with these options; `see` is shown which one it was, its code, what it told and complained of.
pub(crate) fn on_each(script: &str, options: &[&str], see: impl Fn(&str, (i32, String, String))) {
    for python in interpreters() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.py"), script).unwrap();
        let program = python.program().to_str().unwrap();
        let by = ["--python", program, "a.py"];
        let run = [&["run"], options, &by].concat();
        see(&python.release, said(&concurrium(folder.path(), &run)));
    }
}

#[test]
fn a_deadlock_is_told_ends_the_run_and_its_circle_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank.py");
    fs::write(&file, BANK).unwrap();
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "bank.py"]));
    assert_eq!(code, 1, "{complaint}");
    for sentence in [
        "one waits for b.acquire(), which two holds",
        "two waits for a.acquire(), which one holds",
        "main waits in one.join() until one has ended",
        "Nobody can move any more",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
    let mut open = Command::new(PROGRAM);
    let pty = Pty::run(open.arg("open").arg(&file));
    pty.wait_for_text("your own › bank.py");
    pty.send("+++ ");
    pty.wait_for_text("one ─ waits for ▶ b ─ held by ▶ two");
    leave(&pty);
}

/// A script in a folder of its own, opened in the explorer.
pub(crate) fn opened(name: &str, script: &str) -> (tempfile::TempDir, Pty) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, script).unwrap();
    let pty = Pty::run(Command::new(PROGRAM).arg("open").arg(&file));
    (folder, pty)
}

/// Leaves the run, then the program.
pub(crate) fn leave(pty: &Pty) {
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
}

/// Presses keys, and waits for words on the screen.
pub(crate) fn press(pty: &Pty, keys: &str, words: &str) {
    pty.send(keys);
    pty.wait_for_text(words);
}

/// Loops in which nothing happens, calls, and what is passed over otherwise.
const COUNTS: &str = r#"def add(numbers):
    total = 0
    for n in numbers:
        total += n
    return total


small = add(range(3))
large = add(range(20_000))
twice = [2 * n for n in range(3)]
square = lambda n: n * n
print(square(large))
small = 0
while small < 100_000:
    small += 1
print("counted")
"#;

#[test]
fn a_key_carries_to_the_next_event_out_of_a_call_deeper_and_to_a_mark() {
    let (_folder, pty) = opened("counts.py", COUNTS);
    pty.wait_for_text("stands before line 8");
    press(&pty, "\x1b[C", "stands before line 2");
    // Out of the call, whatever its loop would take.
    press(&pty, "f", "stands before line 9");
    press(&pty, "\x1b[C", "stands before line 2");
    press(&pty, "f", "stands before line 10");
    press(&pty, "\x1b[C", "stands before line 11");
    press(&pty, "\x1b[C", "stands before line 12");
    // A lambda is gone through unless one asks for it.
    press(&pty, "d", "stands before line 11: square");
    press(&pty, "f", "stands before line 13");
    // A mark holds who goes to an event, too.
    press(&pty, "b", "choose a line");
    press(&pty, "\x1b[B\x1b[Bb", "Line 15 has a mark");
    press(&pty, "e", "stands before line 15");
    press(&pty, "b", "Line 15 has no mark");
    press(&pty, "B", "There is no mark");
    press(&pty, "e", "counted");
    leave(&pty);
}

/// Two that wait in other lines than those they stood before.
const WAITS: &str = r#"import queue, threading
q = queue.Queue(maxsize=2)
def put():
    for i in range(4):
        q.put(i)
t = threading.Thread(target=put)
t.start()
t.join()
"#;

#[test]
fn who_has_gone_on_past_lines_is_shown_where_it_waits_with_its_variables_of_now() {
    let (_folder, pty) = opened("waits.py", WAITS);
    pty.wait_for_text("stands before line 2");
    press(&pty, "e", "main stands before line 8");
    press(&pty, "1", "who moves next?  2  put 1");
    // What it puts in is an event; in the third round it finds the queue full.
    press(&pty, "e", "q (1 of 2): 0");
    press(&pty, "e", "q (2 of 2, full): 0, 1");
    press(&pty, "e", "2▶ 5     q.put(i)");
    pty.wait_for_text("put 1 waits for room in q: 2 of 2");
    pty.wait_for_text("i = 2");
    leave(&pty);
}

#[test]
fn a_script_is_opened_from_the_home_screen_and_nothing_typed_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("hello.py"), "print('hello')\n").unwrap();
    let begun = format!("{}/he", folder.path().display());
    let pty = Pty::run(&Command::new(PROGRAM));
    press(&pty, "Gj", "Your own script");
    press(&pty, "\r", "Tab completes");
    press(&pty, "hollo.py\r", "there is no such file");
    press(&pty, &format!("\x15{begun}\t"), "hello.py");
    press(&pty, "\r", "stands before line 1: print('hello')");
    leave(&pty);
}

#[test]
fn a_thread_that_has_raised_says_what_and_the_end_says_what_to_do() {
    let script = "from threading import Thread\n\n\ndef take():\n    [].pop()\n\n\nt = Thread(target=take)\nt.start()\nt.join()\n";
    let (_folder, pty) = opened("takes.py", script);
    pty.wait_for_text("stands before line");
    press(&pty, "+++ ", "r runs it again");
    pty.wait_for_text("✗ IndexError: pop from empty list");
    leave(&pty);
}

#[test]
fn escape_leaves_the_listing_first_and_a_mark_that_is_not_come_to_is_told() {
    let script = "from threading import Thread\n\n\ndef work():\n    print('work')\n\n\nt = Thread(target=work)\nt.start()\nt.join()\n";
    let (folder, pty) = opened("works.py", script);
    pty.wait_for_text("stands before line");
    press(&pty, "b", "choose a line");
    press(&pty, "\x1b", "who moves next");
    press(&pty, "b", "choose a line");
    press(&pty, "kkkb", "Line 5 has a mark");
    press(&pty, "B", "work 1 is at the mark, line 5.");
    press(&pty, "w", "works.jsonl");
    let save = format!("\x15{}/works.jsonl\r", folder.path().display());
    press(&pty, &save, "Saved in");
    press(&pty, "w", "save as");
    press(&pty, &save, "works-2.jsonl");
    press(&pty, "\r", "Saved in");
    leave(&pty);
}

#[test]
fn what_a_slip_on_the_command_line_has_meant_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("hello.py", "print('hello')\n");
    write("wrong.py", "x = 1\ndef f(:\n");
    let (_, trace, _) = said(&concurrium(folder.path(), &["run", "--json", "hello.py"]));
    write("kept.trace", &trace);
    for (arguments, code, complaint) in [
        (
            &["run", "kept.trace"][..],
            2,
            "concurrium open kept.trace shows it",
        ),
        (&["open", "./"], 2, "is a folder"),
        (&["hello.py"], 2, "did you mean concurrium open hello.py?"),
        (&["open", "hello"], 2, "did you mean hello.py?"),
        (
            &["run", "hello.py", "--plain"],
            0,
            "--plain went to the script",
        ),
    ] {
        let (left, _, complained) = said(&concurrium(folder.path(), arguments));
        assert_eq!(left, code, "{arguments:?}: {complained}");
        assert!(
            complained.contains(complaint),
            "{arguments:?}: {complained}"
        );
    }
    let (_, told, _) = said(&concurrium(folder.path(), &["run", "wrong.py"]));
    assert!(
        told.contains("has ended: exit 1, ✗ SyntaxError, line 2: invalid syntax"),
        "{told}"
    );
}

#[test]
fn who_is_on_the_way_without_end_is_made_to_stand() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spins.py");
    fs::write(&file, "n = 0\nwhile True:\n    n += 1\n").unwrap();
    let pty = Pty::run(Command::new(PROGRAM).arg("open").arg(&file));
    pty.wait_for_text("stands before line 1");
    press(&pty, "e", "main is on the way … → makes it stand");
    press(&pty, "\x1b[C", "who moves next");
    leave(&pty);
}

#[test]
fn a_saved_run_is_opened_without_its_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("hello.py"),
        "word = 'hello'\nprint(word)\n",
    )
    .unwrap();
    let (code, trace, _) = said(&concurrium(folder.path(), &["run", "--json", "hello.py"]));
    assert_eq!(code, 0);
    let saved = folder.path().join("run.jsonl");
    fs::write(&saved, trace).unwrap();
    fs::remove_file(folder.path().join("hello.py")).unwrap();
    let pty = Pty::run(Command::new(PROGRAM).arg("open").arg(&saved));
    pty.wait_for_text("hello.py");
    pty.wait_for_text("print(word)");
    press(&pty, "r", "nothing runs. concurrium open hello.py");
    leave(&pty);
}

#[test]
fn what_cannot_be_run_is_said_in_a_sentence_and_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), "print(1)\n").unwrap();
    fs::create_dir(folder.path().join("folder.py")).unwrap();
    for (arguments, code, words) in [
        (
            &["run", "b.py"][..],
            2,
            "b.py can't be read: there is no such file",
        ),
        (
            &["open", "./helper"],
            2,
            "./helper can't be read: there is no such file",
        ),
        (&["run", "folder.py"], 2, "folder.py is a folder"),
        (
            &["run", "--python", "3.99", "a.py"],
            1,
            "python3.99 isn't on the PATH",
        ),
        (
            &["run", "--python", "./nowhere", "a.py"],
            1,
            "./nowhere can't be started",
        ),
        (
            &["run", "--do", "next", "a.py"],
            2,
            "--do goes with a lesson",
        ),
        (
            &["run", "--free", "fork-tree"],
            2,
            "--free goes with a script",
        ),
        (
            &["run", "--input", "none.txt", "a.py"],
            2,
            "none.txt can't be read",
        ),
        (
            &["open", "--set", "a=1", "a.py"],
            2,
            "--set goes with a lesson",
        ),
        (
            &["--lang", "zh", "run", "b.py"],
            2,
            "concurrium：无法读取 b.py：没有这个文件",
        ),
        (&["explore", "a.py"], 2, "concurrium open a.py opens it"),
        (
            &["run", "--python", ".", "a.py"],
            1,
            ". is a folder without bin/python3",
        ),
        (&["run", "--python", "/bin/ls", "a.py"], 1, "is no Python"),
    ] {
        let mut command = Command::new(PROGRAM);
        let command = command.args(arguments).current_dir(folder.path());
        let command = command.env("PATH", "/nowhere").stdin(Stdio::null());
        let (left, told, complaint) = said(&command.output().unwrap());
        assert_eq!((left, &*told), (code, ""), "{arguments:?}: {complaint}");
        assert!(complaint.contains(words), "{arguments:?}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}

/// Reads two lines, each in its own way, and what is left.
const READS: &str = r#"import sys

name = input("name? ")
print("hello", name)
print(sys.stdin.readline().strip(), "is read")
print(len(sys.stdin.read()), "left")
try:
    input()
except EOFError:
    print("no more")
"#;

#[test]
fn what_a_script_reads_comes_from_a_file_from_our_own_input_or_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("reads.py");
    fs::write(&script, READS).unwrap();
    let words = folder.path().join("words");
    fs::write(&words, "Ann\nmore\nrest").unwrap();
    let lines = ["hello Ann", "more is read", "4 left", "no more"];
    let reads = |arguments: &[&str], stdin: Stdio| {
        let mut command = Command::new(PROGRAM);
        let command = command
            .args(arguments)
            .current_dir(folder.path())
            .stdin(stdin);
        let (code, told, complaint) = said(&command.output().unwrap());
        assert_eq!(code, 0, "{complaint}");
        let missing = lines.iter().find(|line| !told.contains(*line));
        assert_eq!(missing, None, "{told}");
    };
    reads(&["run", "--input", "words", "reads.py"], Stdio::null());
    reads(&["run", "reads.py"], fs::File::open(&words).unwrap().into());

    let pty = Pty::run(Command::new(PROGRAM).arg("open").arg(&script));
    pty.wait_for_text("your own › reads.py");
    pty.send("+++ ");
    for (typed, printed) in [
        ("Ann\r", "hello Ann"),
        ("more\r", "more is read"),
        ("\x04", "0 left"),
        ("\x04", "no more"),
    ] {
        pty.wait_for_text("Enter gives it to the script");
        pty.send(typed);
        pty.wait_for_text(printed);
    }
    leave(&pty);
}

#[test]
fn an_interpreter_that_cannot_begin_says_why() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), "print(1)\n").unwrap();
    // It says who it is, and then fails where a script is to be run.
    let fake = folder.path().join("python3");
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = -I ] && printf 'cpython\\n3.12.1\\n%s\\n' {} && exit\necho no module named encodings\nexit 1\n",
        fake.display()
    );
    crate::programs::write(&fake, &text);
    let (code, _, complaint) = said(&concurrium(
        folder.path(),
        &["run", "--python", "./python3", "a.py"],
    ));
    assert_eq!(code, 1);
    assert!(
        complaint.contains("no module named encodings"),
        "{complaint}"
    );
}

#[test]
fn by_the_machines_clock_a_sleep_takes_as_long_as_it_says() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), "import time\ntime.sleep(0.3)\n").unwrap();
    let took = |clock: &str| {
        let output = concurrium(folder.path(), &["run", "--json", "--clock", clock, "a.py"]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let times = |what: &str| -> u64 {
            let line = told.lines().find(|line| line.contains(what)).unwrap();
            let event: concurrium::protocol::Event = serde_json::from_str(line).unwrap();
            event.t_ns
        };
        times("\"unblocked\"") - times("\"blocked\"")
    };
    assert!(took("real") >= 300_000_000);
    assert!(took("virtual") < 300_000_000);
}

#[test]
fn the_exit_code_is_the_scripts_own() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.py"),
        "import sys\nsys.exit(len(sys.argv))\n",
    )
    .unwrap();
    let ended = |arguments: &[&str]| said(&concurrium(folder.path(), arguments)).0;
    assert_eq!(ended(&["run", "a.py"]), 1);
    assert_eq!(
        ended(&["run", "--free", "--json", "a.py", "-x", "--json"]),
        3
    );
}

#[test]
fn nobody_survives_a_run_that_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let forks = "import os, time\npids = open('pids', 'a')\nfor _ in range(3):\n    os.fork()\npids.write(f'{os.getpid()}\\n')\npids.flush()\nos.setsid() if os.getpid() != os.getpgid(0) else None\ntime.sleep(600)\n";
    fs::write(folder.path().join("forks.py"), forks).unwrap();
    let mut run = Command::new(PROGRAM)
        .args(["run", "forks.py"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let pids = || -> Vec<i32> {
        let text = fs::read_to_string(folder.path().join("pids")).unwrap_or_default();
        text.lines().filter_map(|pid| pid.parse().ok()).collect()
    };
    until("eight processes", || pids().len() >= 8);
    run.kill().unwrap();
    run.wait().unwrap();
    let lives = |pid: &i32| Path::new(&format!("/proc/{pid}")).exists();
    until("their end", || !pids().iter().any(lives));
}
