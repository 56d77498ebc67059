//! `producer-consumer`: a bounded buffer on one condition; wrong as it stands, with `if`; right with `while` and `notify_all`.

use crate::explore::{Context, Program, Raised};
use crate::lessons::Settings;
use crate::runtime::Shared;
use crate::stage::Actor;

/// The knobs and what is shared, as every thread knows them.
#[derive(Clone, Copy)]
struct Job {
    lock: usize,
    changed: usize,
    buffer: usize,
    capacity: i64,
    checks_again: bool,
    wakes_all: bool,
}

impl Job {
    fn wake(self, py: &Context<'_>, cue: &'static str) -> Result<i64, Raised> {
        if self.wakes_all {
            py.notify_all(cue, self.changed)
        } else {
            py.notify(cue, self.changed)
        }
    }
}

/// `with changed:` lets the lock go on every way out.
fn with(
    py: &Context<'_>,
    lock: usize,
    cue: &'static str,
    body: impl FnOnce() -> Result<(), Raised>,
) -> Result<(), Raised> {
    py.acquire(cue, lock)?;
    let result = body();
    py.release(cue, lock)?;
    result
}

fn consume(py: &Context<'_>, job: Job, share: i64) -> Result<(), Raised> {
    for n in 0..share {
        py.round(n.unsigned_abs()); // the round is all it remembers here
        with(py, job.lock, "c-lock", || {
            while py.len("empty", job.buffer)? == 0 {
                py.wait("c-wait", job.changed)?;
                if !job.checks_again {
                    break;
                }
            }
            py.get("get", job.buffer)?;
            job.wake(py, "c-wake")?;
            Ok(())
        })?;
    }
    Ok(())
}

fn produce(py: &Context<'_>, job: Job, items: i64) -> Result<(), Raised> {
    for n in 0..items {
        py.round(n.unsigned_abs()); // the round is all it remembers here
        with(py, job.lock, "p-lock", || {
            while py.len("full", job.buffer)? >= job.capacity {
                py.wait("p-wait", job.changed)?;
                if !job.checks_again {
                    break;
                }
            }
            py.put("put", job.buffer, n)?;
            job.wake(py, "p-wake")?;
            Ok(())
        })?;
    }
    Ok(())
}

pub(in crate::demos) fn program(knobs: &Settings) -> Program {
    let mut program = Program::default();
    let lock = program.lock("changed");
    let job = Job {
        lock,
        changed: program.condition("changed", lock),
        buffer: program.buffer("buffer"),
        capacity: knobs.int("capacity"),
        checks_again: knobs.get("wait") == "while",
        wakes_all: knobs.get("wake") == "notify_all",
    };
    let (producers, consumers) = (knobs.int("producers"), knobs.int("consumers"));
    let items = knobs.int("items");
    for k in 0..consumers {
        let share = (producers * items + k) / consumers;
        program.named("consumer", move |py| consume(py, job, share));
    }
    for _ in 0..producers {
        program.named("producer", move |py| produce(py, job, items));
    }
    program
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let shared = Shared::new(&program(py.settings()));
    shared.introduce(py);
    let mut team = Vec::new();
    for n in 0..shared.threads() {
        let Ok(thread) = shared.start(n, py) else {
            break;
        };
        team.push(thread);
    }
    py.cue("join");
    for thread in team {
        thread.join(py);
    }
    py.cue("print");
    py.print(format!("left: {:?}", shared.outcome().buffers[0]));
}
