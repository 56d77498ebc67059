//! The keys of the facts that more than one room knows: whoever says them and whoever reads them find them here.
//!
//! A lesson may say facts under keys of its own, too, which its notes and its questions name. Never knows what a fact is
//! shown as.

use crate::protocol::actor_id::ActorId;

/// What a thread's next step will do.
pub const NEXT: &str = "next";
/// What a thread has in its hand: the local variable of a small program.
pub const IN_HAND: &str = "n";
/// Nobody can move any more: who waits for what.
pub const DEADLOCK: &str = "deadlock";
/// What a worker works on; empty: nothing.
pub const TASK: &str = "task";
/// What `os.fork()` has returned.
pub const FORK: &str = "fork";
/// The parent, as the kernel gives it.
pub const PPID: &str = "ppid";
/// What a coroutine waits for; empty: nothing any more.
pub const WAITS: &str = "waits";
/// The lines that an exception came through.
pub const TRACEBACK: &str = "tb";

/// Whom a generator delegates to.
pub const YIELD_FROM: &str = "yield from";
/// The processor that a worker ran on last, as the kernel gives it.
pub const PROCESSOR: &str = "processor";
/// How many tasks there are.
pub const TASKS: &str = "tasks";
/// How many results have come.
pub const DONE: &str = "done";
/// How many workers died at their work.
pub const DIED: &str = "died";
/// How much was lost: results, updates.
pub const LOST: &str = "lost";
/// How long the work took one process.
pub const ALONE: &str = "alone";
/// How long the pool took, from its first worker to its last answer: pipes, locks and starting included.
pub const TOGETHER: &str = "together";
/// How many times as fast the pool was.
pub const RATIO: &str = "ratio";
/// How long actors stood before their lines meanwhile, where that leaves nothing to measure.
pub const STOOD: &str = "stood";
/// How many processors the machine gives this program, beside what was measured.
pub const CORES: &str = "cores";
/// Of a way that computes side by side: how many processors it was given, and how many it wanted: `1.1/2`.
pub const GOT: &str = "got";
/// How many programs wanted a processor in the last minute, as the kernel counts it.
pub const LOAD: &str = "load";
/// Whom a stage of a pipeline sends to.
pub const TARGET: &str = "target";
/// How many turns a scheduler has made.
pub const TURNS: &str = "turns";
/// The pid of somebody who is gone and was never born here: killed before it could speak.
pub const REAPED: &str = "reaped";
/// A global variable that tasks count in.
pub const COUNTER: &str = "counter";
/// How much time has gone by: a clock's, or what a way of working took.
pub const TIME: &str = "time";
/// Of a way of working: how many came to their end, of all.
pub const FINISHED: &str = "finished";
/// In which order they did.
pub const ORDER: &str = "order";
/// Which lines an actor of a script has run since it stood last, where those are several: `9–13`, or `9–13; 400` where that took so
/// many steps, or `; 400` where they are too many to be named.
pub const LINES_RUN: &str = "lines run";
/// The run has told so many events that there is no room for more: from here on nobody's steps are told.
pub const UNTOLD: &str = "untold";
/// Somebody runs and has come to no other line for long: what the kernel says that it does, [`COMPUTES`] or [`SLEEPS`].
pub const INSIDE: &str = "inside";
/// It has a processor, or waits for one.
pub const COMPUTES: &str = "computes";
/// It waits in the kernel.
pub const SLEEPS: &str = "sleeps";
/// Another program than the script: which.
pub const PROGRAM: &str = "program";
/// A process that is an interpreter of its own, and has nothing of its parent's memory.
pub const SPAWNED: &str = "spawned";
/// What `multiprocessing` calls a process.
pub const CALLED: &str = "called";
/// A thread or a process that the library has started for itself: what it is called.
pub const HELPER: &str = "helper";
/// A thread that nobody waits for: it ends with its process, wherever it is.
pub const DAEMON: &str = "daemon";
/// Nobody was left to say more.
pub const GONE: &str = "gone";
/// What was seen in a shared variable at the end.
pub const SHARED: &str = "shared";
/// What starting one took.
pub const START: &str = "start";
/// How much of a process's time was Concurrium's, in seconds.
pub const SHARE: &str = "share of Concurrium";
/// The memory of each.
pub const MEMORY: &str = "memory";
/// Seconds on the wall's clock.
pub const WALL: &str = "wall";
/// What the student does by hand to a generator of a script, as Python writes it: `g.send(5)`.
pub const BY_HAND: &str = "by hand";
/// The task that the student has chosen to go next, instead of the first that is ready; empty: it does now.
pub const CHOSEN: &str = "chosen";
/// What the event loop's clock says.
pub const CLOCK: &str = "clock";
/// How often the GIL changed hands.
pub const SWITCHES: &str = "switches";
/// A coroutine was dropped before it ran.
pub const NEVER_AWAITED: &str = "never awaited";
/// How the machine's own Python was built.
pub const PYTHON3_BUILD: &str = "python3 build";
/// Whether it has a GIL: `on` or `off`.
pub const PYTHON3_GIL: &str = "python3 gil";
/// How many updates it lost.
pub const PYTHON3_LOST: &str = "python3 lost";

/// What the version of the machine's own Python is where there is none.
pub const MISSING: &str = "missing";

/// What a lock's key says while nobody has it.
pub const FREE: &str = "free";

/// What `lock NAME` is of a forked process's copy of a lock that somebody of its parent had: nobody there can let go of it.
pub const LEFT: &str = "left by a fork";

/// The queue of an event loop: whose turn comes.
pub const READY: &str = "ready";

/// What a thing of a small program, or a task, is known under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// `shared counter`: a variable's value.
    Shared(&'a str),
    /// `buffer buf`: what is in a buffer.
    Buffer(&'a str),
    /// `lock fork0`: who has a lock, [`FREE`] for nobody.
    Lock(&'a str),
    /// `thing q`: a queue, an event or the like, and how it is: a [`Thing`](crate::protocol::Thing).
    Thing(&'a str),
    /// `t1`: how far a task has come, a [`TaskState`].
    Task(u32),
    /// `t1 result`: what came of a task.
    TaskResult(u32),
    /// `local line`: a frame's variable.
    Local(&'a str),
    /// `lane p0.t1`: who ran when, a letter a slice of time.
    Lane(&'a str),
    /// Any other.
    Other(&'a str),
}

impl<'a> Key<'a> {
    /// What a key says.
    pub fn of(key: &'a str) -> Self {
        let task = |text: &str| text.strip_prefix('t')?.parse().ok();
        match key.split_once(' ') {
            Some(("shared", name)) => Key::Shared(name),
            Some(("buffer", name)) => Key::Buffer(name),
            Some(("lock", name)) => Key::Lock(name),
            Some(("thing", name)) => Key::Thing(name),
            Some(("local", name)) => Key::Local(name),
            Some(("lane", id)) => Key::Lane(id),
            Some((of, "result")) => task(of).map_or(Key::Other(key), Key::TaskResult),
            Some(_) => Key::Other(key),
            None => task(key).map_or(Key::Other(key), Key::Task),
        }
    }
}

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Shared(name) => write!(to, "shared {name}"),
            Key::Buffer(name) => write!(to, "buffer {name}"),
            Key::Lock(name) => write!(to, "lock {name}"),
            Key::Thing(name) => write!(to, "thing {name}"),
            Key::Task(number) => write!(to, "t{number}"),
            Key::TaskResult(number) => write!(to, "t{number} result"),
            Key::Local(name) => write!(to, "local {name}"),
            Key::Lane(id) => write!(to, "lane {id}"),
            Key::Other(key) => to.write_str(key),
        }
    }
}

impl Key<'_> {
    /// The key of an actor's lane.
    pub fn lane(id: &ActorId) -> Key<'_> {
        Key::Lane(id.as_str())
    }
}

/// The key of what came of a task with this name.
pub fn result_of(task: &str) -> String {
    format!("{task} result")
}

/// The key of a figure of one way of working: `threads wall`.
pub fn figure(way: &str, what: &str) -> String {
    format!("{way} {what}")
}

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskState {
    /// It waits for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// It has returned.
    Done,
    /// It has raised.
    Failed,
    /// Somebody has asked for its result.
    Seen,
}

impl TaskState {
    /// All of them.
    pub const ALL: [TaskState; 5] = [
        TaskState::Queued,
        TaskState::Running,
        TaskState::Done,
        TaskState::Failed,
        TaskState::Seen,
    ];

    /// The fact's value.
    pub fn as_str(self) -> &'static str {
        match self {
            TaskState::Queued => "queued",
            TaskState::Running => "running",
            TaskState::Done => "done",
            TaskState::Failed => "failed",
            TaskState::Seen => "seen",
        }
    }

    /// What a fact's value says; None for one that isn't known.
    pub fn of(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is_of() {
        for (text, key) in [
            ("shared counter", Key::Shared("counter")),
            ("buffer buf", Key::Buffer("buf")),
            ("lock fork 1", Key::Lock("fork 1")),
            ("thing q", Key::Thing("q")),
            ("t12", Key::Task(12)),
            ("t12 result", Key::TaskResult(12)),
            ("local line", Key::Local("line")),
            ("lane p0.t1", Key::Lane("p0.t1")),
            ("time", Key::Other("time")),
            ("threads wall", Key::Other("threads wall")),
            ("the result", Key::Other("the result")),
        ] {
            assert_eq!(Key::of(text), key);
            assert_eq!(key.to_string(), text);
        }
        assert_eq!(result_of("t12"), Key::TaskResult(12).to_string());
        for state in TaskState::ALL {
            assert_eq!(TaskState::of(state.as_str()), Some(state));
        }
        assert_eq!(TaskState::of("lost"), None);
    }
}
