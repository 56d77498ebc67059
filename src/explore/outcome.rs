//! How a run can come out: values, exceptions, or threads that wait for ever.
//!
//! Never knows by which schedule.

use serde::{Deserialize, Serialize};

use crate::explore::host::Raised;
use crate::explore::program::Program;
use crate::explore::schedule::letter;

/// How a run came out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Outcome {
    /// The shared variables' last values, in the program's order.
    pub values: Vec<i64>,
    /// What is left in the buffers.
    pub buffers: Vec<Vec<i64>>,
    /// The threads that raised, and what.
    pub raised: Vec<(usize, Raised)>,
    /// The threads that wait for ever.
    pub stuck: Vec<Stuck>,
}

/// A thread that waits for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stuck {
    /// Which thread.
    pub thread: usize,
    /// What it waits in, as Python writes it: `b.acquire()`, `condition.wait()`.
    pub on: String,
    /// The thread that holds it, when one does.
    pub owner: Option<usize>,
}

impl Outcome {
    /// Whether threads wait for ever.
    pub fn is_deadlock(&self) -> bool {
        !self.stuck.is_empty()
    }

    /// The threads that wait for one another in a circle, the first one again at the end left out; empty if none do.
    pub fn cycle(&self) -> Vec<usize> {
        let next = |thread: usize| {
            let stuck = self.stuck.iter().find(|stuck| stuck.thread == thread);
            stuck.and_then(|stuck| stuck.owner)
        };
        for start in self.stuck.iter().map(|stuck| stuck.thread) {
            let mut circle = vec![start];
            while let Some(owner) = circle.last().and_then(|&last| next(last)) {
                if owner == start {
                    return circle;
                }
                if circle.contains(&owner) {
                    break;
                }
                circle.push(owner);
            }
        }
        Vec::new()
    }

    /// In a few words of Python: `counter = 1`, `A: b.acquire() → B`.
    pub fn words(&self, program: &Program) -> String {
        let values = program.variables.iter().zip(&self.values);
        let values = values.map(|((name, _), value)| format!("{name} = {value}"));
        let left = program.buffers.iter().zip(&self.buffers);
        let left = left.map(|(name, left)| format!("{name} = {left:?}"));
        let raised = self
            .raised
            .iter()
            .map(|(thread, raised)| format!("{}: {raised}", letter(*thread)));
        let stuck = self.stuck.iter().map(|stuck| {
            let owner = stuck.owner.map(|owner| format!(" ← {}", letter(owner)));
            let owner = owner.unwrap_or_default();
            format!("{}: {}{owner}", letter(stuck.thread), stuck.on)
        });
        let all: Vec<String> = stuck.chain(raised).chain(values).chain(left).collect();
        all.join(", ")
    }
}
