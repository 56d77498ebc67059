//! What the app wants to be done: it does nothing itself.
//!
//! Never knows who carries it out.

use std::path::PathBuf;

use crate::notes::Notes;
use crate::play::Play;
use crate::progress::Note;
use crate::protocol::{ActorId, Command, Piece, Verb};

/// What CPython is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToOpen {
    /// One's own script, by the name of its file as it was typed.
    Script(String),
    /// The listing of this lesson, on the interpreter that this machine has.
    Lesson(Box<Play>),
}

/// What the terminal program is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// End the run there is, if any, and start one of this.
    Start(Piece),
    /// End the run there is, with all its processes.
    Stop,
    /// Let an actor take one step.
    Permit(ActorId),
    /// Tell an actor of a script this.
    Tell(ActorId, Command),
    /// Nobody can move: let time pass for this sleeper, until then.
    TimePasses(ActorId, u64),
    /// The student does something by hand, on the host of this actor.
    Do(ActorId, Verb),
    /// Send [`crate::app::Input::Woken`] in so many milliseconds, instead of what was asked before.
    Wake(u64),
    /// Ask for no [`crate::app::Input::Woken`] any more.
    NoWake,
    /// Write a new file, never over one that is there, and answer by [`crate::app::Input::Written`].
    Write {
        /// Where.
        file: PathBuf,
        /// What it is to hold.
        bytes: Vec<u8>,
    },
    /// Put this table in the place of the one in its file; answer by [`crate::app::Input::Word`] only if that can't be done.
    Results {
        /// Where.
        file: PathBuf,
        /// All of it.
        table: String,
    },
    /// Open what CPython is to run, and answer by [`crate::app::Input::Opened`].
    Open(ToOpen),
    /// Look how a script's name that is typed could go on, and answer by [`crate::app::Input::GoesOn`].
    GoOn(String),
    /// Publish the presenter's notes; None: there are none any more.
    Publish(Option<Notes>),
    /// Note in a recording, if there is one, that this is a place to jump to.
    Mark(String),
    /// Keep this beyond the program's end; answer by [`crate::app::Input::Word`] only if something has to be said.
    Remember(Note),
    /// Run a small program, beside the run there is, on real threads that nothing holds back, and answer by
    /// [`crate::app::Input::CameOut`] and [`Input::FreelyOver`].
    RunFreely(Piece),
    /// End the free runs there are.
    EndFreeRuns,
    /// Take the mouse, or give it back to the terminal.
    Mouse(bool),
    /// Draw the whole screen anew: something else has written on it.
    Repaint,
    /// Stop the program as Ctrl-Z does.
    Suspend,
    /// Leave.
    Quit,
}
