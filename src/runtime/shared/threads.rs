//! The threads of a small program: started on the stage, one by one, or all at once and freely.
//!
//! Never knows what a step does: that is the host's.

use std::sync::Arc;

use crate::explore::{Context, Outcome, Program};
use crate::runtime::shared::host::Real;
use crate::runtime::shared::{Shared, Voice};
use crate::stage::{Actor, Refused, Thread};

impl Shared {
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

    /// Runs thread `me` as this actor; what it raises is printed as Python prints it.
    fn run(&self, me: usize, py: &Actor) {
        self.lock().ids[me] = Some(py.id().clone());
        self.body(me, Voice::Run(py));
    }

    fn body(&self, me: usize, voice: Voice<'_>) {
        let host = Real::new(self, me, voice);
        let result = (self.program.threads[me].body)(&Context(&host));
        let mut inner = self.lock();
        host.let_others_in(&mut inner);
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
}

/// Runs a program once on real threads that nothing holds back, and says how it came out.
///
/// # Errors
/// The system has no room for its threads.
pub(crate) fn run_freely(program: &Program) -> std::io::Result<Outcome> {
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
        let shelf = crate::lessons::built_in().unwrap();
        let settings = shelf.open("producer-consumer").unwrap().defaults();
        let program = crate::demos::program("producer-consumer", &settings).unwrap();
        for me in 0..program.threads.len() {
            let shared = Shared::new(&program);
            shared.lock().given_up = true;
            shared.body(me, Voice::Nobody); // a consumer waits for a producer otherwise
        }
    }
}
