//! The terminal as we borrow it: entering the full screen, leaving it, and leaving it for certain.
//!
//! ```text
//!             enter                      leave, restore
//!   cooked ───────────▶ raw, alternate ────────────────▶ cooked
//!             ▲           screen              │
//!             └────── SIGCONT ◀─── SIGSTOP ◀──┘ (suspend)
//! ```
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
use nix::sys::signal::{Signal, kill};
use nix::sys::stat::Mode;
use nix::sys::termios::{FlushArg, SetArg, Termios, cfmakeraw, tcflush, tcgetattr, tcsetattr};
use nix::unistd::{Pid, getpgrp, read, tcgetpgrp, write};

use super::modes::{self, LEAVE};
use crate::sys::tty;

/// How long [`Session::restore`] waits for a terminal that doesn't read, before it throws away what is queued for it.
const PATIENCE: Duration = Duration::from_millis(150);
/// How long it waits after that.
const LAST_PATIENCE: Duration = Duration::from_millis(50);

/// The terminal, borrowed. Made before the guardian forks: guardian and app both know what to go back to.
pub(super) struct Session {
    tty: OwnedFd,
    /// The terminal's settings as we found them.
    cooked: libc::termios,
    /// Whether the full screen is ours. Held while writing: nothing may be drawn after a restore by another thread.
    entered: Mutex<bool>,
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
            cooked,
            entered: Mutex::new(false),
            mouse: AtomicBool::new(true),
        })
    }

    /// Makes the full screen ours; doing so again repairs it. In the background the whole job first stops until it is
    /// brought to the foreground, as a job does that needs the terminal.
    pub(super) fn enter(&self) -> nix::Result<()> {
        while tcgetpgrp(&self.tty).is_ok_and(|foreground| foreground != getpgrp()) {
            stop_job()?;
        }
        let mut entered = self.lock();
        let mut raw = Termios::from(self.cooked);
        cfmakeraw(&mut raw);
        tcsetattr(&self.tty, SetArg::TCSANOW, &raw)?;
        *entered = true;
        let mouse = self.mouse.load(Ordering::Relaxed);
        self.write_within(modes::enter(mouse), PATIENCE)
    }

    /// Whether the next [`Session::enter`] takes the mouse as well.
    pub(super) fn takes_mouse(&self, takes: bool) {
        self.mouse.store(takes, Ordering::Relaxed);
    }

    /// Gives the terminal back if it is ours. Any thread may call it, a panicking one too.
    pub(super) fn leave(&self) {
        let mut entered = self.lock();
        if std::mem::take(&mut *entered) {
            self.restore();
        }
    }

    /// Gives the terminal back whoever has it, within 200 ms. There is nobody left to tell when that fails.
    pub(super) fn restore(&self) {
        let queued = self.write_within(LEAVE, PATIENCE);
        if queued.is_err() {
            let _ = tcflush(&self.tty, FlushArg::TCOFLUSH);
            let _ = self.write_within(LEAVE, LAST_PATIENCE);
        }
        let _ = tcsetattr(&self.tty, SetArg::TCSANOW, &Termios::from(self.cooked));
    }

    /// Gives the terminal back and stops the whole job; the SIGCONT that ends it calls for [`Session::enter`].
    pub(super) fn suspend(&self) -> nix::Result<()> {
        self.leave();
        stop_job()
    }

    /// Writes what the terminal takes at once, and says how much that was: 0 when it takes nothing, or isn't ours.
    pub(super) fn write(&self, bytes: &[u8]) -> nix::Result<usize> {
        let entered = self.lock();
        if !*entered {
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

    fn lock(&self) -> MutexGuard<'_, bool> {
        self.entered.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Stops every process of the job, guardian and app, so that the shell sees it stop. Not SIGTSTP: the kernel drops
/// one that a process of an orphaned group raises.
fn stop_job() -> nix::Result<()> {
    kill(Pid::from_raw(0), Signal::SIGSTOP)
}
