//! Holds every lesson against CPython and prints the table: lesson, knobs, what was compared, equal or not.
//!
//! `cargo test --test conformance` prints it; a word behind `--` keeps the lessons that have it in their name.
//! `CONCURRIUM_PYTHON` names other interpreters than `python3`, with `:` between: a table for each. A lesson with a knob
//! `python` follows the interpreter's version. Its own binary, without the test harness: the table is what it is for.
//!
//! Never knows how a lesson is made: it sees what `concurrium run LESSON --json` tells a user, and what CPython prints.

#[path = "conformance/cases.rs"]
mod cases;
#[expect(dead_code, reason = "the other tests use the rest")]
#[path = "it/pythons.rs"]
mod pythons;
#[path = "conformance/sides.rs"]
mod sides;

use std::process::ExitCode;

use cases::Case;
use concurrium::lessons;
use pythons::Python;
use sides::Program;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let pythons = pythons::all();
    let (mut equal, mut differ) = (0, 0);
    for python in &pythons {
        let (equals, differs) = table(python, &wanted);
        (equal, differ) = (equal + equals, differ + differs);
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
        "\n{:<16} {:<44} {:<34} CPython {}",
        "lesson", "knobs", "compared", python.release
    );
    let (mut equal, mut differ) = (0, 0);
    let lessons = lessons::built_in().expect("lessons").open_all();
    let lessons = lessons.expect("lessons");
    let cases = cases::all(&lessons);
    for case in cases.iter().filter(|case| chosen(case.lesson)) {
        let came = match case.needs_more_than(python.version) {
            Some(why) => Ok(why),
            None => differs(case, python).map_or(Ok("equal"), Err),
        };
        println!(
            "{:<16} {:<44} {:<34} {}",
            case.lesson,
            case.knobs(),
            case.compared(),
            came.as_ref().unwrap_or(&"DIFFERS")
        );
        match came {
            Ok("equal") => equal += 1,
            Ok(_) => {}
            Err(difference) => {
                differ += 1;
                println!("{difference}");
            }
        }
    }
    for lesson in lessons.into_iter().filter(|lesson| chosen(&lesson.id)) {
        if !cases.iter().any(|case| case.lesson == lesson.id) {
            println!("{:<16} is held against nothing", lesson.id);
            differ += 1;
        }
    }
    (equal, differ)
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
