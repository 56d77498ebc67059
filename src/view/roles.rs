//! What an actor is called on the screen: a thread or a generator by its name, a process by its role, `child of 1`.
//!
//! A process's number in that is its parent's row on the stage, which is the key that lets the parent go. Never knows what
//! an actor does.

use std::collections::HashMap;

use crate::app::App;
use crate::i18n::{self, Lang};
use crate::protocol::{ActorId, Kind};
use crate::world::Actor;

/// The rows of the actors of the world that is looked at.
#[derive(Debug, Default)]
pub struct Roles(HashMap<ActorId, usize>);

impl Roles {
    /// Those of the opened lesson; none without one.
    pub fn of(app: &App) -> Roles {
        let rows = app.lesson().map_or_else(Vec::new, |open| open.rows());
        let numbered = rows.into_iter().enumerate();
        Roles(numbered.map(|(at, id)| (id, at + 1)).collect())
    }

    /// The actor's row on the stage, from 1; None for one that isn't born where one looks.
    pub fn row(&self, id: &ActorId) -> Option<usize> {
        self.0.get(id).copied()
    }

    /// What an actor is called.
    pub fn name(&self, actor: &Actor, lang: Lang) -> String {
        if actor.kind != Kind::Process || actor.name == "main" {
            return actor.name.clone();
        }
        match actor.parent.as_ref() {
            None => i18n::word(lang, "view.role.first").to_owned(),
            Some(parent) => match self.row(parent) {
                Some(row) => i18n::say(lang, "view.role.child", &[("n", &row.to_string())]),
                None => actor.label(),
            },
        }
    }
}
