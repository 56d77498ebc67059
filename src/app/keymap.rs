//! From a key to the action it stands for here, and how keys are written.
//!
//! Knows no action by name: the table decides.

use crate::app::{App, Code, Effect, Key, actions, edit, half_width, present};

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
        return Vec::new();
    };
    let typed = match key.code {
        Code::Char(typed) => Some(typed),
        _ => None,
    };
    present::pressed(app, key, action);
    (action.act)(app, typed)
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

impl Key {
    /// A key by itself.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// A character's key.
    pub const fn char(letter: char) -> Self {
        Self::plain(Code::Char(letter))
    }

    /// A letter's key with Control held.
    pub const fn ctrl(letter: char) -> Self {
        Self {
            code: Code::Char(letter),
            ctrl: true,
            alt: false,
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            Code::Char(' ') => f.write_str("Space"),
            Code::Char(letter) if self.ctrl => write!(f, "{}", letter.to_ascii_uppercase()),
            Code::Char(letter) => write!(f, "{letter}"),
            Code::F(number) => write!(f, "F{number}"),
            Code::Up => f.write_str("↑"),
            Code::Down => f.write_str("↓"),
            Code::Left => f.write_str("←"),
            Code::Right => f.write_str("→"),
            Code::BackTab => f.write_str("Shift-Tab"),
            Code::PageUp => f.write_str("PgUp"),
            Code::PageDown => f.write_str("PgDn"),
            named => write!(f, "{named:?}"),
        }
    }
}
