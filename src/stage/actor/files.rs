//! A demo's files: one whose offset is shared after a fork, a pipe, a terminal, and text that waits in a buffer.
//!
//! Never knows the stage's own terminal and connections.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Seek, SeekFrom, Write};
use std::os::fd::AsRawFd;

use crate::i18n::Sentence;
use crate::machine::room;
use crate::stage::actor::witness::Witness;
use crate::stage::actor::{Actor, Refused};
use crate::sys::proc;

/// The buffer's size in bytes: so much text a Python file collects before it goes on to the bytes' own buffer.
const BUFFER: usize = 8192;

/// A file without a name: Python's `tempfile.TemporaryFile(buffering=0)`.
pub struct TemporaryFile {
    file: File,
    seen: Witness,
}

/// A file for text: Python's `os.fdopen(fd, "w")`. What was printed waits in a buffer of the process; on a terminal only until
/// the line ends.
pub struct TextFile {
    out: BufWriter<File>,
    line_buffered: bool,
    /// How many bytes were told to wait, and in which process.
    told: Cell<Option<(u32, usize)>>,
}

impl Actor {
    /// `tempfile.TemporaryFile(buffering=0)`
    ///
    /// # Errors
    /// It can't be made (Python's `OSError`): said as an event.
    pub fn temporary_file(&self) -> Result<TemporaryFile, Refused> {
        let made = tempfile::tempfile();
        let file = made.map_err(|error| self.no("a temporary file", &error))?;
        let seen = Witness::of(self).map_err(|error| self.no("a pipe", &error))?;
        Ok(TemporaryFile { file, seen })
    }

    /// `os.pipe()`: the end to read from and the end to write to.
    ///
    /// # Errors
    /// There are no descriptors left (Python's `OSError`): said as an event.
    pub fn pipe(&self) -> Result<(File, File), Refused> {
        let ends = nix::unistd::pipe().map_err(|error| self.no("a pipe", &error.into()))?;
        Ok((ends.0.into(), ends.1.into()))
    }

    /// `os.openpty()`: the end that sees what is written on the terminal, and the terminal.
    ///
    /// # Errors
    /// The system has no terminal left (Python's `OSError`): said as an event.
    pub fn openpty(&self) -> Result<(File, File), Refused> {
        let pair =
            nix::pty::openpty(None, None).map_err(|error| self.no("a terminal", &error.into()))?;
        Ok((pair.master.into(), pair.slave.into()))
    }

    /// `os.fdopen(fd, "w")`
    pub fn fdopen(&self, file: File) -> TextFile {
        TextFile {
            line_buffered: file.is_terminal(),
            out: BufWriter::with_capacity(BUFFER, file),
            told: Cell::new(None),
        }
    }

    /// `os.read(fd, size)`
    ///
    /// # Errors
    /// The kernel's (Python's `OSError`): said as an event.
    pub fn read(&self, mut file: &File, size: usize) -> Result<Vec<u8>, Refused> {
        let mut bytes = vec![0; size];
        let read = file.read(&mut bytes);
        bytes.truncate(read.map_err(|error| self.no("read", &error))?);
        Ok(bytes)
    }

    /// Says that something with a file was refused.
    pub(super) fn no(&self, what: &str, error: &io::Error) -> Refused {
        let why = Sentence::new("refused.file").with("why", room::sentence(error));
        self.refused(what, &why)
    }
}

impl TemporaryFile {
    /// `file.write(bytes)`
    ///
    /// # Errors
    /// The kernel's: said as an event.
    pub fn write(&mut self, py: &Actor, bytes: &[u8]) -> Result<(), Refused> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| py.no("write", &error))
    }

    /// `file.seek(offset)`
    ///
    /// # Errors
    /// The kernel's: said as an event.
    pub fn seek(&mut self, py: &Actor, offset: u64) -> Result<(), Refused> {
        let sought = self.file.seek(SeekFrom::Start(offset));
        sought.map(drop).map_err(|error| py.no("seek", &error))
    }

    /// `file.read(size)`
    ///
    /// # Errors
    /// The kernel's: said as an event.
    pub fn read(&self, py: &Actor, size: usize) -> Result<Vec<u8>, Refused> {
        py.read(&self.file, size)
    }

    /// Tells where the open file stands: as this process's descriptor has it and as the other end of the fork's has it.
    pub fn tell(&self, py: &Actor) {
        let descriptor = self.file.as_raw_fd();
        for (pid, whose) in self.seen.family(py) {
            let file = format!("/proc/{pid}/fdinfo/{descriptor}");
            let offset = proc::file_offset(pid, descriptor);
            self.seen
                .tell_kernels(py, &whose, "file offset", &file, offset);
        }
    }
}

impl TextFile {
    /// `print(text, file=out)`
    ///
    /// # Errors
    /// The kernel's: said as an event.
    pub fn print(&mut self, py: &Actor, text: &str) -> Result<(), Refused> {
        let printed = writeln!(self.out, "{text}").and_then(|()| match self.line_buffered {
            true => self.out.flush(),
            false => Ok(()),
        });
        printed.map_err(|error| py.no("print", &error))
    }

    /// `out.flush()`
    ///
    /// # Errors
    /// The kernel's: said as an event.
    pub fn flush(&mut self, py: &Actor) -> Result<(), Refused> {
        self.out.flush().map_err(|error| py.no("flush", &error))
    }

    /// Tells how many bytes wait in this process's buffer.
    pub fn tell(&self, py: &Actor) {
        let waiting = self.out.buffer().len();
        let news = Some((std::process::id(), waiting));
        if self.told.replace(news) != news {
            py.fact("bytes in buffer", waiting.to_string());
        }
    }
}
