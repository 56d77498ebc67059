//! The schedules of the command line: `--schedule AABBAB`, `--seed N`, and which lessons have any.
//!
//! Never runs one on real threads.

use crate::explore::{BadSchedule, Machine, Program, Schedule};
use crate::i18n::Sentence;
use crate::lessons::ByHand;
use crate::play::{Play, Plays};

/// The small program of a lesson.
///
/// # Errors
/// It has none: the lessons that have one are named.
pub(super) fn program(plays: Plays, play: &Play) -> Result<Program, Sentence> {
    play.program.clone().ok_or_else(|| {
        let have = plays
            .shelf
            .ids_where(|lesson| lesson.lets(ByHand::Schedules));
        Sentence::new("cli.wrong.no_schedules")
            .with("lesson", &play.lesson.id)
            .with("have", have)
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
) -> Result<Option<Schedule>, Sentence> {
    if text.is_none() && seed.is_none() {
        return Ok(None);
    }
    let program = program(plays, play)?;
    let Some(text) = text else {
        return Ok(Some(Schedule::random(program, seed.unwrap_or_default())));
    };
    let wrong = |why: Sentence| {
        let sentence = Sentence::new("cli.wrong.schedule").with("schedule", text);
        sentence.with("why", why)
    };
    let schedule: Schedule = text
        .parse()
        .map_err(|bad: BadSchedule| wrong(bad.sentence()))?;
    let mut machine = Machine::new(program);
    machine
        .follow(&schedule)
        .map_err(|misfit| wrong(misfit.sentence()))?;
    Ok(Some(schedule))
}
