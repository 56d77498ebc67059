//! Random small task graphs on CPython's asyncio and on `python::event_loop`: the same outcomes in the same order.

mod graphs;
mod messages;
mod native;

use crate::chance::{Chance, asked, times};
use crate::pythons;
use graphs::{Dice, Program};

const TWIN: &str = include_str!("event_loop_vs_cpython/twin.py");

/// How many programs are tried, unless `CONCURRIUM_PROGRAMS` says: CPython takes about a millisecond for each.
const PROGRAMS: u64 = 600;

/// How many of them one CPython is given.
const BATCH: u64 = 1000;

#[test]
fn random_task_graphs_come_to_the_same_in_the_same_order() {
    let count = asked("CONCURRIUM_PROGRAMS", times(PROGRAMS));
    let seed = asked("CONCURRIUM_SEED", 5);
    println!("{count} task graphs from seed {seed}");
    for python in pythons::all() {
        let mut dice = Dice {
            chance: Chance::new(seed),
            groups: python.version.has_groups(),
        };
        let (mut at, mut logs) = (0, Vec::new());
        while at < count {
            let programs: Vec<Program> =
                (0..BATCH.min(count - at)).map(|_| dice.program()).collect();
            let input = serde_json::to_vec(&programs).unwrap();
            let answer = python.prints_with(&["-W", "ignore", "-c", TWIN], &input);
            let theirs: Vec<Vec<String>> = serde_json::from_str(&answer).unwrap();
            for (program, expected) in programs.iter().zip(&theirs) {
                let ours = native::log(program, python.version);
                assert_eq!(
                    &ours, expected,
                    "seed {seed}, graph {at} (left: ours, right: CPython {})\n{program:#?}",
                    python.release
                );
                at += 1;
            }
            logs.extend(theirs);
        }
        println!(
            "{count} task graphs are equal on CPython {}",
            python.release
        );
        that_something_happens(&logs, python.version.has_groups());
    }
}

/// The dice make programs in which something happens.
fn that_something_happens(logs: &[Vec<String>], groups: bool) {
    let all: Vec<&String> = logs.iter().flatten().collect();
    let each = ["asked", "cancels", "gathered", ": cancelled"];
    let with_groups = ["grouped", "sub-exception"];
    for what in each
        .into_iter()
        .chain(with_groups.into_iter().filter(|_| groups))
    {
        let often = all.iter().filter(|line| line.contains(what)).count();
        assert!(often * 24 > logs.len(), "{what}: {often}");
    }
}

#[test]
fn asyncio_and_coroutines_say_the_same() {
    let program = include_str!("event_loop_vs_cpython/messages.py");
    for python in pythons::all() {
        let expected = python.prints_with(&["-W", "ignore", "-c", program], b"");
        let ours = messages::all(python.version);
        assert_eq!(
            ours,
            expected.lines().collect::<Vec<_>>(),
            "{}",
            python.release
        );
        assert!(ours.len() > 13);
    }
}
