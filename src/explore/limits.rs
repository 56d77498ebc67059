//! How far a search goes, what ended it, and numbers of which only so much is known.
//!
//! Never knows what is counted.

use std::fmt;

use crate::explore::store::Store;

/// How far a search may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many states are kept.
    pub states: usize,
    /// How many bytes they may take.
    pub memory: usize,
}

impl Default for Limits {
    /// A few seconds.
    fn default() -> Self {
        Self {
            states: 1_000_000,
            memory: 320 << 20,
        }
    }
}

impl Limits {
    /// The limit that a store of states has reached, if it has.
    pub(super) fn reached(&self, known: &Store) -> Option<Bound> {
        if known.len() >= self.states {
            Some(Bound::States(self.states))
        } else if known.memory() >= self.memory {
            Some(Bound::Memory(self.memory >> 20))
        } else {
            None
        }
    }
}

/// What ended a search before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// So many states are kept.
    States(usize),
    /// They take so many megabytes.
    Memory(usize),
    /// It took so many seconds.
    Seconds(u32),
}

impl Bound {
    /// What there was enough of, as the command line's option is called.
    pub fn name(self) -> &'static str {
        match self {
            Bound::States(_) => "states",
            Bound::Memory(_) => "memory",
            Bound::Seconds(_) => "seconds",
        }
    }

    /// How much of it.
    pub fn number(self) -> usize {
        match self {
            Bound::States(n) | Bound::Memory(n) => n,
            Bound::Seconds(n) => n as usize,
        }
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
