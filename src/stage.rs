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

use nix::sys::stat::{Mode, umask};

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
            if launch.as_everywhere {
                begin_as_everywhere(&launch);
            }
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

/// What was inherited from who started us, and shows: the directory, and the umask.
fn begin_as_everywhere(launch: &Launch) {
    let directory = launch.socket.parent().filter(|place| place.is_absolute());
    if let Some(directory) = directory {
        // Where it can't be entered, no socket in it can be reached either: that is said then.
        let _ = std::env::set_current_dir(directory);
    }
    umask(Mode::from_bits_truncate(0o022));
}
