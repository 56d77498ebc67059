//! A trace and the world at any point of it: time travel by sparse keyframes.
//!
//! ```text
//! events     1 2 3 … 256 257 … 512 513 …
//! keyframes          [0]       [1]          the world after event 256, 512, …
//! seek(300)          [0] + events 257 to 300
//! ```
//! A keyframe costs what a world has changed since the last; where a world is large, they lie further apart. So all of them
//! together take no more than a few times what the events take, and no seek applies more events than a quarter of what there
//! is in the world.
//!
//! Never knows ratatui, sockets or clocks; nor where the events come from.

mod sources;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use sources::{FileName, Sources};

use crate::protocol::keys::PPID;
use crate::protocol::limits::Taken;
use crate::protocol::{ActorId, Event, Source, State, What};
use crate::trace::Beside;
use crate::world::{Actor, Impossible, World};

/// The least number of events between two keyframes; in a large world they lie further apart.
pub const KEYFRAME_EVERY: usize = 256;

/// How much of a world's weight must have happened, in events, before another keyframe of it is taken: one part in this many.
const SHARE: usize = 4;

/// The events so far and what is needed to be anywhere in them at once.
///
/// A *position* `i` (0 ≤ i ≤ `len`) means: after the first `i` events. A *beat* is a position worth stopping at: one at which
/// an actor has come to stand before a line, or blocks, ends, becomes a zombie, is sent a
/// signal, stops or goes on, gets another parent, or a call has come out. The arrow keys go from beat to beat.
#[derive(Debug, Clone, Default)]
pub struct History {
    events: Vec<Event>,
    /// How much of what a run may have it has.
    taken: Taken,
    live: World,
    /// Worlds, and after how many events they were taken, rising; they share every actor that didn't change in between.
    keyframes: Vec<(usize, World)>,
    /// Positions, rising.
    beats: Vec<usize>,
    /// Indices of the events that are outputs, rising.
    outputs: Vec<usize>,
    sources: Sources,
    /// The lines that say more than is known, as they were written, by the index of their event, rising.
    as_written: Vec<(usize, Box<str>)>,
    /// How many events are of a kind that isn't known.
    unknown: usize,
    lanes: Vec<Lane>,
    /// What the trace's first line said that isn't known.
    beside: Beside,
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
    /// Keeps what the trace's first line said beside what is known.
    pub fn begins_with(&mut self, beside: Beside) {
        self.beside = beside;
    }

    /// What the trace's first line said beside what is known.
    pub fn beside(&self) -> &Beside {
        &self.beside
    }

    /// Adds the next event.
    ///
    /// # Errors
    /// It can't follow the trace so far, or a run may not have as much; the trace stays as it was.
    pub fn push(&mut self, event: Event) -> Result<(), Impossible> {
        self.push_as_written(event, None)
    }

    /// Adds the next event, and its line as it was written where that says more than this program knows.
    ///
    /// # Errors
    /// As [`History::push`].
    pub fn push_as_written(
        &mut self,
        event: Event,
        as_written: Option<Box<str>>,
    ) -> Result<(), Impossible> {
        let mut taken = self.taken.clone();
        let beside = as_written.as_ref().map_or(0, |line| line.len());
        taken.take(&event, beside).map_err(|beyond| Impossible {
            seq: event.seq,
            why: beyond.to_string(),
        })?;
        let event = self.sharing(event);
        let waits = matches!(event.what, What::Blocked { .. });
        let of_helper = waits && self.live.actor(&event.actor).is_some_and(Actor::is_helper);
        let beat = is_beat(&event.what) && !of_helper || gets_a_parent(&self.live, &event);
        self.live.apply(&event)?;
        self.taken = taken;
        let position = self.events.len() + 1;
        if beat {
            self.beats.push(position);
        }
        self.sources.hear(&event);
        if matches!(event.what, What::Output { .. }) {
            self.outputs.push(self.events.len());
        }
        self.extend_lane(&event.actor, position);
        if matches!(event.what, What::Ended { .. } | What::State { .. }) {
            self.end_lanes_of(&event.actor, position);
        }
        self.unknown += usize::from(matches!(event.what, What::Unknown { .. }));
        if let Some(line) = as_written {
            self.as_written.push((self.events.len(), line));
        }
        self.events.push(event);
        let last = self.keyframes.last().map_or(0, |(at, _)| *at);
        if position - last >= KEYFRAME_EVERY.max(self.live.weight() / SHARE) {
            self.keyframes.push((position, self.live.clone()));
        }
        Ok(())
    }

    /// The same event, with the names of actors that are known kept once.
    fn sharing(&self, mut event: Event) -> Event {
        event.actor = self.live.shared_id(event.actor);
        let others = match &mut event.what {
            What::Born { parent, .. } => parent,
            What::Blocked { owner, .. } => owner,
            What::Ended { reaped_by, .. } => reaped_by,
            _ => return event,
        };
        *others = others.take().map(|id| self.live.shared_id(id));
        event
    }

    /// With a process its threads end.
    fn end_lanes_of(&mut self, process: &ActorId, position: usize) {
        if !self.live.actor(process).is_some_and(Actor::is_gone) {
            return;
        }
        let threads: Vec<ActorId> = self
            .live
            .within(process)
            .map(|thread| thread.id.clone())
            .collect();
        for thread in threads {
            self.extend_lane(&thread, position);
        }
    }

    /// An event changes the state of its own actor, and of a process's threads.
    fn extend_lane(&mut self, id: &ActorId, position: usize) {
        let (Some(at), Some(actor)) = (self.live.birth_order(id), self.live.actor(id)) else {
            return;
        };
        let span = (position, actor.state);
        match self.lanes.get_mut(at) {
            Some(lane) if lane.spans.last().is_some_and(|last| last.1 == span.1) => {}
            Some(lane) => lane.spans.push(span),
            None => self.lanes.push(Lane {
                actor: id.clone(),
                spans: vec![span],
            }),
        }
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

    /// The events, each with its line as it was written where that says more than this program knows.
    pub fn lines(&self) -> impl Iterator<Item = (&Event, Option<&str>)> {
        let mut written = self.as_written.iter().peekable();
        self.events.iter().enumerate().map(move |(at, event)| {
            let line = written.next_if(|(of, _)| *of == at);
            (event, line.map(|(_, line)| &**line))
        })
    }

    /// How many events were passed over, being of a kind that this program doesn't know.
    pub fn unknown_events(&self) -> usize {
        self.unknown
    }

    /// How many events of a known kind have fields that this program doesn't know.
    pub fn with_unknown_fields(&self) -> usize {
        self.as_written.len()
    }

    /// The files of the script's whose text was told: what they say is the same at any time of a run.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The world after all events.
    pub fn live(&self) -> &World {
        &self.live
    }

    /// The world after the first `position` events (clamped to `len`). Equal to folding them from the start.
    pub fn seek(&self, position: usize) -> World {
        let position = position.min(self.len());
        if position == self.len() {
            return self.live.clone();
        }
        let (keyframe, rest) = self.route(position);
        let mut world = keyframe.cloned().unwrap_or_default();
        for event in &self.events[rest] {
            let again = world.apply(event);
            debug_assert_eq!(again, Ok(()), "it was possible when it was pushed");
        }
        world
    }

    /// How to get to a position: from which keyframe (None: from the empty world) and by which events.
    fn route(&self, position: usize) -> (Option<&World>, Range<usize>) {
        let before = self.keyframes.partition_point(|(at, _)| *at <= position);
        match before.checked_sub(1).map(|last| &self.keyframes[last]) {
            Some((at, world)) => (Some(world), *at..position),
            None => (None, 0..position),
        }
    }

    /// How many beats there are.
    pub fn beats(&self) -> usize {
        self.beats.len()
    }

    /// How many beats lie at or before a position: `step 11 of 58`.
    pub fn beat_at(&self, position: usize) -> usize {
        self.beats.partition_point(|&beat| beat <= position)
    }

    /// The last beat's position before `position`; 0 when there is none.
    pub fn beat_before(&self, position: usize) -> usize {
        let before = self.beats.partition_point(|&beat| beat < position);
        before.checked_sub(1).map_or(0, |at| self.beats[at])
    }

    /// The first beat's position after `position`; `len` when there is none.
    pub fn beat_after(&self, position: usize) -> usize {
        let after = self.beats.get(self.beat_at(position));
        after.copied().unwrap_or(self.len())
    }

    /// The event that the beat at or before a position is about: what the why-pane explains.
    pub fn beat_event(&self, position: usize) -> Option<&Event> {
        let at = self.beat_at(position).checked_sub(1)?;
        self.events.get(self.beats[at] - 1)
    }

    /// How many lines had been printed after the first `position` events.
    pub fn outputs_until(&self, position: usize) -> usize {
        self.outputs.partition_point(|&at| at < position)
    }

    /// The printed lines, as events, in order.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = &Event> + DoubleEndedIterator {
        self.outputs.iter().map(|&at| &self.events[at])
    }

    /// The printed line of this number, from 0.
    pub fn output(&self, number: usize) -> Option<&Event> {
        self.outputs.get(number).map(|&at| &self.events[at])
    }

    /// A lane an actor, in order of birth.
    pub fn lanes(&self) -> &[Lane] {
        &self.lanes
    }
}

/// Whether the kernel says that a process has another parent than before.
fn gets_a_parent(before: &World, event: &Event) -> bool {
    let What::Fact { key, value, source } = &event.what else {
        return false;
    };
    let known = before.actor(&event.actor).and_then(|actor| {
        let born = actor.ids.ppid.map(|ppid| ppid.to_string());
        actor.fact(PPID).map(str::to_owned).or(born)
    });
    &**key == PPID && *source == Source::Kernel && known.is_some_and(|known| known != *value)
}

fn is_beat(what: &What) -> bool {
    match what {
        What::Line(_)
        | What::Passes(_)
        | What::Blocked { .. }
        | What::Ended { .. }
        | What::Outcome { .. }
        | What::Exception { .. }
        | What::Refused { .. }
        | What::Fault { .. } => true,
        What::State { state, source, .. } => match state {
            State::Zombie | State::Stopped => true,
            // Continued.
            State::Running => *source == Source::Kernel,
            _ => false,
        },
        What::Message { verb, .. } => &**verb == "signal",
        What::Born { parent, .. } => parent.is_none(),
        What::Source { .. }
        | What::Fact { .. }
        | What::Unblocked { .. }
        | What::Output { .. }
        | What::Unknown { .. } => false,
    }
}
