//! Signal dispositions. Everything else about signals is safe in nix: masks, `signalfd`, `sigwait`.
//!
//! Never knows who listens.

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

/// Lets a file that may not grow any more (`ulimit -f`) be an error to be told, where it would be a deadly signal.
///
/// # Errors
/// Never, on a Linux that knows this signal.
pub fn ignore_full_files() -> nix::Result<()> {
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    // SAFETY: to ignore a signal runs no code.
    unsafe { sigaction(Signal::SIGXFSZ, &ignore) }.map(|_| ())
}

/// Gives `signal` its default disposition back, whatever this program was started with.
///
/// # Errors
/// `EINVAL` for SIGKILL and SIGSTOP, whose dispositions can't be changed.
pub fn set_default(signal: Signal) -> nix::Result<()> {
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    // SAFETY: SIG_DFL installs no code of ours, so nothing can run in a signal handler.
    unsafe { sigaction(signal, &default) }.map(|_| ())
}

/// Whether `signal`, which the calling thread blocks, has arrived and waits to be taken.
pub fn is_pending(signal: Signal) -> bool {
    // SAFETY: an all-zero sigset_t is valid; both calls touch nothing but it, which outlives them.
    unsafe {
        let mut arrived: libc::sigset_t = std::mem::zeroed();
        libc::sigpending(&raw mut arrived) == 0
            && libc::sigismember(&raw const arrived, signal as libc::c_int) == 1
    }
}
