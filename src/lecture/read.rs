//! A plan's file, entry by entry: what each shows, what its speaker has noted, how long it is to take.
//!
//! ```toml
//! [[entry]]
//! lesson = "fork-tree"
//! set = { forks = 2 }
//! start = "print"
//! ask = "lines"
//! minutes = 10
//! notes = "Who has printed what?"
//! ```
//! Never opens the plan itself.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::i18n::Sentence;
use crate::lecture::file::{File, Unfit, value};
use crate::lecture::reader::{Outside, Reader};
use crate::lecture::shows::KINDS;
use crate::lecture::{Entry, Lecture, Shows};

/// What all entries may have, beside what they show.
const COMMON: [&str; 2] = ["minutes", "notes"];

/// The longest that an entry may be planned for, in minutes: a day.
const LONGEST: f64 = 1440.0;

/// Reads a plan's text.
///
/// # Errors
/// All that is wrong with it, each with its line.
pub fn read(text: &str, outside: &Outside<'_>) -> Result<Lecture, Unfit> {
    let file = File::of(text);
    let table = file.table().map_err(Unfit::NoToml)?;
    let mut reader = Reader { file, outside };
    let lecture = reader.lecture(&table);
    match lecture.filter(|_| reader.file.is_good()) {
        Some(lecture) => Ok(lecture),
        None => Err(Unfit::Wrong(reader.file.faults())),
    }
}

impl<'a> Reader<'_, 'a> {
    fn lecture(&mut self, table: &DeTable<'a>) -> Option<Lecture> {
        let plan = Sentence::new("lecture.plan");
        self.file.unknown(table, &plan, &["title", "entry"]);
        let title = value(table, "title").and_then(|title| self.file.text("title", title));
        let entries = match value(table, "entry").map(Spanned::get_ref) {
            Some(DeValue::Array(entries)) if !entries.is_empty() => entries,
            _ => {
                let none = Sentence::new("lecture.no_entry");
                self.file.wrong_as_a_whole(none);
                return None;
            }
        };
        let read: Vec<Option<Entry>> = entries.iter().map(|entry| self.entry(entry)).collect();
        Some(Lecture {
            title,
            entries: read.into_iter().collect::<Option<_>>()?,
        })
    }

    fn entry(&mut self, entry: &Spanned<DeValue<'a>>) -> Option<Entry> {
        let at = entry.span();
        let DeValue::Table(table) = entry.get_ref() else {
            self.file.wrong(&at, Sentence::new("lecture.no_entry"));
            return None;
        };
        let notes = value(table, "notes").and_then(|notes| self.file.text("notes", notes));
        let seconds = value(table, "minutes").map(|minutes| self.minutes(minutes));
        let shows = self.shows(&at, table);
        Some(Entry {
            shows: shows?,
            notes: notes.unwrap_or_default(),
            seconds: match seconds {
                Some(seconds) => Some(seconds?),
                None => None,
            },
        })
    }

    fn shows(&mut self, at: &Range<usize>, table: &DeTable<'a>) -> Option<Shows> {
        let names = |has: &dyn Fn(&str) -> bool| -> Vec<String> {
            let kinds = KINDS.iter().map(|(kind, _)| (*kind).to_owned());
            kinds.filter(|kind| has(kind)).collect()
        };
        let has = |kind: &str| value(table, kind).is_some();
        let mut kinds = KINDS.iter().filter(|(kind, _)| has(kind));
        let (Some((kind, more)), None) = (kinds.next(), kinds.next()) else {
            let why = match names(&has) {
                none if none.is_empty() => {
                    Sentence::new("lecture.shows_nothing").with("kinds", names(&|_| true))
                }
                several => Sentence::new("lecture.shows_several").with("kinds", several),
            };
            self.file.wrong(at, why);
            return None;
        };
        let known = [&[*kind], *more, &COMMON].concat();
        self.file.unknown(table, &Sentence::foreign(kind), &known);
        self.shown(kind, table)
    }

    /// How many seconds that many minutes are.
    fn minutes(&mut self, value: &Spanned<DeValue<'a>>) -> Option<u32> {
        let minutes: Option<f64> = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let fits = minutes.filter(|&minutes| minutes > 0.0 && minutes <= LONGEST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies between 0 and a day"
        )]
        match fits {
            Some(minutes) => Some((minutes * 60.0).round() as u32),
            None => self.file.no("minutes", value, "lecture.no_minutes"),
        }
    }
}
