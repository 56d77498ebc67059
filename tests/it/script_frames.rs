//! The generators and tasks of one's own script: made, resumed, suspended, ended, and what goes through them.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use concurrium::protocol::{Event, State, What};
use concurrium::world::World;

use crate::own_script::{concurrium, leave, opened, press, said};

/// A generator that is sent values, one that delegates, one that is dropped.
const GENERATORS: &str = r#"def grep(pattern):
    count = 0
    while True:
        line = yield count
        count += pattern in line

def both(n):
    yield from (g for g in ())
    return (yield from count(n))

def count(n):
    yield n
    return "done"

g = grep("py")
next(g)
print(g.send("python"))
g.close()
b = both(7)
print(next(b))
del b
last = count(1)
print("the end")
"#;

/// Two tasks, of which one waits for the other.
const TASKS: &str = r#"import asyncio

async def sleeps(n):
    await asyncio.sleep(n)
    return n

async def waits(other):
    return await other

async def main():
    one = asyncio.create_task(sleeps(60), name="one")
    two = asyncio.create_task(waits(one), name="two")
    print(await asyncio.gather(one, two))

asyncio.run(main())
"#;

fn events(script: &str) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (code, told, complaint) = said(&concurrium(folder.path(), &["run", "--json", "a.py"]));
    assert_eq!((code, complaint.as_str()), (0, ""));
    let events = told.lines().skip(1);
    events
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What went from one to another, as `main send 'python' g`.
fn messages(events: &[Event]) -> Vec<String> {
    let mut world = World::default();
    let mut told = Vec::new();
    for event in events {
        world.apply(event).unwrap();
        let name = |id: &str| {
            let actor = id.parse().ok().and_then(|id| world.actor(&id).cloned());
            actor.map_or(id.to_owned(), |actor| actor.name)
        };
        if let What::Message {
            from,
            to,
            verb,
            value,
        } = &event.what
        {
            told.push(format!("{} {verb} {value} {}", name(from), name(to)));
        }
    }
    told
}

#[test]
fn what_goes_into_a_generator_and_comes_out_of_it_is_told_with_who_and_whom() {
    let events = events(GENERATORS);
    let told = messages(&events);
    let expected = [
        "main next None g",
        "g yield 0 main",
        "main send 'python' g",
        "g yield 1 main",
        "main close GeneratorExit g",
    ];
    assert_eq!(told[..5], expected, "{told:#?}");
    let delegates = [
        "main next None b",
        "b next None count(n)",
        "count(n) yield 7 b",
        "b yield 7 main",
        "main drop GeneratorExit b",
    ];
    let of_b: Vec<&str> = told[5..].iter().map(String::as_str).collect();
    let of_b: Vec<String> = of_b
        .iter()
        .map(|text| text.replace("count(7)", "count(n)"))
        .filter(|text| !text.contains(" return "))
        .collect();
    for passage in delegates {
        assert!(of_b.iter().any(|told| told == passage), "{of_b:#?}");
    }
}

#[test]
fn a_suspended_frame_keeps_its_line_and_its_variables_until_it_is_over() {
    let events = events(GENERATORS);
    let mut world = World::default();
    let mut suspended = 0;
    for event in &events {
        world.apply(event).unwrap();
        let Some(g) = world.actors().find(|actor| actor.name == "g") else {
            continue;
        };
        if g.state == State::Suspended {
            let frame = g.frames.innermost().unwrap();
            assert_eq!((&*frame.function, frame.line), ("grep", 4));
            assert!(
                frame
                    .locals
                    .iter()
                    .any(|(name, value)| &**name == "pattern" && &**value == "'py'")
            );
            suspended += 1;
        }
    }
    assert!(suspended > 0);
    // One that nothing has run of is there from its making on, and ends with its process.
    let last = world.actors().find(|actor| actor.name == "last").unwrap();
    assert_eq!((last.state, last.frames.is_empty()), (State::Ended, true));
    let born = |event: &&Event| event.actor == last.id;
    let told: Vec<&Event> = events.iter().filter(born).collect();
    assert!(matches!(
        told[..],
        [Event {
            what: What::Born { .. },
            ..
        }]
    ));
}

#[test]
fn a_task_says_what_it_awaits_and_time_passes_for_all() {
    let events = events(TASKS);
    let waits = |event: &&Event| matches!(&event.what, What::Fact { key, value, .. } if &**key == "waits" && !value.is_empty());
    let mut world = World::default();
    let mut told = Vec::new();
    for event in &events {
        world.apply(event).unwrap();
        if waits(&event)
            && let What::Fact { value, .. } = &event.what
        {
            let name = world.actor(&event.actor).unwrap().name.clone();
            told.push(format!("{name}: {value}"));
        }
    }
    assert_eq!(
        told[..3],
        ["main(): gather(one, two)", "one: sleep(60)", "two: one"]
    );
    let printed =
        |event: &Event| matches!(&event.what, What::Output { text, .. } if text == "[60, 60]");
    assert!(events.iter().any(printed));
    assert!(world.queues().all(|(_, queue)| queue.items().count() == 0));
}

#[test]
fn one_who_is_carried_by_several_threads_gets_its_permits_where_it_runs() {
    let script = r#"import threading

def g():
    n = 0
    while True:
        n += 1
        yield n

made = g()
print(next(made))
t = threading.Thread(target=lambda: [next(made) for _ in range(2)])
t.start()
t.join()
print(next(made))
"#;
    let events = events(script);
    let printed = events.iter().filter_map(|event| match &event.what {
        What::Output { text, .. } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(printed.collect::<Vec<_>>(), ["1", "4"]);
    assert!(
        messages(&events)
            .iter()
            .any(|told| told.ends_with("yield 3 <lambda> 1") || told.contains("made yield 3"))
    );
}

#[test]
fn generators_and_the_event_loop_have_scenes_of_their_own() {
    let (_folder, pty) = opened("frames.py", GENERATORS);
    pty.wait_for_text("stands before line 15");
    press(&pty, "1", "stands before line 16");
    press(&pty, "S", "Calls and variables");
    press(&pty, "S", "Generators, and what goes through them");
    pty.wait_for_text("GEN_CREATED");
    leave(&pty);
}

/// Tasks that share a lock and a queue, one that is cancelled, and one that is shielded.
const SHARES: &str = r#"import asyncio

async def pays(lock):
    async with lock:
        await asyncio.sleep(1)

async def fills(q):
    for i in range(2):
        await q.put(i)

async def main():
    lock, q, opened, two = asyncio.Lock(), asyncio.Queue(1), asyncio.Event(), asyncio.Semaphore(2)
    one = asyncio.create_task(pays(lock), name="one")
    other = asyncio.create_task(pays(lock), name="other")
    fill = asyncio.create_task(fills(q), name="fill")
    await asyncio.sleep(0)
    await q.get()
    opened.set()
    async with two:
        await asyncio.shield(one)
    await other
    await q.get()
    late = asyncio.create_task(asyncio.sleep(60), name="late")
    await asyncio.sleep(0)
    late.cancel()
    await asyncio.gather(late, fill, return_exceptions=True)

asyncio.run(main())
"#;

#[test]
fn locks_queues_and_the_like_of_asyncio_are_told_with_who_has_them() {
    let events = events(SHARES);
    let facts = |key: &str| -> Vec<String> {
        let said = events.iter().filter_map(|event| match &event.what {
            What::Fact {
                key: told, value, ..
            } if &**told == key => Some(value.clone()),
            _ => None,
        });
        said.collect()
    };
    assert_eq!(facts("lock lock"), ["free", "one", "free", "other", "free"]);
    assert_eq!(facts("thing q"), ["queue 1"]);
    assert_eq!(facts("thing opened"), ["event clear", "event set"]);
    assert_eq!(
        facts("thing two"),
        ["semaphore 2 0", "semaphore 1 0", "semaphore 2 0"]
    );
    let through = [
        "fill put 0 q",
        "q get 0 main()",
        "fill put 1 q",
        "q get 1 main()",
    ];
    let told = messages(&events);
    let of_q = told
        .iter()
        .filter(|told| told.split(' ').any(|word| word == "q"));
    assert_eq!(of_q.collect::<Vec<_>>(), through);
    let waits = facts("waits");
    for on in [
        "lock.acquire()",
        "q.put()",
        "shield(one)",
        "other",
        "gather(late)",
    ] {
        assert!(waits.iter().any(|said| said == on), "{on}: {waits:?}");
    }
    // What one is cancelled by is thrown into it.
    let thrown = |event: &Event| matches!(&event.what, What::Blocked { on, .. } if &**on == "late.throw(CancelledError())");
    assert!(events.iter().any(thrown));
}
