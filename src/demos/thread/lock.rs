//! `lock`: the same counter with a lock around it, and three ways to hold a lock and protect nothing.

use crate::explore::{Context, Program, Raised, Switches};
use crate::lessons::Settings;
use crate::runtime::Shared;
use crate::stage::Actor;

/// What is done wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mistake {
    None,
    TwoLocks,
    EarlyRelease,
    DoubleRelease,
}

fn work(
    py: &Context<'_>,
    (counter, lock): (usize, usize),
    rounds: u64,
    mistake: Mistake,
) -> Result<(), Raised> {
    for round in 0..rounds {
        py.round(round); // the round is all it remembers here
        py.acquire("acquire", lock)?;
        let n = py.load("load", counter)?;
        if mistake == Mistake::EarlyRelease {
            py.release("early", lock)?;
        }
        let n = py.local("add", n + 1)?;
        if mistake == Mistake::EarlyRelease {
            py.acquire("again", lock)?;
        }
        py.store("store", counter, n)?;
        py.release("release", lock)?;
        if mistake == Mistake::DoubleRelease {
            py.release("double", lock)?;
        }
    }
    Ok(())
}

pub(in crate::demos) fn program(knobs: &Settings) -> Program {
    let mistake = match knobs.get("mistake") {
        "two locks" => Mistake::TwoLocks,
        "early release" => Mistake::EarlyRelease,
        "double release" => Mistake::DoubleRelease,
        _ => Mistake::None,
    };
    let (threads, rounds) = (knobs.count("threads"), knobs.int("rounds").unsigned_abs());
    let mut program = Program {
        switches: Switches::of(knobs.get("switches")),
        ..Program::default()
    };
    let counter = program.variable("counter", 0);
    let mut locks = vec![program.lock("lock")];
    if mistake == Mistake::TwoLocks {
        locks.extend((2..=threads).map(|n| program.lock(format!("lock{n}"))));
    }
    for n in 0..threads {
        let lock = locks[n % locks.len()];
        program.thread(move |py| work(py, (counter, lock), rounds, mistake));
    }
    program
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let shared = Shared::new(&program(py.settings()));
    shared.introduce(py);
    let mut team = Vec::new();
    for n in 0..shared.threads() {
        py.cue("start");
        let Ok(thread) = shared.start(n, py) else {
            break;
        };
        team.push(thread);
    }
    for thread in team {
        py.cue("join");
        thread.join(py);
    }
    py.cue("print");
    py.print(format!("counter = {}", shared.value(0)));
}
