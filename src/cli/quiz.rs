//! `quiz [LESSON] [--seed N] [-n K] [--plain]`: drills, on the screen or as a sheet.
//!
//! Never makes a drill.

use std::ffi::OsStr;

use clap::Args;

use crate::cli::plan::{Plan, Sitting};
use crate::cli::usage::whole;
use crate::cli::wrong::of_lessons;
use crate::i18n::Sentence;
use crate::lessons::{DrillKind, Shelf};
use crate::quiz;

#[derive(Args)]
pub(super) struct Quiz {
    lesson: Option<String>,
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[arg(short, value_name = "K", value_parser = whole::<u16>(1, 1000))]
    n: Option<u16>,
    #[arg(long)]
    plain: bool,
}

impl Quiz {
    /// What is to be done.
    ///
    /// # Errors
    /// There is no such lesson, or it has no drills.
    pub(super) fn plan(self, shelf: &Shelf, sitting: Sitting) -> Result<Plan, Sentence> {
        let kinds = match self.lesson {
            None => DrillKind::ALL.to_vec(),
            Some(id) => {
                of_lessons(OsStr::new(&id))?;
                let lesson = shelf.open(&id).map_err(|none| none.sentence())?;
                let kind = lesson.drills.ok_or_else(|| {
                    Sentence::new("cli.wrong.no_drills")
                        .with("lesson", &id)
                        .with("have", shelf.ids_where(|lesson| lesson.drills.is_some()))
                })?;
                vec![kind]
            }
        };
        let count = self.n.map(usize::from);
        Ok(match self.plain {
            true => Plan::Sheet {
                kinds,
                seed: self.seed,
                count: count.unwrap_or(quiz::COUNT),
                lang: sitting.lang,
            },
            false => Plan::Quiz {
                kinds,
                seed: self.seed,
                count,
                sitting,
            },
        })
    }
}
