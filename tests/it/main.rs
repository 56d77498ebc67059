//! The integration tests: one binary, one file a subject.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod pty;
mod terminal;
