//! A glyph and a word for every state, and how the whole screen is put into ASCII.
//!
//! Panes draw with `─│●→`; where a terminal shows those two cells wide, [`to_ascii`] replaces them all, last of all.
//! Never knows colours.

use ratatui::buffer::Buffer;

use crate::ascii;
use crate::i18n::{Lang, word};
use crate::protocol::State;

/// The sign of a state, one cell wide.
pub fn sign(state: State) -> &'static str {
    match state {
        State::Created => "◌",
        State::Running => "●",
        State::Ready => "○",
        State::Blocked => "◐",
        State::Suspended => "‖",
        State::Stopped => "■",
        State::Zombie => "Z",
        State::Ended => "✓",
    }
}

/// The word of a state: `running`, `运行`.
pub fn state_word(state: State, lang: Lang) -> &'static str {
    let key = match state {
        State::Created => "state.created",
        State::Running => "state.running",
        State::Ready => "state.ready",
        State::Blocked => "state.blocked",
        State::Suspended => "state.suspended",
        State::Stopped => "state.stopped",
        State::Zombie => "state.zombie",
        State::Ended => "state.ended",
    };
    word(lang, key)
}

/// What `inspect.getgeneratorstate` calls a generator in this state.
pub fn generator_state(state: State) -> &'static str {
    match state {
        State::Created => "GEN_CREATED",
        State::Running | State::Ready | State::Blocked | State::Stopped => "GEN_RUNNING",
        State::Suspended => "GEN_SUSPENDED",
        State::Zombie | State::Ended => "GEN_CLOSED",
    }
}

/// Makes every ambiguous glyph of a drawn screen an ASCII one.
pub fn to_ascii(buf: &mut Buffer) {
    for cell in &mut buf.content {
        if let Some(ascii) = ascii::of(cell.symbol()) {
            cell.set_symbol(ascii);
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use unicode_width::UnicodeWidthStr;

    use super::*;

    const STATES: [State; 8] = [
        State::Created,
        State::Running,
        State::Ready,
        State::Blocked,
        State::Suspended,
        State::Stopped,
        State::Zombie,
        State::Ended,
    ];

    #[test]
    fn every_state_has_its_own_sign_in_both_alphabets() {
        let mut seen = std::collections::HashSet::new();
        for state in STATES {
            assert_eq!(sign(state).width(), 1);
            assert!(seen.insert(ascii::of(sign(state)).unwrap_or(sign(state))));
        }
    }

    #[test]
    fn ascii_leaves_words_alone() {
        let mut buf = Buffer::with_lines(["─ 进程 ● ok"]);
        to_ascii(&mut buf);
        assert_eq!(buf, Buffer::with_lines(["- 进程 * ok"]));
    }
}
