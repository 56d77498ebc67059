//! `tour LESSON|FILE.toml [--size CxR [--captions FILE]]`: played in the explorer, or recorded without a terminal.
//!
//! Never plays it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::{Pace, keys};
use crate::cli::plan::{Pictured, Plan, Sitting};
use crate::cli::size::size;
use crate::cli::usage;
use crate::cli::wrong::of_lessons;
use crate::files;
use crate::i18n::Sentence;
use crate::lessons::{Lesson, Shelf, Stop};
use crate::record::captions::Format;
use crate::view::markdown;
use crate::view::theme::Theme;

/// The columns and rows of a caption's place on a screen of 80×24.
const PLACE: (usize, usize) = (76, 3);

/// Bytes that a tour's file has at most.
const LONGEST: u64 = 1 << 20;

#[derive(Args)]
pub(super) struct Tour {
    lesson: OsString,
    #[arg(value_name = "LESSON")]
    through: Option<String>,
    #[arg(long, value_name = "CxR", value_parser = size)]
    size: Option<(u16, u16)>,
    #[arg(long, value_name = "FILE", requires = "size")]
    captions: Option<PathBuf>,
    #[arg(long, value_name = "TIMES", default_value = "1", value_parser = speed)]
    speed: f64,
    #[arg(long, value_name = "SECONDS", value_parser = pause)]
    pause: Option<f64>,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = usage::whole::<usize>(1, 10_000))]
    from: usize,
    #[arg(long, value_name = "N", value_parser = usage::whole::<usize>(1, 10_000))]
    to: Option<usize>,
}

impl Tour {
    /// What is to be done.
    ///
    /// # Errors
    /// There is no such lesson, or no such tour, or nothing to record to.
    pub(super) fn plan(self, shelf: &'static Shelf, sitting: Sitting) -> Result<Plan, Sentence> {
        let lesson = match is_file(&self.lesson) {
            true => read(Path::new(&self.lesson), self.through.as_deref(), shelf)?,
            false => {
                if let Some(through) = &self.through {
                    return Err(Sentence::new("cli.wrong.tour_through").with("through", through));
                }
                of_lessons(&self.lesson)?;
                let lesson = self.lesson.to_string_lossy();
                shelf.open(&lesson).map_err(|none| none.sentence())?
            }
        };
        let Some(tour) = &lesson.tour else {
            return Err(no_tour(&lesson.id, shelf));
        };
        let (steps, to) = (tour.step.len(), self.to.unwrap_or(tour.step.len()));
        if self.from > to || to > steps {
            return Err(Sentence::new("cli.wrong.tour_part").with("steps", &steps));
        }
        let pace = Pace {
            speed: self.speed,
            pause: self.pause,
            from: self.from,
            to: self.to,
        };
        let Some(size) = self.size else {
            return Ok(Plan::Tour {
                lesson,
                pace,
                sitting,
            });
        };
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
                pace,
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
/// It has none: a script and a saved run never do.
pub(super) fn must_be(of: &Pictured, shelf: &Shelf) -> Result<(), Sentence> {
    match of {
        Pictured::Tour(_) => Ok(()),
        Pictured::Lesson(lesson, _) if lesson.tour.is_some() => Ok(()),
        Pictured::Lesson(lesson, _) => Err(no_tour(&lesson.id, shelf)),
        Pictured::Script(_) | Pictured::Saved(_) => Err(Sentence::new("cli.wrong.tour_of_file")),
    }
}

/// Whether a tour of one's own is named: by its file.
pub(super) fn is_file(name: &OsStr) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|suffix| suffix == "toml")
}

/// The lesson with the tour in this file in its own's place, as long as the program runs.
///
/// # Errors
/// The file can't be read, or isn't as it should be: the line and the reason are named.
pub(super) fn read(
    file: &Path,
    lesson: Option<&str>,
    shelf: &'static Shelf,
) -> Result<&'static Lesson, Sentence> {
    let said = |why: Sentence| Sentence::new("own_tour.bad").with("why", why);
    let of_file = |sentence: Sentence| sentence.with("file", &file.display());
    let unopened = |why| of_file(Sentence::new("files.unopened").with("why", why));
    let known = std::fs::metadata(file);
    let known = known.map_err(|error| unopened(files::why_not_read(&error)))?;
    if known.is_file() && known.len() > LONGEST {
        let longest = Sentence::new("own_tour.too_long").with("most", &LONGEST);
        return Err(of_file(said(longest)));
    }
    let text = match known.is_dir() {
        true => Err(std::io::ErrorKind::IsADirectory.into()),
        false => std::fs::read_to_string(file),
    };
    let text = text.map_err(|error| unopened(files::why_not_read(&error)))?;
    let read = Lesson::with_tour(&text, lesson, shelf, faulty);
    let lesson = read.map_err(|bad| {
        of_file(match bad.line {
            Some(line) => Sentence::new("own_tour.bad_line")
                .with("line", &line)
                .with("why", bad.why),
            None => said(bad.why),
        })
    })?;
    Ok(Box::leak(Box::new(lesson)))
}

/// What is wrong with a step that a lesson knows nothing of: its keys, how long its caption is.
fn faulty(stop: &Stop) -> Option<Sentence> {
    if let Err(why) = keys(&stop.keys) {
        return Some(Sentence::new("own_tour.keys").with("why", Sentence::foreign(why)));
    }
    let (columns, most) = PLACE;
    let rows = markdown::render(&stop.say, columns, &Theme::of_environment(|_| None), None).len();
    (rows > most).then(|| {
        let too_long = Sentence::new("own_tour.caption").with("rows", &rows);
        too_long.with("most", &most)
    })
}

/// The format that a file's name asks for.
fn format(file: &Path) -> Result<Format, Sentence> {
    match file.extension().and_then(|suffix| suffix.to_str()) {
        Some("srt") => Ok(Format::Srt),
        Some("vtt") => Ok(Format::Vtt),
        _ => Err(Sentence::new("cli.wrong.captions").with("file", &file.to_string_lossy())),
    }
}

fn speed(text: &str) -> Result<f64, Sentence> {
    let speed: Option<f64> = text.parse().ok();
    let fits = speed.filter(|speed| (0.1..=20.0).contains(speed));
    fits.ok_or_else(|| Sentence::new("cli.wrong.speed").with("value", text))
}

fn pause(text: &str) -> Result<f64, Sentence> {
    let pause: Option<f64> = text.parse().ok();
    let fits = pause.filter(|pause| (0.0..=600.0).contains(pause));
    fits.ok_or_else(|| Sentence::new("cli.wrong.pause").with("value", text))
}

fn no_tour(lesson: &str, shelf: &Shelf) -> Sentence {
    Sentence::new("cli.wrong.no_tour")
        .with("lesson", lesson)
        .with("have", shelf.ids_where(|lesson| lesson.tour.is_some()))
}
