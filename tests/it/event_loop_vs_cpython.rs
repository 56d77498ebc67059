//! Random small task graphs on CPython's asyncio and on `python::event_loop`: the same outcomes in the same order.

mod graphs;
mod messages;
mod native;

use std::io::Write;
use std::process::{Command, Stdio};

use concurrium::python::event_loop::Version;
use serde::Deserialize;

use graphs::{Dice, Program};

const TWIN: &str = include_str!("event_loop_vs_cpython/twin.py");

/// How many programs are tried: CPython takes about a millisecond for each.
const PROGRAMS: usize = 600;

#[derive(Deserialize)]
struct Answer {
    version: (u32, u32),
    logs: Vec<Vec<String>>,
}

/// What a program on CPython's standard input comes to; None: there is no python3, and it isn't required here.
fn python3(program: &str, input: &[u8]) -> Option<Vec<u8>> {
    let python = std::env::var_os("CONCURRIUM_PYTHON").unwrap_or_else(|| "python3".into());
    let child = Command::new(python)
        .args(["-W", "ignore", "-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        assert!(
            std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_none(),
            "python3 is needed here and is missing"
        );
        println!("python3 is missing: the event loop is not held against CPython");
        return None;
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(output.stdout)
}

#[test]
fn random_task_graphs_come_to_the_same_in_the_same_order() {
    let mut dice = Dice(5);
    let programs: Vec<Program> = (0..PROGRAMS).map(|_| dice.program()).collect();
    let input = serde_json::to_vec(&programs).unwrap();
    let Some(output) = python3(TWIN, &input) else {
        return;
    };
    let answer: Answer = serde_json::from_slice(&output).unwrap();
    let version = if answer.version >= (3, 13) {
        Version::Py313
    } else {
        Version::Py311
    };
    let mut lines = 0;
    for (program, expected) in programs.iter().zip(&answer.logs) {
        let ours = native::log(program, version);
        lines += ours.len();
        assert_eq!(&ours, expected, "{program:#?}");
    }
    println!("{PROGRAMS} programs, {lines} lines, all equal");
    // The dice make programs in which something happens.
    let all: Vec<&String> = answer.logs.iter().flatten().collect();
    for what in [
        "asked",
        "cancels",
        "gathered",
        "grouped",
        "sub-exception",
        ": cancelled",
    ] {
        let often = all.iter().filter(|line| line.contains(what)).count();
        assert!(often > 50, "{what}: {often}");
    }
}

#[test]
fn asyncio_and_coroutines_say_the_same() {
    let program = include_str!("event_loop_vs_cpython/messages.py");
    let Some(output) = python3(program, b"") else {
        return;
    };
    let expected = String::from_utf8(output).unwrap();
    let ours = messages::all();
    assert_eq!(ours, expected.lines().collect::<Vec<_>>());
    assert!(ours.len() > 15);
}
