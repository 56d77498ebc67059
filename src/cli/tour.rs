//! `tour LESSON [--size CxR]`: played in the explorer, or recorded without a terminal.
//!
//! Never plays it.

use clap::Args;

use crate::cli::plan::{Plan, Sitting};
use crate::cli::size::size;
use crate::i18n::Sentence;
use crate::lessons::Shelf;

#[derive(Args)]
pub(super) struct Tour {
    lesson: String,
    #[arg(long, value_name = "CxR", value_parser = size)]
    size: Option<(u16, u16)>,
}

impl Tour {
    /// What is to be done.
    ///
    /// # Errors
    /// There is no such lesson, or no such tour, or nothing to record to.
    pub(super) fn plan(self, shelf: &'static Shelf, sitting: Sitting) -> Result<Plan, Sentence> {
        let lesson = shelf.open(&self.lesson).map_err(|none| none.sentence())?;
        let Some(tour) = &lesson.tour else {
            return Err(Sentence::new("cli.wrong.no_tour")
                .with("lesson", &lesson.id)
                .with("have", shelf.ids_where(|lesson| lesson.tour.is_some())));
        };
        let Some(size) = self.size else {
            return Ok(Plan::Tour { lesson, sitting });
        };
        if tour.measured {
            return Err(Sentence::new("cli.wrong.measured_tour").with("lesson", &lesson.id));
        }
        match sitting.recording.clone() {
            Some(recording) => Ok(Plan::RecordTour {
                lesson,
                size,
                lang: sitting.lang,
                background: sitting.background.unwrap_or_default(),
                recording,
            }),
            None => Err(Sentence::new("cli.wrong.size_of_nothing")),
        }
    }
}
