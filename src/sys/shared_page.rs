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
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering::SeqCst};

use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};

/// How many processes one run may have alive at once, zombies counted.
pub const MOST_PROCESSES: usize = 1_100;

/// How many descriptors of the terminal program a process takes: its line, and what its end is heard by. A thread takes one.
pub const PROCESS_LINES: usize = 2;

/// Why there is no room for another process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// The cap on processes is reached.
    Processes,
    /// The terminal program has no descriptor left for its line.
    Lines,
}

/// What all processes of a run share.
#[repr(C)]
pub struct SharedPage {
    stamp: AtomicU64,
    closing: AtomicBool,
    live: AtomicUsize,
    limit: AtomicUsize,
    /// The descriptors that the terminal program has left for lines.
    lines: AtomicUsize,
    slots: [Slot; MOST_PROCESSES],
}

/// A live process.
#[repr(C)]
struct Slot {
    pid: AtomicI32,
    /// How many lines its threads have.
    threads: AtomicUsize,
}

impl SharedPage {
    /// Maps a page for this process and all it will fork. `limit` is the cap on processes, at most [`MOST_PROCESSES`], and
    /// `lines` how many descriptors the terminal program has for them and their threads.
    ///
    /// # Errors
    /// The kernel has no memory for it.
    pub fn map(limit: usize, lines: usize) -> io::Result<&'static SharedPage> {
        const LENGTH: NonZeroUsize =
            NonZeroUsize::new(size_of::<SharedPage>()).expect("the page has fields");
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new anonymous mapping overlaps no memory of ours.
        let address = unsafe { mmap_anonymous(None, LENGTH, protection, MapFlags::MAP_SHARED)? };
        // SAFETY: the mapping is page-aligned, long enough, zeroed (a valid value of every atomic in it), and never unmapped.
        let page = unsafe { address.cast::<SharedPage>().as_ref() };
        page.limit.store(limit.clamp(1, MOST_PROCESSES), SeqCst);
        page.lines.store(lines, SeqCst);
        Ok(page)
    }

    /// The next number, from 1, of the order in which things happen in this run.
    pub fn next_stamp(&self) -> u64 {
        self.stamp.fetch_add(1, SeqCst) + 1
    }

    /// The cap on live processes.
    pub fn limit(&self) -> usize {
        self.limit.load(SeqCst)
    }

    /// Makes room for one more process, before it is forked.
    ///
    /// # Errors
    /// There is none, and of what.
    pub fn reserve(&self) -> Result<(), Full> {
        let limit = self.limit();
        let more = |live| (live < limit).then_some(live + 1);
        if self.live.fetch_update(SeqCst, SeqCst, more).is_err() {
            return Err(Full::Processes);
        }
        if !self.take_lines(PROCESS_LINES) {
            self.live.fetch_sub(1, SeqCst);
            return Err(Full::Lines);
        }
        Ok(())
    }

    /// Gives back the room of a fork that failed.
    pub fn unreserve(&self) {
        self.live.fetch_sub(1, SeqCst);
        self.lines.fetch_add(PROCESS_LINES, SeqCst);
    }

    fn take_lines(&self, count: usize) -> bool {
        let less = |lines: usize| lines.checked_sub(count);
        self.lines.fetch_update(SeqCst, SeqCst, less).is_ok()
    }

    /// Makes room for one more thread of this process, before it is started. False: the terminal program has no descriptor
    /// left for its line.
    pub fn reserve_thread(&self, pid: i32) -> bool {
        let slot = self.slot(pid).filter(|_| self.take_lines(1));
        if let Some(slot) = slot {
            slot.threads.fetch_add(1, SeqCst);
        }
        slot.is_some()
    }

    /// Gives back the room of a thread that has ended, or that couldn't be started.
    pub fn release_thread(&self, pid: i32) {
        if let Some(slot) = self.slot(pid) {
            slot.threads.fetch_sub(1, SeqCst);
            self.lines.fetch_add(1, SeqCst);
        }
    }

    fn slot(&self, pid: i32) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.pid.load(SeqCst) == pid)
    }

    /// Enters this pid among those to be killed; its room was reserved by the parent.
    pub fn claim(&self, pid: i32) {
        for slot in &self.slots {
            if slot.pid.compare_exchange(0, pid, SeqCst, SeqCst).is_ok() {
                return;
            }
        }
    }

    /// Strikes out a pid that is about to be reaped, and gives back its room and its threads'. To be called while it is still
    /// a zombie: afterwards the kernel may give its number to a stranger.
    pub fn release(&self, pid: i32) {
        let Some(slot) = self.slot(pid) else {
            return;
        };
        // Before the slot can be another's: a zombie has no threads that would count on.
        let threads = slot.threads.swap(0, SeqCst);
        self.lines.fetch_add(threads, SeqCst);
        if slot.pid.compare_exchange(pid, 0, SeqCst, SeqCst).is_ok() {
            self.unreserve();
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
        self.slots
            .iter()
            .map(|slot| slot.pid.load(SeqCst))
            .filter(|&pid| pid > 0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn the_cap_is_refused_before_the_fork_and_room_comes_back_by_reaping() {
        let page = SharedPage::map(2, 100).unwrap();
        assert_eq!([page.reserve(), page.reserve()], [Ok(()), Ok(())]);
        assert_eq!(page.reserve(), Err(Full::Processes));
        page.claim(70);
        page.claim(71);
        assert_eq!(page.pids().collect::<Vec<_>>(), [70, 71]);
        page.release(70);
        page.release(70);
        assert_eq!(page.reserve(), Ok(()));
        assert_eq!(page.reserve(), Err(Full::Processes));
        assert_eq!(page.pids().collect::<Vec<_>>(), [71]);
    }

    #[test]
    fn lines_are_counted_for_processes_and_threads_and_a_dead_process_gives_all_of_its_own_back() {
        let page = SharedPage::map(9, 5).unwrap();
        assert_eq!(page.reserve(), Ok(()));
        page.claim(70);
        assert!((0..3).all(|_| page.reserve_thread(70)));
        assert!(!page.reserve_thread(70));
        page.release_thread(70);
        assert_eq!(page.reserve(), Err(Full::Lines));
        assert!(page.reserve_thread(70));
        page.release(70);
        assert_eq!([page.reserve(), page.reserve()], [Ok(()), Ok(())]);
        assert_eq!(page.reserve(), Err(Full::Lines));
        assert!(!page.reserve_thread(71), "nobody has that pid");
    }

    #[test]
    fn stamps_begin_at_one() {
        let page = SharedPage::map(1, 9).unwrap();
        assert_eq!((page.next_stamp(), page.next_stamp()), (1, 2));
    }
}
