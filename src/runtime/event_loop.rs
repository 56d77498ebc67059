//! asyncio's event loop on the stage: what it puts into its queues, whose step runs, how it waits, is told.
//!
//! ```text
//! main: select … ─▶ ready ─▶ blocked in t1.send(None) ─▶ t1: running … line … suspended, waits for sleep(0.1)
//! main: unblocked ◀────────────────────────────────────────────────┘
//! ```
//! Never knows asyncio's rules: those are `python::event_loop`'s.

mod host;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::rc::Rc;

pub use host::Clock;

use self::host::StageHost;
use crate::protocol::keys::{NEVER_AWAITED, WAITS};
use crate::protocol::{How, State, Stream, What};
use crate::python::coroutine::Coroutine;
use crate::python::event_loop::{Await, EventLoop, Future, Source, TaskGroup};
use crate::python::{Class, Py, Value};
use crate::stage::{Actor, Refused};

/// An event loop of an actor. Clones are the same one.
#[derive(Clone)]
pub struct Loop {
    py: Rc<Actor>,
    host: Rc<StageHost>,
    inner: EventLoop,
    warnings: Rc<RefCell<BTreeSet<String>>>,
}

impl Actor {
    /// An event loop of this actor, which makes all further coroutines; `idle` is done whenever nobody is ready.
    pub fn event_loop(&self, clock: Clock, idle: impl Fn(&Actor) + 'static) -> Loop {
        let py = Rc::new(self.again());
        let host = Rc::new(StageHost::new(Rc::clone(&py), clock, Box::new(idle)));
        let inner = EventLoop::new(Rc::clone(&host) as Rc<_>).as_of(self.python());
        Loop {
            py,
            host,
            inner,
            warnings: Rc::default(),
        }
    }
}

impl Loop {
    /// What calling the `async def` named `function` gives; `name` is what the lesson calls it, and a task of it.
    pub fn coroutine(
        &self,
        function: &str,
        name: &str,
        body: impl FnOnce(&Async<'_>) -> Py + 'static,
    ) -> Coroutine {
        let actor = Rc::new(self.py.coroutine(function, name));
        let (warned, stage) = (Rc::clone(&actor), self.clone());
        let told = Rc::clone(&self.warnings);
        let life = Life {
            actor: Rc::clone(&actor),
            over: Rc::default(),
        };
        let forgotten = Rc::clone(&life.over);
        let coroutine = self.inner.coroutine(function, move |py| {
            actor.state(State::Running);
            let came = body(&Async { actor, py, stage });
            life.end(match &came {
                Ok(value) => How::Return(value.repr()),
                Err(error) => How::Raise(error.to_string()),
            });
            came
        });
        coroutine.warning(move |warning| {
            forgotten.set(true); // its body never began, and so has no end
            warned.fact(NEVER_AWAITED, "True");
            // Python shows a warning once for each line of the program that gives rise to it.
            if told.borrow_mut().insert(warning.to_owned()) {
                warned.tell(What::Output {
                    stream: Stream::Stderr,
                    text: warning.to_owned(),
                    open: false,
                    unsigned: false,
                });
            }
        })
    }

    /// `asyncio.run(main)`
    ///
    /// # Errors
    /// What `main` raises.
    pub fn run(&self, name: &str, main: Coroutine) -> Py {
        self.host.begin();
        self.inner.run(name, main)
    }

    /// `loop.run_until_complete(main)`: who is left over is left alone.
    ///
    /// # Errors
    /// What `main` raises.
    pub fn run_until_complete(&self, name: &str, main: Coroutine) -> Py {
        self.host.begin();
        let main = self.inner.create_task(name, main);
        self.inner.run_until_complete(&main)
    }

    /// `asyncio.create_task(coroutine, name=…)`
    pub fn create_task(&self, name: &str, coroutine: Coroutine) -> Future {
        self.inner.create_task(name, coroutine)
    }

    /// `loop.call_later(delay, task.cancel)`
    pub fn cancel_later(&self, delay: f64, task: &Future) {
        let (task, label) = (task.clone(), format!("{}.cancel", task.name()));
        let call = move || {
            task.cancel();
        };
        drop(self.inner.call_later(delay, &label, call));
    }

    /// `loop.time()`
    pub fn time(&self) -> f64 {
        self.inner.time()
    }

    /// `socket.socketpair()`: one end to listen at, one to speak into.
    ///
    /// # Errors
    /// The system gives no more sockets: said as an event.
    pub fn socketpair(&self) -> Result<(Source, Source), Refused> {
        self.host.socketpair()
    }

    /// `socket.send(text)`
    ///
    /// # Errors
    /// What the kernel answers.
    pub fn send(&self, socket: Source, text: &str) -> Py {
        self.host.send(socket, text)
    }
}

/// Tells of a coroutine's end, also when it comes before its beginning.
struct Life {
    actor: Rc<Actor>,
    over: Rc<Cell<bool>>,
}

impl Life {
    fn end(&self, how: How) {
        if !self.over.replace(true) {
            self.actor.ended(how);
        }
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.end(How::Raise(Class::CancelledError.bare().to_string()));
    }
}

/// What the body of an `async def` sees: the actor that it is, and `await`.
pub struct Async<'a> {
    actor: Rc<Actor>,
    py: &'a Await<'a>,
    stage: Loop,
}

impl Deref for Async<'_> {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl Async<'_> {
    /// Parked until what it waits for comes.
    fn suspended<T>(&self, on: &str, awaiting: impl FnOnce() -> T) -> T {
        self.fact(WAITS, on);
        self.state(State::Suspended);
        let came = awaiting();
        self.state(State::Running);
        self.fact(WAITS, "");
        came
    }

    /// Shows a variable of the whole program.
    pub fn global(&self, name: &str, value: &Value) {
        self.stage.py.fact(name, value.repr());
    }

    /// `await asyncio.sleep(delay)`
    ///
    /// # Errors
    /// `CancelledError` when the task is asked to stop.
    pub fn sleep(&self, delay: f64) -> Py {
        self.suspended(&format!("sleep({delay})"), || self.py.sleep(delay))
    }

    /// `time.sleep(delay)`: the thread sleeps, and the loop with it.
    pub fn block(&self, delay: f64) {
        let call = format!("time.sleep({delay})");
        self.blocked(&call, None);
        self.stage.host.block(delay);
        self.unblocked(&call);
    }

    /// `await coroutine()`
    ///
    /// # Errors
    /// What it raises.
    pub fn coroutine(&self, name: &str, coroutine: &Coroutine) -> Py {
        let call = format!("await {name}");
        self.blocked(&call, None);
        let came = self.py.coroutine(coroutine);
        self.unblocked(&call);
        came
    }

    /// `await task`
    ///
    /// # Errors
    /// What the task came to.
    pub fn task(&self, task: &Future) -> Py {
        if task.done() {
            return task.result();
        }
        self.suspended(task.name(), || self.py.future(task))
    }

    /// `await asyncio.gather(*tasks, return_exceptions=True)`
    ///
    /// # Errors
    /// `CancelledError` when the awaiting task is asked to stop.
    pub fn gather(&self, tasks: &[Future]) -> Py<Vec<Py>> {
        self.suspended("gather", || self.py.gather(tasks, true))
    }

    /// `async with asyncio.TaskGroup() as group:`
    ///
    /// # Errors
    /// `ExceptionGroup` of what its tasks raised.
    pub fn task_group(&self, block: impl FnOnce(&TaskGroup) -> Py<()>) -> Py<()> {
        let came = self.py.task_group(|group| {
            block(group)?;
            self.fact(WAITS, "TaskGroup");
            self.state(State::Suspended);
            Ok(())
        });
        self.state(State::Running);
        self.fact(WAITS, "");
        came
    }

    /// `await loop.sock_recv(socket, 9)`
    ///
    /// # Errors
    /// What the kernel answers; `CancelledError`.
    pub fn receive(&self, socket: Source) -> Py {
        let host = Rc::clone(&self.stage.host);
        self.suspended("sock_recv", || {
            self.py.receive(socket, move || host.receive(socket))
        })
    }
}
