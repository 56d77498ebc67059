//! The catalogue of lessons, read from `assets/lessons/<model>/<id>/`: texts, listings, cues, knobs.
//!
//! A lesson is data; adding one touches its folder, its demo file and one line of `demos`' table.
//! Never knows the screen, nor how a demo runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::i18n::Lang;

/// One of Python's three concurrency models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// `os.fork`, `multiprocessing`
    Process,
    /// `threading`
    Thread,
    /// `yield`, `async`/`await`
    Coroutine,
}

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// The name on the command line: `fork-tree`.
    pub id: String,
    /// The model it belongs to.
    pub model: Model,
    /// What the student can set, in the order of `lesson.toml`.
    pub knobs: Vec<Knob>,
    /// Whether a generator can be driven by hand (`next`, `send`, `throw`, `close`).
    pub drives_generator: bool,
    /// Whether a task's `result()` can be asked for by hand.
    pub asks_results: bool,
    /// The Python program, as it stands in `listing.py`, knobs at their defaults.
    pub listing: Listing,
    /// English, Chinese.
    texts: [Text; 2],
}

impl Lesson {
    /// The texts in a language.
    pub fn text(&self, lang: Lang) -> &Text {
        &self.texts[lang as usize]
    }

    /// All knobs at their defaults.
    pub fn defaults(&self) -> Settings {
        unimplemented!()
    }
}

/// A lesson's texts in one language. All but `title` are Markdown (paragraphs, `code`, **bold**, *emphasis*, lists, fenced blocks).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Text {
    /// What the lesson is called: `A tree of forks`.
    pub title: String,
    /// Two or three sentences for the home screen.
    pub summary: String,
    /// Short labelled lines for the home screen, in order: (`What runs`, `real processes by fork(2)`).
    pub facts: Vec<(String, String)>,
    /// The explanation, whole.
    pub about: String,
    /// Why, per cue. `{pid}` and the like are filled in from the world by `narrate`.
    pub notes: BTreeMap<String, String>,
    /// One sentence per knob.
    pub knobs: BTreeMap<String, String>,
}

/// A Python listing whose marked lines have names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its lines, without the marks.
    pub lines: Vec<ListingLine>,
}

/// A line of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingLine {
    /// The text, without its mark.
    pub text: String,
    /// The name that `#: name` gave it.
    pub cue: Option<Arc<str>>,
}

impl Listing {
    /// The number (from 1) of the line with this cue.
    pub fn line_of(&self, _cue: &str) -> Option<u32> {
        unimplemented!()
    }

    /// The same listing with each `knob = …` line at the margin giving the knob's present value as a Python literal.
    pub fn with(&self, _settings: &Settings) -> Listing {
        unimplemented!()
    }

    /// The program as CPython reads it.
    pub fn program(&self) -> String {
        unimplemented!()
    }
}

/// Something the student can set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knob {
    /// Its name, also the name of the listing's variable: `forks`.
    pub name: String,
    /// What it may be.
    pub range: Range,
}

/// What a knob may be.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub fn check(&self, _value: &str) -> Result<String, BadSetting> {
        unimplemented!()
    }

    /// What it is at first.
    pub fn default_value(&self) -> String {
        unimplemented!()
    }

    /// The next (`by` = 1) or the previous (`by` = -1) value of a number or choice, held within the range; a text stays as it is.
    pub fn turned(&self, _value: &str, _by: i64) -> String {
        unimplemented!()
    }
}

/// The knobs' values of a run, each one checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    /// The value of a knob, as text; empty for a knob the lesson doesn't have.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The value of a number knob; 0 for a knob the lesson doesn't have.
    pub fn int(&self, name: &str) -> i64 {
        self.get(name).parse().unwrap_or(0)
    }

    /// Sets a knob of `lesson`.
    ///
    /// # Errors
    /// The lesson has no such knob (the nearest one is named), or the value doesn't fit it.
    pub fn set(&mut self, _lesson: &Lesson, _name: &str, _value: &str) -> Result<(), BadSetting> {
        unimplemented!()
    }

    /// All values, as they are written on the command line.
    pub fn as_map(&self) -> &BTreeMap<String, String> {
        &self.0
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
    pub fn said(&self, _lang: Lang) -> String {
        unimplemented!()
    }
}

/// A lesson that doesn't exist; says which ones are near.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no lesson {asked:?}{}; `concurrium list` names them all", nearest.as_ref().map(|n| format!(": did you mean {n}?")).unwrap_or_default())]
pub struct NoLesson {
    /// What was asked for.
    pub asked: String,
    /// The nearest id, if one is near.
    pub nearest: Option<String>,
}

/// All lessons, models in order, in each model the order of `assets/lessons/order.toml`. Read once.
pub fn all() -> &'static [Lesson] {
    unimplemented!()
}

/// The lesson with this id.
///
/// # Errors
/// There is none; the nearest is named.
pub fn find(_id: &str) -> Result<&'static Lesson, NoLesson> {
    unimplemented!()
}
