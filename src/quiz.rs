//! Drills without end: small programs made by chance from a seed, a question about each, and the answer that a model finds.
//!
//! ```text
//! seed ──▶ Dice ──▶ forks, threads or generators ──▶ Drill { program, question, choices, answer, why }
//! ```
//! The same seed makes the same drills, on every machine: `oorandom`'s generator (PCG) is fixed. Every program is Python that
//! CPython runs; tests hold the answers against brute force and against CPython.
//!
//! Never knows the screen.

mod forks;
mod generators;
mod processes;
mod threads;

use crate::i18n::{self, Lang};
pub use crate::lessons::DrillKind as Kind;
use crate::narrate::plain;

/// How many drills a sheet has when nobody says.
pub const COUNT: usize = 10;

/// A drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What it is about.
    pub kind: Kind,
    /// The Python program.
    pub program: String,
    /// What is asked.
    pub question: Words,
    /// What can be chosen, in the order of the letters A, B, C, D; all different.
    pub choices: Vec<String>,
    /// Which of them is right, from 0.
    pub answer: usize,
    /// Why.
    pub why: Words,
}

/// A sentence of the catalogue, with what is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    key: &'static str,
    with: Vec<(&'static str, String)>,
}

impl Words {
    fn new(key: &'static str, with: &[(&'static str, &str)]) -> Self {
        let with = with
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        Self {
            key,
            with: with.collect(),
        }
    }

    /// The sentence, in Markdown.
    pub fn say(&self, lang: Lang) -> String {
        let with: Vec<(&str, &str)> = self.with.iter().map(|(n, v)| (*n, &**v)).collect();
        i18n::say(lang, &format!("quiz.{}", self.key), &with)
    }
}

/// Chance, the same for the same seed.
pub struct Dice(oorandom::Rand64);

impl Dice {
    /// The dice of this seed.
    pub fn new(seed: u64) -> Self {
        Self(oorandom::Rand64::new(u128::from(seed)))
    }

    /// A number from 0 to `sides` - 1.
    fn roll(&mut self, sides: usize) -> usize {
        self.0.rand_range(0..sides.max(1) as u64) as usize
    }

    /// Whether it is heads.
    fn heads(&mut self) -> bool {
        self.roll(2) == 0
    }

    /// One of these.
    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())].clone()
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.roll(at + 1));
        }
    }
}

/// The drills of a seed, one after the other, without end.
pub struct Drills {
    dice: Dice,
    kinds: Vec<Kind>,
    made: usize,
}

impl Drills {
    /// The drills of these kinds, in turn.
    pub fn new(kinds: &[Kind], seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            kinds: kinds.to_vec(),
            made: 0,
        }
    }
}

impl Iterator for Drills {
    type Item = Drill;

    fn next(&mut self) -> Option<Drill> {
        let kind = self.kinds[self.made % self.kinds.len()];
        self.made += 1;
        // What chance makes isn't always worth a question; it is soon.
        loop {
            let drill = match kind {
                Kind::Forks => forks::drill(&mut self.dice),
                Kind::Threads => threads::drill(&mut self.dice),
                Kind::Generators => generators::drill(&mut self.dice),
            };
            if drill.is_some() {
                return drill;
            }
        }
    }
}

/// A drill whose right answer is `truth`, beside up to three of `wrong`; None when nothing is left to choose from.
fn with_choices(
    dice: &mut Dice,
    (kind, program): (Kind, String),
    (question, why): (Words, Words),
    truth: &str,
    wrong: &[String],
) -> Option<Drill> {
    let mut choices = vec![truth.to_owned()];
    for wrong in wrong {
        if choices.len() < 4 && !choices.contains(wrong) {
            choices.push(wrong.clone());
        }
    }
    if choices.len() < 2 {
        return None;
    }
    let numbers: Option<Vec<i64>> = choices.iter().map(|choice| choice.parse().ok()).collect();
    match numbers {
        // Numbers are looked for in their order.
        Some(mut numbers) => {
            numbers.sort_unstable();
            choices = numbers.iter().map(i64::to_string).collect();
        }
        None => dice.shuffle(&mut choices),
    }
    let answer = choices.iter().position(|choice| choice == truth)?;
    Some(Drill {
        kind,
        program,
        question,
        choices,
        answer,
        why,
    })
}

/// A sheet for an exam: the questions, and after a line of their own the answers.
pub fn sheet(kinds: &[Kind], seed: u64, count: usize, lang: Lang) -> String {
    let drills: Vec<Drill> = Drills::new(kinds, seed).take(count).collect();
    let (seed, count) = (seed.to_string(), count.to_string());
    let say = |key: &str, with: &[(&str, &str)]| i18n::say(lang, &format!("quiz.{key}"), with);
    let mut sheet = say("sheet", &[("seed", &seed), ("count", &count)]) + "\n";
    for (n, drill) in drills.iter().enumerate() {
        sheet += &format!("\n{}. {}\n\n", n + 1, plain(&drill.question.say(lang)));
        for line in drill.program.lines() {
            sheet += format!("    {line}").trim_end();
            sheet += "\n";
        }
        sheet += "\n";
        for (letter, choice) in ('A'..).zip(&drill.choices) {
            sheet += &format!("   {letter}  {choice}\n");
        }
    }
    sheet += &format!("\n{}\n\n", say("answers", &[]));
    for (n, drill) in drills.iter().enumerate() {
        let letter = ('A'..).nth(drill.answer).unwrap_or('A');
        let choice = &drill.choices[drill.answer];
        let why = plain(&drill.why.say(lang));
        sheet += &format!("{}. {letter}  {choice}   {why}\n", n + 1);
    }
    sheet
}
