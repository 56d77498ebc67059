//! Waits for what nobody tells of: it is looked at again and again, and others have the processor in between.

use std::time::{Duration, Instant};

use crate::pty::PATIENCE;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(2);

/// Waits until it is so; `what` says what that is, when it never is.
pub(crate) fn until(what: &str, holds: impl FnMut() -> bool) {
    assert!(comes(PATIENCE, holds), "waited for {what}");
}

/// Whether it comes to be so within `limit`.
pub(crate) fn comes(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if holds() {
            return true;
        }
        if start.elapsed() > limit {
            return false;
        }
        std::thread::sleep(PAUSE);
    }
}
