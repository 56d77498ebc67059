//! The child side: the processes in which demos run. It ends with the process.
//!
//! ```text
//! terminal program ──Launch──▶ warden (own pty, sub-reaper, control line)
//!                                 └─ fork ─▶ p0 ── its own line ──▶ terminal program
//!                                             ├─ fork ─▶ p0/1 ── its own line ──▶ …
//!                                             └─ thread ─▶ p0.t1 ── its own line ──▶ …
//!
//! at a cue:  actor ── line {cue} ──▶           the actor stands and reads its line
//!            actor ◀── permit ──────           it goes on
//! ```
//! Never knows world, app, view or tui.

mod actor;
mod connection;
mod event_loop;
mod frame;
mod interpreter;
mod lane;
mod meter;
mod python3;
mod queue;
mod shared;
mod simple_queue;
mod warden;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::protocol::ActorId;

pub use actor::{
    Actor, Memory, NoChildren, Refused, Socket, SpareTerminal, TemporaryFile, TextFile, Thread,
};
pub use event_loop::{Async, Clock, Loop};
pub use frame::{Driven, Frame};
pub use interpreter::{Holder, Interpreter};
pub use lane::{Lane, Lanes};
pub use meter::{Meter, own_memory};
pub use queue::Queue;
pub use shared::{Shared, run_freely};
pub use simple_queue::{Message, SimpleQueue};

/// The first argument by which this binary knows that it is to be a stage.
pub const ARGUMENT: &str = "__stage";

/// The exit code of a stage that found somebody else listening in the terminal program's place.
pub const STRANGER: i32 = 3;

/// What a stage is told at its start, as JSON in its second argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// The terminal program's socket, in the run's private directory.
    pub socket: PathBuf,
    /// The terminal program's pid: whoever else listens there is told nothing.
    pub terminal: i32,
    /// The lesson's id.
    pub lesson: String,
    /// The knobs' values.
    pub settings: BTreeMap<String, String>,
    /// Whether the lesson's own script runs; if not, verbs alone drive it.
    pub script: bool,
    /// How many processes may be alive at once.
    pub limit: usize,
    /// The run's start on the machine's monotonic clock, in nanoseconds.
    pub start_ns: u64,
}

/// Where in a run's private directory its socket lies.
pub fn socket_in(directory: &Path) -> PathBuf {
    directory.join("line")
}

/// The files that demos make beside the socket.
const PRIVATE_FILES: [&str; 1] = ["daemon.log"];

/// Removes the private directory of a run that is over, with what a run puts into it: its files, and a socket at which nobody
/// listens. Where there is more, it stays.
pub fn clear(directory: &Path) {
    for name in PRIVATE_FILES {
        let file = directory.join(name);
        if std::fs::symlink_metadata(&file).is_ok_and(|known| known.is_file()) {
            let _ = std::fs::remove_file(file);
        }
    }
    crate::leftover::remove_dead_socket(&socket_in(directory));
    let _ = std::fs::remove_dir(directory);
}

/// Becomes a stage and never returns. To be called before any thread exists.
pub fn main(launch: &str) -> ! {
    let code = match serde_json::from_str(launch) {
        Ok(launch) => warden::main(&launch),
        Err(_) => 2,
    };
    crate::sys::process::leave(code)
}

/// Nanoseconds on the machine's monotonic clock, the same for all its processes.
pub fn now_ns() -> u64 {
    match nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC) {
        Ok(now) => now.tv_sec() as u64 * 1_000_000_000 + now.tv_nsec() as u64,
        Err(_) => 0, // every Linux has this clock
    }
}
