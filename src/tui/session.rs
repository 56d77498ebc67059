//! The terminal as we borrow it: entering the full screen, leaving it, and leaving it for certain.
//!
//! ```text
//!             enter                      leave, restore
//!   cooked ───────────▶ raw, alternate ────────────────▶ cooked
//!                         screen
//! ```
//! Guardian and app both know at any time whose the terminal is: who gives it back may be either of them, and while it is
//! the shell's, nobody may touch it.
//!
//! The session has a description of `/dev/tty` of its own: `O_NONBLOCK` on it neither leaks into the shell's standard
//! streams nor lets a terminal that has stopped reading stop us.
//!
//! Never knows what is drawn.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::stat::Mode;
use nix::sys::termios::{FlushArg, SetArg, Termios, cfmakeraw, tcflush, tcgetattr, tcsetattr};
use nix::unistd::{Pid, getpgrp, getpid, read, tcgetpgrp, write};

use crate::sys::shared_flag::SharedFlag;
use crate::sys::tty;
use crate::tui::modes::{self, LEAVE};

/// How long [`Session::leave`] waits for a terminal that doesn't read, before it throws away what is queued for it.
const PATIENCE: Duration = Duration::from_millis(150);
/// How long it waits after that.
const LAST_PATIENCE: Duration = Duration::from_millis(50);

/// The terminal, borrowed. Made before the guardian forks: guardian and app both know what to go back to.
pub(super) struct Session {
    tty: OwnedFd,
    /// Who opened it: the guardian.
    guardian: Pid,
    /// The terminal's settings as we found them.
    cooked: libc::termios,
    /// Whether the full screen is ours, or may be by now.
    entered: SharedFlag,
    /// Held while writing: nothing may be drawn after a restore by another thread.
    writing: Mutex<()>,
    /// Whether the mouse is ours while the full screen is.
    mouse: AtomicBool,
}

impl Session {
    /// Opens the controlling terminal and remembers its settings; changes nothing yet.
    pub(super) fn open() -> nix::Result<Self> {
        let flags = OFlag::O_RDWR | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC | OFlag::O_NOCTTY;
        let tty = open("/dev/tty", flags, Mode::empty())?;
        let cooked = tcgetattr(&tty)?.into();
        Ok(Self {
            tty,
            guardian: getpid(),
            cooked,
            entered: SharedFlag::new()?,
            writing: Mutex::new(()),
            mouse: AtomicBool::new(true),
        })
    }

    /// The process that opened it.
    pub(super) fn guardian(&self) -> Pid {
        self.guardian
    }

    /// Whether the full screen is ours: this process's or its parent's or child's.
    pub(super) fn is_entered(&self) -> bool {
        self.entered.get()
    }

    /// Whether another job has the terminal now, the shell itself as a rule.
    pub(super) fn is_in_background(&self) -> bool {
        tcgetpgrp(&self.tty).is_ok_and(|foreground| foreground != getpgrp())
    }

    /// Makes the full screen ours; doing so again repairs it.
    pub(super) fn enter(&self) -> nix::Result<()> {
        let _writing = self.lock();
        self.entered.replace(true);
        tcsetattr(&self.tty, SetArg::TCSANOW, &self.raw())?;
        let mouse = self.mouse.load(Ordering::Relaxed);
        self.write_within(modes::enter(mouse), PATIENCE)
    }

    /// Whether the next [`Session::enter`] takes the mouse as well.
    pub(super) fn takes_mouse(&self, takes: bool) {
        self.mouse.store(takes, Ordering::Relaxed);
    }

    /// Gives the terminal back if it is ours, within 200 ms. Any thread may call it, a panicking one too. There is nobody
    /// left to tell when that fails.
    pub(super) fn leave(&self) {
        let _writing = self.lock();
        if !self.entered.get() {
            return;
        }
        let queued = self.write_within(LEAVE, PATIENCE);
        if queued.is_err() {
            let _ = tcflush(&self.tty, FlushArg::TCOFLUSH);
            let _ = self.write_within(LEAVE, LAST_PATIENCE);
        }
        // A shell that has taken the terminal meanwhile may have given it settings of its own: those stay.
        if self.is_raw() || !self.is_in_background() {
            let _ = tcsetattr(&self.tty, SetArg::TCSANOW, &Termios::from(self.cooked));
        }
        self.entered.replace(false);
    }

    /// Writes what the terminal takes at once, and says how much that was: 0 when it takes nothing, or isn't ours.
    pub(super) fn write(&self, bytes: &[u8]) -> nix::Result<usize> {
        let _writing = self.lock();
        if !self.entered.get() {
            return Ok(0);
        }
        match write(&self.tty, bytes) {
            Err(Errno::EAGAIN | Errno::EINTR) => Ok(0),
            wrote => wrote,
        }
    }

    /// Reads what was typed; None when there is nothing now.
    ///
    /// # Errors
    /// `UnexpectedEof` or the kernel's `EIO` when the terminal has gone away.
    pub(super) fn read(&self, typed: &mut [u8]) -> io::Result<Option<usize>> {
        match read(&self.tty, typed) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok(Some(count)),
            Err(Errno::EAGAIN | Errno::EINTR) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> nix::Result<(u16, u16)> {
        tty::size(&self.tty)
    }

    fn raw(&self) -> Termios {
        let mut raw = Termios::from(self.cooked);
        cfmakeraw(&mut raw);
        raw
    }

    /// Whether the terminal's settings still are those that we gave it.
    fn is_raw(&self) -> bool {
        let flags = |set: Termios| (set.input_flags, set.output_flags, set.local_flags);
        tcgetattr(&self.tty).is_ok_and(|now| flags(now) == flags(self.raw()))
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes all of `bytes`, waiting for the terminal for `patience` at most.
    fn write_within(&self, mut bytes: &[u8], patience: Duration) -> nix::Result<()> {
        let end = Instant::now() + patience;
        while !bytes.is_empty() {
            match write(&self.tty, bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => {
                    let left = end.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(Errno::ETIMEDOUT);
                    }
                    let mut fds = [PollFd::new(self.tty.as_fd(), PollFlags::POLLOUT)];
                    let _ = poll(
                        &mut fds,
                        PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO),
                    );
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl AsFd for Session {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.tty.as_fd()
    }
}
