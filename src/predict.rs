//! Predict, then see: which question is open, what was predicted, and what the run says to it.
//!
//! ```text
//! lessons::Question ──moment──▶ Asked ──pick──▶ predicted ──probe or explored──▶ Verdict
//!                                 └──passed over, by going on without a prediction
//! ```
//! No answer is written down anywhere: [`probe`] reads it from the live run, [`explored`] lets every schedule be searched.
//! Nobody is made to predict, and no key is ever kept from what it does.
//!
//! Never knows ratatui, crossterm, sockets or clocks.

pub mod explored;
pub mod probe;

use crate::explore::{Program, Schedule};
use crate::history::History;
use crate::lessons::{Lesson, Question, Settings, formula};
use crate::protocol::What;

/// How many steps a question stays open when the student goes on without a prediction.
const PATIENCE: usize = 4;

/// How many steps a verdict stays to be read.
const READING: usize = 3;

/// A question that was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which.
    pub question: &'static Question,
    /// What can be chosen, in the order of the letters A, B, C, …: all different.
    pub choices: Vec<Choice>,
    /// At which position of the trace it was asked.
    pub at: usize,
    /// What was predicted, as the choices spell it.
    pub predicted: Option<String>,
    /// The hands that were counted for each choice, if a class has voted.
    pub hands: Vec<u32>,
    /// What the run, or the explorer, said.
    pub verdict: Option<Verdict>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The answer it stands for.
    pub value: String,
    /// Which of the lesson's texts on the question's choices is about it.
    pub text: usize,
}

/// How a prediction came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The answer.
    pub truth: String,
    /// At which position of the trace it became known.
    pub at: usize,
    /// From which position on it is to be read.
    pub read_from: usize,
    /// The position that refutes what was predicted, or shows it.
    pub shows: usize,
    /// A schedule that shows it, where the answer is about every schedule.
    pub schedule: Option<Schedule>,
}

impl Asked {
    /// The choice of this letter, from A.
    pub fn choice(&self, letter: char) -> Option<&Choice> {
        let at = (letter as usize).checked_sub('A' as usize)?;
        self.choices.get(at)
    }

    /// Whether what was predicted is so; None before that is known.
    pub fn is_right(&self) -> Option<bool> {
        let (predicted, verdict) = (self.predicted.as_ref()?, self.verdict.as_ref()?);
        Some(*predicted == verdict.truth)
    }
}

/// The questions of a run.
#[derive(Debug, Clone)]
pub struct Predictions {
    lesson: &'static Lesson,
    settings: Settings,
    program: Option<Program>,
    /// How often somebody has come to the question's moment, by question.
    times: Vec<usize>,
    asked: Vec<Asked>,
    /// How many verdicts have been handed out.
    told: usize,
}

impl Predictions {
    /// Those of a lesson with these knobs; `program` is what the explorer can search of it.
    pub fn new(lesson: &'static Lesson, settings: &Settings, program: Option<Program>) -> Self {
        Self {
            lesson,
            settings: settings.clone(),
            program,
            times: vec![0; lesson.questions.len()],
            asked: Vec::new(),
            told: 0,
        }
    }

    /// All that were asked and not passed over, in their order.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// The question that waits for a prediction.
    pub fn open(&self) -> Option<&Asked> {
        let last = self.asked.last()?;
        (last.predicted.is_none() && last.verdict.is_none()).then_some(last)
    }

    /// The question to be looked at: one whose verdict has only just come; otherwise the open one; otherwise one whose verdict
    /// is still being read; otherwise none.
    pub fn shown(&self, history: &History) -> Option<&Asked> {
        let within = |steps: usize| {
            move |asked: &&Asked| {
                let verdict = asked.verdict.as_ref();
                verdict.is_some_and(|verdict| beats_since(verdict.read_from, history) < steps)
            }
        };
        // The next question often comes with the very step that answers this one: it waits for one more.
        let mut newest = self.asked.iter().rev();
        let just_come = newest.find(within(2));
        let read = || self.asked.iter().rev().find(within(READING));
        just_come.or_else(|| self.open()).or_else(read)
    }

    /// The predictions of which nothing is known yet.
    pub fn waiting(&self) -> impl Iterator<Item = &Asked> {
        let waits = |asked: &&Asked| asked.predicted.is_some() && asked.verdict.is_none();
        self.asked.iter().filter(waits)
    }

    /// The last verdict is to be read from here on, however old it is.
    pub fn show_again(&mut self, history: &History) {
        let mut verdicts = self.asked.iter_mut().rev();
        if let Some(last) = verdicts.find_map(|asked| asked.verdict.as_mut()) {
            last.read_from = history.len();
        }
    }

    /// A class has voted on the open question.
    pub fn vote(&mut self, hands: Vec<u32>) {
        if self.open().is_some()
            && let Some(asked) = self.asked.last_mut()
        {
            asked.hands = hands;
        }
    }

    /// Whether anything asked isn't known yet: the screen then keeps to itself what it could say at once.
    pub fn are_pending(&self) -> bool {
        self.asked.iter().any(|asked| asked.verdict.is_none())
    }

    /// Predicts this of the open question. False when none is open.
    pub fn predict(&mut self, value: &str, history: &History) -> bool {
        if self.open().is_none() {
            return false;
        }
        let Some(asked) = self.asked.last_mut() else {
            return false;
        };
        asked.predicted = Some(value.to_owned());
        if asked.question.asks.is_explored()
            && let Some(program) = &self.program
            && let Some(proven) = explored::answer(&asked.question.asks, program, &self.settings)
        {
            asked.verdict = Some(Verdict {
                truth: proven.value,
                at: history.len(),
                read_from: history.len(),
                shows: history.len(),
                schedule: proven.schedule,
            });
        }
        true
    }

    /// Takes in that something happened, the last event of `history`, or that the run is over. `asks` is whether the
    /// student wants to be asked.
    pub fn happened(&mut self, history: &History, over: bool, asks: bool) {
        for asked in &mut self.asked {
            if asked.verdict.is_some() || asked.at == history.len() {
                continue;
            }
            if let Some(shown) = probe::answer(&asked.question.asks, history, over) {
                let predicted = asked.predicted.as_deref().unwrap_or_default();
                let shows = probe::refuted(&asked.question.asks, predicted, &shown, history);
                asked.verdict = Some(Verdict {
                    truth: shown.value,
                    at: shown.at,
                    read_from: shown.at,
                    shows,
                    schedule: None,
                });
            }
        }
        // Who goes on without a prediction isn't asked any longer.
        let stays = |asked: &Asked| {
            let known = asked.verdict.is_some();
            asked.predicted.is_some()
                || (!known && !over && beats_since(asked.at, history) < PATIENCE)
        };
        self.asked.retain(stays);
        if !over {
            self.ask(history, asks);
        }
    }

    /// Stops asking: the open question is passed over.
    pub fn pass_over(&mut self) {
        self.asked.retain(|asked| asked.predicted.is_some());
    }

    /// The verdicts on predictions that haven't been handed out yet.
    pub fn news(&mut self) -> Vec<Asked> {
        let known = self.asked.iter().filter(|asked| asked.is_right().is_some());
        let news: Vec<Asked> = known.skip(self.told).cloned().collect();
        self.told += news.len();
        news
    }

    fn ask(&mut self, history: &History, asks: bool) {
        let Some(event) = history.events().last() else {
            return;
        };
        for (at, question) in self.lesson.questions.iter().enumerate() {
            let comes = match (&question.at, &event.what) {
                (None, What::Born { parent, .. }) => parent.is_none(),
                (Some(cue), What::Line { cue: stands, .. }) => **cue == **stands,
                _ => false,
            };
            if !comes {
                continue;
            }
            self.times[at] += 1;
            if self.times[at] == question.time
                && asks
                && self.open().is_none()
                && fits(question, &self.settings)
                && let Some(choices) = self.choices(question)
            {
                self.asked.push(Asked {
                    question,
                    choices,
                    at: history.len(),
                    predicted: None,
                    hands: Vec::new(),
                    verdict: None,
                });
            }
        }
    }

    /// The choices with these knobs; None when they leave nothing to choose, or nothing can be known.
    fn choices(&self, question: &Question) -> Option<Vec<Choice>> {
        let choices = choices(question, self.lesson, &self.settings);
        let known = match question.asks.is_explored() {
            true => {
                let program = self.program.as_ref()?;
                explored::answer(&question.asks, program, &self.settings).is_some()
            }
            false => true,
        };
        (known && choices.len() > 1).then_some(choices)
    }
}

/// Whether a question is asked with these knobs.
pub fn fits(question: &Question, settings: &Settings) -> bool {
    let mut only = question.only.iter();
    only.all(|(knob, value)| settings.get(knob) == value)
}

/// What can be chosen with these knobs: where two choices come to the same, the first stays.
pub fn choices(question: &Question, lesson: &Lesson, settings: &Settings) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (text, written) in question.choices.iter().enumerate() {
        let value = match question.asks.is_number() {
            // A test reads every formula of every lesson.
            true => formula::value(written, settings).map(|value| value.to_string()),
            false => Ok(formula::filled(written, settings, &lesson.knobs)),
        };
        if let Ok(value) = value
            && choices.iter().all(|choice| choice.value != value)
        {
            choices.push(Choice { value, text });
        }
    }
    choices
}

/// How many steps lie between a position and the live end.
fn beats_since(position: usize, history: &History) -> usize {
    history.beats().saturating_sub(history.beat_at(position))
}
