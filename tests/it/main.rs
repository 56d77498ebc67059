//! The integration tests, all in one binary: linking is what costs the time.

mod content;
mod fake;
mod generator_vs_cpython;
mod monkey;
mod properties;
mod pty;
mod scenarios;
mod stages;
mod terminal;
mod tidy;
