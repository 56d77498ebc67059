//! `lost-update`: threads that add to one counter by a load, an addition and a store, with nothing to keep the three together.

use crate::explore::{Context, Program, Raised, Switches};
use crate::lessons::Settings;
use crate::runtime::Shared;
use crate::stage::Actor;

fn work(py: &Context<'_>, counter: usize, rounds: u64) -> Result<(), Raised> {
    for round in 0..rounds {
        py.round(round); // the round is all it remembers here
        let n = py.load("load", counter)?;
        let n = py.local("add", n + 1)?;
        py.store("store", counter, n)?;
    }
    Ok(())
}

pub(in crate::demos) fn program(knobs: &Settings) -> Program {
    let mut program = Program {
        switches: Switches::of(knobs.get("switches")),
        ..Program::default()
    };
    let counter = program.variable("counter", 0);
    let rounds = knobs.int("rounds").unsigned_abs();
    for _ in 0..knobs.int("threads") {
        program.thread(move |py| work(py, counter, rounds));
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
