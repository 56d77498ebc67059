//! How fast steps follow one another.
//!
//! Never knows clocks.

/// The milliseconds between two steps at each speed; the last is as fast as the actors can.
pub const SPEEDS: &[Speed] = &[
    Speed {
        label: "¼×",
        every_ms: 4000,
    },
    Speed {
        label: "½×",
        every_ms: 2000,
    },
    Speed {
        label: "1×",
        every_ms: 1000,
    },
    Speed {
        label: "2×",
        every_ms: 500,
    },
    Speed {
        label: "4×",
        every_ms: 250,
    },
    Speed {
        label: "16×",
        every_ms: 60,
    },
    Speed {
        label: "max",
        every_ms: 0,
    },
];

/// How fast steps follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speed {
    /// What the status line says.
    pub label: &'static str,
    /// Milliseconds between two steps; 0: as fast as the actors can.
    pub every_ms: u64,
}
