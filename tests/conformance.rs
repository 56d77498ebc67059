//! Holds every lesson against CPython and prints the table: lesson, knobs, what was compared, equal or not.
//!
//! `cargo test --test conformance` prints it; a word behind `--` keeps the lessons that have it in their name.
//! `CONCURRIUM_PYTHON` names another interpreter than `python3`. Its own binary, without the test harness: the table is
//! what it is for.
//!
//! Never knows how a lesson is made: it sees what `concurrium run LESSON --json` tells a user, and what CPython prints.

#[path = "conformance/cases.rs"]
mod cases;
#[path = "conformance/sides.rs"]
mod sides;

use std::process::ExitCode;

use cases::{CASES, Case};
use concurrium::lessons;
use sides::Python;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let python = match Python::found() {
        Ok(python) => python,
        Err(why) if std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_none() => {
            println!("nothing was held against CPython: {why}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("CONCURRIUM_NEEDS_PYTHON is set, but {why}");
            return ExitCode::FAILURE;
        }
    };
    let chosen = |lesson: &str| wanted.is_empty() || wanted.iter().any(|w| lesson.contains(w));
    println!(
        "\n{:<16} {:<44} {:<34} CPython {}",
        "lesson", "knobs", "compared", python.version
    );
    let (mut passed, mut failed) = (0, 0);
    for case in CASES.iter().filter(|case| chosen(case.lesson)) {
        let differs = differs(case, &python);
        let verdict = if differs.is_some() {
            "DIFFERS"
        } else {
            "equal"
        };
        println!(
            "{:<16} {:<44} {:<34} {verdict}",
            case.lesson,
            case.knobs(),
            case.compared()
        );
        match differs {
            None => passed += 1,
            Some(difference) => {
                failed += 1;
                println!("{difference}");
            }
        }
    }
    for lesson in lessons::built_in()
        .expect("lessons")
        .open_all()
        .expect("lessons")
        .into_iter()
        .filter(|lesson| chosen(&lesson.id))
    {
        if !CASES.iter().any(|case| case.lesson == lesson.id) {
            println!("{:<16} is held against nothing", lesson.id);
            failed += 1;
        }
    }
    println!("\n{passed} passed, {failed} failed\n");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What the two sides told, where they don't tell the same.
fn differs(case: &Case, python: &Python) -> Option<String> {
    let (theirs, ours) = match (python.prints(case), sides::demo_prints(case)) {
        (Ok(theirs), Ok(ours)) => (case.normal(theirs), case.normal(ours)),
        (Err(why), _) => return Some(format!("  CPython: {why}")),
        (_, Err(why)) => return Some(format!("  the demo: {why}")),
    };
    if theirs.is_empty() {
        return Some("  CPython printed nothing: there is nothing to compare".to_owned());
    }
    (theirs != ours).then(|| {
        let tell =
            |who: &str, lines: &[String]| format!("  {who}:\n    {}\n", lines.join("\n    "));
        tell("CPython", &theirs) + &tell("the demo", &ours)
    })
}
