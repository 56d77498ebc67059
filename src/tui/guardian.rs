//! The first process: it forks the app before any thread exists, and puts the terminal back however the app ends.
//!
//! ```text
//!   shell ── guardian ── app ── stages
//!               │  TERM HUP INT QUIT TSTP ──▶ │      passed on
//!               │ ◀── SIGCHLD ─────────────── │      how it ended
//!               │  (dies) ── SIGTERM ───────▶ │      PR_SET_PDEATHSIG
//! ```
//!
//! A process killed by SIGKILL, or by the overflow of a stack, can't restore anything itself. Only killing both at
//! once leaves a dirty terminal, which `concurrium reset-terminal` mends.
//!
//! Never knows what the app does.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use nix::sys::prctl::set_pdeathsig;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigSet, Signal, kill, raise};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, alarm, getpid, getppid};

use super::session::Session;
use super::signals::{self, ENDING};
use crate::machine::{self, Need, Needed};
use crate::sys::process::{Forked, fork};
use crate::sys::signal::set_default;

/// The exit code of a Rust program that panicked.
pub(super) const PANICKED: u8 = 101;

/// Seconds that an app which was asked to end may take; then it hangs, and is killed.
const GRACE_S: u32 = 3;

/// Runs `app` in a child process and returns, in this one, the exit code it ended with.
///
/// A signal that ended the app after it had restored the terminal (exit code 128 + n) ends this process too, so that
/// the shell sees what happened.
pub(super) fn guard(session: &Session, app: impl FnOnce() -> u8) -> io::Result<ExitCode> {
    // Were SIGCHLD ignored (that is inherited), the kernel would reap the app and forget how it ended.
    set_default(Signal::SIGCHLD)?;
    signals::block()?;
    let guardian = getpid();
    machine::proc()?; // by which a fork knows that there is one thread only
    match fork().needed(Need::Processes, "fork(2)")? {
        #[expect(
            clippy::disallowed_methods,
            reason = "the child must never return into its parent's code"
        )]
        Forked::Child => {
            let code = catch_unwind(AssertUnwindSafe(|| in_child(guardian, app)));
            std::process::exit(code.unwrap_or(PANICKED).into())
        }
        Forked::Parent(child) => watch(session, Pid::from_raw(child)),
    }
}

fn in_child(guardian: Pid, app: impl FnOnce() -> u8) -> u8 {
    // It may have died before it could be asked for: then there's another parent by now.
    if let Err(error) = set_pdeathsig(Signal::SIGTERM).needed(Need::Calls, "prctl(2)") {
        super::complain(&format!("concurrium: {error}"));
        return 1;
    }
    if getppid() != guardian {
        return 1;
    }
    // The Rust runtime's handlers would let the first SIGSEGV pass that is sent by `kill`, and what they say about a
    // stack overflow would be lost with the alternate screen: the guardian says how it ended.
    for crash in [Signal::SIGSEGV, Signal::SIGBUS] {
        if set_default(crash).is_err() {
            return 1;
        }
    }
    app()
}

fn watch(session: &Session, app: Pid) -> io::Result<ExitCode> {
    let heard: SigSet = ENDING
        .into_iter()
        .chain([Signal::SIGTSTP, Signal::SIGCHLD, Signal::SIGALRM])
        .collect();
    loop {
        match heard.wait()? {
            Signal::SIGCHLD => match waitpid(app, Some(WaitPidFlag::WNOHANG))? {
                WaitStatus::Exited(_, code) => return Ok(exited(code)),
                WaitStatus::Signaled(_, signal, _) => {
                    session.restore();
                    super::complain(&format!(
                        "concurrium: ended by {signal}; the terminal has been restored."
                    ));
                    return Ok(code_of(signal));
                }
                _ => {}
            },
            Signal::SIGALRM => kill(app, Signal::SIGKILL)?,
            signal => {
                kill(app, signal)?;
                if ENDING.contains(&signal) {
                    alarm::set(GRACE_S);
                }
            }
        }
    }
}

fn exited(code: i32) -> ExitCode {
    match Signal::try_from(code - 128) {
        Ok(signal) if ENDING.contains(&signal) => end_by(signal),
        _ => u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from),
    }
}

/// Ends this process as `signal` would have, without leaving a core file.
fn end_by(signal: Signal) -> ExitCode {
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
    let _ = SigSet::from_iter([signal]).thread_unblock();
    let _ = raise(signal);
    // Still here: it is ignored (`nohup`).
    code_of(signal)
}

fn code_of(signal: Signal) -> ExitCode {
    u8::try_from(128 + signal as i32).map_or(ExitCode::FAILURE, ExitCode::from)
}
