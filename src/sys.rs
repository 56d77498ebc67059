//! The only place of `unsafe`: what the standard library and nix leave to be done by hand with the kernel.
//!
//! Never knows lessons, events or the screen.

pub mod clock;
pub mod kill;
pub mod leash;
pub mod mapping;
pub mod orphans;
pub mod pidfd;
pub mod proc;
pub mod process;
pub mod pty;
pub mod room;
pub mod shared_flag;
pub mod shared_page;
pub mod signal;
pub mod smaps;
pub mod stacks;
pub mod tty;
