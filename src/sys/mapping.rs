//! Private anonymous memory of one's own, so alone in its mapping that what the kernel counts there is its own.
//!
//! ```text
//! │ nobody's page │  the memory: page 0 … page n-1  │ nobody's page │
//! ```
//! Neighbouring mappings of one kind become one in `/proc/PID/smaps`; the pages without rights at both ends prevent that.
//! Huge pages are refused, so that a page is copied as a page and counts as one.
//!
//! Never knows what the memory holds, nor what the kernel says of it: [`crate::sys::smaps`] reads that.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::ptr::NonNull;

use nix::libc;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect, munmap};
use nix::unistd::{SysconfVar, sysconf};

/// Bytes of a page on this machine.
pub fn page_size() -> usize {
    let size = sysconf(SysconfVar::PAGE_SIZE).ok().flatten();
    size.and_then(|size| usize::try_from(size).ok())
        .unwrap_or(4096)
}

/// Memory that is copied on write after a fork.
pub struct Mapping {
    /// Where the whole mapping begins: one page before the memory.
    address: NonNull<libc::c_void>,
    pages: usize,
    page: usize,
}

impl Mapping {
    /// Maps so many bytes, at least a page, rounded down to whole pages.
    ///
    /// # Errors
    /// The kernel gives no more memory.
    pub fn private(bytes: usize) -> io::Result<Mapping> {
        let page = page_size();
        let pages = (bytes / page).max(1);
        let length = pages
            .checked_add(2)
            .and_then(|pages| pages.checked_mul(page))
            .and_then(NonZeroUsize::new)
            .ok_or(io::ErrorKind::OutOfMemory)?;
        // SAFETY: a new anonymous mapping overlaps no memory of ours.
        let address =
            unsafe { mmap_anonymous(None, length, ProtFlags::PROT_NONE, MapFlags::MAP_PRIVATE)? };
        let mapping = Mapping {
            address,
            pages,
            page,
        };
        let (memory, bytes) = (mapping.at(0).cast(), pages * page);
        // SAFETY: the range is the new mapping's, without its first and last page, and nothing lives there yet.
        unsafe {
            mprotect(memory, bytes, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE)?;
            // A kernel that knows no huge pages says so and is right.
            libc::madvise(memory.as_ptr(), bytes, libc::MADV_NOHUGEPAGE);
        }
        Ok(mapping)
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// The addresses of the memory.
    pub fn range(&self) -> Range<usize> {
        let start = self.at(0).addr().get();
        start..start + self.pages * self.page
    }

    /// The first byte of a page.
    ///
    /// # Panics
    /// There is no such page.
    pub fn get(&self, page: usize) -> u8 {
        assert!(page < self.pages);
        // SAFETY: the byte lies in the memory, which is mapped, readable and zeroed at first.
        unsafe { self.at(page).read_volatile() }
    }

    /// Writes the first byte of a page.
    ///
    /// # Panics
    /// There is no such page.
    pub fn set(&mut self, page: usize, value: u8) {
        assert!(page < self.pages);
        // SAFETY: the byte lies in the memory, which is mapped, writable and borrowed by nobody else.
        unsafe { self.at(page).write_volatile(value) };
    }

    /// The first byte of a page.
    fn at(&self, page: usize) -> NonNull<u8> {
        // SAFETY: pages up to the one behind the last lie in the mapping, which is one page longer.
        unsafe { self.address.cast::<u8>().byte_add((1 + page) * self.page) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is this value's, and nothing of it is borrowed.
        let _ = unsafe { munmap(self.address, (self.pages + 2) * self.page) };
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::super::smaps;
    use super::*;

    #[test]
    fn touched_pages_and_no_others_are_in_its_own_entry() {
        let own = std::process::id().cast_signed();
        // Two side by side would be one entry, were there nothing between them.
        let mut one = Mapping::private(20 * page_size()).unwrap();
        let two = Mapping::private(20 * page_size()).unwrap();
        for (page, value) in (0..7).zip(1..) {
            one.set(page, value);
        }
        assert_eq!((one.pages(), one.get(6)), (20, 7));
        let counted = smaps::pages(own, one.range()).unwrap();
        // While another test forks, its child shares them.
        assert_eq!(counted.shared + counted.private, 7);
        let counted = smaps::pages(own, two.range()).unwrap();
        assert_eq!(counted.shared + counted.private, 0);
        assert_eq!(smaps::byte(one.range().start).unwrap(), 1);
    }

    #[test]
    fn more_than_there_is_is_refused() {
        assert!(Mapping::private(usize::MAX).is_err());
        assert!(Mapping::private(usize::MAX / 4).is_err());
    }
}
