//! The machine's monotonic clock, the same for all its processes; and what a clock on the wall shows.
//!
//! Never knows what is timed.

use nix::libc;
use nix::time::{ClockId, clock_gettime};

/// Nanoseconds on the clock, since a moment that doesn't change as long as the machine is up.
pub fn now_ns() -> u64 {
    match clock_gettime(ClockId::CLOCK_MONOTONIC) {
        Ok(now) => now.tv_sec().unsigned_abs() * 1_000_000_000 + now.tv_nsec().unsigned_abs(),
        Err(_) => 0, // every Linux has this clock
    }
}

/// A number that is another one each time, short enough to be told to others.
pub fn seed() -> u64 {
    now_ns() / 1000 % 100_000
}

/// Hour and minute of this moment, in seconds since 1970, where the user lives.
pub fn local(seconds: u64) -> (i32, i32) {
    let Ok(seconds) = libc::time_t::try_from(seconds) else {
        return (0, 0);
    };
    // SAFETY: an all-zero `tm` is a valid one, and localtime_r writes nothing but what it is given.
    let local = unsafe {
        let mut local: libc::tm = std::mem::zeroed();
        (!libc::localtime_r(&raw const seconds, &raw mut local).is_null()).then_some(local)
    };
    local.map_or((0, 0), |local| (local.tm_hour, local.tm_min))
}
