//! What a lesson can't be opened for: there is none of that name, or a file of it isn't as it should be.
//!
//! Never knows who asked.

use crate::i18n::Sentence;

/// A lesson that doesn't exist; says which one is near.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct NoLesson {
    /// What was asked for.
    pub asked: String,
    /// The nearest id, if one is near.
    pub nearest: Option<String>,
}

impl NoLesson {
    /// Says so, and which one was meant perhaps.
    pub fn sentence(&self) -> Sentence {
        let asked = format!("{:?}", self.asked);
        match &self.nearest {
            Some(nearest) => Sentence::new("lessons.none_but_near").with("nearest", nearest),
            None => Sentence::new("lessons.none"),
        }
        .with("asked", asked)
    }
}

/// A lesson's file that isn't as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("lessons/{file}{}: {why}", line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct BadLesson {
    /// Which file, by its path below the shelf.
    pub file: String,
    /// Which line, from 1; None: the file as a whole.
    pub line: Option<usize>,
    /// What is wrong with it.
    pub why: String,
}

/// Why a lesson wasn't opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// There is none of this name.
    #[error(transparent)]
    None(#[from] NoLesson),
    /// It can't be read.
    #[error(transparent)]
    Bad(#[from] BadLesson),
}

impl NotOpened {
    /// Says why. What is wrong with a lesson's file is said to its author, in English.
    pub fn sentence(&self) -> Sentence {
        match self {
            NotOpened::None(none) => none.sentence(),
            NotOpened::Bad(bad) => Sentence::foreign(bad),
        }
    }
}

impl From<&BadLesson> for NotOpened {
    fn from(bad: &BadLesson) -> NotOpened {
        NotOpened::Bad(bad.clone())
    }
}

/// What is wrong with a text, before it is known which file it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Which line, from 1.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) why: String,
}

impl BadLine {
    pub(super) fn in_file(self, file: &str) -> BadLesson {
        BadLesson {
            file: file.to_owned(),
            line: Some(self.line),
            why: self.why,
        }
    }
}
