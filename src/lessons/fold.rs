//! What of a listing is only scaffolding: one line stands for it until somebody wants to read it.
//!
//! ```text
//! # region: a clock that jumps
//! class Jump(DefaultSelector):    ──▶    # … 12 lines: a clock that jumps
//!     …
//! # endregion
//! ```
//! Never knows which lines are scaffolding: the listing says so.

use std::ops::Range;
use std::sync::Arc;

use crate::i18n::{self, Lang};
use crate::lessons::{Listing, Text};

/// Lines next to each other that are only scaffolding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// What they are for, as the listing says: `a clock that jumps`.
    pub title: Arc<str>,
    /// Which they are, from 0.
    pub lines: Range<usize>,
}

/// What is shown of a listing, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A line, from 0.
    Line(usize),
    /// One line for several.
    Fold(Fold),
}

impl Shown {
    /// The first line that it stands for, from 0.
    pub fn first(&self) -> usize {
        match self {
            Shown::Line(at) => *at,
            Shown::Fold(fold) => fold.lines.start,
        }
    }
}

impl Fold {
    /// `# … 12 lines: a clock that jumps`, in the words of a lesson's text.
    pub fn words(&self, lang: Lang, text: &Text) -> String {
        let title = text.folds.get(&*self.title).map_or(&*self.title, |t| t);
        let lines = self.lines.len().to_string();
        i18n::say(
            lang,
            "view.fold",
            &[("lines", lines.as_str()), ("title", title)],
        )
    }
}

impl Listing {
    /// What is only scaffolding, from the top. A single line takes no more room than what would stand for it.
    pub fn folds(&self) -> Vec<Fold> {
        let mut folds: Vec<Fold> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let Some(title) = &line.fold else { continue };
            match folds.last_mut() {
                Some(last) if last.lines.end == at && last.title == *title => last.lines.end += 1,
                _ => folds.push(Fold {
                    title: Arc::clone(title),
                    lines: at..at + 1,
                }),
            }
        }
        folds.retain(|fold| fold.lines.len() > 1);
        folds
    }

    /// What is shown of it, from the top, when these folds are open: code, and no blank lines, which say nothing.
    pub fn shown(&self, is_open: impl Fn(&Fold) -> bool) -> Vec<Shown> {
        let code = |at: &usize| !self.lines[*at].text.trim().is_empty();
        let mut shown = Vec::new();
        let mut at = 0;
        for fold in self.folds() {
            if is_open(&fold) {
                continue;
            }
            shown.extend((at..fold.lines.start).filter(code).map(Shown::Line));
            at = fold.lines.end;
            shown.push(Shown::Fold(fold));
        }
        let rest = at..self.lines.len();
        shown.extend(rest.filter(code).map(Shown::Line));
        shown
    }

    /// Every line of it.
    pub fn whole(&self) -> Vec<Shown> {
        (0..self.lines.len()).map(Shown::Line).collect()
    }

    /// The program with one line for each fold, as the screen shows it.
    pub fn folded(&self, lang: Lang, text: &Text) -> String {
        let mut program = String::new();
        for shown in self.shown(|_| false) {
            let line = &self.lines[shown.first()].text;
            match shown {
                Shown::Line(_) => program.push_str(line),
                Shown::Fold(fold) => {
                    program.push_str(&" ".repeat(line.len() - line.trim_start().len()));
                    program.push_str(&fold.words(lang, text));
                }
            }
            program.push('\n');
        }
        program
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    const SOURCE: &str = "how = \"a\"\n\ndef f():\n    # region: a long way\n    if how == \"b\":\n        g()\n    h()\n    i()\n    # endregion\n    # region: one line\n    j()\n    # endregion\n    k()  #: k\nf()\n";

    #[test]
    fn scaffolding_is_one_line_and_the_lines_keep_their_numbers() {
        let listing = Listing::read(SOURCE).unwrap();
        let special = listing.specialised(&crate::lessons::Settings::of([("how", "a")]));
        assert_eq!(special.line_of("k"), Some(5));
        let (lang, mut text) = (Lang::default(), Text::default());
        let folded = "def f():\n    # … 2 lines: a long way\n    j()\n    k()\nf()\n";
        assert_eq!(special.folded(lang, &text), folded);
        text.folds.insert("a long way".into(), "un détour".into());
        assert!(special.folded(lang, &text).contains("lines: un détour"));
        assert_eq!(special.whole().len(), special.lines.len());
        assert_eq!(special.shown(|_| false)[2], Shown::Line(3));
        assert!(!special.program().contains('#'));
    }

    #[test]
    fn folds_go_along_when_a_listing_is_saved() {
        let listing = Listing::read(SOURCE).unwrap();
        let saved = Listing::of(&listing.listed());
        assert_eq!(saved.folds(), listing.folds());
        assert_eq!(saved.line_of("k"), listing.line_of("k"));
    }
}
