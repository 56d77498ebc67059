//! `deadlock`: threads that take two locks each, in opposite or in the same order: dining philosophers.

use crate::explore::{Context, Program, Raised};
use crate::lessons::Settings;
use crate::runtime::Shared;
use crate::stage::Actor;

fn dine(py: &Context<'_>, first: usize, second: usize, pause: bool) -> Result<(), Raised> {
    py.acquire("first", first)?;
    if pause {
        py.alone("pause", "bowl = \"rice\"")?;
    }
    py.acquire("second", second)?;
    py.alone("eat", "bowl = None")?;
    py.release("put-second", second)?;
    py.release("put-first", first)?;
    Ok(())
}

pub(in crate::demos) fn program(knobs: &Settings) -> Program {
    let philosophers = knobs.count("philosophers");
    let pause = knobs.get("pause") == "yes";
    let mut program = Program::default();
    let forks: Vec<usize> = (0..philosophers)
        .map(|n| program.lock(format!("fork{n}")))
        .collect();
    for i in 0..philosophers {
        let mut mine = [i, (i + 1) % philosophers];
        if knobs.get("order") == "same" {
            mine.sort_unstable();
        }
        let [first, second] = mine.map(|n| forks[n]);
        program.thread(move |py| dine(py, first, second, pause));
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
    py.print("all have eaten");
}
