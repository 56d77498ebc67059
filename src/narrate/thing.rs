//! What is told of a queue, an event, a semaphore and the like: how it is, and who waits for it.
//!
//! Never knows where it is drawn. The words are `[thing]` in `assets/ui`.

use crate::i18n::say;
use crate::narrate::Teller;
use crate::narrate::markup::code;
use crate::protocol::{Order, Reason, Thing, ThingKind};

impl Teller<'_> {
    /// How a thing is, in a sentence; None for a kind that isn't known.
    pub(super) fn thing(&self, name: &str, value: &str) -> Option<String> {
        let number = |count: usize| count.to_string();
        let (key, n, of) = match Thing::of(value)?.kind {
            ThingKind::Queue { many: true, .. } => ("queue_many", String::new(), String::new()),
            ThingKind::Queue { order, bound, .. } => {
                let key = match (order, bound) {
                    (Order::First, None) => "queue",
                    (Order::First, Some(_)) => "queue_bound",
                    (Order::Last, _) => "queue_last",
                    (Order::Smallest, _) => "queue_smallest",
                };
                (key, bound.map_or_else(String::new, number), String::new())
            }
            ThingKind::Event(true) => ("event_set", String::new(), String::new()),
            ThingKind::Event(false) => ("event_clear", String::new(), String::new()),
            ThingKind::Semaphore { left, .. } => ("semaphore", number(left), String::new()),
            ThingKind::Barrier { there, parties } => ("barrier", number(there), number(parties)),
            ThingKind::Broken => ("broken", String::new(), String::new()),
            ThingKind::Condition => ("condition", String::new(), String::new()),
            ThingKind::Future { state, came } => {
                let said = say(self.lang, &format!("thing.is_{state}"), &[]);
                match came {
                    _ if state == "failed" => ("future_failed", String::new(), code(came)),
                    "" => ("future", said, String::new()),
                    _ => ("future_came", said, code(came)),
                }
            }
            ThingKind::Executor { workers, waiting } => {
                ("executor", number(workers), number(waiting))
            }
            ThingKind::Value(value) => ("value", value.to_owned(), String::new()),
        };
        let with = [("thing", code(name)), ("n", n), ("of", of)];
        let with = with.each_ref().map(|(key, value)| (*key, value.as_str()));
        Some(say(self.lang, &format!("thing.{key}"), &with))
    }

    /// What the actor waits for, where that is a thing whose state is known.
    pub(super) fn waits_for_thing(&self, on: &str) -> Option<String> {
        let reason = Reason::of(on);
        let name = match reason {
            Reason::Other(call) => call.strip_suffix(".wait_for()")?,
            reason => reason.thing()?,
        };
        let thing = self.world.thing(name, &self.event.actor)?;
        let queue = self.world.queue(name);
        let (mut n, mut of) = (String::new(), String::new());
        let key = match (thing.kind, reason) {
            (
                ThingKind::Queue {
                    bound: Some(bound),
                    many: false,
                    ..
                },
                Reason::Put(_),
            ) => {
                n = queue.map_or(0, |queue| queue.len()).to_string();
                of = bound.to_string();
                "waits_for_room"
            }
            (ThingKind::Queue { .. }, Reason::Get(_)) => {
                match queue.is_none_or(|queue| queue.is_empty()) {
                    true => "waits_for_something",
                    false => "waits_to_take",
                }
            }
            (ThingKind::Queue { .. }, Reason::Join(_)) => "waits_for_work",
            (ThingKind::Event(_), Reason::Wait(_)) => "waits_for_event",
            (ThingKind::Condition, Reason::Wait(_) | Reason::Other(_)) => "waits_for_notify",
            (ThingKind::Barrier { there, parties }, Reason::Wait(_)) => {
                (n, of) = (there.to_string(), parties.to_string());
                "waits_at_barrier"
            }
            (ThingKind::Semaphore { .. }, Reason::Lock(_)) => "waits_for_semaphore",
            (ThingKind::Future { state, .. }, Reason::TaskResult(_)) => {
                n = say(self.lang, &format!("thing.is_{state}"), &[]);
                "waits_for_future"
            }
            _ => return None,
        };
        let with = [
            ("actor", self.who(&self.event.actor)),
            ("thing", code(name)),
            ("n", n),
            ("of", of),
        ];
        let with = with.each_ref().map(|(key, value)| (*key, value.as_str()));
        Some(say(self.lang, &format!("thing.{key}"), &with))
    }
}
