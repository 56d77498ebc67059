//! Presenting: the keys that were pressed, answers held back, whether leaving was asked for.
//!
//! Never knows how any of it is drawn.

use std::collections::VecDeque;

use crate::app::key::Key;

/// What holds while one presents.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Presenting {
    /// The keys that did something, the last one last: the key, and the action's name.
    pub pressed: VecDeque<(Key, &'static str)>,
    /// Whether answers are held back.
    pub holds: bool,
    /// Whether the key before has asked to leave: the next one does.
    pub(in crate::app) leaves: bool,
}
