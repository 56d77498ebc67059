//! The way of a run to where a class is to see it begin: steps are taken without a pause, and nothing is asked.
//!
//! Never knows who takes them.

use crate::history::History;
use crate::lecture::Start;
use crate::protocol::What;

/// The way to where a run is first looked at.
#[derive(Debug)]
pub(in crate::app) struct Way {
    to: Start,
    /// How often somebody has come to the mark.
    came: usize,
}

impl Way {
    /// The way to there.
    pub(in crate::app) fn to(to: Start) -> Self {
        Self { to, came: 0 }
    }

    /// Takes the last event in. Says whether the way is at its end.
    pub(in crate::app) fn arrives(&mut self, history: &History) -> bool {
        match &self.to {
            Start::Step(step) => history.beats() >= *step,
            Start::Mark(mark, times) => {
                let last = history.events().last();
                let stands = last.is_some_and(|event| match &event.what {
                    What::Line(spot) => *spot.cue == **mark,
                    _ => false,
                });
                self.came += usize::from(stands);
                self.came >= *times
            }
        }
    }
}
