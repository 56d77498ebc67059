//! What the body of an `async def` has in its hands: `await`.
//!
//! Never knows what is done with what was awaited.

use std::rc::Rc;

use crate::python::coroutine::Coroutine;
use crate::python::event_loop::future::{Future, Kind};
use crate::python::event_loop::group::TaskGroup;
use crate::python::event_loop::{EventLoop, Source};
use crate::python::{Class, Py, Value, Yielder};

impl EventLoop {
    /// A coroutine object of this loop: what calling an `async def` gives.
    pub fn coroutine(
        &self,
        name: &str,
        body: impl FnOnce(&Await<'_>) -> Py + 'static,
    ) -> Coroutine {
        let event_loop = self.clone();
        Coroutine::new(self.version(), name, move |yielder| {
            body(&Await {
                event_loop,
                yielder,
            })
        })
    }
}

/// `await`, within a coroutine's body.
pub struct Await<'a> {
    event_loop: EventLoop,
    yielder: &'a Yielder<'a>,
}

impl Await<'_> {
    /// `asyncio.get_running_loop()`
    pub fn event_loop(&self) -> &EventLoop {
        &self.event_loop
    }

    /// `asyncio.current_task()`
    ///
    /// # Errors
    /// The coroutine is driven by hand, not by a task.
    pub fn current_task(&self) -> Py<Future> {
        let current = self.event_loop.current_task();
        current.ok_or_else(|| Class::RuntimeError.with("no running event loop"))
    }

    /// `await future`, `await task`: suspends only if it isn't done yet.
    ///
    /// # Errors
    /// What it failed with; `CancelledError`, its own or one for the task that awaits.
    pub fn future(&self, future: &Future) -> Py {
        if !future.done() {
            self.event_loop.await_next(future);
            self.yielder.yield_(Value::None)?;
        }
        if !future.done() {
            return Err(Class::RuntimeError.with("await wasn't used with future"));
        }
        future.result()
    }

    /// `await coroutine()`: runs it as a part of this task.
    ///
    /// # Errors
    /// What it raises; `RuntimeError` if it has been awaited before.
    pub fn coroutine(&self, coroutine: &Coroutine) -> Py {
        coroutine.awaited(self.yielder)
    }

    /// `await value`, of a value that can't be awaited.
    ///
    /// # Errors
    /// Always.
    pub fn value(&self, value: &Value) -> Py {
        let version = self.event_loop.version();
        Err(Class::TypeError.with(version.not_awaitable(value.type_name())))
    }

    /// A bare `yield value` under `types.coroutine`: `None` only gives the turn away, anything else the loop refuses.
    ///
    /// # Errors
    /// What the loop throws in.
    pub fn bare_yield(&self, value: impl Into<Value>) -> Py {
        self.yielder.yield_(value)
    }

    /// `await asyncio.sleep(delay)`
    ///
    /// # Errors
    /// `CancelledError` when the task is asked to stop meanwhile.
    pub fn sleep(&self, delay: f64) -> Py {
        if delay <= 0.0 {
            return self.bare_yield(Value::None);
        }
        let future = Future::new(&self.event_loop, Kind::Plain);
        let waking = future.clone();
        let label = self.event_loop.current_name();
        let timer = self
            .event_loop
            .call_later(delay, &label, move || waking.finish(Ok(Value::None)));
        let came = self.future(&future);
        self.event_loop.cancel_timer(&timer);
        came
    }

    /// `await asyncio.gather(*children, return_exceptions=…)`: what each of them came to.
    ///
    /// # Errors
    /// The first failure, unless exceptions are returned; `CancelledError`.
    pub fn gather(&self, children: &[Future], return_exceptions: bool) -> Py<Vec<Py>> {
        let outer = self.event_loop.gather(children.to_vec(), return_exceptions);
        self.future(&outer)?;
        Ok(children.iter().map(Future::result).collect())
    }

    /// `async with asyncio.TaskGroup() as group:`, with the block as `body`.
    ///
    /// # Errors
    /// `ExceptionGroup` of what its tasks and the block raised; `CancelledError`.
    pub fn task_group<T>(&self, body: impl FnOnce(&TaskGroup) -> Py<T>) -> Py<T> {
        let group = TaskGroup::new(&self.event_loop, self.current_task()?);
        match body(&group) {
            Ok(value) => group.leave(self, None).map(|()| value),
            Err(raised) => match group.leave(self, Some(raised.clone())) {
                Ok(()) => Err(raised),
                Err(error) => Err(error),
            },
        }
    }

    /// `await loop.sock_recv(…)`: `read` gives what there is, or nothing yet; then the loop watches `source`.
    ///
    /// # Errors
    /// What reading raises; `CancelledError`.
    pub fn receive(&self, source: Source, read: impl Fn() -> Option<Py> + 'static) -> Py {
        if let Some(received) = read() {
            return received;
        }
        let event_loop = &self.event_loop;
        let future = Future::new(event_loop, Kind::Plain);
        let reading = future.clone();
        let label: Rc<str> = event_loop.current_name().into();
        event_loop.add_reader(source, &format!("{label}: recv"), move || {
            if !reading.done()
                && let Some(received) = read()
            {
                reading.finish(received);
            }
        });
        let watching = event_loop.clone();
        future.add_done_callback("remove_reader", move |_| watching.remove_reader(source));
        self.future(&future)
    }
}
