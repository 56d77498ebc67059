//! What goes to a run: permits, and what the student does by hand.
//!
//! Never knows what comes of it.

use serde::{Deserialize, Serialize};

use crate::protocol::actor_id::ActorId;

/// What the terminal program tells an actor's host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Take one step: go past the line you stand before.
    Permit,
    /// Go on as far as the goal says, or to one of these lines. An actor of a script knows it; a demo knows permits alone.
    Run {
        /// How far.
        to: Goal,
        /// Lines that it stands before whatever the goal is.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        marks: Vec<Breakpoint>,
    },
    /// You go on to a goal that may be far away: stand before your next statement.
    Stand,
    /// You run, and have said nothing for long: say in which line you are, and go on.
    Where,
    /// What you have read from the prompt.
    Answer {
        /// One line, without its end; none: it is the end of the file.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        text: Option<String>,
    },
    /// The student does this by hand.
    Do {
        /// What.
        verb: Verb,
        /// To which generator of a script; a lesson's has one alone.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        to: Option<ActorId>,
    },
    /// Of the tasks that are ready this one goes next, instead of the first. An event loop of a script knows it, where one of its tasks
    /// stands.
    Choose {
        /// Which.
        next: ActorId,
    },
    /// You needn't sleep any longer: nobody can move, and yours is the sleep that ends next. Time passes until then.
    TimePasses {
        /// Until when, as the sleep's `blocked` has it: for another sleep it isn't meant.
        until_ns: u64,
    },
    /// No more verbs will come: leave the prompt.
    Finish,
}

/// How far an actor of a script goes on. It stands earlier where it comes to its end, of course, and never while it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// To the next statement: what a permit says.
    Statement,
    /// Into what is gone through without standing otherwise: a method between two underscores, a comprehension, a lambda.
    Inside,
    /// To the statement after something has happened: a lock, a wait, a birth, an end, an exception that nobody catches there.
    Event,
    /// To the statement after this call has come back.
    Return,
    /// To a marked line.
    Mark,
    /// To its end, and nothing is told of its steps: a run has no room left for them.
    End,
}

/// A line that was marked by hand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Breakpoint {
    /// Of which file, seen from the script's folder; none: the script itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// Its number, from 1.
    pub line: u32,
}

/// What the student can do by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum Verb {
    /// `next(g)`
    Next,
    /// `g.send(value)`
    Send {
        /// A Python literal.
        value: String,
    },
    /// `g.throw(…)`
    Throw {
        /// What is thrown, as it is typed: `RuntimeError "message"`, `ValueError`.
        what: String,
    },
    /// `g.close()`
    Close,
    /// `task.result()`
    Result {
        /// The task's name: `t2`.
        task: String,
    },
    /// The lesson's program, on the machine's own `python3`.
    Python3,
    /// `os.kill(pid, signal)`, carried out by the link: the process itself is asked nothing.
    Signal {
        /// Which.
        signal: Signal,
        /// The process.
        to: ActorId,
    },
}

/// A signal that the student can send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Signal {
    /// End, please.
    Term,
    /// Stand still. It can't be caught.
    Stop,
    /// Go on.
    Cont,
    /// End at once. It can't be caught.
    Kill,
}

impl Signal {
    /// All of them.
    pub const ALL: [Signal; 4] = [Signal::Term, Signal::Stop, Signal::Cont, Signal::Kill];

    /// Its whole name: `SIGTERM`.
    pub fn name(self) -> &'static str {
        match self {
            Signal::Term => "SIGTERM",
            Signal::Stop => "SIGSTOP",
            Signal::Cont => "SIGCONT",
            Signal::Kill => "SIGKILL",
        }
    }
}
