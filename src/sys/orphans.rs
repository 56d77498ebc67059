//! Those whose parent has ended and that are ours now: a warden whose terminal program was killed, and what was below a warden that was
//! killed.
//!
//! ```text
//! guardian ─▶ app ─▶ warden ─▶ the run       each adopts what is below the one behind it when that is gone
//! ```
//! Never knows what they do.

use std::os::unix::ffi::OsStrExt;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;

use crate::sys::{kill as killing, proc};

/// How long who ends everybody itself may take: it needs some milliseconds, on a machine that has time for it.
const PEACE: Duration = Duration::from_secs(2);

/// How long others may take to be gone, once killed.
const FORCE: Duration = Duration::from_millis(300);

/// Makes orphans below this process its children.
pub fn adopt() {
    let _ = nix::sys::prctl::set_child_subreaper(true); // without it they are init's, as they were
}

/// Does something, after which nobody is left below this process: see [`end`].
pub fn none_left<T>(word: &str, does: impl FnOnce() -> T) -> T {
    adopt();
    let done = does();
    end(word);
    done
}

/// Ends everybody below this process. Who was started with `word` as its argument ends those below itself, and tidies up: it is
/// let go on, and waited for, a while.
pub fn end(word: &str) {
    let own = std::process::id().cast_signed();
    let start = Instant::now();
    loop {
        while matches!(waitpid(None, Some(WaitPidFlag::WNOHANG)), Ok(status) if status.pid().is_some())
        {
        }
        let below = proc::descendants(own);
        let peace = start.elapsed() < PEACE && below.iter().any(|pid| was_started_with(*pid, word));
        if below.is_empty() || start.elapsed() > PEACE + FORCE {
            return;
        }
        match peace {
            true => {
                for pid in below.into_iter().filter(|pid| is_stopped(*pid)) {
                    let _ = kill(Pid::from_raw(pid), Signal::SIGCONT);
                }
            }
            false => drop(killing::all_below(own, std::iter::empty())),
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn was_started_with(pid: i32, word: &str) -> bool {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let mut words = line.split(|&byte| byte == 0);
    words.nth(1) == Some(std::ffi::OsStr::new(word).as_bytes())
}

fn is_stopped(pid: i32) -> bool {
    proc::stat(pid).is_some_and(|stat| stat.state == 'T')
}
