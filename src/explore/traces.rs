//! How many schedules are really different: sleep sets.
//!
//! Two neighbours that don't touch the same thing can be swapped, and nothing changes. A thread that was tried before its
//! neighbour "sleeps" until somebody takes a step on which its own depends: so each class of equal schedules is met once.
//! P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996, chapter 5.
//! Counted by memory, as the schedules are: what lies ahead depends on the state and the sleepers.
//!
//! Never knows outcomes.

use crate::explore::limits::{Bound, Count, Limits};
use crate::explore::machine::{Machine, State};
use crate::explore::step::Step;
use crate::explore::store::{self, Store};

struct Level {
    state: State,
    /// The state and who sleeps, as they are kept.
    key: Vec<u8>,
    /// Which threads are still to be tried.
    tries: u32,
    /// Who sleeps for those still to be tried.
    asleep: u32,
    count: Count,
}

/// The count of really different schedules.
pub(super) struct Traces {
    limits: Limits,
    known: Store,
    path: Vec<Level>,
    /// What ended it.
    bound: Option<Bound>,
    total: Option<Count>,
    /// A key on its way to be looked up: kept for its memory.
    key: Vec<u8>,
}

impl Traces {
    /// From the state the machine is in.
    pub(super) fn new(machine: &Machine, limits: Limits) -> Self {
        let mut traces = Self {
            limits,
            known: Store::default(),
            path: Vec::new(),
            bound: None,
            total: None,
            key: Vec::new(),
        };
        traces.enter(machine, 0);
        traces
    }

    /// The count so far.
    pub(super) fn count(&self) -> Count {
        let mut count = self.total.unwrap_or_default();
        count.at_least |= self.bound.is_some() || self.total.is_none();
        count
    }

    /// What ended it before its end.
    pub(super) fn bound(&self) -> Option<Bound> {
        self.bound
    }

    /// Looks into nothing more.
    pub(super) fn stop(&mut self, bound: Bound) {
        if self.total.is_none() {
            self.bound = self.bound.or(Some(bound));
        }
    }

    /// How many bytes are kept.
    pub(super) fn memory(&self) -> usize {
        self.known.memory()
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
            if self.bound.is_none() {
                let mut count = Vec::new();
                store::write(level.count.number, &mut count);
                count.push(level.count.at_least.into());
                self.known.insert(&level.key, &count);
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
        self.key.clear();
        store::write(sleeping.into(), &mut self.key);
        machine.state.write(&mut self.key);
        if let Some(mut known) = self.known.get(&self.key) {
            let number = store::read(&mut known);
            let at_least = known == [1];
            return self.leave(Count { number, at_least });
        }
        self.bound = self.bound.or_else(|| self.limits.reached(&self.known));
        if self.bound.is_some() {
            return self.leave(Count::default());
        }
        self.path.push(Level {
            state: machine.state.clone(),
            key: self.key.clone(),
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
        machine.state.copy_from(here);
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
