//! Why there is no plan.
//!
//! Never knows what would have been one.

use crate::i18n::{Lang, Sentence};

/// Why there is no plan: what to print, where, and with which exit code.
#[derive(Debug)]
pub struct NoPlan {
    /// The sentence, or the help that was asked for.
    pub text: String,
    /// 0 for help and version, which go to standard output; 2 for wrong usage.
    pub code: u8,
}

/// Wrong usage: what is wrong, and what would be right.
pub(in crate::cli) fn wrong(why: Sentence, lang: Lang) -> NoPlan {
    let said = Sentence::new("cli.wrong.said").with("why", why);
    NoPlan {
        text: said.said(lang) + "\n",
        code: 2,
    }
}
