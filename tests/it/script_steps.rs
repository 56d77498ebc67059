//! What a step of one's own script is, and what the screen shows after it: events with those who make them, a past that is true, goals
//! that go by whom one looks at.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use concurrium::protocol::{Event, What};
use concurrium::world::World;

use crate::own_script::{concurrium, leave, opened, press, said};

/// Two transfers without a lock.
const BANK: &str = r#"from threading import Thread

class Account:
    def __init__(self, balance):
        self.balance = balance

a = Account(100)
b = Account(0)

def transfer(amount):
    old = a.balance
    a.balance = old - amount
    b.balance += amount

one = Thread(target=transfer, args=(80,))
two = Thread(target=transfer, args=(50,))
one.start()
two.start()
one.join()
two.join()
print(a.balance + b.balance)
"#;

/// A script's run without a screen: as a story, or as JSON.
fn run(script: &str, format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (_, told, complaint) = said(&concurrium(folder.path(), &["run", format, "a.py"]));
    assert_eq!(complaint.lines().find(|line| line.contains("event ")), None);
    told
}

fn events(script: &str) -> Vec<Event> {
    let told = run(script, "--json");
    let events = told.lines().skip(1);
    events
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_changed_value_is_told_of_the_thread_that_has_changed_it_before_its_end() {
    let events = events(BANK);
    for thread in ["p0.t1", "p0.t2"] {
        let of_it = events.iter().filter(|event| event.actor.as_str() == thread);
        let of_it: Vec<&What> = of_it.map(|event| &event.what).collect();
        let stores = |name: &str, was: &str| {
            let is = |what: &&&What| matches!(what, What::Fact { key, value, .. } if &**key == name && value != was);
            of_it.iter().filter(is).count()
        };
        // Both of its stores are its own deeds, the last one too.
        let stores = (
            stores("shared a.balance", "100"),
            stores("shared b.balance", "0"),
        );
        assert_eq!(stores, (1, 1));
        assert!(matches!(of_it.last(), Some(What::Ended { .. })));
    }
}

#[test]
fn the_numbers_of_a_story_agree_with_its_order() {
    let told = run(BANK, "--plain");
    let mut balance = "100";
    let mut reads = 0;
    for line in told.lines() {
        if let Some(value) = line.strip_prefix("  a.balance = ") {
            balance = value;
        } else if let Some(value) = line.strip_prefix("  old = ") {
            assert_eq!(value, balance, "{told}");
            reads += 1;
        }
    }
    assert_eq!(reads, 2, "{told}");
}

#[test]
fn one_who_vanishes_in_a_call_of_the_kernels_does_not_stop_the_others() {
    let script = r#"import os, threading, select
r, w = os.pipe()
t = threading.Thread(target=select.select, args=([r], [], []))
t.start()
n = 1
os.write(w, b"x")
t.join()
print("joined")
"#;
    assert!(run(script, "--plain").contains("  | joined"));
}

#[test]
fn a_key_goes_to_each_event_with_whom_one_looks_at_and_no_further() {
    let (_folder, pty) = opened("bank.py", BANK);
    pty.wait_for_text("stands before line 7");
    press(&pty, "e", "main stands before line 18");
    pty.wait_for_text("main started the thread transfer 1");
    pty.wait_for_text("main ran lines 7–10, 15–17");
    // Whoever is chosen goes, and nobody else, from where it stands.
    pty.wait_for_text("transfer 1 stands before line 11");
    pty.send("\x1b[B");
    press(&pty, "e", "transfer 1 stands before line 13");
    pty.wait_for_text("a.balance = 20   b.balance = 0");
    press(&pty, "e", "transfer 1 is at the end of transfer");
    pty.wait_for_text("a.balance = 20   b.balance = 80");
    press(&pty, "e", "transfer 1 has ended: returned None");
    for key in ["e", "f", "d"] {
        press(&pty, key, "transfer 1 has ended.");
        pty.wait_for_text("1▷ main          ○ ready");
        pty.send("\x1b[A");
        pty.send("\x1b[B");
    }
    leave(&pty);
}

#[test]
fn the_last_word_of_a_thread_is_told_beside_what_it_has_let_go_on() {
    let (_folder, pty) = opened("bank.py", BANK);
    pty.wait_for_text("stands before line 7");
    press(&pty, "e", "main stands before line 18");
    press(&pty, "1", "main stands before line 19");
    // All of those who can move are named, beside as many words as there is room for.
    pty.wait_for_text("1  main   2  transfer 1 (→)   3  transfer 2");
    press(&pty, "1", "main waits in one.join()");
    press(&pty, "2", "transfer 1 stands before line 12");
    press(&pty, "2", "transfer 1 stands before line 13");
    press(&pty, "2", "main stands before line 20");
    pty.wait_for_text("b.balance = 80");
    pty.wait_for_text("transfer 1 has ended");
    leave(&pty);
}

#[test]
fn a_step_in_the_past_shows_where_one_was_then() {
    let (_folder, pty) = opened("bank.py", BANK);
    pty.wait_for_text("stands before line 7");
    press(&pty, "e", "main stands before line 18");
    press(&pty, "\x1b[H", "step 1 of");
    press(&pty, "\x1b[C", "step 2 of");
    press(&pty, "\x1b[C", "main is in line 17: one.start()");
    pty.wait_for_text("● running  one.start()");
    leave(&pty);
}

#[test]
fn who_looks_back_while_it_plays_pauses_it() {
    let (_folder, pty) = opened("bank.py", BANK);
    pty.wait_for_text("stands before line 7");
    press(&pty, "e", "main stands before line 18");
    press(&pty, " ", "Space  pause");
    press(&pty, "\x1b[D", "Space  play");
    pty.wait_for_text("PAST");
    leave(&pty);
}

#[test]
fn an_exception_is_an_event_where_it_is_raised_and_where_it_is_caught() {
    let script = "def half(n):\n    return 12 // n\n\ndef work():\n    try:\n        half(0)\n    except ZeroDivisionError:\n        return\n\nwork()\nprint('done')\n";
    let (_folder, pty) = opened("half.py", script);
    pty.wait_for_text("stands before line 10");
    press(&pty, "e", "main stands in line 2, where that was raised");
    pty.wait_for_text("raised here");
    press(&pty, "e", "stands before line 7");
    press(&pty, "e", "main goes on in line 8");
    press(&pty, "e", "main is at the end of the program");
    leave(&pty);
}

#[test]
fn a_block_is_left_in_a_step_of_its_own() {
    let script = "from threading import Lock\n\nlock = Lock()\nwith lock:\n    n = 1\nprint(n)\n";
    let (_folder, pty) = opened("with.py", script);
    pty.wait_for_text("stands before line 3");
    press(&pty, "\x1b[C", "stands before line 4");
    press(&pty, "\x1b[C", "stands before line 5");
    press(&pty, "\x1b[C", "main is at the end of with lock: (line 4)");
    pty.wait_for_text("end of with lock:");
    press(&pty, "\x1b[C", "lock is free");
    pty.wait_for_text("stands before line 6");
    leave(&pty);
}

#[test]
fn what_is_said_of_a_way_to_a_mark_holds() {
    let script = "import time\nfrom threading import Thread\n\n\ndef nap():\n    time.sleep(0.05)\n    return 1\n\n\nt = Thread(target=nap, name='nap')\nt.start()\nt.join()\n";
    let (_folder, pty) = opened("naps.py", script);
    pty.wait_for_text("stands before line 10");
    press(&pty, "e", "main stands before line 12");
    press(&pty, "b", "choose a line");
    press(&pty, "b", "Line 12 has a mark");
    press(&pty, "\x1b", "who moves next");
    press(&pty, "\x1b[B", "nap  nap:6");
    // While main stands no time passes, however long one reads, but when one says so.
    press(&pty, "B", "B again lets");
    // It ends: no line of it has the mark.
    press(
        &pty,
        "B",
        "nap has ended, and has come to no mark on its way.",
    );
    leave(&pty);
}

#[test]
fn nobody_has_variables_in_a_call_that_is_over() {
    let told = [
        r#"{"seq":1,"t_ns":1,"actor":"p0","event":"born","kind":"process","name":"main"}"#,
        r#"{"seq":2,"t_ns":2,"actor":"p0/1","event":"born","kind":"process","name":"child 7","parent":"p0"}"#,
        r#"{"seq":3,"t_ns":3,"actor":"p0/1","event":"line","cue":"","line":7,"rust":0,"frames":{"keeps":0,"calls":[{"function":"f","line":7,"locals":[["n","1"]]}]}}"#,
        r#"{"seq":4,"t_ns":4,"actor":"p0/1","event":"state","state":"zombie","source":"kernel","status":768}"#,
    ];
    let mut world = World::default();
    for line in told {
        world.apply(&serde_json::from_str(line).unwrap()).unwrap();
    }
    let child = world.actor(&"p0/1".parse().unwrap()).unwrap();
    assert!(child.frames.is_empty());
}

#[test]
fn a_crash_is_no_success_and_what_cannot_be_done_any_more_is_not_offered() {
    let (_folder, pty) = opened("crash.py", "n = 0\nprint(1 // n)\n");
    pty.wait_for_text("stands before line 1");
    press(&pty, "+++ ", "✗ exit 1°  ZeroDivisionError");
    pty.wait_for("the keys that still do something", |screen| {
        let seen = screen.contents();
        seen.contains("look back") && !seen.contains(" e  event")
    });
    // The sign behind its state is explained, and that it was a zombie for a moment isn't shown.
    pty.wait_for_text("° the kernel's");
    pty.wait_for("no zombie", |screen| !screen.contents().contains("█Z"));
    leave(&pty);
}

#[test]
fn of_a_line_that_is_too_long_stands_as_much_as_fits() {
    let script = "first = second = third = fourth = 1\ntotal = first + second + third + fourth + first + second\n";
    let (_folder, pty) = opened("long.py", script);
    pty.wait_for_text("stands before line 1");
    press(&pty, "\x1b[C", "○ ready  total = first + second + …");
    leave(&pty);
}

#[test]
fn how_long_one_reads_is_no_time_to_the_script() {
    let script = "import threading, time\nlock = threading.Lock()\n\n\ndef take():\n    print(lock.acquire(timeout=0.2))\n\n\nlock.acquire()\nt = threading.Thread(target=take, name='taker')\nt.start()\nbegin = time.time()\nlock.release()\nt.join()\nprint(time.time() - begin < 0.1)\n";
    let (_folder, pty) = opened("reads.py", script);
    pty.wait_for_text("stands before line 2");
    press(&pty, "\x1b[B\x1b[B\x1b[B", "who moves next");
    press(&pty, "e", "lock is held by main");
    press(&pty, "e", "main started the thread taker");
    // It waits, and main stands: longer than the limit.
    press(&pty, "2", "taker waits for lock.acquire()");
    pty.wait_for_quiet(std::time::Duration::from_millis(400));
    press(&pty, "+++ ", "the run is over");
    pty.wait_for("both", |screen| {
        screen.contents().matches("True").count() >= 2
    });
    leave(&pty);
}

#[test]
fn who_is_in_c_is_said_to_be_there_and_who_loops_says_where_it_is() {
    let (_folder, pty) = opened("sums.py", "n = 10**11\nn = sum(range(n))\n");
    pty.wait_for_text("stands before line 1");
    press(&pty, "e", "in a call, since line 1");
    pty.wait_for_text("mostly C. It computes");
    pty.wait_for_text("main can't be made to stand before");
    leave(&pty);
    let script = "n = 0\nwhile True:\n    n += 1\n";
    let (_folder, pty) = opened("counts.py", script);
    pty.wait_for_text("stands before line 1");
    press(&pty, "e", "main is on the way");
    // Asked, it tells the line, and its variables as they are there.
    pty.wait_for("a line that it passes", |screen| {
        let seen = screen.contents();
        seen.contains("main is in line 2") || seen.contains("main is in line 3")
    });
    press(&pty, "\x1b[C", "main stands before line");
    leave(&pty);
}

#[test]
fn another_program_is_said_not_to_be_followed() {
    let script = "import subprocess\np = subprocess.Popen(['sleep', '60'])\np.wait()\n";
    let (_folder, pty) = opened("starts.py", script);
    pty.wait_for_text("stands before line 2");
    press(&pty, "ee", "● running  not followed");
    leave(&pty);
}

/// Two threads that both read a counter before either writes it.
const LOST: &str = r#"from threading import Barrier, Thread

counter = 0
both = Barrier(2)

def add():
    global counter
    x = counter
    both.wait()
    counter = x + 1

class Adder(Thread):
    total = 0

    def run(self):
        Adder.total = 1

threads = [Thread(target=add), Thread(target=add), Adder()]
for t in threads:
    t.start()
for t in threads:
    t.join()
"#;

#[test]
fn a_store_is_told_whatever_its_value_and_of_a_class_as_of_a_variable() {
    let told = run(LOST, "--plain");
    assert!(told.contains("  counter = 1\n"), "{told}");
    let again = "stores into counter: it is 1, as it was";
    assert_eq!(told.matches(again).count(), 1, "{told}");
    assert!(told.contains("Adder.total = 1"), "{told}");
    assert!(!told.contains("_ident"), "{told}");
}

#[test]
fn what_is_made_in_a_function_and_given_to_a_thread_is_shared() {
    let script = "from threading import Lock, Thread\n\nclass Box:\n    def __init__(self):\n        self.items, self.lock = [], Lock()\n\n    def put(self, x):\n        with self.lock:\n            self.items.append(x)\n\ndef fill(b):\n    b.put(7)\n\ndef main():\n    box = Box()\n    t = Thread(target=fill, args=(box,))\n    t.start()\n    t.join()\n\nmain()\n";
    let told = run(script, "--plain");
    for said in ["box.items = [7]", "box.lock is held by fill 1"] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn a_lock_between_processes_is_let_go_of_and_two_of_them_lie_in_a_deadlock() {
    let script = "from multiprocessing import get_context\n\nmp = get_context('fork')\n\ndef work(first, then, both):\n    with first:\n        pass\n    with first:\n        both.wait()\n        with then:\n            print('never')\n\nif __name__ == '__main__':\n    a, b, both = mp.Lock(), mp.Lock(), mp.Barrier(2)\n    one, two = mp.Process(target=work, args=(a, b, both)), mp.Process(target=work, args=(b, a, both))\n    one.start()\n    two.start()\n    one.join()\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (code, told, _) = said(&concurrium(folder.path(), &["run", "--plain", "a.py"]));
    assert_eq!(code, 1);
    assert!(told.contains("  a is free\n"), "{told}");
    let waits = told.lines().filter(|line| line.contains(" waits for "));
    let mutual = waits
        .filter(|line| line.contains(".acquire(), which ") && line.contains("Process-"))
        .count();
    assert_eq!(mutual, 2, "{told}");
    assert!(told.contains("Nobody can move any more"), "{told}");
}

#[test]
fn who_waits_for_ever_is_told_why() {
    let gone = "from threading import Lock, Thread\n\nlock = Lock()\n\ndef take():\n    lock.acquire()\n\nt = Thread(target=take, name='bob')\nt.start()\nt.join()\nlock.acquire()\n";
    let itself = "from threading import Lock\n\nlock = Lock()\nlock.acquire()\nlock.acquire()\n";
    let pipe = "import os\n\nr, w = os.pipe()\nos.read(r, 1)\n";
    for (script, why) in [
        (gone, "bob has ended and never let go of it"),
        (itself, "which main has itself"),
        (pipe, "nobody but main itself has an end of this pipe"),
    ] {
        let told = run(script, "--plain");
        assert!(told.contains(why), "{told}");
        assert!(told.contains("Nobody can move any more"), "{told}");
    }
}

#[test]
fn what_came_of_a_task_is_told_and_that_it_failed() {
    let script = "from concurrent.futures import ThreadPoolExecutor\n\ndef div(n):\n    return 8 // n\n\nwith ThreadPoolExecutor(1) as ex:\n    fs = [ex.submit(div, n) for n in (2, 0)]\n    print(fs[0].result())\n";
    let told = run(script, "--plain");
    for said in ["fs[0] is done: 4", "fs[1] has failed: ZeroDivisionError"] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn the_lines_that_were_run_have_the_one_whose_event_is_told_among_them() {
    let script = "from threading import Lock, Thread\n\nlock = Lock()\n\ndef work():\n    one = 1\n    two = 2\n    lock.acquire()\n    three = 3\n\nt = Thread(target=work)\nt.start()\nt.join()\n";
    let (_folder, pty) = opened("a.py", script);
    pty.wait_for_text("stands before line 3");
    press(&pty, "e", "work 1 stands before line 6");
    press(&pty, "2", "work 1 stands before line 7");
    press(&pty, "e", "main waits in t.join()");
    // Its event is in line 8.
    press(&pty, "e", "work 1 ran lines 7–8");
    leave(&pty);
}

/// What the last event of a kind said of where this actor is, told by events.
fn by_events(script: &str, python: &crate::pythons::Python) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let program = python.program().to_str().unwrap();
    let run = [
        "run", "--json", "--step", "event", "--python", program, "a.py",
    ];
    let (_, told, _) = said(&concurrium(folder.path(), &run));
    let events = told.lines().skip(1);
    events
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn who_runs_a_loop_and_who_awaits_is_in_the_line_it_has_gone_on_to() {
    let script = r#"import asyncio
async def leaf():
    x = 1
    await asyncio.sleep(0)
async def top():
    z = 1
    await leaf()
n = 1
n = 2
asyncio.run(top())
"#;
    for python in crate::transparency::interpreters() {
        let mut world = World::default();
        let mut suspended = 0;
        for event in by_events(script, &python) {
            world.apply(&event).unwrap();
            let line = |id: &str| {
                let actor = world.actor(&id.parse().unwrap()).unwrap();
                actor.at.as_ref().map(|at| at.line)
            };
            let release = &python.release;
            match &event.what {
                What::Blocked { on, .. } if on.starts_with("top()") => {
                    assert_eq!(line("p0"), Some(10), "{release}");
                }
                What::State {
                    state: concurrium::protocol::State::Suspended,
                    ..
                } => {
                    assert_eq!(line("p0.g1"), Some(4), "{release}: its innermost call");
                    suspended += 1;
                }
                _ => {}
            }
        }
        assert_eq!(suspended, 1, "{}", python.release);
    }
}

#[test]
fn a_loop_that_never_ends_on_one_line_is_pythons_own() {
    let (_folder, pty) = opened("spins.py", "while True: pass\n");
    pty.wait_for_text("stands before line 1");
    match crate::shelf::python3_tells_each_turn() {
        true => {
            press(&pty, "\x1b[C", "step 3 of 3");
            press(&pty, "\x1b[C", "step 4 of 4");
        }
        false => press(&pty, "\x1b[C", "goes round in line 1"),
    }
    leave(&pty);
}

#[test]
fn the_authors_own_marks_are_gone_to_as_well() {
    let script = "n = 1\nn = 2  #: two\nn = 3\nn = 4  #: four\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("marked.py");
    fs::write(&file, script).unwrap();
    let mut open = std::process::Command::new(env!("CARGO_BIN_EXE_concurrium"));
    let open = open.args(["open", "--step", "statement"]).arg(&file);
    let pty = crate::pty::Pty::run(open);
    pty.wait_for_text("stands before line 1");
    press(&pty, "B", "main is at the mark, line 2.");
    press(&pty, "B", "main is at the mark, line 4.");
    leave(&pty);
}
