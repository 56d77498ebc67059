//! What a script is told to do and what it shares, in words.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use concurrium::i18n;
use concurrium::protocol::{Event, Fate, What};

use crate::own_script::{concurrium, leave, on_each, opened, press, said};

/// A little of all that threads share, and what processes do.
const SHARE: &str = r#"import multiprocessing, queue, threading
from concurrent.futures import ThreadPoolExecutor

last = queue.LifoQueue()
gate = threading.Event()
two = threading.Semaphore(2)
both = threading.Barrier(2)
news = threading.Condition()
with news:
    news.notify()
last.put("a")
last.put("b")
last.get()
with two:
    gate.set()
pool = ThreadPoolExecutor(1)
result = pool.submit(both.wait)
both.wait()
result.result()
between = multiprocessing.SimpleQueue()
count = multiprocessing.Value("i", 7)
lock = multiprocessing.Lock()
flag = multiprocessing.Event()
with lock:
    between.put("there")
flag.set()
count.value += 1
flag.wait()


def forked():
    print(last.qsize(), between.get())


pool.shutdown()
if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=forked)
    child.start()
    child.join()
"#;

#[test]
fn what_threads_and_processes_share_is_told_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("share.py"), SHARE).unwrap();
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "share.py"]));
    assert_eq!(code, 0, "{told}{complaint}");
    for sentence in [
        "last is a queue: what was put in last comes out first",
        "gate is not set",
        "two can be taken 2 times more",
        "0 of 2 are at both",
        "main notifies news, but nobody waits: the notify is lost",
        "main puts 'b' into last",
        "main takes 'b' out of last",
        "two can be taken 1 time more",
        "gate is set",
        "pool has 1 worker; 0 tasks wait",
        "1 of 2 are at both",
        "result is done",
        "between is a queue without a limit",
        "lock is held by main",
        "main puts 'there' into between",
        "lock is free",
        "flag is set",
        "count = 8",
        "takes 'there' out of between",
        "main waits in pool.shutdown() until worker 1 has ended",
    ] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    // What is in a library's own keeping has no name.
    assert!(
        !told.contains("not_empty") && !told.contains("._"),
        "{told}"
    );
}

/// What needs a later Python than some that scripts are run by.
const LATER: [&str; 3] = ["group_made", "group_with", "to_thread"];

#[test]
fn each_call_of_the_table_is_told_by_a_script_and_has_its_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/calls.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let rows = rows.filter_map(|row| row.split('`').nth(1));
    let table: BTreeSet<&str> = rows.filter(|name| *name != "call").collect();
    let (mut seen, mut unworded) = (BTreeSet::new(), BTreeSet::new());
    for script in ["threads", "processes", "pools", "coroutines"] {
        let file = format!("tests/scripts/told/{script}.py");
        let (_, told, complaint) = said(&concurrium(root, &["run", "--json", &file]));
        assert!(complaint.is_empty(), "{file}: {complaint}");
        for line in told.lines().skip(1) {
            let event: Event = serde_json::from_str(line).unwrap();
            let What::Line(spot) = event.what else {
                assert!(!matches!(event.what, What::Fault { .. }), "{line}");
                continue;
            };
            for does in spot.does {
                let here = does.now.map(|now| format!("calls.{}_{now}", does.call));
                let keys = [Some(format!("calls.{}", does.call)), here];
                unworded.extend(keys.into_iter().flatten().filter(|key| !i18n::knows(key)));
                seen.insert(does.call.to_string());
            }
        }
    }
    assert!(unworded.is_empty(), "{unworded:?}");
    let untold: Vec<&&str> = table.iter().filter(|call| !seen.contains(**call)).collect();
    let later = untold.iter().all(|call| LATER.contains(call));
    assert!(later, "no script is told of these: {untold:?}");
    let beside: Vec<&String> = seen
        .iter()
        .filter(|call| !table.contains(call.as_str()))
        .collect();
    assert!(beside.is_empty(), "the table hasn't got these: {beside:?}");
}

#[test]
fn a_forked_process_has_one_name_wherever_it_is_spoken_of() {
    let script = "import os\npid = os.fork()\nif pid == 0:\n    raise KeyError('k')\nos.wait()\n";
    let (_folder, pty) = opened("forks.py", script);
    pty.wait_for_text("stands before line");
    pty.send("+++ ");
    pty.wait_for("one name, and stderr to be said once", |screen| {
        let seen = screen.contents();
        let child = seen.split("└─").nth(1).unwrap_or_default();
        let name: Vec<&str> = child.split_whitespace().take(2).collect();
        let name = name.join(" ");
        // On the stage and on the timeline.
        let everywhere = name.starts_with("child ") && seen.matches(&name).count() >= 2;
        let over = seen.contains("run is over") || seen.contains("It is over");
        over && everywhere && seen.matches("stderr").count() <= 1
    });
    leave(&pty);
}

#[test]
fn a_line_that_never_ends_is_told_as_one() {
    let (_folder, pty) = opened("spins.py", "n = 0\nwhile True: pass\n");
    pty.wait_for_text("stands before line 1");
    press(&pty, "\x1b[C", "This line does nothing, for ever");
    match crate::shelf::python3_tells_each_turn() {
        true => press(&pty, "\x1b[C", "step 4 of 4"),
        false => press(&pty, "\x1b[C", "This line never ends"),
    }
    leave(&pty);
}

#[test]
fn what_a_task_of_a_pool_raises_is_kept_and_isnt_caught_where_the_next_one_begins() {
    let script = r#"from concurrent.futures import ThreadPoolExecutor


def load(n):
    if n == 2:
        raise ValueError("two is bad")
    return n


with ThreadPoolExecutor(1) as pool:
    results = [pool.submit(load, n) for n in (2, 1)]
try:
    results[0].result()
except ValueError:
    print("here")
"#;
    on_each(script, &["--json"], |release, (_, told, complaint)| {
        let fates = told.lines().skip(1).filter_map(|line| {
            let event: Event = serde_json::from_str(line).unwrap();
            match event.what {
                What::Exception { fate, .. } => Some((event.actor.to_string(), fate)),
                _ => None,
            }
        });
        let fates: Vec<(String, Fate)> = fates.collect();
        let of = |actor: &str| {
            let its = fates.iter().filter(|(whose, _)| whose == actor);
            its.map(|(_, fate)| *fate).collect::<Vec<Fate>>()
        };
        assert_eq!(
            of("p0.t1"),
            [Fate::Raised, Fate::Kept],
            "{release}: {complaint}"
        );
        assert_eq!(of("p0").last(), Some(&Fate::Caught), "{release}");
    });
}

#[test]
fn a_loop_makes_its_generator_once_and_asks_it_on_each_turn() {
    let script = "def numbers(of=()):\n    yield 1\n    yield 2\n\n\nfor each in numbers(numbers()):\n    print(each)\n";
    on_each(script, &["--json"], |release, (_, told, _)| {
        let heads = told.lines().skip(1).filter_map(|line| {
            let event: Event = serde_json::from_str(line).unwrap();
            match event.what {
                What::Line(spot) if spot.line == 6 => Some(spot.does),
                _ => None,
            }
        });
        let calls = heads.map(|does| does.iter().map(|does| does.call.to_string()).collect());
        let calls: Vec<Vec<String>> = calls.collect();
        assert_eq!(calls[0], ["gen_made", "for_next"], "{release}");
        assert_eq!(calls[1..], [["for_next"], ["for_next"]], "{release}");
    });
}

#[test]
fn what_a_call_is_given_is_made_before_it_by_whoever_makes_that() {
    let script = "def read(text):
    yield from text


def only(letters):
    for letter in letters:
        yield letter


def both(text):
    yield from only(read(text))


print(list(both(\"a\")), sum(1 for _ in only(read(\"b\"))))
";
    on_each(script, &[], |release, (_, told, _)| {
        let made = told.lines().filter_map(|line| line.split_once(" made "));
        let made = made.map(|(by, what)| (by.trim(), what.split(';').next().unwrap_or(what)));
        let expected = [
            ("main", "both('a')"),
            ("both('a')", "letters"),
            ("both('a')", "only(letters)"),
            ("main", "letters#2"),
            ("main", "only(letters)#2"),
        ];
        assert_eq!(made.collect::<Vec<_>>(), expected, "{release}: {told}");
    });
}

#[test]
fn a_thread_that_begins_when_a_pool_is_over_is_none_of_its_workers() {
    let script = "import threading
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(1) as pool:
    pool.submit(len, \"a\").result()
thread = threading.Thread(target=print)
thread.start()
thread.join()
";
    on_each(script, &[], |release, (_, told, _)| {
        let workers: Vec<&str> = told.matches("pool has 1 worker").collect();
        assert!(!workers.is_empty(), "{release}: {told}");
        let after = told.split("main started the thread").last();
        let after = after.unwrap_or_default();
        assert!(!after.contains("pool has 1 worker"), "{release}: {told}");
    });
}

#[test]
fn whoever_a_scene_shows_has_the_number_that_chooses_it() {
    let script = "def one():
    yield 1
first = one()
second = one()
first.close()
next(second)
";
    let (_folder, pty) = opened("numbers.py", script);
    pty.wait_for_text("who moves next");
    for line in [4, 5, 6] {
        press(&pty, "\x1b[C", &format!("main stands before line {line}"));
    }
    press(&pty, "S", "Calls and variables");
    press(&pty, "S", "Generators");
    pty.wait_for_text("3  └─second");
    pty.wait_for_text("first is closed");
    leave(&pty);
}

#[test]
fn one_that_has_never_run_is_closed_and_thrown_into_as_what_it_is() {
    let script = "def one():
    yield 1


first, second = one(), one()
first.close()
try:
    second.throw(ValueError(\"no\"))
except ValueError as error:
    print(error)
";
    on_each(script, &[], |release, (_, told, _)| {
        let calls = told.lines().filter(|line| line.contains(" → "));
        let expected = [
            "first.close() → returns None",
            "second.throw(ValueError('no')) → raises ValueError: no",
        ];
        let calls: Vec<&str> = calls.map(str::trim).collect();
        assert_eq!(calls, expected, "{release}: {told}");
    });
}
