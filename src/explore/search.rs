//! Every schedule, counted without going through each: what lies ahead depends on the state alone, so it is counted once a state.
//!
//! Never knows clocks: whoever searches says how far to go on before it comes back.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use super::machine::State;
use super::traces::Traces;
use super::{Machine, Outcome, Program, Schedule};

/// How far a search may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many states are kept. One takes some 300 bytes and more.
    pub states: usize,
}

impl Default for Limits {
    /// Half a gigabyte at most, a few seconds.
    fn default() -> Self {
        Self { states: 1_000_000 }
    }
}

/// A number that is exact, or of which only so much is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// The number.
    pub number: u128,
    /// Whether there may be more.
    pub at_least: bool,
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.number.to_string())
    }
}

impl Count {
    pub(super) fn add(&mut self, other: Count) {
        match self.number.checked_add(other.number) {
            Some(sum) => self.number = sum,
            None => (self.number, self.at_least) = (u128::MAX, true),
        }
        self.at_least |= other.at_least;
    }
}

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

/// What lies ahead of a state: by outcome, how many ways there are and which is the shortest.
type Ahead = Rc<Vec<Way>>;

#[derive(Debug, Clone, Copy)]
struct Way {
    outcome: u32,
    count: Count,
    steps: u32,
    first: u8,
}

struct Level {
    state: State,
    /// The threads that can move here, the one being tried first.
    tries: Vec<u8>,
    ways: Vec<Way>,
}

/// A search through all schedules, which can be left off at any moment.
pub struct Search {
    machine: Machine,
    limits: Limits,
    known: HashMap<State, Ahead>,
    outcomes: HashMap<Outcome, u32>,
    path: Vec<Level>,
    start: State,
    cut: bool,
    traces: Option<Traces>,
    ways: Option<Ahead>,
}

impl Search {
    /// A search that hasn't begun.
    pub fn new(program: Program, limits: Limits) -> Self {
        let machine = Machine::new(program);
        let start = machine.state.clone();
        let mut search = Self {
            machine,
            limits,
            known: HashMap::new(),
            outcomes: HashMap::new(),
            path: Vec::new(),
            start,
            cut: false,
            traces: None,
            ways: None,
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
            if self.ways.is_none() {
                self.go_on();
            } else {
                let limit = self.limits.states;
                let start = &self.start;
                let machine = &mut self.machine;
                let traces = self.traces.get_or_insert_with(|| {
                    machine.state = start.clone();
                    Traces::new(machine, limit)
                });
                if traces.go_on(machine) {
                    return true;
                }
            }
        }
        false
    }

    /// How many states have been seen.
    pub fn states(&self) -> usize {
        self.known.len()
    }

    /// Takes one step of the search.
    fn go_on(&mut self) {
        let Some(level) = self.path.last_mut() else {
            return;
        };
        if let Some(&thread) = level.tries.first() {
            self.machine.state = level.state.clone();
            self.machine.step(thread.into());
            self.enter();
            return;
        }
        let Some(level) = self.path.pop() else { return };
        let ahead = Rc::new(level.ways);
        // Kept beyond the limit, too: they are few, and the witnesses lead along them.
        self.known.insert(level.state, Rc::clone(&ahead));
        self.leave(&ahead);
    }

    /// Looks at the state the machine is in.
    fn enter(&mut self) {
        if let Some(ahead) = self.known.get(&self.machine.state) {
            let ahead = Rc::clone(ahead);
            return self.leave(&ahead);
        }
        self.cut |= self.known.len() >= self.limits.states;
        let tries: Vec<u8> = self.machine.enabled().map(|thread| thread as u8).collect();
        if tries.is_empty() {
            let next = self.outcomes.len() as u32;
            let outcome = *self.outcomes.entry(self.machine.outcome()).or_insert(next);
            let count = Count {
                number: 1,
                at_least: false,
            };
            let way = Way {
                outcome,
                count,
                steps: 0,
                first: 0,
            };
            let ahead = Rc::new(vec![way]);
            if !self.cut {
                self.known
                    .insert(self.machine.state.clone(), Rc::clone(&ahead));
            }
            return self.leave(&ahead);
        }
        if self.cut {
            // Nothing more is looked into: what was found so far is summed up on the way back.
            return self.leave(&Rc::new(Vec::new()));
        }
        self.path.push(Level {
            state: self.machine.state.clone(),
            tries,
            ways: Vec::new(),
        });
    }

    /// Adds what lies ahead of a state to the one before it.
    fn leave(&mut self, ahead: &Ahead) {
        let Some(level) = self.path.last_mut() else {
            self.ways = Some(Rc::clone(ahead));
            return;
        };
        let first = level.tries.remove(0);
        for way in ahead.iter() {
            let way = Way {
                steps: way.steps + 1,
                first,
                ..*way
            };
            match level
                .ways
                .iter_mut()
                .find(|known| known.outcome == way.outcome)
            {
                Some(known) => {
                    let mut count = known.count;
                    count.add(way.count);
                    if way.steps < known.steps {
                        *known = way;
                    }
                    known.count = count;
                }
                None => level.ways.push(way),
            }
        }
    }

    /// What was found so far; all there is, once nothing is left to look at.
    pub fn report(&mut self) -> Report {
        let ways = self.ways.clone().unwrap_or_default();
        let mut outcomes: Vec<(Outcome, u32)> = self.outcomes.clone().into_iter().collect();
        outcomes.sort();
        let mut schedules = Count {
            number: 0,
            at_least: self.cut || self.ways.is_none(),
        };
        let mut found = Vec::new();
        for (outcome, number) in outcomes {
            let Some(way) = ways.iter().find(|way| way.outcome == number) else {
                continue;
            };
            let mut count = way.count;
            count.at_least |= schedules.at_least;
            schedules.add(count);
            let schedule = self.shortest(number, &ways);
            found.push(Found {
                outcome,
                count,
                schedule,
            });
        }
        Report {
            schedules,
            different: self.traces.as_ref().map_or(
                Count {
                    number: 0,
                    at_least: true,
                },
                Traces::count,
            ),
            outcomes: found,
            states: self.known.len(),
        }
    }

    /// Follows the shortest way to an outcome. After a cut it may lead out of what is known: then it is left unfinished.
    fn shortest(&mut self, outcome: u32, ways: &[Way]) -> Schedule {
        let mut schedule = Vec::new();
        self.machine.state = self.start.clone();
        let mut way = ways.iter().find(|way| way.outcome == outcome).copied();
        while let Some(Way {
            steps: 1.., first, ..
        }) = way
        {
            schedule.push(first);
            self.machine.step(first.into());
            let ahead = self.known.get(&self.machine.state);
            way = ahead.and_then(|ahead| ahead.iter().find(|way| way.outcome == outcome).copied());
        }
        Schedule(schedule)
    }
}
