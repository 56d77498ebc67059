//! Records what the terminal is sent while the program runs, and never holds the program up.
//!
//! A recorder that fails is dropped with a word: a full disk, a reader that has gone or is too slow.
//! Never knows what is shown.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::files;
use crate::i18n::Sentence;
use crate::record::cast::{Cast, Version};
use crate::record::whole_lines::WholeLines;

/// What is recorded, and where to.
pub struct Recorder {
    path: PathBuf,
    title: String,
    version: Version,
    /// None once it has failed.
    state: Option<State>,
}

enum State {
    /// The terminal's size isn't known yet.
    Opened(File),
    Recording {
        cast: Cast<WholeLines>,
        size: (u16, u16),
        began: Instant,
    },
}

impl Recorder {
    /// Records into a new file, or into a pipe or device that is there.
    ///
    /// # Errors
    /// It can't be written, or there is a file already, which stays as it is.
    pub fn open(path: &Path, version: Version, title: &str) -> Result<Self, Sentence> {
        let file = create(path)?;
        Ok(Self {
            path: path.to_owned(),
            title: title.to_owned(),
            version,
            state: Some(State::Opened(file)),
        })
    }

    /// The terminal has so many columns and rows.
    ///
    /// # Errors
    /// What has to be said: nothing is recorded any more.
    pub fn size(&mut self, size: (u16, u16)) -> Result<(), Sentence> {
        self.state = match self.state.take() {
            None => None,
            Some(State::Opened(file)) => {
                let cast =
                    Cast::begin(WholeLines::new(file), self.version, size, &self.title, None);
                Some(State::Recording {
                    cast: cast.map_err(|error| self.dropped(&error))?,
                    size,
                    began: Instant::now(),
                })
            }
            same @ Some(State::Recording { .. }) => same,
        };
        self.event(|cast, at, before| match *before == size {
            true => Ok(()),
            false => {
                *before = size;
                cast.resize(at, size)
            }
        })
    }

    /// The terminal is sent this.
    ///
    /// # Errors
    /// As for [`Recorder::size`].
    pub fn output(&mut self, bytes: &[u8]) -> Result<(), Sentence> {
        self.event(|cast, at, _| cast.output(at, bytes))
    }

    /// A place to jump to.
    ///
    /// # Errors
    /// As for [`Recorder::size`].
    pub fn marker(&mut self, label: &str) -> Result<(), Sentence> {
        self.event(|cast, at, _| cast.marker(at, label))
    }

    fn event(
        &mut self,
        write: impl FnOnce(
            &mut Cast<WholeLines>,
            std::time::Duration,
            &mut (u16, u16),
        ) -> io::Result<()>,
    ) -> Result<(), Sentence> {
        let Some(State::Recording { cast, size, began }) = &mut self.state else {
            return Ok(());
        };
        let at = began.elapsed();
        let written = write(cast, at, size);
        written.map_err(|error| {
            self.state = None;
            self.dropped(&error)
        })
    }

    fn dropped(&self, error: &io::Error) -> Sentence {
        let why = match error.kind() {
            ErrorKind::WouldBlock => Sentence::new("record.slow"),
            ErrorKind::BrokenPipe => Sentence::new("record.gone"),
            _ => files::why_not_written(error),
        };
        let ended = Sentence::new("record.ended");
        ended.with("file", &self.path.display()).with("why", why)
    }
}

/// A new file; or what is there, if it is a pipe or a device. Writing to it never waits.
///
/// # Errors
/// It can't be written, or there is a file already, which stays as it is.
pub fn create(path: &Path) -> Result<File, Sentence> {
    open(path).map_err(|error| {
        let why = match error.kind() {
            _ if error.raw_os_error() == Some(nix::libc::ENXIO) => {
                Sentence::new("record.no_reader")
            }
            _ => files::why_not_written(&error),
        };
        let refused = Sentence::new("record.refused");
        refused.with("file", &path.display()).with("why", why)
    })
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(nix::libc::O_NONBLOCK);
    match options.clone().create_new(true).open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let kind = std::fs::metadata(path)?.file_type();
            match kind.is_fifo() || kind.is_char_device() {
                true => options.open(path),
                false => Err(error),
            }
        }
        created => created,
    }
}
