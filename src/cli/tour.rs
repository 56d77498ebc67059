//! `tour LESSON [--size CxR [--captions FILE]]`: played in the explorer, or recorded without a terminal.
//!
//! Never plays it.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::plan::{Pictured, Plan, Sitting};
use crate::cli::size::size;
use crate::i18n::Sentence;
use crate::lessons::Shelf;
use crate::record::captions::Format;

#[derive(Args)]
pub(super) struct Tour {
    lesson: String,
    #[arg(long, value_name = "CxR", value_parser = size)]
    size: Option<(u16, u16)>,
    #[arg(long, value_name = "FILE", requires = "size")]
    captions: Option<PathBuf>,
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
        let captions = match self.captions {
            Some(file) => {
                let format = format(&file)?;
                Some((file, format))
            }
            None => None,
        };
        match sitting.recording.clone() {
            Some(recording) => Ok(Plan::RecordTour {
                lesson,
                size,
                lang: sitting.lang,
                background: sitting.background.unwrap_or_default(),
                recording,
                captions,
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

/// The format that a file's name asks for.
fn format(file: &Path) -> Result<Format, Sentence> {
    match file.extension().and_then(|suffix| suffix.to_str()) {
        Some("srt") => Ok(Format::Srt),
        Some("vtt") => Ok(Format::Vtt),
        _ => Err(Sentence::new("cli.wrong.captions").with("file", &file.to_string_lossy())),
    }
}

fn no_tour(lesson: &str, shelf: &Shelf) -> Sentence {
    Sentence::new("cli.wrong.no_tour")
        .with("lesson", lesson)
        .with("have", shelf.ids_where(|lesson| lesson.tour.is_some()))
}
