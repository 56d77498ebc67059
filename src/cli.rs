//! The command line: arguments to a [`Plan`], and nothing else.
//!
//! Never does what the plan says.

mod completions;
mod man;
mod plan;
mod quiz;
mod recording;
mod schedule;
mod script;
mod signal;
mod size;
mod theme;
mod tour;
mod verb;
mod wrong;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};
pub use plan::{Plan, Sitting};
pub use recording::Recording;
use size::size;
pub use wrong::NoPlan;
use wrong::wrong;

use crate::explore::Limits;
use crate::i18n::{Lang, environment};
use crate::lessons::{Lesson, Settings, Shelf};
use crate::play::Plays;
use crate::record::{self, View};

#[derive(Parser)]
#[command(name = "concurrium", version, about, long_about = None, after_help = after_help())]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    /// The language of screen and sentences: en or zh [default: the environment's]
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    lang: Option<Lang>,
    /// The ground to draw on: light, dark, or auto, what the terminal says of its own
    #[arg(long, global = true, value_name = "THEME", default_value = "auto", value_parser = theme::read)]
    theme: theme::Wanted,
    /// Keep no progress: read and write nothing
    #[arg(long, global = true)]
    no_state: bool,
    /// Leave the mouse to the terminal, which selects text with it; M takes it
    #[arg(long, global = true)]
    no_mouse: bool,
    #[command(flatten)]
    record: recording::Record,
}

fn after_help() -> String {
    let variables = environment::listed(Lang::En);
    format!("With no command, the explorer opens.\n\n{variables}")
}

#[derive(Subcommand)]
enum Task {
    /// Open a lesson, or a run saved in a file, in the explorer
    Open(Chosen),
    /// List the lessons
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print a lesson's Python program for one setting of its knobs: CPython runs it
    Listing {
        #[command(flatten)]
        chosen: Chosen,
        /// The file to write [default: standard output]
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Run a lesson, or a script of your own on the machine's CPython, without the explorer
    Run {
        #[command(flatten)]
        chosen: Chosen,
        #[command(flatten)]
        own: script::Own,
        /// Do something by hand: next, send 'a literal', throw RuntimeError "…", close; signal KILL p0/1
        #[arg(long = "do", value_name = "VERB")]
        verbs: Vec<String>,
        /// Who moves when, on the real threads: a letter a step, such as AABBAB
        #[arg(long, value_name = "LETTERS", conflicts_with = "verbs")]
        schedule: Option<String>,
        /// A schedule by chance; the same number gives the same one
        #[arg(long, value_name = "N", conflicts_with_all = ["schedule", "verbs"])]
        seed: Option<u64>,
        /// One sentence a step [the default]
        #[arg(long, conflicts_with = "json")]
        plain: bool,
        /// One JSON event a line
        #[arg(long)]
        json: bool,
    },
    /// Explore every schedule of a lesson: how many there are, and how they come out
    Explore {
        #[command(flatten)]
        chosen: Chosen,
        /// One JSON object
        #[arg(long)]
        json: bool,
        /// How many states to keep at most; beyond them the figures are "at least"
        #[arg(long, value_name = "N", default_value_t = Limits::default().states)]
        states: usize,
        /// How many megabytes they may take at most
        #[arg(long, value_name = "MB", default_value_t = (Limits::default().memory >> 20) as u32, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        memory: u32,
        /// How many seconds of the processor it may take at most
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        seconds: u32,
        /// Beside it, run freely on real threads so many times
        #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
        free: u32,
    },
    /// Follow a presenter's notes from a second terminal: press m in a lesson in the first
    Notes {
        /// All notes, one after the other, not the last ones alone
        #[arg(long)]
        plain: bool,
    },
    /// Drills without end: fork programs, interleavings, verbs on generators
    Quiz(quiz::Quiz),
    /// Play a lesson's tour: it goes by itself until you take over
    Tour(tour::Tour),
    /// Picture the screen of a lesson, as SVG
    Picture {
        #[command(flatten)]
        chosen: Chosen,
        /// The step to go to [default: the end]
        #[arg(long, value_name = "STEP")]
        at: Option<usize>,
        /// Keys to press then, between blanks, as the help writes them; a text in quotes is typed
        #[arg(long, value_name = "KEYS", default_value = "")]
        keys: record::Keys,
        /// The screen's columns and rows
        #[arg(long, value_name = "CxR", default_value = "100x30", value_parser = size)]
        size: (u16, u16),
        /// The file to write [default: standard output]
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say what works on this machine, what doesn't, and which lessons need it
    Doctor,
    /// Put a terminal right that a killed program left dirty
    ResetTerminal,
    /// Print what a shell needs to complete the command line: lessons, knobs and their values, verbs, files
    Completions(completions::Completions),
    /// Print a page of the manual, for man to show
    Man(man::Manual),
}

#[derive(Args)]
struct Chosen {
    /// The lesson's id, as `concurrium list` names it; for open, the file of a saved run does too; for run, a script's, behind
    /// which all is its own
    lesson: OsString,
    /// Set a knob of the lesson
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    set: Vec<String>,
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::of_code(text).ok_or_else(|| {
        let codes = Lang::ALL.map(Lang::code);
        format!("the languages are {}", codes.join(" and "))
    })
}

/// Reads the arguments, the program's own name first. `plays` has the lessons they name, `var` gives environment variables.
///
/// # Errors
/// Help was asked for, or the arguments are wrong: the text says what would be right.
pub fn plan(
    plays: Plays,
    arguments: impl IntoIterator<Item = OsString>,
    var: impl Fn(&str) -> Option<String>,
) -> Result<Plan, NoPlan> {
    let arguments = arguments.into_iter().collect();
    let (arguments, behind) = script::split(&Arguments::command(), arguments);
    let arguments = Arguments::try_parse_from(arguments).map_err(|error| NoPlan {
        text: error.render().to_string(),
        code: u8::from(error.use_stderr()) * 2,
    })?;
    let shelf = plays.shelf;
    let lang = arguments.lang.unwrap_or_else(|| Lang::of_environment(var));
    let on_a_screen = matches!(
        arguments.command,
        None | Some(Task::Open(_) | Task::Tour(_) | Task::Quiz(_))
    );
    if arguments.record.is_asked() && !on_a_screen {
        return Err(wrong(
            "--record records the explorer: it goes with `open`, with `tour`, or without a command",
        ));
    }
    let sitting = Sitting {
        lang,
        background: arguments.theme.0,
        keeps: !arguments.no_state,
        mouse: !arguments.no_mouse,
        recording: arguments.record.asked(),
    };
    Ok(match arguments.command {
        None => Plan::Explore(sitting, None),
        Some(Task::Open(chosen)) if chosen.is_file() => chosen.replay(sitting)?,
        Some(Task::Open(chosen)) => Plan::Explore(sitting, Some(chosen.resolve(shelf)?)),
        Some(Task::Notes { plain }) => Plan::Notes { plain },
        Some(Task::Tour(tour)) => tour.plan(shelf, sitting)?,
        Some(Task::Quiz(quiz)) => quiz.plan(shelf, sitting)?,
        Some(Task::List { json }) => Plan::List { json, lang },
        Some(Task::Listing { chosen, output }) => {
            let (lesson, settings) = chosen.resolve(shelf)?;
            Plan::Listing {
                lesson,
                settings,
                file: output,
            }
        }
        Some(Task::Doctor) => Plan::Doctor { lang },
        Some(Task::ResetTerminal) => Plan::ResetTerminal,
        Some(Task::Completions(completions)) => {
            Plan::Text(completions.text(&mut Arguments::command(), shelf, lang))
        }
        Some(Task::Man(manual)) => {
            Plan::Text(manual.page(Arguments::command(), lang).map_err(wrong)?)
        }
        Some(Task::Picture {
            chosen,
            at,
            keys,
            size,
            output: file,
        }) => {
            let (lesson, settings) = chosen.resolve(shelf)?;
            let view = View {
                at,
                keys,
                size,
                lang,
                background: sitting.background.unwrap_or_default(),
            };
            Plan::Picture {
                lesson,
                settings,
                view,
                file,
            }
        }
        Some(Task::Explore {
            chosen,
            json,
            states,
            memory,
            seconds,
            free,
        }) => {
            let (lesson, settings) = chosen.resolve(shelf)?;
            let play = plays.of(lesson, settings);
            let program = schedule::program(plays, &play).map_err(wrong)?;
            Plan::EverySchedule {
                play,
                program,
                limits: Limits {
                    states,
                    memory: (memory as usize) << 20,
                },
                seconds,
                free,
                json,
                lang,
            }
        }
        Some(Task::Run {
            chosen,
            own,
            verbs,
            schedule,
            seed,
            json,
            plain: _,
        }) if chosen.is_file() => {
            let lessons = [
                ("--do", !verbs.is_empty()),
                ("--schedule", schedule.is_some()),
                ("--seed", seed.is_some()),
                ("--set", !chosen.set.is_empty()),
            ];
            if let Some((option, _)) = lessons.iter().find(|(_, given)| *given) {
                return Err(wrong(format!(
                    "{option} goes with a lesson, not with a script; leave it out"
                )));
            }
            let asked = own.asked(chosen.lesson, behind);
            Plan::RunScript { asked, json, lang }
        }
        Some(Task::Run {
            chosen,
            own,
            verbs,
            schedule,
            seed,
            json,
            plain: _,
        }) => {
            if let Some(option) = own.given() {
                return Err(wrong(format!(
                    "{option} goes with a script, such as ./my_script.py, not with a lesson; leave it out"
                )));
            }
            let (lesson, settings) = chosen.resolve(shelf)?;
            let play = plays.of(lesson, settings);
            let schedule = schedule::asked(plays, &play, schedule.as_deref(), seed);
            let schedule = schedule.map_err(wrong)?;
            let verbs = verbs
                .iter()
                .map(|text| verb::of(shelf, lesson, text))
                .collect::<Result<Vec<_>, _>>()
                .map_err(wrong)?;
            signal::nobody_stays_stopped(&verbs).map_err(wrong)?;
            Plan::Run {
                play,
                verbs,
                schedule,
                json,
                lang,
            }
        }
    })
}

impl Chosen {
    /// Whether it names a file.
    fn is_file(&self) -> bool {
        script::is_file(&self.lesson)
    }

    fn replay(self, sitting: Sitting) -> Result<Plan, NoPlan> {
        if let Some(set) = self.set.first() {
            return Err(wrong(format!(
                "--set {set}: a saved run has the knobs it was run with; leave --set out"
            )));
        }
        let file = PathBuf::from(self.lesson);
        Ok(Plan::Replay { file, sitting })
    }

    fn resolve(&self, shelf: &'static Shelf) -> Result<(&'static Lesson, Settings), NoPlan> {
        let lesson = shelf.open(&self.lesson.to_string_lossy()).map_err(wrong)?;
        let mut settings = lesson.defaults();
        for pair in &self.set {
            let Some((knob, value)) = pair.split_once('=') else {
                return Err(wrong(format!(
                    "--set {pair}: write it as KNOB=VALUE, for instance --set forks=3"
                )));
            };
            settings.set(lesson, knob, value).map_err(wrong)?;
        }
        Ok((lesson, settings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demos, lessons};

    fn picture(size: &str) -> Result<(u16, u16), NoPlan> {
        let arguments = ["concurrium", "picture", "generator", "--size", size];
        match plan(
            demos::plays(lessons::built_in().expect("lessons")),
            arguments.map(Into::into),
            |_| None,
        )? {
            Plan::Picture { view, .. } => Ok(view.size),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sizes_are_columns_and_rows() {
        for (text, size) in [
            ("40x12", (40, 12)),
            ("300×100", (300, 100)),
            ("80x24", (80, 24)),
        ] {
            assert_eq!(picture(text).ok(), Some(size), "{text}");
        }
    }

    #[test]
    fn a_bad_size_is_wrong_usage_and_the_sentence_says_what_would_be_right() {
        for text in ["80", "x", "80x", "x24", "80x24x2", "a×b", "1e2x30"] {
            let no = picture(text).expect_err(text);
            assert_eq!(no.code, 2, "{text}");
            assert!(no.text.contains("100x30"), "{}", no.text);
        }
        for text in ["39x12", "40x11", "301x100", "300x101", "65576x30", "0x0"] {
            let no = picture(text).expect_err(text);
            assert_eq!(no.code, 2, "{text}");
            assert!(no.text.contains("between 40x12 and 300x100"), "{}", no.text);
        }
    }

    #[test]
    fn a_picture_of_an_unknown_lesson_is_wrong_usage() {
        let arguments = ["concurrium", "picture", "fork-treee"];
        let no = plan(
            demos::plays(lessons::built_in().expect("lessons")),
            arguments.map(Into::into),
            |_| None,
        )
        .expect_err("no such lesson");
        assert_eq!(no.code, 2);
        assert!(no.text.contains("fork-tree"), "{}", no.text);
    }
}
