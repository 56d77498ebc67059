//! A tour that is being played: how far it is.
//!
//! Never knows what its keys do.

use std::collections::VecDeque;

use crate::app::key::Key;
use crate::lessons::Stop;

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
    },
    /// The caption is read.
    Says,
}

impl Touring {
    /// The caption that is shown, if one is: its name.
    pub fn caption(&self) -> Option<&'static str> {
        let said = match self.phase {
            Phase::Says => Some(self.at),
            // What was said stays until something else is.
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

    /// Which step it is at, from 1, and of how many.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.stops.len())
    }
}
