//! What a lesson asks before it shows: the moment, what is asked for, and the choices, as `lesson.toml` has them.
//!
//! The student's answer is never read from here: `predict` reads it from the run, or lets `explore` find it. What a question
//! says of it beforehand is for the presenter alone.
//! Never knows a run, nor the screen.

use std::collections::BTreeMap;
use std::slice;

use serde::Deserialize;

use crate::lessons::{Answers, Knob, Passage, Settings, formula};
use crate::protocol::Kind;

/// A question of a lesson: a `[[predict]]` table in `lesson.toml`, and a `## predict: NAME` in each language's text.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, in the texts and in the student's progress.
    pub name: String,
    /// The marked line before which somebody must stand for it to be asked; none: it is asked at the beginning.
    #[serde(default)]
    pub at: Option<String>,
    /// The how-manieth time that somebody stands there, from 1.
    #[serde(default = "first")]
    pub time: usize,
    /// The lines that it is about, which stay on the screen while it is open; none: the line before which it is asked.
    #[serde(default)]
    pub lines: Option<Passage>,
    /// With which knobs it is asked; every knob that isn't named may have any value.
    #[serde(default)]
    pub only: BTreeMap<String, String>,
    /// With which it isn't: one of these values is enough.
    #[serde(default)]
    pub not: BTreeMap<String, String>,
    /// What is asked for.
    pub asks: Probe,
    /// From where on the run can't change the answer any more, or has shown it; none: at its end.
    #[serde(default)]
    pub settled: Option<Settled>,
    /// Who has come so far, too, as soon as a local of theirs is this: formulas over the knobs, by the local's name.
    #[serde(default)]
    pub or_local: BTreeMap<String, String>,
    /// From where on it can be seen how it will come out, before it is decided.
    #[serde(default)]
    pub look: Option<Settled>,
    /// What can be chosen. For a number: formulas over the knobs, such as `2^forks`. Otherwise: the answer as the run tells
    /// it, knobs in braces: `'{pattern}'`.
    pub choices: Vec<String>,
    /// Which of them is the answer, where the knobs alone decide it: only a presenter is told before the run has shown it.
    #[serde(default)]
    pub answer: Option<Answers>,
}

impl Question {
    /// A choice or an answer as the run spells it, with these knobs; None where a formula can't be read.
    pub fn spelled(&self, written: &str, settings: &Settings, knobs: &[Knob]) -> Option<String> {
        match self.asks.is_number() {
            // A test reads every formula of every lesson.
            true => Some(formula::value(written, settings).ok()?.to_string()),
            false => Some(formula::filled(written, settings, knobs)),
        }
    }
}

fn first() -> usize {
    1
}

/// From where on a run can't change an answer about the whole of it; or where it has shown what the explorer knows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// Once the first actor stands before this marked line.
    First(String),
    /// Once all there are have stood before it, or have ended.
    All(String),
    /// The same of the threads beside the first: that one waits for them.
    Threads(String),
    /// Once anybody stands before it.
    Any(String),
    /// Once anybody has said this since it was asked: a fact.
    Said(String),
    /// Once two have come to one of these lines since it was asked, or are processes that have ended.
    Two(Vec<String>),
}

impl Settled {
    /// Whether what happens counts, before the question is asked or since.
    pub fn counts(&self, is_asked: bool) -> bool {
        is_asked || !matches!(self, Settled::Said(_) | Settled::Two(_))
    }

    /// The marks of the lines; what is said has none.
    pub fn marks(&self) -> &[String] {
        match self {
            Settled::First(mark)
            | Settled::All(mark)
            | Settled::Threads(mark)
            | Settled::Any(mark) => slice::from_ref(mark),
            Settled::Two(marks) => marks,
            Settled::Said(_) => &[],
        }
    }
}

/// What a question asks for, and so how the run answers it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// How many actors of this kind there have been at the run's end.
    Count(Kind),
    /// How often anybody comes to the line of this mark, from here to the run's end. They come one after the other, for all to see:
    /// it isn't open while they do.
    Comes(String),
    /// How many lines have been printed at the run's end.
    Lines,
    /// The next line that is printed, on standard output.
    NextLine,
    /// The next line with this in it.
    LineWith(String),
    /// The last line that has been printed at the run's end.
    LastLine,
    /// How the next call of this verb comes out: what it gives, or what it raises.
    Outcome(String),
    /// How the next call of any verb comes out.
    NextOutcome,
    /// What is next said under this name of anybody: a fact.
    Fact(String),
    /// The wait status that the kernel keeps of the next child that becomes a zombie.
    WaitStatus,
    /// What is last said under this name until the run's end.
    LastFact(String),
    /// Whose variable changes next under this name, the first process's or another's copy: `yes` or `no`; `no`, too, when none has
    /// changed until the end.
    Reaches(String),
    /// The name of the next actor that sleeps, or `nobody` when the run ends first.
    NextBlocked,
    /// The name of whom the actor of this name waits for when it next sleeps; what it waits for, when nobody has it.
    WaitsFor(String),
    /// How many sleep when a deadlock has been found; 0 when the run comes to its end.
    Stuck,
    /// How the actor of this name ends: an exit code, a signal (`signal 9`), what it returns or raises.
    End(String),
    /// The name of the next that ends.
    NextEnd,
    /// The mark of the line that the next exception comes from which nobody catches, or `nowhere` when the run ends first.
    Uncaught,
    /// The least value that the program's first variable can have at the end, by the explorer.
    Least,
    /// The greatest.
    Most,
    /// How many schedules there are, by the explorer.
    Schedules,
    /// Whether any schedule ends in a deadlock, by the explorer: `yes` or `no`.
    Deadlocks,
    /// Whether the first variable can end with this value (a formula), by the explorer: `yes` or `no`.
    CanEnd(String),
    /// Whether any schedule lets a thread raise, by the explorer: `yes` or `no`.
    CanRaise,
}

impl Probe {
    /// Whether the answer is a number, which can be typed as well as chosen.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Probe::Count(_)
                | Probe::Comes(_)
                | Probe::Lines
                | Probe::Stuck
                | Probe::WaitStatus
                | Probe::Least
                | Probe::Most
                | Probe::Schedules
        )
    }

    /// Whether the answer is about the whole run, or about every schedule, not about the step before which it is asked.
    pub fn is_about_the_whole(&self) -> bool {
        let of_the_run = matches!(
            self,
            Probe::Count(_) | Probe::Lines | Probe::LastLine | Probe::LastFact(_) | Probe::Stuck
        );
        of_the_run || self.is_explored()
    }

    /// Whether the answer is about every schedule, not about this run.
    pub fn is_explored(&self) -> bool {
        matches!(
            self,
            Probe::Least
                | Probe::Most
                | Probe::Schedules
                | Probe::Deadlocks
                | Probe::CanEnd(_)
                | Probe::CanRaise
        )
    }
}
