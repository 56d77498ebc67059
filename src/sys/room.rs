//! Descriptors are counted: how many this program may have.
//!
//! Never knows what they were wanted for.

use std::fs;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_descriptors_are_those_that_can_be_opened() {
        let free = free_descriptors(8);
        assert!((8..descriptors()).contains(&free), "{free}");
    }
}
