//! Where a question about the whole run is decided before its end: once somebody, or everybody, has come to a line.
//!
//! Never knows the answer.

use std::collections::BTreeSet;

use crate::history::History;
use crate::lessons::{Question, Settled};
use crate::protocol::keys::FORK;
use crate::protocol::{ActorId, What};
use crate::world::World;

/// Who has come to where a question is decided, or has ended.
#[derive(Debug, Clone, Default)]
pub struct Passed(BTreeSet<ActorId>);

impl Passed {
    /// Takes the last event in.
    pub fn happened(&mut self, question: &Question, history: &History) {
        let Some(mark) = question.settled.as_ref().map(Settled::mark) else {
            return;
        };
        if let Some(event) = history.events().last()
            && match &event.what {
                What::Line { cue, .. } => **cue == *mark,
                What::Ended { .. } => true,
                _ => false,
            }
        {
            self.0.insert(event.actor.clone());
        }
    }

    /// Whether nothing will come any more that could change the answer.
    pub fn is_settled(&self, question: &Question, history: &History) -> bool {
        let live = history.live();
        let came = match &question.settled {
            None => false,
            Some(Settled::First(_)) => self.0.contains(&ActorId::root()),
            Some(Settled::All(_)) => live.actors().all(|actor| self.0.contains(&actor.id)),
        };
        came && all_are_born(live)
    }
}

/// Whether each child that a `fork()` has returned has been heard of: it may return in the parent first.
fn all_are_born(world: &World) -> bool {
    let known: BTreeSet<i32> = world.actors().filter_map(|actor| actor.ids.pid).collect();
    world.actors().all(|actor| {
        let returned = actor.facts.get(FORK).map_or("", |fact| &fact.value);
        let pids = returned.split(|letter: char| !letter.is_ascii_digit());
        let mut pids = pids.filter_map(|pid| pid.parse::<i32>().ok());
        pids.all(|pid| pid == 0 || known.contains(&pid))
    })
}
