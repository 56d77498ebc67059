//! The second belt of the clean-up: a process whose connection hangs up leaves at once, even while it computes or sleeps in
//! the kernel. The kernel sends SIGIO for the connection; the handler looks whether it was the hang-up.
//!
//! The first belt is the warden. This one holds when the warden was killed too.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, RawFd};
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
