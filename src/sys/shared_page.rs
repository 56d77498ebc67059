//! The page that all processes of a run share: mapped once, before the first fork, and never unmapped.
//!
//! Never knows what an event says, nor who is who: numbers and pids only.
//!
//! ```text
//! parent    reserve() ── fork() ─────────────── wait: release(pid), then reap
//! child                    └── claim(own pid), then: closing? → _exit
//! warden    close(), kill every claimed pid and every descendant, until no child is left
//! ```
//! A child first claims its slot and then looks at `closing`; the warden first sets `closing` and then reads the
//! slots. Whatever the order, one of the two sees the other: no process slips through.

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, Ordering::SeqCst};

use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};

/// How many processes one run may have alive at once, zombies counted.
pub const MOST_PROCESSES: usize = 1_100;

/// What all processes of a run share.
#[repr(C)]
pub struct SharedPage {
    stamp: AtomicU64,
    closing: AtomicBool,
    live: AtomicU32,
    limit: AtomicU32,
    pids: [AtomicI32; MOST_PROCESSES],
}

impl SharedPage {
    /// Maps a page for this process and all it will fork. `limit` is the cap on processes, at most [`MOST_PROCESSES`].
    ///
    /// # Errors
    /// The kernel has no memory for it.
    pub fn map(limit: usize) -> io::Result<&'static SharedPage> {
        const LENGTH: NonZeroUsize =
            NonZeroUsize::new(size_of::<SharedPage>()).expect("the page has fields");
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new anonymous mapping overlaps no memory of ours.
        let address = unsafe { mmap_anonymous(None, LENGTH, protection, MapFlags::MAP_SHARED)? };
        // SAFETY: the mapping is page-aligned, long enough, zeroed (a valid value of every atomic in it), and never unmapped.
        let page = unsafe { address.cast::<SharedPage>().as_ref() };
        page.limit
            .store(limit.clamp(1, MOST_PROCESSES) as u32, SeqCst);
        Ok(page)
    }

    /// The next number, from 1, of the order in which things happen in this run.
    pub fn next_stamp(&self) -> u64 {
        self.stamp.fetch_add(1, SeqCst) + 1
    }

    /// The cap on live processes.
    pub fn limit(&self) -> u32 {
        self.limit.load(SeqCst)
    }

    /// Makes room for one more process, before it is forked. False: the cap is reached.
    pub fn reserve(&self) -> bool {
        let limit = self.limit();
        self.live
            .fetch_update(SeqCst, SeqCst, |live| (live < limit).then_some(live + 1))
            .is_ok()
    }

    /// Gives back the room of a fork that failed.
    pub fn unreserve(&self) {
        self.live.fetch_sub(1, SeqCst);
    }

    /// Enters this pid among those to be killed; its room was reserved by the parent.
    pub fn claim(&self, pid: i32) {
        for slot in &self.pids {
            if slot.compare_exchange(0, pid, SeqCst, SeqCst).is_ok() {
                return;
            }
        }
    }

    /// Strikes out a pid that is about to be reaped, and gives back its room. To be called while it is still a zombie:
    /// afterwards the kernel may give its number to a stranger.
    pub fn release(&self, pid: i32) {
        for slot in &self.pids {
            if slot.compare_exchange(pid, 0, SeqCst, SeqCst).is_ok() {
                self.unreserve();
                return;
            }
        }
    }

    /// Says that the run is being ended: whoever is forked from here on leaves at once.
    pub fn close(&self) {
        self.closing.store(true, SeqCst);
    }

    /// Whether the run is being ended.
    pub fn is_closing(&self) -> bool {
        self.closing.load(SeqCst)
    }

    /// The pids entered now.
    pub fn pids(&self) -> impl Iterator<Item = i32> {
        self.pids
            .iter()
            .map(|slot| slot.load(SeqCst))
            .filter(|&pid| pid > 0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn the_cap_is_refused_before_the_fork_and_room_comes_back_by_reaping() {
        let page = SharedPage::map(2).unwrap();
        assert!(page.reserve() && page.reserve());
        assert!(!page.reserve());
        page.claim(70);
        page.claim(71);
        assert_eq!(page.pids().collect::<Vec<_>>(), [70, 71]);
        page.release(70);
        page.release(70);
        assert!(page.reserve());
        assert!(!page.reserve());
        assert_eq!(page.pids().collect::<Vec<_>>(), [71]);
    }

    #[test]
    fn stamps_begin_at_one() {
        let page = SharedPage::map(1).unwrap();
        assert_eq!((page.next_stamp(), page.next_stamp()), (1, 2));
    }
}
