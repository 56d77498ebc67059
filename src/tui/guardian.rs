//! The first process: it forks the app before any thread exists, and puts the terminal back however the app ends.
//!
//! ```text
//!   shell ── guardian ── app ── stages
//!               │  TERM HUP INT QUIT ───────▶ │      passed on, and CONT
//!               │ ◀── SIGCHLD ─────────────── │      how it ended
//!               │  (dies) ── SIGTERM ───────▶ │      PR_SET_PDEATHSIG
//!
//!   suspended:  │  TSTP ────────────────────▶ │      passed on
//!               │ ◀──────────────────── USR1  │      the terminal has been given back: stop the job
//!               │  (stops)                    │      the app sleeps, and hears who asks for its end
//!               │ ◀── CONT ────────────────── │      it has ended: the lifeline, a pipe that it alone holds
//!               │  USR1 ────────────────────▶ │      the job goes on
//! ```
//! What stops is the guardian, whom the shell waits for, never the app: a stopped process hears nobody. The two agree by a
//! signal of their own, one each way and time: a SIGCONT may come from anybody, and late.
//!
//! Whoever is below a stage or an app that was killed becomes its child, and is ended with it.
//!
//! A process killed by SIGKILL, or by the overflow of a stack, can't restore anything itself. Only killing both at
//! once leaves a dirty terminal, which `concurrium reset-terminal` mends.
//!
//! Never knows what the app does.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use nix::errno::Errno;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigSet, Signal, kill, raise};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, alarm, getppid};

use crate::i18n::{Lang, Sentence};
use crate::machine::{self, Need, Needed};
use crate::protocol::launch;
use crate::sys::leash;
use crate::sys::orphans;
use crate::sys::process::{Forked, fork};
use crate::sys::signal::{is_pending, set_default};
use crate::tui::complaint::say;
use crate::tui::session::Session;
use crate::tui::signals::{self, ENDING, HANDOVER};

/// The exit code of a Rust program that panicked.
pub(super) const PANICKED: u8 = 101;

/// Seconds that an app which was asked to end may take; then it hangs, and is killed.
const GRACE_S: u32 = 3;

/// How the app has ended.
#[must_use = "the shell is to see it"]
pub enum Ended {
    /// With an exit code.
    With(ExitCode),
    /// By a signal, after which it had restored the terminal (exit code 128 + n).
    By(Signal),
}

impl Ended {
    /// Passes on how the app has ended: what ended it ends this process, too, so that the shell sees what happened. To be called
    /// when all else is done.
    pub fn pass_on(self) -> ExitCode {
        match self {
            Ended::With(code) => code,
            Ended::By(signal) => end_by(signal),
        }
    }
}

/// Runs `app` in a child process and returns, in this one, how it has ended.
pub(super) fn guard(session: &Session, lang: Lang, app: impl FnOnce() -> u8) -> io::Result<Ended> {
    // Were SIGCHLD ignored (that is inherited), the kernel would reap the app and forget how it ended.
    set_default(Signal::SIGCHLD)?;
    set_default(Signal::SIGTSTP)?;
    signals::block()?;
    let (lifeline, of_the_app) = machine::pipe()?;
    orphans::adopt();
    machine::proc()?; // by which a fork knows that there is one thread only
    match fork().needed(Need::Processes, "fork(2)")? {
        #[expect(
            clippy::disallowed_methods,
            reason = "the child must never return into its parent's code"
        )]
        Forked::Child => {
            drop(lifeline);
            let code = catch_unwind(AssertUnwindSafe(|| in_child(session.guardian(), lang, app)));
            std::process::exit(code.unwrap_or(PANICKED).into()) // of_the_app is closed by the kernel
        }
        Forked::Parent(child) => {
            drop(of_the_app);
            leash::go_on_at_the_end_of(lifeline)?;
            watch(session, lang, Pid::from_raw(child))
        }
    }
}

fn in_child(guardian: Pid, lang: Lang, app: impl FnOnce() -> u8) -> u8 {
    // It may have died before it could be asked for: then there's another parent by now.
    if let Err(error) = set_pdeathsig(Signal::SIGTERM).needed(Need::Calls, "prctl(2)") {
        say(machine::told(&error), lang);
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
    orphans::none_left(launch::ARGUMENT, app)
}

/// Stops the whole job, once the app has given the terminal back; its SIGCONT tells the app. To be called by the app.
///
/// # Errors
/// There is no guardian any more.
pub(super) fn ask_to_stop_the_job(session: &Session) -> nix::Result<()> {
    match getppid() == session.guardian() {
        true => kill(session.guardian(), HANDOVER),
        false => Err(Errno::ESRCH), // nor must whoever has adopted us be stopped
    }
}

fn watch(session: &Session, lang: Lang, app: Pid) -> io::Result<Ended> {
    let heard: SigSet = ENDING
        .into_iter()
        .chain([
            HANDOVER,
            Signal::SIGTSTP,
            Signal::SIGCONT,
            Signal::SIGCHLD,
            Signal::SIGALRM,
        ])
        .collect();
    let (mut ending, mut stopped) = (false, false);
    loop {
        match heard.wait()? {
            Signal::SIGCHLD => match waitpid(app, Some(WaitPidFlag::WNOHANG))? {
                WaitStatus::Exited(_, code) => {
                    orphans::end(launch::ARGUMENT);
                    return Ok(exited(code));
                }
                WaitStatus::Signaled(_, signal, _) => {
                    let key = match session.is_entered() {
                        true => "terminal.ended_restored",
                        false => "terminal.ended",
                    };
                    session.leave();
                    orphans::end(launch::ARGUMENT);
                    say(Sentence::new(key).with("signal", &signal), lang);
                    return Ok(Ended::With(code_of(signal)));
                }
                _ => {}
            },
            Signal::SIGALRM => kill(app, Signal::SIGKILL)?,
            HANDOVER if ending => {}
            HANDOVER => stopped = stop_the_job(session, app)?,
            Signal::SIGCONT => {
                kill(app, Signal::SIGCONT)?; // it may have been stopped by others
                if std::mem::take(&mut stopped) {
                    kill(app, HANDOVER)?;
                }
            }
            signal => {
                kill(app, signal)?;
                if ENDING.contains(&signal) {
                    // Whoever has stopped it meant the program; its end comes first.
                    kill(app, Signal::SIGCONT)?;
                    ending = true;
                    alarm::set(GRACE_S);
                }
            }
        }
    }
}

/// Stops every process of the job, so that the shell sees it stop, as the terminal's Ctrl-Z would. True when it goes on.
///
/// The kernel stops nobody of an orphaned group, which nobody would let go on: then the app has the terminal again at once.
/// In the background there is none for it, for ever; that is as good as its end.
fn stop_the_job(session: &Session, app: Pid) -> nix::Result<bool> {
    let job = Pid::from_raw(0);
    kill(job, Signal::SIGTSTP)?;
    if ENDING.into_iter().any(is_pending) {
        // Who has just asked for the end has sent a SIGCONT, too, which the SIGTSTP has taken back: nobody would send another.
        kill(job, Signal::SIGCONT)?;
        return Ok(false);
    }
    let stop = SigSet::from_iter([Signal::SIGTSTP]);
    stop.thread_unblock()?; // here it stops
    stop.thread_block()?;
    if is_pending(Signal::SIGCONT) {
        return Ok(true); // to be passed on, but not before a signal that asks for the end
    }
    kill(app, Signal::SIGCONT)?; // takes the SIGTSTP of above back
    match session.is_in_background() {
        true => kill(app, Signal::SIGHUP),
        false => kill(app, HANDOVER),
    }?;
    Ok(false)
}

fn exited(code: i32) -> Ended {
    match Signal::try_from(code - 128) {
        Ok(signal) if ENDING.contains(&signal) => Ended::By(signal),
        _ => Ended::With(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)),
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
