//! The terminal program: keys, mouse and signals in, pictures out, effects carried out.
//!
//! ```text
//!   run ─▶ first ─▶ guardian ─fork▶ event_loop ─┬─ session   the terminal: enter, leave, restore
//!                                               ├─ signals   read, not handled
//!                                               ├─ input     bytes → keys and mouse
//!                                               ├─ canvas    picture → bytes
//!                                               └─ writer    bytes → terminal, one frame at a time
//! ```
//!
//! Never knows what a lesson is, how it runs, or what is drawn: a [`Program`] and its [`Runs`] do.

mod canvas;
mod complaint;
mod event_loop;
mod first;
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

use crate::i18n::{Lang, Sentence};
use crate::machine::{self, Missing, Need, Needed};
use complaint::say;
pub use guardian::Ended;
pub use program::{Hits, Program, Runs, Start};
use session::Session;

/// Runs the terminal program and returns how it has ended: with exit code 0 after [`Effect::Quit`], by a signal, with 101 after a
/// panic of any thread, with 2 when there's no terminal.
///
/// Must be called while the process has one thread. The app is a child process; what is begun with is made before it forks, if
/// there is a terminal. What goes wrong is said in this language.
pub fn run<P: Program, R: Runs>(lang: Lang, start: impl FnOnce() -> Start<P, R>) -> Ended {
    if let Err(missing) = full_screen_is_possible() {
        return Ended::With(refuse(Sentence::new(missing), lang));
    }
    let session = match Session::open() {
        Ok(session) => Arc::new(session),
        Err(error) => {
            let why = Sentence::foreign(format_args!("/dev/tty: {}", error.desc()));
            return Ended::With(refuse(why, lang));
        }
    };
    // What NO_COLOR asks for is the theme's business: crossterm's own answer also takes *reverse* away.
    force_color_output(true);
    let prepared = first::prepare(&session, start());
    let app = || event_loop::run(&session, prepared);
    guardian::guard(&session, lang, app).unwrap_or_else(|error| {
        say(machine::told(&error), lang);
        Ended::With(ExitCode::FAILURE)
    })
}

/// Writes what turns off every mode that we ever turn on, or another program has left on, and gives the terminal sane
/// settings: for the day when app and guardian were killed at once.
pub fn reset_terminal(lang: Lang) -> ExitCode {
    let Ok(tty) = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/tty")
    else {
        return refuse(Sentence::new("terminal.no_tty"), lang);
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
            let why = Sentence::new("terminal.not_reset").with("why", &error);
            say(why, lang);
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
        return Err("terminal.not_one");
    }
    term()
}

/// Whether there is a terminal that could be filled, wherever standard input and output go: its columns and rows.
///
/// # Errors
/// There is none, or it can't be filled.
pub fn look() -> io::Result<(u16, u16)> {
    let tty = "/dev/tty";
    term().map_err(|why| Missing::new(Need::Screen, tty, &Sentence::new(why).to_string()))?;
    let session = Session::open().needed(Need::Screen, tty)?;
    session.size().needed(Need::Screen, tty)
}

/// The key of what is missing.
fn term() -> Result<(), &'static str> {
    match std::env::var("TERM").as_deref() {
        Ok("dumb") => Err("terminal.dumb"),
        Ok("") | Err(_) => Err("terminal.unset"),
        Ok(_) => Ok(()),
    }
}

/// There is no terminal to fill: what is missing.
fn refuse(missing: Sentence, lang: Lang) -> ExitCode {
    say(
        Sentence::new("terminal.none").with("missing", missing),
        lang,
    );
    ExitCode::from(2)
}
