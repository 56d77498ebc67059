//! Processes: fork, leave, wait.
//!
//! Never knows the run: who may fork, and how often, is the stage's business.

use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
use nix::sys::signal::Signal;
use nix::sys::time::TimeValLike;
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::{ForkResult, Pid};

use crate::sys::proc;

/// Which of the two one is after a fork.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forked {
    /// The new process.
    Child,
    /// The old one, with the pid of the new one.
    Parent(i32),
}

/// How often [`fork`] looks whether a joined thread is gone: some milliseconds.
const SETTLE: usize = 1000;

/// Forks this process, which must have one thread only: of several, the child would have just this one, and every
/// lock another held would stay held for ever.
///
/// # Errors
/// `EDEADLK`: there are several threads. `EAGAIN`, `ENOMEM`: the system has no room for another process. `EMFILE`, `ENOENT`,
/// …: `/proc` can't be read.
pub fn fork() -> nix::Result<Forked> {
    // A thread that was joined may still be on its last few instructions in the kernel: it gets the time for them.
    let mut looks = 0;
    while proc::threads()? > 1 {
        looks += 1;
        if looks == SETTLE {
            return Err(Errno::EDEADLK);
        }
        std::thread::yield_now();
    }
    // SAFETY: there is one thread only, so the child's memory is consistent and it may go on with any code.
    match unsafe { nix::unistd::fork()? } {
        ForkResult::Child => Ok(Forked::Child),
        ForkResult::Parent { child } => Ok(Forked::Parent(child.as_raw())),
    }
}

/// Makes a program that is about to be started end when this process ends, however that comes about, and by itself after
/// `most` seconds of processor time; so do the processes it forks after that time.
pub fn dies_with_us(command: &mut Command, most: u64) {
    let parent = std::process::id().cast_signed();
    let tie = move || {
        nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
        setrlimit(Resource::RLIMIT_CPU, most, most)?;
        // It may have ended before the tie was made.
        if nix::unistd::getppid().as_raw() != parent {
            leave(1);
        }
        Ok(())
    };
    // SAFETY: between fork and exec the closure makes system calls alone; it neither allocates nor locks.
    unsafe { command.pre_exec(tie) };
}

/// Leaves at once, without the cleaning up that belongs to the process one was forked from.
pub fn leave(code: i32) -> ! {
    // SAFETY: _exit may be called at any time.
    unsafe { libc::_exit(code) }
}

/// The pid of a child that has exited, left unreaped. `block`: wait until there is one; otherwise None says that none has.
///
/// # Errors
/// `ECHILD`: there are no children.
pub fn exited_child(block: bool) -> nix::Result<Option<i32>> {
    let mut flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
    if !block {
        flags |= WaitPidFlag::WNOHANG;
    }
    loop {
        match waitid(Id::All, flags) {
            Ok(status) => return Ok(status.pid().map(Pid::as_raw)),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reaps a child that has exited and gives its wait status as the kernel has it: 768 for exit code 3.
///
/// # Errors
/// `ECHILD`: it isn't ours.
pub fn reap(pid: i32) -> nix::Result<i32> {
    let mut status = 0;
    loop {
        // SAFETY: the kernel writes one number through the pointer, which is valid for that and outlives the call.
        let reaped = unsafe { libc::waitpid(pid, &raw mut status, 0) };
        match Errno::result(reaped) {
            Ok(_) => return Ok(status),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Closes every descriptor from `first` on: what was inherited by accident is nobody's.
pub fn close_from(first: u32) {
    // SAFETY: only called at a stage's start, before anything of ours has opened a descriptor from `first` on.
    unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, 0) };
}

/// The kernel's name for the calling thread.
pub fn tid() -> i32 {
    nix::unistd::gettid().as_raw()
}

/// How often the kernel has switched this process's threads, and the children it has waited for, off a processor: because
/// they slept, and because others had to run.
pub fn switches() -> u64 {
    let whose = [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN];
    let usages = whose.into_iter().filter_map(|whose| getrusage(whose).ok());
    let all = usages
        .map(|usage| usage.voluntary_context_switches() + usage.involuntary_context_switches());
    all.sum::<i64>().unsigned_abs()
}

/// Nanoseconds that the children this process has waited for have computed, and theirs.
pub fn children_ns() -> u64 {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else {
        return 0;
    };
    let times = [usage.user_time(), usage.system_time()];
    let times = times.map(|time| Duration::from_micros(time.num_microseconds().unsigned_abs()));
    let all: Duration = times.into_iter().sum();
    u64::try_from(all.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_to_fork_while_other_threads_live() {
        // The test's own thread is never the process's first.
        assert_eq!(fork(), Err(Errno::EDEADLK));
    }
}
