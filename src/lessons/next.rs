//! What to try when a lesson is through: another setting, something to be done, another lesson. `[[next]]` in `lesson.toml`.
//!
//! Never knows which key does it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::lessons::Settings;

/// One thing to try.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Next {
    /// The same with these knobs.
    Set(BTreeMap<String, String>),
    /// An action, by its name.
    Do(String),
    /// Another lesson, by its id.
    Open(String),
}

impl Next {
    /// Whether it would change nothing: all its knobs are so already.
    pub fn is_so(&self, settings: &Settings) -> bool {
        match self {
            Next::Set(knobs) => settings.have(knobs),
            Next::Do(_) | Next::Open(_) => false,
        }
    }
}
