//! What a system's first process owes the rest, for when that is us: in a container, or under `unshare --pid --fork`.
//!
//! ```text
//!   pid 1 ── the program, an ordinary process
//!     │  TERM HUP INT QUIT … ──▶ │      passed on
//!     │ ◀── SIGCHLD ──────────── │      how it ended; orphans are buried, too
//! ```
//! The kernel lets no signal end a first process that doesn't ask for it, so Ctrl-C would be nobody's; and who is orphaned
//! is that process's child, a zombie until it is waited for.
//!
//! Never knows what the program does.

use std::process::ExitCode;

use nix::errno::Errno;
use nix::sys::signal::{SigSet, SigmaskHow, Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, getpid};

use crate::sys::process::{Forked, fork};
use crate::sys::signal::set_default;

/// What is passed on.
const PASSED_ON: [Signal; 6] = [
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
];

/// Leaves pid 1 to a process that does nothing else, and goes on as its child: None. In the first process it returns when
/// the child has ended, with its exit code, or 128 + n after signal n.
///
/// Where this process isn't the first, or can't fork, nothing happens. Must be called while it has one thread.
pub fn step_down() -> Option<ExitCode> {
    if getpid() != Pid::from_raw(1) {
        return None;
    }
    set_default(Signal::SIGCHLD).ok()?;
    let mut heard: SigSet = PASSED_ON.into_iter().collect();
    heard.add(Signal::SIGCHLD);
    let before = heard.thread_swap_mask(SigmaskHow::SIG_BLOCK).ok()?;
    match fork() {
        Ok(Forked::Parent(child)) => Some(ExitCode::from(watch(Pid::from_raw(child), &heard))),
        Ok(Forked::Child) | Err(_) => {
            let _ = before.thread_set_mask();
            None
        }
    }
}

fn watch(program: Pid, heard: &SigSet) -> u8 {
    loop {
        match heard.wait() {
            Ok(Signal::SIGCHLD) => {
                if let Some(code) = bury(program) {
                    return code;
                }
            }
            Ok(signal) => drop(kill(program, signal)), // it may just have ended
            Err(_) => {}
        }
    }
}

/// Waits for everybody who has ended; the program's exit code, if it was among them.
fn bury(program: Pid) -> Option<u8> {
    let mut came = None;
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::Exited(pid, code)) if pid == program => came = u8::try_from(code).ok(),
            Ok(WaitStatus::Signaled(pid, signal, _)) if pid == program => {
                came = u8::try_from(128 + signal as i32).ok();
            }
            Ok(WaitStatus::StillAlive) => return came,
            Ok(_) | Err(Errno::EINTR) => {}
            Err(_) => return came.or(Some(1)), // nobody is left, and nobody will come
        }
    }
}
