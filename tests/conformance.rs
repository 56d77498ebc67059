//! Holds every lesson against CPython and prints the table: lesson, knobs, what was compared, equal or not.
//!
//! `cargo test --test conformance` prints it; a word behind `--` keeps the lessons that have it in their name, `prints` or `steps` one of
//! the two tables.
//! `CONCURRIUM_PYTHON` names other interpreters than `python3`, with `:` between: a table for each. A lesson with a knob
//! `python` follows the interpreter's version. Its own binary, without the test harness: the table is what it is for.
//!
//! Never knows how a lesson is made: it sees what `concurrium run LESSON --json` tells a user, and what CPython prints.

#[path = "conformance/cases.rs"]
mod cases;
#[expect(dead_code, reason = "the other tests use the rest")]
#[path = "it/lesson_tests.rs"]
mod lesson_tests;
#[expect(dead_code, reason = "the other tests use the rest")]
#[path = "it/pythons.rs"]
mod pythons;
#[path = "conformance/rows.rs"]
mod rows;
#[path = "conformance/sides.rs"]
mod sides;
#[path = "conformance/steps.rs"]
mod steps;

use std::process::ExitCode;
use std::sync::Arc;

use cases::Case;
use concurrium::demos;
use concurrium::lessons::{self, Lesson};
use lesson_tests::Differs;
use pythons::Python;
use rows::Row;
use sides::Program;

/// A table of one interpreter, of the lessons that have one of these words in their names: how many rows are equal, and how many aren't.
type Table = fn(&Python, &[String]) -> (usize, usize);

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let (kinds, wanted): (Vec<String>, Vec<String>) = wanted
        .into_iter()
        .partition(|word| matches!(&**word, "prints" | "steps"));
    let pythons = pythons::all();
    let (mut equal, mut differ) = (0, 0);
    for python in &pythons {
        let tables: [(&str, Table); 2] = [("prints", table), ("steps", table_of_steps)];
        let is_wanted = |kind: &str| kinds.is_empty() || kinds.iter().any(|wanted| wanted == kind);
        for (_, table) in tables.into_iter().filter(|(kind, _)| is_wanted(kind)) {
            let (equals, differs) = table(python, &wanted);
            (equal, differ) = (equal + equals, differ + differs);
        }
    }
    println!("\n{equal} equal, {differ} not\n");
    if differ == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Holds the lessons against one interpreter; how many rows are equal, and how many aren't.
fn table(python: &Python, wanted: &[String]) -> (usize, usize) {
    let chosen = |lesson: &str| wanted.is_empty() || wanted.iter().any(|w| lesson.contains(w));
    println!(
        "\n{:<18} {:<44} {:<34} CPython {}",
        "lesson", "knobs", "compared", python.release
    );
    let lessons = lessons::built_in().expect("lessons").open_all();
    let lessons = lessons.expect("lessons").into_iter();
    let mut rows = Vec::new();
    for lesson in lessons.filter(|lesson| chosen(&lesson.id)) {
        let cases = cases::of(lesson);
        if cases.is_empty() {
            rows.push(Row {
                head: format!("{:<18}", lesson.id),
                hold: Box::new(|| Err("  it is held against nothing".to_owned())),
            });
        }
        rows.extend(cases.into_iter().map(|case| Row {
            head: format!(
                "{:<18} {:<44} {:<34}",
                lesson.id,
                case.knobs(),
                case.compared()
            ),
            hold: Box::new(move || match case.needs_more_than(python.version) {
                Some(why) => Ok(why),
                None => differs(&case, python).map_or(Ok("equal".to_owned()), Err),
            }),
        }));
    }
    rows::print(rows)
}

/// Holds what Rust does, step by step, against what one interpreter does; how many rows are equal, and how many aren't. Of each lesson
/// the first row that is held, unless `CONCURRIUM_EVERY_CHOICE` is set.
fn table_of_steps(python: &Python, wanted: &[String]) -> (usize, usize) {
    let chosen = |lesson: &str| wanted.is_empty() || wanted.iter().any(|w| lesson.contains(w));
    println!(
        "\n{:<18} {:<44} {:<34} CPython {}",
        "lesson", "knobs", "step by step, in turn", python.release
    );
    let lessons = lessons::built_in().expect("lessons").open_all();
    // What CPython alone runs has no other side.
    let two_sided = |lesson: &&Lesson| demos::find(&lesson.id).is_some() && chosen(&lesson.id);
    let most = match std::env::var_os("CONCURRIUM_EVERY_CHOICE") {
        Some(_) => usize::MAX,
        None => 1,
    };
    let mut rows = Vec::new();
    for lesson in lessons.expect("lessons").into_iter().filter(two_sided) {
        let all = Arc::new(lesson_tests::of(lesson).differs);
        let is_held = |case: &Case| {
            let allowed = steps::allowed(case, &all, python);
            most > 1 || allowed.is_ok_and(|allowed| !allowed.iter().any(|differs| differs.all))
        };
        let cases = cases::of_sets(lesson).into_iter();
        rows.extend(cases.filter(is_held).take(most).map(|case| Row {
            head: format!("{:<18} {:<44}", lesson.id, case.knobs()),
            hold: {
                let all = Arc::clone(&all);
                Box::new(move || step_by_step(&case, &all, python))
            },
        }));
    }
    rows::print(rows)
}

/// What comes of a row that is held step by step.
fn step_by_step(case: &Case, all: &[Differs], python: &Python) -> Result<String, String> {
    let allowed = steps::allowed(case, all, python)?;
    if let Some(why) = case.needs_more_than(python.version) {
        return Ok(why);
    }
    if let Some(differs) = allowed.iter().find(|differs| differs.all) {
        return Ok(format!("not held: {}", differs.why));
    }
    steps::differ(case, &allowed, python).map_or(Ok("equal".to_owned()), Err)
}

/// What the sides told, where they don't tell the same: both programs on CPython, and the demo.
fn differs(case: &Case, python: &Python) -> Option<String> {
    let whole = sides::listing_prints(case, Program::Whole, python);
    let specialised = sides::listing_prints(case, Program::Specialised, python);
    let demo = sides::demo_prints(case, python);
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for (who, lines) in [
        ("CPython", whole),
        ("CPython, the program for these knobs alone", specialised),
        ("the demo", demo),
    ] {
        match lines {
            Ok(lines) => told.push((who, case.normal(lines))),
            Err(why) => return Some(format!("  {who}: {why}")),
        }
    }
    if told[0].1.is_empty() {
        return Some("  CPython printed nothing: there is nothing to compare".to_owned());
    }
    told.iter().any(|(_, lines)| *lines != told[0].1).then(|| {
        let tell = |(who, lines): &(&str, Vec<String>)| {
            format!("  {who}:\n    {}\n", lines.join("\n    "))
        };
        told.iter().map(tell).collect()
    })
}
