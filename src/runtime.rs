//! What demos are written with, beyond their actor: Python's generators, event loop, queues, threads and interpreter, each of
//! which tells of itself while it runs.
//!
//! ```text
//!  demo ──▶ runtime: Driven, Loop, Queue, Shared, Interpreter … ──▶ python, explore: the rules
//!              └──▶ stage: Actor (cues, permits, events)
//! ```
//! Never knows the rules of Python nor of schedules, the warden, lessons, nor the screen.

mod driven;
mod event_loop;
mod frame;
mod freely;
mod interpreter;
mod lane;
mod meter;
mod python3;
mod queue;
mod shared;
mod simple_queue;

pub use driven::Driven;
pub use event_loop::{Async, Clock, Loop};
pub use frame::Frame;
pub use freely::freely;
pub use interpreter::{Holder, Interpreter};
pub use lane::{Lane, Lanes};
pub use meter::{Meter, children_ns, own_memory};
pub use python3::Python3;
pub use queue::Queue;
pub use shared::Shared;
pub use simple_queue::{Message, SimpleQueue};
