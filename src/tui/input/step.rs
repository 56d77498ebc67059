//! A step through what a terminal sends: what some bytes begin with, and how many of them that takes.
//!
//! Never knows how it was found.

use crate::app::Key;
use crate::tui::input::mouse::Mouse;
use crate::tui::input::swallowed::Swallowed;

/// Bytes that a control sequence may have to be looked at as a whole: the longest is text that an input method typed.
pub(super) const LONGEST: usize = 1024;

/// What the bytes begin with, and how many bytes that takes.
#[derive(Debug)]
pub(super) enum Step {
    Key(usize, Key),
    /// Letters that one sequence holds.
    Text(usize, String),
    Mouse(usize, Mouse),
    PasteBegins(usize),
    /// More is to be passed over than can be kept.
    Swallow(usize, Swallowed),
    /// To be passed over.
    Unknown(usize),
    /// Nothing that is complete.
    Incomplete,
}

impl Step {
    /// The same step, after so many bytes before it.
    pub(super) fn after(self, before: usize) -> Self {
        match self {
            Step::Key(count, key) => Step::Key(count + before, key),
            Step::Text(count, text) => Step::Text(count + before, text),
            Step::Mouse(count, mouse) => Step::Mouse(count + before, mouse),
            Step::PasteBegins(count) => Step::PasteBegins(count + before),
            Step::Swallow(count, what) => Step::Swallow(count + before, what),
            Step::Unknown(count) => Step::Unknown(count + before),
            Step::Incomplete => Step::Incomplete,
        }
    }
}
