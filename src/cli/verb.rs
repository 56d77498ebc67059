//! `--do VERB`: what is done by hand in a lesson.
//!
//! Never does it.

use crate::cli::signal;
use crate::i18n::Sentence;
use crate::lessons::{ByHand, Lesson, Shelf};
use crate::protocol::Verb;
use crate::python::{literal, throw};

/// Reads what `--do` is given for this lesson.
pub(super) fn of(shelf: &Shelf, lesson: &Lesson, text: &str) -> Result<Verb, Sentence> {
    let wrong = |key| Sentence::new(key).with("lesson", &lesson.id);
    let elsewhere =
        |key, by_hand| wrong(key).with("have", shelf.ids_where(|lesson| lesson.lets(by_hand)));
    if text.trim() == "python3" {
        return match lesson.lets(ByHand::Python3) {
            true => Ok(Verb::Python3),
            false => Err(elsewhere("cli.do.no_python3", ByHand::Python3)),
        };
    }
    let word = text.split_whitespace().next().unwrap_or_default();
    if lesson.lets(ByHand::Signals) || word == "signal" {
        if !lesson.lets(ByHand::Signals) {
            return Err(elsewhere("cli.do.no_signals", ByHand::Signals));
        }
        return match text.trim().strip_prefix("signal") {
            Some(rest) if word == "signal" => signal::parse(rest.trim()),
            _ => Err(wrong("cli.do.signals_only").with("verb", word)),
        };
    }
    if !lesson.lets(ByHand::Generator) {
        return Err(elsewhere("cli.do.no_generator", ByHand::Generator));
    }
    verb(text)
}

/// Reads what `--do` is given.
fn verb(text: &str) -> Result<Verb, Sentence> {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let bad = |why| {
        Sentence::new("cli.do.bad")
            .with("verb", word)
            .with("why", why)
    };
    match (word, rest) {
        ("next", "") => Ok(Verb::Next),
        ("close", "") => Ok(Verb::Close),
        ("next" | "close", _) => Err(Sentence::new("cli.do.takes_nothing")
            .with("verb", word)
            .with("rest", format!("{rest:?}"))),
        ("send", "") => Err(Sentence::new("cli.do.no_literal")),
        ("send", literal) => {
            literal::parse(literal)
                .map_err(|wrong| bad(Sentence::new(wrong.key()).with("text", wrong.text())))?;
            Ok(Verb::Send {
                value: literal.to_owned(),
            })
        }
        ("throw", arguments) => {
            throw::parse(arguments).map_err(|wrong| {
                let why = Sentence::new(wrong.key()).with("text", wrong.text());
                bad(why.with("nearest", wrong.nearest()))
            })?;
            Ok(Verb::Throw {
                what: arguments.to_owned(),
            })
        }
        _ => {
            let unknown = Sentence::new("cli.do.unknown").with("verb", word);
            let near = ["next", "send", "throw", "close"]
                .into_iter()
                .min_by_key(|known| strsim::damerau_levenshtein(known, word))
                .filter(|known| strsim::damerau_levenshtein(known, word) <= 2);
            Err(match near {
                Some(near) => Sentence::new("cli.wrong.near")
                    .with("why", unknown)
                    .with("near", near),
                None => unknown,
            })
        }
    }
}
