//! Descriptors, processes and threads are counted: how many this program may have, and the sentence for it when the kernel
//! has no room for one more.
//!
//! Never knows what they were wanted for.

use std::fs;
use std::io;

use nix::errno::Errno;
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};

/// How many descriptors a process may have where the kernel doesn't say.
const USUAL: u64 = 256;

/// How many descriptors this process may have open at once.
pub fn descriptors() -> u64 {
    getrlimit(Resource::RLIMIT_NOFILE).map_or(USUAL, |(soft, _)| soft)
}

/// How many descriptors this process could open now. Its own limit is raised so far that `wanted` more fit, where the
/// machine's owner lets it: the hard limit stays as it is.
pub fn free_descriptors(wanted: u64) -> u64 {
    // The listing itself holds one, which is free afterwards.
    let open = fs::read_dir("/proc/self/fd").map_or(USUAL / 4, |open| open.count() as u64 - 1);
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE)
        && soft < open + wanted
    {
        // Refused, what is free is less: that is looked at next.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, hard.min(open + wanted), hard);
    }
    descriptors().saturating_sub(open)
}

/// What an error says to a reader: for want of room, what there is none of, and what can be done.
pub fn words(error: &io::Error) -> String {
    let limit = |resource| match getrlimit(resource) {
        Ok((RLIM_INFINITY, _)) | Err(_) => "has no limit".to_owned(),
        Ok((soft, _)) => format!("is {soft}"),
    };
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EMFILE) => format!(
            "no descriptor is left for it: the limit (`ulimit -n`) {}; raise it, or take fewer processes and threads",
            limit(Resource::RLIMIT_NOFILE)
        ),
        Some(Errno::ENFILE) => {
            "the whole system has no descriptor left for it: end other programs, or have its administrator raise fs.file-max"
                .to_owned()
        }
        Some(Errno::EAGAIN) => format!(
            "no room is left for another process or thread: your limit (`ulimit -u`) {}, and a container may have its own; end other programs, raise it, or take fewer",
            limit(Resource::RLIMIT_NPROC)
        ),
        Some(Errno::ENOMEM | Errno::ENOBUFS) => {
            "the system has no memory left for it: end other programs, or take fewer processes and threads"
                .to_owned()
        }
        _ => format!("the kernel refused it: {error}"),
    }
}

/// The same error, in words where it is one for want of room.
pub fn explained(error: io::Error) -> io::Error {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EMFILE | Errno::ENFILE | Errno::EAGAIN | Errno::ENOMEM | Errno::ENOBUFS) => {
            io::Error::other(words(&error))
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn want_of_room_is_said_in_words_and_with_what_to_do() {
        let said = |errno: Errno| explained(errno.into()).to_string();
        assert!(said(Errno::EMFILE).contains("`ulimit -n`"));
        assert!(said(Errno::ENFILE).contains("fs.file-max"));
        assert!(said(Errno::EAGAIN).contains("`ulimit -u`"));
        assert!(said(Errno::ENOMEM).contains("memory"));
        assert!(said(Errno::ENOENT).contains("No such file"));
    }

    #[test]
    fn free_descriptors_are_those_that_can_be_opened() {
        let free = free_descriptors(8);
        assert!((8..descriptors()).contains(&free), "{free}");
    }
}
