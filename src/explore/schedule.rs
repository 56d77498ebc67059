//! A schedule: who moves when, as a short string such as `AABBAB`.
//!
//! Never knows whether anybody can move.

use std::fmt;
use std::str::FromStr;

use crate::i18n::Sentence;

/// The longest schedule that is read, in steps.
pub(super) const LONGEST: usize = 10_000;

/// Who moves when: each entry the number of a thread, A being 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule(pub Vec<u8>);

/// A string that is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum BadSchedule {
    /// It has something else than letters.
    Letter {
        /// Which step, from 1.
        at: usize,
        /// What stands there.
        found: char,
    },
    /// There is nothing in it.
    Empty,
    /// It is too long.
    Long,
}

impl BadSchedule {
    /// Says what is wrong with it, and how one is written.
    pub fn sentence(&self) -> Sentence {
        match self {
            BadSchedule::Letter { at, found } => Sentence::new("schedule.letter")
                .with("at", at)
                .with("found", format!("{found:?}")),
            BadSchedule::Empty => Sentence::new("schedule.empty"),
            BadSchedule::Long => Sentence::new("schedule.long").with("most", &LONGEST),
        }
    }
}

/// A thread's number as schedules have it: a program has a letter for each of its threads.
pub(super) fn number(thread: usize) -> u8 {
    u8::try_from(thread).unwrap_or(u8::MAX)
}

impl Schedule {
    /// Then this thread moves.
    pub fn push(&mut self, thread: usize) {
        self.0.push(number(thread));
    }
}

/// The letter of a thread.
pub fn letter(thread: usize) -> char {
    u8::try_from(thread)
        .ok()
        .filter(|number| *number < 26)
        .map_or('?', |number| char::from(b'A' + number))
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.0.iter().map(|&thread| letter(thread.into())).collect();
        f.pad(&text)
    }
}

impl FromStr for Schedule {
    type Err = BadSchedule;

    fn from_str(text: &str) -> Result<Self, BadSchedule> {
        let read = |(at, found): (usize, char)| match found.to_ascii_uppercase() {
            letter @ 'A'..='Z' => Ok(letter as u8 - b'A'),
            _ => Err(BadSchedule::Letter { at: at + 1, found }),
        };
        if text.len() > LONGEST {
            return Err(BadSchedule::Long);
        }
        let steps: Vec<u8> = text
            .chars()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()?;
        if steps.is_empty() {
            return Err(BadSchedule::Empty);
        }
        Ok(Self(steps))
    }
}
