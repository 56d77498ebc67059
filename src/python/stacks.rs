//! Stacks for generators, kept for the next one: a fresh one costs many times a reused one.
//!
//! Never knows what runs on them.

use std::cell::RefCell;
use std::io;

use crate::sys::stacks::{GuardedStack, Slab};

/// Bytes of a stack, its guard page among them: address space, of which only touched pages take memory. A panic with a
/// backtrace needs 24 KiB.
const SIZE: usize = 64 << 10;

/// How many stacks are reserved at once.
const SLAB: usize = 256;

/// How many free ones a thread keeps with the memory they touched.
const WARM: usize = 64;

struct Stacks {
    free: Vec<GuardedStack>,
    slab: Option<Slab>,
}

thread_local! {
    static STACKS: RefCell<Stacks> = const { RefCell::new(Stacks::none()) };
}

impl Stacks {
    const fn none() -> Stacks {
        Stacks {
            free: Vec::new(),
            slab: None,
        }
    }

    fn take(&mut self) -> io::Result<GuardedStack> {
        if let Some(stack) = self.free.pop() {
            return Ok(stack);
        }
        loop {
            if let Some(stack) = self.slab.as_mut().map(Slab::take).transpose()?.flatten() {
                return Ok(stack);
            }
            self.slab = Some(Slab::reserve(SLAB, SIZE)?);
        }
    }

    fn give_back(&mut self, mut stack: GuardedStack) {
        if self.free.len() >= WARM {
            stack.give_memory_back();
        }
        self.free.push(stack);
    }
}

/// A stack, used before or new.
///
/// # Errors
/// The kernel gives no more memory or mappings: when memory ends, or at about 32,000 live ones before Linux 6.13.
pub(super) fn take() -> io::Result<GuardedStack> {
    // `try_with`: a generator may be resumed while its thread's locals are already being torn down.
    match STACKS.try_with(|stacks| stacks.borrow_mut().take()) {
        Ok(taken) => taken,
        Err(_) => Stacks::none().take(),
    }
}

/// Gives a stack back that nothing lives on any more.
pub(super) fn give_back(stack: GuardedStack) {
    let _ = STACKS.try_with(|stacks| stacks.borrow_mut().give_back(stack));
}
