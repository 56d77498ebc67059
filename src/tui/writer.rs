//! One frame on its way to the terminal. A terminal that reads slowly gets fewer frames, never a queue of old ones:
//! the next frame is made only when the last one is out.
//!
//! Never knows what is in a frame.

use crate::tui::session::Session;

/// Synchronized output (DEC private mode 2026): the terminal shows all of a frame at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// The frame that is being written.
#[derive(Default)]
pub(super) struct Writer {
    frame: Vec<u8>,
    sent: usize,
}

impl Writer {
    /// Whether the last frame is out.
    pub(super) fn is_idle(&self) -> bool {
        self.frame.is_empty()
    }

    /// Takes the next frame. An empty one isn't written.
    pub(super) fn submit(&mut self, frame: &[u8]) {
        debug_assert!(self.is_idle());
        if !frame.is_empty() {
            self.frame = [BEGIN, frame, END].concat();
        }
    }

    /// Takes other bytes, to be written after the frame that may be under way.
    pub(super) fn append(&mut self, bytes: &[u8]) {
        self.frame.extend_from_slice(bytes);
    }

    /// Writes as much as the terminal takes now.
    pub(super) fn flush(&mut self, session: &Session) -> nix::Result<()> {
        while !self.is_idle() {
            match session.write(&self.frame[self.sent..])? {
                0 => break,
                count => self.sent += count,
            }
            if self.sent == self.frame.len() {
                self.discard();
            }
        }
        Ok(())
    }

    /// Forgets what isn't out yet.
    pub(super) fn discard(&mut self) {
        self.frame.clear();
        self.sent = 0;
    }
}
