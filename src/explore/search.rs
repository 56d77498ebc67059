//! Every schedule, counted without going through each: what lies ahead depends on the state alone, so it is counted once a state.
//!
//! Never knows clocks: whoever searches says how far to go on before it comes back, and may stop it.

use std::collections::HashMap;

use crate::explore::limits::{Bound, Count, Limits};
use crate::explore::machine::{Machine, State};
use crate::explore::outcome::Outcome;
use crate::explore::program::Program;
use crate::explore::schedule::{Schedule, number};
use crate::explore::store::Store;
use crate::explore::traces::Traces;
use crate::explore::ways::{self, Way};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many schedules there are.
    pub schedules: Count,
    /// How many of them are really different: not equal by swapping neighbours that don't touch the same thing.
    pub different: Count,
    /// The outcomes, and by how many schedules each comes about.
    pub outcomes: Vec<Found>,
    /// How many states were seen.
    pub states: usize,
    /// What ended it before its end, if something did.
    pub bound: Option<Bound>,
}

/// An outcome that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How the run comes out.
    pub outcome: Outcome,
    /// How many schedules lead to it.
    pub count: Count,
    /// The shortest of them, and of several the first by the alphabet.
    pub schedule: Schedule,
}

impl Report {
    /// How many schedules end in a deadlock.
    pub fn deadlocks(&self) -> Count {
        let mut deadlocks = Count {
            at_least: self.schedules.at_least,
            ..Count::default()
        };
        for found in self
            .outcomes
            .iter()
            .filter(|found| found.outcome.is_deadlock())
        {
            deadlocks.add(found.count);
        }
        deadlocks
    }
}

struct Level {
    state: State,
    /// The state as it is kept.
    key: Vec<u8>,
    /// The threads that can move here, the one being tried first.
    tries: Vec<u8>,
    ways: Vec<Way>,
}

/// A search through all schedules, which can be left off at any moment.
pub struct Search {
    machine: Machine,
    limits: Limits,
    /// What lies ahead of each state, as `ways` writes it; given back once the schedules are counted.
    known: Store,
    outcomes: HashMap<Outcome, u32>,
    path: Vec<Level>,
    start: State,
    /// What ended the count of schedules.
    bound: Option<Bound>,
    traces: Option<Traces>,
    counted: Option<Counted>,
    /// A state on its way to be looked up, and what was found: kept for their memory.
    key: Vec<u8>,
    ahead: Vec<Way>,
}

/// What the count of schedules came to.
struct Counted {
    found: Vec<Found>,
    states: usize,
}

impl Search {
    /// A search that hasn't begun.
    pub fn new(program: Program, limits: Limits) -> Self {
        let machine = Machine::new(program);
        let start = machine.state.clone();
        let mut search = Self {
            machine,
            limits,
            known: Store::default(),
            outcomes: HashMap::new(),
            path: Vec::new(),
            start,
            bound: None,
            traces: None,
            counted: None,
            key: Vec::new(),
            ahead: Vec::new(),
        };
        search.enter();
        search
    }

    /// Everything, at once.
    pub fn all(program: Program, limits: Limits) -> Report {
        let mut search = Self::new(program, limits);
        while !search.advance(usize::MAX) {}
        search.report()
    }

    /// Goes on by about so many states; true when there is nothing left to look at.
    pub fn advance(&mut self, states: usize) -> bool {
        for _ in 0..states {
            if self.counted.is_none() {
                self.go_on();
            } else {
                let limits = self.limits;
                let start = &self.start;
                let machine = &mut self.machine;
                let traces = self.traces.get_or_insert_with(|| {
                    machine.state.copy_from(start);
                    Traces::new(machine, limits)
                });
                if traces.go_on(machine) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether the schedules are counted, and only those that are really different are still to be.
    pub fn has_counted(&self) -> bool {
        self.counted.is_some()
    }

    /// Looks into nothing more of what is being counted: what was found so far is summed up.
    pub fn stop(&mut self, bound: Bound) {
        match &mut self.traces {
            Some(traces) => traces.stop(bound),
            None => self.bound = self.bound.or(Some(bound)),
        }
    }

    /// How many states have been seen.
    pub fn states(&self) -> usize {
        self.counted
            .as_ref()
            .map_or(self.known.len(), |counted| counted.states)
    }

    /// How many bytes are kept.
    pub fn memory(&self) -> usize {
        self.known.memory() + self.traces.as_ref().map_or(0, Traces::memory)
    }

    /// Takes one step of the search.
    fn go_on(&mut self) {
        let Some(level) = self.path.last() else {
            return;
        };
        if let Some(&thread) = level.tries.first() {
            self.machine.state.copy_from(&level.state);
            self.machine.step(thread.into());
            self.enter();
            return;
        }
        let Some(level) = self.path.pop() else { return };
        // Kept beyond the limit, too: they are few, and the witnesses lead along them.
        self.known.insert(&level.key, &ways::write(&level.ways));
        self.ahead = level.ways;
        self.leave();
    }

    /// Looks at the state the machine is in.
    fn enter(&mut self) {
        self.key.clear();
        self.machine.state.write(&mut self.key);
        self.ahead.clear();
        if let Some(ahead) = self.known.get(&self.key) {
            self.ahead.extend(ways::read(ahead));
            return self.leave();
        }
        self.bound = self.bound.or_else(|| self.limits.reached(&self.known));
        let tries: Vec<u8> = self.machine.enabled().map(number).collect();
        if tries.is_empty() {
            let next = u32::try_from(self.outcomes.len()).unwrap_or(u32::MAX);
            let outcome = *self.outcomes.entry(self.machine.outcome()).or_insert(next);
            self.ahead.push(Way::end(outcome));
            if self.bound.is_none() {
                self.known.insert(&self.key, &ways::write(&self.ahead));
            }
            return self.leave();
        }
        if self.bound.is_some() {
            // Nothing more is looked into: what was found so far is summed up on the way back.
            return self.leave();
        }
        self.path.push(Level {
            state: self.machine.state.clone(),
            key: self.key.clone(),
            tries,
            ways: Vec::new(),
        });
    }

    /// Adds what lies ahead of a state to the one before it.
    fn leave(&mut self) {
        match self.path.last_mut() {
            Some(level) => {
                let first = level.tries.remove(0);
                level.ways = ways::joined(&level.ways, &self.ahead, first);
            }
            None => self.count(),
        }
    }

    /// Sums up, once the first state is left; from here on the states aren't needed any more.
    fn count(&mut self) {
        let ahead = std::mem::take(&mut self.ahead);
        let mut outcomes: Vec<(Outcome, u32)> = self.outcomes.clone().into_iter().collect();
        outcomes.sort();
        let mut found = Vec::new();
        for (outcome, number) in outcomes {
            let Some(way) = ahead.iter().find(|way| way.outcome == number) else {
                continue;
            };
            let mut count = way.count;
            count.at_least |= self.bound.is_some();
            let schedule = self.shortest(*way);
            found.push(Found {
                outcome,
                count,
                schedule,
            });
        }
        let states = self.known.len();
        self.known = Store::default();
        self.counted = Some(Counted { found, states });
    }

    /// What was found so far; all there is, once nothing is left to look at.
    pub fn report(&self) -> Report {
        let outcomes = self.counted.as_ref().map(|counted| counted.found.clone());
        let outcomes = outcomes.unwrap_or_default();
        let mut schedules = Count {
            number: 0,
            at_least: self.bound.is_some() || self.counted.is_none(),
        };
        for found in &outcomes {
            schedules.add(found.count);
        }
        let nothing = Count {
            number: 0,
            at_least: true,
        };
        let traces = self.traces.as_ref();
        Report {
            schedules,
            different: traces.map_or(nothing, Traces::count),
            outcomes,
            states: self.states(),
            bound: self.bound.or_else(|| traces.and_then(Traces::bound)),
        }
    }

    /// Follows the shortest way to an outcome. After a cut it may lead out of what is known: then it is left unfinished.
    fn shortest(&mut self, way: Way) -> Schedule {
        let mut schedule = Vec::new();
        self.machine.state.copy_from(&self.start);
        let mut next = Some(way);
        while let Some(Way {
            steps: 1.., first, ..
        }) = next
        {
            schedule.push(first);
            self.machine.step(first.into());
            self.key.clear();
            self.machine.state.write(&mut self.key);
            let ahead = self.known.get(&self.key);
            next =
                ahead.and_then(|ahead| ways::read(ahead).find(|next| next.outcome == way.outcome));
        }
        Schedule(schedule)
    }
}
