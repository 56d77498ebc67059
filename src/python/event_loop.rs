//! asyncio's event loop: a ready queue, a heap of timers, and whatever the host can wait for.
//!
//! ```text
//! run_once:  select(until the next timer) ─▶ readers ─▶ ready
//!            timers that are due ──────────────────────▶ ready
//!            call those that are in ready *now*; what they add waits for the next round
//! ```
//! The order of everything is CPython's (`asyncio/base_events.py`, `tasks.py`, 3.11 to 3.15). One thing is left out: CPython
//! tidies its heap when more than half of over a hundred timers were cancelled, which can change the order of timers due at
//! the very same time.
//!
//! Never knows clocks or sockets: the [`Host`] does.

mod awaiting;
mod future;
mod gather;
mod group;
mod heap;
mod task;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

pub use awaiting::Await;
pub use future::Future;
pub use group::TaskGroup;

use self::heap::Heap;
use crate::python::Py;
use crate::python::class::Class;
use crate::python::coroutine::Coroutine;
use crate::python::exception::Exception;
use crate::python::version::Version;

/// Something that the host can wait for, such as a socket: the host knows which.
pub type Source = usize;

/// The world around a loop.
pub trait Host {
    /// `loop.time()`, in seconds.
    fn time(&self) -> f64;

    /// Waits until one of `watched` can be read, or for `timeout` seconds (None: for ever); answers with those that can.
    fn select(&self, watched: &[Source], timeout: Option<f64>) -> Vec<Source>;

    /// Something happened in the loop: for an audience.
    fn told(&self, _news: News<'_>) {}
}

/// What happens in a loop.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// A call was put at the end of the ready queue: a task's step, by the task's name, or another callback.
    Ready(&'a str),
    /// It was taken out of the ready queue to be called, or, when it was cancelled, not to be.
    Taken(&'a str),
    /// A timer of this task was set, for this time.
    Timer(&'a str, f64),
    /// It is due, or was cancelled.
    TimerGone(&'a str, f64),
    /// A step of this task begins; perhaps something is thrown into it.
    Step(&'a str, Option<&'a Exception>),
    /// It ends: the task is suspended, or done.
    Stepped(&'a str),
    /// The task is done, returned, raised or cancelled.
    Done(&'a str),
}

/// An event loop. Clones are the same one.
#[derive(Clone)]
pub struct EventLoop(Rc<Inner>);

struct Inner {
    host: Rc<dyn Host>,
    ready: RefCell<VecDeque<Rc<Handle>>>,
    timers: RefCell<Heap<Rc<Handle>>>,
    readers: RefCell<Vec<Reader>>,
    /// The task whose step runs.
    current: RefCell<Option<Future>>,
    /// What that task is about to yield to the loop. A value is 16 bytes and can't hold it.
    awaited: RefCell<Option<Future>>,
    /// All tasks, held weakly.
    tasks: RefCell<Vec<Weak<future::Object>>>,
    running: Cell<bool>,
    stopping: Cell<bool>,
    version: Cell<Version>,
}

/// What is called when a source can be read.
#[derive(Clone)]
struct Reader {
    source: Source,
    label: Rc<str>,
    call: Rc<dyn Fn()>,
}

/// A call to come.
pub struct Handle {
    label: Rc<str>,
    call: RefCell<Option<Box<dyn FnOnce()>>>,
    cancelled: Cell<bool>,
    /// When it is due, while it is among the timers.
    when: Cell<Option<f64>>,
    timer: bool,
}

impl Handle {
    fn new(label: &str, when: Option<f64>, call: impl FnOnce() + 'static) -> Rc<Handle> {
        Rc::new(Handle {
            label: label.into(),
            call: RefCell::new(Some(Box::new(call))),
            cancelled: Cell::new(false),
            when: Cell::new(when),
            timer: when.is_some(),
        })
    }

    /// What the ready queue shows: a timer that is due isn't yet the task's step, which it only brings about.
    fn ready_label(&self) -> Cow<'_, str> {
        if self.timer {
            format!("{}: timer", self.label).into()
        } else {
            (&*self.label).into()
        }
    }
}

/// CPython takes a timer for due that is less than the clock's resolution away.
const CLOCK_RESOLUTION: f64 = 1e-9;

impl EventLoop {
    /// A loop with nothing to do.
    pub fn new(host: Rc<dyn Host>) -> EventLoop {
        EventLoop(Rc::new(Inner {
            host,
            ready: RefCell::default(),
            timers: RefCell::default(),
            readers: RefCell::default(),
            current: RefCell::default(),
            awaited: RefCell::default(),
            tasks: RefCell::default(),
            running: Cell::new(false),
            stopping: Cell::new(false),
            version: Cell::new(Version::default()),
        }))
    }

    /// The same loop, by the rules of another version.
    #[must_use]
    pub fn as_of(self, version: Version) -> EventLoop {
        self.0.version.set(version);
        self
    }

    fn version(&self) -> Version {
        self.0.version.get()
    }

    /// `loop.time()`
    pub fn time(&self) -> f64 {
        self.0.host.time()
    }

    /// A future that somebody will `finish`: `loop.create_future()`.
    pub fn create_future(&self) -> Future {
        Future::new(self, future::Kind::Plain)
    }

    fn tell(&self, news: News<'_>) {
        self.0.host.told(news);
    }

    /// `loop.call_soon(call)`; `label` is what the ready queue shows of it.
    pub fn call_soon(&self, label: &str, call: impl FnOnce() + 'static) {
        self.push(Handle::new(label, None, call));
    }

    fn push(&self, handle: Rc<Handle>) {
        self.tell(News::Ready(&handle.ready_label()));
        self.0.ready.borrow_mut().push_back(handle);
    }

    /// `loop.call_later(delay, call)`
    pub fn call_later(&self, delay: f64, label: &str, call: impl FnOnce() + 'static) -> Rc<Handle> {
        let when = self.time() + delay;
        let handle = Handle::new(label, Some(when), call);
        self.tell(News::Timer(label, when));
        self.0.timers.borrow_mut().push(when, Rc::clone(&handle));
        handle
    }

    /// `handle.cancel()`: it stays among the timers until it would be due.
    pub fn cancel_timer(&self, handle: &Handle) {
        if !handle.cancelled.replace(true) {
            handle.call.take();
            if let Some(when) = handle.when.take() {
                self.tell(News::TimerGone(&handle.label, when));
            }
        }
    }

    fn add_reader(&self, source: Source, label: &str, call: impl Fn() + 'static) {
        self.remove_reader(source);
        self.0.readers.borrow_mut().push(Reader {
            source,
            label: label.into(),
            call: Rc::new(call),
        });
    }

    fn remove_reader(&self, source: Source) {
        let mut readers = self.0.readers.borrow_mut();
        readers.retain(|reader| reader.source != source);
    }

    fn current_task(&self) -> Option<Future> {
        self.0.current.borrow().clone()
    }

    fn current_name(&self) -> String {
        let current = self.0.current.borrow();
        current
            .as_ref()
            .map_or(String::new(), |task| task.name().to_owned())
    }

    fn remember(&self, task: &Future) {
        let mut tasks = self.0.tasks.borrow_mut();
        tasks.retain(|task| task.strong_count() > 0);
        tasks.push(Rc::downgrade(&task.0));
    }

    fn await_next(&self, future: &Future) {
        self.0.awaited.replace(Some(future.clone()));
    }

    fn enter(&self, task: &Future, thrown: Option<&Exception>) {
        self.tell(News::Step(task.name(), thrown));
        self.0.current.replace(Some(task.clone()));
    }

    fn leave(&self, task: &Future) -> Option<Future> {
        self.0.current.take();
        self.tell(News::Stepped(task.name()));
        self.0.awaited.take()
    }

    /// `_run_once`: one round.
    fn run_once(&self) {
        let inner = &*self.0;
        while inner
            .timers
            .borrow()
            .first()
            .is_some_and(|(_, timer)| timer.cancelled.get())
        {
            inner.timers.borrow_mut().pop();
        }
        let next = inner.timers.borrow().first().map(|(when, _)| when);
        let timeout = if inner.stopping.get() || !inner.ready.borrow().is_empty() {
            Some(0.0)
        } else {
            next.map(|when| (when - self.time()).max(0.0))
        };
        let readers = inner.readers.borrow().clone();
        let watched: Vec<Source> = readers.iter().map(|reader| reader.source).collect();
        for source in inner.host.select(&watched, timeout) {
            if let Some(reader) = readers.iter().find(|reader| reader.source == source) {
                let call = Rc::clone(&reader.call);
                self.push(Handle::new(&reader.label, None, move || call()));
            }
        }
        let end = self.time() + CLOCK_RESOLUTION;
        while let Some(timer) = self.due(end) {
            if let Some(when) = timer.when.take() {
                self.tell(News::TimerGone(&timer.label, when));
            }
            self.push(timer);
        }
        // Those that are ready now, and not those that they make ready.
        let count = inner.ready.borrow().len();
        for _ in 0..count {
            let Some(handle) = inner.ready.borrow_mut().pop_front() else {
                break;
            };
            self.tell(News::Taken(&handle.ready_label()));
            let call = handle.call.take();
            if let Some(call) = call {
                call();
            }
        }
    }

    fn due(&self, end: f64) -> Option<Rc<Handle>> {
        let mut timers = self.0.timers.borrow_mut();
        let (when, _) = timers.first()?;
        if when >= end { None } else { timers.pop() }
    }

    /// `asyncio.run(main)`: what `main` comes to. Tasks that are left over are asked to stop, and waited for.
    ///
    /// # Errors
    /// What `main` raises; `RuntimeError` when a loop runs already.
    pub fn run(&self, name: &str, main: Coroutine) -> Py {
        if self.0.running.get() {
            drop(main);
            let why = "asyncio.run() cannot be called from a running event loop";
            return Err(Class::RuntimeError.with(why));
        }
        let result = self.run_until_complete(&self.create_task(name, main));
        let tasks = self.0.tasks.borrow();
        let left: Vec<Future> = tasks
            .iter()
            .filter_map(Weak::upgrade)
            .map(Future)
            .filter(|task| !task.done())
            .collect();
        drop(tasks);
        if !left.is_empty() {
            for task in &left {
                task.cancel();
            }
            // What they come to is nobody's any more.
            let _ = self.run_until_complete(&self.gather(left, true));
        }
        result
    }

    /// `loop.run_until_complete(future)`: what it comes to. Tasks that are left over stay as they are.
    ///
    /// # Errors
    /// What it fails with.
    pub fn run_until_complete(&self, future: &Future) -> Py {
        let stop = self.clone();
        future.add_done_callback("stop", move |_| stop.0.stopping.set(true));
        self.0.running.set(true);
        while !self.0.stopping.get() {
            self.run_once();
        }
        self.0.stopping.set(false);
        self.0.running.set(false);
        future.result()
    }
}
