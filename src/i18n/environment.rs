//! The environment variables that say how things look, in words: for `--help`, for the help on the screen, for
//! `docs/command-line.md`.
//!
//! Their words are in the catalogue: `environment.NAME`. Never reads one.

use crate::i18n::{Lang, word};

/// Their names.
pub const VARIABLES: [&str; 5] = [
    "NO_COLOR",
    "COLORTERM",
    "COLORFGBG",
    "CONCURRIUM_ASCII",
    "LC_ALL",
];

/// What a variable does, in a sentence.
pub fn sentence(lang: Lang, variable: &str) -> &'static str {
    word(lang, &format!("environment.{variable}"))
}

/// What they are called together.
pub fn title(lang: Lang) -> &'static str {
    word(lang, "environment.title")
}

/// All of them for the end of a command line's help: each name, and below it a line a sentence.
pub fn listed(lang: Lang) -> String {
    let mut text = format!("{}:\n", title(lang));
    for variable in VARIABLES {
        let sentences = sentence(lang, variable).replace(". ", ".\n      ");
        text += &format!("  {variable}\n      {sentences}\n");
    }
    text
}

/// The table of them in `docs/command-line.md`.
pub fn markdown(lang: Lang) -> String {
    let mut table = format!("| {} | |\n|---|---|\n", title(lang));
    for variable in VARIABLES {
        table += &format!("| `{variable}` | {} |\n", sentence(lang, variable));
    }
    table
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's failure is its panic")]
mod tests {
    use super::*;

    #[test]
    fn every_variable_has_its_sentence_here_and_in_the_docs() {
        for lang in Lang::ALL {
            assert!(!markdown(lang).contains('⟨'), "{}", markdown(lang));
        }
        let page = include_str!("../../docs/command-line.md");
        let (_, rest) = page.split_once("<!-- environment -->\n").unwrap();
        let (table, _) = rest.split_once("<!-- /environment -->").unwrap();
        let wanted = markdown(Lang::En);
        assert_eq!(table.trim(), wanted.trim(), "put this there:\n{wanted}");
    }
}
