//! What works on this machine: everything that a start or a run would ask for is asked for now, and said line by line.
//!
//! The questions are those of the start and of the runs themselves, in `machine` and where they stand; none is put a second way.
//! Nothing is waited for without end.

mod checks;

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use crate::i18n::{Lang, say, word};
use crate::lessons::{ByHand, Lesson, Shelf};
use crate::machine::{self, Missing, Need};
use crate::play::Plays;
use checks::{Check, Whose};

/// How long one question may take: many times what each does.
const PATIENCE: Duration = Duration::from_secs(10);

/// How wide the column of names is, in cells.
const NAMES: usize = 20;

/// Asks for everything, and says what came of it; whether nothing is missing.
pub fn examine(plays: Plays, lang: Lang) -> (String, bool) {
    let mut report = String::new();
    let mut missing = 0;
    for check in checks::all(plays) {
        if check.need == Need::Run && missing > 0 {
            report += &not_tried(&check, lang);
            continue;
        }
        let came = within_patience(&check, lang);
        missing += usize::from(came.is_err());
        report += &line(plays.shelf, &check, &came, lang);
        if came.is_err_and(|missing| missing.need == Need::Addresses) {
            return (report + word(lang, "doctor.the_rest") + "\n", false);
        }
    }
    let count = missing.to_string();
    report += &match missing {
        0 => word(lang, "doctor.all_well").to_owned(),
        _ => say(lang, "doctor.some_missing", &[("count", &count)]),
    };
    report.push('\n');
    (report, missing == 0)
}

/// Asks on a thread of its own; who doesn't answer is left behind, and ends with the program.
fn within_patience(check: &Check, lang: Lang) -> Result<String, Missing> {
    let (tell, told) = mpsc::channel();
    let ask = Arc::clone(&check.ask);
    let asked = machine::thread("doctor", move || {
        let _ = tell.send(ask(lang));
    });
    let came = match asked {
        Ok(_) => told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            let seconds = PATIENCE.as_secs().to_string();
            let late = say(lang, "doctor.late", &[("s", &seconds)]);
            Err(Missing::new(check.need, check.need.name(lang), &late).into())
        }),
        // There is no room for a thread, which has its own line.
        Err(_) => (check.ask)(lang),
    };
    came.map_err(|error| missing_of(check.need, error, lang))
}

fn missing_of(need: Need, error: io::Error, lang: Lang) -> Missing {
    match error.downcast::<Missing>() {
        Ok(missing) => missing,
        Err(error) => Missing::new(need, need.name(lang), &error.to_string()),
    }
}

fn line(shelf: &Shelf, check: &Check, came: &Result<String, Missing>, lang: Lang) -> String {
    let (mark, key, said) = match came {
        Ok(found) => ('✓', "doctor.ok", found.clone()),
        Err(missing) => ('✗', "doctor.missing", missing.said(lang)),
    };
    let name = padded(check.need.name(lang), NAMES);
    let mut line = format!("{mark} {} {name} {said}\n", padded(word(lang, key), 8));
    if came.is_err() {
        let who = say(
            lang,
            "doctor.needed_by",
            &[("lessons", &needed_by(shelf, check.whose, lang))],
        );
        line += &format!("{:11}{who}\n", "");
    }
    line
}

/// What is missing above says more than what a run without it would say.
fn not_tried(check: &Check, lang: Lang) -> String {
    let name = padded(check.need.name(lang), NAMES);
    let skipped = padded(word(lang, "doctor.skipped"), 8);
    format!("– {skipped} {name} {}\n", word(lang, "doctor.not_tried"))
}

fn padded(text: &str, cells: usize) -> String {
    text.to_owned() + &" ".repeat(cells.saturating_sub(text.width()))
}

/// Which lessons can't be had without it, or what else.
fn needed_by(shelf: &Shelf, whose: Whose, lang: Lang) -> String {
    let of = |needs: &dyn Fn(&Lesson) -> bool| {
        let opened = shelf.entries().iter().filter_map(|entry| entry.open().ok());
        let ids: BTreeSet<&str> = opened
            .filter(|lesson| needs(lesson))
            .map(|lesson| lesson.id.as_str())
            .collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        ids.join(word(lang, "doctor.separator"))
    };
    match whose {
        Whose::Everything => word(lang, "doctor.everything").to_owned(),
        Whose::Explorer => word(lang, "doctor.explorer").to_owned(),
        Whose::Presenter => word(lang, "doctor.presenter").to_owned(),
        Whose::Memory => word(lang, "doctor.memory_of_progress").to_owned(),
        Whose::Of(models) => of(&|lesson| models.contains(&lesson.model)),
        // A run was recorded of what CPython alone runs.
        Whose::Python => of(&|lesson| lesson.lets(ByHand::Python3) || lesson.recorded.is_some()),
    }
}
