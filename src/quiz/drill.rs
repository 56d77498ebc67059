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
    /// What is to be said to each choice, in their order: which idea leads to a wrong one. None to the right one.
    pub ideas: Vec<Option<Words>>,
}

/// A choice that isn't right, and which idea leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::quiz) struct Wrong {
    value: String,
    idea: Words,
}

impl Wrong {
    /// This value, for this idea.
    pub(in crate::quiz) fn new(value: &impl ToString, idea: Words) -> Self {
        let value = value.to_string();
        Self { value, idea }
    }
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

/// A drill whose right answer is `truth`, beside up to three of `wrong`, of which the first of a value stays; None when nothing
/// is left to choose from.
pub(in crate::quiz) fn with_choices(
    dice: &mut Dice,
    (kind, program): (DrillKind, String),
    (question, why): (Words, Words),
    truth: &str,
    wrong: Vec<Wrong>,
) -> Option<Drill> {
    let mut all = vec![(truth.to_owned(), None)];
    for Wrong { value, idea } in wrong {
        if all.len() < 4 && all.iter().all(|(known, _)| *known != value) {
            all.push((value, Some(idea)));
        }
    }
    if all.len() < 2 {
        return None;
    }
    // Numbers are looked for in their order.
    let number = |choice: &str| choice.parse::<i64>().ok();
    match all.iter().all(|(choice, _)| number(choice).is_some()) {
        true => all.sort_by_key(|(choice, _)| number(choice)),
        false => dice.shuffle(&mut all),
    }
    let (choices, ideas): (Vec<String>, Vec<Option<Words>>) = all.into_iter().unzip();
    let answer = choices.iter().position(|choice| choice == truth)?;
    Some(Drill {
        kind,
        program,
        question,
        choices,
        answer,
        why,
        ideas,
    })
}
