//! `present PLAN.toml [--check]`: a plan for the hour, read whole before anything is shown.
//!
//! Never shows it.

use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::plan::{Plan, Sitting};
use crate::cli::tour;
use crate::files;
use crate::i18n::{Lang, Sentence};
use crate::lecture::{self, Fault, Lecture, Outside, Unfit};
use crate::play::Plays;

/// Bytes that a plan has at most.
const LONGEST: u64 = 1 << 20;

#[derive(Args)]
pub(super) struct Present {
    #[arg(value_name = "PLAN.toml")]
    plan: PathBuf,
    #[arg(long)]
    check: bool,
}

impl Present {
    /// Whether it is only read, and nothing is shown.
    pub(super) fn only_checks(&self) -> bool {
        self.check
    }

    /// What is to be done.
    ///
    /// # Errors
    /// The plan can't be read; or something is wrong with it, and it was to be presented.
    pub(super) fn plan(
        self,
        plays: Plays,
        sitting: Sitting,
        var: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Plan, Sentence> {
        let text = text(&self.plan)?;
        let read = lecture::read(
            &text,
            &Outside {
                plays,
                folder: self.plan.parent().unwrap_or(Path::new("")),
                var,
                tour: &|file| tour::read(file, None, plays.shelf),
            },
        );
        let read = match read {
            Err(Unfit::NoToml(fault)) => return Err(said(&self.plan, fault)),
            Err(Unfit::Wrong(faults)) => Err(faults),
            Ok(lecture) => Ok(lecture),
        };
        if self.check {
            return Ok(Plan::Checked {
                well: read.is_ok(),
                report: report(&self.plan, read, sitting.lang),
            });
        }
        let lecture = read.map_err(|faults| refused(&self.plan, faults))?;
        Ok(Plan::Present {
            lecture: Box::new(lecture),
            sitting,
        })
    }
}

fn text(file: &Path) -> Result<String, Sentence> {
    let of_file = |sentence: Sentence| sentence.with("file", &file.display());
    let unopened = |why| of_file(Sentence::new("files.unopened").with("why", why));
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| unopened(files::why_not_read(&error)))?;
    if bytes.len() as u64 > LONGEST {
        let longest = Sentence::new("own_tour.too_long").with("most", &LONGEST);
        return Err(of_file(Sentence::new("lecture.bad").with("why", longest)));
    }
    let no_text = |_| unopened(Sentence::new("progress.no_text"));
    String::from_utf8(bytes).map_err(no_text)
}

/// A fault, with its place.
fn said(file: &Path, fault: Fault) -> Sentence {
    let said = match fault.line {
        Some(line) => Sentence::new("lecture.bad_line").with("line", &line),
        None => Sentence::new("lecture.bad"),
    };
    said.with("file", &file.display()).with("why", fault.why)
}

/// The first fault, and how to see the others.
fn refused(file: &Path, faults: Vec<Fault>) -> Sentence {
    let more = faults.len().saturating_sub(1);
    let first = faults.into_iter().next().map(|fault| said(file, fault));
    let first = first.unwrap_or_else(|| Sentence::new("lecture.no_entry"));
    match more {
        0 => first,
        more => Sentence::new("lecture.and_more")
            .with("first", first)
            .with("n", &more)
            .with("file", &file.display()),
    }
}

/// What was found, a line each.
fn report(file: &Path, read: Result<Lecture, Vec<Fault>>, lang: Lang) -> String {
    match read {
        Ok(lecture) => {
            let well = Sentence::new("lecture.well").with("file", &file.display());
            let well = well.with("n", &lecture.entries.len());
            let minutes = lecture.seconds().div_ceil(60);
            well.with("minutes", &minutes).said(lang) + "\n"
        }
        Err(faults) => {
            let lines = faults
                .into_iter()
                .map(|fault| said(file, fault).said(lang) + "\n");
            lines.collect()
        }
    }
}
