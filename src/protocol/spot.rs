//! Where an actor is in the program: before a line, or after what has just run.
//!
//! Never knows why it is there.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::protocol::does::Does;
use crate::protocol::frames::Frames;

/// Where an actor is in the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The marked line's name.
    pub cue: Arc<str>,
    /// Its number in the Python listing, from 1.
    pub line: u32,
    /// Its number in the Rust source of the demo, from 1; 0 where none runs.
    pub rust: u32,
    /// Of which file it is, as seen from the script's folder, where that isn't the listing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<Arc<str>>,
    /// In which function it is, where that is known: `<module>` is the program itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub function: Option<Arc<str>>,
    /// What stands there, where the line has no mark.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<Arc<str>>,
    /// Which of the library's calls the line makes, where that is known.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub does: Vec<Does>,
    /// After what it is, where it isn't before the line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<After>,
    /// By which calls it has come there, and its variables: what of that is another than at its last line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub frames: Option<Box<Frames>>,
}

impl Spot {
    /// A marked line of the listing.
    pub fn marked(cue: Arc<str>, line: u32, rust: u32) -> Self {
        Self {
            cue,
            line,
            rust,
            file: None,
            function: None,
            text: None,
            does: Vec::new(),
            after: None,
            frames: None,
        }
    }
}

/// After what an actor stands that isn't before a line: the next one lies elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The last statement of a `with`, which is about to be left.
    Block,
    /// The last statement of a call, or of the program.
    Call,
    /// A statement that has raised.
    Raise,
}
