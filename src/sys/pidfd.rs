//! A descriptor that stands for a process: readable once it has exited, and never recycled as pids are.
//!
//! See pidfd_open(2).

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::libc;

/// Opens a descriptor for a process.
///
/// # Errors
/// There is no such process, or no descriptor left.
pub fn open(pid: i32) -> io::Result<OwnedFd> {
    // SAFETY: the call takes numbers only.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let fd = RawFd::try_from(fd).map_err(io::Error::other)?;
    // SAFETY: the kernel has just made this descriptor for us.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Whether the process hasn't been reaped yet: it lives, or is a zombie.
pub fn exists(pidfd: BorrowedFd<'_>) -> bool {
    // Signal 0 sends nothing.
    send(pidfd, 0).is_ok()
}

/// Sends the process a signal: it reaches this very process or nobody.
///
/// # Errors
/// `ESRCH`: it has been reaped. `EPERM`: it isn't ours to signal.
pub fn send(pidfd: BorrowedFd<'_>, signal: i32) -> nix::Result<()> {
    // SAFETY: the call takes numbers; the null pointer means "no further information".
    let sent = unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            pidfd.as_raw_fd(),
            signal,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        )
    };
    nix::errno::Errno::result(sent).map(|_| ())
}
