//! The integration tests, all in one binary: linking is what costs the time.

mod content;
mod tidy;
