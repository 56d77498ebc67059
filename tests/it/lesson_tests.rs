//! What a lesson's own `tests.toml` says: with which knobs it is held against CPython, and its questions against the run.
//!
//! Never knows how either is done.

use std::collections::BTreeMap;
use std::path::Path;

use concurrium::demos;
use concurrium::lessons::Lesson;
use concurrium::python::Version;
use serde::Deserialize;

/// Some knobs, and their values.
pub(crate) type Set = BTreeMap<String, String>;

/// `tests.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LessonTests {
    /// Held against CPython.
    pub(crate) conformance: Vec<Conformance>,
    /// Held against CPython with each choice of each knob.
    #[serde(default)]
    pub(crate) each_choice: EachChoice,
    /// The facts that are compared, step by step: what each actor is said to be, one value after the other.
    #[serde(default)]
    pub(crate) facts: Vec<String>,
    /// Of these the last value alone: what was before is up to who looks first.
    #[serde(default)]
    pub(crate) last_facts: Vec<String>,
    /// What may differ, step by step, between Rust and CPython.
    #[serde(default)]
    pub(crate) differs: Vec<Differs>,
    /// Held against the run.
    pub(crate) predictions: Predictions,
    /// Words that would answer a question, by the question and the language's code.
    #[serde(default)]
    pub(crate) gives_away: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// What is never said with some knobs.
    #[serde(default)]
    pub(crate) untrue: Vec<Untrue>,
}

/// Words that would be false with these knobs, by the language's code.
#[derive(Deserialize)]
pub(crate) struct Untrue {
    pub(crate) with: Set,
    #[serde(flatten)]
    pub(crate) words: BTreeMap<String, Vec<String>>,
}

/// What may differ, step by step, between Rust and CPython.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Differs {
    /// With these knobs; none: with any.
    #[serde(default)]
    pub(crate) with: Set,
    /// Before this version of CPython, or since that one; none: in any.
    before: Option<String>,
    since: Option<String>,
    /// Nothing is compared.
    #[serde(default)]
    pub(crate) all: bool,
    /// These actors alone are compared.
    pub(crate) only: Option<Vec<String>>,
    /// What isn't compared: whatever has one of these words in it.
    #[serde(default)]
    pub(crate) drop: Vec<String>,
    /// Of all that is done only the marks are compared.
    pub(crate) marks: Option<Marks>,
    /// A mark that counts once where one comes to it again and again.
    pub(crate) once: Option<String>,
    /// A mark that isn't compared.
    pub(crate) passes: Option<String>,
    /// The reason.
    pub(crate) why: String,
}

/// How the marks that all come to are compared, whoever comes to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Marks {
    /// As one comes after the other.
    InOrder,
    /// How often each.
    HowOften,
}

/// Settings of which the same must be equal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conformance {
    pub(crate) equal: Equal,
    /// The first version of CPython that can run the listing, if not the oldest of all.
    since: Option<String>,
    pub(crate) sets: Vec<Set>,
}

/// What of each choice of each knob must be equal, the others at their defaults.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EachChoice {
    /// If not the same as of the first settings above.
    pub(crate) equal: Option<Equal>,
    /// The choices that are held against nothing.
    #[serde(default)]
    pub(crate) but: Vec<Set>,
}

/// What of the output must be equal: what neither the kernel nor the clock decides.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Equal {
    /// Every line, in its order.
    Lines,
    /// Every line in any order, a pid being one only by not being 0.
    AnyOrderWithoutPids,
    /// Every line in its order, but for the pids of parents.
    LinesWithoutPpids,
    /// Every line in its order, but for figures with a decimal point: what was measured.
    LinesWithoutFigures,
    /// Every line in its order, but for the numbers: which they are is up to the race.
    LinesWithoutNumbers,
}

/// Settings with which the questions are held against the run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Predictions {
    sets: Vec<Set>,
    /// Settings whose questions only a newer CPython comes to, where no other body runs the lesson.
    #[serde(default)]
    newer: Vec<Newer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Newer {
    since: String,
    sets: Vec<Set>,
}

impl Predictions {
    /// The settings of a run by this CPython; None: it is as new as any.
    pub(crate) fn sets(&self, python: Option<Version>) -> Vec<Set> {
        let newer = self.newer.iter().filter(|newer| newer.is_for(python));
        let newer = newer.flat_map(|newer| &newer.sets);
        self.sets.iter().chain(newer).cloned().collect()
    }

    /// Whether those are all that there are.
    pub(crate) fn are_all_for(&self, python: Option<Version>) -> bool {
        self.newer.iter().all(|newer| newer.is_for(python))
    }
}

impl Newer {
    fn is_for(&self, python: Option<Version>) -> bool {
        python.is_none_or(|python| known(&self.since) <= python)
    }
}

impl Differs {
    /// Whether it holds of this version.
    pub(crate) fn is_of(&self, version: Version) -> bool {
        let before = self.before.as_deref().map(known);
        let since = self.since.as_deref().map(known);
        before.is_none_or(|before| version < before) && since.is_none_or(|since| since <= version)
    }
}

impl Conformance {
    /// The first version of CPython that can run the listing, if not the oldest of all.
    pub(crate) fn since(&self) -> Option<Version> {
        self.since.as_deref().map(known)
    }
}

/// A version of CPython by its name.
fn known(version: &str) -> Version {
    let known = version.parse();
    known.unwrap_or_else(|_| panic!("{version:?} is no version of CPython that is known"))
}

/// The oldest CPython that a lesson is held against, if not the oldest of all: what CPython alone runs is run as a script, and scripts
/// need this one.
pub(crate) fn oldest_of(lesson: &Lesson) -> Option<Version> {
    demos::find(&lesson.id).is_none().then(|| known("3.9"))
}

/// What this lesson's `tests.toml` says.
pub(crate) fn of(lesson: &Lesson) -> LessonTests {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("assets/lessons").join(lesson.model.code());
    let path = folder.join(&lesson.id).join("tests.toml");
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    toml::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}
