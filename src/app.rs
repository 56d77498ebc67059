//! The explorer's state and how it changes: [`App::update`] takes an [`Input`] and answers with [`Effect`]s.
//!
//! Never knows ratatui, crossterm, sockets or processes: all of it runs in a test without a terminal.

pub mod actions;
mod edit;
mod explore;
mod half_width;
mod home;
mod keymap;
mod knobs;
mod lesson;
mod mouse;
pub mod notes;
mod open;
mod page;
mod permits;
mod playing;
mod predict;
pub mod present;
mod prompt;
pub mod quiz;
mod saved;
pub mod stacks;
pub mod tour;
mod update;
mod verbs;

pub use explore::Explorer;
pub use permits::Permits;

use std::path::PathBuf;

use crate::background::Background;
use crate::explore::Outcome;
use crate::history::History;
use crate::i18n::Lang;
use crate::lockstep::Lockstep;
use crate::notes::Notes;
use crate::play::{Play, Plays};
use crate::predict::Predictions;
use crate::progress::{Note, Progress};
use crate::protocol::{ActorId, Event, Piece, Verb};
use crate::python::stackful::Suspension;
use crate::world::World;

/// The explorer.
#[derive(Debug)]
pub struct App {
    /// The lessons there are, and who makes plays of them.
    pub plays: Plays,
    /// The language of the screen.
    pub lang: Lang,
    /// The ground of the screen.
    pub background: Background,
    /// Whether the student has chosen it: then what the terminal says of its own doesn't count.
    pub background_is_chosen: bool,
    /// What fills the screen.
    pub screen: Screen,
    /// What lies over it, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What is to be said where the eye is, until the next key.
    pub notice: Option<String>,
    /// Whether the debug pane (F12) is shown.
    pub debug: bool,
    /// Whether the mouse is ours; otherwise the terminal selects text with it.
    pub mouse: bool,
    /// Whether lessons ask for predictions.
    pub predicting: bool,
    /// The notes that were published last.
    published: Option<Notes>,
    /// What holds while one presents, if one does.
    pub presenting: Option<present::Presenting>,
    /// What the student has seen and predicted.
    pub progress: Progress,
    /// The lesson that the home screen's cursor is at: an index into the shelf.
    pub chosen: usize,
    /// How many quizzes were opened: the seed of the last.
    pub quizzes: u64,
    /// Whether numbers that differ from run to run are shown by stand-ins: the screen says so.
    pub stand_ins: bool,
    /// The tour that is played, if one is.
    pub tour: Option<tour::Touring>,
    /// Whether free runs are under way.
    runs_freely: bool,
    /// The milliseconds of the [`Effect::Wake`] that hasn't come yet.
    timer: Option<u64>,
}

/// What fills the screen.
#[derive(Debug)]
pub enum Screen {
    /// The models and their lessons.
    Home,
    /// An opened lesson.
    Lesson(Box<Open>),
}

/// An opened lesson: its run, and how one looks at it.
#[derive(Debug)]
pub struct Open {
    /// What is run.
    pub play: Play,
    /// The trace so far.
    pub history: History,
    /// Where one looks: None follows the live end, otherwise a position in the past.
    pub past: Option<usize>,
    /// The world one looks at.
    pub world: World,
    /// Where the run is.
    pub run: Run,
    /// Whether steps follow one another by themselves.
    pub playing: bool,
    /// An index into [`SPEEDS`].
    pub speed: usize,
    /// The actor the student looks at; steps by Enter are its own.
    pub selected: Option<ActorId>,
    /// The pane that the arrow keys scroll.
    pub focus: Pane,
    /// Which listing is shown.
    pub tab: Tab,
    /// The virtual twin of a run that has schedules.
    pub lockstep: Option<Lockstep>,
    /// What is asked before it shows.
    pub predictions: Predictions,
    /// Whether the schedule is followed without a pause: after something was taken back.
    pub hurries: bool,
    /// Who has been let go and hasn't answered yet.
    pub permits: Permits,
    /// The first line shown of each pane that was scrolled by hand, by `Pane as usize`; None: the pane follows what happens.
    pub scroll: [Option<usize>; 5],
}

/// The milliseconds between two steps at each speed; the last is as fast as the actors can.
pub const SPEEDS: &[Speed] = &[
    Speed {
        label: "¼×",
        every_ms: 4000,
    },
    Speed {
        label: "½×",
        every_ms: 2000,
    },
    Speed {
        label: "1×",
        every_ms: 1000,
    },
    Speed {
        label: "2×",
        every_ms: 500,
    },
    Speed {
        label: "4×",
        every_ms: 250,
    },
    Speed {
        label: "16×",
        every_ms: 60,
    },
    Speed {
        label: "max",
        every_ms: 0,
    },
];

/// How fast steps follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speed {
    /// What the status line says.
    pub label: &'static str,
    /// Milliseconds between two steps; 0: as fast as the actors can.
    pub every_ms: u64,
}

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// The stage has been asked for and hasn't answered yet.
    Starting,
    /// It is live.
    Live,
    /// It came to its end.
    Over,
    /// It could not be started, or broke off: what happened and what to do.
    Failed(String),
    /// It was run before and saved: nothing runs. What couldn't be read of it, if something couldn't.
    Replay(Option<String>),
}

/// The panes of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The tree, the queue and its lanes, the frame and its caller.
    Stage,
    /// The Python or the Rust.
    Listing,
    /// All actors over time.
    Timeline,
    /// What happened at the cursor, and why.
    Why,
    /// What was printed.
    Output,
}

/// Which listing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The Python program.
    Python,
    /// The Rust that runs.
    Rust,
}

/// What lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// All keys; the first line shown.
    Help(usize),
    /// The lesson's explanation; the first line shown.
    About(usize),
    /// The page on stackful and stackless coroutines: the first line shown, and what was seen of a suspension.
    Stacks(usize, Box<Suspension>),
    /// The knobs.
    Knobs(KnobsForm),
    /// Every schedule.
    Explorer(Box<Explorer>),
    /// A line to be typed.
    Prompt(Prompt),
    /// Hands that are being counted.
    Vote(present::Vote),
    /// Drills.
    Quiz(Box<quiz::Quizzing>),
    /// Which signal this process is to be sent.
    Signal(ActorId),
}

/// The knobs while they are being changed.
#[derive(Debug)]
pub struct KnobsForm {
    /// The values as typed, one a knob, in the lesson's order.
    pub values: Vec<tui_input::Input>,
    /// The knob the cursor is at.
    pub at: usize,
    /// What is wrong with one of them.
    pub error: Option<String>,
}

/// A line to be typed.
#[derive(Debug)]
pub struct Prompt {
    /// What for.
    pub asks: Asks,
    /// What was typed.
    pub input: tui_input::Input,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What a prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The value of `send`: a Python literal.
    Send,
    /// Class and message of `throw`: `RuntimeError "message"`.
    Throw,
    /// A part of a lesson's name, on the home screen.
    Search,
    /// The file that the run is to be saved in.
    Save,
    /// A number that is predicted.
    Number,
}

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
    Over(Option<String>),
    /// The timer asked for by [`Effect::Wake`] has come.
    Woken,
    /// So many of the free runs asked for by [`Effect::RunFreely`] came out so.
    CameOut(Outcome, u32),
    /// No more of them will come; why, if not all did.
    FreelyOver(Option<String>),
    /// The file asked for by [`Effect::Write`] was written; or why it wasn't.
    Written(Result<PathBuf, String>),
    /// Something has to be said that isn't the run's: what was to be kept couldn't be, or a recording has ended.
    Word(String),
    /// The program can't be suspended: there is no shell that would let it go on.
    NoShell,
    /// The terminal has another size now (columns, rows).
    Resized(u16, u16),
    /// The terminal says what its ground is.
    Background(Background),
}

/// A key as it was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which.
    pub code: Code,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
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

/// What the terminal program is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// End the run there is, if any, and start one of this.
    Start(Piece),
    /// End the run there is, with all its processes.
    Stop,
    /// Let an actor take one step.
    Permit(ActorId),
    /// The student does something by hand, on the host of this actor.
    Do(ActorId, Verb),
    /// Send [`Input::Woken`] in so many milliseconds, instead of what was asked before.
    Wake(u64),
    /// Ask for no [`Input::Woken`] any more.
    NoWake,
    /// Write a new file, never over one that is there, and answer by [`Input::Written`].
    Write {
        /// Where.
        file: PathBuf,
        /// What it is to hold.
        bytes: Vec<u8>,
    },
    /// Publish the presenter's notes; None: there are none any more.
    Publish(Option<Notes>),
    /// Note in a recording, if there is one, that this is a place to jump to.
    Mark(String),
    /// Keep this beyond the program's end; answer by [`Input::Word`] only if something has to be said.
    Remember(Note),
    /// Run a small program, beside the run there is, on real threads that nothing holds back, and answer by
    /// [`Input::CameOut`] and [`Input::FreelyOver`].
    RunFreely(Piece),
    /// End the free runs there are.
    EndFreeRuns,
    /// Take the mouse, or give it back to the terminal.
    Mouse(bool),
    /// Stop the program as Ctrl-Z does.
    Suspend,
    /// Leave.
    Quit,
}
