//! A question's answer, said beforehand for whoever presents the lesson: `answer` in `lesson.toml`.
//!
//! Only the knobs may decide it, never chance nor a step that somebody chooses. The run has the last word: a test holds what is
//! said here against it. Never knows a run, nor who is told.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::lessons::Settings;

/// Which of a question's choices is the answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Answers {
    /// This one with any knobs, spelled as the choices are.
    Always(String),
    /// It depends on the knobs: the first that fits; where none does, nothing is known.
    Cases(Vec<Answer>),
}

/// An answer with some knobs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// With which knobs it is so; every knob that isn't named may have any value.
    #[serde(default)]
    pub only: BTreeMap<String, String>,
    /// The answer, spelled as the choices are: the same text, or a formula that comes to one of them.
    pub is: String,
}

impl Answers {
    /// The answer with these knobs, spelled as the choices are.
    pub fn with(&self, settings: &Settings) -> Option<&str> {
        match self {
            Answers::Always(is) => Some(is),
            Answers::Cases(cases) => {
                let mut cases = cases.iter();
                let fits = cases.find(|answer| settings.have(&answer.only))?;
                Some(&fits.is)
            }
        }
    }

    /// All answers that there may be.
    pub fn cases(&self) -> Vec<Answer> {
        match self {
            Answers::Cases(cases) => cases.clone(),
            Answers::Always(is) => vec![Answer {
                only: BTreeMap::new(),
                is: is.clone(),
            }],
        }
    }
}
