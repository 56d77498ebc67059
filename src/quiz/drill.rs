//! What a drill is: a program, a question, choices, an answer and why.
//!
//! Never knows how one is made up.

use crate::i18n::{self, Lang};
use crate::lessons::DrillKind;
use crate::quiz::dice::Dice;

/// A drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What it is about.
    pub kind: DrillKind,
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
    pub(in crate::quiz) key: &'static str,
    with: Vec<(&'static str, String)>,
}

impl Words {
    pub(in crate::quiz) fn new(key: &'static str, with: &[(&'static str, &str)]) -> Self {
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

/// A drill whose right answer is `truth`, beside up to three of `wrong`; None when nothing is left to choose from.
pub(in crate::quiz) fn with_choices(
    dice: &mut Dice,
    (kind, program): (DrillKind, String),
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
