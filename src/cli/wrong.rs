//! Why there is no plan.
//!
//! Never knows what would have been one.

use std::ffi::OsStr;
use std::path::Path;

use crate::cli::script;
use crate::i18n::{Lang, Sentence};

/// Why there is no plan: what to print, where, and with which exit code.
#[derive(Debug)]
pub struct NoPlan {
    /// The sentence, or the help that was asked for.
    pub text: String,
    /// 0 for help and version, which go to standard output; 2 for wrong usage.
    pub code: u8,
}

/// Where a lesson is asked for, a file is none.
pub(in crate::cli) fn of_lessons(lesson: &OsStr) -> Result<(), Sentence> {
    match Path::new(lesson).is_file() && script::is_file(lesson) {
        true => {
            let file = lesson.to_string_lossy().into_owned();
            Err(Sentence::new("cli.wrong.of_lessons").with("file", file))
        }
        false => Ok(()),
    }
}

/// Wrong usage: what is wrong, and what would be right.
pub(in crate::cli) fn wrong(why: Sentence, lang: Lang) -> NoPlan {
    let said = Sentence::new("cli.wrong.said").with("why", why);
    NoPlan {
        text: said.said(lang) + "\n",
        code: 2,
    }
}
