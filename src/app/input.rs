//! What comes in: keys, the mouse, the run's answers, the timer.
//!
//! Never knows where it is from.

use std::path::PathBuf;

use crate::app::key::Key;
use crate::app::state::pane::{Pane, Tab};
use crate::background::Background;
use crate::explore::Outcome;
use crate::i18n::Sentence;
use crate::play::Play;
use crate::protocol::{ActorId, Event};

/// What comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Text that was pasted.
    Paste(String),
    /// The left button went down on something.
    Click(Target),
    /// The mouse moved with the left button held, now over something.
    Drag(Target),
    /// The wheel turned over something, by this many lines, downwards positive.
    Wheel(Option<Target>, i32),
    /// The run's stage answers: it is live from here on.
    Started,
    /// Something happened in the run.
    Happened(Event),
    /// The run has come to its end; what went wrong, if something did.
    Over(Option<Sentence>),
    /// The timer asked for by [`crate::app::effect::Effect::Wake`] has come.
    Woken,
    /// So many of the free runs asked for by [`crate::app::effect::Effect::RunFreely`] came out so.
    CameOut(Outcome, u32),
    /// No more of them will come; why, if not all did.
    FreelyOver(Option<Sentence>),
    /// The file asked for by [`crate::app::effect::Effect::Write`] was written; or why it wasn't.
    Written(Result<PathBuf, Unwritten>),
    /// What was asked for by [`crate::app::effect::Effect::Open`]; or why it can't be run.
    Opened(Result<Box<Play>, Sentence>),
    /// A file of the script that is looked at has changed since its run began.
    Changed(String),
    /// How what is typed could go on, asked for by [`crate::app::effect::Effect::GoOn`].
    GoesOn(Vec<String>),
    /// Something has to be said that isn't the run's: what was to be kept couldn't be, or a recording has ended.
    Word(Sentence),
    /// The program can't be suspended: there is no shell that would let it go on.
    NoShell,
    /// The terminal has another size now (columns, rows).
    Resized(u16, u16),
    /// The terminal says what its ground is.
    Background(Background),
}

/// What the mouse can point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A lesson of the home screen: an index into the shelf.
    Lesson(usize),
    /// An actor, in any pane.
    Actor(ActorId),
    /// A place in time: a position of the history.
    Position(usize),
    /// A tab of the listing.
    Tab(Tab),
    /// An action's key in the footer or the help: the action's name in `ACTIONS`.
    Action(&'static str),
    /// A knob in the knobs' form.
    Knob(usize),
    /// An outcome in the explorer of every schedule.
    Outcome(usize),
    /// A pane, where nothing nearer was hit.
    Pane(Pane),
}

/// A file that was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritten {
    /// Which.
    pub file: PathBuf,
    /// Whether there is one of this name already.
    pub is_there: bool,
    /// Why.
    pub why: Sentence,
}
