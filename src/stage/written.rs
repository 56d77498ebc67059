//! What is written on a terminal of the stage's, as lines: by a panic, or by programs that nobody tells of.
//!
//! Never knows who has written it.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::protocol::{LONGEST_LINE, Stream};

/// How often a terminal is read at a time: what can lie in it is less, and who writes on without end doesn't keep us here.
const MOST_READS: usize = 64;

/// What is longer is told in pieces: in JSON it may take six times as much.
const LONGEST: usize = LONGEST_LINE / 8;

/// A terminal of the stage's.
pub(super) struct Written {
    terminal: OwnedFd,
    pub(super) stream: Stream,
    /// What has come of a line that has no end yet.
    begun: Vec<u8>,
}

impl Written {
    pub(super) fn on(terminal: OwnedFd, stream: Stream) -> Self {
        Self {
            terminal,
            stream,
            begun: Vec::new(),
        }
    }

    /// The lines that have come, and whether each may go on.
    pub(super) fn lines(&mut self) -> Vec<(String, bool)> {
        let mut lines = Vec::new();
        let mut bytes = [0; 4096];
        for _ in 0..MOST_READS {
            let Ok(n @ 1..) = nix::unistd::read(&self.terminal, &mut bytes) else {
                break;
            };
            self.begun.extend_from_slice(&bytes[..n]);
            while let Some(end) = self.begun.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.begun.drain(..=end).collect();
                let line = line.strip_suffix(b"\n").unwrap_or(&line);
                // The terminal has made of its end what terminals need.
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                lines.push((String::from_utf8_lossy(line).into_owned(), false));
            }
            if self.begun.len() > LONGEST {
                lines.extend(self.unfinished());
            }
        }
        lines
    }

    /// The beginning of a line whose end hasn't come.
    pub(super) fn unfinished(&mut self) -> Option<(String, bool)> {
        let begun = std::mem::take(&mut self.begun);
        (!begun.is_empty()).then(|| (String::from_utf8_lossy(&begun).into_owned(), true))
    }
}

impl AsFd for Written {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.terminal.as_fd()
    }
}
