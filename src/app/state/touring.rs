//! A tour that is being played: how far it is, and how fast it goes.
//!
//! Never knows what its keys do.

use std::collections::VecDeque;

use crate::app::key::Key;
use crate::lessons::Stop;

/// How tours are played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// How many times as fast as usual.
    pub speed: f64,
    /// For how many seconds each caption is shown; none: as the tour has it.
    pub pause: Option<f64>,
    /// The first caption that is shown, from 1: what comes before is passed through.
    pub from: usize,
    /// The last one; none: the tour's last.
    pub to: Option<usize>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            speed: 1.0,
            pause: None,
            from: 1,
            to: None,
        }
    }
}

/// A tour that is being played.
#[derive(Debug)]
pub struct Touring {
    pub(in crate::app) stops: &'static [Stop],
    /// The step it is at, from 0.
    pub(in crate::app) at: usize,
    pub(in crate::app) phase: Phase,
    /// Whether it waits for Space.
    pub paused: bool,
    /// Whether lessons asked for predictions before it began.
    pub(in crate::app) predicted: bool,
}

#[derive(Debug)]
/// What a tour does now.
pub(in crate::app) enum Phase {
    /// Keys are still to be pressed, then steps taken.
    Does {
        keys: VecDeque<Key>,
        /// The position of the history at which steps began to be taken.
        since: Option<usize>,
        /// How many were taken.
        steps: usize,
        /// Whether something has been done: what was said before needn't hold any more.
        moved: bool,
    },
    /// The caption is read.
    Says,
}

impl Touring {
    /// The caption that is shown, if one is: its name.
    pub fn caption(&self) -> Option<&'static str> {
        let said = match self.phase {
            Phase::Says => Some(self.at),
            Phase::Does { moved: true, .. } => None,
            // What was said stays as long as nothing has changed.
            Phase::Does { .. } => self.at.checked_sub(1),
        };
        said.and_then(|at| self.stops.get(at))
            .map(|stop| &*stop.say)
    }

    /// The key that it presses next, if it presses one.
    pub fn key(&self) -> Option<Key> {
        match &self.phase {
            Phase::Does { keys, .. } => keys.front().copied(),
            Phase::Says => None,
        }
    }

    /// The marked line before which somebody should stand now that the caption is shown.
    pub fn came_to(&self) -> Option<&'static str> {
        let stop = self.stops.get(self.at)?;
        let says = matches!(self.phase, Phase::Says);
        stop.until.as_deref().filter(|_| says)
    }

    /// What must be on the screen now that the caption is shown, beside its own words.
    pub fn shows(&self) -> &'static [String] {
        let says = matches!(self.phase, Phase::Says);
        let stop = self.stops.get(self.at).filter(|_| says);
        stop.map_or(&[], |stop| &stop.shows)
    }

    /// The number of the step that it is at, from 1.
    pub fn number(&self) -> usize {
        self.at + 1
    }

    /// Whether the caption is said now.
    pub fn says(&self) -> bool {
        matches!(self.phase, Phase::Says)
    }

    /// All that it says, by name.
    pub fn captions(&self) -> impl Iterator<Item = &'static str> {
        self.stops.iter().map(|stop| &*stop.say)
    }

    /// Which caption was said last, from 1, and of how many; 0 before the first.
    pub fn place(&self) -> (usize, usize) {
        (self.at + usize::from(self.says()), self.stops.len())
    }

    /// Whether it is still passing through what comes before the first caption that is shown.
    pub fn is_before(&self, pace: &Pace) -> bool {
        self.at + 1 < pace.from
    }
}
