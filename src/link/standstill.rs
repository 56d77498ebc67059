//! How long a run that says nothing is waited for where nobody sits before it: as long as somebody in it computes, or will
//! wake by the clock; not for one that was stopped, nor for sleepers whom nothing wakes.
//!
//! ```text
//! no news for a while ─▶ the kernel is asked ─▶ somebody computes: waited on
//!                                              stopped, twice in a row: Stopped
//!                                              asleep, as often in a row as takes longer than any lesson sleeps: Asleep
//! ```
//! What the run itself says, a deadlock for one, is known before: see `world::Waits`.

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::i18n::Sentence;
use crate::link::Live;
use crate::sys::proc;

/// How long nothing is said before the kernel is asked, in milliseconds, and between two questions.
const ASK_EVERY: u16 = 500;

/// Longer than anybody in any lesson sleeps, in seconds. What is counted is how often all were found asleep: a machine that has stood still
/// meanwhile has let nobody wake.
const LONGEST_SLEEP: u16 = 10;

/// Why a run isn't waited for any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub enum Standstill {
    /// One of its processes was stopped by a signal that isn't the run's.
    Stopped(i32),
    /// Nobody computes and nothing wakes anybody.
    Asleep,
}

impl Standstill {
    /// Says why, and what to do.
    pub fn sentence(&self) -> Sentence {
        match self {
            Standstill::Stopped(pid) => Sentence::new("run.stopped").with("pid", pid),
            Standstill::Asleep => Sentence::new("run.asleep").with("seconds", &LONGEST_SLEEP),
        }
    }
}

impl Live {
    /// Sleeps until there is something to take.
    ///
    /// # Errors
    /// There will be nothing: the run stands still.
    pub fn wait_for_news(&self) -> Result<(), Standstill> {
        let mut silence = Silence::default();
        loop {
            let mut news = [PollFd::new(self.descriptor(), PollFlags::POLLIN)];
            match poll(&mut news, PollTimeout::from(ASK_EVERY)) {
                Err(Errno::EINTR) => continue,
                // A failed poll only asks a little too early.
                Ok(0) | Err(_) => {}
                Ok(_) => return Ok(()),
            }
            silence.goes_on(self.stopped(), self.is_asleep())?;
        }
    }

    /// A process of the run that a signal has stopped, by the kernel's word.
    fn stopped(&self) -> Option<i32> {
        let mut pids = proc::descendants(self.stage);
        pids.push(self.stage);
        let is_stopped = |pid: &i32| proc::stat(*pid).is_some_and(|stat| stat.state == 'T');
        pids.into_iter().find(is_stopped)
    }
}

/// What was found while nothing was said.
#[derive(Default)]
struct Silence {
    stopped: Option<i32>,
    /// How often in a row all were found asleep.
    asleep: u16,
}

impl Silence {
    fn goes_on(&mut self, stopped: Option<i32>, asleep: bool) -> Result<(), Standstill> {
        // One that is only just being continued isn't taken for one that stays.
        let before = std::mem::replace(&mut self.stopped, stopped);
        if let Some(pid) = stopped.filter(|_| before == stopped) {
            return Err(Standstill::Stopped(pid));
        }
        self.asleep = if asleep { self.asleep + 1 } else { 0 };
        match self.asleep <= LONGEST_SLEEP * 1000 / ASK_EVERY {
            true => Ok(()),
            false => Err(Standstill::Asleep),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_must_be_found_stopped_twice_and_a_sleep_be_long() {
        let mut silence = Silence::default();
        assert_eq!(silence.goes_on(Some(7), true), Ok(()));
        assert_eq!(silence.goes_on(None, true), Ok(()));
        assert_eq!(silence.goes_on(Some(7), true), Ok(()));
        assert_eq!(silence.goes_on(Some(7), true), Err(Standstill::Stopped(7)));
        let mut silence = Silence::default();
        assert_eq!(silence.goes_on(None, true), Ok(()));
        assert_eq!(silence.goes_on(None, false), Ok(()));
        for _ in 0..20 {
            assert_eq!(silence.goes_on(None, true), Ok(()));
        }
        assert_eq!(silence.goes_on(None, true), Err(Standstill::Asleep));
    }
}
