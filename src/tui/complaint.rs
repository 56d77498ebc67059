//! What has gone wrong with the terminal, said on standard error. Never knows what it was.

use crate::i18n::{Lang, Sentence};
use crate::printable::complain;

/// Says it in a language.
pub(in crate::tui) fn say(why: Sentence, lang: Lang) {
    let said = Sentence::new("cli.wrong.said").with("why", why);
    complain(&said.said(lang));
}
