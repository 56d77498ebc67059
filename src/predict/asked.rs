//! A question of a run: what can be chosen, what was predicted, who has come how far towards its answer, and how it came out.
//!
//! Never knows the other questions.

use crate::explore::Schedule;
use crate::history::History;
use crate::lessons::{Question, Settings};
use crate::predict::explored::Proven;
use crate::predict::life::Life;
use crate::predict::probe;
use crate::predict::settled::Passed;
use crate::protocol::ActorId;

/// A question of a run.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which.
    pub question: &'static Question,
    /// Where it is in its life.
    pub life: Life,
    /// What can be chosen, in the order of the letters A, B, C, …: all different; empty before it is asked.
    pub choices: Vec<Choice>,
    /// At which position of the trace it was asked.
    pub at: usize,
    /// What was predicted, as the choices spell it.
    pub predicted: Option<String>,
    /// The hands that were counted for each choice, a round after the other, if a class has voted.
    pub rounds: Vec<Vec<u32>>,
    /// At which position of the trace the last round was closed.
    pub(super) voted_at: usize,
    /// What the run, or the explorer, said.
    pub verdict: Option<Verdict>,
    /// Before whose next step it was asked.
    pub(super) by: Option<ActorId>,
    /// Whether that step has been taken, where it is about what comes of it: then the next question may take its place.
    pub(super) gone_on: bool,
    /// What the explorer has found, until the run has come so far.
    pub(super) proven: Option<Proven>,
    /// What the lesson says beforehand that the answer is.
    pub(super) stated: Option<String>,
    /// How often somebody has come to its moment.
    pub(super) times: usize,
    /// Who has come to where it is decided, and to where it shows.
    settled: Passed,
    looks: Passed,
    /// At which position it could be seen how it would come out.
    pub(super) look: Option<usize>,
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
    /// The position that refutes what was predicted, or shows it.
    pub shows: usize,
    /// A schedule that shows it, where the answer is about every schedule.
    pub schedule: Option<Schedule>,
}

impl Asked {
    pub(super) fn not_yet(question: &'static Question) -> Self {
        Self {
            question,
            life: Life::NotYet,
            choices: Vec::new(),
            at: 0,
            predicted: None,
            rounds: Vec::new(),
            voted_at: 0,
            verdict: None,
            by: None,
            gone_on: false,
            proven: None,
            stated: None,
            times: 0,
            settled: Passed::default(),
            looks: Passed::default(),
            look: None,
        }
    }

    /// The choice of this letter, from A.
    pub fn choice(&self, letter: char) -> Option<&Choice> {
        let at = (letter as usize).checked_sub('A' as usize)?;
        self.choices.get(at)
    }

    /// The answer, as far as it is known, for the presenter alone: the run's own, what the explorer has found, or what the
    /// lesson says beforehand.
    pub fn known(&self) -> Option<&str> {
        let verdict = self.verdict.as_ref().map(|verdict| &*verdict.truth);
        let proven = self.proven.as_ref().map(|proven| &*proven.value);
        verdict.or(proven).or(self.stated.as_deref())
    }

    /// Whether what was predicted is so; None before that is known.
    pub fn is_right(&self) -> Option<bool> {
        let (predicted, verdict) = (self.predicted.as_ref()?, self.verdict.as_ref()?);
        Some(*predicted == verdict.truth)
    }

    /// Whether it is still to be known how it comes out. Nobody is told what they didn't want to be asked.
    pub(super) fn waits(&self) -> bool {
        let asked = matches!(self.life, Life::Open { .. } | Life::Answered | Life::Passed);
        asked && self.verdict.is_none() && self.by.is_some()
    }

    /// Whether the step before which it was asked is being taken, and it is about what comes of that.
    pub(super) fn goes_on(&self, history: &History) -> bool {
        let stands = |id| history.live().actor(id).is_some_and(|by| by.standing);
        !self.question.asks.is_about_the_whole() && !self.by.as_ref().is_some_and(stands)
    }

    /// How it comes out, if that is known after the last event, or the run's end.
    pub(super) fn comes_out(&self, history: &History, over: bool) -> Option<Verdict> {
        let asks = &self.question.asks;
        let settled = self.question.settled.as_ref();
        let over = over || self.settled.is_settled(settled, history);
        if asks.is_explored() {
            let over = over || probe::shows(asks, history);
            let proven = self.proven.clone().filter(|_| over)?;
            return Some(Verdict {
                truth: proven.value,
                at: history.len(),
                shows: history.len(),
                schedule: proven.schedule,
            });
        }
        let shown = probe::answer(asks, self.at, history, over)?;
        let predicted = self.predicted.as_deref().unwrap_or_default();
        let shows = match self.look {
            Some(look) => look,
            None => probe::refuted(asks, self.at, predicted, &shown, history),
        };
        Some(Verdict {
            truth: shown.value,
            at: shown.at,
            shows,
            schedule: None,
        })
    }

    /// Takes in who has come how far by the last event.
    pub(super) fn comes_to(&mut self, settings: &Settings, history: &History) {
        let question = self.question;
        let (settled, look) = (question.settled.as_ref(), question.look.as_ref());
        let counts = settled.filter(|it| it.counts(self.by.is_some()));
        self.settled.happened((counts, question), settings, history);
        self.looks.happened((look, question), settings, history);
        let shows = self.by.is_some() && self.looks.is_settled(look, history);
        if shows && self.look.is_none() {
            self.look = Some(history.len());
            // It was decided before it could be seen.
            if let Some(verdict) = &mut self.verdict {
                verdict.shows = history.len();
            }
        }
    }
}
