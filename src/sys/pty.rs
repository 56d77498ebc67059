//! A stage's own terminal: a pty pair whose slave becomes the controlling terminal and descriptors 0, 1 and 2.
//!
//! Never knows the user's terminal.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::PathBuf;

use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::libc;
use nix::pty::openpty;
use nix::sys::signal::{SigHandler, Signal, signal};
use nix::unistd::{dup2_stderr, dup2_stdin, dup2_stdout, setsid, ttyname};

/// Makes this process a session leader on a new pty and returns the pty's master, which doesn't block.
///
/// # Errors
/// The process leads a group already, or the system has no pty left.
pub fn take_own_terminal() -> io::Result<OwnedFd> {
    setsid()?;
    let pair = openpty(None, None)?;
    // SAFETY: the slave is an open terminal, and TIOCSCTTY reads no memory.
    if unsafe { libc::ioctl(pair.slave.as_raw_fd(), libc::TIOCSCTTY, 0) } < 0 {
        return Err(io::Error::last_os_error());
    }
    dup2_stdin(&pair.slave)?;
    dup2_stdout(&pair.slave)?;
    dup2_stderr(&pair.slave)?;
    fcntl(&pair.master, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    fcntl(&pair.master, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok(pair.master)
}

/// A pty that is nobody's controlling terminal: its master, which keeps it there, and the name of its slave.
///
/// # Errors
/// The system has no pty left.
pub fn spare() -> io::Result<(OwnedFd, PathBuf)> {
    let pair = openpty(None, None)?;
    Ok((pair.master, ttyname(&pair.slave)?))
}

/// A pty that is nobody's controlling terminal: its master, which doesn't block, and its slave. Both are closed in programs that are
/// started.
///
/// # Errors
/// The system has no pty left.
pub fn another() -> io::Result<(OwnedFd, OwnedFd)> {
    let pair = openpty(None, None)?;
    fcntl(&pair.master, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    fcntl(&pair.slave, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    fcntl(&pair.master, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
    Ok((pair.master, pair.slave))
}

/// Makes a vanished reader or a background write an error to be seen, where it would be a deadly signal.
///
/// # Errors
/// Never, on a Linux that knows these signals.
pub fn ignore_hang_ups() -> nix::Result<()> {
    for name in [Signal::SIGPIPE, Signal::SIGTTOU] {
        // SAFETY: to ignore a signal runs no code.
        unsafe { signal(name, SigHandler::SigIgn)? };
    }
    Ok(())
}
