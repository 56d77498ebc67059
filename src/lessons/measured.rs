//! What stands for a lesson's measured figures where the same has to come out every time: `[[measured]]` in `lesson.toml`.
//!
//! The figures are of one run on a machine that had nothing else to do. Never knows a run, nor who shows it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The figures of a run with these knobs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// With which knobs they were measured; every knob that isn't named may have any value.
    #[serde(default)]
    pub only: BTreeMap<String, String>,
    /// What the facts say, by their keys.
    pub facts: BTreeMap<String, String>,
    /// The lines that are printed, by how they begin.
    #[serde(default)]
    pub prints: BTreeMap<String, String>,
}

impl Measured {
    /// The line that stands for this one.
    pub fn print(&self, line: &str) -> Option<&str> {
        let mut prints = self.prints.iter();
        let print = prints.find(|(begin, _)| line.starts_with(&***begin));
        print.map(|(_, stands)| stands.as_str())
    }
}
