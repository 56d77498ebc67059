//! `--do VERB`: what is done by hand in a lesson.
//!
//! Never does it.

use crate::cli::signal;
use crate::lessons::{ByHand, Lesson, Shelf};
use crate::protocol::Verb;
use crate::python::{literal, throw};

/// Reads what `--do` is given for this lesson.
pub(super) fn of(shelf: &Shelf, lesson: &Lesson, text: &str) -> Result<Verb, String> {
    if text.trim() == "python3" {
        return match lesson.lets(ByHand::Python3) {
            true => Ok(Verb::Python3),
            false => Err(format!(
                "{} can't be run on python3 from here: --do python3 goes with {}",
                lesson.id,
                shelf.ids_where(|lesson| lesson.lets(ByHand::Python3))
            )),
        };
    }
    let word = text.split_whitespace().next().unwrap_or_default();
    if lesson.lets(ByHand::Signals) || word == "signal" {
        if !lesson.lets(ByHand::Signals) {
            return Err(format!(
                "{} takes no signals by hand: --do signal goes with {}",
                lesson.id,
                shelf.ids_where(|lesson| lesson.lets(ByHand::Signals))
            ));
        }
        return match text.trim().strip_prefix("signal") {
            Some(rest) if word == "signal" => signal::parse(rest.trim()),
            _ => Err(format!(
                "--do {word}: what is done by hand in {} is a signal: --do \"signal KILL p0/1\"",
                lesson.id
            )),
        };
    }
    if !lesson.lets(ByHand::Generator) {
        return Err(format!(
            "{} has no generator to drive: --do goes with {}",
            lesson.id,
            shelf.ids_where(|lesson| lesson.lets(ByHand::Generator))
        ));
    }
    verb(text)
}

/// Reads what `--do` is given.
fn verb(text: &str) -> Result<Verb, String> {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match (word, rest) {
        ("next", "") => Ok(Verb::Next),
        ("close", "") => Ok(Verb::Close),
        ("next" | "close", _) => Err(format!("--do {word} takes nothing, not {rest:?}")),
        ("send", "") => {
            Err("--do send needs a Python literal: --do \"send 'python generator'\"".to_owned())
        }
        ("send", literal) => {
            literal::parse(literal).map_err(|error| format!("--do send: {error}"))?;
            Ok(Verb::Send {
                value: literal.to_owned(),
            })
        }
        ("throw", arguments) => {
            throw::parse(arguments).map_err(|error| format!("--do throw: {error}"))?;
            Ok(Verb::Throw {
                what: arguments.to_owned(),
            })
        }
        _ => {
            let near = ["next", "send", "throw", "close"]
                .into_iter()
                .min_by_key(|known| strsim::damerau_levenshtein(known, word));
            let near = near
                .filter(|known| strsim::damerau_levenshtein(known, word) <= 2)
                .map(|known| format!(": did you mean {known}?"));
            Err(format!(
                "--do {word}: the verbs are next, send, throw and close{}",
                near.unwrap_or_default()
            ))
        }
    }
}
