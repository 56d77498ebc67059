//! Whose turn it is in a run that nobody sits before: they go one at a time, round and round. So what is told of a step is what came
//! of it, and the numbers agree with their order.
//!
//! ```text
//! nobody runs ─▶ the next who stands goes ─▶ stands again, waits, or has ended ─▶ the next
//!                                       └─▶ says nothing, and sleeps in the kernel: nobody waits for it any longer
//! ```
//! Never knows what a step does.

use std::collections::HashSet;

use crate::protocol::{ActorId, Event, Source, State, What};
use crate::world::{Actor, World};

/// How many milliseconds one that has its turn says nothing before the kernel is asked.
pub(super) const PATIENCE: u8 = 20;

/// How often it is asked about one that computes, before others go on beside it.
const LONGEST: u32 = 25;

/// Whose turn it is, and who isn't waited for.
#[derive(Debug, Default)]
pub(super) struct Turns {
    last: Option<ActorId>,
    /// Who was let go and hasn't set out yet.
    leaving: Option<ActorId>,
    /// Who runs and hasn't said anything for long: in a call of the kernel's, or no Python at all.
    silent: HashSet<ActorId>,
    /// How often the kernel was asked since the last word.
    asked: u32,
}

impl Turns {
    /// Something happened.
    pub(super) fn heard(&mut self, event: &Event) {
        self.asked = 0;
        self.silent.remove(&event.actor);
        // Who stands again was taken elsewhere before it set out, by a signal's handler: what it was told there is lost.
        let sets_out = matches!(
            event.what,
            What::State {
                state: State::Running,
                source: Source::Demo,
                ..
            } | What::Line(_)
                | What::Ended { .. }
        );
        if sets_out && self.leaving.as_ref() == Some(&event.actor) {
            self.leaving = None;
        }
    }

    /// Whether somebody is on the way, whose word the others wait for.
    pub(super) fn are_waited_for(&self, world: &World) -> bool {
        let mut actors = world.actors();
        self.leaving.is_some() || actors.any(|actor| self.is_on_the_way(actor))
    }

    fn is_on_the_way(&self, actor: &Actor) -> bool {
        let may_speak = !self.silent.contains(&actor.id) && !actor.is_helping_process();
        actor.state == State::Running && may_speak
    }

    /// Nobody has said anything for a while; `asleep`: nor will, as the kernel says.
    pub(super) fn is_silent(&mut self, world: &World, asleep: bool) {
        self.asked += 1;
        if asleep || self.asked == LONGEST {
            self.asked = 0;
            // Who was let go and doesn't come may have been stopped by somebody.
            self.silent.extend(self.leaving.take());
            let runs = world.actors().filter(|actor| self.is_on_the_way(actor));
            let runs: Vec<ActorId> = runs.map(|actor| actor.id.clone()).collect();
            self.silent.extend(runs);
        }
    }

    /// Who goes now: the next of those who stand, in order of birth, after the one that went last.
    pub(super) fn next(&mut self, world: &World) -> Option<ActorId> {
        if self.are_waited_for(world) {
            return None;
        }
        let could = |actor: &&Actor| {
            let is_heard = !self.silent.contains(&actor.id);
            actor.standing && actor.state != State::Stopped && is_heard
        };
        let after = self.last.as_ref().and_then(|id| world.birth_order(id));
        let after = after.map_or(0, |at| at + 1);
        let (before, behind) = (world.actors().take(after), world.actors().skip(after));
        let next = behind.chain(before).find(could)?.id.clone();
        self.last = Some(next.clone());
        self.leaving = Some(next.clone());
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::protocol::{Ids, Kind};

    #[test]
    fn who_was_taken_elsewhere_before_it_set_out_has_its_turn_there() {
        let (mut world, mut turns, first) = (World::default(), Turns::default(), ActorId::root());
        let mut told = |seq, what| {
            let actor = ActorId::root();
            let t_ns = 0;
            let event = Event {
                seq,
                t_ns,
                actor,
                what,
            };
            world.apply(&event).unwrap();
            turns.heard(&event);
            turns.next(&world)
        };
        let born = What::Born {
            kind: Kind::Process,
            parent: None,
            name: "main".to_owned(),
            ids: Ids::default(),
        };
        assert_eq!(told(1, born), None);
        assert_eq!(told(2, What::line("a".into(), 1, 0)), Some(first.clone()));
        // Before it has heard of that, a handler raises an exception.
        assert_eq!(told(3, What::line("a".into(), 1, 0)), Some(first));
    }
}
