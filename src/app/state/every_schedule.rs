//! Every schedule of the opened lesson: the search, in small pieces, and what it has found.
//!
//! Never knows clocks.

use std::collections::BTreeMap;

use crate::explore::{Found, Limits, Outcome, Program, Report, Schedule, Search};

/// How many states are looked at between two keys.
const PIECE: usize = 4_000;

/// How many states the pane keeps at most, and in how many bytes; the command line may keep more.
const LIMITS: Limits = Limits {
    states: 200_000,
    memory: 64 << 20,
};

/// The search, and the outcome that the cursor is at.
pub struct EverySchedule {
    search: Search,
    /// The program that is searched.
    pub program: Program,
    /// What was found, once everything was looked at.
    pub report: Option<Report>,
    /// An index into the report's outcomes.
    pub at: usize,
    /// How often each outcome came about in free runs on real threads.
    pub chance: BTreeMap<Outcome, u32>,
}

impl std::fmt::Debug for EverySchedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EverySchedule")
            .field("report", &self.report)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl EverySchedule {
    /// A search that hasn't begun.
    pub fn new(program: Program) -> Self {
        Self {
            search: Search::new(program.clone(), LIMITS),
            program,
            report: None,
            at: 0,
            chance: BTreeMap::new(),
        }
    }

    /// How many states have been seen.
    pub fn states(&self) -> usize {
        self.search.states()
    }

    /// Looks at some more. At its end the cursor is at the first outcome in which something is wrong by itself.
    pub fn go_on(&mut self) {
        if self.report.is_none() && self.search.advance(PIECE) {
            let report = self.search.report();
            let goes_wrong =
                |found: &Found| found.outcome.is_deadlock() || !found.outcome.raised.is_empty();
            self.at = report.outcomes.iter().position(goes_wrong).unwrap_or(0);
            self.report = Some(report);
        }
    }

    /// The schedule of the outcome that the cursor is at.
    pub(in crate::app) fn schedule(&self) -> Option<Schedule> {
        let found = self.report.as_ref()?.outcomes.get(self.at)?;
        Some(found.schedule.clone())
    }
}
