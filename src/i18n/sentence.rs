//! A sentence that is said later, in the language of whoever says it: a key, and what is filled in.
//!
//! What goes wrong is known where no language is; errors carry a sentence up to where one is.
//! Never knows who says it.

use std::borrow::Cow;
use std::fmt;

use crate::i18n::{Lang, say, word};

/// What is filled in, and for what.
pub type Filled = (Cow<'static, str>, Part);

/// A sentence of the catalogue, with what is filled in. `Display` says it in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    words: Words,
    with: Vec<Filled>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Words {
    Key(Cow<'static, str>),
    /// Somebody else's, such as the kernel's: they are the same in every language.
    Foreign(String),
}

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A text, the same in every language.
    Text(String),
    /// A sentence within the sentence.
    Sentence(Sentence),
    /// Names, one after the other.
    List(Vec<String>),
}

impl Sentence {
    /// The words behind this key; a test makes sure that there are some.
    pub fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            words: Words::Key(key.into()),
            with: Vec::new(),
        }
    }

    /// Somebody else's words, such as the kernel's, or a decoder's.
    pub fn foreign(words: impl fmt::Display) -> Self {
        Self {
            words: Words::Foreign(words.to_string()),
            with: Vec::new(),
        }
    }

    /// The same with `{name}` filled in.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, part: impl Into<Part>) -> Self {
        self.with.push((name.into(), part.into()));
        self
    }

    /// Its key and what is filled in; None: they are somebody else's words.
    pub fn parts(&self) -> Option<(&str, &[Filled])> {
        match &self.words {
            Words::Key(key) => Some((key, &self.with)),
            Words::Foreign(_) => None,
        }
    }

    /// Says it.
    pub fn said(&self, lang: Lang) -> String {
        let key = match &self.words {
            Words::Foreign(words) => return words.clone(),
            Words::Key(key) => key,
        };
        let parts = self.with.iter().map(|(name, part)| match part {
            Part::Text(text) => (&**name, text.clone()),
            Part::Sentence(sentence) => (&**name, sentence.said(lang)),
            Part::List(names) => (&**name, names.join(word(lang, "lessons.separator"))),
        });
        let parts: Vec<(&str, String)> = parts.collect();
        let with: Vec<(&str, &str)> = parts.iter().map(|(name, part)| (*name, &**part)).collect();
        say(lang, key, &with)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Lang::En))
    }
}

impl std::error::Error for Sentence {}

impl From<Sentence> for Part {
    fn from(sentence: Sentence) -> Self {
        Part::Sentence(sentence)
    }
}

impl<T: ToString + ?Sized> From<&T> for Part {
    fn from(text: &T) -> Self {
        Part::Text(text.to_string())
    }
}

impl From<Vec<String>> for Part {
    fn from(names: Vec<String>) -> Self {
        Part::List(names)
    }
}

impl From<String> for Sentence {
    fn from(words: String) -> Self {
        Sentence::foreign(words)
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Part::Text(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_said_in_the_language_of_who_says_it() {
        let inner = Sentence::new("literal.number").with("text", "1_");
        let sentence = Sentence::new("cli.do.bad")
            .with("verb", "send")
            .with("why", inner);
        assert_eq!(sentence.to_string(), "--do send: 1_ is not a number.");
        assert_eq!(sentence.said(Lang::Zh), "--do send：1_ 不是数。");
    }

    #[test]
    fn words_of_others_are_the_same_in_every_language() {
        let sentence = Sentence::foreign("EAGAIN: try {again}");
        for lang in Lang::ALL {
            assert_eq!(sentence.said(lang), "EAGAIN: try {again}");
        }
    }
}
