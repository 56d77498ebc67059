//! The kernel's side that needs `unsafe`, each behind a safe function; no other module may use `unsafe`.
//!
//! Never knows anything of ours.

pub mod fork;
pub mod signal;
pub mod tty;
