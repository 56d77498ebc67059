//! From a key to the action it stands for here, and how keys are written.
//!
//! Knows no action by name: the table decides.

use crate::app::acts::{edit, present};
use crate::app::effect::Effect;
use crate::app::key::{Code, Key};
use crate::app::state::App;
use crate::app::{actions, half_width};

/// Does what a key stands for; a key that stands for nothing is typed, where something is being typed.
pub(super) fn press(app: &mut App, key: Key) -> Vec<Effect> {
    // What is typed stays as it is typed.
    let key = match app.typing() {
        Some(_) if !key.ctrl => key,
        _ => half_width::key(key),
    };
    let key = normal(key);
    let Some(action) = actions::legal(app).find(|action| action.keys.contains(&key)) else {
        edit::key(app, key);
        present::stays(app);
        return Vec::new();
    };
    let typed = match key.code {
        Code::Char(typed) => Some(typed),
        _ => None,
    };
    present::pressed(app, key, action.name);
    action.does(app, typed)
}

/// Terminals say Ctrl-Z or Ctrl-z for the same key.
fn normal(key: Key) -> Key {
    match key.code {
        Code::Char(letter) if key.ctrl => Key {
            code: Code::Char(letter.to_ascii_lowercase()),
            ..key
        },
        _ => key,
    }
}
