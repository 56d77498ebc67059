//! A task: a coroutine that the loop drives, a step at a time.
//!
//! ```text
//! ready queue ─▶ step: co.send(None) ─ yields a future ─▶ waits: wakeup is its callback
//!      ▲                            ├ yields None ──────▶ another step, soon
//!      └──── wakeup ◀── the future  └ returns, raises ──▶ done: those who await the task are woken
//! ```
//! Never knows what the coroutine does.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::python::coroutine::Coroutine;
use crate::python::event_loop::future::{Future, Kind};
use crate::python::event_loop::{EventLoop, News};
use crate::python::{Class, Exception, Py, Value, Version};

/// What a task has besides being a future.
pub(super) struct Task {
    pub(super) name: String,
    coroutine: Coroutine,
    /// What it waits for.
    waiter: RefCell<Option<Future>>,
    /// A request to stop that is still to be delivered.
    must_cancel: Cell<bool>,
    /// How often it was asked to stop.
    pub(super) requests: Cell<u32>,
}

impl Task {
    /// `task.cancel()`
    pub(super) fn ask(&self) {
        self.requests.set(self.requests.get() + 1);
        let waiter = self.waiter.borrow().clone();
        if !waiter.is_some_and(|waiter| waiter.cancel()) {
            self.must_cancel.set(true);
        }
    }

    pub(super) fn uncancel(&self, version: Version) -> u32 {
        let left = self.requests.get().saturating_sub(1);
        if self.requests.replace(left) > 0 && left == 0 && version.counts_requests() {
            self.must_cancel.set(false);
        }
        left
    }
}

impl EventLoop {
    /// `loop.create_task(coroutine, name=…)`: its first step is put at the end of the ready queue.
    pub fn create_task(&self, name: &str, coroutine: Coroutine) -> Future {
        let task = Future::new(
            self,
            Kind::Task(Task {
                name: name.to_owned(),
                coroutine,
                waiter: RefCell::default(),
                must_cancel: Cell::new(false),
                requests: Cell::new(0),
            }),
        );
        self.remember(&task);
        task.step_soon(None);
        task
    }
}

impl Future {
    fn step_soon(&self, thrown: Option<Arc<Exception>>) {
        let task = self.clone();
        let label = self.name();
        self.0
            .event_loop
            .call_soon(label, move || task.step(thrown));
    }

    /// `Task.__step`
    fn step(&self, mut thrown: Option<Arc<Exception>>) {
        let Some(task) = self.task() else { return };
        let event_loop = &self.0.event_loop;
        if task.must_cancel.take() {
            thrown = thrown
                .filter(|thrown| thrown.is_a(Class::CancelledError))
                .or_else(|| Some(Class::CancelledError.bare()));
        }
        task.waiter.take();
        event_loop.enter(self, thrown.as_deref());
        let came = match thrown {
            None => task.coroutine.send(Value::None),
            Some(thrown) => task.coroutine.throw(thrown),
        };
        let awaited = event_loop.leave(self);
        match came {
            Err(end) if end.is_a(Class::StopIteration) => {
                if task.must_cancel.take() {
                    self.set_cancelled();
                } else {
                    self.finish(Ok(end.value()));
                }
            }
            Err(end) if end.is_a(Class::CancelledError) => self.set_cancelled(),
            Err(error) => self.finish(Err(error)),
            Ok(yielded) => self.wait_for(task, yielded, awaited),
        }
        if self.done() {
            event_loop.tell(News::Done(&task.name));
        }
    }

    /// What a step ends with when the coroutine is suspended.
    fn wait_for(&self, task: &Task, yielded: Value, awaited: Option<Future>) {
        match (awaited, yielded) {
            (Some(itself), _) if itself.is(self) => {
                self.step_soon(Some(Class::RuntimeError.with(format!(
                    "Task cannot await on itself: <Task pending name='{}'>",
                    task.name
                ))));
            }
            (Some(awaited), _) => {
                let waking = self.clone();
                awaited.add_done_callback(&task.name, move |future| waking.wake(future.result()));
                task.waiter.replace(Some(awaited.clone()));
                if task.must_cancel.get() && awaited.cancel() {
                    task.must_cancel.set(false);
                }
            }
            (None, Value::None) => self.step_soon(None),
            (None, other) => {
                let why = format!("Task got bad yield: {}", other.repr());
                self.step_soon(Some(Class::RuntimeError.with(why)));
            }
        }
    }

    /// `Task.__wakeup`
    fn wake(&self, result: Py) {
        self.step(result.err());
    }
}
