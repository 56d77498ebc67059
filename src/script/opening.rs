//! A script that is being opened beside whatever else goes on: an interpreter may take its time to say who it is.
//!
//! Never knows who waits for it.

use std::io::{self, PipeReader};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::i18n::Sentence;
use crate::machine;
use crate::play::Play;
use crate::script::{Asked, NoScript, lesson, play};

/// A script that is being opened.
#[derive(Debug)]
pub struct Opening {
    found: Receiver<Result<Play, NoScript>>,
    /// Readable once it is over: the other end is closed.
    over: PipeReader,
}

impl Opening {
    /// Begins.
    ///
    /// # Errors
    /// There is no room for another thread, or for two descriptors.
    pub fn begin(asked: Asked) -> io::Result<Self> {
        Self::does(move || play(&asked, |name| std::env::var_os(name)))
    }

    /// Begins to open a lesson on the environment's CPython.
    ///
    /// # Errors
    /// As [`Opening::begin`].
    pub fn on_cpython(native: Play) -> io::Result<Self> {
        Self::does(move || lesson(native, None, |name| std::env::var_os(name)))
    }

    fn does(opens: impl FnOnce() -> Result<Play, NoScript> + Send + 'static) -> io::Result<Self> {
        let (sender, found) = channel();
        let (over, open) = io::pipe()?;
        machine::thread("opening", move || {
            let open = open;
            // Nobody may wait for it any more.
            let _ = sender.send(opens());
            drop(open);
        })?;
        Ok(Self { found, over })
    }

    /// Readable, or hung up, once it is over.
    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.over.as_fd()
    }

    /// What came of it; None: nothing yet.
    pub fn take(&self) -> Option<Result<Play, NoScript>> {
        match self.found.try_recv() {
            Ok(found) => Some(found),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(NoScript::NotStarted(
                "python3".to_owned(),
                Sentence::new("script.not_opened"),
            ))),
        }
    }
}
