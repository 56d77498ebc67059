//! How much a run may have, live or saved: what is read from a socket or a file isn't trusted to be small.
//!
//! Within these limits a run opens in seconds and takes less than a gigabyte, and a key is answered at once: the bench
//! `big_traces` measures it. They are a contract, told in `docs/trace.md`. Never knows where a run comes from.

use std::sync::Arc;

use crate::protocol::{Does, Event, Frames, Said, What};

/// The longest line that is read from a socket or a file, in bytes. A longer one is an error.
pub const LONGEST_LINE: usize = 64 * 1024;

/// The most events a run may have.
pub const MOST_EVENTS: usize = 1_000_000;

/// The most bytes a saved run may have.
pub const MOST_BYTES: u64 = 256 << 20;

/// The most lines a saved run may have, the blank ones included.
pub const MOST_LINES: usize = 2 * MOST_EVENTS;

/// The most bytes that the texts of all events of a run may have: names, values, what is printed; of a line that
/// says more than this program knows, the whole line as well.
pub const MOST_TEXT: usize = 96 << 20;

/// The longest name of anything, in bytes: of an actor, a marked line, a fact, a queue.
pub const LONGEST_NAME: usize = 256;

/// The most actors a run may have, those that ended included.
pub const MOST_ACTORS: usize = 10_000;

/// The most generations: the first process is one, its children are two.
pub const MOST_GENERATIONS: u16 = 256;

/// The most facts that may be known at a time, of all actors together.
pub const MOST_FACTS: usize = 30_000;

/// The most facts that may be known of one actor.
pub const MOST_FACTS_OF_ONE: usize = 5_000;

/// The most calls of an actor that are told: how deep its stack is, without what is left out.
pub const MOST_CALLS: usize = 100;

/// The most variables of a call.
pub const MOST_LOCALS: usize = 100;

/// The most queues a run may have.
pub const MOST_QUEUES: usize = 1_000;

/// The most values that may be in all queues together, those included that were taken before they were put.
pub const MOST_QUEUED: usize = 10_000;

/// A run that has more of something than a run may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Beyond {
    /// [`MOST_EVENTS`]
    #[error("a run may have {MOST_EVENTS} events at most")]
    Events,
    /// [`MOST_TEXT`]
    #[error("the texts of a run's events may have {MOST_TEXT} bytes at most")]
    Text,
    /// [`LONGEST_NAME`]
    #[error("a name may have {LONGEST_NAME} bytes at most, this one has {0}")]
    Name(usize),
    /// [`MOST_ACTORS`]
    #[error("a run may have {MOST_ACTORS} actors at most")]
    Actors,
    /// [`MOST_GENERATIONS`]
    #[error("a run may have {MOST_GENERATIONS} generations of actors at most")]
    Generations,
    /// [`MOST_FACTS`]
    #[error("{MOST_FACTS} facts may be known at most, of all actors together")]
    Facts,
    /// [`MOST_FACTS_OF_ONE`]
    #[error("{MOST_FACTS_OF_ONE} facts may be known of an actor at most")]
    FactsOfOne,
    /// [`MOST_CALLS`]
    #[error("{MOST_CALLS} calls of an actor may be told at most")]
    Calls,
    /// [`MOST_LOCALS`]
    #[error("{MOST_LOCALS} variables of a call may be told at most")]
    Locals,
    /// [`MOST_QUEUES`]
    #[error("a run may have {MOST_QUEUES} queues at most")]
    Queues,
    /// [`MOST_QUEUED`]
    #[error("{MOST_QUEUED} values may wait at most, in all queues together")]
    Queued,
}

/// From so many events or bytes of texts on, in hundredths of the most, nobody's steps are told any more.
const NEARLY_FULL: usize = 90;

/// From so many on there is room left for births and ends alone.
const FULL_BUT_FOR_ENDS: usize = 97;

/// How much of a run has been taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    events: usize,
    text: usize,
}

impl Taken {
    /// So many events, without texts.
    #[cfg(test)]
    pub(crate) fn with_events(events: usize) -> Self {
        Self { events, text: 0 }
    }

    /// How many events there were.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Whether there is little room left.
    pub fn is_nearly_full(&self) -> bool {
        self.is_full_to(NEARLY_FULL)
    }

    /// Whether there is next to none.
    pub fn is_full_but_for_ends(&self) -> bool {
        self.is_full_to(FULL_BUT_FOR_ENDS)
    }

    fn is_full_to(&self, hundredths: usize) -> bool {
        self.events >= MOST_EVENTS / 100 * hundredths || self.text >= MOST_TEXT / 100 * hundredths
    }

    /// Takes in an event, and so many bytes that are kept beside it.
    ///
    /// # Errors
    /// It would be one too many, its texts too much, or one of its names too long; nothing has been taken then.
    pub fn take(&mut self, event: &Event, beside: usize) -> Result<(), Beyond> {
        let Size { names, text } = size(&event.what);
        if names > LONGEST_NAME {
            return Err(Beyond::Name(names));
        }
        let text = self.text.saturating_add(text).saturating_add(beside);
        if text > MOST_TEXT {
            return Err(Beyond::Text);
        }
        if self.events == MOST_EVENTS {
            return Err(Beyond::Events);
        }
        *self = Self {
            events: self.events + 1,
            text,
        };
        Ok(())
    }
}

/// What an event's texts take, in bytes.
struct Size {
    /// The longest of its names.
    names: usize,
    /// All of its texts together.
    text: usize,
}

/// A name that may be there; empty where it isn't.
fn of(name: &Option<Arc<str>>) -> &str {
    name.as_deref().unwrap_or_default()
}

fn size(what: &What) -> Size {
    let (names, value): ([&str; 3], &str) = match what {
        What::Born { name, .. } => ([name, "", ""], ""),
        What::Line(spot) | What::Passes(spot) => {
            let frames = spot.frames.as_deref();
            let all = [&*spot.cue, of(&spot.file), of(&spot.function)];
            let inside = frames.map_or(0, |frames| frames.names().map(str::len).max().unwrap_or(0));
            let names = all.map(str::len);
            let does = || spot.does.iter().flat_map(Does::names).map(str::len);
            let longest = names.into_iter().chain(does()).fold(inside, usize::max);
            return Size {
                names: longest,
                text: names.into_iter().sum::<usize>()
                    + of(&spot.text).len()
                    + does().sum::<usize>()
                    + frames.map_or(0, Frames::weight),
            };
        }
        What::Exception {
            text,
            file,
            function,
            ..
        } => ([of(file), of(function), ""], text),
        What::Source { file, text, .. } => ([of(file), "", ""], text),
        What::Fact { key, value, .. } => ([key, "", ""], value),
        What::Blocked { on, .. } | What::Unblocked { on } => ([""; 3], on),
        What::Message {
            from,
            to,
            verb,
            value,
        } => ([from, to, verb], value),
        What::Outcome {
            verb,
            call,
            value,
            exception,
            ..
        } => {
            let of = |text: &'_ Option<String>| text.as_deref().unwrap_or_default().len();
            return Size {
                names: verb.len(),
                text: verb.len() + call.len() + of(value) + of(exception),
            };
        }
        What::Output { text, .. } => ([""; 3], text),
        What::Refused { what, why, said } => {
            return Size {
                names: what.len(),
                text: what.len() + why.len() + said.as_ref().map_or(0, Said::len),
            };
        }
        What::Fault { what, why } => ([what, "", ""], why),
        What::Ended { how, .. } => ([""; 3], how.text()),
        What::Unknown { event, line } => ([event, "", ""], line),
        What::State { .. } => ([""; 3], ""),
    };
    let names = names.map(str::len);
    Size {
        names: names.into_iter().max().unwrap_or(0),
        text: names.into_iter().sum::<usize>() + value.len(),
    }
}
