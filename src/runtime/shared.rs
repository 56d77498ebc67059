//! A small program on real threads: variables are atomics, locks and conditions really block, and every wait is told.
//!
//! ```text
//! before each step   stands until there is a permit; goes on alone where no switch may come (`Switches`)
//! lock held          blocked(on, owner) … unblocked        the kernel lets the thread sleep meanwhile
//! lock let go        all that waited for it stand before it again: whoever is let go first has it
//! nobody can move    the last one to fall asleep says so: the fact `deadlock`
//! ```
//! A step is taken, and told, under one mutex: the trace has the order in which the steps really happened.
//!
//! Never knows who gives permits, or that other hosts exist.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

mod host;
mod threads;

pub(crate) use threads::run_freely;

use crate::explore::{Outcome, Program, Raised, Step, Stuck};
use crate::protocol::ActorId;
use crate::protocol::keys::{DEADLOCK, FREE, Key};
use crate::stage::Actor;

/// What a program's threads share.
pub struct Shared {
    program: Program,
    /// A load and a store are two steps: whatever comes between them is a race, and no undefined behaviour.
    variables: Vec<AtomicI64>,
    inner: Mutex<Inner>,
    /// One a thread: it sleeps on its own, so that who is woken is told by name.
    wake: Vec<Condvar>,
    /// Nobody goes on alone any more.
    turn: Condvar,
    /// A woken thread stands before its step.
    there: Condvar,
}

#[derive(Default)]
struct Inner {
    owners: Vec<Option<usize>>,
    /// Who goes on alone, until it comes to where a switch may come.
    alone: Option<usize>,
    /// How many have been woken and don't stand before their step yet.
    coming: usize,
    sleepers: Vec<VecDeque<usize>>,
    buffers: Vec<VecDeque<i64>>,
    /// What each thread sleeps in.
    asleep: Vec<Option<Sleep>>,
    ended: Vec<bool>,
    raised: Vec<(usize, Raised)>,
    ids: Vec<Option<ActorId>>,
    /// Whether everybody is to be let out because nobody can move any more.
    given_up: bool,
    stuck: Vec<Stuck>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sleep {
    Lock(usize),
    Condition(usize),
}

/// Who a thread tells what it does.
#[derive(Clone, Copy)]
enum Voice<'a> {
    /// The run: it stands at its cues and tells of its waits. A deadlock stays.
    Run(&'a Actor),
    /// Nobody: it runs freely. Out of a deadlock everybody is let out.
    Nobody,
}

impl Shared {
    /// A program before its first step.
    pub fn new(program: &Program) -> Arc<Self> {
        let threads = program.threads.len();
        let locks = program.locks.len();
        let inner = Inner {
            owners: vec![None; locks],
            sleepers: vec![VecDeque::new(); program.conditions.len()],
            buffers: vec![VecDeque::new(); program.buffers.len()],
            asleep: vec![None; threads],
            ended: vec![false; threads],
            ids: vec![None; threads],
            ..Inner::default()
        };
        let variables = program.variables.iter();
        Arc::new(Self {
            variables: variables.map(|(_, first)| AtomicI64::new(*first)).collect(),
            inner: Mutex::new(inner),
            wake: (0..threads).map(|_| Condvar::new()).collect(),
            turn: Condvar::new(),
            there: Condvar::new(),
            program: program.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many threads the program has.
    pub fn threads(&self) -> usize {
        self.program.threads.len()
    }

    /// A variable's value at this moment.
    pub fn value(&self, variable: usize) -> i64 {
        self.variables[variable].load(Relaxed)
    }

    /// Says what everything is at first.
    pub fn introduce(&self, py: &Actor) {
        for (name, first) in &self.program.variables {
            py.fact(&Key::Shared(name).to_string(), first.to_string());
        }
        for name in &self.program.locks {
            py.fact(&Key::Lock(name).to_string(), FREE);
        }
        for name in &self.program.buffers {
            py.fact(&Key::Buffer(name).to_string(), "[]");
        }
    }

    /// How the run came out, once nobody moves any more.
    pub fn outcome(&self) -> Outcome {
        let mut inner = self.lock();
        inner.raised.sort();
        inner.stuck.sort();
        Outcome {
            values: (0..self.variables.len()).map(|n| self.value(n)).collect(),
            buffers: inner
                .buffers
                .iter()
                .map(|buffer| buffer.iter().copied().collect())
                .collect(),
            raised: inner.raised.clone(),
            stuck: inner.stuck.clone(),
        }
    }

    /// Takes over when nobody can move any more: says so, or lets everybody out.
    fn look_for_deadlock(&self, inner: &mut Inner, voice: Voice<'_>) {
        let threads = 0..self.program.threads.len();
        let sleeps = |thread: usize| inner.ended[thread] || inner.asleep[thread].is_some();
        if !threads.clone().all(sleeps) || inner.ended.iter().all(|ended| *ended) {
            return;
        }
        inner.stuck = threads
            .clone()
            .filter_map(|thread| self.stuck(inner, thread))
            .collect();
        match voice {
            Voice::Run(py) => py.fact(DEADLOCK, self.outcome_of(inner).words(&self.program)),
            Voice::Nobody => {
                inner.given_up = true;
                for wake in &self.wake {
                    wake.notify_all();
                }
            }
        }
    }

    fn outcome_of(&self, inner: &Inner) -> Outcome {
        Outcome {
            values: Vec::new(),
            buffers: Vec::new(),
            raised: Vec::new(),
            stuck: inner.stuck.clone(),
        }
    }

    fn stuck(&self, inner: &Inner, thread: usize) -> Option<Stuck> {
        let (step, owner) = match inner.asleep[thread]? {
            Sleep::Lock(lock) => (Step::Acquire(lock), inner.owners[lock]),
            Sleep::Condition(condition) => (Step::Wait(condition), None),
        };
        let on = self.program.words(step);
        Some(Stuck { thread, on, owner })
    }
}
