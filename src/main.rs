//! The binary: a stage if it was started as one, otherwise arguments → plan → exit code.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use anyhow::Context;
use concurrium::cli::{self, Plan};
use concurrium::headless::{self, Format};
use concurrium::{explorer, record, saved, stage, tui};

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    if arguments.nth(1).as_deref() == Some(stage::ARGUMENT) {
        stage::main(&arguments.next().unwrap_or_default());
    }
    let plan = match cli::plan(std::env::args_os(), |name| std::env::var(name).ok()) {
        Ok(plan) => plan,
        Err(no_plan) => {
            let said = if no_plan.code == 0 {
                put(&no_plan.text)
            } else {
                io::stderr().write_all(no_plan.text.as_bytes())
            };
            return if said.is_ok() {
                ExitCode::from(no_plan.code)
            } else {
                ExitCode::FAILURE
            };
        }
    };
    match carry_out(plan) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "concurrium: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(plan: Plan) -> anyhow::Result<ExitCode> {
    match plan {
        Plan::Explore(lang, chosen) => Ok(explorer::open(lang, chosen)),
        Plan::Replay { file, lang } => Ok(explorer::replay(lang, saved::read(&file)?)),
        Plan::List { json, lang } => {
            put(&headless::list(json, lang))?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Run {
            lesson,
            settings,
            verbs,
            json,
            lang,
        } => {
            let format = if json {
                Format::Json
            } else {
                Format::Plain(lang)
            };
            headless::run(lesson, &settings, verbs, format, io::stdout().lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Picture {
            lesson,
            settings,
            view,
            file,
        } => {
            let svg = record::picture(lesson, settings, &view)?;
            match file {
                Some(file) => std::fs::write(&file, svg)
                    .with_context(|| format!("{} can't be written", file.display()))?,
                None => put(&svg)?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Plan::ResetTerminal => Ok(tui::reset_terminal()),
    }
}

/// Writes on standard output. A reader that has gone away is no error.
fn put(text: &str) -> io::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
