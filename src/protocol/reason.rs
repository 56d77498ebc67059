//! What a blocked actor waits for: the text of `blocked`, read as what it says.
//!
//! The trace has the text, as Python would write the call; who asks about it asks here. Never knows worlds or lessons.

/// What the trace says of the student's prompt.
pub const PROMPT: &str = "prompt";

/// What the trace says of the interpreter's lock.
pub const GIL: &str = "GIL";

/// What the trace says of a machine's own Python, while it runs.
pub const PYTHON3: &str = "python3";

/// What an actor waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'a> {
    /// What is done by hand.
    Prompt,
    /// The interpreter's lock.
    Gil,
    /// The machine's own Python, which runs.
    Python3,
    /// `fork0.acquire()`: a lock, by name.
    Lock(&'a str),
    /// `A.join()`: the end of a thread or of a queue's work, by name.
    Join(&'a str),
    /// `full.wait()`: a condition, by name; `os` is no condition, but the kernel.
    Wait(&'a str),
    /// `tasks.get()`: a value from a queue, by name.
    Get(&'a str),
    /// `tasks.put(3)`: room in a queue, by name.
    Put(&'a str),
    /// `t2.result()`: what comes of a task, by name.
    TaskResult(&'a str),
    /// `sleep(0.1)`, `time.sleep(1)`: the clock.
    Sleep,
    /// Anything else, such as a call into the kernel: its text.
    Other(&'a str),
}

impl<'a> Reason<'a> {
    /// What the text of a `blocked` says.
    pub fn of(on: &'a str) -> Self {
        // A dot in an argument belongs to the argument: `tasks.put(0.5)`.
        let called = on.split_once('(').map_or(on, |(called, _)| called);
        let (thing, name) = called.rsplit_once('.').unwrap_or(("", called));
        match (thing, name) {
            ("", PROMPT) => Reason::Prompt,
            ("", GIL) => Reason::Gil,
            ("", PYTHON3) => Reason::Python3,
            ("" | "time", "sleep") => Reason::Sleep,
            ("" | "os" | "signal" | "asyncio", _) => Reason::Other(on),
            (lock, "acquire") => Reason::Lock(lock),
            (who, "join") => Reason::Join(who),
            (condition, "wait") => Reason::Wait(condition),
            (queue, "get") => Reason::Get(queue),
            (queue, "put") => Reason::Put(queue),
            (task, "result") => Reason::TaskResult(task),
            _ => Reason::Other(on),
        }
    }

    /// The thing that is waited for: a lock, a thread, a queue; None where the text is of no thing.
    pub fn thing(self) -> Option<&'a str> {
        match self {
            Reason::Lock(thing)
            | Reason::Join(thing)
            | Reason::Wait(thing)
            | Reason::Get(thing)
            | Reason::Put(thing)
            | Reason::TaskResult(thing) => Some(thing),
            Reason::Prompt | Reason::Gil | Reason::Python3 | Reason::Sleep | Reason::Other(_) => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_read_as_what_it_says() {
        for (on, reason) in [
            ("prompt", Reason::Prompt),
            ("GIL", Reason::Gil),
            ("python3", Reason::Python3),
            ("fork0.acquire()", Reason::Lock("fork0")),
            ("A.join()", Reason::Join("A")),
            ("worker 1.join()", Reason::Join("worker 1")),
            ("full.wait()", Reason::Wait("full")),
            ("tasks.get()", Reason::Get("tasks")),
            ("todo.get(): _rlock", Reason::Get("todo")),
            ("tasks.put(0.5)", Reason::Put("tasks")),
            ("t2.result()", Reason::TaskResult("t2")),
            ("sleep(0.1)", Reason::Sleep),
            ("time.sleep(1)", Reason::Sleep),
            ("os.wait()", Reason::Other("os.wait()")),
            ("signal.pause()", Reason::Other("signal.pause()")),
            ("next(g)", Reason::Other("next(g)")),
            ("g.send('a.join()')", Reason::Other("g.send('a.join()')")),
            ("p0/1", Reason::Other("p0/1")),
            ("", Reason::Other("")),
            ("é(", Reason::Other("é(")),
            ("..(.", Reason::Other("..(.")),
        ] {
            assert_eq!(Reason::of(on), reason, "{on}");
        }
        assert_eq!(Reason::of("fork0.acquire()").thing(), Some("fork0"));
        assert_eq!(Reason::of("os.wait()").thing(), None);
    }
}
