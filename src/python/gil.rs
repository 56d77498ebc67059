//! A model of CPython's global interpreter lock, after `Python/ceval_gil.h`: one holder, who is asked to let go.
//!
//! ```text
//! holder   runs ........... sees the request at a switch point: drops ... waits until another has taken it ... wants it back
//! waiter   wants it .. 5 ms go by: sets the request ................ takes it
//! ```
//! A waiter can't take the lock away. It waits for the *switch interval* and then sets the *drop request*; the holder looks for
//! that only at its switch points ([`crate::python::eval_loop`]). A holder that drops on request then waits until somebody else has
//! had the lock (`FORCE_SWITCHING`), or it would be the first to take it again. Around a blocking call the lock is dropped unasked.
//!
//! CPython keeps `gil_last_holder` under a mutex of its own; here one mutex guards everything. Nothing else is simplified.
//! Never knows who its threads are, nor what they compute.

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The lock. `T` is a thread's name.
#[derive(Debug)]
pub struct Gil<T> {
    interval: Duration,
    inner: Mutex<Inner<T>>,
    /// `gil_cond`: the lock is free.
    free: Condvar,
    /// `switch_cond`: another than the last holder has taken it.
    switched: Condvar,
    /// `gil_drop_request`, read at every switch point without the mutex.
    drop_request: AtomicBool,
}

#[derive(Debug)]
struct Inner<T> {
    /// `gil_locked`, and by whom.
    holder: Option<T>,
    /// `gil_last_holder`
    last_holder: Option<T>,
    /// `gil_switch_number`: how often the lock went to another than its last holder.
    switches: u64,
}

/// What happens to a thread at the lock. Told under the lock's mutex: the order is the lock's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment<T> {
    /// It wants the lock, which this one holds.
    Waits(T),
    /// The interval went by and nobody else got the lock: it asks the holder to drop it.
    Asks(T),
    /// It holds the lock.
    Takes,
    /// It has dropped the lock.
    Drops,
}

impl<T: Clone + PartialEq> Gil<T> {
    /// A free lock; `interval` is what `sys.getswitchinterval()` gives.
    pub fn new(interval: Duration) -> Self {
        Self {
            interval,
            inner: Mutex::new(Inner {
                holder: None,
                last_holder: None,
                switches: 0,
            }),
            free: Condvar::new(),
            switched: Condvar::new(),
            drop_request: AtomicBool::new(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the holder has been asked to drop the lock: what `eval_breaker` says at a switch point.
    pub fn drop_requested(&self) -> bool {
        self.drop_request.load(Relaxed)
    }

    /// How often the lock went to another than its last holder.
    pub fn switches(&self) -> u64 {
        self.lock().switches
    }

    /// `take_gil`: sleeps until the lock is `me`'s, and asks for it whenever an interval has brought no switch.
    pub fn take(&self, me: &T, mut tell: impl FnMut(Moment<T>)) {
        let mut inner = self.lock();
        if let Some(holder) = inner.holder.clone() {
            tell(Moment::Waits(holder));
        }
        while inner.holder.is_some() {
            let before = inner.switches;
            let (woken, time) = self
                .free
                .wait_timeout(inner, self.interval)
                .unwrap_or_else(PoisonError::into_inner);
            inner = woken;
            if time.timed_out()
                && inner.switches == before
                && let Some(holder) = inner.holder.clone()
                && !self.drop_request.swap(true, Relaxed)
            {
                tell(Moment::Asks(holder));
            }
        }
        inner.holder = Some(me.clone());
        if inner.last_holder.as_ref() != Some(me) {
            inner.last_holder = Some(me.clone());
            inner.switches += 1;
        }
        self.switched.notify_all();
        self.drop_request.store(false, Relaxed);
        tell(Moment::Takes);
    }

    /// `drop_gil`: lets the lock go; when that was asked for, sleeps until another has taken it.
    pub fn release(&self, me: &T, mut tell: impl FnMut(Moment<T>)) {
        let mut inner = self.lock();
        debug_assert!(
            inner.holder.as_ref() == Some(me),
            "only the holder drops it"
        );
        inner.holder = None;
        inner.last_holder = Some(me.clone());
        self.free.notify_one();
        tell(Moment::Drops);
        // Whoever set the request sleeps in `take` and will have the lock next: this wait ends.
        if self.drop_request.load(Relaxed) {
            while inner.last_holder.as_ref() == Some(me) {
                self.drop_request.store(false, Relaxed);
                inner = self
                    .switched
                    .wait(inner)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}
