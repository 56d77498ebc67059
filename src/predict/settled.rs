//! Where a question about the whole run is decided before its end: once somebody, or everybody, has come so far.
//!
//! Never knows the answer.

use std::collections::BTreeSet;

use crate::history::History;
use crate::lessons::{Question, Settings, Settled, formula};
use crate::protocol::keys::{FORK, Key};
use crate::protocol::{ActorId, Kind, Spot, What};
use crate::world::{Actor, World};

/// Who has come to where a question is decided, or shows, or has ended.
#[derive(Debug, Clone, Default)]
pub struct Passed(BTreeSet<ActorId>);

impl Passed {
    /// Takes the last event in.
    pub fn happened(
        &mut self,
        (where_to, question): (Option<&Settled>, &Question),
        settings: &Settings,
        history: &History,
    ) {
        let Some(where_to) = where_to else { return };
        let Some(event) = history.events().last() else {
            return;
        };
        let has_come = match &event.what {
            What::Line(Spot { cue, .. }) => where_to.marks().iter().any(|mark| **mark == **cue),
            What::Fact { key, .. } if matches!(where_to, Settled::Said(said) if **said == **key) => {
                true
            }
            What::Ended { .. } => match where_to {
                Settled::Said(_) => false,
                Settled::Two(_) => history.live().actor(&event.actor).is_some_and(is_a_process),
                _ => true,
            },
            What::Fact { key, value, .. } => {
                let of = |(local, formula): (&String, &String)| {
                    Key::of(key) == Key::Local(local)
                        && formula::value(formula, settings)
                            .is_ok_and(|it| it.to_string() == **value)
                };
                question.or_local.iter().any(of)
            }
            _ => false,
        };
        if has_come {
            self.0.insert(event.actor.clone());
        }
    }

    /// Whether nothing will come any more that could change the answer.
    pub fn is_settled(&self, where_to: Option<&Settled>, history: &History) -> bool {
        let live = history.live();
        let came = match where_to {
            None => false,
            Some(Settled::First(_)) => self.0.contains(&ActorId::root()),
            Some(Settled::Said(_)) => !self.0.is_empty(),
            Some(Settled::Two(_)) => self.0.len() >= 2,
            Some(Settled::All(_)) => live.actors().all(|actor| self.0.contains(&actor.id)),
            Some(Settled::Threads(_)) => {
                let mut threads = live.actors().filter(|actor| actor.kind == Kind::Thread);
                threads.all(|thread| self.0.contains(&thread.id))
            }
            Some(Settled::Any(mark)) => {
                let stands = |actor: &Actor| actor.at.as_ref().is_some_and(|at| *at.cue == **mark);
                live.actors().any(stands)
            }
        };
        came && all_are_born(live)
    }
}

/// Whether it is a process of the program's, not one of the library's own.
fn is_a_process(actor: &Actor) -> bool {
    actor.kind == Kind::Process && !actor.is_helper()
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
