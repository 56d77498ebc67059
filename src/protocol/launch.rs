//! What is run, and what a stage is told of it at its start.
//!
//! Never knows how a stage is made, or what it does then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::protocol::settings::Settings;

/// The first argument by which the program knows that it is to be a stage; the second is a [`Launch`], as JSON.
pub const ARGUMENT: &str = "__stage";

/// The exit code of a stage that found somebody else listening in the terminal program's place.
pub const STRANGER: i32 = 3;

/// Where in a run's private directory its socket lies.
pub fn socket_in(directory: &Path) -> PathBuf {
    directory.join("line")
}

/// Where in it a script's processes ask the warden to have told what is written on the terminals.
pub const ASKED: &str = "asked";

/// Where in it a number that a script's processes share lies, until its file's name is taken away at once.
pub const COUNTER: &str = "counter";

/// What lies there besides: the files that demos make, a socket, and what a killed warden was just about to take away. Who clears
/// up knows them by their names.
pub const FILES: [&str; 3] = ["daemon.log", ASKED, COUNTER];

/// What a stage is told at its start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// The terminal program's socket, in the run's private directory.
    pub socket: PathBuf,
    /// The terminal program's pid: whoever else listens there is told nothing.
    pub terminal: i32,
    /// What is run.
    pub piece: Piece,
    /// Whether the lesson's own script runs; if not, verbs alone drive it.
    pub script: bool,
    /// Whether it begins as everywhere: in the run's private directory, and with the usual umask.
    #[serde(default)]
    pub as_everywhere: bool,
    /// How many processes may be alive at once.
    pub limit: usize,
    /// How many descriptors the terminal program has for their lines and their threads'.
    pub lines: usize,
    /// The run's start on the machine's monotonic clock, in nanoseconds.
    pub start_ns: u64,
}

/// What is run: all that a stage needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What runs.
    pub body: Body,
    /// The knobs' values.
    pub settings: Settings,
    /// The program for these knobs.
    pub listing: Listed,
    /// What the first process is called: `main`.
    pub first: String,
}

/// What runs on a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// A demo, by the id of its lesson.
    Demo(String),
    /// A script, on the machine's own CPython.
    #[serde(rename = "cpython")]
    CPython(Script),
    /// The small program of a lesson, so many times, on threads that nothing holds back: see [`CAME_OUT`].
    Freely {
        /// The lesson's id.
        id: String,
        /// How many times.
        times: u32,
    },
}

/// What stands for a lesson's id where a script is run.
pub const SCRIPT: &str = "script";

/// A script, and how it is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The interpreter's path.
    pub interpreter: String,
    /// Which program it is.
    pub program: Program,
    /// The script's own arguments.
    pub arguments: Vec<String>,
    /// The file that it reads as its standard input; None: the stage's own terminal.
    pub input: Option<PathBuf>,
    /// Whether nobody stands anywhere: everything is told, and nobody waits for a permit.
    pub free: bool,
    /// Whether all time is the machine's: a sleep takes as long as it says.
    #[serde(default)]
    pub real_time: bool,
    /// What is stepped; none: marks, where it has some, otherwise statements.
    #[serde(default)]
    pub step: Option<Step>,
    /// Whether its standard output is a pipe, and no terminal: what it prints is buffered as it is there.
    #[serde(default)]
    pub piped: bool,
}

/// Before what the actors of a script stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Each statement.
    Statement,
    /// The statement after something has happened.
    Event,
    /// A marked line.
    Mark,
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 3] = [Step::Statement, Step::Event, Step::Mark];

    /// The one of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Its name, on the command line and for the agent.
    pub const fn name(self) -> &'static str {
        match self {
            Step::Statement => "statement",
            Step::Event => "event",
            Step::Mark => "mark",
        }
    }
}

/// Which program of Python's a script is: what stands behind `python3`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    /// A file, as it was named.
    File(String),
    /// A module, as `-m` finds it.
    Module(String),
    /// What came on standard input: the file in which it is kept.
    Input(String),
    /// A lesson's own listing. It is written into the run's private directory.
    Listing {
        /// The lesson's id.
        lesson: String,
        /// The text, as Python runs it.
        text: String,
        /// The same, with its marks.
        marked: String,
        /// What its actors are called, by the function that each runs.
        names: BTreeMap<String, String>,
    },
}

/// The fact by which free runs tell that some have come out: `[outcome, how many]`, as JSON.
pub const CAME_OUT: &str = "came out";

/// The fact by which free runs tell that they can't go on: why, in words.
pub const NOT_RUN: &str = "not run";

impl Body {
    /// The id of the lesson that it belongs to.
    pub fn id(&self) -> &str {
        match self {
            Body::Demo(id) | Body::Freely { id, .. } => id,
            Body::CPython(script) => match &script.program {
                Program::Listing { lesson, .. } => lesson,
                Program::File(_) | Program::Module(_) | Program::Input(_) => SCRIPT,
            },
        }
    }
}

/// A listing as it is run: the program, and which of its lines are marked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The program as CPython reads it.
    pub program: String,
    /// The marked lines' numbers, from 1, by their marks.
    pub marks: BTreeMap<String, u32>,
    /// What is only scaffolding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folds: Vec<Folded>,
}

/// Lines of a program that are only scaffolding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folded {
    /// What they are for.
    pub title: String,
    /// The first of them, from 1.
    pub first: u32,
    /// The last.
    pub last: u32,
}
