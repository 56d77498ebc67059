//! The marks that are set by hand in a script's listing: where an actor stands, wherever it was going.
//!
//! Never knows a key, nor who stands there.

use std::collections::BTreeSet;

use crate::protocol::Breakpoint;

/// The marks of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeSet<Breakpoint>);

impl Marks {
    /// Sets a mark, or clears it; whether it is set now.
    pub(in crate::app) fn toggle(&mut self, file: Option<&str>, line: u32) -> bool {
        let at = at(file, line);
        let cleared = self.0.remove(&at);
        if !cleared {
            self.0.insert(at);
        }
        !cleared
    }

    /// Whether there is one at this line.
    pub fn has(&self, file: Option<&str>, line: u32) -> bool {
        self.0.contains(&at(file, line))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a run is told of them.
    pub(in crate::app) fn told(&self) -> Vec<Breakpoint> {
        self.0.iter().cloned().collect()
    }
}

fn at(file: Option<&str>, line: u32) -> Breakpoint {
    let file = file.map(str::to_owned);
    Breakpoint { file, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_set_and_cleared_at_its_own_line_and_file() {
        let mut marks = Marks::default();
        assert!(marks.toggle(None, 7));
        assert!(marks.toggle(Some("helper.py"), 7));
        assert_eq!(marks.told(), [at(None, 7), at(Some("helper.py"), 7)]);
        assert!(!marks.toggle(None, 7));
        assert!(!marks.has(None, 7));
        assert!(marks.has(Some("helper.py"), 7));
        assert!(!marks.is_empty());
    }
}
