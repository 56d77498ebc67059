//! The terminal is asked for its ground once, when a first picture is out: nobody waits for the answer.
//!
//! Never knows what is drawn on it.

use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::tui::event_loop::Loop;
use crate::tui::input;
use crate::tui::program::{Program, Runs};

/// How long after the question an answer may be on its way, over a network too.
const LATE: Duration = Duration::from_millis(200);

impl<P: Program, R: Runs> Loop<'_, P, R> {
    /// Asks the terminal what its ground is, once, when a picture is out; false when there is nothing to ask.
    pub(super) fn ask_background(&mut self) -> bool {
        let asks = std::mem::take(&mut self.asks_background);
        if asks {
            self.writer.append(input::QUESTION);
            self.answer_until = Instant::now().checked_add(LATE);
        }
        asks
    }

    /// Takes an answer that is on its way when the program ends at once, so that the shell isn't typed at.
    pub(super) fn swallow_the_answer(&mut self) {
        while let Some(until) = self.answer_until.take() {
            let left = until.saturating_duration_since(Instant::now());
            let mut fds = [PollFd::new(self.session.as_fd(), PollFlags::POLLIN)];
            if left.is_zero() {
                return; // What is typed by now is for whoever comes next.
            }
            let left = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
            let mut bytes = [0; 4096];
            if poll(&mut fds, left).is_ok_and(|ready| ready > 0)
                && let Ok(Some(count)) = self.session.read(&mut bytes)
                && self.listener.hear(&bytes[..count]).is_none()
            {
                self.answer_until = Some(until);
            }
        }
    }
}
