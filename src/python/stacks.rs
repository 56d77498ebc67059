//! Stacks for generators, kept for the next one: a fresh mapping costs a hundred times a reused one.
//!
//! Never knows what runs on them.

use std::cell::RefCell;
use std::io;

use corosensei::stack::DefaultStack;

/// Bytes of a stack, guard page aside: address space, of which only touched pages take memory. A panic with a
/// backtrace needs 24 KiB.
const SIZE: usize = 64 << 10;

/// How many free ones a thread keeps.
const SPARE: usize = 64;

thread_local! {
    static FREE: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
}

/// A stack, used before or new.
///
/// # Errors
/// The kernel gives no more mappings (about 32,000 live ones on a usual Linux).
pub(super) fn take() -> io::Result<DefaultStack> {
    // `try_with`: a generator may be resumed while its thread's locals are already being torn down.
    match FREE.try_with(|free| free.borrow_mut().pop()) {
        Ok(Some(stack)) => Ok(stack),
        _ => DefaultStack::new(SIZE),
    }
}

/// Gives a stack back that nothing lives on any more.
pub(super) fn give_back(stack: DefaultStack) {
    let _ = FREE.try_with(|free| {
        let mut free = free.borrow_mut();
        if free.len() < SPARE {
            free.push(stack);
        }
    });
}
