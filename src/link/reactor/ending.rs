//! A run's end: the warden is left to end everybody, as it does however this program goes; one that doesn't is not waited
//! for.
//!
//! ```text
//! lines hang up, whoever is stopped goes on ──▶ the warden kills all and itself       in peace
//!        after PEACE it still is there      ──▶ we kill its processes, then it        by force
//!        after that                         ──▶ it is left to the kernel
//! ```
//! Never knows why a run ends.

use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use nix::libc::{SIGCONT, SIGKILL};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use crate::link::reactor::Reactor;
use crate::sys::{kill, pidfd};

/// How long the warden may take: a hundred times what it needs.
const PEACE: Duration = Duration::from_millis(400);

/// How long its processes may take to be gone once they were killed by us, and it itself after that.
const FORCE: Duration = Duration::from_millis(200);

/// Longer than all of it takes, on a busy machine, too: for those who wait for an end.
pub(in crate::link) const LIMIT: Duration = PEACE.saturating_add(FORCE.saturating_mul(6));

impl Reactor {
    /// Drops the warden's line, by which it knows that all is to end, and waits until it has ended all, for a while.
    pub(super) fn end(mut self) {
        // Whoever has knocked and wasn't let in yet hears by this that it is over, and whoever is on the way finds nobody:
        // left open, a warden that comes only now would wait for us, and we for it.
        drop(self.listener);
        self.lines.clear();
        // Whoever is stopped, the warden too, would hear of nothing.
        drop(self.lifeline);
        let warden = self.stage_ended;
        let _ = pidfd::send(warden.as_fd(), SIGCONT);
        if !ends_within(&warden, PEACE) {
            kill_below(self.stage.id().cast_signed());
            let _ = pidfd::send(warden.as_fd(), SIGKILL);
            ends_within(&warden, FORCE);
        }
        // Where somebody has killed the warden, who was stopped in a session of its own is nobody's.
        for watched in self.watched.values() {
            let _ = pidfd::send(watched.pidfd.as_fd(), SIGKILL);
        }
        // And it is a child of ours then.
        let until = Instant::now() + FORCE;
        for watched in self.watched.values() {
            let left = until.saturating_duration_since(Instant::now());
            if ends_within(&watched.pidfd, left) {
                let _ = waitpid(Pid::from_raw(watched.pid), Some(WaitPidFlag::WNOHANG));
            }
        }
        let _ = self.stage.try_wait();
    }
}

/// Waits for a process's end; false: it takes longer.
fn ends_within(process: &OwnedFd, limit: Duration) -> bool {
    let until = Instant::now() + limit;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let left = PollTimeout::try_from(left).unwrap_or(PollTimeout::ZERO);
        let mut ended = [PollFd::new(process.as_fd(), PollFlags::POLLIN)];
        match poll(&mut ended, left) {
            Err(nix::errno::Errno::EINTR) => {}
            answer => return answer.is_ok_and(|ready| ready > 0),
        }
    }
}

/// Kills every process below a warden that doesn't, again and again: one may just have forked.
fn kill_below(warden: i32) {
    let until = Instant::now() + FORCE;
    while kill::all_below(warden, std::iter::empty()) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(2));
    }
}
