//! Stacks for coroutines, many in one mapping, with a guard page below each.
//!
//! ```text
//! mapping  │guard│      stack 0      ◀─│guard│      stack 1      ◀─│ …
//!          limit                     base                        base
//! ```
//! A mapping a stack would end at about 32,000 of them (`vm.max_map_count`, two mappings each): here it is one for many.
//! The guards are the kernel's lightweight ones (`MADV_GUARD_INSTALL`, Linux 6.13), which split no mapping; an older kernel
//! takes a page's rights away instead, and the old limit holds.
//!
//! Never knows what runs on a stack.

use std::io;
use std::num::NonZeroUsize;
use std::ptr::NonNull;
use std::rc::Rc;

use corosensei::stack::{Stack, StackPointer};
use nix::libc;
use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, munmap};

/// Bytes of a page: the guard's size.
const PAGE: usize = 4096;

/// `MADV_GUARD_INSTALL` of madvise(2), which libc has no name for yet.
const GUARD_INSTALL: libc::c_int = 102;

/// A mapping that stacks are cut from, one after the other.
pub struct Slab {
    mapping: Rc<Mapping>,
    next: usize,
}

struct Mapping {
    address: NonNull<libc::c_void>,
    stacks: usize,
    /// Bytes of a stack with its guard.
    size: usize,
}

/// A stack with a guard page below it.
pub struct GuardedStack {
    bottom: *mut libc::c_void,
    /// The end of it: asked for at every switch, so it isn't computed anew.
    base: StackPointer,
    mapping: Rc<Mapping>,
}

impl Slab {
    /// Reserves address space for so many stacks of `size` bytes each, a multiple of the page's 4096 and more than one;
    /// only pages that are touched take memory.
    ///
    /// # Errors
    /// The kernel gives no more mappings.
    pub fn reserve(stacks: usize, size: usize) -> io::Result<Slab> {
        let length = NonZeroUsize::new(stacks * size)
            .filter(|_| size > PAGE && size.is_multiple_of(PAGE))
            .ok_or(io::ErrorKind::InvalidInput)?;
        let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE | MapFlags::MAP_STACK;
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new anonymous mapping overlaps no memory of ours.
        let address = unsafe { mmap_anonymous(None, length, protection, flags)? };
        // SAFETY: the range is the mapping just made. One touched page must not become a huge one of many stacks; a kernel
        // that knows no huge pages says so and is right.
        unsafe { libc::madvise(address.as_ptr(), length.get(), libc::MADV_NOHUGEPAGE) };
        Ok(Slab {
            mapping: Rc::new(Mapping {
                address,
                stacks,
                size,
            }),
            next: 0,
        })
    }

    /// The next stack; None when all have been taken.
    ///
    /// # Errors
    /// The kernel gives no guard.
    pub fn take(&mut self) -> io::Result<Option<GuardedStack>> {
        if self.next == self.mapping.stacks {
            return Ok(None);
        }
        let Mapping { address, size, .. } = *self.mapping;
        let bottom = address.as_ptr().wrapping_byte_add(self.next * size);
        let stack = GuardedStack {
            bottom,
            base: StackPointer::new(bottom.addr() + size).ok_or(io::ErrorKind::OutOfMemory)?,
            mapping: Rc::clone(&self.mapping),
        };
        stack.guard()?;
        self.next += 1;
        Ok(Some(stack))
    }
}

impl GuardedStack {
    fn guard(&self) -> io::Result<()> {
        // SAFETY: the page is the lowest of this stack, which nothing lives on yet.
        let guarded = unsafe {
            libc::madvise(self.bottom, PAGE, GUARD_INSTALL) == 0
                || libc::mprotect(self.bottom, PAGE, libc::PROT_NONE) == 0
        };
        if guarded {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }

    /// Gives the memory that was touched back to the kernel. To be called when nothing lives on the stack any more.
    pub fn give_memory_back(&mut self) {
        let usable = self.mapping.size - PAGE;
        // SAFETY: the range is this stack's own, without its guard; being borrowed mutably, nobody runs on it.
        unsafe { libc::madvise(self.bottom.byte_add(PAGE), usable, libc::MADV_DONTNEED) };
    }
}

/// One that is let go, not given back, leaves no memory behind: its place is free again when the whole mapping goes.
impl Drop for GuardedStack {
    fn drop(&mut self) {
        self.give_memory_back();
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: no stack of it is left, since each one holds a reference.
        let _ = unsafe { munmap(self.address, self.stacks * self.size) };
    }
}

// SAFETY: the memory between limit and base is mapped, readable and writable but for the guard page, belongs to this stack
// alone, is aligned to pages, and stays where it is for as long as the value lives.
unsafe impl Stack for GuardedStack {
    #[inline]
    fn base(&self) -> StackPointer {
        self.base
    }

    fn limit(&self) -> StackPointer {
        // An address inside a mapping is never 0.
        StackPointer::new(self.bottom.addr()).unwrap_or(StackPointer::MIN)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use std::os::fd::AsRawFd;

    use super::*;

    const SIZE: usize = 4 * PAGE;

    /// Whether the kernel can read a byte there.
    fn readable(address: usize) -> bool {
        let (_reader, writer) = nix::unistd::pipe().unwrap();
        // SAFETY: the kernel checks the address itself, and says EFAULT where there is nothing to read.
        unsafe { libc::write(writer.as_raw_fd(), address as *const _, 1) == 1 }
    }

    #[test]
    fn below_each_stack_lies_a_guard_that_outlives_the_memory() {
        let mut slab = Slab::reserve(2, SIZE).unwrap();
        let mut stacks = Vec::new();
        while let Some(stack) = slab.take().unwrap() {
            stacks.push(stack);
        }
        assert_eq!(stacks.len(), 2);
        drop(slab);
        for _ in 0..2 {
            for stack in &mut stacks {
                let (limit, base) = (stack.limit().get(), stack.base().get());
                assert_eq!(base - limit, SIZE);
                assert!(!readable(limit) && !readable(limit + PAGE - 1));
                assert!(readable(limit + PAGE) && readable(base - 1));
                stack.give_memory_back();
            }
        }
    }

    #[test]
    fn a_size_that_is_no_stacks_is_refused() {
        for size in [0, PAGE, PAGE + 1] {
            assert!(Slab::reserve(1, size).is_err(), "{size}");
        }
        assert!(Slab::reserve(0, SIZE).is_err());
    }
}
