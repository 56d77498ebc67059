//! What the terminal program is told to show and to run, as seen from here.
//!
//! Never knows a terminal.

use std::os::fd::BorrowedFd;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Effect, Input, Target, ToOpen};
use crate::i18n::Sentence;
use crate::progress::file::Keeper;
use crate::protocol::{ActorId, Command, Piece, Verb};
use crate::record::recorder::Recorder;

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
    fn start(&mut self, piece: &Piece) -> Result<(), Sentence>;

    /// Ends the run, if there is one, and the free runs beside it, with all their processes. Also called when the program ends, after the terminal was
    /// given back.
    fn stop(&mut self);

    /// Lets an actor take one step.
    fn permit(&mut self, actor: &ActorId);

    /// Tells an actor of a script something.
    fn tell(&mut self, actor: &ActorId, command: Command);

    /// Lets time pass for a sleeper, until then.
    fn time_passes(&mut self, actor: &ActorId, until_ns: u64);

    /// The student does something by hand.
    fn act(&mut self, actor: &ActorId, verb: Verb);

    /// Opens what CPython is to run; what comes of it is an [`Input::Opened`].
    ///
    /// # Errors
    /// Why that can't even be begun.
    fn open(&mut self, what: ToOpen) -> Result<(), Sentence>;

    /// Starts free runs beside the run there is; those before end.
    ///
    /// # Errors
    /// Why they can't be started, in words for the user. The program gets them as [`Input::FreelyOver`].
    fn run_freely(&mut self, piece: &Piece) -> Result<(), Sentence>;

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
