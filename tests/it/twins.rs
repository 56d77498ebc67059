//! Each listing, run by real CPython, prints what its native demo prints.

use std::process::Command;

use concurrium::lessons;
use concurrium::protocol::{Stream, What};

use crate::stages::run;

/// What CPython prints for the listing with these knobs. None: there is no python3, and it isn't required here.
pub(crate) fn in_cpython(lesson: &str, set: &[(&str, &str)]) -> Option<Vec<String>> {
    let lesson = lessons::find(lesson).unwrap();
    let mut settings = lesson.defaults();
    for (knob, value) in set {
        settings.set(lesson, knob, value).unwrap();
    }
    let program = lesson.listing.with(&settings).program();
    // Unbuffered, CPython would write a line in pieces, and those of several processes would mix.
    let output = Command::new("python3")
        .args(["-W", "ignore", "-c", &program])
        .env_remove("PYTHONUNBUFFERED")
        .output();
    let Ok(output) = output else {
        assert!(
            std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_none(),
            "python3 is needed here and is missing"
        );
        println!("python3 is missing: the listings are not held against CPython");
        return None;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect(),
    )
}

pub(crate) fn native(lesson: &str, set: &[(&str, &str)]) -> Vec<String> {
    run(lesson, set, &[])
        .into_iter()
        .filter_map(|event| match event.what {
            What::Output {
                stream: Stream::Stdout,
                text,
            } => Some(text),
            _ => None,
        })
        .collect()
}

#[test]
fn what_runs_one_after_the_other_prints_the_same() {
    for (lesson, set) in [
        ("generator", &[][..]),
        ("generator", &[("pattern", "x'y\"z")]),
        ("generator", &[("pattern", "")]),
        ("thread-pool", &[]),
        (
            "thread-pool",
            &[
                ("workers", "1"),
                ("tasks", "5"),
                ("failing", "2"),
                ("work", "cpu"),
            ],
        ),
        ("thread-pool", &[("tasks", "3"), ("failing", "200")]),
    ] {
        let Some(expected) = in_cpython(lesson, set) else {
            return;
        };
        assert_eq!(native(lesson, set), expected, "{lesson} {set:?}");
    }
}

#[test]
fn a_fork_tree_prints_the_same_but_for_pids_and_order() {
    let told = |lines: Vec<String>| {
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| {
                let (i, pid) = line.split_once(' ').unwrap();
                format!("{i} {}", if pid == "0" { "child" } else { "parent" })
            })
            .collect();
        lines.sort();
        lines
    };
    for shape in ["doubling", "chain", "star"] {
        for forks in ["1", "4"] {
            let set = [("forks", forks), ("shape", shape)];
            let Some(expected) = in_cpython("fork-tree", &set) else {
                return;
            };
            assert_eq!(told(native("fork-tree", &set)), told(expected), "{set:?}");
        }
    }
}
