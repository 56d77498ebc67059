//! The schedules of the command line: `--schedule AABBAB`, `--seed N`, and which lessons have any.
//!
//! Never runs one on real threads.

use crate::demos;
use crate::explore::{Machine, Program, Schedule};
use crate::lessons::{ByHand, Lesson, Settings, Shelf};

/// The small program of a lesson.
///
/// # Errors
/// It has none: the lessons that have one are named.
pub(super) fn program(
    shelf: &Shelf,
    lesson: &Lesson,
    settings: &Settings,
) -> Result<Program, String> {
    demos::program(&lesson.id, settings).ok_or_else(|| {
        let have = shelf.ids_where(|lesson| lesson.lets(ByHand::Schedules));
        format!("{} has no schedules to explore; {have} have", lesson.id)
    })
}

/// The schedule that is asked for, held against the program; None when none is.
///
/// # Errors
/// It isn't one, or it doesn't fit: where and why.
pub(super) fn asked(
    shelf: &Shelf,
    lesson: &Lesson,
    settings: &Settings,
    text: Option<&str>,
    seed: Option<u64>,
) -> Result<Option<Schedule>, String> {
    if text.is_none() && seed.is_none() {
        return Ok(None);
    }
    let program = program(shelf, lesson, settings)?;
    let Some(text) = text else {
        return Ok(Some(Schedule::random(program, seed.unwrap_or_default())));
    };
    let wrong = |why: String| format!("--schedule {text}: {why}");
    let schedule: Schedule = text
        .parse()
        .map_err(|bad: crate::explore::BadSchedule| wrong(bad.to_string()))?;
    let mut machine = Machine::new(program);
    machine
        .follow(&schedule)
        .map_err(|misfit| wrong(misfit.to_string()))?;
    Ok(Some(schedule))
}
