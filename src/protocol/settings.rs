//! The knobs' values of a run, as the two programs and a saved run write them.
//!
//! Never knows which knobs a lesson has: `lessons` checks what is put in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The knob of the lessons that follow a version of CPython.
pub const PYTHON: &str = "python";

/// Where a script was run: what its file is called; [`PIPED`], or `-m MODULE`.
pub const FILE: &str = "file";

/// What a script is called that came on standard input.
pub const PIPED: &str = "-";

/// The knobs' values of a run, each one checked by who put it in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// The value of a knob, as text; empty for a knob that the lesson doesn't have.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The value of a number knob; 0 for a knob that the lesson doesn't have.
    pub fn int(&self, name: &str) -> i64 {
        self.get(name).parse().unwrap_or(0)
    }

    /// How many, by a number knob; 0 for a knob that the lesson doesn't have.
    pub fn count(&self, name: &str) -> usize {
        self.get(name).parse().unwrap_or(0)
    }

    /// Whether all these knobs have these values.
    pub fn have(&self, knobs: &BTreeMap<String, String>) -> bool {
        let mut knobs = knobs.iter();
        knobs.all(|(knob, value)| self.get(knob) == value)
    }

    /// Whether any of these knobs has this value.
    pub fn have_any(&self, knobs: &BTreeMap<String, String>) -> bool {
        let mut knobs = knobs.iter();
        knobs.any(|(knob, value)| self.get(knob) == value)
    }

    /// All values, as they are written on the command line.
    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// Puts in a value that was checked.
    pub(crate) fn put(&mut self, name: String, value: String) {
        self.0.insert(name, value);
    }
}

impl FromIterator<(String, String)> for Settings {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Settings {
        Settings(values.into_iter().collect())
    }
}
