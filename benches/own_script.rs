//! What a script costs that runs here, beside the same interpreter alone: `cargo bench --bench own_script`.
//!
//! ```text
//! first step   from the start of `concurrium run` to the first line that somebody stands before, beyond `python3 -c pass`
//! a step       the processor's time that the agent takes of a gated step: the median of many
//! loop         a function that has no mark and loops, in a script with marks, beside the same script without us
//! ```
//! It fails where a promise isn't kept. `CONCURRIUM_PYTHON` names the interpreters.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that can't go on has failed"
)]

#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../tests/it/pythons.rs"]
mod pythons;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use pythons::Python;

/// The promises: milliseconds, microseconds, and so many times as long at most.
const FIRST_STEP: f64 = 150.0;
const STEP: f64 = 200.0;
const LOOP: f64 = 1.1;

/// How often each is started.
const ROUNDS: u32 = 12;

/// How many steps are measured of a script: fewer than are folded.
const STEPS: usize = 180;

/// What a script prints its figures behind.
const TOOK: &str = "took ";

/// Loops without marks and calls, in a script with marks; and what stands behind its functions.
const LOOPS: &str = include_str!("../tests/scripts/odd/unmarked_loops.py");
const BEHIND_THEM: &str = "seen = set()\n";

/// The time that two of them take.
const TIMED: &str = "from time import thread_time_ns as now

best = [1 << 60] * 2
for _ in range(9):
    for at, loop in enumerate((counts_down, adds)):
        before = now()
        loop(100_000)
        best[at] = min(best[at], now() - before)
stands(1)
print('took', *best)
";

fn main() -> ExitCode {
    let found = pythons::all();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (functions, _) = LOOPS.split_once(BEHIND_THEM).unwrap();
    let loops = write("loops.py", &format!("{functions}{TIMED}"));
    let alone = write("alone.py", &steps("", ""));
    let shared = write(
        "shared.py",
        &steps(
            "from threading import Lock, Thread\n\nclass Account:\n    def __init__(self):\n        self.balance, self.lock = 100, Lock()\n\na, b = Account(), Account()\n",
            "t = Thread(target=work)\nt.start()\nt.join()\n",
        ),
    );
    println!(
        "{:<10} {:>10} {:>12} {:>10} {:>12} {:>12} {:>18} {:>18}",
        "CPython",
        "alone ms",
        "first step",
        "beyond",
        "step µs",
        "shared µs",
        "while, × plain",
        "for, × plain"
    );
    let mut kept = true;
    for python in &found {
        let alone_ms = best(|| started_alone(python));
        let first = best(|| until_first_step(python, &alone));
        let beyond = (first - alone_ms).max(0.0);
        let step = median(python, &alone);
        let shares = median(python, &shared);
        let [down, adds] = ratios(python, &loops);
        println!(
            "{:<10} {alone_ms:>10.1} {first:>12.1} {beyond:>10.1} {step:>12.1} {shares:>12.1} {down:>18.2} {adds:>18.2}",
            python.release
        );
        kept &= beyond <= FIRST_STEP && step <= STEP && shares <= STEP;
        kept &= down <= LOOP && adds <= LOOP;
    }
    println!(
        "at most {FIRST_STEP} ms beyond, {STEP} µs a step, {LOOP} times plain: {}",
        if kept { "kept" } else { "not kept" }
    );
    ExitCode::from(u8::from(!kept || found.is_empty()))
}

/// A script of many steps that says what each took: in a thread of its own where it begins with something.
fn steps(begins: &str, ends: &str) -> String {
    let step = if begins.is_empty() { "" } else { "    " };
    let body = format!("{step}took.append(now())\n").repeat(STEPS + 1);
    let head = if begins.is_empty() {
        ""
    } else {
        "def work():\n"
    };
    format!(
        "from time import thread_time_ns as now\n\n{begins}\ntook = []\n\n{head}{body}{ends}took = [after - before for before, after in zip(took, took[1:])]\nprint('took', *took)\n"
    )
}

/// The best of many, in milliseconds.
fn best(measure: impl Fn() -> Duration) -> f64 {
    let all = (0..ROUNDS).map(|_| measure());
    all.min().unwrap().as_secs_f64() * 1000.0
}

fn started_alone(python: &Python) -> Duration {
    let start = Instant::now();
    let status = Command::new(python.program()).args(["-c", "pass"]).status();
    assert!(status.unwrap().success());
    start.elapsed()
}

/// A run without a screen, told as JSON.
fn run(python: &Python, script: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["run", "--json", "--python"])
        .args([python.program(), script.as_os_str()]);
    command
}

fn until_first_step(python: &Python, script: &Path) -> Duration {
    let start = Instant::now();
    let mut run = run(python, script).stdout(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(run.stdout.take().unwrap());
    let mut told = told.lines().map_while(Result::ok);
    let line = told.find(|line| line.contains(r#""event":"line""#));
    let took = start.elapsed();
    assert!(line.is_some(), "{} never stood", script.display());
    drop(told);
    let _ = run.wait();
    took
}

/// What a script says that it took.
fn took(printed: &str) -> Vec<f64> {
    let at = printed.find(TOOK).unwrap_or_else(|| panic!("{printed}"));
    let figures = &printed[at + TOOK.len()..];
    let figures = figures.split(|sign: char| !sign.is_ascii_digit() && sign != ' ');
    let figures = figures.map(str::trim).find(|figures| !figures.is_empty());
    let figures = figures.unwrap().split(' ');
    figures.map(|figure| figure.parse().unwrap()).collect()
}

fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a gated step takes of the processor's time, in microseconds.
fn median(python: &Python, script: &Path) -> f64 {
    let printed = printed(&mut run(python, script));
    // A long line is told in pieces.
    let told = printed
        .lines()
        .filter(|line| line.contains(r#""event":"output""#));
    let told = told.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let whole: String = told
        .map(|event| event["text"].as_str().unwrap().to_owned())
        .collect();
    let mut all = took(&whole);
    assert_eq!(all.len(), STEPS, "{whole}");
    all.sort_by(f64::total_cmp);
    all[STEPS / 2] / 1000.0
}

/// How many times as long the loops take here as without us, one beside the other, the best of several.
fn ratios(python: &Python, script: &Path) -> [f64; 2] {
    let (mut ours, mut plain) = ([f64::MAX; 2], [f64::MAX; 2]);
    for _ in 0..3 {
        let theirs = printed(Command::new(python.program()).arg("-B").arg(script));
        for (best, all) in [
            (&mut plain, took(&theirs)),
            (&mut ours, took(&printed(&mut run(python, script)))),
        ] {
            for (best, figure) in best.iter_mut().zip(all) {
                *best = best.min(figure);
            }
        }
    }
    [ours[0] / plain[0], ours[1] / plain[1]]
}
