//! What is said below a stage, by the knobs: `[[below]]` in `lesson.toml`.
//!
//! Never knows a run, nor the screen.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A sentence below a stage: a `[[below]]` table in `lesson.toml`, and a `## below: NAME` in each language's text, with knobs in braces.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Below {
    /// Its name in the texts.
    pub name: String,
    /// With which knobs it is said; every knob that isn't named may have any value.
    #[serde(default)]
    pub only: BTreeMap<String, String>,
    /// How many actors that makes, the first one included: a formula over the knobs, such as `2^forks`.
    #[serde(default)]
    pub actors: Option<String>,
}
