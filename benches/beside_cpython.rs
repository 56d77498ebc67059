//! Our generators and event loop beside CPython's, measured in the same run: `cargo bench --bench beside_cpython`.
//!
//! Each figure is the best of several rounds, loop included, on both sides; what counts is the ratio. `CONCURRIUM_PYTHON`
//! names another interpreter than `python3`.

#[path = "beside_cpython/cpython.rs"]
mod cpython;
#[path = "beside_cpython/ours.rs"]
mod ours;

use std::process::ExitCode;

/// Something to measure: its name on CPython's side, in words, and the same thing on ours.
type Measure = (&'static str, &'static str, fn() -> f64);

const MEASURES: &[Measure] = &[
    ("send", "ns a send", || ours::send(0)),
    ("send_1", "ns a send through 1 yield from", || ours::send(1)),
    ("send_2", "ns a send through 2", || ours::send(2)),
    ("send_5", "ns a send through 5", || ours::send(5)),
    ("send_10", "ns a send through 10", || ours::send(10)),
    ("life", "ns to create and finish one", ours::life),
    ("switch", "ns a task switch by sleep(0)", ours::switch),
    ("live", "bytes each, 100,000 of them alive", ours::live),
];

fn main() -> ExitCode {
    let theirs = match cpython::measure() {
        Ok(theirs) => theirs,
        Err(why) => {
            eprintln!("there is nothing to measure against: {why}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "{:<36} {:>10} {:>14} {:>22}",
        "",
        "ours",
        format!("CPython {}", theirs.version),
        "CPython's by ours"
    );
    for (key, what, measure) in MEASURES {
        let ours = measure();
        let Some(theirs) = theirs.figure(key) else {
            eprintln!("CPython gave no figure for {key}");
            return ExitCode::FAILURE;
        };
        println!(
            "{what:<36} {ours:>10.1} {theirs:>14.1} {:>22.2}",
            theirs / ours
        );
    }
    ExitCode::SUCCESS
}
