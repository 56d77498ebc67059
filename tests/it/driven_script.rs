//! One's own script, driven by hand: a generator that is called between two statements, a task that is chosen to go next.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::process::Command;

use crate::own_script::{leave, opened, press};
use crate::pty::Pty;
use crate::pythons::{self, Python};

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// A script that is opened on this interpreter.
fn opened_on(python: &Python, name: &str, script: &str) -> (tempfile::TempDir, Pty) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, script).unwrap();
    let mut open = Command::new(PROGRAM);
    open.args(["open", "--python"]).arg(python.program());
    let pty = Pty::run(open.arg(&file));
    (folder, pty)
}

/// A generator that adds up, and forgives a wrong value; one that won't be closed.
const SUMS: &str = r#"def sums():
    total = 0
    while True:
        try:
            total += yield total
        except ValueError as error:
            print("forgiven:", error)

def stays():
    try:
        yield 1
    except GeneratorExit:
        yield 2

g, h = sums(), stays()
print(next(g), next(h))
"#;

/// Lets a call by hand go on to its end: its answer is told, and who called stands again, at the end of the program.
fn comes_back(pty: &Pty, answer: &str) {
    press(pty, "f", answer);
    pty.wait_for_text("ready      end of the program");
}

#[test]
fn a_generator_is_driven_by_hand_between_two_statements_as_python_answers() {
    for python in pythons::all() {
        let (_folder, pty) = opened_on(&python, "sums.py", SUMS);
        pty.wait_for_text("stands before line 15");
        // There is none yet.
        press(&pty, "\x1b[C", "stands before line 16");
        press(&pty, "s5\r", "send non-None");
        // Both are suspended, and the program has come to its end.
        press(&pty, "f", "main is at the end of the program");
        pty.wait_for_text("ready      end of the program");
        press(&pty, "\x1b[B", "sums");
        press(&pty, "s7\r", "By hand: g.send(7)");
        comes_back(&pty, "g.send(7) → yields 7");
        press(
            &pty,
            "tValueError \"no\"\r",
            "g.throw(ValueError('no')) ← g",
        );
        comes_back(&pty, "→ yields 7");
        pty.wait_for_text("forgiven: no");
        press(&pty, "c", "g.close() ← g");
        comes_back(&pty, "g.close() → returns None");
        press(&pty, "n", "next(g) → raises StopIteration");
        press(&pty, "\x1b[Bc", "By hand: h.close()");
        comes_back(&pty, "RuntimeError: generator");
        leave(&pty);
    }
}

/// A generator that forgives an exception of the script's own.
const OWN: &str = r#"class Refused(Exception):
    pass

def asks():
    while True:
        try:
            yield "asks"
        except Refused as why:
            print("refused:", *why.args)

g = asks()
next(g)
"#;

#[test]
fn an_exception_of_the_scripts_own_is_thrown_by_its_name() {
    for python in pythons::all() {
        let (_folder, pty) = opened_on(&python, "own.py", OWN);
        pty.wait_for_text("stands before line 11");
        press(&pty, "f", "main is at the end of the program");
        press(&pty, "tRefused no\r", "no is a name, not a literal");
        press(&pty, "\x7f\x7f\"no\"\r", "g.throw(Refused('no')) ← g");
        comes_back(&pty, "→ yields 'asks'");
        pty.wait_for_text("refused: no");
        // What there is Python knows.
        press(&pty, "tRefusal\r", "raises NameError: name");
        leave(&pty);
    }
}

/// A generator that a line of its own drives, and that is called from inside.
const PIPED: &str = r#"def count():
    n = 0
    while True:
        n += 1
        yield n

c = count()
print(next(c))
del c
print("gone")
"#;

#[test]
fn who_runs_cannot_be_called_and_who_is_gone_is_not_called() {
    let (_folder, pty) = opened("count.py", PIPED);
    pty.wait_for_text("stands before line 7");
    press(&pty, "n", "keys");
    press(&pty, "\x1b[C", "stands before line 8");
    press(&pty, "\x1b[C", "stands before line 2");
    press(&pty, "n", "ValueError: generator already");
    press(&pty, "f", "stands before line 9");
    press(&pty, "\x1b[C", "stands before line 10");
    press(&pty, "\x1b[Bn", "Python has let it go");
    leave(&pty);
}

/// Three tasks that print, and are ready at once.
const TASKS: &str = r#"import asyncio

async def work(name):
    print(name)
    await asyncio.sleep(0)
    print(name, "again")

async def main():
    tasks = [asyncio.create_task(work(n), name=n) for n in ("one", "two", "six")]
    await asyncio.gather(*tasks)

asyncio.run(main())
"#;

#[test]
fn a_ready_task_can_be_chosen_to_go_next_and_the_queue_goes_on_in_order() {
    for python in pythons::all() {
        let (_folder, pty) = opened_on(&python, "tasks.py", TASKS);
        pty.wait_for_text("stands before line 12");
        press(&pty, "\x1b[C", "stands before line 9");
        press(&pty, "\x1b[C", "stands before line 10");
        pty.wait_for_text("ready: 3 in the queue");
        press(&pty, "5", "goes next, chosen by hand");
        press(&pty, "\x1b[C", "six stands before line 4");
        press(&pty, "\x1b[C", "six stands before line 5");
        // The others come in the order of the queue.
        press(&pty, "\x1b[C", "one stands before line 4");
        // Who runs isn't among them, and says so.
        press(&pty, "2", "main() is suspended");
        leave(&pty);
    }
}

#[test]
fn only_what_can_be_done_by_hand_is_offered() {
    let script = "import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    n = 1\nasyncio.run(main())\ndef numbers():\n    yield 1\n    yield 2\ng = numbers()\nnext(g)\nn = 2\n";
    let (_folder, pty) = opened("offers.py", script);
    pty.resize(160, 30);
    pty.wait_for_text("stands before line 5");
    press(&pty, "\x1b[C", "main() stands before line 3");
    pty.wait_for("no task is offered to be driven", |screen| {
        let seen = screen.contents();
        seen.contains("x  signal") && !seen.contains("n s t c")
    });
    press(&pty, "f", "main() stands before line 4");
    press(&pty, "\x1b[C", "main stands before line 9");
    press(&pty, "\x1b[C", "main stands before line 10");
    press(&pty, "f", "end of the program");
    pty.wait_for_text("n s t c");
    press(&pty, "\x1b[C", "the run is over");
    pty.wait_for("nothing is offered any more", |screen| {
        let seen = screen.contents();
        !seen.contains("x  signal") && !seen.contains("n s t c")
    });
    leave(&pty);
}
