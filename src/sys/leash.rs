//! The second belt of the clean-up: a process whose connection hangs up leaves at once, even while it computes or sleeps in
//! the kernel. The kernel sends SIGIO for the connection; the handler looks whether it was the hang-up.
//!
//! The first belt is the warden. This one holds when the warden was killed too. A stopped process runs no handler, though:
//! hence the lifeline, a pipe from the terminal program, whose end lets everybody go on, and so leave.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, IntoRawFd, OwnedFd, RawFd};
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

/// The exit code of a process whose terminal program is gone.
pub const HUNG_UP: i32 = 86;

static LINE: AtomicI32 = AtomicI32::new(-1);

/// Ties this process to a connection: when the other side hangs up, the process is gone.
///
/// # Errors
/// The descriptor is no socket.
pub fn tie_to(connection: BorrowedFd<'_>) -> io::Result<()> {
    let line = connection.as_raw_fd();
    LINE.store(line, SeqCst);
    let action = SigAction::new(
        SigHandler::Handler(on_sigio),
        SaFlags::SA_RESTART,
        SigSet::empty(),
    );
    // SAFETY: the handler does nothing but poll and _exit, both async-signal-safe.
    unsafe { sigaction(Signal::SIGIO, &action)? };
    // SAFETY: the descriptor is open, and these commands take numbers.
    let failed = unsafe {
        libc::fcntl(line, libc::F_SETOWN, libc::getpid()) < 0
            || libc::fcntl(
                line,
                libc::F_SETFL,
                libc::fcntl(line, libc::F_GETFL) | libc::O_ASYNC,
            ) < 0
    };
    if failed {
        return Err(io::Error::last_os_error());
    }
    // It may have hung up before it was armed.
    leave_if_hung_up(line);
    Ok(())
}

/// `F_SETSIG` of fcntl(2), which the libc crate doesn't have for every C library.
const F_SETSIG: libc::c_int = 10;

/// Lets this process's whole group go on (SIGCONT) when the other end of the pipe `lifeline` is closed.
/// To be called by the group's leader; what it keeps open, its forks keep open, too.
///
/// # Errors
/// There is no descriptor left, or `lifeline` is no pipe.
pub fn go_on_at_the_end_of(lifeline: OwnedFd) -> io::Result<()> {
    let lifeline = lifeline.into_raw_fd(); // open as long as anybody of the run lives
    // SAFETY: the descriptor is open, and these commands take numbers.
    let failed = unsafe {
        libc::fcntl(lifeline, libc::F_SETOWN, -libc::getpgrp()) < 0
            || libc::fcntl(lifeline, F_SETSIG, libc::SIGCONT) < 0
            || libc::fcntl(
                lifeline,
                libc::F_SETFL,
                libc::fcntl(lifeline, libc::F_GETFL) | libc::O_ASYNC,
            ) < 0
    };
    if failed {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

extern "C" fn on_sigio(_: libc::c_int) {
    leave_if_hung_up(LINE.load(SeqCst));
}

fn leave_if_hung_up(line: RawFd) {
    let mut poll = libc::pollfd {
        fd: line,
        events: libc::POLLRDHUP,
        revents: 0,
    };
    // SAFETY: poll is given one valid entry; errno, which the interrupted code may be about to read, is put back.
    unsafe {
        let errno = *libc::__errno_location();
        if libc::poll(&raw mut poll, 1, 0) > 0
            && poll.revents & (libc::POLLHUP | libc::POLLRDHUP | libc::POLLERR) != 0
        {
            libc::_exit(HUNG_UP);
        }
        *libc::__errno_location() = errno;
    }
}
