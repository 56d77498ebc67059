//! A program in the middle of a run: what is shared, where each thread stands, and what a step changes.
//!
//! Never knows which thread will be chosen.

use crate::explore::automaton::{Automaton, Next};
use crate::explore::host::{Answer, At, Raised};
use crate::explore::outcome::{Outcome, Stuck};
use crate::explore::program::Program;
use crate::explore::schedule::{Schedule, letter, number};
use crate::explore::step::Step;
use crate::explore::store::{write, write_signed};
use crate::i18n::Sentence;

/// All that decides the future.
#[derive(Debug, Clone)]
pub(super) struct State {
    variables: Vec<i64>,
    owners: Vec<Option<u8>>,
    buffers: Vec<Vec<i64>>,
    /// Who sleeps in each condition, the first to be notified first.
    sleepers: Vec<Vec<u8>>,
    places: Vec<Place>,
    /// Who goes on alone: no switch may come before its next step.
    alone: Option<u8>,
}

impl State {
    /// Writes it down, shorter than it is: two states of one program that differ are written differently.
    pub(super) fn write(&self, to: &mut Vec<u8>) {
        let State {
            variables,
            owners,
            buffers,
            sleepers,
            places,
            alone,
        } = self;
        to.push(alone.map_or(0, |alone| alone + 1));
        for &variable in variables {
            write_signed(variable, to);
        }
        to.extend(
            owners
                .iter()
                .map(|owner| owner.map_or(0, |owner| owner + 1)),
        );
        for buffer in buffers {
            write(buffer.len() as u128, to);
            for &item in buffer {
                write_signed(item, to);
            }
        }
        for sleepers in sleepers {
            write(sleepers.len() as u128, to);
            to.extend(sleepers);
        }
        for Place { node, waits } in places {
            let half = match waits {
                None => 0,
                Some(Half::Asleep) => 1,
                Some(Half::Notified) => 2,
            };
            write(3 * u128::from(*node) + half, to);
        }
    }

    /// Becomes a copy of another one, in the memory it has.
    pub(super) fn copy_from(&mut self, other: &State) {
        let State {
            variables,
            owners,
            buffers,
            sleepers,
            places,
            alone,
        } = self;
        *alone = other.alone;
        variables.clone_from(&other.variables);
        owners.clone_from(&other.owners);
        buffers.clone_from(&other.buffers);
        sleepers.clone_from(&other.sleepers);
        places.clone_from(&other.places);
    }
}

/// Where a thread is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    node: u32,
    /// In the middle of a `wait()`: asleep, or notified and about to take the lock again.
    waits: Option<Half>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Half {
    Asleep,
    Notified,
}

/// What a thread does at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It stands before this step and can take it.
    Ready(At, Step),
    /// It stands before this step and can't take it yet: this thread goes on until a switch may come.
    Kept(At, Step, usize),
    /// It stands before this step and can't take it: a thread holds the lock.
    Blocked(At, Step, Option<usize>),
    /// It sleeps in a condition until it is notified.
    Asleep(At, usize),
    /// It has ended.
    Ended(Result<(), Raised>),
}

/// A schedule that doesn't fit the program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Misfit {
    /// Which step, from 1.
    pub at: usize,
    /// Whose turn it was to be.
    pub letter: char,
    /// Why it can't be.
    pub why: Sentence,
}

impl Misfit {
    /// Says which step, and why it can't be taken.
    pub fn sentence(&self) -> Sentence {
        let sentence = Sentence::new("schedule.misfit").with("at", &self.at);
        sentence
            .with("thread", &self.letter)
            .with("why", self.why.clone())
    }
}

/// A program that is run step by step on virtual threads.
pub struct Machine {
    pub(super) program: Program,
    automata: Vec<Automaton>,
    pub(super) state: State,
}

impl Machine {
    /// The program before its first step.
    pub fn new(program: Program) -> Self {
        let automata = program.threads.iter();
        let automata = automata
            .map(|thread| Automaton::new(thread.body.clone()))
            .collect();
        let start = Place {
            node: 0,
            waits: None,
        };
        let state = State {
            variables: program.variables.iter().map(|(_, first)| *first).collect(),
            owners: vec![None; program.locks.len()],
            buffers: vec![Vec::new(); program.buffers.len()],
            sleepers: vec![Vec::new(); program.conditions.len()],
            places: vec![start; program.threads.len()],
            alone: None,
        };
        Self {
            program,
            automata,
            state,
        }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.state.places.len()
    }

    /// What a thread does at this moment.
    pub fn status(&self, thread: usize) -> Status {
        match self.pending(thread) {
            Err(result) => Status::Ended(result.clone()),
            Ok((at, step)) => match step {
                Step::Wait(condition) if self.state.places[thread].waits.is_some() => {
                    Status::Asleep(at, condition)
                }
                step if self.is_free(step) => match self.state.alone.map(usize::from) {
                    Some(other) if other != thread => Status::Kept(at, step, other),
                    _ => Status::Ready(at, step),
                },
                step => Status::Blocked(at, step, self.wanted(step).map(usize::from)),
            },
        }
    }

    /// The step a thread stands before or sleeps in, or how it ended.
    fn pending(&self, thread: usize) -> Result<(At, Step), &Result<(), Raised>> {
        let place = self.state.places[thread];
        match self.automata[thread].next(place.node) {
            Next::End(result) => Err(result),
            Next::Step(at, Step::Wait(condition), _) if place.waits == Some(Half::Notified) => {
                Ok((*at, Step::Reacquire(*condition)))
            }
            Next::Step(at, step, _) => Ok((*at, *step)),
        }
    }

    /// The step a thread could be let take, if it isn't asleep or ended.
    pub(super) fn step_of(&self, thread: usize) -> Option<Step> {
        if self.state.places[thread].waits == Some(Half::Asleep) {
            return None;
        }
        self.pending(thread).ok().map(|(_, step)| step)
    }

    /// Who holds the lock that this step wants.
    fn wanted(&self, step: Step) -> Option<u8> {
        match step {
            Step::Acquire(lock) => self.state.owners[lock],
            Step::Reacquire(condition) => {
                self.state.owners[self.program.conditions[condition].lock]
            }
            _ => None,
        }
    }

    /// Whether a thread can take its next step.
    pub fn is_enabled(&self, thread: usize) -> bool {
        let kept = |alone: u8| usize::from(alone) != thread;
        !self.state.alone.is_some_and(kept)
            && self.step_of(thread).is_some_and(|step| self.is_free(step))
    }

    /// Whether nobody holds what this step wants.
    fn is_free(&self, step: Step) -> bool {
        self.wanted(step).is_none()
    }

    /// The step before which no switch may come, once a thread has done this one.
    fn bound_to(&self, thread: usize, done: Step) -> Option<Step> {
        match self.automata[thread].next(self.state.places[thread].node) {
            Next::Step(_, next, jumped) => {
                let may = self.program.switches.between(done, *next, *jumped);
                (!may).then_some(*next)
            }
            Next::End(_) => None,
        }
    }

    /// Whether a switch may come now: nobody is on the way between two places where one may.
    pub fn may_switch(&self) -> bool {
        self.state.alone.is_none()
    }

    /// Lets a thread go on until a switch may come. The steps it took; the last is one that it wants and can't take, if it was
    /// stopped by that.
    pub(super) fn stretch(&mut self, thread: usize) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(step) = self.step_of(thread).filter(|_| self.is_enabled(thread)) {
            steps.push(step);
            self.step(thread);
            if self.may_switch() {
                let stopped = self.state.places[thread].waits.is_none();
                steps.extend(self.bound_to(thread, step).filter(|_| stopped));
                break;
            }
        }
        steps
    }

    /// The threads that can take their next step.
    pub fn enabled(&self) -> impl Iterator<Item = usize> {
        (0..self.threads()).filter(|&thread| self.is_enabled(thread))
    }

    /// Lets a thread take its next step; one that can't is left where it is.
    pub fn step(&mut self, thread: usize) {
        let Some(step) = self.step_of(thread).filter(|_| self.is_enabled(thread)) else {
            return;
        };
        let me = number(thread);
        self.state.alone = None;
        let state = &mut self.state;
        let held = |owner: Option<u8>, what: &str| match owner {
            Some(owner) if owner == me => Ok(0),
            _ => Err(Raised(format!(
                "RuntimeError: cannot {what} on un-acquired lock"
            ))),
        };
        let answer: Answer = match step {
            Step::Load(variable) => Ok(state.variables[variable]),
            Step::Store(variable, value) => {
                state.variables[variable] = value;
                Ok(0)
            }
            Step::Local(value) => Ok(value),
            Step::Alone(_) => Ok(0),
            Step::Acquire(lock) => {
                state.owners[lock] = Some(me);
                Ok(0)
            }
            // Python's Lock has no owner: whoever comes may release it.
            Step::Release(lock) => match state.owners[lock].take() {
                Some(_) => Ok(0),
                None => Err(Raised("RuntimeError: release unlocked lock".to_owned())),
            },
            Step::Wait(condition) => {
                let lock = self.program.conditions[condition].lock;
                match held(state.owners[lock], "wait") {
                    Ok(_) => {
                        state.owners[lock] = None;
                        state.sleepers[condition].push(me);
                        state.places[thread].waits = Some(Half::Asleep);
                        return;
                    }
                    raised => raised,
                }
            }
            Step::Reacquire(condition) => {
                state.owners[self.program.conditions[condition].lock] = Some(me);
                state.places[thread].waits = None;
                Ok(0)
            }
            Step::Notify(condition) | Step::NotifyAll(condition) => {
                let all = matches!(step, Step::NotifyAll(_));
                let sleepers = &mut state.sleepers[condition];
                let many = if all {
                    sleepers.len()
                } else {
                    1.min(sleepers.len())
                };
                let held = held(
                    state.owners[self.program.conditions[condition].lock],
                    "notify",
                );
                if held.is_ok() {
                    for woken in sleepers.drain(..many) {
                        state.places[usize::from(woken)].waits = Some(Half::Notified);
                    }
                }
                held
            }
            Step::Len(buffer) => Ok(state.buffers[buffer].len().try_into().unwrap_or(i64::MAX)),
            Step::Put(buffer, value) => {
                state.buffers[buffer].push(value);
                Ok(0)
            }
            Step::Get(buffer) if state.buffers[buffer].is_empty() => {
                Err(Raised("IndexError: pop from empty list".to_owned()))
            }
            Step::Get(buffer) => Ok(state.buffers[buffer].remove(0)),
        };
        let node = state.places[thread].node;
        state.places[thread].node = self.automata[thread].after(node, &answer);
        let goes_on = self.bound_to(thread, step);
        self.state.alone = goes_on.filter(|next| self.is_free(*next)).map(|_| me);
    }

    /// Takes all steps of a schedule.
    ///
    /// # Errors
    /// A step that can't be taken: the machine stands before it.
    pub fn follow(&mut self, schedule: &Schedule) -> Result<(), Misfit> {
        for (at, &thread) in schedule.0.iter().enumerate() {
            let thread = usize::from(thread);
            if let Some(why) = self.why_not(thread) {
                let letter = letter(thread);
                return Err(Misfit {
                    at: at + 1,
                    letter,
                    why,
                });
            }
            self.step(thread);
        }
        Ok(())
    }

    /// Why a thread can't take a step.
    pub fn why_not(&self, thread: usize) -> Option<Sentence> {
        if thread >= self.threads() {
            let last = letter(self.threads().saturating_sub(1));
            return Some(Sentence::new("schedule.threads").with("last", &last));
        }
        let call = |step| self.program.words(step);
        Some(match self.status(thread) {
            Status::Ready(..) => return None,
            Status::Kept(_, _, other) => {
                Sentence::new("schedule.kept").with("thread", &letter(other))
            }
            Status::Blocked(_, step, Some(owner)) => Sentence::new("schedule.blocked_by")
                .with("call", call(step))
                .with("thread", &letter(owner)),
            Status::Blocked(_, step, None) => {
                Sentence::new("schedule.blocked").with("call", call(step))
            }
            Status::Asleep(_, condition) => {
                Sentence::new("schedule.asleep").with("call", call(Step::Wait(condition)))
            }
            Status::Ended(_) => Sentence::new("schedule.ended"),
        })
    }

    /// A variable's value at this moment.
    pub fn value(&self, variable: usize) -> i64 {
        self.state.variables[variable]
    }

    /// Who holds a lock at this moment.
    pub fn owner(&self, lock: usize) -> Option<usize> {
        self.state.owners[lock].map(usize::from)
    }

    /// How the run came out, once nobody can move.
    pub fn outcome(&self) -> Outcome {
        let mut raised = Vec::new();
        let mut stuck = Vec::new();
        for thread in 0..self.threads() {
            let (on, owner) = match self.status(thread) {
                Status::Ended(Err(error)) => {
                    raised.push((thread, error));
                    continue;
                }
                Status::Ended(Ok(())) => continue,
                Status::Ready(_, step) | Status::Kept(_, step, _) => (step, None),
                Status::Blocked(_, step, owner) => (step, owner),
                Status::Asleep(_, condition) => (Step::Wait(condition), None),
            };
            let on = self.program.words(on);
            stuck.push(Stuck { thread, on, owner });
        }
        Outcome {
            values: self.state.variables.clone(),
            buffers: self.state.buffers.clone(),
            raised,
            stuck,
        }
    }
}
