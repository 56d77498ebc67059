//! What a body sees: a context whose every call is one shared step, whoever carries it out.
//!
//! Never knows which host it is.

use std::panic::Location;

use crate::explore::step::Step;

/// What Python would raise: the last line of its traceback.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    thiserror::Error,
)]
#[error("{0}")]
pub struct Raised(pub String);

/// What comes of a step.
pub type Answer = Result<i64, Raised>;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    /// The marked line of the listing.
    pub cue: &'static str,
    /// The line of the Rust source, from 1.
    pub rust: u32,
}

/// Who carries the steps of one thread out.
pub trait Host {
    /// Takes a step.
    ///
    /// # Errors
    /// What Python would raise.
    fn step(&self, at: At, step: Step) -> Answer;

    /// The thread's future depends on `state` alone from here on: it has no other live locals.
    fn mark(&self, state: u64) {
        let _ = state;
    }

    /// A backward jump leads to the next step.
    fn jump(&self) {}
}

/// A thread of a program, as its body sees itself.
#[derive(Clone, Copy)]
pub struct Context<'a>(pub &'a dyn Host);

impl Context<'_> {
    #[track_caller]
    fn step(&self, cue: &'static str, step: Step) -> Answer {
        let rust = Location::caller().line();
        self.0.step(At { cue, rust }, step)
    }

    /// Says that the thread has no live locals here but what makes up `state`: what it read before no longer matters.
    pub fn mark(&self, state: u64) {
        self.0.mark(state);
    }

    /// The head of a loop: a jump back has led here (but for round 0), and the round is all that is remembered.
    pub fn round(&self, round: u64) {
        if round > 0 {
            self.0.jump();
        }
        self.0.mark(round);
    }

    /// Reads a variable.
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn load(&self, cue: &'static str, variable: usize) -> Answer {
        self.step(cue, Step::Load(variable))
    }

    /// Writes a variable.
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn store(&self, cue: &'static str, variable: usize, value: i64) -> Answer {
        self.step(cue, Step::Store(variable, value))
    }

    /// Computes something on its own.
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn local(&self, cue: &'static str, value: i64) -> Answer {
        self.step(cue, Step::Local(value))
    }

    /// Does something that touches nothing shared; `words` are Python's.
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn alone(&self, cue: &'static str, words: &'static str) -> Answer {
        self.step(cue, Step::Alone(words))
    }

    /// `lock.acquire()`
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn acquire(&self, cue: &'static str, lock: usize) -> Answer {
        self.step(cue, Step::Acquire(lock))
    }

    /// `lock.release()`
    ///
    /// # Errors
    /// Nobody holds it.
    #[track_caller]
    pub fn release(&self, cue: &'static str, lock: usize) -> Answer {
        self.step(cue, Step::Release(lock))
    }

    /// `condition.wait()`
    ///
    /// # Errors
    /// Its lock isn't held.
    #[track_caller]
    pub fn wait(&self, cue: &'static str, condition: usize) -> Answer {
        self.step(cue, Step::Wait(condition))
    }

    /// `condition.notify()`
    ///
    /// # Errors
    /// Its lock isn't held.
    #[track_caller]
    pub fn notify(&self, cue: &'static str, condition: usize) -> Answer {
        self.step(cue, Step::Notify(condition))
    }

    /// `condition.notify_all()`
    ///
    /// # Errors
    /// Its lock isn't held.
    #[track_caller]
    pub fn notify_all(&self, cue: &'static str, condition: usize) -> Answer {
        self.step(cue, Step::NotifyAll(condition))
    }

    /// `len(buffer)`
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn len(&self, cue: &'static str, buffer: usize) -> Answer {
        self.step(cue, Step::Len(buffer))
    }

    /// `buffer.append(value)`
    ///
    /// # Errors
    /// The run is being taken down.
    #[track_caller]
    pub fn put(&self, cue: &'static str, buffer: usize, value: i64) -> Answer {
        self.step(cue, Step::Put(buffer, value))
    }

    /// `buffer.pop(0)`
    ///
    /// # Errors
    /// It is empty.
    #[track_caller]
    pub fn get(&self, cue: &'static str, buffer: usize) -> Answer {
        self.step(cue, Step::Get(buffer))
    }
}
