//! What the arguments ask for, in one closed list: `main` carries it out.
//!
//! Never knows how it was written on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::app::Pace;
use crate::app::Results;
use crate::background::Background;
use crate::cli::recording::Recording;
use crate::explore::{Limits, Program};
use crate::headless::Orders;
use crate::i18n::Lang;
use crate::lecture::Lecture;
use crate::lessons::{DrillKind, Lesson, Settings};
use crate::play::Play;

use crate::record::View;
use crate::record::captions;
use crate::script::Asked;

/// What is to be done.
#[derive(Debug)]
pub enum Plan {
    /// The explorer, at its home screen or in a lesson.
    Explore(Sitting, Option<(&'static Lesson, Settings)>),
    /// A saved run in the explorer.
    Replay {
        /// Its file.
        file: PathBuf,
        /// How one sits before it.
        sitting: Sitting,
    },
    /// The lessons, as text or as JSON.
    List {
        /// As JSON.
        json: bool,
        /// The titles' language.
        lang: Lang,
    },
    /// A lesson's program.
    Listing {
        /// Which lesson.
        lesson: &'static Lesson,
        /// For which knobs.
        settings: Settings,
        /// With one line for what is only scaffolding, in this language.
        folded: Option<Lang>,
        /// Where to, instead of standard output.
        file: Option<PathBuf>,
    },
    /// A run without a screen.
    Run {
        /// What is run.
        play: Play,
        /// Which interpreter runs its own listing; None: Rust runs it.
        python: Option<OsString>,
        /// What it is told from outside; all of it fits.
        orders: Orders,
        /// As JSON, not as sentences.
        json: bool,
        /// The sentences' language.
        lang: Lang,
    },
    /// A script in the explorer.
    OpenScript {
        /// Which, and how.
        asked: Asked,
        /// How one sits before it.
        sitting: Sitting,
    },
    /// A script, run without a screen.
    RunScript {
        /// Which, and how.
        asked: Asked,
        /// As JSON, not as sentences.
        json: bool,
        /// The sentences' language.
        lang: Lang,
    },
    /// A lesson's own listing on CPython, in the explorer.
    OpenOnCPython {
        /// The lesson, as Rust would run it.
        play: Play,
        /// Which interpreter.
        python: OsString,
        /// How one sits before it.
        sitting: Sitting,
    },
    /// Every schedule of a lesson's small program.
    EverySchedule {
        /// Of which lesson, with which knobs.
        play: Play,
        /// Its small program.
        program: Program,
        /// How many states may be kept, and how much memory they may take.
        limits: Limits,
        /// How many seconds of the processor it may take.
        seconds: u32,
        /// How many times it is run freely on real threads beside.
        free: u32,
        /// As JSON, not as text.
        json: bool,
        /// The text's language.
        lang: Lang,
    },
    /// Drills in the explorer.
    Quiz {
        /// What about.
        kinds: Vec<DrillKind>,
        /// Which ones; None: others each time.
        seed: Option<u64>,
        /// How many; None: without end.
        count: Option<usize>,
        /// How one sits before it.
        sitting: Sitting,
    },
    /// Drills as a sheet.
    Sheet {
        /// What about.
        kinds: Vec<DrillKind>,
        /// Which ones; None: others each time.
        seed: Option<u64>,
        /// How many.
        count: usize,
        /// The sheet's language.
        lang: Lang,
    },
    /// A presenter's notes.
    Notes {
        /// All of them, one after the other.
        plain: bool,
        /// How one sits before them.
        sitting: Sitting,
    },
    /// A lesson's tour in the explorer.
    Tour {
        /// Which lesson's.
        lesson: &'static Lesson,
        /// How it is played.
        pace: Pace,
        /// How one sits before it.
        sitting: Sitting,
    },
    /// A plan for the hour, in the explorer.
    Present {
        /// What is shown.
        lecture: Box<Lecture>,
        /// How one sits before it.
        sitting: Sitting,
    },
    /// What was found in a plan for the hour.
    Checked {
        /// A line a fault, or that there is none.
        report: String,
        /// Whether there is none.
        well: bool,
    },
    /// A lesson's tour recorded without a terminal.
    RecordTour {
        /// Which lesson's.
        lesson: &'static Lesson,
        /// The screen's columns and rows.
        size: (u16, u16),
        /// How it is played.
        pace: Pace,
        /// The screen's language.
        lang: Lang,
        /// The screen's ground.
        background: Background,
        /// Where to.
        recording: Recording,
        /// Where its captions go as well.
        captions: Option<(PathBuf, captions::Format)>,
    },
    /// A picture of the screen.
    Picture {
        /// Of what.
        of: Pictured,
        /// When, how large, in which language.
        view: View,
        /// Where to, instead of standard output.
        file: Option<PathBuf>,
    },
    /// A run as a page of HTML.
    Page {
        /// Of what.
        of: Pictured,
        /// Whether it shows where the lesson's tour stops, not each step.
        tour: bool,
        /// Columns and rows of its screens.
        size: (u16, u16),
        /// Its language.
        lang: Lang,
        /// Where to, instead of standard output.
        file: Option<PathBuf>,
    },
    /// What works on this machine.
    Doctor {
        /// The report's language.
        lang: Lang,
    },
    /// Put a terminal right that was left dirty.
    ResetTerminal,
    /// What the command line says of itself: completions, a page of the manual.
    Text(String),
}

/// What a picture is of.
#[derive(Debug)]
pub enum Pictured {
    /// A lesson with these knobs.
    Lesson(&'static Lesson, Settings),
    /// One's own script.
    Script(Asked),
    /// A saved run.
    Saved(PathBuf),
    /// A tour of one's own through a lesson.
    Tour(&'static Lesson),
}

/// What holds as long as the explorer is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// The screen's language.
    pub lang: Lang,
    /// The ground that was chosen; None: the terminal's own.
    pub background: Option<Background>,
    /// Whether progress is kept.
    pub keeps: bool,
    /// Whether the mouse is taken; otherwise the terminal selects text with it.
    pub mouse: bool,
    /// Where the screen is recorded, if it is.
    pub recording: Option<Recording>,
    /// The table that votes and predictions go to, if they are to.
    pub results: Option<Results>,
}
