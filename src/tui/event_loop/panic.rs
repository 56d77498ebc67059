//! A panic of any thread ends the program, and its message is read: the terminal is given back before it is printed.
//!
//! Never knows what the program does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::{Signal, kill};
use nix::unistd::getpid;

use crate::tui::session::Session;

/// Set by a panic of any thread.
static PANIC: AtomicBool = AtomicBool::new(false);

/// Whether a thread has panicked.
pub(super) fn has_happened() -> bool {
    PANIC.load(Ordering::SeqCst)
}

/// Gives the terminal back before a panic's message is printed, whichever thread it is; then the program ends.
pub(super) fn give_the_terminal_back(session: Arc<Session>) {
    let of_the_loop = std::thread::current().id();
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANIC.store(true, Ordering::SeqCst);
        session.leave();
        print(panic);
        if std::thread::current().id() != of_the_loop {
            let _ = kill(getpid(), Signal::SIGTERM);
        }
    }));
}
