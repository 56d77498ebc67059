//! `explore` and `run --schedule` as a user calls them: figures from closed forms, and every witness on real threads.

use std::process::{Command, Output};

use serde_json::Value;

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
                let thread: usize = text("actor").trim_start_matches("p0.t").parse().unwrap();
                let letter = char::from(b'A' + thread as u8 - 1).to_string();
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
pub(crate) fn replay(lesson: &str, set: &[&str], times: usize) {
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
fn a_witness_comes_out_the_same_100_times_on_real_threads() {
    replay("lost-update", &[], 100);
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
            &["lock", "--schedule", "AB"],
            "step 2: B can't move: it waits in lock.acquire(), which A holds",
        ),
        (
            &["generator", "--seed", "1"],
            "generator has no schedules to explore; lost-update, lock",
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
