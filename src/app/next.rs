//! What to try when a lesson is through, as keys that do it right there.
//!
//! Never knows how it is drawn.

use crate::app::actions::{self, Action, legal};
use crate::app::state::App;
use crate::app::state::open::Open;
use crate::i18n::say;
use crate::lessons::Next;

/// One thing to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// The key that does it.
    pub key: String,
    /// What it does.
    pub word: String,
    /// The action that a click does.
    pub action: &'static str,
}

/// What to try now; nothing before the end, nor in the past.
pub fn next(app: &App) -> Vec<Try> {
    let Some(open) = app.lesson().filter(|open| open.is_through()) else {
        return Vec::new();
    };
    let back = open.way_back().map(Next::Set);
    let tries = back.iter().chain(open.fresh());
    tries.filter_map(|next| one(app, open, next)).collect()
}

fn one(app: &App, open: &Open, next: &Next) -> Option<Try> {
    let named = |name: &str| legal(app).find(|action| action.name == name);
    let key = |action: &Action| action.keys[0].to_string();
    Some(match next {
        Next::Set(knobs) => {
            if open.suggested().as_ref() != Some(knobs) {
                return None; // one key has one setting
            }
            let is_new =
                |(knob, value): &(&String, &String)| open.play.settings.get(knob) != *value;
            let knobs = knobs.iter().filter(is_new).enumerate();
            let knobs = knobs.map(|(nth, (knob, value))| {
                let set = ["app.set", "app.set_too"][nth.min(1)];
                say(app.lang, set, &[("knob", knob), ("value", value)])
            });
            let action = named("knobs")?;
            Try {
                key: key(action),
                word: knobs.collect::<Vec<_>>().join(", "),
                action: action.name,
            }
        }
        Next::Do(name) => {
            let action = named(name)?;
            Try {
                key: key(action),
                word: actions::short(action, app)?,
                action: action.name,
            }
        }
        Next::Open(id) => {
            let action = named("next-lesson")?;
            Try {
                key: key(action),
                word: say(app.lang, "app.next_lesson", &[("lesson", id)]),
                action: action.name,
            }
        }
    })
}
