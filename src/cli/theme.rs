//! `--theme light|dark|auto`: the ground that is drawn on.
//!
//! Never asks a terminal.

use crate::background::Background;
use crate::i18n::Sentence;

/// What was asked for; None: what the terminal says of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted(pub(super) Option<Background>);

/// Reads what `--theme` is given.
pub(super) fn read(text: &str) -> Result<Wanted, Sentence> {
    Ok(Wanted(match text {
        "light" => Some(Background::Light),
        "dark" => Some(Background::Dark),
        "auto" => None,
        _ => return Err(Sentence::new("cli.wrong.themes")),
    }))
}
