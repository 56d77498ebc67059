//! A trace and the world at any point of it: time travel by sparse keyframes.
//!
//! Never knows ratatui, sockets or clocks; nor where the events come from.

use crate::protocol::{ActorId, Event, State};
use crate::world::{Impossible, World};

/// The events so far and what is needed to be anywhere in them at once.
///
/// A *position* `i` (0 ≤ i ≤ `len`) means: after the first `i` events. A *beat* is a position worth stopping at: one at which
/// an actor has come to stand before a line, or blocks, ends, becomes a zombie, or a call has come out. The arrow keys go from beat to beat.
#[derive(Debug, Clone, Default)]
pub struct History {
    events: Vec<Event>,
    // keyframes, beats, lanes, outputs: history's own
}

/// The states of one actor over the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Whose.
    pub actor: ActorId,
    /// From which position on it was in which state, in order; the first is its birth.
    pub spans: Vec<(usize, State)>,
}

impl History {
    /// Adds the next event.
    ///
    /// # Errors
    /// It can't follow the trace so far, which stays as it was.
    pub fn push(&mut self, _event: Event) -> Result<(), Impossible> {
        unimplemented!()
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The events.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The world after all events.
    pub fn live(&self) -> &World {
        unimplemented!()
    }

    /// The world after the first `position` events (clamped to `len`). Equal to folding them from the start.
    pub fn seek(&self, _position: usize) -> World {
        unimplemented!()
    }

    /// How many beats there are.
    pub fn beats(&self) -> usize {
        unimplemented!()
    }

    /// How many beats lie at or before a position: `step 11 of 58`.
    pub fn beat_at(&self, _position: usize) -> usize {
        unimplemented!()
    }

    /// The last beat's position before `position`; 0 when there is none.
    pub fn beat_before(&self, _position: usize) -> usize {
        unimplemented!()
    }

    /// The first beat's position after `position`; `len` when there is none.
    pub fn beat_after(&self, _position: usize) -> usize {
        unimplemented!()
    }

    /// The event that the beat at or before a position is about: what the why-pane explains.
    pub fn beat_event(&self, _position: usize) -> Option<&Event> {
        unimplemented!()
    }

    /// How many lines had been printed after the first `position` events.
    pub fn outputs_until(&self, _position: usize) -> usize {
        unimplemented!()
    }

    /// The printed lines, as events, in order.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = &Event> + DoubleEndedIterator {
        std::iter::empty()
    }

    /// A lane an actor, in order of birth.
    pub fn lanes(&self) -> &[Lane] {
        unimplemented!()
    }
}
