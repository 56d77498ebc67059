//! What steps have shown, so that one that shows nothing new is known for it.
//!
//! A step's *shape* is the line it was taken from and what its actor then said, kind by kind: that it printed, not what; that
//! it fell asleep, and on what sort of thing. A shape that was seen [`OFTEN`] times is old.
//!
//! Never knows who takes steps, nor why.

use std::collections::{HashMap, HashSet};

use crate::protocol::{ActorId, Event, How, Kind, Reason, Spot, State, What};

/// How often a shape is seen before it is old.
const OFTEN: u32 = 2;

/// What a step was taken from, and what came of it.
type Shape = Vec<String>;

/// The shapes that were seen.
#[derive(Debug, Clone, Default)]
pub struct Familiar {
    seen: HashMap<Shape, u32>,
    /// What anybody ever told, kind by kind.
    told: HashSet<String>,
    /// The step under way: whose, and its shape so far.
    step: Option<(ActorId, Shape)>,
}

impl Familiar {
    /// A step begins: whose, and before which marked line the actor stands.
    pub fn begins(&mut self, actor: &ActorId, mark: &str) {
        self.ends();
        self.step = Some((actor.clone(), vec![mark.to_owned()]));
    }

    /// Something happened. A process that is born makes a step worth a look, however many were born before, and so does what
    /// another does meanwhile that nobody has done so far.
    pub fn happened(&mut self, event: &Event) {
        if let What::Born {
            kind: Kind::Process,
            ..
        } = event.what
        {
            self.step = None;
        }
        let Some(part) = part(&event.what) else {
            return;
        };
        let news = self.told.insert(part.clone());
        match &mut self.step {
            Some((actor, shape)) if *actor == event.actor => shape.push(part),
            Some(_) if news => self.step = None,
            _ => {}
        }
    }

    /// The step under way has ended. Says whether it showed nothing new.
    pub fn ends(&mut self) -> bool {
        let Some((_, shape)) = self.step.take() else {
            return false;
        };
        let seen = self.seen.entry(shape).or_default();
        *seen += 1;
        *seen > OFTEN
    }
}

/// What an event adds to a step's shape.
fn part(what: &What) -> Option<String> {
    Some(match what {
        What::Line(Spot { cue, .. }) => format!("line {cue}"),
        // `t1`, `t2`: the same sort of fact, of another task.
        What::Fact { key, .. } => {
            format!("fact {}", key.replace(|c: char| c.is_ascii_digit(), "#"))
        }
        What::Blocked { on, .. } => format!("asleep {:?}", std::mem::discriminant(&Reason::of(on))),
        What::Message { verb, .. } => format!("message {verb}"),
        What::Outcome {
            verb, exception, ..
        } => format!("outcome {verb} {}", exception.is_some()),
        What::Output { stream, .. } => format!("output {stream:?}"),
        What::Ended { how, .. } => format!(
            "ended {}",
            match how {
                How::Exit(code) => format!("exit {code}"),
                How::Signal(signal) => format!("signal {signal}"),
                How::Return(_) => "return".to_owned(),
                How::Raise(_) => "raise".to_owned(),
            }
        ),
        What::State {
            state: State::Running | State::Ready,
            ..
        } => return None,
        What::State { state, .. } => format!("state {state:?}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Ids, Stream};

    fn event(what: What) -> Event {
        Event {
            seq: 1,
            t_ns: 0,
            actor: ActorId::root(),
            what,
        }
    }

    fn prints(text: &str) -> What {
        What::Output {
            stream: Stream::Stdout,
            text: text.into(),
            open: false,
            unsigned: false,
        }
    }

    /// One step from this line, with what came of it; whether it showed nothing new.
    fn step(familiar: &mut Familiar, mark: &str, what: &[What]) -> bool {
        familiar.begins(&ActorId::root(), mark);
        for what in what {
            familiar.happened(&event(what.clone()));
        }
        familiar.ends()
    }

    #[test]
    fn what_was_seen_twice_is_old_whatever_it_printed() {
        let mut familiar = Familiar::default();
        let old: Vec<bool> = ["a", "b", "c", "d"]
            .map(|text| step(&mut familiar, "print", &[prints(text)]))
            .into();
        assert_eq!(old, [false, false, true, true]);
        assert!(!step(&mut familiar, "print", &[]), "it printed nothing");
        assert!(!step(&mut familiar, "look", &[prints("a")]), "another line");
    }

    #[test]
    fn a_process_is_worth_a_look_each_time() {
        let mut familiar = Familiar::default();
        let born = What::Born {
            kind: Kind::Process,
            parent: Some(ActorId::root()),
            name: "child".into(),
            ids: Ids::default(),
        };
        for _ in 0..=OFTEN {
            assert!(!step(&mut familiar, "fork", std::slice::from_ref(&born)));
        }
    }

    #[test]
    fn what_others_do_meanwhile_counts_the_first_time() {
        let mut familiar = Familiar::default();
        let other: ActorId = "p0/1".parse().expect("an id");
        for _ in 0..OFTEN {
            step(&mut familiar, "fork", &[]);
        }
        for old in [false, true] {
            familiar.begins(&ActorId::root(), "fork");
            familiar.happened(&Event {
                actor: other.clone(),
                ..event(prints("a"))
            });
            assert_eq!(familiar.ends(), old);
        }
        assert!(!familiar.ends(), "nobody steps");
    }
}
