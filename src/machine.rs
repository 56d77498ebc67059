//! What is asked of the machine before and while something runs: each refusal says what was asked for, why, and what to do.
//!
//! Who starts something asks here, and `concurrium doctor` asks the same beforehand.
//! Never knows what is run.

pub mod limits;
mod need;
pub mod room;

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use nix::sys::epoll::{Epoll, EpollCreateFlags};
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::signal::SigSet;
use nix::sys::signalfd::{SfdFlags, SignalFd};

pub use need::{Missing, Need, Needed};

use crate::i18n::Sentence;
use crate::sys::{pidfd, process, pty};

/// An error as a sentence: one that carries its own, here or within an error of the system's, says that; others say what they
/// have to say.
pub fn told(error: &(dyn Error + 'static)) -> Sentence {
    let own = |error: &(dyn Error + 'static)| {
        let sentence = error.downcast_ref::<Sentence>().cloned();
        sentence.or_else(|| Some(error.downcast_ref::<Missing>()?.whole()))
    };
    let inner = error.downcast_ref::<io::Error>();
    let inner = inner.and_then(io::Error::get_ref);
    own(error)
        .or_else(|| own(inner?))
        .unwrap_or_else(|| Sentence::foreign(error))
}

/// Whether `/proc` is there and is the kernel's.
///
/// # Errors
/// It can't be read.
pub fn proc() -> io::Result<()> {
    let own = "/proc/self/stat";
    fs::read(own).map(drop).needed(Need::Proc, own)
}

/// The device that everything vanishes in.
///
/// # Errors
/// It can't be opened.
pub fn null() -> io::Result<File> {
    let null = "/dev/null";
    let opened = OpenOptions::new().read(true).write(true).open(null);
    opened.needed(Need::Null, null)
}

/// Starts a copy of this program with an end of a pipe, or nothing, to read from; what it says is nobody's.
///
/// # Errors
/// There is no room for another process, or the program isn't there.
pub fn spawn(command: &mut Command, stdin: impl Into<Stdio>) -> io::Result<Child> {
    proc()?; // where this very program is found
    let (out, err) = (null()?, null()?);
    command.stdin(stdin).stdout(out).stderr(err);
    command.spawn().needed(Need::Processes, "fork(2)")
}

/// Starts a thread.
///
/// # Errors
/// There is no room for another.
pub fn thread<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(body).needed(Need::Threads, "clone3(2)")
}

/// A descriptor that stands for a process.
///
/// # Errors
/// There is no such process, or the call is forbidden.
pub fn process_descriptor(pid: i32) -> io::Result<OwnedFd> {
    pidfd::open(pid).needed(Need::Calls, "pidfd_open(2)")
}

/// Waits for many descriptors.
///
/// # Errors
/// The call is forbidden, or there is no descriptor left.
pub fn epoll() -> io::Result<Epoll> {
    Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC).needed(Need::Calls, "epoll_create1(2)")
}

/// A descriptor by which threads wake one another.
///
/// # Errors
/// As for [`epoll`].
pub fn event() -> io::Result<EventFd> {
    let flags = EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK;
    EventFd::from_flags(flags).needed(Need::Calls, "eventfd2(2)")
}

/// Signals to be read.
///
/// # Errors
/// As for [`epoll`].
pub fn signals(heard: &SigSet) -> io::Result<SignalFd> {
    let flags = SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK;
    SignalFd::with_flags(heard, flags).needed(Need::Calls, "signalfd4(2)")
}

/// A pipe: the end to read from, the end to write to.
///
/// # Errors
/// As for [`epoll`].
pub fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC).needed(Need::Calls, "pipe2(2)")
}

/// A pseudo-terminal as this process's own: see [`pty::take_own_terminal`].
///
/// # Errors
/// There is none left, or none at all.
pub fn own_terminal() -> io::Result<OwnedFd> {
    pty::take_own_terminal().needed(Need::Terminals, "/dev/ptmx")
}

/// A terminal that is nobody's controlling one: its master, which doesn't block, and its slave. Programs that are started don't
/// get them.
///
/// # Errors
/// As for [`own_terminal`].
pub fn another_terminal() -> io::Result<(OwnedFd, OwnedFd)> {
    pty::another().needed(Need::Terminals, "/dev/ptmx")
}

/// Whether there is another pseudo-terminal.
///
/// # Errors
/// As for [`own_terminal`].
pub fn spare_terminal() -> io::Result<()> {
    pty::spare().map(drop).needed(Need::Terminals, "/dev/ptmx")
}

/// The machine's own Python, isolated: what lies where the student stands is nobody's module. It ends with this program, and
/// after so many seconds of processor time.
pub fn python3(most: u64) -> Command {
    let mut command = Command::new("python3");
    command
        .args(["-I", "-W", "ignore"])
        .env_remove("PYTHONUNBUFFERED")
        .stdin(Stdio::null());
    process::dies_with_us(&mut command, most);
    command
}

/// Lets a program that is about to be started end with this one, and after so many seconds of processor time.
pub fn ends_with_us(command: &mut Command, most: u64) {
    process::dies_with_us(command, most);
}
