//! `tour LESSON [--size CxR]`: played in the explorer, or recorded without a terminal.
//!
//! Never plays it.

use clap::Args;

use crate::cli::plan::{Pictured, Plan, Sitting};
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
            return Err(no_tour(&lesson.id, shelf));
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

/// That it has a tour.
///
/// # Errors
/// It has none: a file never does.
pub(super) fn must_be(of: &Pictured, shelf: &Shelf) -> Result<(), Sentence> {
    match of {
        Pictured::Lesson(lesson, _) if lesson.tour.is_some() => Ok(()),
        Pictured::Lesson(lesson, _) => Err(no_tour(&lesson.id, shelf)),
        Pictured::Script(_) | Pictured::Saved(_) => Err(Sentence::new("cli.wrong.tour_of_file")),
    }
}

fn no_tour(lesson: &str, shelf: &Shelf) -> Sentence {
    Sentence::new("cli.wrong.no_tour")
        .with("lesson", lesson)
        .with("have", shelf.ids_where(|lesson| lesson.tour.is_some()))
}
