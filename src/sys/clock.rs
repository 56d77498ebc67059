//! The machine's monotonic clock, the same for all its processes.
//!
//! Never knows what is timed.

use nix::time::{ClockId, clock_gettime};

/// Nanoseconds on the clock, since a moment that doesn't change as long as the machine is up.
pub fn now_ns() -> u64 {
    match clock_gettime(ClockId::CLOCK_MONOTONIC) {
        Ok(now) => now.tv_sec().unsigned_abs() * 1_000_000_000 + now.tv_nsec().unsigned_abs(),
        Err(_) => 0, // every Linux has this clock
    }
}
