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
//! Never knows demos, lessons, world, app, view or tui.

mod actor;
mod connection;
mod driven;
mod event_loop;
mod frame;
mod interpreter;
mod lane;
mod meter;
mod python3;
mod queue;
mod shared;
mod simple_queue;
mod traceback;
mod warden;

use crate::protocol::{ActorId, Body, Launch};

pub use actor::{
    Actor, Memory, NoChildren, NoFork, Refused, Socket, SpareTerminal, TemporaryFile, TextFile,
    Thread,
};
pub use driven::Driven;
pub use event_loop::{Async, Clock, Loop};
pub use frame::Frame;
pub use interpreter::{Holder, Interpreter};
pub use lane::{Lane, Lanes};
pub use meter::{Meter, own_memory};
pub use queue::Queue;
pub use shared::{Shared, run_freely};
pub use simple_queue::{Message, SimpleQueue};

/// What a demo is: it runs as the first process of its stage.
pub type Demo = fn(&mut Actor);

/// Becomes a stage and never returns. To be called before any thread exists. `launch` is a [`Launch`] as JSON, `demo` gives
/// the demo of a lesson.
pub fn main(launch: &str, demo: impl Fn(&str) -> Option<Demo>) -> ! {
    let code = match serde_json::from_str::<Launch>(launch) {
        Ok(launch) => {
            let Body::Demo(id) = &launch.body;
            warden::main(&launch, demo(id))
        }
        Err(_) => 2,
    };
    crate::sys::process::leave(code)
}
