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
mod session;
mod signals;
mod writer;

use std::io::{self, IsTerminal, Write};
use std::os::fd::BorrowedFd;
use std::process::ExitCode;
use std::sync::Arc;

use crossterm::style::force_color_output;
use nix::sys::termios::{InputFlags, LocalFlags, OutputFlags, SetArg, tcgetattr, tcsetattr};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Effect, Input, Target};
use crate::machine::{Missing, Need, Needed};
use crate::printable::complain;
use crate::progress::file::Keeper;
use crate::protocol::{ActorId, Piece, Verb};
use crate::record::recorder::Recorder;
use session::Session;

/// What is on the screen, and how it changes.
pub trait Program {
    /// What [`Program::draw`] says about the picture.
    type Hits: Hits;

    /// Takes something that came in, and says what is to be done about it.
    fn update(&mut self, input: Input) -> Vec<Effect>;

    /// Draws everything into `buffer`, whose area is `area`; never larger than 1000 × 500, never empty.
    fn draw(&self, area: Rect, buffer: &mut Buffer) -> Self::Hits;
}

/// What is where in a picture.
pub trait Hits {
    /// What the mouse points at in this cell, counted from 0.
    fn at(&self, column: u16, row: u16) -> Option<Target>;

    /// Where the text cursor blinks, (column, row) from 0; None hides it.
    fn cursor(&self) -> Option<(u16, u16)> {
        None
    }
}

/// The run that the program looks at: there is none, or one, and free runs beside it.
pub trait Runs {
    /// Starts a run of this; the one before was stopped.
    ///
    /// # Errors
    /// Why it can't be started and what to do, in words for the user. The program gets them as [`Input::Over`].
    fn start(&mut self, piece: &Piece) -> Result<(), String>;

    /// Ends the run, if there is one, and the free runs beside it, with all their processes. Also called when the program ends, after the terminal was
    /// given back.
    fn stop(&mut self);

    /// Lets an actor take one step.
    fn permit(&mut self, actor: &ActorId);

    /// The student does something by hand.
    fn act(&mut self, actor: &ActorId, verb: Verb);

    /// Starts free runs beside the run there is; those before end.
    ///
    /// # Errors
    /// Why they can't be started, in words for the user. The program gets them as [`Input::FreelyOver`].
    fn run_freely(&mut self, piece: &Piece) -> Result<(), String>;

    /// Ends the free runs, if there are some.
    fn end_free_runs(&mut self);

    /// Each readable, or hung up, as long as [`Runs::take`] has something; none when there's nothing to wait for. After an
    /// [`Input::Over`] or [`Input::FreelyOver`] was taken its own must not stay ready, or the loop would spin.
    fn descriptors(&self) -> Vec<BorrowedFd<'_>>;

    /// Takes what has come from the run: a bounded batch (some 512) so that keys are still heard, rest at the next call.
    fn take(&mut self) -> Vec<Input>;
}

/// What the terminal program begins with.
pub struct Start<P, R> {
    /// What is shown.
    pub program: P,
    /// Where its runs come from.
    pub runs: R,
    /// Where progress is kept.
    pub keeper: Keeper,
    /// What records the screen, if something does.
    pub recorder: Option<Recorder>,
    /// Whether the terminal is asked what its ground is, once the first picture is out. It answers by
    /// [`Input::Background`], later or never.
    pub asks_background: bool,
    /// To be carried out first.
    pub effects: Vec<Effect>,
}

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
