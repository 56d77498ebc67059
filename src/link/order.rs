//! Brings the events of many connections into the order in which they happened, and numbers them.
//!
//! Each actor takes a stamp from the shared page and then writes; the lines arrive as they please. An event is let go when
//! all earlier stamps have been, so a slow writer only delays. A killed writer may have taken a stamp and written nothing:
//! [`Order::give_up_gap`] lets the rest go on.
//!
//! Never knows sockets or time.

use std::collections::{BTreeMap, HashSet};

use crate::link::writers::Writers;
use crate::protocol::keys::REAPED;
use crate::protocol::{ActorId, Event, Source, What};

/// When something happened, to whom, and what.
type Happened = (u64, ActorId, What);

/// Stamped events on their way to being a trace.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// By stamp, and behind it what the link itself saw of that stamp's actor; nothing: that was passed over.
    waiting: BTreeMap<(u64, u32), Option<Happened>>,
    /// The last stamp that was let go.
    stamp: u64,
    /// The last number that was given.
    seq: u64,
    seen: u32,
    /// Who was born in what was let go.
    born: HashSet<ActorId>,
    /// What was written by who isn't born yet, and how it ended: an interpreter that warns of something, or can't begin.
    early: Vec<Happened>,
    /// Who could have written what nobody has told of.
    writers: Writers,
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
            .insert(key, Some((event.t_ns, event.actor, event.what)));
    }

    /// What came with this stamp isn't told.
    pub(super) fn passed_over(&mut self, stamp: u64) {
        if stamp > self.stamp {
            self.waiting.insert((stamp, 0), None);
        }
    }

    /// Takes in what the link itself saw; it belongs right behind the actor's own last stamp.
    pub(super) fn saw(&mut self, after: u64, t_ns: u64, actor: ActorId, what: What) {
        let key = self.behind(after.max(self.stamp));
        self.waiting.insert(key, Some((t_ns, actor, what)));
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
            let Some((t_ns, actor, what)) = entry.remove() else {
                continue;
            };
            let is_early = match &what {
                What::Output { .. } => true,
                // The first process: nobody else is there to tell of its end.
                What::Fact { key, .. } => &**key == REAPED,
                _ => false,
            };
            if is_early && !self.born.contains(&actor) {
                self.early.push((t_ns, actor, what));
                continue;
            }
            let (actor, what) = self.possible(actor, what);
            let is_birth = matches!(what, What::Born { .. });
            let mut let_go = vec![(t_ns, actor.clone(), what)];
            if is_birth {
                let early = std::mem::take(&mut self.early).into_iter();
                let (now, later) = early.partition(|(_, whose, _)| *whose == actor);
                self.early = later;
                let_go.extend::<Vec<_>>(now);
            }
            for (t_ns, actor, what) in let_go {
                let (actor, what) = self.signed(actor, what);
                self.seq += 1;
                ready.push(Event {
                    seq: self.seq,
                    t_ns,
                    actor,
                    what,
                });
            }
        }
        ready
    }

    /// What was read on a terminal is given to whom it is of, where that is known by now.
    fn signed(&mut self, actor: ActorId, mut what: What) -> (ActorId, What) {
        self.writers.hear(&actor, &what);
        if let What::Output { unsigned, .. } = &mut what
            && *unsigned
            && let Some(writer) = self.writers.writer()
        {
            *unsigned = false;
            return (writer.clone(), what);
        }
        (actor, what)
    }

    /// The last line that somebody wrote who was never born.
    pub(super) fn last_words_of_the_unborn(&self) -> Option<&str> {
        self.early.iter().rev().find_map(|(_, _, what)| match what {
            What::Output { text, .. } if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        })
    }

    /// A child that was killed before it was born has nothing to end: whoever waited for it has, and says so.
    fn possible(&mut self, actor: ActorId, what: What) -> (ActorId, What) {
        match what {
            What::Born { .. } => {
                self.born.insert(actor.clone());
            }
            What::Ended { reaped_by, .. } if !self.born.contains(&actor) => {
                let reaped = What::Fact {
                    key: REAPED.into(),
                    value: actor.to_string(),
                    source: Source::Demo,
                };
                return (reaped_by.unwrap_or_else(ActorId::root), reaped);
            }
            _ => {}
        }
        (actor, what)
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
    use crate::protocol::{How, Ids, Kind};

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
    fn what_is_written_before_a_birth_is_told_behind_it_or_is_the_last_that_was_said() {
        let output = |seq| Event {
            what: What::output(crate::protocol::Stream::Stderr, format!("said {seq}")),
            ..event(seq)
        };
        let mut order = Order::default();
        order.came(output(1));
        order.came(output(2));
        assert_eq!(order.ready(), []);
        assert_eq!(order.last_words_of_the_unborn(), Some("said 2"));
        let what = What::Born {
            kind: Kind::Process,
            parent: None,
            name: "main".into(),
            ids: Ids::default(),
        };
        order.came(Event { what, ..event(3) });
        assert_eq!(times(&order.ready()), [(1, 3), (2, 1), (3, 2)]);
        assert_eq!(order.last_words_of_the_unborn(), None);
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

    fn told(seq: u64, actor: &ActorId, what: What) -> Event {
        let actor = actor.clone();
        Event {
            seq,
            t_ns: seq,
            actor,
            what,
        }
    }

    fn ended(by: &ActorId) -> What {
        What::Ended {
            how: How::Signal(9),
            reaped_by: Some(by.clone()),
        }
    }

    #[test]
    fn an_end_that_is_heard_before_the_birth_stays_an_end() {
        let (parent, child) = (ActorId::root(), ActorId::root().child(1));
        let born = What::Born {
            kind: Kind::Process,
            parent: Some(parent.clone()),
            name: "child".to_owned(),
            ids: Ids::default(),
        };
        let mut order = Order::default();
        order.came(told(2, &child, ended(&parent)));
        order.came(told(1, &child, born.clone()));
        let whats: Vec<What> = order.ready().into_iter().map(|event| event.what).collect();
        assert_eq!(whats, [born, ended(&parent)]);
    }

    #[test]
    fn who_was_never_born_is_only_said_to_be_reaped() {
        let (parent, child) = (ActorId::root(), ActorId::root().child(1));
        let mut order = Order::default();
        order.came(told(1, &child, ended(&parent)));
        let ready = order.ready();
        assert_eq!(ready[0].actor, parent);
        assert!(
            matches!(&ready[0].what, What::Fact { key, value, .. } if &**key == "reaped" && value == "p0/1")
        );
    }
}
