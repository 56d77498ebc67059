//! How long a run that says nothing is waited for where nobody sits before it: as long as somebody in it computes, or will
//! wake by the clock; not for one that was stopped, nor for sleepers whom nothing wakes.
//!
//! ```text
//! no news for a while ─▶ the kernel is asked ─▶ somebody computes: waited on
//!                                              stopped, twice in a row: Stopped
//!                                              asleep, longer than any lesson sleeps: Asleep
//! ```
//! What the run itself says, a deadlock for one, is known before: see `world::Waits`.

use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::i18n::Sentence;
use crate::link::Live;
use crate::sys::proc;

/// How long nothing is said before the kernel is asked, in milliseconds, and between two questions.
const ASK_EVERY: u16 = 500;

/// Longer than anybody in any lesson sleeps.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);

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
            Standstill::Asleep => {
                Sentence::new("run.asleep").with("seconds", &LONGEST_SLEEP.as_secs())
            }
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
            // An interrupted or failed poll only asks a little too early.
            if poll(&mut news, PollTimeout::from(ASK_EVERY)).unwrap_or(0) > 0 {
                return Ok(());
            }
            silence.goes_on(self.stopped(), self.is_asleep(), Instant::now())?;
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
    asleep_since: Option<Instant>,
}

impl Silence {
    fn goes_on(
        &mut self,
        stopped: Option<i32>,
        asleep: bool,
        now: Instant,
    ) -> Result<(), Standstill> {
        // One that is only just being continued isn't taken for one that stays.
        let before = std::mem::replace(&mut self.stopped, stopped);
        if let Some(pid) = stopped.filter(|_| before == stopped) {
            return Err(Standstill::Stopped(pid));
        }
        if !asleep {
            self.asleep_since = None;
            return Ok(());
        }
        let since = *self.asleep_since.get_or_insert(now);
        match now.saturating_duration_since(since) < LONGEST_SLEEP {
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
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut silence = Silence::default();
        assert_eq!(silence.goes_on(Some(7), true, at(0)), Ok(()));
        assert_eq!(silence.goes_on(None, true, at(1)), Ok(()));
        assert_eq!(silence.goes_on(Some(7), true, at(2)), Ok(()));
        assert_eq!(
            silence.goes_on(Some(7), true, at(3)),
            Err(Standstill::Stopped(7))
        );
        let mut silence = Silence::default();
        assert_eq!(silence.goes_on(None, true, at(0)), Ok(()));
        assert_eq!(silence.goes_on(None, false, at(9)), Ok(()));
        assert_eq!(silence.goes_on(None, true, at(11)), Ok(()));
        assert_eq!(silence.goes_on(None, true, at(20)), Ok(()));
        assert_eq!(silence.goes_on(None, true, at(21)), Err(Standstill::Asleep));
    }
}
