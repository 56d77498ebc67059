//! A small program on real threads: variables are atomics, locks and conditions really block, and every wait is told.
//!
//! ```text
//! before each step   Actor::cue ── stands until there is a permit
//! lock held          blocked(on, owner) … unblocked        the kernel lets the thread sleep meanwhile
//! nobody can move    the last one to fall asleep says so: the fact `deadlock`
//! ```
//! Never knows who gives permits, or that other hosts exist.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Actor, Refused, Thread};
use crate::explore::{Answer, At, Context, Host, Outcome, Program, Raised, Step, Stuck, letter};
use crate::protocol::ActorId;

/// What a program's threads share.
pub struct Shared {
    program: Program,
    /// A load and a store are two steps: whatever comes between them is a race, and no undefined behaviour.
    variables: Vec<AtomicI64>,
    inner: Mutex<Inner>,
    /// One a thread: it sleeps on its own, so that who is woken is told by name.
    wake: Vec<Condvar>,
}

#[derive(Default)]
struct Inner {
    owners: Vec<Option<usize>>,
    /// Who waits for each lock, first come first served.
    queues: Vec<VecDeque<usize>>,
    sleepers: Vec<VecDeque<usize>>,
    buffers: Vec<VecDeque<i64>>,
    /// What each thread sleeps in.
    asleep: Vec<Option<Sleep>>,
    ended: Vec<bool>,
    raised: Vec<(usize, Raised)>,
    ids: Vec<Option<ActorId>>,
    /// Whether everybody is to be let out because nobody can move any more.
    given_up: bool,
    stuck: Vec<Stuck>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sleep {
    Lock(usize),
    Condition(usize),
}

/// Who a thread tells what it does.
#[derive(Clone, Copy)]
enum Voice<'a> {
    /// The run: it stands at its cues and tells of its waits. A deadlock stays.
    Run(&'a Actor),
    /// Nobody: it runs freely. Out of a deadlock everybody is let out.
    Nobody,
}

struct Real<'a> {
    shared: &'a Shared,
    me: usize,
    voice: Voice<'a>,
}

impl Shared {
    /// A program before its first step.
    pub fn new(program: &Program) -> Arc<Self> {
        let threads = program.threads.len();
        let locks = program.locks.len();
        let inner = Inner {
            owners: vec![None; locks],
            queues: vec![VecDeque::new(); locks],
            sleepers: vec![VecDeque::new(); program.conditions.len()],
            buffers: vec![VecDeque::new(); program.buffers.len()],
            asleep: vec![None; threads],
            ended: vec![false; threads],
            ids: vec![None; threads],
            ..Inner::default()
        };
        let variables = program.variables.iter();
        Arc::new(Self {
            variables: variables.map(|(_, first)| AtomicI64::new(*first)).collect(),
            inner: Mutex::new(inner),
            wake: (0..threads).map(|_| Condvar::new()).collect(),
            program: program.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many threads the program has.
    pub fn threads(&self) -> usize {
        self.program.threads.len()
    }

    /// Starts thread `me` on this stage, after all before it. Where it is refused, those after it aren't started either.
    ///
    /// # Errors
    /// The system has no room for another thread: said as an event.
    pub fn start(self: &Arc<Self>, me: usize, py: &Actor) -> Result<Thread, Refused> {
        let shared = Arc::clone(self);
        let name = self.program.threads[me].name.clone();
        let started = py.spawn(&name, move |py| shared.run(me, py));
        if started.is_err() {
            // Who sleeps already and waits for one of them will never be woken.
            let mut inner = self.lock();
            inner.ended[me..].fill(true);
            self.look_for_deadlock(&mut inner, Voice::Run(py));
        }
        started
    }

    /// A variable's value at this moment.
    pub fn value(&self, variable: usize) -> i64 {
        self.variables[variable].load(Relaxed)
    }

    /// Says what everything is at first.
    pub fn introduce(&self, py: &Actor) {
        for (name, first) in &self.program.variables {
            py.fact(&format!("shared {name}"), first.to_string());
        }
        for name in &self.program.locks {
            py.fact(&format!("lock {name}"), "free");
        }
        for name in &self.program.buffers {
            py.fact(&format!("buffer {name}"), "[]");
        }
    }

    /// Runs thread `me` as this actor; what it raises is printed as Python prints it.
    fn run(&self, me: usize, py: &Actor) {
        self.lock().ids[me] = Some(py.id().clone());
        self.body(me, Voice::Run(py));
    }

    /// How the run came out, once nobody moves any more.
    pub fn outcome(&self) -> Outcome {
        let mut inner = self.lock();
        inner.raised.sort();
        inner.stuck.sort();
        Outcome {
            values: (0..self.variables.len()).map(|n| self.value(n)).collect(),
            buffers: inner
                .buffers
                .iter()
                .map(|buffer| buffer.iter().copied().collect())
                .collect(),
            raised: inner.raised.clone(),
            stuck: inner.stuck.clone(),
        }
    }

    fn body(&self, me: usize, voice: Voice<'_>) {
        let host = Real {
            shared: self,
            me,
            voice,
        };
        let result = (self.program.threads[me].body)(&Context(&host));
        let mut inner = self.lock();
        inner.ended[me] = true;
        if inner.given_up {
            return; // its error is only how it was let out
        }
        if let Err(raised) = result {
            if let Voice::Run(py) = voice {
                py.uncaught(&raised);
            }
            inner.raised.push((me, raised));
        }
        self.look_for_deadlock(&mut inner, voice);
    }

    /// Takes over when nobody can move any more: says so, or lets everybody out.
    fn look_for_deadlock(&self, inner: &mut Inner, voice: Voice<'_>) {
        let threads = 0..self.program.threads.len();
        let sleeps = |thread: usize| inner.ended[thread] || inner.asleep[thread].is_some();
        if !threads.clone().all(sleeps) || inner.ended.iter().all(|ended| *ended) {
            return;
        }
        inner.stuck = threads
            .clone()
            .filter_map(|thread| self.stuck(inner, thread))
            .collect();
        match voice {
            Voice::Run(py) => py.fact("deadlock", self.outcome_of(inner).words(&self.program)),
            Voice::Nobody => {
                inner.given_up = true;
                for wake in &self.wake {
                    wake.notify_all();
                }
            }
        }
    }

    fn outcome_of(&self, inner: &Inner) -> Outcome {
        Outcome {
            values: Vec::new(),
            buffers: Vec::new(),
            raised: Vec::new(),
            stuck: inner.stuck.clone(),
        }
    }

    fn stuck(&self, inner: &Inner, thread: usize) -> Option<Stuck> {
        let (step, owner) = match inner.asleep[thread]? {
            Sleep::Lock(lock) => (Step::Acquire(lock), inner.owners[lock]),
            Sleep::Condition(condition) => (Step::Wait(condition), None),
        };
        let on = self.program.words(step);
        Some(Stuck { thread, on, owner })
    }
}

/// What a thread is told that is let out of a deadlock.
fn given_up() -> Raised {
    Raised("the run was given up: nobody could move".to_owned())
}

impl Real<'_> {
    /// Sleeps in the kernel until the lock is this thread's.
    fn acquire<'g>(
        &self,
        mut inner: MutexGuard<'g, Inner>,
        lock: usize,
    ) -> Result<MutexGuard<'g, Inner>, Raised> {
        if inner.owners[lock].is_none() {
            inner.owners[lock] = Some(self.me);
            return Ok(inner);
        }
        let on = self.shared.program.words(Step::Acquire(lock));
        if let Voice::Run(py) = self.voice {
            let owner = inner.owners[lock].and_then(|owner| inner.ids[owner].clone());
            py.blocked(&on, owner.as_ref());
        }
        inner.queues[lock].push_back(self.me);
        let inner = self.sleep(inner, Sleep::Lock(lock))?;
        if let Voice::Run(py) = self.voice {
            py.unblocked(&on);
        }
        Ok(inner)
    }

    fn sleep<'g>(
        &self,
        mut inner: MutexGuard<'g, Inner>,
        what: Sleep,
    ) -> Result<MutexGuard<'g, Inner>, Raised> {
        inner.asleep[self.me] = Some(what);
        self.shared.look_for_deadlock(&mut inner, self.voice);
        while inner.asleep[self.me].is_some() {
            if inner.given_up {
                return Err(given_up());
            }
            let slept = self.shared.wake[self.me].wait(inner);
            inner = slept.unwrap_or_else(PoisonError::into_inner);
        }
        Ok(inner)
    }

    /// Wakes a sleeper.
    fn wake(&self, inner: &mut Inner, thread: usize) {
        inner.asleep[thread] = None;
        self.shared.wake[thread].notify_all();
    }

    fn release(&self, inner: &mut Inner, lock: usize) -> Answer {
        if inner.owners[lock].is_none() {
            return Err(Raised("RuntimeError: release unlocked lock".to_owned()));
        }
        // It is handed to whoever has waited longest.
        inner.owners[lock] = inner.queues[lock].pop_front();
        if let Some(next) = inner.owners[lock] {
            self.wake(inner, next);
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

    fn wait(&self, at: At, condition: usize) -> Answer {
        let mut inner = self.shared.lock();
        self.held(&inner, condition, "wait")?;
        let lock = self.shared.program.conditions[condition].lock;
        self.release(&mut inner, lock)?;
        self.tell_owner(&inner, lock);
        inner.sleepers[condition].push_back(self.me);
        let on = self.shared.program.words(Step::Wait(condition));
        if let Voice::Run(py) = self.voice {
            py.blocked(&on, None);
        }
        drop(self.sleep(inner, Sleep::Condition(condition))?);
        if let Voice::Run(py) = self.voice {
            py.unblocked(&on);
        }
        self.stand(at, Step::Reacquire(condition));
        let inner = self.acquire(self.shared.lock(), lock)?;
        self.tell_owner(&inner, lock);
        Ok(0)
    }

    fn stand(&self, at: At, step: Step) {
        if let Voice::Run(py) = self.voice {
            py.fact("next", self.shared.program.words(step));
            py.cue_from(at.cue, at.rust);
        }
    }

    /// Says who holds a lock now, under the lock itself: the trace has the order in which it went round.
    fn tell_owner(&self, inner: &Inner, lock: usize) {
        if let Voice::Run(py) = self.voice {
            let owner = inner.owners[lock].map(|owner| letter(owner).to_string());
            py.fact(
                &format!("lock {}", self.shared.program.locks[lock]),
                owner.as_deref().unwrap_or("free"),
            );
        }
    }

    fn tell_buffer(&self, inner: &Inner, buffer: usize) {
        if let Voice::Run(py) = self.voice {
            let key = format!("buffer {}", self.shared.program.buffers[buffer]);
            py.fact(&key, format!("{:?}", inner.buffers[buffer]));
        }
    }
}

impl Host for Real<'_> {
    fn step(&self, at: At, step: Step) -> Answer {
        self.stand(at, step);
        match step {
            Step::Load(variable) => {
                let value = self.shared.value(variable);
                if let Voice::Run(py) = self.voice {
                    py.fact("n", value.to_string());
                }
                Ok(value)
            }
            Step::Store(variable, value) => {
                self.shared.variables[variable].store(value, Relaxed);
                if let Voice::Run(py) = self.voice {
                    let name = &self.shared.program.variables[variable].0;
                    py.fact(&format!("shared {name}"), value.to_string());
                }
                Ok(0)
            }
            Step::Local(value) => {
                if let Voice::Run(py) = self.voice {
                    py.fact("n", value.to_string());
                }
                Ok(value)
            }
            Step::Alone(_) => Ok(0),
            Step::Acquire(lock) => {
                let inner = self.acquire(self.shared.lock(), lock)?;
                self.tell_owner(&inner, lock);
                Ok(0)
            }
            Step::Release(lock) => {
                let mut inner = self.shared.lock();
                let answer = self.release(&mut inner, lock);
                self.tell_owner(&inner, lock);
                answer
            }
            Step::Wait(condition) => self.wait(at, condition),
            Step::Reacquire(_) => Ok(0), // no body asks for it: it is the second half of a wait
            Step::Notify(condition) | Step::NotifyAll(condition) => {
                let mut inner = self.shared.lock();
                self.held(&inner, condition, "notify")?;
                let all = matches!(step, Step::NotifyAll(_));
                let many = if all { usize::MAX } else { 1 };
                for _ in 0..many {
                    let Some(sleeper) = inner.sleepers[condition].pop_front() else {
                        break;
                    };
                    self.wake(&mut inner, sleeper);
                }
                Ok(0)
            }
            Step::Len(buffer) => Ok(self.shared.lock().buffers[buffer].len() as i64),
            Step::Put(buffer, value) => {
                let mut inner = self.shared.lock();
                inner.buffers[buffer].push_back(value);
                self.tell_buffer(&inner, buffer);
                Ok(0)
            }
            Step::Get(buffer) => {
                let mut inner = self.shared.lock();
                let value = inner.buffers[buffer].pop_front();
                self.tell_buffer(&inner, buffer);
                value.ok_or_else(|| Raised("IndexError: pop from empty list".to_owned()))
            }
        }
    }
}

/// Runs a program once on real threads that nothing holds back, and says how it came out.
///
/// # Errors
/// The system has no room for its threads.
pub fn run_freely(program: &Program) -> std::io::Result<Outcome> {
    let shared = Shared::new(program);
    // Held until all are there; let go as well when one can't be made.
    let gate = std::sync::RwLock::new(());
    std::thread::scope(|scope| -> std::io::Result<()> {
        let _all_are_there = gate.write();
        for me in 0..program.threads.len() {
            let (shared, gate) = (&shared, &gate);
            let made = std::thread::Builder::new().spawn_scoped(scope, move || {
                drop(gate.read());
                shared.body(me, Voice::Nobody);
            });
            if let Err(error) = made {
                // Those that are there may not wait for one that will never come.
                shared.lock().given_up = true;
                return Err(error);
            }
        }
        Ok(())
    })?;
    Ok(shared.outcome())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn whoever_is_there_alone_does_not_wait_for_those_that_could_not_be_made() {
        let settings = crate::lessons::find("producer-consumer")
            .unwrap()
            .defaults();
        let program = crate::demos::program("producer-consumer", &settings).unwrap();
        for me in 0..program.threads.len() {
            let shared = Shared::new(&program);
            shared.lock().given_up = true;
            shared.body(me, Voice::Nobody); // a consumer waits for a producer otherwise
        }
    }
}
