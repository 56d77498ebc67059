//! Predict, then see: which question is open, what was predicted, and what the run says to it.
//!
//! ```text
//! lessons::Question ──moment──▶ open ──predict──▶ answered ──probe or explored──▶ decided ──▶ shown
//! ```
//! What a question goes through is [`life`]. A verdict is never written down anywhere: [`probe`] reads it from the live run,
//! [`explored`] lets every schedule be searched. What a lesson says of it beforehand is heard by its presenter alone. What the search has found is kept until the run has come so far: first one
//! sees. Verdicts come one after the other, in the order in which they were decided, and each has its turn.
//!
//! A question is about what comes next where it is asked: it stands as long as the actor before its line does, and goes by
//! when that one goes on. One about the whole run, or about every schedule, or one that says from where on its answer can be
//! seen, can be predicted for some steps longer, as long as it is neither decided nor to be seen. Nobody is made to predict, and
//! no key is ever kept from what it does. Who goes on without an answer is told it, with its reason, when it is decided.
//!
//! Never knows ratatui, crossterm, sockets or clocks.

pub mod asked;
pub mod explored;
pub mod life;
pub mod probe;
pub mod settled;
pub mod votes;

use std::collections::VecDeque;

use crate::explore::Program;
use crate::history::History;
use crate::lessons::{Lesson, Question, Settings};
use crate::protocol::{Spot, What};
pub use asked::{Asked, Choice, Verdict};
use explored::Proven;
use life::Life;

/// The questions of a run.
#[derive(Debug, Clone)]
pub struct Predictions {
    lesson: &'static Lesson,
    settings: Settings,
    program: Option<Program>,
    /// All of the lesson's, in its order.
    questions: Vec<Asked>,
    /// The names of those that this run can ask.
    can_come: Vec<&'static str>,
    /// In which order they are asked where several could be.
    order: Vec<usize>,
    /// Those that are due: the next one first.
    queue: VecDeque<usize>,
    /// Those that are known and haven't been handed out.
    news: Vec<usize>,
}

impl Predictions {
    /// Those of a lesson with these knobs; `program` is what the explorer can search of it.
    pub fn new(lesson: &'static Lesson, settings: &Settings, program: Option<Program>) -> Self {
        // A line that isn't in the program with these knobs is never come to.
        let listing = lesson.listing.specialised(settings);
        let stands = |at: &Option<String>| {
            let line = at.as_ref().map(|mark| listing.line_of(mark));
            line.is_none_or(|line| line.is_some())
        };
        let questions = lesson.questions.iter();
        let can_come =
            questions.filter(|question| fits(question, settings) && stands(&question.at));
        Self {
            lesson,
            settings: settings.clone(),
            program,
            can_come: can_come.map(|question| &*question.name).collect(),
            questions: lesson.questions.iter().map(Asked::not_yet).collect(),
            order: (0..lesson.questions.len()).collect(),
            queue: VecDeque::new(),
            news: Vec::new(),
        }
    }

    /// Those of which this is so are asked before the others: they were predicted wrong.
    pub fn ask_first(&mut self, again: impl Fn(&str) -> bool) {
        let questions = &self.questions;
        self.order
            .sort_by_key(|&at| !again(&questions[at].question.name));
    }

    /// Asks these alone.
    pub fn ask_only(&mut self, names: &[String]) {
        self.can_come
            .retain(|can| names.iter().any(|name| name == can));
    }

    /// Whether this run can ask the question of this name.
    pub fn can_ask(&self, name: &str) -> bool {
        self.can_come.contains(&name)
    }

    /// All of the lesson's, in its order, asked or not.
    pub fn all(&self) -> impl Iterator<Item = &Asked> {
        self.questions.iter()
    }

    /// All that were asked and not passed over, in the order in which they were.
    pub fn asked(&self) -> Vec<&Asked> {
        let lives = |asked: &&Asked| asked.predicted.is_some() || asked.life.is_open();
        let mut asked: Vec<&Asked> = self.questions.iter().filter(lives).collect();
        asked.sort_by_key(|asked| asked.at);
        asked
    }

    /// Those of which nothing may be said yet: they were asked, answered or passed over, and aren't decided.
    pub fn undecided(&self) -> impl Iterator<Item = &Asked> {
        let asked = self.questions.iter();
        asked.filter(|asked| asked.life != Life::NotYet && asked.verdict.is_none())
    }

    /// The question that waits for a prediction.
    pub fn open(&self) -> Option<&Asked> {
        self.questions.iter().find(|asked| asked.life.is_open())
    }

    fn open_mut(&mut self) -> Option<&mut Asked> {
        let mut questions = self.questions.iter_mut();
        questions.find(|asked| asked.life.is_open())
    }

    /// The verdict that is on the screen.
    pub fn verdict(&self) -> Option<&Asked> {
        self.questions.iter().find(|asked| asked.life.is_shown())
    }

    /// The verdict that was decided last, of those that have been on the screen.
    pub fn last_told(&self) -> Option<&Asked> {
        let told = self
            .questions
            .iter()
            .filter(|asked| asked.life == Life::Told);
        told.max_by_key(|asked| asked.verdict.as_ref().map(|verdict| verdict.at))
    }

    /// The verdict that one can go back to what shows it of: the one on the screen, otherwise the last that was.
    pub fn to_look_at(&self) -> Option<&Asked> {
        self.verdict().or_else(|| self.last_told())
    }

    /// What is to be looked at: a verdict, otherwise the open question.
    pub fn shown(&self) -> Option<&Asked> {
        self.verdict().or_else(|| self.open())
    }

    /// Whether the open question waits behind a verdict that is read first.
    pub fn is_covered(&self) -> bool {
        self.verdict().is_some() && self.open().is_some()
    }

    /// Which question this is, from 1, in the order in which they were asked, and of how many that this run can ask.
    pub fn place(&self, asked: &Asked) -> (usize, usize) {
        let had = self.questions.iter();
        let before = had.filter(|other| other.life != Life::NotYet && other.at < asked.at);
        (before.count() + 1, self.can_come.len())
    }

    /// How many verdicts wait for their turn.
    pub fn due(&self) -> usize {
        self.queue.len()
    }

    /// The predictions of which nothing is known yet.
    pub fn waiting(&self) -> impl Iterator<Item = &Asked> {
        let waits = |asked: &&Asked| asked.life == Life::Answered;
        self.questions.iter().filter(waits)
    }

    /// Whether anything asked isn't known yet: the screen then keeps to itself what it could say at once.
    pub fn are_pending(&self) -> bool {
        self.open().is_some() || self.waiting().next().is_some()
    }

    /// Lets the next verdict that is due be seen, unless one is.
    pub fn turn(&mut self) {
        if self.verdict().is_none()
            && let Some(next) = self.queue.pop_front()
        {
            self.questions[next].life = self.questions[next].life.turn();
        }
    }

    /// A step was taken. A verdict has been read after `enough` of them.
    pub fn goes_on(&mut self, enough: u32) {
        // A question that nobody saw hasn't been hesitated at; and where another verdict is due, this one goes a step earlier.
        let covered = self.is_covered();
        let enough = match covered {
            true => 1,
            false => enough - u32::from(!self.queue.is_empty() && enough > 1),
        };
        for asked in &mut self.questions {
            if !(covered && asked.life.is_open()) {
                asked.life = asked.life.goes_on(enough);
            }
        }
    }

    /// The last verdict is to be seen again.
    pub fn show_again(&mut self) {
        let known = self.questions.iter().enumerate();
        let known =
            known.filter(|(_, asked)| asked.predicted.is_some() || !asked.rounds.is_empty());
        let known = known.filter_map(|(at, asked)| Some((asked.verdict.as_ref()?.at, at)));
        let Some((_, last)) = known.max() else { return };
        let again = self.questions[last].life.again();
        if std::mem::replace(&mut self.questions[last].life, again) != Life::Due {
            self.queue.push_back(last);
        }
    }

    /// Predicts this of the open question. False when none is open.
    pub fn predict(&mut self, value: &str) -> bool {
        let Some(asked) = self.open_mut() else {
            return false;
        };
        asked.predicted = Some(value.to_owned());
        asked.life = asked.life.answered();
        true
    }

    /// Takes in that something happened, the last event of `history`, or that the run is over. `asks` is whether the
    /// student wants to be asked. Says whether a question has opened.
    pub fn happened(&mut self, history: &History, over: bool, asks: bool) -> bool {
        for (at, asked) in self.questions.iter_mut().enumerate() {
            asked.comes_to(&self.settings, history);
            // What the lesson says beforehand is so as long as nobody drives by hand.
            asked.stated = asked.stated.take().filter(|_| !history.live().steered);
            if !asked.waits() || asked.at == history.len() && !over {
                continue;
            }
            asked.gone_on |= asked.goes_on(history);
            let may_wait = asked.question.look.is_some();
            if asked.look.is_some() || asked.gone_on && !may_wait {
                asked.life = asked.life.goes_by();
            }
            let Some(verdict) = asked.comes_out(history, over) else {
                continue;
            };
            asked.verdict = Some(verdict);
            asked.life = asked.life.decided();
            if asked.life == Life::Due {
                self.queue.push_back(at);
                let predicted = asked.predicted.is_some();
                self.news.extend(predicted.then_some(at));
            }
        }
        if over {
            self.pass_over();
            return false;
        }
        self.ask(history, asks)
    }

    /// Stops asking: what wasn't answered is passed over, and its answer isn't told.
    pub fn pass_over(&mut self) {
        for asked in &mut self.questions {
            if asked.predicted.is_none() {
                asked.by = None;
            }
            asked.life = asked.life.goes_by();
        }
    }

    /// The verdicts on predictions that haven't been handed out yet.
    pub fn news(&mut self) -> Vec<Asked> {
        let news = std::mem::take(&mut self.news).into_iter();
        news.map(|at| self.questions[at].clone()).collect()
    }

    fn ask(&mut self, history: &History, asks: bool) -> bool {
        let Some(event) = history.events().last() else {
            return false;
        };
        let mut opened = false;
        for at in self.order.clone() {
            let question = self.questions[at].question;
            let comes = match (&question.at, &event.what) {
                // At the beginning, once there is a line to look at.
                (None, What::Line(_)) => true,
                (Some(cue), What::Line(Spot { cue: stands, .. })) => **cue == **stands,
                _ => false,
            };
            if !comes {
                continue;
            }
            self.questions[at].times += 1;
            if self.questions[at].life == Life::NotYet
                && self.questions[at].times >= question.time
                && asks
                && self.open().is_none_or(|open| open.gone_on)
                && self.can_ask(&question.name)
                && let Some((choices, proven)) = self.choices(question)
            {
                for asked in &mut self.questions {
                    asked.life = asked.life.makes_way().goes_by();
                }
                let stated = stated(question, self.lesson, &self.settings)
                    .filter(|_| !history.live().steered);
                let asked = &mut self.questions[at];
                asked.choices = choices;
                asked.stated = stated;
                asked.proven = proven;
                asked.at = history.len();
                asked.by = Some(event.actor.clone());
                asked.life = asked.life.comes();
                opened = true;
            }
        }
        opened
    }

    /// The choices with these knobs, and what the explorer has found; None when the knobs leave nothing to choose, or nothing
    /// can be known.
    fn choices(&self, question: &Question) -> Option<(Vec<Choice>, Option<Proven>)> {
        let choices = choices(question, self.lesson, &self.settings);
        let proven = match question.asks.is_explored() {
            true => {
                let program = self.program.as_ref()?;
                Some(explored::answer(&question.asks, program, &self.settings)?)
            }
            false => None,
        };
        (choices.len() > 1).then_some((choices, proven))
    }
}

/// Whether a question is asked with these knobs.
pub fn fits(question: &Question, settings: &Settings) -> bool {
    settings.have(&question.only) && !settings.have_any(&question.not)
}

/// What can be chosen with these knobs: where two choices come to the same, the first stays.
pub fn choices(question: &Question, lesson: &Lesson, settings: &Settings) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (text, written) in question.choices.iter().enumerate() {
        if let Some(value) = question.spelled(written, settings, &lesson.knobs)
            && choices.iter().all(|choice| choice.value != value)
        {
            choices.push(Choice { value, text });
        }
    }
    choices
}

/// The answer that a lesson says beforehand, as the choices spell it; None where more than the knobs decides it.
pub fn stated(question: &Question, lesson: &Lesson, settings: &Settings) -> Option<String> {
    let written = question.answer.as_ref()?.with(settings)?;
    question.spelled(written, settings, &lesson.knobs)
}
