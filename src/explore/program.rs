//! A small program: what is shared, and the threads' bodies, written once for every host.
//!
//! Never knows how it is run.

use std::fmt;
use std::sync::Arc;

use crate::explore::host::{Context, Raised};
use crate::explore::schedule::letter;
use crate::explore::step::Step;
use crate::explore::switches::Switches;

/// What a thread does.
pub type Body = Arc<dyn Fn(&Context<'_>) -> Result<(), Raised> + Send + Sync>;

/// A thread of a program.
#[derive(Clone)]
pub struct Thread {
    /// Its letter, A for the first, and what else it is called: `B consumer`.
    pub name: String,
    /// What it does.
    pub body: Body,
}

/// A condition variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What the listing calls it.
    pub name: String,
    /// The number of its lock.
    pub lock: usize,
}

/// A program.
#[derive(Clone, Default)]
pub struct Program {
    /// The threads, at most 26.
    pub threads: Vec<Thread>,
    /// The shared variables and their first values.
    pub variables: Vec<(String, i64)>,
    /// The locks.
    pub locks: Vec<String>,
    /// The condition variables.
    pub conditions: Vec<Condition>,
    /// The buffers, empty at first.
    pub buffers: Vec<String>,
    /// Where a switch may come.
    pub switches: Switches,
}

impl Program {
    /// Adds a shared variable.
    pub fn variable(&mut self, name: &str, first: i64) -> usize {
        self.variables.push((name.to_owned(), first));
        self.variables.len() - 1
    }

    /// Adds a lock.
    pub fn lock(&mut self, name: impl Into<String>) -> usize {
        self.locks.push(name.into());
        self.locks.len() - 1
    }

    /// Adds a condition variable of this lock.
    pub fn condition(&mut self, name: &str, lock: usize) -> usize {
        let name = name.to_owned();
        self.conditions.push(Condition { name, lock });
        self.conditions.len() - 1
    }

    /// Adds a buffer.
    pub fn buffer(&mut self, name: &str) -> usize {
        self.buffers.push(name.to_owned());
        self.buffers.len() - 1
    }

    /// Adds a thread.
    pub fn thread(
        &mut self,
        body: impl Fn(&Context<'_>) -> Result<(), Raised> + Send + Sync + 'static,
    ) {
        self.named("", body);
    }

    /// Adds a thread that is called something beside its letter.
    pub fn named(
        &mut self,
        name: &str,
        body: impl Fn(&Context<'_>) -> Result<(), Raised> + Send + Sync + 'static,
    ) {
        let letter = letter(self.threads.len());
        let name = format!("{letter} {name}").trim_end().to_owned();
        let body = Arc::new(body);
        self.threads.push(Thread { name, body });
    }

    /// A step as Python would write it: `counter = 1`, `lock.acquire()`.
    pub fn words(&self, step: Step) -> String {
        let condition = |number: usize| &self.conditions[number].name;
        match step {
            Step::Load(variable) => format!("n = {}", self.variables[variable].0),
            Step::Store(variable, value) => format!("{} = {value}", self.variables[variable].0),
            Step::Alone(words) => words.to_owned(),
            Step::Local(value) => format!("n = {value}"),
            Step::Acquire(lock) => format!("{}.acquire()", self.locks[lock]),
            Step::Release(lock) => format!("{}.release()", self.locks[lock]),
            Step::Wait(number) => format!("{}.wait()", condition(number)),
            Step::Reacquire(number) => {
                format!("{}.acquire()", self.locks[self.conditions[number].lock])
            }
            Step::Notify(number) => format!("{}.notify()", condition(number)),
            Step::NotifyAll(number) => format!("{}.notify_all()", condition(number)),
            Step::Len(buffer) => format!("len({})", self.buffers[buffer]),
            Step::Put(buffer, value) => format!("{}.append({value})", self.buffers[buffer]),
            Step::Get(buffer) => format!("{}.pop(0)", self.buffers[buffer]),
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("threads", &self.threads.len())
            .field("variables", &self.variables)
            .field("locks", &self.locks)
            .finish_non_exhaustive()
    }
}
