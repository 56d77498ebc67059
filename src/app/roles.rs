//! What an actor is called on the screen: a thread or a generator by its name, a process by its role, `child of 1`.
//!
//! The number in that is the parent's row on the stage, which is the key that lets the parent go; where all processes are made
//! for the same, each has a number among them: `worker 2`. Never knows what an actor does.

use std::collections::HashMap;

use crate::app::App;
use crate::i18n::{self, Lang};
use crate::lessons::Scene;
use crate::narrate;
use crate::protocol::{ActorId, Kind};
use crate::world::Actor;

/// What is known of the actors of the world that is looked at.
#[derive(Debug, Default)]
pub struct Roles {
    /// Their rows on the stage, from 1.
    rows: HashMap<ActorId, usize>,
    /// Which one a process is of those its parent has made, from 1.
    order: HashMap<ActorId, usize>,
    /// The words for such a process, where all are made for the same.
    made_for: Option<&'static str>,
}

impl Roles {
    /// Those of the opened lesson; none without one.
    pub fn of(app: &App) -> Roles {
        let Some(open) = app.lesson() else {
            return Roles::default();
        };
        let rows = open.rows().into_iter().enumerate();
        let made_for = match open.scene() {
            Scene::Workers => Some("view.role.worker"),
            Scene::Gil => Some("view.role.process"),
            _ => None,
        };
        let mut order = HashMap::new();
        let mut made: HashMap<&ActorId, usize> = HashMap::new();
        let live = open.history.live();
        for actor in live.actors().filter(|_| made_for.is_some()) {
            if let (Kind::Process, Some(parent)) = (actor.kind, &actor.parent) {
                let made = made.entry(parent).or_default();
                *made += 1;
                order.insert(actor.id.clone(), *made);
            }
        }
        Roles {
            rows: rows.map(|(at, id)| (id, at + 1)).collect(),
            order,
            made_for,
        }
    }

    /// The actor's row on the stage, from 1; None for one that isn't born where one looks.
    pub fn row(&self, id: &ActorId) -> Option<usize> {
        self.rows.get(id).copied()
    }

    /// What an actor is called.
    pub fn name(&self, actor: &Actor, lang: Lang) -> String {
        if actor.has_its_own_name() {
            return narrate::called(actor, lang);
        }
        if actor.kind != Kind::Process || actor.is_the_program() {
            return actor.name.clone();
        }
        let Some(parent) = &actor.parent else {
            return i18n::word(lang, "view.role.first").to_owned();
        };
        let say = |key: &str, n: usize| i18n::say(lang, key, &[("n", &n.to_string())]);
        match (
            self.made_for.zip(self.order.get(&actor.id)),
            self.row(parent),
        ) {
            (Some((key, &n)), _) => say(key, n),
            (None, Some(row)) => say("view.role.child", row),
            (None, None) => actor.label(),
        }
    }

    /// What an actor is called where no row is seen: a process with its number, which tells it from its siblings.
    pub fn numbered(&self, actor: &Actor, lang: Lang) -> String {
        let name = self.name(actor, lang);
        let is_child = actor.kind == Kind::Process && actor.parent.is_some();
        match self
            .row(&actor.id)
            .filter(|_| is_child && self.made_for.is_none() && !actor.has_its_own_name())
        {
            Some(row) => format!("{row} {name}"),
            None => name,
        }
    }
}
