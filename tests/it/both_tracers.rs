//! From CPython 3.12 on steps come of `sys.monitoring`, and of `sys.settrace` where others have taken all identities: it is the same trace.
//!
//! The scripts are those of `tests/scripts` in which one thread runs alone; a sample of them, or all where `CONCURRIUM_SCRIPTS` is `all`.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::pythons::{self, Python};

/// Takes all identities that a tool could have but those of debuggers, coverage and profilers.
const TAKES_ALL: &str =
    "import sys\nfor tool in (3, 4, 5):\n    sys.monitoring.use_tool_id(tool, 'theirs')\n";

/// What isn't the same twice: a descriptor that the loop's own thread wakes, a fork's pid, a port, what of the outside comes when.
const OTHERWISE: [&str; 8] = [
    "forked.py",
    "programs.py",
    "streams.py",
    "loops.py",
    "threads.py",
    "interrupted.py",
    "tour.py",
    "by_hand.py",
];

/// How many scripts of a kind are a sample.
const SAMPLE: usize = 3;

fn scripts() -> Vec<PathBuf> {
    let all = std::env::var("CONCURRIUM_SCRIPTS").is_ok_and(|which| which == "all");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut found = Vec::new();
    for kind in ["generators", "asyncio"] {
        let entries = fs::read_dir(folder.join(kind)).unwrap().flatten();
        let mut scripts: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        scripts.retain(|path| !OTHERWISE.iter().any(|other| path.ends_with(other)));
        scripts.sort();
        found.extend(
            scripts
                .into_iter()
                .take(if all { usize::MAX } else { SAMPLE }),
        );
    }
    found.push(folder.join("odd/tracebacks.py"));
    found
}

/// What is told of a script, without what each run has of its own.
fn told(python: &Python, script: &Path, path: Option<&Path>) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", "--json", "--python"]);
    command
        .arg(python.program())
        .arg(script)
        .stdin(Stdio::null());
    if let Some(path) = path {
        command.env("PYTHONPATH", path);
    }
    let output = command.output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    // What the kernel shows comes when somebody looks.
    let lines = lines.lines().skip(1);
    let lines = lines.filter(|line| !line.contains("\"source\":\"kernel\""));
    lines.map(comparable).collect()
}

/// An event without times, pids and addresses: numbers of many digits.
fn comparable(line: &str) -> String {
    let mut event: Value = serde_json::from_str(line).unwrap();
    let fields = event.as_object_mut().unwrap();
    for own in [
        "seq", "t_ns", "until_ns", "pid", "ppid", "pgid", "sid", "tid",
    ] {
        fields.remove(own);
    }
    let text = event.to_string();
    let mut said = String::new();
    for part in text.split_inclusive(|letter: char| !letter.is_ascii_hexdigit()) {
        let digits = part.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit());
        match digits.len() {
            4.. if digits.starts_with(|first: char| first.is_ascii_digit()) => {
                said.push('N');
                said.push_str(&part[digits.len()..]);
            }
            _ => said.push_str(part),
        }
    }
    said
}

#[test]
fn both_tracers_tell_the_same() {
    let site = tempfile::tempdir().unwrap();
    fs::write(site.path().join("sitecustomize.py"), TAKES_ALL).unwrap();
    for python in pythons::all() {
        if python.version < "3.12".parse().unwrap() {
            println!("{} has no sys.monitoring", python.release);
            continue;
        }
        for script in scripts() {
            let monitored = told(&python, &script, None);
            let traced = told(&python, &script, Some(site.path()));
            assert!(monitored.len() > 10, "{} tells nothing", script.display());
            let first = monitored
                .iter()
                .zip(&traced)
                .find(|(one, other)| one != other);
            let lengths = (monitored.len(), traced.len());
            assert!(
                first.is_none() && lengths.0 == lengths.1,
                "{} on {}: {lengths:?} events; by monitoring and by settrace\n{first:#?}",
                script.display(),
                python.release
            );
        }
    }
}
