//! Presenting: the keys that were pressed, answers held back, hands being counted.
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
}

/// Hands that are being counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Hands for each choice, in the order of the letters.
    pub hands: Vec<u32>,
    /// The choices that hands were counted for, in order: Backspace takes the last one back.
    pub(in crate::app) counted: Vec<usize>,
}
