//! What a thread can do to what it shares with others, one step at a time.
//!
//! Never knows who does it or what comes of it.

/// A shared step. Things are named by their number in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Read a variable.
    Load(usize),
    /// Write a variable.
    Store(usize, i64),
    /// Something that touches nothing shared, such as an addition; what came of it.
    Local(i64),
    /// The same, said in these words of Python.
    Alone(&'static str),
    /// `lock.acquire()`
    Acquire(usize),
    /// `lock.release()`
    Release(usize),
    /// `condition.wait()`: lets the lock go and sleeps.
    Wait(usize),
    /// The second half of `wait()`, once notified: takes the lock again.
    Reacquire(usize),
    /// `condition.notify()`
    Notify(usize),
    /// `condition.notify_all()`
    NotifyAll(usize),
    /// `len(buffer)`
    Len(usize),
    /// `buffer.append(value)`
    Put(usize, i64),
    /// `buffer.pop(0)`
    Get(usize),
}

impl Step {
    /// Whether Python calls something for it: CPython looks for a switch when the call returns.
    pub fn is_call(self) -> bool {
        use Step::{Alone, Load, Local, Store};
        !matches!(self, Load(_) | Store(..) | Local(_) | Alone(_))
    }

    /// Whether what it calls is itself written in Python (`threading.Condition`): CPython looks as soon as that begins.
    pub fn begins_with_a_call(self) -> bool {
        use Step::{Notify, NotifyAll, Wait};
        matches!(self, Wait(_) | Notify(_) | NotifyAll(_))
    }

    /// Whether the order of the two matters, when two threads are about to take them. `lock_of` gives a condition's lock.
    pub fn depends_on(self, other: Step, lock_of: impl Fn(usize) -> usize) -> bool {
        use Step::{
            Acquire, Get, Len, Load, Notify, NotifyAll, Put, Reacquire, Release, Store, Wait,
        };
        let lock = |step| match step {
            Acquire(lock) | Release(lock) => Some(lock),
            // Who notifies must have the lock: whether it has is changed by a release in between.
            Wait(condition) | Reacquire(condition) | Notify(condition) | NotifyAll(condition) => {
                Some(lock_of(condition))
            }
            _ => None,
        };
        let condition = |step| match step {
            Wait(condition) | Reacquire(condition) | Notify(condition) | NotifyAll(condition) => {
                Some(condition)
            }
            _ => None,
        };
        let buffer = |step| match step {
            Len(buffer) => Some((buffer, false)),
            Put(buffer, _) | Get(buffer) => Some((buffer, true)),
            _ => None,
        };
        let variable = |step| match step {
            Load(variable) => Some((variable, false)),
            Store(variable, _) => Some((variable, true)),
            _ => None,
        };
        let same = |one: Option<usize>, other| one.is_some() && one == other;
        let conflict = |one: Option<(usize, bool)>, other: Option<(usize, bool)>| {
            one.zip(other)
                .is_some_and(|(one, other)| one.0 == other.0 && (one.1 || other.1))
        };
        same(lock(self), lock(other))
            || same(condition(self), condition(other))
            || conflict(buffer(self), buffer(other))
            || conflict(variable(self), variable(other))
    }
}
