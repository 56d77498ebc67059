//! A passage of a listing: the lines from one to another, each named by its mark or by how it begins.
//!
//! Never knows what it is named for.

use std::ops::Range;

use serde::Deserialize;

use crate::lessons::Listing;

/// What names the first line of a passage and the last: a mark, or the line's beginning: `def task`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Passage(String, String);

impl Passage {
    /// The passage of one marked line.
    pub(super) fn of(mark: &str) -> Passage {
        Passage(mark.to_owned(), mark.to_owned())
    }

    /// What names its first line and its last.
    pub fn names(&self) -> [&str; 2] {
        [&self.0, &self.1]
    }

    /// The line of this name, from 0.
    pub fn line(listing: &Listing, name: &str) -> Option<usize> {
        let marked = listing.line_of(name).map(|line| line as usize - 1);
        let begins = |text: &str| text.trim_start().starts_with(name);
        let mut lines = listing.lines.iter();
        marked.or_else(|| lines.position(|line| begins(&line.text)))
    }

    /// Its lines, from 0. Of a program made for some knobs a line may be gone: the other then stands for both.
    pub fn lines(&self, listing: &Listing) -> Option<Range<usize>> {
        let at = |name: &str| Passage::line(listing, name);
        let (first, last) = (at(&self.0), at(&self.1));
        let (first, last) = (first.or(last)?, last.or(first)?);
        Some(first.min(last)..first.max(last) + 1)
    }
}
