//! Futures, and what tasks and gatherings share with them: a result that comes later, and callbacks that wait for it.
//!
//! Never knows why anybody waits.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::python::event_loop::EventLoop;
use crate::python::event_loop::gather::Children;
use crate::python::event_loop::task::Task;
use crate::python::{Class, Py};

/// Something that is done later. Clones are the same one.
#[derive(Clone)]
pub struct Future(pub(super) Rc<Object>);

pub(super) struct Object {
    pub(super) event_loop: EventLoop,
    life: RefCell<Life>,
    callbacks: RefCell<Vec<Callback>>,
    pub(super) kind: Kind,
}

enum Life {
    Pending,
    Cancelled,
    Finished(Py),
}

/// What sets a task and a gathering apart: being cancelled.
pub(super) enum Kind {
    Plain,
    Task(Task),
    Gathering(Children, Cell<bool>),
}

struct Callback {
    /// What the ready queue shows of it.
    label: Rc<str>,
    call: Box<dyn FnOnce(&Future)>,
}

impl Future {
    pub(super) fn new(event_loop: &EventLoop, kind: Kind) -> Future {
        Future(Rc::new(Object {
            event_loop: event_loop.clone(),
            life: RefCell::new(Life::Pending),
            callbacks: RefCell::default(),
            kind,
        }))
    }

    /// Whether both are the same object.
    pub fn is(&self, other: &Future) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// `future.done()`
    pub fn done(&self) -> bool {
        !matches!(*self.0.life.borrow(), Life::Pending)
    }

    /// `future.cancelled()`: whether it *was* cancelled, not whether somebody asked for it.
    pub fn cancelled(&self) -> bool {
        matches!(*self.0.life.borrow(), Life::Cancelled)
    }

    /// `future.result()`
    ///
    /// # Errors
    /// What it failed with; `CancelledError`; `InvalidStateError`, here a `RuntimeError`, while it isn't done.
    pub fn result(&self) -> Py {
        match &*self.0.life.borrow() {
            Life::Pending => Err(Class::RuntimeError.with("Result is not ready.")),
            Life::Cancelled => Err(Class::CancelledError.bare()),
            Life::Finished(result) => result.clone(),
        }
    }

    /// `future.set_result(…)` or, with an `Err`, `future.set_exception(…)`; nothing when it is done already.
    pub fn finish(&self, result: Py) {
        self.end(Life::Finished(result));
    }

    fn end(&self, life: Life) {
        if !self.done() {
            self.0.life.replace(life);
            for Callback { label, call } in self.0.callbacks.take() {
                self.call_soon(&label, call);
            }
        }
    }

    fn call_soon(&self, label: &str, call: Box<dyn FnOnce(&Future)>) {
        let future = self.clone();
        self.0.event_loop.call_soon(label, move || call(&future));
    }

    /// `future.add_done_callback(call)`; `label` is what the ready queue shows of it.
    pub fn add_done_callback(&self, label: &str, call: impl FnOnce(&Future) + 'static) {
        if self.done() {
            self.call_soon(label, Box::new(call));
        } else {
            self.0.callbacks.borrow_mut().push(Callback {
                label: label.into(),
                call: Box::new(call),
            });
        }
    }

    /// `future.cancel()`. A plain future is cancelled at once. A task is *asked*: what it waits for is cancelled, or, if it
    /// waits for nothing now, CancelledError is thrown in at its next step. A gathering asks its children.
    pub fn cancel(&self) -> bool {
        if self.done() {
            return false;
        }
        match &self.0.kind {
            Kind::Plain => {
                self.end(Life::Cancelled);
                true
            }
            Kind::Task(task) => {
                task.ask();
                true
            }
            Kind::Gathering(children, asked) => {
                // All of them are asked: no short cut.
                let took = children.iter().filter(|child| child.cancel()).count();
                asked.set(asked.get() || took > 0);
                took > 0
            }
        }
    }

    /// A task's own end by CancelledError.
    pub(super) fn set_cancelled(&self) {
        self.end(Life::Cancelled);
    }

    /// `task.get_name()`; empty for a future that is no task.
    pub fn name(&self) -> &str {
        self.task().map_or("", |task| &task.name)
    }

    pub(super) fn task(&self) -> Option<&Task> {
        match &self.0.kind {
            Kind::Task(task) => Some(task),
            Kind::Plain | Kind::Gathering(..) => None,
        }
    }

    /// `task.uncancel()`: how many requests are left. From 3.13 on a request still to be delivered is dropped with the last.
    pub fn uncancel(&self) -> u32 {
        let version = self.0.event_loop.version();
        self.task().map_or(0, |task| task.uncancel(version))
    }

    /// `task.cancelling()`: how often it was asked to stop.
    pub fn cancelling(&self) -> u32 {
        self.task().map_or(0, |task| task.requests.get())
    }
}
