//! Every schedule of a small program: threads that suspend before each shared step, counted exactly.
//!
//! ```text
//! body ──▶ Context ──▶ Host ┬─ automaton: a suspended stack (corosensei) answers nothing until it is told what came
//!                           └─ runtime's real threads: std::thread, atomics, real blocking
//!
//! Program ──▶ Machine: state + who could do what next ──▶ Search: all schedules, by memoised counting
//!                                                     └──▶ Traces: how many are really different (sleep sets)
//! ```
//! Never knows ratatui, crossterm, sockets, clocks, or any lesson.

mod automaton;
mod chance;
mod host;
mod limits;
mod machine;
mod outcome;
mod program;
mod schedule;
mod search;
mod step;
mod store;
mod switches;
#[cfg(test)]
mod tests;
mod traces;
mod ways;

pub use host::{Answer, At, Context, Host, Raised};
pub use limits::{Bound, Count, Limits};
pub use machine::{Machine, Misfit, Status};
pub use outcome::{Outcome, Stuck};
pub use program::{Body, Condition, Program, Thread};
pub use schedule::{BadSchedule, Schedule, letter};
pub use search::{Found, Report, Search};
pub use step::Step;
pub use switches::Switches;
