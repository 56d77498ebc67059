//! The marks that are set by hand in a script's listing: where an actor stands, wherever it was going.
//!
//! Never knows a key, nor who stands there.

use std::collections::BTreeSet;

use crate::protocol::Breakpoint;

/// The marked lines of a script's files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeSet<Breakpoint>);

impl Marks {
    /// Sets a mark, or clears it; whether it is set now.
    pub(in crate::app) fn toggle(&mut self, file: Option<&str>, line: u32) -> bool {
        let mark = at(file, line);
        let cleared = self.0.remove(&mark);
        if !cleared {
            self.0.insert(mark);
        }
        !cleared
    }

    /// Whether there is one at this line of this file; None: of the script itself.
    pub fn has(&self, file: Option<&str>, line: u32) -> bool {
        !self.is_empty() && self.0.contains(&at(file, line))
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
    fn a_mark_is_set_and_cleared_at_its_own_line_of_its_own_file() {
        let mut marks = Marks::default();
        assert!(marks.toggle(None, 7));
        assert!(marks.toggle(Some("helper.py"), 9));
        assert!(marks.has(None, 7) && !marks.has(None, 9));
        assert!(!marks.has(Some("helper.py"), 7) && marks.has(Some("helper.py"), 9));
        let told = marks.told();
        let told: Vec<_> = told
            .iter()
            .map(|mark| (mark.file.as_deref(), mark.line))
            .collect();
        assert_eq!(told, [(None, 7), (Some("helper.py"), 9)]);
        assert!(!marks.toggle(None, 7));
        assert!(!marks.has(None, 7) && !marks.is_empty());
    }
}
