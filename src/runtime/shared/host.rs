//! A thread of a program on the stage: each step of its body carried out for real, and told.
//!
//! ```text
//! come   stand, await a permit, set out ──▶ step ──▶ …        a switch may come before each step
//!        stand, await a permit, set out ──▶ step ─ pass ──▶ step ──▶ …      alone until one may
//! ```
//! Never knows the other threads but by what they share.

use std::cell::Cell;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{MutexGuard, PoisonError};

use crate::explore::{Answer, At, Host, Raised, Step, letter};
use crate::protocol::State;
use crate::protocol::keys::{FREE, IN_HAND, Key, NEXT};
use crate::runtime::shared::{Inner, Shared, Sleep, Voice};

/// A thread of a program, as its body's host.
pub(super) struct Real<'a> {
    shared: &'a Shared,
    me: usize,
    voice: Voice<'a>,
    /// The step before the one it comes to.
    done: Cell<Option<Step>>,
    /// Whether a loop has led back since then.
    jumped: Cell<bool>,
}

type Guard<'g> = MutexGuard<'g, Inner>;

/// What a thread is told that is let out of a deadlock.
fn given_up() -> Raised {
    Raised("the run was given up: nobody could move".to_owned())
}

impl<'a> Real<'a> {
    /// Thread `me` before its first step.
    pub(super) fn new(shared: &'a Shared, me: usize, voice: Voice<'a>) -> Self {
        Self {
            shared,
            me,
            voice,
            done: Cell::default(),
            jumped: Cell::default(),
        }
    }

    /// Comes to a step: where no switch may come it goes on, otherwise it stands before it. None: nobody need know in which
    /// order the steps of a free run happen.
    fn come(&self, at: At, step: Step) -> Option<Guard<'_>> {
        let switches = self.shared.program.switches;
        let jumped = self.jumped.take();
        let done = self.done.replace(Some(step));
        if done.is_some_and(|done| !switches.between(done, step, jumped)) {
            if let Voice::Run(py) = self.voice {
                py.fact(NEXT, self.shared.program.words(step));
                py.passes(at.cue, at.rust);
            }
            return Some(self.shared.lock());
        }
        match self.voice {
            Voice::Nobody if !switches.keeps_going() => None,
            _ => {
                self.let_others_in(&mut self.shared.lock());
                self.comes_to(at, step);
                Some(self.set_out())
            }
        }
    }

    fn comes_to(&self, at: At, step: Step) {
        if let Voice::Run(py) = self.voice {
            py.fact(NEXT, self.shared.program.words(step));
            py.comes_to(at.cue, at.rust);
        }
    }

    /// Waits for a permit, and for whoever goes on alone.
    fn set_out(&self) -> Guard<'_> {
        if let Voice::Run(py) = self.voice {
            py.await_permit();
        }
        let mut inner = self.shared.lock();
        if self.shared.program.switches.keeps_going() {
            while inner.alone.is_some() {
                let waited = self.shared.turn.wait(inner);
                inner = waited.unwrap_or_else(PoisonError::into_inner);
            }
            inner.alone = Some(self.me);
        }
        if let Voice::Run(py) = self.voice {
            py.state(State::Running);
        }
        inner
    }

    /// Goes on alone no more.
    pub(super) fn let_others_in(&self, inner: &mut Inner) {
        if inner.alone == Some(self.me) {
            inner.alone = None;
            self.shared.turn.notify_one();
        }
    }

    /// Takes the lock. While another has it, sleeps in the kernel; when that one lets go, everybody who wants it may try.
    fn acquire<'g>(
        &'g self,
        mut inner: Guard<'g>,
        at: At,
        step: Step,
        lock: usize,
    ) -> Result<Guard<'g>, Raised> {
        while let Some(owner) = inner.owners[lock] {
            let on = self.shared.program.words(step);
            if let Voice::Run(py) = self.voice {
                py.blocked(&on, inner.ids[owner].as_ref());
            }
            self.sleep(inner, Sleep::Lock(lock))?;
            inner = self.back(&on, at, step);
        }
        inner.owners[lock] = Some(self.me);
        self.tell_owner(&inner, lock);
        Ok(inner)
    }

    /// Sleeps until somebody wakes this thread.
    fn sleep(&self, mut inner: Guard<'_>, what: Sleep) -> Result<(), Raised> {
        inner.asleep[self.me] = Some(what);
        self.sleeps(inner)
    }

    /// It is noted as asleep, unless it has been woken already.
    fn sleeps(&self, mut inner: Guard<'_>) -> Result<(), Raised> {
        self.let_others_in(&mut inner);
        self.shared.look_for_deadlock(&mut inner, self.voice);
        while inner.asleep[self.me].is_some() {
            if inner.given_up {
                return Err(given_up());
            }
            let slept = self.shared.wake[self.me].wait(inner);
            inner = slept.unwrap_or_else(PoisonError::into_inner);
        }
        Ok(())
    }

    /// Was woken: stands before its step, and takes it when it is let go.
    fn back(&self, on: &str, at: At, step: Step) -> Guard<'_> {
        if let Voice::Run(py) = self.voice {
            py.unblocked(on);
        }
        self.comes_to(at, step);
        self.shared.lock().coming -= 1;
        self.shared.there.notify_all();
        self.set_out()
    }

    /// Wakes a sleeper.
    fn wake(&self, inner: &mut Inner, thread: usize) {
        inner.asleep[thread] = None;
        inner.coming += 1;
        self.shared.wake[thread].notify_all();
    }

    /// Waits until all who were woken stand before their steps: so they are let go no later than who has woken them.
    fn see_them_stand(&self, inner: Guard<'_>) {
        drop(self.until_they_stand(inner, |_| 0));
    }

    /// The same; so many of them are itself.
    fn until_they_stand<'g>(
        &'g self,
        mut inner: Guard<'g>,
        own: impl Fn(&Inner) -> usize,
    ) -> Guard<'g> {
        while inner.coming > own(&inner) && matches!(self.voice, Voice::Run(_)) {
            let seen = self.shared.there.wait(inner);
            inner = seen.unwrap_or_else(PoisonError::into_inner);
        }
        inner
    }

    /// Lets the lock go. CPython promises it to nobody, whoever waited longest: all who wait for it may try.
    fn release(&self, inner: &mut Inner, lock: usize) -> Answer {
        if inner.owners[lock].take().is_none() {
            return Err(Raised("RuntimeError: release unlocked lock".to_owned()));
        }
        self.tell_owner(inner, lock);
        for thread in 0..inner.asleep.len() {
            if inner.asleep[thread] == Some(Sleep::Lock(lock)) {
                self.wake(inner, thread);
            }
        }
        Ok(0)
    }

    fn held(&self, inner: &Inner, condition: usize, what: &str) -> Answer {
        match inner.owners[self.shared.program.conditions[condition].lock] {
            Some(owner) if owner == self.me => Ok(0),
            _ => Err(Raised(format!(
                "RuntimeError: cannot {what} on un-acquired lock"
            ))),
        }
    }

    fn wait(&self, mut inner: Guard<'_>, at: At, condition: usize) -> Answer {
        self.held(&inner, condition, "wait")?;
        let lock = self.shared.program.conditions[condition].lock;
        // From here on it can be woken, also while it sees others stand.
        inner.sleepers[condition].push_back(self.me);
        inner.asleep[self.me] = Some(Sleep::Condition(condition));
        self.release(&mut inner, lock)?;
        let woken = |inner: &Inner| usize::from(inner.asleep[self.me].is_none());
        let inner = self.until_they_stand(inner, woken);
        let on = self.shared.program.words(Step::Wait(condition));
        if let Voice::Run(py) = self.voice {
            py.blocked(&on, None);
        }
        self.sleeps(inner)?;
        let again = Step::Reacquire(condition);
        let inner = self.back(&on, at, again);
        self.acquire(inner, at, again, lock).map(|_| 0)
    }

    /// Says who holds a lock now, under the lock itself: the trace has the order in which it went round.
    fn tell_owner(&self, inner: &Inner, lock: usize) {
        if let Voice::Run(py) = self.voice {
            let owner = inner.owners[lock].map(|owner| letter(owner).to_string());
            py.fact(
                &Key::Lock(&self.shared.program.locks[lock]).to_string(),
                owner.as_deref().unwrap_or(FREE),
            );
        }
    }

    fn tell_buffer(&self, inner: &Inner, buffer: usize) {
        if let Voice::Run(py) = self.voice {
            let key = Key::Buffer(&self.shared.program.buffers[buffer]).to_string();
            py.fact(&key, format!("{:?}", inner.buffers[buffer]));
        }
    }
}

impl Host for Real<'_> {
    fn jump(&self) {
        self.jumped.set(true);
    }

    fn step(&self, at: At, step: Step) -> Answer {
        let come = self.come(at, step);
        let know = |key: &str, value: String| {
            if let Voice::Run(py) = self.voice {
                py.fact(key, value);
            }
        };
        match step {
            Step::Load(variable) => {
                let value = self.shared.value(variable);
                know(IN_HAND, value.to_string());
                return Ok(value);
            }
            Step::Store(variable, value) => {
                self.shared.variables[variable].store(value, Relaxed);
                let name = &self.shared.program.variables[variable].0;
                know(&Key::Shared(name).to_string(), value.to_string());
                return Ok(0);
            }
            Step::Local(value) => {
                know(IN_HAND, value.to_string());
                return Ok(value);
            }
            Step::Alone(_) | Step::Reacquire(_) => return Ok(0), // the latter is the second half of a wait
            _ => {}
        }
        let mut inner = come.unwrap_or_else(|| self.shared.lock());
        match step {
            Step::Acquire(lock) => self.acquire(inner, at, step, lock).map(|_| 0),
            Step::Release(lock) => {
                let answer = self.release(&mut inner, lock);
                self.see_them_stand(inner);
                answer
            }
            Step::Wait(condition) => self.wait(inner, at, condition),
            Step::Notify(condition) | Step::NotifyAll(condition) => {
                self.held(&inner, condition, "notify")?;
                let all = matches!(step, Step::NotifyAll(_));
                let many = if all { usize::MAX } else { 1 };
                for _ in 0..many {
                    let Some(sleeper) = inner.sleepers[condition].pop_front() else {
                        break;
                    };
                    self.wake(&mut inner, sleeper);
                }
                self.see_them_stand(inner);
                Ok(0)
            }
            Step::Len(buffer) => Ok(inner.buffers[buffer].len().try_into().unwrap_or(i64::MAX)),
            Step::Put(buffer, value) => {
                inner.buffers[buffer].push_back(value);
                self.tell_buffer(&inner, buffer);
                Ok(0)
            }
            Step::Get(buffer) => {
                let value = inner.buffers[buffer].pop_front();
                self.tell_buffer(&inner, buffer);
                value.ok_or_else(|| {
                    let raised = Raised("IndexError: pop from empty list".to_owned());
                    if let Voice::Run(py) = self.voice {
                        py.raised(&raised);
                    }
                    raised
                })
            }
            _ => Ok(0), // taken above
        }
    }
}
