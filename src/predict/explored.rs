//! How the explorer answers a question about every schedule, with a schedule that shows it.
//!
//! Never knows what the student chose, nor the screen.

use crate::explore::{Found, Limits, Program, Report, Schedule, Search};
use crate::lessons::formula;
use crate::lessons::{Probe, Settings};

/// How many states are looked at for a question: some hundredths of a second.
const STATES: usize = 20_000;

/// An answer, and a schedule that shows it, if one can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The answer, as the choices spell it.
    pub value: String,
    /// A run that follows it shows it; None where the answer is that no run does.
    pub schedule: Option<Schedule>,
}

/// The answer to a question about every schedule of `program`; None when there are too many to be looked at.
pub fn answer(probe: &Probe, program: &Program, settings: &Settings) -> Option<Proven> {
    let limits = Limits {
        states: STATES,
        ..Limits::default()
    };
    let mut search = Search::new(program.clone(), limits);
    while !search.advance(STATES) {}
    let report = search.report();
    if report.schedules.at_least {
        return None;
    }
    let first = |found: &Found| found.outcome.values.first().copied();
    let by_value = |found: Option<&Found>| {
        let found = found?;
        Some(Proven {
            value: first(found)?.to_string(),
            schedule: Some(found.schedule.clone()),
        })
    };
    let ended = || {
        report
            .outcomes
            .iter()
            .filter(|found| !found.outcome.is_deadlock())
    };
    match probe {
        Probe::Least => by_value(ended().min_by_key(|found| first(found))),
        Probe::Most => by_value(ended().max_by_key(|found| first(found))),
        Probe::Schedules => Some(Proven {
            value: report.schedules.number.to_string(),
            schedule: None,
        }),
        Probe::Deadlocks => Some(whether(&report, |found| found.outcome.is_deadlock())),
        Probe::CanRaise => Some(whether(&report, |found| !found.outcome.raised.is_empty())),
        Probe::CanEnd(value) => {
            let value = formula::value(value, settings).ok()?;
            Some(whether(&report, |found| {
                !found.outcome.is_deadlock() && first(found) == Some(value)
            }))
        }
        _ => None,
    }
}

fn whether(report: &Report, shows: impl Fn(&&Found) -> bool) -> Proven {
    let found = report.outcomes.iter().find(shows);
    Proven {
        value: if found.is_some() { "yes" } else { "no" }.to_owned(),
        schedule: found.map(|found| found.schedule.clone()),
    }
}
