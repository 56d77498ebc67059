//! The integration tests, all in one binary: linking is what costs the time.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and its threads need no names"
)]

mod async_await;
mod by_hand;
mod command_line;
mod content;
mod daemon;
mod event_loop_vs_cpython;
mod explore;
mod fake;
mod generator_vs_cpython;
mod gil;
mod kill;
mod kin;
mod messages;
mod monkey;
mod notes;
mod own_memory;
mod pictures;
mod pipeline;
mod predictions;
mod present;
mod process_pool;
mod progress;
mod properties;
mod pty;
mod quiz;
mod recordings;
mod saved_runs;
mod scenarios;
mod scenes;
mod schedules;
mod scheduling;
mod shelf;
mod signals;
mod snapshots;
mod stacks;
mod stages;
mod terminal;
mod three_ways;
mod tidy;
mod tours;
mod twins;
mod yield_from;
mod zombie_orphan;
