//! What somebody waits for, and who alone can end that.
//!
//! Never knows how long it has waited.

use crate::narrate::Teller;
use crate::narrate::markup::code;
use crate::protocol::{ActorId, Kind, Reason};
use crate::world::Actor;

impl Teller<'_> {
    /// It waits for this. `ends`: its time will be over.
    pub(super) fn waits(&self, on: &str, owner: Option<&ActorId>, ends: bool) -> String {
        let said = self.blocked(on, owner, ends);
        // Who sleeps waits for nothing else.
        let sleeps = on.starts_with("time.sleep(") || on.starts_with("Timer(");
        match ends && !sleeps {
            true => self.say("blocked_until", &[("said", &said)]),
            false => said,
        }
    }

    fn blocked(&self, on: &str, owner: Option<&ActorId>, ends: bool) -> String {
        if let Some(said) = self.waits_for_thing(on) {
            return said;
        }
        let lock = matches!(Reason::of(on), Reason::Lock(_));
        let owner = match (owner, self.actor()) {
            (None, Some(actor)) if lock => self.world.awaited(actor).map(|owner| &owner.id),
            _ => owner,
        };
        let awaited = match on.parse() {
            Ok(id) => self.who(&id),
            Err(_) => code(on),
        };
        let inside = |owner| {
            let owner = self.world.actor(owner);
            owner.is_some_and(|owner| owner.kind == Kind::Coroutine)
        };
        match owner {
            Some(owner) => {
                let gone = self.world.actor(owner).is_some_and(Actor::is_gone);
                let key = match Reason::of(on) {
                    _ if inside(owner) => "blocked_in",
                    Reason::Lock(_) if *owner == self.event.actor && !ends => "blocked_by_itself",
                    Reason::Lock(_) if gone => "blocked_by_gone",
                    Reason::Lock(_) | Reason::Gil => "blocked_by",
                    Reason::Other(_) if *owner == self.event.actor => "blocked_alone",
                    // Nobody holds an end.
                    _ => "blocked_join",
                };
                self.say(key, &[("on", &awaited), ("owner", &self.who(owner))])
            }
            None if Reason::of(on) == Reason::Prompt => self.say("blocked_prompt", &[]),
            None => self.say("blocked", &[("on", &awaited)]),
        }
    }
}
