//! Why a script can't be run: a sentence each, in the screen's language.
//!
//! Never knows what is done about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::i18n::{Lang, Sentence};

/// The longest that a script may be which is piped in, in bytes: it is kept in memory.
pub(super) const LONGEST: usize = 16 << 20;

/// Why a script can't be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoScript {
    /// It can't be read: the file, and why.
    Unreadable(PathBuf, Sentence),
    /// There is no such file.
    Missing(PathBuf),
    /// It is a folder.
    Folder(PathBuf),
    /// It was piped in, and is longer than [`LONGEST`].
    TooLong(PathBuf),
    /// It was to come on standard input, and that is a terminal.
    NothingPiped,
    /// A name or an argument isn't UTF-8.
    NoText(String),
    /// No such interpreter is on the PATH.
    NoInterpreter(String),
    /// It can't be started: which, and why.
    NotStarted(String, Sentence),
    /// It is a program, but no Python: which.
    NoPython(String),
    /// It is a folder, and no environment of Python's: which.
    NoEnvironment(String),
    /// It is too old: which, and its version.
    TooOld(String, String),
    /// It isn't CPython: which, and what it is.
    Other(String, String),
}

impl NoScript {
    /// A file that can't be read.
    pub(super) fn unreadable(file: &Path, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => NoScript::Missing(file.to_owned()),
            _ => NoScript::Unreadable(file.to_owned(), files::why_not_read(error)),
        }
    }

    /// The exit code: 2 where something else should have been named, 1 where something is missing.
    pub fn code(&self) -> u8 {
        match self {
            NoScript::Unreadable(..)
            | NoScript::Missing(_)
            | NoScript::Folder(_)
            | NoScript::TooLong(_)
            | NoScript::NothingPiped
            | NoScript::NoText(_) => 2,
            NoScript::NoInterpreter(_)
            | NoScript::NotStarted(..)
            | NoScript::NoPython(_)
            | NoScript::NoEnvironment(_)
            | NoScript::TooOld(..)
            | NoScript::Other(..) => 1,
        }
    }

    /// The sentence: what is missing, and what can be done.
    pub fn sentence(&self, lang: Lang) -> String {
        self.told().said(lang)
    }

    /// The same, to be said later.
    pub fn told(&self) -> Sentence {
        let file = |path: &Path| path.display().to_string();
        let new = |key: &str| Sentence::new(format!("script.{key}"));
        match self {
            NoScript::Unreadable(path, why) => {
                let unreadable = new("unreadable").with("file", file(path));
                unreadable.with("why", why.clone())
            }
            NoScript::Missing(path) => new("missing").with("file", file(path)),
            NoScript::Folder(path) => new("folder").with("file", file(path)),
            NoScript::TooLong(path) => {
                let most = (LONGEST >> 20).to_string();
                new("too_long").with("file", file(path)).with("most", most)
            }
            NoScript::NothingPiped => new("nothing_piped"),
            NoScript::NoText(name) => new("no_text").with("name", name.clone()),
            NoScript::NoInterpreter(name) => new("no_interpreter").with("python", name.clone()),
            NoScript::NotStarted(name, why) => {
                let not_started = new("not_started").with("python", name.clone());
                not_started.with("why", why.clone())
            }
            NoScript::NoPython(name) => new("no_python").with("python", name.clone()),
            NoScript::NoEnvironment(name) => new("no_environment").with("python", name.clone()),
            NoScript::TooOld(name, version) => {
                let too_old = new("too_old").with("python", name.clone());
                too_old.with("version", version.clone())
            }
            NoScript::Other(name, what) => {
                let other = new("no_cpython").with("python", name.clone());
                other.with("what", what.clone())
            }
        }
    }
}
