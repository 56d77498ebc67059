//! Drills without end: small programs made by chance from a seed, a question about each, and the answer that a model finds.
//!
//! ```text
//! seed ──▶ Dice ──▶ forks, threads or generators ──▶ Drill { program, question, choices, answer, why }
//! ```
//! The same seed makes the same drills, on every machine: `oorandom`'s generator (PCG) is fixed. Every program is Python that
//! CPython runs; tests hold the answers against brute force and against CPython.
//!
//! Never knows the screen.

pub mod dice;
pub mod drill;
mod forks;
mod generators;
mod processes;
mod threads;

use crate::i18n::{self, Lang};
use crate::lessons::DrillKind;
use crate::narrate::plain;
pub use dice::Dice;
pub use drill::{Drill, Words};

/// How many drills a sheet has when nobody says.
pub const COUNT: usize = 10;

/// The drills of a seed, one after the other, without end.
pub struct Drills {
    dice: Dice,
    kinds: Vec<DrillKind>,
    made: usize,
}

impl Drills {
    /// The drills of these kinds, in turn.
    pub fn new(kinds: &[DrillKind], seed: u64) -> Self {
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
                DrillKind::Forks => forks::drill(&mut self.dice),
                DrillKind::Threads => threads::drill(&mut self.dice),
                DrillKind::Generators => generators::drill(&mut self.dice),
            };
            if drill.is_some() {
                return drill;
            }
        }
    }
}

/// A sheet for an exam: the questions, and after a line of their own the answers.
pub fn sheet(kinds: &[DrillKind], seed: u64, count: usize, lang: Lang) -> String {
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
