//! Our search through all schedules beside loom's and shuttle's, on the same programs in the same run:
//! `cargo run --release --manifest-path benches/every_schedule/Cargo.toml`.
//!
//! loom leaves schedules out that it takes for equal, shuttle goes through each; ours counts each without going through it.
//! Neither of them can go on after a deadlock, so the locks are measured on our side alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use concurrium::explore::{Limits, Report, Search};
use concurrium::{demos, lessons};

/// Shuttle stops after so many schedules.
const MOST: usize = 200_000;

fn ours(lesson: &str, set: &[(&str, &str)]) -> (Report, Duration) {
    let shelf = lessons::built_in().expect("the lessons can be read");
    let found = shelf.open(lesson).expect("the lesson exists");
    let mut settings = found.defaults();
    for (knob, value) in set {
        settings.set(found, knob, value).expect("the value fits");
    }
    let program = demos::program(lesson, &settings).expect("it has schedules");
    // Small searches take microseconds: the best of several.
    let mut best: Option<(Report, Duration)> = None;
    for _ in 0..5 {
        let start = Instant::now();
        let report = Search::all(program.clone(), Limits::default());
        let took = start.elapsed();
        if best.as_ref().is_none_or(|(_, least)| took < *least) {
            best = Some((report, took));
        }
    }
    best.expect("it ran")
}

fn loom(threads: usize, rounds: usize) -> (u64, Duration) {
    let runs = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&runs);
    let start = Instant::now();
    loom::model(move || {
        count.fetch_add(1, SeqCst);
        let counter = loom::sync::Arc::new(loom::sync::atomic::AtomicUsize::new(0));
        let team: Vec<_> = (0..threads)
            .map(|_| {
                let counter = loom::sync::Arc::clone(&counter);
                loom::thread::spawn(move || {
                    for _ in 0..rounds {
                        let n = counter.load(SeqCst);
                        counter.store(n + 1, SeqCst);
                    }
                })
            })
            .collect();
        for thread in team {
            thread.join().expect("it doesn't panic");
        }
    });
    (runs.load(SeqCst), start.elapsed())
}

fn shuttle(threads: usize, rounds: usize) -> (u64, Duration) {
    let runs = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&runs);
    let start = Instant::now();
    shuttle::check_dfs(
        move || {
            count.fetch_add(1, SeqCst);
            let counter = shuttle::sync::Arc::new(shuttle::sync::atomic::AtomicUsize::new(0));
            let team: Vec<_> = (0..threads)
                .map(|_| {
                    let counter = shuttle::sync::Arc::clone(&counter);
                    shuttle::thread::spawn(move || {
                        for _ in 0..rounds {
                            let n = counter.load(SeqCst);
                            shuttle::thread::yield_now(); // the addition
                            counter.store(n + 1, SeqCst);
                        }
                    })
                })
                .collect();
            for thread in team {
                thread.join().expect("it doesn't panic");
            }
        },
        Some(MOST),
    );
    (runs.load(SeqCst), start.elapsed())
}

fn rate(schedules: f64, took: Duration) -> f64 {
    schedules / took.as_secs_f64()
}

fn line(who: &str, program: &str, schedules: u128, took: Duration, ours: Option<f64>) {
    let rate = rate(schedules as f64, took);
    let ratio = ours.map(|ours| format!("ours is {:.1e} times as fast", ours / rate));
    let ratio = ratio.unwrap_or_default();
    println!(
        "{program:<24} {who:<8} {schedules:>20} in {took:>10.2?} {rate:>9.2e} a second  {ratio}"
    );
}

fn main() {
    // loom ends its threads by unwinding them, at which shuttle's panic hook, once set, would cry out: so it goes first.
    let looms: Vec<_> = [1, 2].map(|rounds| loom(2, rounds)).into();
    for (n, rounds) in [1, 2, 4, 10].into_iter().enumerate() {
        let program = format!("lost-update 2×{rounds}");
        let (report, took) = ours("lost-update", &[("rounds", &rounds.to_string())]);
        let our_rate = rate(report.schedules.number as f64, took);
        line("ours", &program, report.schedules.number, took, None);
        if let Some((runs, took)) = looms.get(n) {
            line("loom", &program, (*runs).into(), *took, Some(our_rate));
            let (runs, took) = shuttle(2, rounds);
            line("shuttle", &program, runs.into(), took, Some(our_rate));
        }
    }
    for (program, set) in [
        ("AB/BA", &[][..]),
        ("3 philosophers", &[("philosophers", "3"), ("pause", "no")]),
        ("5 philosophers", &[("philosophers", "5"), ("pause", "no")]),
    ] {
        let (report, took) = ours("deadlock", set);
        line("ours", program, report.schedules.number, took, None);
    }
}
