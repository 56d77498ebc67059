//! `multiprocessing.SimpleQueue`: a pipe that several processes read and write, a lock at each end.
//!
//! ```text
//! put ── writing lock ──▶ ║ pipe ║ ──▶ reading lock ── get
//! ```
//! The locks are what keeps one message in one piece, and what hangs everybody when a process is killed while it has one.
//! Never knows what a message means.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::pipe2;

use crate::i18n::Sentence;
use crate::stage::{Actor, Refused};

/// A message: as many numbers as a task's end needs.
pub type Message = [u64; 5];

const BYTES: usize = size_of::<Message>();

/// A pipe with its two locks.
pub struct SimpleQueue {
    name: &'static str,
    reader: File,
    writer: File,
    reading: Lock,
    writing: Lock,
}

/// `multiprocessing.Lock` between processes: a pipe with one byte in it. Who has taken the byte has the lock.
struct Lock {
    taken: File,
    given: File,
}

impl SimpleQueue {
    /// An empty one; `name` is what the listing calls it.
    ///
    /// # Errors
    /// The system has no room for its descriptors (Python's `OSError`): said as an event.
    pub fn new(py: &Actor, name: &'static str) -> Result<Self, Refused> {
        let made = || -> io::Result<Self> {
            let (reader, writer) = pipe()?;
            Ok(Self {
                name,
                reader,
                writer,
                reading: Lock::new()?,
                writing: Lock::new()?,
            })
        };
        made().map_err(|error| py.no_room("pipe", &error))
    }

    /// `put(message)`; `said` is the message as the student reads it.
    ///
    /// # Errors
    /// Nobody has the other end any more (Python's `BrokenPipeError`), or the lock can't be had: said as an event.
    pub fn put(&self, py: &Actor, message: Message, said: &str) -> Result<(), Refused> {
        self.writing.acquire(py, self.name, "put")?;
        // Told before it can be taken, and under the lock: the trace has the pipe's own order.
        py.message(py.id().as_str(), self.name, "put", said);
        let bytes: Vec<u8> = message.iter().flat_map(|n| n.to_ne_bytes()).collect();
        let written = (&self.writer).write_all(&bytes);
        self.writing.release();
        written.map_err(|error| self.no(py, "put", &error))
    }

    /// `get()`: sleeps while the pipe is empty, or while another process reads it.
    ///
    /// # Errors
    /// The pipe can't be read, or the lock can't be had: said as an event.
    pub fn get(&self, py: &Actor, said: impl Fn(&Message) -> String) -> Result<Message, Refused> {
        self.reading.acquire(py, self.name, "get")?;
        let sleeps = !ready(&self.reader, 0);
        let on = format!("{}.get()", self.name);
        if sleeps {
            py.blocked(&on, None);
        }
        let mut bytes = [0; BYTES];
        let read = (&self.reader).read_exact(&mut bytes);
        if sleeps {
            py.unblocked(&on);
        }
        let mut message = Message::default();
        for (number, bytes) in message.iter_mut().zip(bytes.chunks_exact(8)) {
            *number = bytes.try_into().map_or(0, u64::from_ne_bytes);
        }
        if read.is_ok() {
            py.message(self.name, py.id().as_str(), "get", said(&message));
        }
        self.reading.release();
        read.map_err(|error| self.no(py, "get", &error))?;
        Ok(message)
    }

    /// Says that a pipe of it can't be read or written.
    fn no(&self, py: &Actor, what: &str, error: &io::Error) -> Refused {
        let why = Sentence::foreign(format_args!("{}: {error}", self.name));
        py.refused(what, &why)
    }

    /// `_poll(seconds)`: whether there is something to read, at the latest after so many seconds.
    pub fn poll(&self, py: &Actor, seconds: u8) -> bool {
        if ready(&self.reader, 0) {
            return true;
        }
        let on = format!("{}._poll({seconds})", self.name);
        py.blocked(&on, None);
        let ready = ready(&self.reader, u16::from(seconds) * 1000);
        py.unblocked(&on);
        ready
    }
}

impl Lock {
    fn new() -> io::Result<Self> {
        let (taken, given) = pipe()?;
        let lock = Self { taken, given };
        (&lock.given).write_all(b"1")?;
        Ok(lock)
    }

    fn acquire(&self, py: &Actor, queue: &str, end: &str) -> Result<(), Refused> {
        let on = match end {
            "get" => format!("{queue}.get(): _rlock"),
            end => format!("{queue}.{end}(): _wlock"),
        };
        let sleeps = !ready(&self.taken, 0);
        if sleeps {
            py.blocked(&on, None);
        }
        let taken = (&self.taken).read_exact(&mut [0]);
        if sleeps {
            py.unblocked(&on);
        }
        taken.map_err(|error| {
            let why = Sentence::foreign(format_args!("{queue}: {error}"));
            py.refused("lock", &why)
        })
    }

    fn release(&self) {
        // There is room: at most one byte is ever in it.
        let _ = (&self.given).write_all(b"1");
    }
}

fn pipe() -> io::Result<(File, File)> {
    let (reader, writer): (OwnedFd, OwnedFd) = pipe2(OFlag::O_CLOEXEC)?;
    Ok((reader.into(), writer.into()))
}

fn ready(file: &File, timeout: u16) -> bool {
    let mut fds = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
    loop {
        match poll(&mut fds, PollTimeout::from(timeout)) {
            Ok(count) => return count > 0,
            Err(Errno::EINTR) => {}
            Err(_) => return false,
        }
    }
}
