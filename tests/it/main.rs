//! The integration tests, all in one binary: linking is what costs the time.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and its threads need no names"
)]

mod agent;
mod any_key;
mod async_await;
mod attack;
mod both_tracers;
mod by_hand;
mod cases;
mod chance;
mod command_line;
mod content;
mod contrast;
mod crowd;
mod cut;
mod daemon;
mod docs;
mod driven_script;
mod event_loop_vs_cpython;
mod every_version;
mod explore;
mod fake;
mod few_descriptors;
mod file_names;
mod foreign;
mod full_disk;
mod generator_vs_cpython;
mod gil;
mod kept;
mod kill;
mod kin;
#[expect(dead_code, reason = "the conformance test uses the rest")]
mod lesson_tests;
mod listing;
mod looks;
mod machine;
mod messages;
mod monkey;
mod notes;
mod on_cpython;
mod own_files;
mod own_memory;
mod own_options;
mod own_script;
mod packaging;
mod page;
mod pictures;
mod pid1;
mod pipeline;
mod plan_files;
mod plans;
mod predictions;
mod present;
mod private;
mod process_pool;
mod progress;
mod properties;
mod pty;
mod pythons;
mod questions;
mod quiz;
mod recorded_runs;
mod recordings;
mod released_lock;
mod saved_runs;
mod scenarios;
mod scenes;
mod schedules;
mod scheduling;
mod script_frames;
mod script_steps;
mod shelf;
mod signals;
mod sitting;
mod snapshots;
mod spawned;
mod stacks;
mod stages;
mod standstill;
mod suspended;
mod terminal;
mod three_ways;
mod tidy;
mod to_the_end;
mod told;
mod tours;
mod transparency;
mod twins;
mod typing;
mod wording;
mod yield_from;
mod zombie_orphan;
