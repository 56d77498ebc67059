//! Who has been let go and hasn't answered yet: *stepping* is a state of its own between standing and having moved.
//!
//! ```text
//! Line ──▶ stands ──permit──▶ stepping ──Line, Blocked, Ended, …──▶ answered
//! ```
//! What an actor does on its way to its answer (facts, output, messages) ends nothing: a second permit would then let it
//! run through the next line unasked.
//!
//! What is done by hand is answered, too: the host stands before its line again, or is at its prompt. Until then no permit
//! follows it: a generator that was resumed by hand would take it for its own.

use std::collections::{HashMap, HashSet};

use crate::protocol::{ActorId, Reason, Source, State, What};
use crate::world::{Actor, World};

/// The permits that are on their way, and whose turn it was last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permits {
    out: HashSet<ActorId>,
    /// How much was done by hand, by host, that hasn't been answered yet.
    by_hand: HashMap<ActorId, u32>,
    last: Option<ActorId>,
}

impl Permits {
    /// Whether this actor was let go and hasn't answered yet.
    pub fn stepping(&self, id: &ActorId) -> bool {
        self.out.contains(id)
    }

    /// Whether anybody was let go and hasn't answered yet.
    pub fn any(&self) -> bool {
        !self.out.is_empty()
    }

    /// Whether a permit given to this actor now would let it take a step; one that is stopped would find it later.
    pub fn could(&self, actor: &Actor) -> bool {
        actor.standing && actor.state != State::Stopped && self.may_have(&actor.id)
    }

    /// Whether this actor has answered everything.
    pub(in crate::app) fn may_have(&self, id: &ActorId) -> bool {
        !self.stepping(id) && !self.by_hand.contains_key(id)
    }

    /// The actor whose turn it is: the first that could, in order of birth, after the one that went last.
    pub fn next(&self, live: &World) -> Option<ActorId> {
        let after = self.last.as_ref().and_then(|id| live.birth_order(id));
        let mut first = None;
        for (at, actor) in live.actors().enumerate() {
            if self.could(actor) {
                if after.is_none_or(|after| at > after) {
                    return Some(actor.id.clone());
                }
                first.get_or_insert(&actor.id);
            }
        }
        first.cloned()
    }

    /// Notes that this actor is let go.
    pub(in crate::app) fn give(&mut self, id: &ActorId) {
        self.out.insert(id.clone());
        self.last = Some(id.clone());
    }

    /// Notes that something is done by hand on this host.
    pub(in crate::app) fn does(&mut self, host: ActorId) {
        *self.by_hand.entry(host).or_default() += 1;
    }

    /// Notes what happened to an actor, `live` being the world after it.
    pub(in crate::app) fn happened(&mut self, id: &ActorId, what: &What, live: &World) {
        match what {
            What::State {
                state: State::Ready,
                source: Source::Demo,
                ..
            } => self.answered(&id.host()),
            What::Blocked { on, .. } if Reason::of(on) == Reason::Prompt => {
                self.answered(&id.host());
            }
            What::Ended { .. } => drop(self.by_hand.remove(id)),
            _ => {}
        }
        let stands = live.actor(id).is_some_and(|actor| actor.standing);
        if matches!(what, What::Line(_)) || !stands {
            self.out.remove(id);
        }
    }

    fn answered(&mut self, host: &ActorId) {
        if let Some(left) = self.by_hand.get_mut(host) {
            *left -= 1;
            if *left == 0 {
                self.by_hand.remove(host);
            }
        }
    }
}
