//! The two sides of a comparison: the listing on CPython, and the demo on its real stage. What CPython alone runs has its listing
//! there, too: with us and without.
//!
//! Never knows which lessons there are.

use std::process::{Command, Output};

use concurrium::demos;
use concurrium::lessons::{self, Settings};

use crate::cases::Case;
use crate::pythons::Python;

/// Which program of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// The file as it stands, with these knobs.
    Whole,
    /// The one for these knobs alone.
    Specialised,
}

/// What the lesson's listing prints with the case's knobs.
pub(crate) fn listing_prints(
    case: &Case,
    which: Program,
    python: &Python,
) -> Result<Vec<String>, String> {
    let settings = settings(case)?;
    let lesson = case.lesson;
    let listing = match which {
        Program::Whole => lesson.listing.with(&settings),
        Program::Specialised => lesson.listing.specialised(&settings),
    };
    let program = listing.program();
    // Through a pipe and buffered: unbuffered, CPython writes a line in pieces, and those of several processes mix.
    let output = python.runs(&program);
    lines(&output.map_err(|why| why.to_string())?)
}

/// What the demo prints on standard output, as `run --json` tells it.
pub(crate) fn demo_prints(case: &Case, python: &Python) -> Result<Vec<String>, String> {
    let lesson = case.lesson;
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", &lesson.id, "--json"]);
    for (knob, value) in &case.set {
        command.args(["--set", &format!("{knob}={value}")]);
    }
    if demos::find(&lesson.id).is_none() {
        command.arg("--python").arg(python.program());
    }
    if lesson.knob(lessons::PYTHON).is_some() {
        command.args(["--set", &format!("{}={}", lessons::PYTHON, python.version)]);
    }
    let told = lines(&command.output().map_err(|why| why.to_string())?)?;
    let listing = lesson.listing.specialised(&settings(case)?);
    let mut printed = Vec::new();
    for line in told {
        let event: serde_json::Value =
            serde_json::from_str(&line).map_err(|why| format!("{line}: {why}"))?;
        // It stands at the lines of the program that is on the screen.
        if event["event"] == "line"
            && let Some(cue) = event["cue"].as_str()
            && event["line"].as_u64() != listing.line_of(cue).map(u64::from)
        {
            return Err(format!("{cue} is at line {}: {line}", event["line"]));
        }
        if event["event"] == "output" && event["stream"] == "stdout" {
            printed.push(event["text"].as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(printed)
}

fn settings(case: &Case) -> Result<Settings, String> {
    let mut settings = case.lesson.defaults();
    for (knob, value) in &case.set {
        settings
            .set(case.lesson, knob, value)
            .map_err(|why| why.to_string())?;
    }
    Ok(settings)
}

/// The lines of standard output of a program that ended well.
fn lines(output: &Output) -> Result<Vec<String>, String> {
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", output.status, complaint.trim_end()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(str::to_owned).collect())
}
