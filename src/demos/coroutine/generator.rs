//! `generator`: the seed note's `grep`.
use crate::stage::Actor;
pub(in crate::demos) fn run(_py: &mut Actor) {}
