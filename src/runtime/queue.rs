//! Python's `queue.Queue`, on a mutex and two condition variables, telling of every put, get and wait.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::stage::Actor;

/// An unbounded first-in first-out queue that knows how many of its tasks aren't done yet.
/// <https://docs.python.org/3/library/queue.html>
pub struct Queue<T> {
    name: &'static str,
    inner: Mutex<Inner<T>>,
    filled: Condvar,
    all_done: Condvar,
}

struct Inner<T> {
    items: VecDeque<T>,
    unfinished: usize,
}

impl<T> Queue<T> {
    /// An empty queue; `name` is what the listing calls it.
    pub fn new(name: &'static str) -> Self {
        let inner = Mutex::new(Inner {
            items: VecDeque::new(),
            unfinished: 0,
        });
        Self {
            name,
            inner,
            filled: Condvar::new(),
            all_done: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `put(item)`; `said` is the item as the student reads it. Told under the queue's lock: the trace has the queue's own order.
    pub fn put(&self, py: &Actor, item: T, said: &str) {
        let mut inner = self.lock();
        inner.items.push_back(item);
        inner.unfinished += 1;
        py.message(py.id().as_str(), self.name, "put", said);
        self.filled.notify_one();
    }

    /// `get()`: sleeps while the queue is empty.
    pub fn get(&self, py: &Actor, said: impl Fn(&T) -> String) -> T {
        let mut inner = self.lock();
        let on = format!("{}.get()", self.name);
        let mut slept = false;
        loop {
            if let Some(item) = inner.items.pop_front() {
                if slept {
                    py.unblocked(&on);
                }
                py.message(self.name, py.id().as_str(), "get", said(&item));
                return item;
            }
            if !slept {
                py.blocked(&on, None);
                slept = true;
            }
            inner = self
                .filled
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// `task_done()`: one of the things taken out has been dealt with.
    pub fn task_done(&self) {
        let mut inner = self.lock();
        inner.unfinished = inner.unfinished.saturating_sub(1);
        if inner.unfinished == 0 {
            self.all_done.notify_all();
        }
    }

    /// `join()`: sleeps until everything put in has been dealt with.
    pub fn join(&self, py: &Actor) {
        let mut inner = self.lock();
        if inner.unfinished == 0 {
            return;
        }
        let on = format!("{}.join()", self.name);
        py.blocked(&on, None);
        while inner.unfinished > 0 {
            inner = self
                .all_done
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
        py.unblocked(&on);
    }
}
