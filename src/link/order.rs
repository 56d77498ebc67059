//! Brings the events of many connections into the order in which they happened, and numbers them.
//!
//! Each actor takes a stamp from the shared page and then writes; the lines arrive as they please. An event is let go when
//! all earlier stamps have been, so a slow writer only delays. A killed writer may have taken a stamp and written nothing:
//! [`Order::give_up_gap`] lets the rest go on.
//!
//! Never knows sockets or time.

use std::collections::BTreeMap;

use crate::protocol::{ActorId, Event, What};

/// Stamped events on their way to being a trace.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// By stamp, and behind it what the link itself saw of that stamp's actor.
    waiting: BTreeMap<(u64, u32), (u64, ActorId, What)>,
    /// The last stamp that was let go.
    stamp: u64,
    /// The last number that was given.
    seq: u64,
    seen: u32,
}

impl Order {
    /// Takes in an event that came with its stamp as `seq`.
    pub(super) fn came(&mut self, event: Event) {
        // One that comes after its gap was given up is late, not lost: it goes next.
        let key = if event.seq > self.stamp {
            (event.seq, 0)
        } else {
            self.behind(self.stamp)
        };
        self.waiting
            .insert(key, (event.t_ns, event.actor, event.what));
    }

    /// Takes in what the link itself saw; it belongs right behind the actor's own last stamp.
    pub(super) fn saw(&mut self, after: u64, t_ns: u64, actor: ActorId, what: What) {
        let key = self.behind(after.max(self.stamp));
        self.waiting.insert(key, (t_ns, actor, what));
    }

    fn behind(&mut self, stamp: u64) -> (u64, u32) {
        self.seen += 1;
        (stamp, self.seen)
    }

    /// Lets go what has nothing missing before it.
    pub(super) fn ready(&mut self) -> Vec<Event> {
        let mut ready = Vec::new();
        while let Some(entry) = self.waiting.first_entry() {
            let (stamp, _) = *entry.key();
            if stamp > self.stamp + 1 {
                break;
            }
            self.stamp = stamp.max(self.stamp);
            self.seq += 1;
            let (t_ns, actor, what) = entry.remove();
            ready.push(Event {
                seq: self.seq,
                t_ns,
                actor,
                what,
            });
        }
        ready
    }

    /// Whether something waits for a stamp that hasn't come.
    pub(super) fn has_gap(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Goes on as if what is missing will never come.
    pub(super) fn give_up_gap(&mut self) {
        if let Some(((stamp, _), _)) = self.waiting.first_key_value() {
            self.stamp = stamp.saturating_sub(1).max(self.stamp);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(seq: u64) -> Event {
        Event {
            seq,
            t_ns: seq,
            actor: ActorId::root(),
            what: What::Unblocked { on: "x".into() },
        }
    }

    fn times(events: &[Event]) -> Vec<(u64, u64)> {
        events.iter().map(|event| (event.seq, event.t_ns)).collect()
    }

    #[test]
    fn an_early_arrival_waits_for_what_happened_before_it() {
        let mut order = Order::default();
        order.came(event(2));
        assert_eq!(order.ready(), []);
        assert!(order.has_gap());
        order.came(event(1));
        assert_eq!(times(&order.ready()), [(1, 1), (2, 2)]);
        assert!(!order.has_gap());
    }

    #[test]
    fn a_killed_writers_stamp_is_given_up_and_a_late_one_is_not_lost() {
        let mut order = Order::default();
        order.came(event(1));
        order.came(event(4));
        assert_eq!(times(&order.ready()), [(1, 1)]);
        order.give_up_gap();
        assert_eq!(times(&order.ready()), [(2, 4)]);
        order.came(event(3));
        order.came(event(5));
        assert_eq!(times(&order.ready()), [(3, 3), (4, 5)]);
    }

    #[test]
    fn what_the_link_saw_stands_behind_the_actors_last_word() {
        let mut order = Order::default();
        order.came(event(3));
        order.saw(
            2,
            77,
            ActorId::root(),
            What::Unblocked { on: "seen".into() },
        );
        order.came(event(1));
        order.came(event(2));
        assert_eq!(times(&order.ready()), [(1, 1), (2, 2), (3, 77), (4, 3)]);
    }
}
