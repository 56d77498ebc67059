//! The panes of a lesson, and the listing's tabs.
//!
//! Never knows how one is drawn, nor where.

/// The panes of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The tree, the queue and its lanes, the frame and its caller.
    Stage,
    /// The Python or the Rust.
    Listing,
    /// All actors over time.
    Timeline,
    /// What happened at the cursor, and why.
    Why,
    /// What was printed.
    Output,
}

impl Pane {
    /// All of them, in the order in which the focus visits them.
    pub const ALL: [Pane; 5] = [
        Pane::Stage,
        Pane::Listing,
        Pane::Timeline,
        Pane::Why,
        Pane::Output,
    ];
}

/// Which listing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The Python program.
    Python,
    /// The Rust that runs.
    Rust,
}
