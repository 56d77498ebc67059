//! `thread-pool`: a queue and some threads.
use crate::stage::Actor;
pub(in crate::demos) fn run(_py: &mut Actor) {}
