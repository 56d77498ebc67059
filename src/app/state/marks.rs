//! The marks that are set by hand in a script's listing: where an actor stands, wherever it was going.
//!
//! Never knows a key, nor who stands there.

use std::collections::BTreeSet;

use crate::protocol::Breakpoint;

/// The marked lines of a script's listing, from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeSet<u32>);

impl Marks {
    /// Sets a mark, or clears it; whether it is set now.
    pub(in crate::app) fn toggle(&mut self, line: u32) -> bool {
        let cleared = self.0.remove(&line);
        if !cleared {
            self.0.insert(line);
        }
        !cleared
    }

    /// Whether there is one at this line of this file; None: of the listing itself.
    pub fn has(&self, file: Option<&str>, line: u32) -> bool {
        file.is_none() && self.0.contains(&line)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a run is told of them.
    pub(in crate::app) fn told(&self) -> Vec<Breakpoint> {
        let lines = self.0.iter();
        lines.map(|&line| Breakpoint { file: None, line }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_set_and_cleared_at_its_own_line_of_the_listing() {
        let mut marks = Marks::default();
        assert!(marks.toggle(7));
        assert!(marks.toggle(9));
        assert!(marks.has(None, 7) && !marks.has(None, 8));
        assert!(!marks.has(Some("helper.py"), 7));
        let lines: Vec<u32> = marks.told().iter().map(|mark| mark.line).collect();
        assert_eq!(lines, [7, 9]);
        assert!(!marks.toggle(7));
        assert!(!marks.has(None, 7));
        assert!(!marks.is_empty());
    }
}
