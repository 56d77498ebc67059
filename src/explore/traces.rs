//! How many schedules are really different: sleep sets.
//!
//! Two neighbours that don't touch the same thing can be swapped, and nothing changes. A thread that was tried before its
//! neighbour "sleeps" until somebody takes a step on which its own depends: so each class of equal schedules is met once.
//! P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996, chapter 5.
//! Counted by memory, as the schedules are: what lies ahead depends on the state and the sleepers.
//!
//! Never knows outcomes.

use std::collections::HashMap;

use super::machine::State;
use super::{Count, Machine, Step};

struct Level {
    state: State,
    sleeping: u32,
    /// Which threads are still to be tried.
    tries: u32,
    /// Who sleeps for those still to be tried.
    asleep: u32,
    count: Count,
}

/// The count of really different schedules.
pub(super) struct Traces {
    limit: usize,
    known: HashMap<(State, u32), Count>,
    path: Vec<Level>,
    cut: bool,
    total: Option<Count>,
}

impl Traces {
    /// From the state the machine is in.
    pub(super) fn new(machine: &Machine, limit: usize) -> Self {
        let mut traces = Self {
            limit,
            known: HashMap::new(),
            path: Vec::new(),
            cut: false,
            total: None,
        };
        traces.enter(machine, 0);
        traces
    }

    /// The count so far.
    pub(super) fn count(&self) -> Count {
        let mut count = self.total.unwrap_or_default();
        count.at_least |= self.cut || self.total.is_none();
        count
    }

    /// Takes one step of the count; true when it is done.
    pub(super) fn go_on(&mut self, machine: &mut Machine) -> bool {
        let Some(level) = self.path.last_mut() else {
            return true;
        };
        if level.tries != 0 {
            let thread = level.tries.trailing_zeros();
            level.tries &= !(1 << thread);
            let sleeping = still_asleep(machine, &level.state, level.asleep, thread as usize);
            level.asleep |= 1 << thread;
            self.enter(machine, sleeping);
        } else if let Some(level) = self.path.pop() {
            if !self.cut {
                self.known
                    .insert((level.state, level.sleeping), level.count);
            }
            self.leave(level.count);
        }
        false
    }

    fn enter(&mut self, machine: &Machine, sleeping: u32) {
        let enabled = machine
            .enabled()
            .fold(0_u32, |set, thread| set | 1 << thread);
        if enabled == 0 {
            let number = 1;
            return self.leave(Count {
                number,
                at_least: false,
            });
        }
        let tries = enabled & !sleeping;
        if tries == 0 {
            return self.leave(Count::default()); // an equal one was met before
        }
        let key = (machine.state.clone(), sleeping);
        if let Some(&count) = self.known.get(&key) {
            return self.leave(count);
        }
        self.cut |= self.known.len() >= self.limit;
        if self.cut {
            return self.leave(Count::default());
        }
        self.path.push(Level {
            state: key.0,
            sleeping,
            tries,
            asleep: sleeping,
            count: Count::default(),
        });
    }

    fn leave(&mut self, count: Count) {
        match self.path.last_mut() {
            Some(level) => level.count.add(count),
            None => self.total = Some(count),
        }
    }
}

/// Lets a thread go on from here until a switch may come; who of the sleepers isn't woken by what it does.
fn still_asleep(machine: &mut Machine, here: &State, asleep: u32, thread: usize) -> u32 {
    let mut stretch = |thread: usize| {
        machine.state.clone_from(here);
        machine.stretch(thread)
    };
    let sleepers = (0..u32::BITS as usize).filter(|&sleeper| asleep & 1 << sleeper != 0);
    let others: Vec<(usize, Vec<Step>)> = sleepers.map(|other| (other, stretch(other))).collect();
    let steps = stretch(thread);
    let lock_of = |condition: usize| machine.program.conditions[condition].lock;
    let wakes = |others: &[Step]| {
        let depends = |step: &Step| others.iter().any(|other| step.depends_on(*other, lock_of));
        steps.iter().any(depends)
    };
    let still = others.iter().filter(|(_, steps)| !wakes(steps));
    still.fold(0, |set, (sleeper, _)| set | 1 << sleeper)
}
