//! What goes to a run: permits, and what the student does by hand.
//!
//! Never knows what comes of it.

use serde::{Deserialize, Serialize};

/// What the terminal program tells an actor's host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Take one step: go past the line you stand before.
    Permit,
    /// The student does this by hand.
    Do {
        /// What.
        verb: Verb,
    },
    /// No more verbs will come: leave the prompt.
    Finish,
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
}
