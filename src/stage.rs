//! The child side: the processes in which demos run. It ends with the process.
//!
//! ```text
//! terminal program ──Launch──▶ warden (own pty, subreaper, control line)
//!                                 └─ fork ─▶ p0 ── its own line ──▶ terminal program
//!                                             ├─ fork ─▶ p0/1 ── its own line ──▶ …
//!                                             └─ thread ─▶ p0.t1 ── its own line ──▶ …
//!
//! at a cue:  actor ── line {cue} ──▶           the actor stands and reads its line
//!            actor ◀── permit ──────           it goes on
//! ```
//! This is the plumbing: the warden, the lines, and the actor that a demo has in hand. What demos are written with beyond that is
//! `runtime`'s. Never knows runtime, demos, lessons, world, app, view or tui.

mod actor;
mod connection;
mod cpython;
mod warden;
mod written;

use crate::protocol::{Body, Launch, Piece};
use crate::stage::warden::Does;

pub use actor::{
    Actor, Memory, NoChildren, NoFork, Refused, Socket, SpareTerminal, TemporaryFile, TextFile,
    Thread, Work,
};

/// Becomes a stage and never returns. To be called before any thread exists. `launch` is a [`Launch`] as JSON, `work` gives
/// what is to be done for a piece that is ours; a script is run by CPython.
pub fn main(launch: &str, work: impl Fn(&Piece) -> Option<Work>) -> ! {
    let code = match serde_json::from_str::<Launch>(launch) {
        Ok(launch) => {
            let does = match &launch.piece.body {
                Body::CPython(script) => Some(Does::Runs(script.clone())),
                Body::Demo(_) | Body::Freely { .. } => work(&launch.piece).map(Does::Work),
            };
            warden::main(&launch, does)
        }
        Err(_) => 2,
    };
    crate::sys::process::leave(code)
}
