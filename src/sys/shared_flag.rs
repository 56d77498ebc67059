//! One truth value that a process shares with those it will fork.
//!
//! Never knows what is true.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous};

/// A shared truth value, false at first.
#[derive(Debug, Clone, Copy)]
pub struct SharedFlag(&'static AtomicBool);

impl SharedFlag {
    /// Maps one, for the rest of the program.
    ///
    /// # Errors
    /// The kernel has no memory for it.
    pub fn new() -> nix::Result<Self> {
        const LENGTH: NonZeroUsize =
            NonZeroUsize::new(size_of::<AtomicBool>()).expect("it has a size");
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new anonymous mapping overlaps no memory of ours.
        let address = unsafe { mmap_anonymous(None, LENGTH, protection, MapFlags::MAP_SHARED)? };
        // SAFETY: the mapping is page-aligned, long enough, zeroed (which is false), and never unmapped.
        Ok(Self(unsafe { address.cast::<AtomicBool>().as_ref() }))
    }

    /// What it is now.
    pub fn get(self) -> bool {
        self.0.load(SeqCst)
    }

    /// Makes it so, and says what it was.
    pub fn replace(self, value: bool) -> bool {
        self.0.swap(value, SeqCst)
    }
}
