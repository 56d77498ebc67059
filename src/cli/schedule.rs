//! The schedules of the command line: `--schedule AABBAB`, `--seed N`, and which lessons have any.
//!
//! Never runs one on real threads.

use crate::explore::{Machine, Program, Schedule};
use crate::lessons::ByHand;
use crate::play::{Play, Plays};

/// The small program of a lesson.
///
/// # Errors
/// It has none: the lessons that have one are named.
pub(super) fn program(plays: Plays, play: &Play) -> Result<Program, String> {
    play.program.clone().ok_or_else(|| {
        let have = plays
            .shelf
            .ids_where(|lesson| lesson.lets(ByHand::Schedules));
        let id = &play.lesson.id;
        format!("{id} has no schedules to explore; {have} have")
    })
}

/// The schedule that is asked for, held against the program; None when none is.
///
/// # Errors
/// It isn't one, or it doesn't fit: where and why.
pub(super) fn asked(
    plays: Plays,
    play: &Play,
    text: Option<&str>,
    seed: Option<u64>,
) -> Result<Option<Schedule>, String> {
    if text.is_none() && seed.is_none() {
        return Ok(None);
    }
    let program = program(plays, play)?;
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
