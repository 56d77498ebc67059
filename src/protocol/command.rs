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
    /// Go past the line you stand before, and on, up to this goal. Where marks are set by hand, everybody in the process stands at
    /// them from here on.
    Run {
        /// How far.
        to: Goal,
        /// The marks that are set by hand, all of them: `FILE:LINE`, the script's own as `:LINE`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        marks: Vec<String>,
    },
    /// Stand before the next statement, wherever you were going; who stands already does.
    Stand,
    /// The student does this by hand.
    Do {
        /// What.
        verb: Verb,
    },
    /// You needn't sleep any longer: nobody can move, and yours is the sleep that ends next. Time passes until then.
    TimePasses {
        /// Until when, as the sleep's `blocked` has it: for another sleep it isn't meant.
        until_ns: u64,
    },
    /// No more verbs will come: leave the prompt.
    Finish,
}

/// How far a permit carries in a script: a step may be more than a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// To the next statement.
    Statement,
    /// To the statement after the next thing that happens: something is printed, a thread starts, a lock changes hands.
    Event,
    /// Out of the call that it stands in.
    Return,
    /// To the next statement, into what is passed over otherwise: a comprehension, a lambda, `__init__`.
    Deeper,
    /// To a mark that was set by hand.
    Mark,
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
