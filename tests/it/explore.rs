//! `explore` and `run --schedule` as a user calls them: figures from closed forms, and every witness on real threads.

use std::process::{Command, Output};

use concurrium::demos;
use concurrium::explore::{Limits, Search, Switches};
use serde_json::Value;

use crate::chance::times;
use crate::shelf;

pub(crate) fn concurrium(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(arguments)
        .args(["--lang", "en"])
        .output()
        .unwrap()
}

/// What `explore LESSON --json` says.
pub(crate) fn explored(lesson: &str, set: &[&str]) -> Value {
    let mut arguments = vec!["explore", lesson, "--json"];
    for knob in set {
        arguments.extend(["--set", knob]);
    }
    let output = concurrium(&arguments);
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The counter of each outcome, and by how many schedules it comes about.
fn counters(report: &Value) -> Vec<(i64, u64)> {
    let outcomes = report["outcomes"].as_array().unwrap().iter();
    outcomes
        .map(|outcome| {
            let counter = outcome["values"]["counter"].as_i64().unwrap();
            (counter, outcome["count"].as_u64().unwrap())
        })
        .collect()
}

/// What a run on real threads tells, as events.
pub(crate) fn events(lesson: &str, set: &[&str], schedule: &str) -> Vec<Value> {
    let mut arguments = vec!["run", lesson, "--json", "--schedule", schedule];
    for knob in set {
        arguments.extend(["--set", knob]);
    }
    let output = concurrium(&arguments);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// Values by name, what was raised by thread, and whether it was a deadlock.
type CameOut = (Vec<(String, String)>, Vec<(String, String)>, bool);

/// How a real run came out: the last values told, who raised what, and whether it was a deadlock.
fn came_out(events: &[Value]) -> CameOut {
    let mut values = std::collections::BTreeMap::new();
    let mut raised = Vec::new();
    let mut deadlock = false;
    for event in events {
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        match event["event"].as_str() {
            Some("fact") => {
                let key = text("key");
                deadlock |= key == "deadlock";
                if let Some(name) = key.strip_prefix("shared ") {
                    values.insert(name.to_owned(), text("value"));
                } else if let Some(name) = key.strip_prefix("buffer ") {
                    values.insert(name.to_owned(), text("value"));
                }
            }
            Some("output") if event["stream"] == "stderr" => {
                let thread: u8 = text("actor").trim_start_matches("p0.t").parse().unwrap();
                let letter = char::from(b'A' + thread - 1).to_string();
                raised.push((letter, text("text")));
            }
            _ => {}
        }
    }
    raised.sort();
    (values.into_iter().collect(), raised, deadlock)
}

/// The same of an outcome that was found.
fn found(outcome: &Value) -> CameOut {
    let entries = |key: &str| outcome[key].as_object().unwrap().clone().into_iter();
    let text = |value: Value| value.as_str().map_or(value.to_string(), str::to_owned);
    let mut values: Vec<_> = entries("values")
        .chain(entries("buffers"))
        .map(|(name, value)| (name, text(value).replace(',', ", ")))
        .collect();
    values.sort();
    let raised = entries("raised").map(|(name, value)| (name, text(value)));
    (values, raised.collect(), outcome["deadlock"] == true)
}

/// Replays each outcome's witness so many times on real threads.
pub(crate) fn replay(lesson: &str, set: &[&str], times: u64) {
    let report = explored(lesson, set);
    let outcomes = report["outcomes"].as_array().unwrap();
    assert!(!outcomes.is_empty());
    for outcome in outcomes {
        let schedule = outcome["schedule"].as_str().unwrap();
        for _ in 0..times {
            let came = came_out(&events(lesson, set, schedule));
            assert_eq!(came, found(outcome), "{lesson} {set:?} {schedule}");
        }
    }
}

#[test]
fn lost_update_is_20_schedules_of_which_18_lose() {
    let report = explored("lost-update", &[]);
    assert_eq!(
        (&report["schedules"], &report["different"]),
        (&20.into(), &4.into())
    );
    assert_eq!(counters(&report), [(1, 18), (2, 2)]);
    let ten = explored("lost-update", &["rounds=10"]);
    assert_eq!(ten["schedules"], 118_264_581_564_861_424_u64);
    assert_eq!(ten["at_least"], false);
    assert_eq!(counters(&ten)[0].0, 2, "the least final value");
}

#[test]
fn one_lock_has_one_outcome_and_each_mistake_has_more() {
    assert_eq!(
        counters(&explored("lock", &["threads=3", "rounds=2"])).len(),
        1
    );
    assert_eq!(counters(&explored("lock", &["mistake=two locks"])).len(), 2);
    assert_eq!(
        counters(&explored("lock", &["mistake=early release"])).len(),
        2
    );
    let double = explored("lock", &["mistake=double release"]).to_string();
    assert!(
        double.contains("RuntimeError: release unlocked lock"),
        "{double}"
    );
}

#[test]
fn a_witness_comes_out_the_same_each_time_on_real_threads() {
    replay("lost-update", &[], times(10));
}

#[test]
fn every_witness_of_a_lock_comes_out_on_real_threads() {
    replay("lock", &[], 3);
    for mistake in ["two locks", "early release", "double release"] {
        replay("lock", &[&format!("mistake={mistake}")], 3);
    }
}

#[test]
fn more_threads_and_rounds_come_out_too() {
    replay("lost-update", &["threads=3", "rounds=2"], 2);
}

#[test]
fn where_a_switch_may_come_decides_how_many_schedules_there_are() {
    let up_to_39 = explored("lost-update", &["switches=up to 3.9"]);
    assert_eq!(up_to_39["switches"], "up to 3.9");
    assert_eq!(counters(&up_to_39), [(1, 18), (2, 2)]);
    let from_310 = explored("lost-update", &["switches=from 3.10"]);
    assert_eq!(counters(&from_310), [(2, 2)]);
    // Two locks guard nothing, and yet nothing is lost; a call between load and store loses on every version.
    let two = ["mistake=two locks", "switches=from 3.10"];
    assert_eq!(counters(&explored("lock", &two)).len(), 1);
    let early = ["mistake=early release", "switches=from 3.10"];
    assert_eq!(counters(&explored("lock", &early)).len(), 2);
    let set = ["--set", "switches=from 3.10"];
    let output = concurrium(&[&["explore", "lost-update", "--free", "300"], &set[..]].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("2 schedules\na switch comes at calls"),
        "{text}"
    );
    assert!(text.contains("in 300 of 300 free runs"), "{text}");
}

#[test]
fn witnesses_come_out_on_real_threads_that_keep_going_between_switch_points() {
    replay("lost-update", &["switches=from 3.10"], times(10));
    replay(
        "lost-update",
        &["switches=from 3.10", "threads=3", "rounds=2"],
        5,
    );
    for mistake in ["none", "two locks", "early release", "double release"] {
        let mistake = format!("mistake={mistake}");
        replay("lock", &[&mistake, "switches=from 3.10"], 3);
        replay("lock", &[&mistake, "switches=from 3.10", "threads=3"], 1);
    }
}

#[test]
fn where_the_lesson_has_no_such_knob_every_python_comes_to_the_same_ends() {
    let ends = |lesson: &str, set: &[(&str, &str)], switches| {
        let lesson = shelf::lesson(lesson);
        let mut settings = lesson.defaults();
        for (knob, value) in set {
            settings.set(lesson, knob, value).unwrap();
        }
        let mut program = demos::program(&lesson.id, &settings).unwrap();
        program.switches = switches;
        let report = Search::all(program, Limits::default());
        assert!(!report.schedules.at_least);
        let outcomes = report.outcomes.into_iter().map(|found| found.outcome);
        outcomes.collect::<Vec<_>>()
    };
    for (lesson, set) in [
        ("deadlock", &[][..]),
        ("deadlock", &[("philosophers", "4"), ("pause", "no")]),
        ("deadlock", &[("order", "same"), ("philosophers", "3")]),
        ("producer-consumer", &[]),
        ("producer-consumer", &[("wait", "while")]),
        (
            "producer-consumer",
            &[("wait", "if"), ("consumers", "1"), ("producers", "2")],
        ),
        (
            "producer-consumer",
            &[("wait", "while"), ("wake", "notify")],
        ),
        ("producer-consumer", &[("wake", "notify")]),
    ] {
        let any = ends(lesson, set, Switches::AnyStep);
        assert_eq!(
            ends(lesson, set, Switches::From310),
            any,
            "{lesson} {set:?}"
        );
    }
}

#[test]
fn with_if_it_needs_a_second_consumer_that_takes_something_to_raise() {
    for (consumers, items, raises) in [(1, 3, false), (2, 1, false), (2, 2, true), (3, 2, true)] {
        let (consumers, items) = (format!("consumers={consumers}"), format!("items={items}"));
        let found = explored("producer-consumer", &["wait=if", &consumers, &items]).to_string();
        assert_eq!(found.contains("IndexError"), raises, "{consumers} {items}");
    }
}

#[test]
fn a_search_that_is_cut_says_at_least() {
    let output = concurrium(&[
        "explore",
        "lost-update",
        "--set",
        "rounds=5",
        "--states",
        "100",
    ]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("at least "), "{text}");
    let stopped = "\nstopped at 100 states: --states N lets it go on\n";
    assert!(text.contains(stopped), "{text}");
    let small = &[
        "explore",
        "lost-update",
        "--set",
        "threads=4",
        "--set",
        "rounds=2",
    ];
    let small = concurrium(&[&small[..], &["--memory", "1", "--json"]].concat());
    let report: Value = serde_json::from_slice(&small.stdout).unwrap();
    assert_eq!(
        (&report["bound"], &report["at_least"]),
        (&"memory".into(), &true.into())
    );
}

#[test]
fn free_runs_come_out_as_one_of_the_possible_outcomes() {
    let output = concurrium(&["explore", "lost-update", "--free", "200", "--json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let outcomes = report["outcomes"].as_array().unwrap();
    let seen: u64 = outcomes.iter().map(|o| o["free"].as_u64().unwrap()).sum();
    assert_eq!((seen, &report["free"]), (200, &200.into()));
}

#[test]
fn a_schedule_that_does_not_fit_says_where_and_why() {
    for (arguments, says) in [
        (
            &["lost-update", "--schedule", "AAAA"][..],
            "step 4: A can't move: it has ended",
        ),
        (
            &["lost-update", "--schedule", "AAC"],
            "step 3: C can't move: the threads are A to B",
        ),
        (
            &["lost-update", "--schedule", "AA-B"],
            "step 3: '-' names no thread",
        ),
        (&["lost-update", "--schedule", ""], "this one is empty"),
        (
            &[
                "lost-update",
                "--set",
                "switches=from 3.10",
                "--schedule",
                "AAB",
            ],
            "step 3: B can't move: A goes on, since no switch comes before its next step",
        ),
        (
            &["lock", "--schedule", "AB"],
            "step 2: B can't move: it waits in lock.acquire(), which A holds",
        ),
        (
            &["generator", "--seed", "1"],
            "generator has no schedules to explore; these have some: lost-update, lock",
        ),
    ] {
        let output = concurrium(&[&["run"], arguments].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_seed_gives_the_same_schedule_again() {
    let schedule = |seed: &str| {
        let output = concurrium(&["run", "lock", "--seed", seed, "--json", "--set", "rounds=3"]);
        let text = String::from_utf8(output.stdout).unwrap();
        let header: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        header["schedule"].as_str().unwrap().to_owned()
    };
    assert_eq!(schedule("7"), schedule("7"));
    assert_ne!(schedule("7"), schedule("8"));
}

/// How many schedules there are, and how many of them end in a deadlock.
fn deadlocks(lesson: &str, set: &[&str]) -> (u64, u64) {
    let report = explored(lesson, set);
    (
        report["schedules"].as_u64().unwrap(),
        report["deadlocks"].as_u64().unwrap(),
    )
}

#[test]
fn deadlocks_are_counted_and_an_order_of_the_locks_cures_them() {
    assert_eq!(deadlocks("deadlock", &[]), (12, 6));
    let five = ["philosophers=5", "pause=no"];
    assert_eq!(deadlocks("deadlock", &five), (2_430_842_120, 120));
    for philosophers in 2..=5 {
        let set = [&format!("philosophers={philosophers}"), "order=same"];
        assert_eq!(deadlocks("deadlock", &set.map(|knob| knob as &str)).1, 0);
    }
    let report = explored("deadlock", &[]);
    let outcomes = report["outcomes"].as_array().unwrap();
    let stuck = outcomes
        .iter()
        .find(|outcome| outcome["deadlock"] == true)
        .unwrap();
    assert_eq!(stuck["cycle"], serde_json::json!(["A", "B"]));
}

#[test]
fn the_explorer_finds_the_wrong_wake_up_and_the_lost_one() {
    let right = explored("producer-consumer", &["wait=while"]);
    assert_eq!(right["outcomes"].as_array().unwrap().len(), 1, "{right}");
    assert_eq!(right["deadlocks"], 0);
    let wrong = explored("producer-consumer", &["wait=if"]).to_string();
    assert!(wrong.contains("IndexError: pop from empty list"), "{wrong}");
    assert!(deadlocks("producer-consumer", &["wait=while", "wake=notify"]).1 > 0);
}

#[test]
fn every_witness_of_deadlock_and_producer_consumer_comes_out_on_real_threads() {
    replay("deadlock", &[], 5);
    replay("deadlock", &["philosophers=3", "pause=no"], 2);
    replay("producer-consumer", &["wait=while", "wake=notify"], 5);
    replay("producer-consumer", &["wait=if"], 5);
}

#[test]
fn a_deadlocked_run_ends_with_a_sentence_and_leaves_nothing_behind() {
    let events = events("deadlock", &[], "AABB");
    let pid = i32::try_from(events[1]["pid"].as_i64().unwrap()).unwrap();
    let last = |actor: &str| {
        let of = |event: &&Value| event["actor"] == actor && event["event"] == "blocked";
        events.iter().rfind(of).unwrap().clone()
    };
    assert_eq!(
        (&last("p0.t1")["on"], &last("p0.t1")["owner"]),
        (&"fork1.acquire()".into(), &"p0.t2".into())
    );
    assert_eq!(
        (&last("p0.t2")["on"], &last("p0.t2")["owner"]),
        (&"fork0.acquire()".into(), &"p0.t1".into())
    );
    assert!(crate::stages::gone(pid));
    let output = concurrium(&["run", "deadlock", "--plain", "--schedule", "AABB"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("Nobody can move any more"), "{text}");
}

#[test]
fn threads_that_lie_in_a_deadlock_are_let_out_of_a_free_run() {
    let output = concurrium(&[
        "explore",
        "deadlock",
        "--free",
        "300",
        "--json",
        "--set",
        "philosophers=5",
    ]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["free"], 300);
}
