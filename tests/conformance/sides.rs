//! The two sides of a comparison: the listing on CPython, and the demo on its real stage.
//!
//! Never knows which lessons there are.

use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use concurrium::lessons::{self, Settings};

use crate::cases::Case;

/// The interpreter that decides.
pub(crate) struct Python {
    program: OsString,
    /// `3.11.7`
    pub(crate) version: String,
}

impl Python {
    /// `CONCURRIUM_PYTHON`, or `python3`; otherwise why there is none.
    pub(crate) fn found() -> Result<Python, String> {
        let program = std::env::var_os("CONCURRIUM_PYTHON").unwrap_or_else(|| "python3".into());
        let asked = ["-c", "import platform; print(platform.python_version())"];
        let output = Command::new(&program)
            .args(asked)
            .output()
            .map_err(|why| format!("{} can't be started: {why}", program.display()))?;
        let version = lines(&output)?.concat();
        Ok(Python { program, version })
    }

    /// What the lesson's listing prints with the case's knobs.
    pub(crate) fn prints(&self, case: &Case) -> Result<Vec<String>, String> {
        let lesson = lessons::find(case.lesson).map_err(|why| why.to_string())?;
        let program = lesson.listing.with(&settings(case)?).program();
        // Through a pipe and buffered: unbuffered, CPython writes a line in pieces, and those of several processes mix.
        let mut child = Command::new(&self.program)
            .args(["-W", "ignore", "-"])
            .env("PYTHONIOENCODING", "utf-8")
            .env_remove("PYTHONUNBUFFERED")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|why| why.to_string())?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin
                .write_all(program.as_bytes())
                .map_err(|why| why.to_string())?;
        }
        lines(&child.wait_with_output().map_err(|why| why.to_string())?)
    }
}

/// What the demo prints on standard output, as `run --json` tells it.
pub(crate) fn demo_prints(case: &Case) -> Result<Vec<String>, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", case.lesson, "--json"]);
    for (knob, value) in case.set {
        command.args(["--set", &format!("{knob}={value}")]);
    }
    let told = lines(&command.output().map_err(|why| why.to_string())?)?;
    let mut printed = Vec::new();
    for line in told {
        let event: serde_json::Value =
            serde_json::from_str(&line).map_err(|why| format!("{line}: {why}"))?;
        if event["event"] == "output" && event["stream"] == "stdout" {
            printed.push(event["text"].as_str().unwrap_or_default().to_owned());
        }
    }
    Ok(printed)
}

fn settings(case: &Case) -> Result<Settings, String> {
    let lesson = lessons::find(case.lesson).map_err(|why| why.to_string())?;
    let mut settings = lesson.defaults();
    for (knob, value) in case.set {
        settings
            .set(lesson, knob, value)
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
