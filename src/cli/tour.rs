//! `tour LESSON [--size CxR]`: played in the explorer, or recorded without a terminal.
//!
//! Never plays it.

use clap::Args;

use crate::cli::plan::{Plan, Sitting};
use crate::cli::size::size;
use crate::cli::wrong::{NoPlan, wrong};
use crate::lessons::Shelf;

#[derive(Args)]
pub(super) struct Tour {
    /// The lesson's id
    lesson: String,
    /// Record without a terminal, on a screen of so many columns and rows: faster than real time, and the same every time
    #[arg(long, value_name = "CxR", value_parser = size)]
    size: Option<(u16, u16)>,
}

impl Tour {
    /// What is to be done.
    ///
    /// # Errors
    /// There is no such lesson, or no such tour, or nothing to record to.
    pub(super) fn plan(self, shelf: &'static Shelf, sitting: Sitting) -> Result<Plan, NoPlan> {
        let lesson = shelf.open(&self.lesson).map_err(wrong)?;
        let Some(tour) = &lesson.tour else {
            let have = shelf.ids_where(|lesson| lesson.tour.is_some());
            return Err(wrong(format!(
                "{} has no tour; these have one: {have}",
                lesson.id
            )));
        };
        let Some(size) = self.size else {
            return Ok(Plan::Tour { lesson, sitting });
        };
        if tour.measured {
            return Err(wrong(format!(
                "{} shows what is measured, or what the kernel chooses, and that differs from run to run: leave --size out to record its tour in a terminal",
                lesson.id
            )));
        }
        match sitting.recording.clone() {
            Some(recording) => Ok(Plan::RecordTour {
                lesson,
                size,
                lang: sitting.lang,
                background: sitting.background.unwrap_or_default(),
                recording,
            }),
            None => Err(wrong(
                "--size is the size of a recording: say where to by --record FILE.cast",
            )),
        }
    }
}
