//! What is told of a script that CPython's versions do in ways of their own, and that is the same on each of them.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use concurrium::protocol::{Event, Fate, What};
use concurrium::trace::Reader;

use crate::own_script::{concurrium, said};
use crate::pythons::{self, Python};

/// What a script's run tells on an interpreter.
fn told(python: &Python, script: &str) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let interpreter = python.program().to_str().unwrap();
    let arguments = ["run", "--json", "--python", interpreter, "a.py"];
    let (_, told, complaint) = said(&concurrium(folder.path(), &arguments));
    let mut reader = Reader::new(told.as_bytes());
    reader.header().expect(&complaint);
    reader.map(|line| line.unwrap().event).collect()
}

/// Generators that go on with what has no `send`, and with what raises by itself; and one that is really thrown into.
const RESUMED: &str = r#"def inner():
    return (yield from [1, 2, 3])

def outer():
    return (yield from inner())

def digits():
    yield from map(int, ["1", "x"])

def parts():
    return 1 / (yield)

def drive(start, resume):
    g = start()
    next(g)
    try:
        resume(g)
    except Exception as error:
        print(type(error).__name__)

drive(outer, lambda g: g.send("hello"))
drive(digits, lambda g: next(g))
drive(parts, lambda g: g.send(0))
drive(outer, lambda g: g.throw(ValueError("no")))
drive(parts, lambda g: g.throw(ValueError("no")))
"#;

#[test]
fn what_a_generator_goes_on_with_may_raise_and_that_is_no_throw() {
    for python in pythons::all() {
        let events = told(&python, RESUMED);
        let by_main = events.iter().filter_map(|event| match &event.what {
            What::Message {
                from, verb, value, ..
            } if &**from == "p0" => Some(format!("{verb} {value}")),
            _ => None,
        });
        let resumed: Vec<String> = by_main.filter(|said| said != "next None").collect();
        let expected = [
            "send 'hello'",
            "send 0",
            "throw ValueError('no')",
            "throw ValueError('no')",
        ];
        assert_eq!(resumed, expected, "{}", python.release);
    }
}

/// A `with` that an exception leaves before its last line, inside another one.
const LEFT: &str = r#"from threading import Lock

a, b = Lock(), Lock()

def take(items):
    with a:
        with b:
            n = items.pop()
            items = [n]
        print("never")

try:
    take([])
except IndexError:
    print("empty")
"#;

#[test]
fn a_with_that_an_exception_leaves_runs_none_of_its_other_lines() {
    for python in pythons::all() {
        let events = told(&python, LEFT);
        let lines = events.iter().filter_map(|event| match &event.what {
            What::Line(spot) if spot.after.is_none() => Some(spot.line),
            _ => None,
        });
        let lines: Vec<u32> = lines.filter(|line| (8..=10).contains(line)).collect();
        assert_eq!(lines, [8], "{}", python.release);
        let caught = events.iter().filter_map(|event| match &event.what {
            What::Exception { fate, line, .. } if *fate == Fate::Caught => *line,
            _ => None,
        });
        assert_eq!(caught.collect::<Vec<_>>(), [15], "{}", python.release);
    }
}
