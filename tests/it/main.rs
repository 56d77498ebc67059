//! The integration tests, all in one binary: linking is what costs the time.

mod content;
mod generator_vs_cpython;
mod properties;
mod stages;
mod tidy;
