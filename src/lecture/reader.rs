//! Who reads a plan: its file, and what it speaks of and doesn't hold.
//!
//! Never knows what can be shown.

use std::ffi::OsString;
use std::path::Path;

use crate::i18n::Sentence;
use crate::lecture::file::File;
use crate::lessons::Lesson;
use crate::play::Plays;

/// What a plan speaks of and doesn't hold.
pub struct Outside<'a> {
    /// The lessons.
    pub plays: Plays,
    /// The folder that paths begin at: the plan's own.
    pub folder: &'a Path,
    /// The environment's variables, for a script's interpreter.
    pub var: &'a dyn Fn(&str) -> Option<OsString>,
    /// Reads a tour of one's own.
    pub tour: &'a dyn Fn(&Path) -> Result<&'static Lesson, Sentence>,
}

/// Who reads a plan.
pub(super) struct Reader<'o, 'a> {
    pub(super) file: File<'a>,
    pub(super) outside: &'o Outside<'o>,
}
