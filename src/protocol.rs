//! What the stage and the terminal program say to each other, and what a saved run holds.
//!
//! An [`Event`] is a fact that happened; a trace is a list of them, a JSON line each, and a contract:
//! versioned ([`VERSION`]), additions only. A [`Command`] goes the other way.
//!
//! Never knows anything of ours: std and serde only.

mod actor_id;
mod command;
pub mod contract;
mod does;
mod frames;
pub mod keys;
pub mod launch;
pub mod limits;
mod reason;
mod said;
mod settings;
mod spot;
mod thing;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use actor_id::{ActorId, NoActor};
pub use command::{Breakpoint, Command, Goal, Signal, Verb};
pub use does::Does;
pub use frames::{Call, Changed, Fate, Frames};
pub use launch::{Body, Folded, Launch, Listed, Piece, Program, SCRIPT, Script, Step};
pub use limits::LONGEST_LINE;
pub use reason::{GIL, PROMPT, PYTHON3, Reason};
pub use said::{Filled, Said};
pub use settings::{FILE, PIPED, PYTHON, Settings};
pub use spot::{After, Spot};
pub use thing::{Order, Thing, ThingKind};

/// The version of the wire and of saved runs. The first message of every connection says it.
pub const VERSION: u32 = 1;

/// The first line of every connection from a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The protocol's version, [`VERSION`].
    pub concurrium: u32,
    /// Who speaks: an actor, or nobody's: the warden of the stage.
    pub actor: Option<ActorId>,
    /// The speaker's pid, as its own kernel gives it.
    pub pid: i32,
}

/// The first line of a trace: what was run, so that it can be read, and run again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format's version, [`VERSION`].
    pub concurrium: u32,
    /// The lesson's id.
    pub lesson: String,
    /// The knobs' values, as they are written on the command line.
    pub knobs: Settings,
    /// Who moved when, where a schedule was asked for: a letter a step, A being the first thread.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub schedule: Option<Box<str>>,
    /// The version of CPython that ran it, where that wasn't Rust: `3.12.4`. A script's stands among its knobs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub python: Option<Box<str>>,
    /// The listing as it was run: an old run points to its own lines, whatever the lesson's listing is by now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listing: Option<Listed>,
}

/// A fact that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The place in the run, from 1, without gaps.
    pub seq: u64,
    /// Nanoseconds since the run's start, on the machine's monotonic clock, taken by the actor itself.
    /// The order of a trace is `seq`'s: two processors may read their clocks a little apart.
    pub t_ns: u64,
    /// Who it happened to.
    pub actor: ActorId,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum What {
    /// The actor exists from here on.
    Born {
        /// What it is.
        kind: Kind,
        /// Who made it. None for the run's first process.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        parent: Option<ActorId>,
        /// What the lesson calls it: `main`, `worker 1`, `g`.
        name: String,
        /// What the kernel calls it.
        #[serde(flatten)]
        ids: Ids,
    },
    /// The actor stands before this line of the listing until it has a permit.
    Line(Spot),
    /// The actor goes on past this line of the listing without standing before it: no switch comes here.
    Passes(Spot),
    /// The text of a file of the script's, or a part of it: the actor is the first to run in it.
    Source {
        /// Which file, as seen from the script's folder; none: the script itself.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        file: Option<Arc<str>>,
        /// Which part of it, from 1.
        part: u32,
        /// Of how many.
        of: u32,
        /// The text.
        text: String,
    },
    /// Something is now known about the actor; a later fact with the same key replaces it.
    Fact {
        /// What about: `fork`, `task`, `local line`, `cwd`.
        key: Arc<str>,
        /// Its value, as text.
        value: String,
        /// Who says so.
        source: Source,
    },
    /// The actor sleeps until something happens.
    Blocked {
        /// What it waits for: `os.wait()`, `tasks.get()`, `prompt`, an actor's name. [`Reason::of`] reads it.
        on: Arc<str>,
        /// Who holds it, when somebody does.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        owner: Option<ActorId>,
        /// Whether nobody but an actor of the run can end that: no clock, and nobody outside.
        #[serde(skip_serializing_if = "is_false", default)]
        parked: bool,
        /// When it goes on by itself, in nanoseconds since the run's start; none: it doesn't, or that isn't known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        until_ns: Option<u64>,
        /// Whether it waits for a line that the student types: it reads its standard input.
        #[serde(skip_serializing_if = "is_false", default)]
        input: bool,
    },
    /// What the actor waited for has happened.
    Unblocked {
        /// What it had waited for.
        on: Arc<str>,
    },
    /// A value goes from one to another. One of the two may be a thing, such as a queue.
    Message {
        /// The giver: an actor's id or a thing's name; `student` for a signal by hand.
        from: String,
        /// The taker: an actor's id or a thing's name.
        to: String,
        /// `send`, `yield`, `throw`, `close`, `next`, `return`, `raise`, `put`, `get`, `notify`, `signal`; `drop`: nobody has the taker
        /// any more, and it is closed.
        verb: Arc<str>,
        /// The value, as Python's `repr` writes it.
        value: String,
    },
    /// How a verb done to a generator, or a `result()` asked for, came out at the caller.
    Outcome {
        /// The verb: `next`, `send`, `throw`, `close`, `result`.
        verb: Arc<str>,
        /// What was done, as Python would write it: `g.send('a line')`.
        call: String,
        /// Which way it came out.
        result: Comes,
        /// What it yielded or returned: Python's `repr`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        value: Option<String>,
        /// What it raised, as the last line of Python's traceback words it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        exception: Option<String>,
    },
    /// An exception is on its way through a program's calls.
    Exception {
        /// What Python says of it in the last line of a traceback: `KeyError: 'x'`.
        text: Arc<str>,
        /// What has become of it.
        fate: Fate,
        /// In which line, from 1; none where no line is to be named.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        line: Option<u32>,
        /// Of which file, where that isn't the listing.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        file: Option<Arc<str>>,
        /// In which function.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        function: Option<Arc<str>>,
    },
    /// The actor printed something.
    Output {
        /// Where to.
        stream: Stream,
        /// One line, without its line end.
        text: String,
        /// Whether the line goes on: there was no line end.
        #[serde(skip_serializing_if = "is_false", default)]
        open: bool,
        /// Whether nobody knows who has written it: several could have. Its actor is then the run's first.
        #[serde(skip_serializing_if = "is_false", default)]
        unsigned: bool,
    },
    /// The actor's state is another one now.
    State {
        /// The new state.
        state: State,
        /// Who says so: the kernel for a zombie, the running demo for the others.
        source: Source,
        /// A zombie's exit status as `wait` will give it, when the kernel shows it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        status: Option<i32>,
    },
    /// What the actor asked for was refused; the lesson goes on.
    Refused {
        /// What it asked for: `fork`, `thread`.
        what: Arc<str>,
        /// Why, and what to do about it, in English.
        why: String,
        /// The same by name, for whoever tells it in another language.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        said: Option<Said>,
    },
    /// What is told of the actor has an end: the program that watches it has failed at something. It runs on unseen.
    Fault {
        /// What was being done.
        what: String,
        /// What went wrong.
        why: String,
    },
    /// The actor is gone; for a process: it has been waited for.
    Ended {
        /// How.
        how: How,
        /// Who waited for it: an actor, or nobody's: the warden, who adopts orphans.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reaped_by: Option<ActorId>,
    },
    /// Something of a kind that this program doesn't know: a later version's. It changes nothing, and is written again as its
    /// line was: `trace` does, serde doesn't.
    #[serde(skip)]
    Unknown {
        /// The event's name.
        event: Arc<str>,
        /// The line as it was written.
        line: Arc<str>,
    },
}

impl What {
    /// An actor stands before a marked line of the listing.
    pub fn line(cue: Arc<str>, line: u32, rust: u32) -> Self {
        What::Line(Spot::marked(cue, line, rust))
    }

    /// An actor goes on past a marked line of the listing.
    pub fn passes(cue: Arc<str>, line: u32, rust: u32) -> Self {
        What::Passes(Spot::marked(cue, line, rust))
    }

    /// An actor sleeps until something happens.
    pub fn blocked(on: Arc<str>, owner: Option<ActorId>) -> Self {
        What::Blocked {
            on,
            owner,
            parked: false,
            until_ns: None,
            input: false,
        }
    }

    /// An actor prints a line.
    pub fn output(stream: Stream, text: String) -> Self {
        What::Output {
            stream,
            text,
            open: false,
            unsigned: false,
        }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A process, by `fork(2)`.
    Process,
    /// A thread of the operating system.
    Thread,
    /// A generator, coroutine or task: a suspended stack of its own.
    Coroutine,
}

/// What the kernel calls an actor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    /// The process.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pid: Option<i32>,
    /// Its parent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ppid: Option<i32>,
    /// Its process group.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pgid: Option<i32>,
    /// Its session.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sid: Option<i32>,
    /// The thread.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tid: Option<i32>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Read from the kernel.
    Kernel,
    /// Reported by the running demo.
    Demo,
    /// A model of what CPython does.
    Model,
}

/// Which way a call came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comes {
    /// The generator yielded a value and is suspended.
    Yield,
    /// The call returned a value (`close()`, `result()`).
    Return,
    /// The call raised.
    Raise,
}

/// Where printed text goes, or where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// Standard input: what the student has typed stands on the terminal, too.
    Stdin,
}

/// An actor's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A generator whose body hasn't begun (`GEN_CREATED`).
    Created,
    /// It has its permit and runs.
    Running,
    /// It stands before a marked line and could run.
    Ready,
    /// It waits for something.
    Blocked,
    /// A generator parked at a `yield` (`GEN_SUSPENDED`).
    Suspended,
    /// A process that a signal has stopped: state T of the kernel. What it was before, it is again when the kernel says
    /// `running`: continued.
    Stopped,
    /// A process that has exited and hasn't been waited for: state Z of the kernel.
    Zombie,
    /// Gone. A finished generator is `GEN_CLOSED`.
    Ended,
}

/// How an actor came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A process left with this exit code (0 to 255).
    Exit(i32),
    /// A process was killed by this signal's number.
    Signal(i32),
    /// A thread or generator returned this, as Python's `repr` writes it.
    Return(String),
    /// A thread or generator raised this, as the last line of a traceback words it.
    Raise(String),
}

impl How {
    /// What a process's wait status says (wait(2)): 768 is exit code 3, 9 is death by signal 9.
    pub fn of_status(status: i32) -> Self {
        match status & 0x7f {
            0 => How::Exit(status >> 8 & 0xff),
            signal => How::Signal(signal),
        }
    }

    /// The exit code of a process, as a shell has it: 128 and the number of the signal that killed it.
    pub fn code(&self) -> u8 {
        match self {
            How::Exit(code) => u8::try_from(code & 0xff).unwrap_or_default(),
            How::Signal(signal) => 128 + u8::try_from(signal & 0x7f).unwrap_or_default(),
            How::Return(_) | How::Raise(_) => 0,
        }
    }

    /// What was returned or raised; empty for a process.
    pub(crate) fn text(&self) -> &str {
        match self {
            How::Return(text) | How::Raise(text) => text,
            How::Exit(_) | How::Signal(_) => "",
        }
    }
}

/// A function that gives nothing back returns None.
impl From<()> for How {
    fn from((): ()) -> Self {
        How::Return("None".to_owned())
    }
}

/// What the warden says on its own line, after its [`Hello`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WardenSays {
    /// It waited for a process: the first one, or an orphan it adopted.
    Reaped {
        /// The place in the run's order.
        stamp: u64,
        /// Nanoseconds since the run's start.
        t_ns: u64,
        /// The process.
        pid: i32,
        /// How it ended.
        how: How,
    },
    /// Something was written on the stage's own terminal: a panic's message, say.
    Terminal {
        /// The place in the run's order.
        stamp: u64,
        /// Nanoseconds since the run's start.
        t_ns: u64,
        /// As what it is shown.
        stream: Stream,
        /// One line.
        text: String,
        /// Whether it may go on: its end hasn't come yet.
        open: bool,
    },
    /// The stage could not begin.
    Failed {
        /// Why, in English.
        why: String,
        /// The same by name, for every other language.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        said: Option<Said>,
    },
    /// No process of the run is left.
    Finished,
}
