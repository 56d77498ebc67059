//! How many processes and threads a run may have: each has a line to this program, and each line needs a descriptor.
//!
//! Never knows which of them come, or when: the stage counts them, on the page that they share.

use std::io;

use crate::i18n::Sentence;
use crate::sys::room;
use crate::sys::shared_page::{MOST_PROCESSES, PROCESS_LINES};

/// Descriptors that stay ours: the stage's own line, its pidfd and its lifeline, what is read in `/proc`, a file being saved.
const OURS: u64 = 10;

/// What a run may have at once.
pub(super) struct Room {
    /// So many processes.
    pub(super) processes: usize,
    /// So many lines: [`PROCESS_LINES`] a process, one a thread.
    pub(super) lines: usize,
}

impl Room {
    /// What fits into this program's descriptors. `CONCURRIUM_PROCESSES` makes the processes fewer.
    ///
    /// # Errors
    /// Not even one process does.
    pub(super) fn there_is() -> io::Result<Self> {
        let most = u64::try_from(MOST_PROCESSES * PROCESS_LINES).unwrap_or(u64::MAX);
        let free = room::free_descriptors(most + OURS).saturating_sub(OURS);
        let lines = usize::try_from(free.min(most)).unwrap_or(MOST_PROCESSES);
        let asked = std::env::var("CONCURRIUM_PROCESSES");
        let asked = asked.ok().and_then(|limit| limit.parse().ok());
        let processes = asked.unwrap_or(MOST_PROCESSES).clamp(1, MOST_PROCESSES);
        if lines < PROCESS_LINES {
            let needed = OURS + PROCESS_LINES as u64;
            let sentence = Sentence::new("run.no_room").with("needed", &needed);
            let sentence = sentence.with("limit", &room::descriptors());
            return Err(io::Error::other(sentence));
        }
        Ok(Self { processes, lines })
    }
}
