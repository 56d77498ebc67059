//! `quiz [LESSON] [--seed N] [-n K] [--plain]`: drills, on the screen or as a sheet.
//!
//! Never makes a drill.

use clap::Args;

use crate::cli::plan::{Plan, Sitting};
use crate::cli::wrong::{NoPlan, wrong};
use crate::lessons::{DrillKind, Shelf};
use crate::quiz;

#[derive(Args)]
pub(super) struct Quiz {
    /// Only what this lesson is about
    lesson: Option<String>,
    /// The same number gives the same drills [default: another one each time]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many [default: 10 with --plain, without end otherwise]
    #[arg(short, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=1000))]
    n: Option<u16>,
    /// Print the questions and, after a line of their own, the answers
    #[arg(long)]
    plain: bool,
}

impl Quiz {
    /// What is to be done.
    ///
    /// # Errors
    /// There is no such lesson, or it has no drills.
    pub(super) fn plan(self, shelf: &Shelf, sitting: Sitting) -> Result<Plan, NoPlan> {
        let kinds = match self.lesson {
            None => DrillKind::ALL.to_vec(),
            Some(id) => {
                let lesson = shelf.open(&id).map_err(wrong)?;
                let kind = lesson.drills.ok_or_else(|| {
                    let have = shelf.ids_where(|lesson| lesson.drills.is_some());
                    wrong(format!("{id} has no drills; these have some: {have}"))
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
