//! Why a script can't be run: a sentence each, in the screen's language.
//!
//! Never knows what is done about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::i18n::{Lang, say};

/// The longest a script may be, in bytes: a saved run's first line holds it.
pub const LONGEST: usize = 40 * 1024;

/// Why a script can't be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoScript {
    /// It can't be read: the file, and why.
    Unreadable(PathBuf, String),
    /// It is a folder.
    Folder(PathBuf),
    /// It is longer than [`LONGEST`].
    TooLong(PathBuf),
    /// A name or an argument isn't UTF-8.
    NoText(String),
    /// No such interpreter is on the PATH.
    NoInterpreter(String),
    /// It can't be started: which, and why.
    NotStarted(String, String),
    /// It is too old: which, and its version.
    TooOld(String, String),
    /// It isn't CPython: which, and what it is.
    Other(String, String),
}

impl NoScript {
    /// A file that can't be read.
    pub(super) fn unreadable(file: &Path, error: &io::Error) -> Self {
        NoScript::Unreadable(file.to_owned(), files::why_not_read(error))
    }

    /// The exit code: 2 where something else should have been named, 1 where something is missing.
    pub fn code(&self) -> u8 {
        match self {
            NoScript::Unreadable(..)
            | NoScript::Folder(_)
            | NoScript::TooLong(_)
            | NoScript::NoText(_) => 2,
            NoScript::NoInterpreter(_)
            | NoScript::NotStarted(..)
            | NoScript::TooOld(..)
            | NoScript::Other(..) => 1,
        }
    }

    /// The sentence: what is missing, and what can be done.
    pub fn sentence(&self, lang: Lang) -> String {
        let file = |path: &Path| path.display().to_string();
        let say = |key: &str, with: &[(&str, &str)]| say(lang, &format!("script.{key}"), with);
        match self {
            NoScript::Unreadable(path, why) => {
                say("unreadable", &[("file", &file(path)), ("why", why)])
            }
            NoScript::Folder(path) => say("folder", &[("file", &file(path))]),
            NoScript::TooLong(path) => say(
                "too_long",
                &[
                    ("file", &file(path)),
                    ("most", &(LONGEST / 1024).to_string()),
                ],
            ),
            NoScript::NoText(name) => say("no_text", &[("name", name)]),
            NoScript::NoInterpreter(name) => say("no_interpreter", &[("python", name)]),
            NoScript::NotStarted(name, why) => {
                say("not_started", &[("python", name), ("why", why)])
            }
            NoScript::TooOld(name, version) => {
                say("too_old", &[("python", name), ("version", version)])
            }
            NoScript::Other(name, what) => say("no_cpython", &[("python", name), ("what", what)]),
        }
    }
}
