//! What an option or an argument can be given, by its name in the definition of the command line.
//!
//! Never reads what it was given: that is the parsers' work.

use clap::Arg;

use crate::cli::completions::answer::Answer;
use crate::cli::script;
use crate::i18n::Lang;
use crate::lessons::{ByHand, Knob, Lesson, Range, Shelf};
use crate::protocol::Signal;

/// The shells' names on the command line.
pub(super) const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// A number with more values than this is not listed.
const MOST_NUMBERS: i64 = 32;

/// What can be done with a generator, with examples of what goes in.
pub(super) const GENERATORS: [&str; 7] = [
    "next",
    "send None",
    "send 1",
    "send 'text'",
    "throw RuntimeError",
    "throw GeneratorExit",
    "close",
];

/// Who asks, and what is known of the line so far.
pub(super) struct Asker<'a> {
    pub(super) subcommand: &'a str,
    /// The subcommands, each with what it is.
    pub(super) commands: &'a [(String, String)],
    pub(super) passed: &'a [(&'a Arg, String)],
    pub(super) shelf: &'a Shelf,
    pub(super) lang: Lang,
}

/// Where the values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Lessons,
    Knobs,
    Verbs,
    Languages,
    Themes,
    CastVersions,
    Clocks,
    Steps,
    Outputs,
    Orders,
    Commands,
    Shells,
    Files,
    /// Whatever one likes: a number, keys, a size.
    Free,
}

/// Where the values of an argument come from; None for one that nobody has thought of.
pub(super) fn source(argument: &Arg) -> Option<Source> {
    Some(match argument.get_id().as_str() {
        "lesson" | "through" => Source::Lessons,
        "of" | "subcommand" => Source::Commands,
        "shell" => Source::Shells,
        "set" => Source::Knobs,
        "verbs" => Source::Verbs,
        "lang" => Source::Languages,
        "theme" => Source::Themes,
        "cast_version" => Source::CastVersions,
        "clock" => Source::Clocks,
        "step" => Source::Steps,
        "stdout" => Source::Outputs,
        "order" => Source::Orders,
        "captions" | "input" | "output" | "plan" | "python" | "record" | "results" => Source::Files,
        "at" | "free" | "keys" | "memory" | "module" | "n" | "schedule" | "seconds" | "seed"
        | "size" | "states" | "words" | "speed" | "pause" | "from" | "to" => Source::Free,
        _ => return None,
    })
}

/// What the argument can be given, where `begun` stands already.
pub(super) fn of(argument: &Arg, begun: &str, asker: &Asker<'_>) -> Answer {
    let source = source(argument).unwrap_or(Source::Free);
    let words = |words: &[&str]| words.iter().map(|word| plain(word)).collect();
    let candidates = match source {
        Source::Lessons => asker.lessons(),
        Source::Knobs => asker.knobs(begun),
        Source::Verbs => asker.verbs(),
        Source::Languages => words(&Lang::ALL.map(Lang::code)),
        Source::Themes => words(&["light", "dark", "auto"]),
        Source::CastVersions => words(&["2", "3"]),
        Source::Clocks => words(&script::CLOCKS),
        Source::Steps => words(&script::STEPS),
        Source::Outputs => words(&script::OUTPUTS),
        Source::Orders => words(&script::ORDERS),
        Source::Commands => asker.commands.to_vec(),
        Source::Shells => words(&SHELLS),
        Source::Files | Source::Free => Vec::new(),
    };
    let of_ones_own = source == Source::Lessons && ["open", "run"].contains(&asker.subcommand);
    Answer {
        files: source == Source::Files || of_ones_own,
        candidates,
    }
}

fn plain(word: &str) -> (String, String) {
    (word.to_owned(), String::new())
}

impl Asker<'_> {
    fn lessons(&self) -> Vec<(String, String)> {
        let fits = |lesson: &Lesson| match self.subcommand {
            "tour" => lesson.tour.is_some(),
            "quiz" => lesson.drills.is_some(),
            "explore" => lesson.lets(ByHand::Schedules),
            _ => true,
        };
        let entries = self.shelf.entries().iter();
        let lessons = entries.filter_map(|entry| entry.open().ok());
        lessons
            .filter(|lesson| fits(lesson))
            .map(|lesson| (lesson.id.clone(), lesson.text(self.lang).title.clone()))
            .collect()
    }

    /// The lesson that the line names.
    fn lesson(&self) -> Option<&Lesson> {
        let mut passed = self.passed.iter();
        let (_, id) = passed.find(|(argument, _)| argument.get_id() == "lesson")?;
        self.shelf.open(id).ok()
    }

    /// `KNOB=`, and once it is clear which, `KNOB=VALUE`.
    fn knobs(&self, begun: &str) -> Vec<(String, String)> {
        let Some(lesson) = self.lesson() else {
            return Vec::new();
        };
        let set = |knob: &Knob| {
            let mut passed = self.passed.iter();
            passed.any(|(argument, value)| {
                let name = value.split_once('=').map(|(name, _)| name);
                argument.get_id() == "set" && name == Some(&knob.name)
            })
        };
        let about = |knob: &Knob| {
            let text = lesson.text(self.lang).knobs.get(&knob.name);
            let line = text
                .and_then(|text| text.lines().next())
                .unwrap_or_default();
            line.replace(['`', '*'], "")
        };
        let name = begun.split_once('=').map_or(begun, |(name, _)| name);
        let whole = begun.contains('=');
        let fits = |knob: &&Knob| match whole {
            true => knob.name == name,
            false => knob.name.starts_with(name) && !set(knob),
        };
        let knobs: Vec<&Knob> = lesson.knobs.iter().filter(fits).collect();
        if let [knob] = knobs[..] {
            let values = values_of(knob).into_iter();
            let values: Vec<_> = values
                .map(|value| plain(&format!("{}={value}", knob.name)))
                .collect();
            if whole || !values.is_empty() {
                return values;
            }
        }
        let knobs = knobs.into_iter();
        knobs
            .map(|knob| (format!("{}=", knob.name), about(knob)))
            .collect()
    }

    fn verbs(&self) -> Vec<(String, String)> {
        let Some(lesson) = self.lesson() else {
            return Vec::new();
        };
        let mut verbs = Vec::new();
        if lesson.lets(ByHand::Generator) {
            verbs.extend(GENERATORS.map(plain));
        }
        if lesson.lets(ByHand::Signals) {
            let signals = Signal::ALL.map(|signal| {
                let name = signal.name();
                plain(&format!("signal {} p0/1", name.trim_start_matches("SIG")))
            });
            verbs.extend(signals);
        }
        if lesson.lets(ByHand::Python3) {
            verbs.push(plain("python3"));
        }
        verbs
    }
}

fn values_of(knob: &Knob) -> Vec<String> {
    match &knob.range {
        Range::Int { min, max, .. } if max - min < MOST_NUMBERS => {
            (*min..=*max).map(|number| number.to_string()).collect()
        }
        Range::Int { .. } => Vec::new(),
        Range::Choice { choices, .. } => choices.clone(),
        Range::Text { default, .. } => vec![default.clone()],
    }
}
