//! Ends all that lives below a process, and nobody else.
//!
//! Between reading a pid and sending a signal its process may end, and a stranger get the pid: among a thousand that fork without
//! end, where who looks is seldom on a processor, that takes seconds only. So a process is held first (pidfd_open(2)), then looked at,
//! then killed.

use std::collections::HashSet;
use std::os::fd::AsFd;

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::sys::{pidfd, proc};

/// Sends SIGKILL to every process below `root`, and to those that are `known` to be there; whether there was any that lived.
pub fn all_below(root: i32, known: impl Iterator<Item = i32>) -> bool {
    let below: HashSet<i32> = known.chain(proc::descendants(root)).collect();
    let mut any = false;
    for pid in &below {
        any |= one(*pid, |parent| parent == root || below.contains(&parent));
    }
    any
}

/// Kills a process whose parent is one of these, unless it is dead.
fn one(pid: i32, is_parent: impl Fn(i32) -> bool) -> bool {
    let held = pidfd::open(pid);
    let lives = proc::stat(pid).is_some_and(|stat| stat.state != 'Z' && is_parent(stat.ppid));
    if !lives {
        return false;
    }
    let _ = match held {
        Ok(held) => pidfd::send(held.as_fd(), Signal::SIGKILL as i32),
        // Without a descriptor left it can't be held.
        Err(_) => kill(Pid::from_raw(pid), Signal::SIGKILL).or(Err(Errno::ESRCH)),
    };
    true
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_pid_that_is_a_strangers_by_now_is_left_alone() {
        let mut stranger = Command::new("sleep").arg("1000").spawn().unwrap();
        let pid = stranger.id().cast_signed();
        assert!(!one(pid, |_| false), "its parent is none of these");
        assert!(stranger.try_wait().unwrap().is_none());
        assert!(one(pid, |parent| parent == std::process::id().cast_signed()));
        assert_eq!(stranger.wait().unwrap().signal(), Some(9));
        assert!(!one(pid, |_| true), "there is nobody any more");
    }
}
