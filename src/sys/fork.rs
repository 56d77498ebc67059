//! `fork(2)` for a process that has one thread.
//!
//! Never knows what the two processes will do.

use std::{fs, io};

use nix::unistd::ForkResult;

/// Splits the process in two, as `fork(2)` does: the child is a full copy and may go on with ordinary Rust.
///
/// # Errors
/// When there is more than one thread (the child would have only this one, and locks that the others held would stay
/// locked for ever), when `/proc` can't tell how many there are, and whatever `fork(2)` itself refuses.
pub fn fork_single_threaded() -> io::Result<ForkResult> {
    let threads = fs::read_dir("/proc/self/task")?.count();
    if threads != 1 {
        return Err(io::Error::other(format!(
            "fork with {threads} threads alive"
        )));
    }
    // SAFETY: this is the only thread, so no lock of the allocator or of std can be held by a thread that the child
    // lacks, and no other thread can have started since it was counted.
    Ok(unsafe { nix::unistd::fork() }?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_while_other_threads_live() {
        // The test's own thread is never the process's first.
        let refused = fork_single_threaded().map(|_| ());
        assert!(refused.is_err_and(|error| error.to_string().contains("threads alive")));
    }
}
