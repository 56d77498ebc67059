//! The file of a plan as TOML: its tables and values with their lines, and what is wrong with them.
//!
//! Every fault is kept, not the first alone: who writes a plan mends all of it at once. Never knows what a value is for.

use std::fmt::Display;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::i18n::Sentence;

/// Something wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which line, from 1; None: the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: Sentence,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The file isn't TOML: nothing of it can be read.
    NoToml(Fault),
    /// All that is wrong in it.
    Wrong(Vec<Fault>),
}

/// The text of a plan, and what has been found wrong with it.
pub(super) struct File<'a> {
    text: &'a str,
    faults: Vec<Fault>,
}

/// A value, with its place.
pub(super) type Value<'t, 'a> = &'t Spanned<DeValue<'a>>;

impl<'a> File<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text,
            faults: Vec::new(),
        }
    }

    /// Its tables.
    ///
    /// # Errors
    /// It isn't TOML: the first place where that shows. What comes behind it mostly follows from it.
    pub(super) fn table(&self) -> Result<DeTable<'a>, Fault> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        match errors.first() {
            None => Ok(table.into_inner()),
            Some(error) => Err(Fault {
                line: Some(self.line(&error.span().unwrap_or(0..0))),
                why: Sentence::foreign(error.message()),
            }),
        }
    }

    /// All that is wrong, a line once, from the top.
    pub(super) fn faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|fault| fault.line);
        self.faults.dedup();
        self.faults
    }

    pub(super) fn is_good(&self) -> bool {
        self.faults.is_empty()
    }

    /// Something is wrong in this place.
    pub(super) fn wrong(&mut self, at: &Range<usize>, why: Sentence) {
        let line = Some(self.line(at));
        self.faults.push(Fault { line, why });
    }

    fn line(&self, at: &Range<usize>) -> usize {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }

    /// Something is wrong with all of it.
    pub(super) fn wrong_as_a_whole(&mut self, why: Sentence) {
        self.faults.push(Fault { line: None, why });
    }

    /// Names the keys of a table that nobody knows.
    pub(super) fn unknown(&mut self, table: &DeTable<'a>, of: &Sentence, known: &[&str]) {
        let names = || known.iter().map(|&key| key.to_owned()).collect::<Vec<_>>();
        for key in table.keys() {
            if !known.contains(&&**key.get_ref()) {
                let unknown = Sentence::new("lecture.unknown").with("key", key.get_ref());
                self.wrong(
                    &key.span(),
                    unknown.with("of", of.clone()).with("known", names()),
                );
            }
        }
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str, value: Value<'_, 'a>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.to_string()),
            _ => self.no(key, value, "lecture.no_text"),
        }
    }

    /// A text, or several in brackets.
    pub(super) fn texts(&mut self, key: &str, value: Value<'_, 'a>) -> Option<Vec<String>> {
        match value.get_ref() {
            DeValue::Array(all) => {
                let texts: Vec<_> = all.iter().map(|one| self.text(key, one)).collect();
                texts.into_iter().collect()
            }
            _ => Some(vec![self.text(key, value)?]),
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, key: &str, value: Value<'_, 'a>) -> Option<usize> {
        match count(value) {
            Some(count) => Some(count),
            None => self.no(key, value, "lecture.no_count"),
        }
    }

    /// Says what a value had to be.
    pub(super) fn no<T>(
        &mut self,
        key: &str,
        value: Value<'_, 'a>,
        what: &'static str,
    ) -> Option<T> {
        self.wrong(&value.span(), Sentence::new(what).with("key", key));
        None
    }
}

/// A whole number from 1.
pub(super) fn count(value: Value<'_, '_>) -> Option<usize> {
    let DeValue::Integer(number) = value.get_ref() else {
        return None;
    };
    let count = usize::from_str_radix(number.as_str(), number.radix()).ok();
    count.filter(|&count| count > 0)
}

/// A text, a number or a truth, as a knob's value is written on the command line.
pub(super) fn plain(value: Value<'_, '_>) -> Option<String> {
    let said = |value: &dyn Display| Some(value.to_string());
    match value.get_ref() {
        DeValue::String(text) => said(text),
        DeValue::Integer(number) => said(number),
        DeValue::Float(number) => said(number),
        DeValue::Boolean(truth) => said(truth),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// The value behind a key.
pub(super) fn value<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<Value<'t, 'a>> {
    let is_key = |(name, _): &(&Spanned<DeString<'a>>, Value<'t, 'a>)| name.get_ref() == key;
    table.iter().find(is_key).map(|(_, value)| value)
}
