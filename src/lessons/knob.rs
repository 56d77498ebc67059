//! What a student can set before a run, and the check of what was given.
//!
//! Never knows where a value was typed: the command line and the screen's form say the same sentences.

use serde::Deserialize;

use crate::i18n::{Lang, Sentence};
use crate::lessons::Lesson;
use crate::protocol::Settings;

/// Something the student can set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Knob {
    /// Its name, also the name of the listing's variable: `forks`.
    pub name: String,
    /// Whether it is about the schedule alone: then it means nothing to CPython, and no line of the listing gives its value.
    #[serde(default)]
    pub schedule: bool,
    /// What it may be.
    #[serde(flatten)]
    pub range: Range,
}

/// What a knob may be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Range {
    /// A whole number from `min` to `max`.
    Int {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
        /// What it is at first.
        default: i64,
    },
    /// One of a few words.
    Choice {
        /// The words.
        choices: Vec<String>,
        /// What it is at first.
        default: String,
    },
    /// Any text of up to `longest` characters, on one line.
    Text {
        /// How many characters at most.
        longest: usize,
        /// What it is at first.
        default: String,
    },
}

impl Knob {
    /// Checks a value and brings it to its usual spelling.
    ///
    /// # Errors
    /// The value is of another type or out of range: the sentence says what would be right.
    pub fn check(&self, value: &str) -> Result<String, BadSetting> {
        let fitting = match &self.range {
            Range::Int { min, max, .. } => value
                .trim()
                .parse::<i64>()
                .ok()
                .filter(|number| (min..=max).contains(&number))
                .map(|number| number.to_string()),
            Range::Choice { choices, .. } => choices
                .iter()
                .find(|choice| choice.eq_ignore_ascii_case(value.trim()))
                .cloned(),
            Range::Text { longest, .. } => {
                let fits =
                    value.chars().count() <= *longest && !value.chars().any(char::is_control);
                fits.then(|| value.to_owned())
            }
        };
        fitting.ok_or_else(|| BadSetting::DoesNotFit {
            knob: self.clone(),
            value: value.to_owned(),
        })
    }

    /// What it is at first.
    pub fn default_value(&self) -> String {
        match &self.range {
            Range::Int { default, .. } => default.to_string(),
            Range::Choice { default, .. } | Range::Text { default, .. } => default.clone(),
        }
    }

    /// The next (`by` = 1) or the previous (`by` = -1) value of a number or choice, held within the range; a text stays as it is.
    /// A value that doesn't fit turns to the default.
    pub fn turned(&self, value: &str, by: i64) -> String {
        let Ok(value) = self.check(value) else {
            return self.default_value();
        };
        match &self.range {
            Range::Int { min, max, default } => {
                let number = value.parse::<i64>().unwrap_or(*default);
                number.saturating_add(by).clamp(*min, *max).to_string()
            }
            Range::Choice { choices, .. } => {
                let at = choices
                    .iter()
                    .position(|choice| *choice == value)
                    .unwrap_or(0);
                let by = isize::try_from(by).unwrap_or(0);
                let at = at.saturating_add_signed(by).min(choices.len() - 1);
                choices[at].clone()
            }
            Range::Text { .. } => value,
        }
    }
}

impl Settings {
    pub(super) fn defaults(knobs: &[Knob]) -> Settings {
        let values = knobs.iter();
        values
            .map(|knob| (knob.name.clone(), knob.default_value()))
            .collect()
    }

    #[cfg(test)]
    pub(super) fn of<const N: usize>(values: [(&str, &str); N]) -> Settings {
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        values.into_iter().collect()
    }

    /// Sets a knob of `lesson`.
    ///
    /// # Errors
    /// The lesson has no such knob (the nearest one is named), or the value doesn't fit it.
    pub fn set(&mut self, lesson: &Lesson, name: &str, value: &str) -> Result<(), BadSetting> {
        let Some(knob) = lesson.knob(name) else {
            let mut knobs: Vec<String> =
                lesson.knobs.iter().map(|knob| knob.name.clone()).collect();
            knobs.sort_by_key(|knob| strsim::damerau_levenshtein(knob, name));
            return Err(BadSetting::Unknown {
                lesson: lesson.id.clone(),
                knob: name.to_owned(),
                knobs,
            });
        };
        self.put(knob.name.clone(), knob.check(value)?);
        Ok(())
    }
}

/// A knob that isn't there, or a value that doesn't fit it. `Display` is an English sentence; `said` is for the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said(Lang::En))]
pub enum BadSetting {
    /// The lesson has no such knob.
    Unknown {
        /// The lesson's id.
        lesson: String,
        /// What was asked for.
        knob: String,
        /// The names it could have been, nearest first.
        knobs: Vec<String>,
    },
    /// The value doesn't fit.
    DoesNotFit {
        /// The knob, whose range says what would.
        knob: Knob,
        /// What was given.
        value: String,
    },
}

impl BadSetting {
    /// A sentence that says what happened and what would be right.
    pub fn said(&self, lang: Lang) -> String {
        self.sentence().said(lang)
    }

    /// The same, to be said later.
    pub fn sentence(&self) -> Sentence {
        let (knob, value) = match self {
            BadSetting::Unknown {
                lesson,
                knob,
                knobs,
            } => {
                let sentence = match knobs.is_empty() {
                    true => Sentence::new("lessons.no_knobs"),
                    false => Sentence::new("lessons.unknown_knob"),
                };
                return sentence
                    .with("lesson", lesson)
                    .with("knob", quoted(knob))
                    .with("knobs", knobs.clone());
            }
            BadSetting::DoesNotFit { knob, value } => (knob, quoted(value)),
        };
        let sentence = match &knob.range {
            Range::Int { min, max, .. } => Sentence::new("lessons.not_a_number")
                .with("min", min)
                .with("max", max),
            Range::Choice { choices, .. } => {
                Sentence::new("lessons.not_a_choice").with("choices", choices.clone())
            }
            Range::Text { longest, .. } => {
                Sentence::new("lessons.not_a_line").with("longest", longest)
            }
        };
        sentence.with("knob", &knob.name).with("value", value)
    }
}

/// What was typed, in quotes, so that an empty or a strange value is seen; a long one is cut.
fn quoted(value: &str) -> String {
    const SHOWN: usize = 24;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?}…", &value[..end]),
        None => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int() -> Knob {
        let range = Range::Int {
            min: 1,
            max: 10,
            default: 3,
        };
        Knob {
            name: "forks".to_owned(),
            schedule: false,
            range,
        }
    }

    fn choice() -> Knob {
        let choices = ["doubling", "chain", "star"].map(str::to_owned).to_vec();
        let range = Range::Choice {
            choices,
            default: "doubling".to_owned(),
        };
        Knob {
            name: "shape".to_owned(),
            schedule: false,
            range,
        }
    }

    fn text() -> Knob {
        let range = Range::Text {
            longest: 4,
            default: "a".to_owned(),
        };
        Knob {
            name: "pattern".to_owned(),
            schedule: false,
            range,
        }
    }

    fn sentence(knob: &Knob, value: &str) -> String {
        knob.check(value)
            .map_or_else(|bad| bad.to_string(), |fits| format!("fits: {fits}"))
    }

    #[test]
    fn values_are_brought_to_their_usual_spelling() {
        assert_eq!(sentence(&int(), " 07"), "fits: 7");
        assert_eq!(sentence(&choice(), "Star"), "fits: star");
        assert_eq!(sentence(&text(), " 进程 "), "fits:  进程 ");
    }

    #[test]
    fn what_does_not_fit_is_told_what_would() {
        let number = "forks must be a whole number from 1 to 10, not";
        for value in ["0", "11", "3.0", "", "99999999999999999999"] {
            assert_eq!(sentence(&int(), value), format!("{number} {value:?}"));
        }
        let chosen = "shape must be one of doubling, chain, star, not \"tree\"";
        assert_eq!(sentence(&choice(), "tree"), chosen);
        for value in ["abcde", "a\nb"] {
            assert_eq!(
                sentence(&text(), value),
                "pattern must be one line of at most 4 characters"
            );
        }
        assert!(sentence(&int(), &"9".repeat(1000)).len() < 100);
    }

    #[test]
    fn turning_stays_within_the_range() {
        assert_eq!(int().turned("9", 1), "10");
        assert_eq!(int().turned("10", 1), "10");
        assert_eq!(int().turned("1", -1), "1");
        assert_eq!(int().turned("many", 1), "3");
        assert_eq!(choice().turned("chain", 1), "star");
        assert_eq!(choice().turned("star", 1), "star");
        assert_eq!(choice().turned("doubling", -1), "doubling");
        assert_eq!(text().turned("ab", 1), "ab");
    }
}
