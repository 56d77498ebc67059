//! A plan that is presented: where in it one is, and whether that is what the class sees.
//!
//! Never knows keys.

use crate::lecture::{Entry, Lecture};

/// A plan that is presented.
#[derive(Debug)]
pub struct Lecturing {
    /// What is shown, one thing after the other.
    pub lecture: Lecture,
    /// Which of its entries one is at, from 0.
    pub at: usize,
    /// Whether the class sees it; otherwise one has left it for the home screen, or for something else.
    pub here: bool,
}

impl Lecturing {
    /// The entry that the class sees.
    pub fn shown(&self) -> Option<&Entry> {
        self.lecture.entries.get(self.at).filter(|_| self.here)
    }

    /// What comes next: the entry after this one, or the one that was left.
    pub fn next(&self) -> Option<&Entry> {
        self.lecture.entries.get(self.at + usize::from(self.here))
    }

    /// Which entry it is, from 1, and of how many.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.lecture.entries.len())
    }
}

/// A text that fills the screen.
#[derive(Debug)]
pub struct Slide {
    /// The text, in Markdown.
    pub text: String,
    /// The first line shown.
    pub from: usize,
}
