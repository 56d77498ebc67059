//! The binary: a stage if it was started as one, otherwise arguments → plan → exit code.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use concurrium::app::quiz::Quizzing;
use concurrium::cli::{self, Plan, Sitting};
use concurrium::explore::{Limits, Search};
use concurrium::explorer::Seat;
use concurrium::headless::{self, Format, Orders, exploration};
use concurrium::lessons::{self, Shelf};
use concurrium::link::THIS_PROGRAM;
use concurrium::notes::viewer;
use concurrium::progress::file::Keeper;
use concurrium::protocol::launch;
use concurrium::record::recorder::{self, Recorder};
use concurrium::{demos, explorer, quiz, record, saved, stage, tui};

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    if arguments.nth(1).as_deref() == Some(launch::ARGUMENT) {
        let demo = |id: &str| demos::find(id).map(|demo| demo.run);
        stage::main(&arguments.next().unwrap_or_default(), demo);
    }
    let shelf = match lessons::built_in() {
        Ok(shelf) => shelf,
        Err(bad) => {
            let _ = writeln!(io::stderr(), "concurrium: {bad}");
            return ExitCode::FAILURE;
        }
    };
    let plan = match cli::plan(shelf, std::env::args_os(), |name| std::env::var(name).ok()) {
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
    match carry_out(shelf, plan) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "concurrium: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(shelf: &'static Shelf, plan: Plan) -> anyhow::Result<ExitCode> {
    match plan {
        Plan::Explore(sitting, chosen) => {
            seated(shelf, sitting, |seat| Ok(explorer::open(seat, chosen)))
        }
        Plan::Replay { file, sitting } => {
            let saved = saved::read(&file)?;
            seated(shelf, sitting, |seat| Ok(explorer::replay(seat, saved)))
        }
        Plan::Tour { lesson, sitting } => {
            seated(shelf, sitting, |seat| Ok(explorer::tour(seat, lesson)))
        }
        Plan::Quiz {
            kinds,
            seed,
            count,
            sitting,
        } => {
            let quiz = Quizzing::new(&kinds, seed.unwrap_or_else(another_seed), count);
            seated(shelf, sitting, |seat| Ok(explorer::quiz(seat, quiz)))
        }
        Plan::Notes { plain } => {
            let out = io::stdout();
            let format = match !plain && out.is_terminal() {
                true => viewer::Format::Screen,
                false => viewer::Format::Plain,
            };
            let width = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
            viewer::follow(format, usize::from(width.clamp(20, 100)), out.lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Sheet {
            kinds,
            seed,
            count,
            lang,
        } => {
            let seed = seed.unwrap_or_else(another_seed);
            put(&quiz::sheet(&kinds, seed, count, lang))?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::RecordTour {
            lesson,
            size,
            lang,
            recording,
        } => {
            let file = match recorder::create(&recording.file) {
                Ok(file) => file,
                Err(why) => return refuse(&why),
            };
            let out = io::BufWriter::new(file);
            record::tour(
                Path::new(THIS_PROGRAM),
                shelf,
                lesson,
                size,
                lang,
                recording.version,
                out,
            )
            .with_context(|| recording.file.display().to_string())?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::List { json, lang } => {
            put(&headless::list(shelf, json, lang)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Run {
            lesson,
            settings,
            verbs,
            schedule,
            json,
            lang,
        } => {
            let format = if json {
                Format::Json
            } else {
                Format::Plain(lang)
            };
            let orders = Orders { verbs, schedule };
            headless::run(lesson, &settings, orders, format, io::stdout().lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::EverySchedule {
            lesson,
            settings,
            states,
            free,
            json,
            lang,
        } => {
            let Some(program) = demos::program(&lesson.id, &settings) else {
                anyhow::bail!("{} has no schedules to explore", lesson.id);
            };
            let report = Search::all(program.clone(), Limits { states });
            let mut chance = BTreeMap::new();
            for _ in 0..free {
                let outcome = stage::run_freely(&program).context("a free run")?;
                *chance.entry(outcome).or_default() += 1;
            }
            put(&match json {
                true => exploration::json(&lesson.id, &settings, &program, &report, &chance) + "\n",
                false => exploration::plain(&program, &report, &chance, lang),
            })?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Picture {
            lesson,
            settings,
            view,
            file,
        } => {
            let svg = record::picture(shelf, lesson, settings, &view)?;
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

/// Opens what the explorer needs, then the explorer.
fn seated(
    shelf: &'static Shelf,
    sitting: Sitting,
    open: impl FnOnce(Seat) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let keeper = match sitting.keeps {
        true => Keeper::of_environment(|name| std::env::var_os(name)),
        false => Keeper::of_nothing(),
    };
    let recorder = sitting
        .recording
        .map(|recording| Recorder::open(&recording.file, recording.version, "Concurrium"));
    let recorder = match recorder.transpose() {
        Ok(recorder) => recorder,
        Err(why) => return refuse(&why),
    };
    open(Seat {
        shelf,
        lang: sitting.lang,
        keeper,
        recorder,
    })
}

/// A seed that nobody asked for: short enough to be told to others.
fn another_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_micros() as u64 % 100_000)
}

/// Says why the arguments can't be followed.
fn refuse(why: &str) -> anyhow::Result<ExitCode> {
    let _ = writeln!(io::stderr(), "concurrium: {why}");
    Ok(ExitCode::from(2))
}

/// Writes on standard output. A reader that has gone away is no error.
fn put(text: &str) -> io::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
