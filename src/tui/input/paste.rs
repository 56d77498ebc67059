//! Pasted text, between `ESC [ 200 ~` and `ESC [ 201 ~` (xterm's mode 2004).
//!
//! The end may never come: a program that pastes was killed, a connection broke. Then what is typed would be text for
//! ever, Ctrl-C included. So a paste whose last byte is Ctrl-C, with nothing after it for a moment, was one that somebody
//! pressed; a Ctrl-C with more text behind it is text.
//!
//! Never knows clocks.

use crate::app::Key;
use crate::tui::input::sequence::step;
use crate::tui::input::step::{LONGEST, Step};

/// Bytes of one paste that are kept: more than anyone types into a prompt.
pub(super) const LARGEST: usize = 64 * 1024;

const ENDS: &[u8] = b"\x1b[201~";

/// A paste whose end hasn't come.
#[derive(Default)]
pub(super) struct Paste {
    /// Its beginning, and, when that is all that is kept of a larger one, its last bytes.
    text: Vec<u8>,
}

impl Paste {
    /// Takes bytes: how many were its own, and the whole text if they ended it.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<String>) {
        // What came before may have ended with the beginning of the end.
        let before = self.text.len();
        let from = before.saturating_sub(ENDS.len() - 1);
        self.text.extend_from_slice(bytes);
        let end = self.text[from..]
            .windows(ENDS.len())
            .position(|window| window == ENDS);
        if let Some(end) = end {
            self.text.truncate(from + end);
            let taken = from + end + ENDS.len() - before;
            return (taken, Some(std::mem::take(self).text()));
        }
        if self.text.len() > LARGEST + LONGEST {
            self.text.drain(LARGEST..self.text.len() - LONGEST);
        }
        (bytes.len(), None)
    }

    /// Whether the last that came was Ctrl-C, as a byte or as a sequence.
    pub(super) fn ends_with_ctrl_c(&self) -> bool {
        let tail = &self.text[self.text.len().saturating_sub(LONGEST)..];
        let sequence = tail.iter().rposition(|&byte| byte == 0x1b);
        let begins = sequence.unwrap_or(tail.len().saturating_sub(1));
        tail.ends_with(&[0x03])
            || matches!(step(&tail[begins..]), Step::Key(taken, key)
                if begins + taken == tail.len() && key == Key::ctrl('c'))
    }

    /// The text so far.
    pub(super) fn text(mut self) -> String {
        self.text.truncate(LARGEST);
        String::from_utf8_lossy(&self.text).into_owned()
    }
}
