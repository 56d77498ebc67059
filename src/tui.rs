//! The terminal program: keys, mouse and signals in, pictures out, effects carried out.
//!
//! ```text
//!   run ─▶ guardian ─fork▶ event_loop ─┬─ session   the terminal: enter, leave, restore
//!                                      ├─ signals   read, not handled
//!                                      ├─ input     bytes → keys and mouse
//!                                      ├─ canvas    picture → bytes
//!                                      └─ writer    bytes → terminal, one frame at a time
//! ```
//!
//! Never knows what a lesson is, how it runs, or what is drawn: a [`Program`] and its [`Runs`] do.

mod canvas;
mod event_loop;
mod guardian;
mod input;
mod modes;
mod program;
mod session;
mod signals;
mod writer;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use crossterm::style::force_color_output;
use nix::sys::termios::{InputFlags, LocalFlags, OutputFlags, SetArg, tcgetattr, tcsetattr};

use crate::machine::{Missing, Need, Needed};
use crate::printable::complain;
pub use program::{Hits, Program, Runs, Start};
use session::Session;

/// Runs the terminal program and returns its exit code: 0 after [`Effect::Quit`], 128 + n after signal n, 101 after a
/// panic of any thread, 2 when there's no terminal.
///
/// Must be called while the process has one thread. `start` is called in a child process, the app.
pub fn run<P: Program, R: Runs>(start: impl FnOnce() -> Start<P, R>) -> ExitCode {
    if let Err(missing) = full_screen_is_possible() {
        return refuse(missing);
    }
    let session = match Session::open() {
        Ok(session) => Arc::new(session),
        Err(error) => return refuse(&format!("/dev/tty: {}", error.desc())),
    };
    // What NO_COLOR asks for is the theme's business: crossterm's own answer also takes *reverse* away.
    force_color_output(true);
    let app = || event_loop::run(&session, start);
    guardian::guard(&session, app).unwrap_or_else(|error| {
        complain(&format!("concurrium: {error}"));
        ExitCode::FAILURE
    })
}

/// Writes what turns off every mode that we ever turn on, or another program has left on, and gives the terminal sane
/// settings: for the day when app and guardian were killed at once.
pub fn reset_terminal() -> ExitCode {
    let Ok(tty) = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/tty")
    else {
        return refuse("/dev/tty can't be opened");
    };
    let settings = tcgetattr(&tty).and_then(|mut sane| {
        sane.input_flags |= InputFlags::ICRNL | InputFlags::IXON | InputFlags::BRKINT;
        sane.output_flags |= OutputFlags::OPOST | OutputFlags::ONLCR;
        sane.local_flags |= LocalFlags::ICANON
            | LocalFlags::ISIG
            | LocalFlags::IEXTEN
            | LocalFlags::ECHO
            | LocalFlags::ECHOE
            | LocalFlags::ECHOK;
        tcsetattr(&tty, SetArg::TCSANOW, &sane)
    });
    match (&tty)
        .write_all(modes::RESET)
        .and(settings.map_err(io::Error::from))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("concurrium: the terminal can't be reset: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Lets keys come from the terminal where something else came on standard input. Where there is no terminal that stays so.
pub fn take_keys_from_the_terminal() {
    let mut terminal = std::fs::OpenOptions::new();
    if let Ok(terminal) = terminal.read(true).write(true).open("/dev/tty") {
        let _ = nix::unistd::dup2_stdin(terminal);
    }
}

/// Looks before anything is touched.
fn full_screen_is_possible() -> Result<(), &'static str> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err("standard input and output must be one");
    }
    term()
}

/// Whether there is a terminal that could be filled, wherever standard input and output go: its columns and rows.
///
/// # Errors
/// There is none, or it can't be filled.
pub fn look() -> io::Result<(u16, u16)> {
    let tty = "/dev/tty";
    term().map_err(|why| Missing::new(Need::Screen, tty, why))?;
    let session = Session::open().needed(Need::Screen, tty)?;
    session.size().needed(Need::Screen, tty)
}

fn term() -> Result<(), &'static str> {
    match std::env::var("TERM").as_deref() {
        Ok("dumb") => Err("TERM is dumb"),
        Ok("") | Err(_) => Err("TERM isn't set"),
        Ok(_) => Ok(()),
    }
}

fn refuse(missing: &str) -> ExitCode {
    complain(&format!(
        "concurrium: no terminal to fill ({missing}); `concurrium run LESSON --plain` works without one."
    ));
    ExitCode::from(2)
}
