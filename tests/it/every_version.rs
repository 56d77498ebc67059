//! What is told of a script that CPython's versions do in ways of their own, and that is the same on each of them.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use concurrium::i18n::Lang;
use concurrium::narrate;
use concurrium::protocol::{Event, Fate, What};
use concurrium::trace::Reader;
use concurrium::world::World;

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

/// The world that a trace adds up to.
fn world(events: &[Event]) -> World {
    let mut world = World::default();
    for event in events {
        world.apply(event).unwrap();
    }
    world
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

def through():
    yield from echo()

def echo():
    yield
    yield

t = through()
t.send(None)
t.send(None)
next(t, None)
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
            "send None",
            "send None",
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

/// Two tasks that take two locks, one the other way round where so asked; a third has nothing to do with them.
fn two_locks(second: &str, third: &str) -> String {
    format!(
        r#"import asyncio

async def move(one, other):
    async with one:
        await asyncio.sleep(0)
        async with other:
            print("both")

async def sleeps():
    await asyncio.sleep(5)
    print("slept")

async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    tasks = [
        asyncio.create_task(move(a, b), name="A"),
        asyncio.create_task(move({second}), name="B"),
        {third}
    ]
    await asyncio.gather(*tasks)

asyncio.run(main())
"#
    )
}

#[test]
fn tasks_that_wait_for_each_others_locks_are_a_deadlock_and_only_they() {
    for python in pythons::all() {
        let circle = world(&told(&python, &two_locks("b, a", "")));
        let words = narrate::deadlock(&circle, Lang::En).expect("nobody can move");
        for held in [
            "**A** → `b.acquire()` ← **B**",
            "**B** → `a.acquire()` ← **A**",
        ] {
            assert!(words.contains(held), "{}: {words}", python.release);
        }
        let order = told(&python, &two_locks("a, b", ""));
        assert_eq!(narrate::deadlock(&world(&order), Lang::En), None);
        // As long as somebody sleeps nobody knows what comes of it; then they are all that is left.
        let events = told(&python, &two_locks("b, a", "asyncio.create_task(sleeps())"));
        let slept =
            |event: &Event| matches!(&event.what, What::Output { text, .. } if text == "slept");
        let slept = events.iter().position(slept).expect("time passes");
        assert_eq!(narrate::deadlock(&world(&events[..slept]), Lang::En), None);
        assert!(narrate::deadlock(&world(&events), Lang::En).is_some());
    }
}
