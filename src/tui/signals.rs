//! Signals as something to be read: they are blocked before the fork, and wait in a `signalfd` for the event loop.
//! No handler ever runs, so nothing needs to be async-signal-safe, and none is lost while the two processes start.
//!
//! Threads inherit the mask; programs started by `std::process::Command` get an empty one.
//!
//! Never knows what a signal means to the program.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::SignalFd;

use crate::machine;

/// Those that ask the program to end.
pub(super) const ENDING: [Signal; 4] = [
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
];

/// By which the app hands the terminal over to the shell, through the guardian, and gets it back.
pub(super) const HANDOVER: Signal = Signal::SIGUSR1;

/// Blocks all signals that guardian or app read, and those that stop who touches the terminal in the background: who
/// restores it must not be stopped for it, and who reads it is told by an error.
pub(super) fn block() -> nix::Result<()> {
    let mut set = read_by_app();
    for signal in [
        Signal::SIGTTOU,
        Signal::SIGTTIN,
        Signal::SIGCHLD,
        Signal::SIGALRM,
    ] {
        set.add(signal);
    }
    set.thread_block()
}

fn read_by_app() -> SigSet {
    ENDING
        .into_iter()
        .chain([HANDOVER, Signal::SIGTSTP, Signal::SIGCONT, Signal::SIGWINCH])
        .collect()
}

/// The app's signals.
pub(super) struct Signals(SignalFd);

impl Signals {
    /// Takes over the signals that [`block`] has held back, in the app.
    pub(super) fn open() -> io::Result<Self> {
        let of_the_guardian: SigSet = [Signal::SIGCHLD, Signal::SIGALRM].into_iter().collect();
        of_the_guardian.thread_unblock()?;
        machine::signals(&read_by_app()).map(Self)
    }

    /// The next one that has arrived.
    pub(super) fn next(&self) -> Option<Signal> {
        let info = self.0.read_signal().ok()??;
        Signal::try_from(i32::try_from(info.ssi_signo).ok()?).ok()
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
