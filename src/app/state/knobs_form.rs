//! The knobs while they are being changed.
//!
//! Never knows a knob.

/// The knobs while they are being changed.
#[derive(Debug)]
pub struct KnobsForm {
    /// The values as typed, one a knob, in the lesson's order.
    pub values: Vec<tui_input::Input>,
    /// The knob the cursor is at.
    pub at: usize,
    /// What is wrong with one of them.
    pub error: Option<String>,
}

impl KnobsForm {
    /// The text of the knob that the cursor is at.
    pub(in crate::app) fn typing(&mut self) -> Option<&mut tui_input::Input> {
        self.values.get_mut(self.at)
    }
}
