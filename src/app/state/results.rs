//! The table that votes and predictions go to: its file, what stands in it, and since where it is about this run.
//!
//! Never knows what a row is made of.

use std::path::PathBuf;

/// The table, and where it is to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    pub(in crate::app) file: PathBuf,
    /// The rows of all runs before this one.
    pub(in crate::app) before: String,
    /// How many questions they are about.
    pub(in crate::app) asked: usize,
    /// The table that was handed out last.
    pub(in crate::app) table: String,
}

impl Results {
    /// The first line of the table.
    pub const HEADER: &str = "asked,lesson,knobs,question,round,choice,answer,hands,right\n";

    /// A table that goes on from what stands in its file; None: that is no such table.
    pub fn of(file: PathBuf, there: &str) -> Option<Self> {
        let rows = match there {
            "" => "",
            there => there.strip_prefix(Self::HEADER)?,
        };
        let mut results = Self {
            file,
            before: String::new(),
            asked: 0,
            table: [Self::HEADER, rows].concat(),
        };
        results.fold();
        Some(results)
    }

    /// The run is another one from here on: its rows come below those that there are.
    pub(in crate::app) fn fold(&mut self) {
        self.before.clone_from(&self.table);
        let last = self.before.lines().next_back().unwrap_or_default();
        let last = last.split(',').next().and_then(|asked| asked.parse().ok());
        self.asked = last.unwrap_or(0);
    }
}
