//! What may stand at the cursor, in words.
//!
//! Never knows how it was found.

/// What may stand at the cursor.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The name of a file may.
    pub(super) files: bool,
    /// These may, each with a word on what it is.
    pub(super) candidates: Vec<(String, String)>,
}
