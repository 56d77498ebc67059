//! What a terminal device is asked by `ioctl`.
//!
//! Never knows what is shown on it.

use std::os::fd::{AsFd, AsRawFd};

use nix::libc;

/// The terminal's size in (columns, rows), as the kernel has it; (0, 0) is a legal answer.
///
/// # Errors
/// `ENOTTY` when it is no terminal, `EIO` when the terminal has gone away.
pub fn size(tty: impl AsFd) -> nix::Result<(u16, u16)> {
    let mut size = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: TIOCGWINSZ writes one `winsize` through the pointer, which is valid for that and outlives the call.
    let answer = unsafe { libc::ioctl(tty.as_fd().as_raw_fd(), libc::TIOCGWINSZ, &raw mut size) };
    nix::errno::Errno::result(answer).map(|_| (size.ws_col, size.ws_row))
}
