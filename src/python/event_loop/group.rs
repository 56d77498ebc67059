//! `asyncio.TaskGroup`: leaves its block only when all of its tasks are done; one that fails has the others stopped.
//!
//! Where CPython goes through a `set` of tasks, in no order of its own, this one takes the order of their creation.
//! Up to 3.12 a request that the group itself made of its parent is taken back only if it came before the block's end; from
//! 3.13 on always, and a parent that was asked to stop by somebody else as well is asked again after the group has failed.
//! Never knows what the tasks are about.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use crate::python::coroutine::Coroutine;
use crate::python::event_loop::EventLoop;
use crate::python::event_loop::awaiting::Await;
use crate::python::event_loop::future::{Future, Kind};
use crate::python::{Class, Exception, Py, Value};

/// The `group` of `async with asyncio.TaskGroup() as group`. Clones are the same one.
#[derive(Clone)]
pub struct TaskGroup(Rc<Group>);

struct Group {
    event_loop: EventLoop,
    parent: Future,
    tasks: RefCell<Vec<Future>>,
    errors: RefCell<Vec<Arc<Exception>>>,
    exiting: Cell<bool>,
    aborting: Cell<bool>,
    parent_asked: Cell<bool>,
    completed: RefCell<Option<Future>>,
}

impl TaskGroup {
    pub(super) fn new(event_loop: &EventLoop, parent: Future) -> TaskGroup {
        TaskGroup(Rc::new(Group {
            event_loop: event_loop.clone(),
            parent,
            tasks: RefCell::default(),
            errors: RefCell::default(),
            exiting: Cell::new(false),
            aborting: Cell::new(false),
            parent_asked: Cell::new(false),
            completed: RefCell::default(),
        }))
    }

    /// `group.create_task(coroutine)`
    ///
    /// # Errors
    /// `RuntimeError` when the group is being stopped or over.
    pub fn create_task(&self, name: &str, coroutine: Coroutine) -> Py<Future> {
        let wrong = match () {
            () if self.0.exiting.get() && self.0.tasks.borrow().is_empty() => "is finished",
            () if self.0.aborting.get() => "is shutting down",
            () => {
                let task = self.0.event_loop.create_task(name, coroutine);
                self.0.tasks.borrow_mut().push(task.clone());
                let group = self.clone();
                task.add_done_callback("TaskGroup", move |task| group.on_task_done(task));
                return Ok(task);
            }
        };
        let _ = coroutine.close(); // from 3.13 on: no warning that it was never awaited
        Err(Class::RuntimeError.with(format!("TaskGroup {} {wrong}", self.repr())))
    }

    fn repr(&self) -> String {
        let mut text = "<TaskGroup".to_owned();
        let (tasks, errors) = (self.0.tasks.borrow().len(), self.0.errors.borrow().len());
        if tasks > 0 {
            text += &format!(" tasks={tasks}");
        }
        if errors > 0 {
            text += &format!(" errors={errors}");
        }
        text + if self.0.aborting.get() {
            " cancelling>"
        } else {
            " entered>"
        }
    }

    fn abort(&self) {
        self.0.aborting.set(true);
        let tasks = self.0.tasks.borrow().clone();
        for task in tasks {
            task.cancel();
        }
    }

    fn on_task_done(&self, task: &Future) {
        let group = &*self.0;
        group.tasks.borrow_mut().retain(|known| !known.is(task));
        if group.tasks.borrow().is_empty()
            && let Some(completed) = &*group.completed.borrow()
        {
            completed.finish(Ok(Value::from(true)));
        }
        let Err(error) = task.result() else { return };
        if task.cancelled() {
            return;
        }
        group.errors.borrow_mut().push(error);
        if !group.parent.done() && !group.aborting.get() && !group.parent_asked.get() {
            self.abort();
            group.parent_asked.set(true);
            group.parent.cancel();
        }
    }

    /// `__aexit__`: `raised` is what the block itself ended with.
    pub(super) fn leave(&self, py: &Await<'_>, raised: Option<Arc<Exception>>) -> Py<()> {
        let group = &*self.0;
        group.exiting.set(true);
        let was_cancelled = |raised: &Exception| raised.is_a(Class::CancelledError);
        let mut passed_on = raised.clone().filter(|raised| was_cancelled(raised));
        let since_3_13 = group.event_loop.version().counts_requests();
        if !since_3_13 && group.parent_asked.get() && group.parent.uncancel() == 0 {
            passed_on = None;
        }
        if raised.is_some() && !group.aborting.get() {
            self.abort();
        }
        while !group.tasks.borrow().is_empty() {
            let completed = Future::new(&group.event_loop, Kind::Plain);
            group.completed.replace(Some(completed.clone()));
            if let Err(error) = py.future(&completed) {
                if !was_cancelled(&error) {
                    return Err(error);
                }
                if !group.aborting.get() {
                    passed_on = Some(error);
                    self.abort();
                }
            }
            group.completed.take();
        }
        if since_3_13 && group.parent_asked.get() && group.parent.uncancel() == 0 {
            passed_on = None;
        }
        let mut errors = group.errors.take();
        if let Some(cancelled) = passed_on.filter(|_| errors.is_empty()) {
            return Err(cancelled);
        }
        match raised {
            Some(raised) if !was_cancelled(&raised) => errors.push(raised),
            Some(raised) if errors.is_empty() => return Err(raised),
            _ => {}
        }
        if errors.is_empty() {
            return Ok(());
        }
        if since_3_13 && group.parent.cancelling() > 0 {
            group.parent.uncancel();
            group.parent.cancel();
        }
        let s = if errors.len() == 1 { "" } else { "s" };
        Err(Class::ExceptionGroup.with(format!(
            "unhandled errors in a TaskGroup ({} sub-exception{s})",
            errors.len()
        )))
    }
}
