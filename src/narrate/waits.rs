//! What somebody waits for, and who alone can end that.
//!
//! Never knows how long it has waited.

use crate::i18n::{Lang, say};
use crate::narrate::Teller;
use crate::narrate::markup::code;
use crate::protocol::{ActorId, Kind, Reason};
use crate::world::{Actor, World};

/// A deadlock, and the tasks in it that wait for a worker of a pool whose workers all wait themselves.
pub(super) fn with_pool(said: String, world: &World, lang: Lang) -> String {
    let Some((pool, workers, waiting)) = world.pool_without_a_worker() else {
        return said;
    };
    let (workers, waiting) = (workers.to_string(), waiting.to_string());
    let pool = code(pool);
    let with = [
        ("said", &*said),
        ("pool", &pool),
        ("n", &workers),
        ("of", &waiting),
    ];
    say(lang, "narrate.no_free_worker", &with)
}

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

    /// Whether it is a worker of `multiprocessing`'s pool without a task: the library names both it and the pipe.
    fn is_idle_worker(&self, on: &str) -> bool {
        let is_worker = |actor: &Actor| actor.label().contains("PoolWorker-");
        on == "inqueue.get()" && self.actor().is_some_and(is_worker)
    }

    /// Whether it waits for a lock that its process's fork has left locked.
    fn waits_for_ever(&self) -> bool {
        let actor = self.actor();
        actor.is_some_and(|actor| self.world.waits_for_what_was_left(actor))
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
            None if self.waits_for_ever() => self.say("blocked_left", &[("on", &awaited)]),
            None if Reason::of(on) == Reason::Prompt => self.say("blocked_prompt", &[]),
            None if self.is_idle_worker(on) => self.say("blocked_worker", &[("on", &awaited)]),
            None => self.say("blocked", &[("on", &awaited)]),
        }
    }
}
