//! A lesson's tour, as `tour.toml` in its folder has it: what is done, and what is said then.
//!
//! The captions' words are in the lesson's texts: `## tour: NAME`. Never knows how a tour is played.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A tour.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tour {
    /// The knobs that aren't at their defaults.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Its steps, in order.
    pub step: Vec<Stop>,
    /// The steps of the tour of the program itself, which is offered to newcomers: the shelf's first lesson has them.
    #[serde(default)]
    pub program: Vec<Stop>,
}

impl Tour {
    /// All steps, those through the program included.
    pub fn stops(&self) -> impl Iterator<Item = &Stop> {
        self.step.iter().chain(&self.program)
    }
}

/// A step of a tour: something is done, then something is said.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Keys that are pressed, between blanks, as the help writes them: `→`, `End`, `x`; a text in quotes is typed.
    #[serde(default)]
    pub keys: String,
    /// Steps are taken, in turns, until somebody stands before this marked line.
    pub until: Option<String>,
    /// The how-manieth time, from here on.
    #[serde(default = "once")]
    pub times: usize,
    /// Steps are taken until there are none to take.
    #[serde(default)]
    pub to_the_end: bool,
    /// The caption that is shown then.
    pub say: String,
    /// For how many seconds; none: as long as it takes to read it.
    pub pause: Option<f64>,
    /// What must be on the screen then, beside the caption's words in backticks: a sign, or a state's name in `[state]`.
    #[serde(default)]
    pub shows: Vec<String>,
}

fn once() -> usize {
    1
}
