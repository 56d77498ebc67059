//! The command line: arguments to a [`Plan`], and nothing else.
//!
//! Never does what the plan says.

mod help;
mod mistake;
mod plan;
mod quiz;
mod recording;
mod schedule;
mod signal;
mod theme;
mod tour;
mod usage;
mod verb;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, FromArgMatches, Parser, Subcommand};
pub use plan::{Plan, Sitting};
pub use recording::Recording;

use crate::explore::Limits;
use crate::i18n::{Lang, Sentence};
use crate::lessons::{Lesson, Settings, Shelf};
use crate::play::Plays;
use crate::record::{self, View};

/// What each says of itself is in the catalogue, in each language: see `help`.
#[derive(Parser)]
#[command(name = "concurrium", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Task>,
    #[arg(long, global = true, value_name = "LANG", value_parser = usage::language)]
    lang: Option<Lang>,
    #[arg(long, global = true, value_name = "THEME", default_value = "auto", value_parser = theme::read)]
    theme: theme::Wanted,
    #[arg(long, global = true)]
    no_state: bool,
    #[arg(long, global = true)]
    no_mouse: bool,
    #[command(flatten)]
    record: recording::Record,
}

#[derive(Subcommand)]
enum Task {
    Open(Chosen),
    List {
        #[arg(long)]
        json: bool,
    },
    Listing {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Run {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long = "do", value_name = "VERB")]
        verbs: Vec<String>,
        #[arg(long, value_name = "LETTERS", conflicts_with = "verbs")]
        schedule: Option<String>,
        #[arg(long, value_name = "N", conflicts_with_all = ["schedule", "verbs"], value_parser = usage::whole::<u64>(0, u64::MAX))]
        seed: Option<u64>,
        #[arg(long, conflicts_with = "json")]
        plain: bool,
        #[arg(long)]
        json: bool,
    },
    Explore {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long)]
        json: bool,
        #[arg(long, value_name = "N", default_value_t = Limits::default().states, value_parser = usage::whole::<usize>(0, u64::MAX))]
        states: usize,
        #[arg(long, value_name = "MIB", default_value_t = (Limits::default().memory >> 20) as u32, value_parser = usage::whole::<u32>(1, 1_000_000))]
        memory: u32,
        #[arg(long, value_name = "N", default_value_t = 5, value_parser = usage::whole::<u32>(1, 1_000_000))]
        seconds: u32,
        #[arg(long, value_name = "N", default_value_t = 0, value_parser = usage::whole::<u32>(0, 1_000_000))]
        free: u32,
    },
    Notes {
        #[arg(long)]
        plain: bool,
    },
    Quiz(quiz::Quiz),
    Tour(tour::Tour),
    Picture {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long, value_name = "STEP", value_parser = usage::whole::<usize>(0, u64::MAX))]
        at: Option<usize>,
        #[arg(long, value_name = "KEYS", default_value = "")]
        keys: record::Keys,
        #[arg(long, value_name = "CxR", default_value = "100x30", value_parser = usage::size)]
        size: (u16, u16),
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Doctor,
    ResetTerminal,
    Help {
        of: Option<String>,
    },
}

#[derive(Args)]
struct Chosen {
    lesson: OsString,
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    set: Vec<String>,
}

/// Why there is no plan: what to print, where, and with which exit code.
#[derive(Debug)]
pub struct NoPlan {
    /// The sentence, or the help that was asked for.
    pub text: String,
    /// 0 for help and version, which go to standard output; 2 for wrong usage.
    pub code: u8,
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
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = usage::asked(&arguments).unwrap_or_else(|| Lang::of_environment(var));
    let read = help::command(lang).try_get_matches_from(arguments);
    let read = read.and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = read.map_err(|error| mistake::of(&error, lang))?;
    if let Some(Task::Help { of: name }) = &arguments.command {
        return Err(help_on(name.as_deref(), lang));
    }
    asked(plays, arguments, lang).map_err(|why| wrong(why, lang))
}

fn help_on(name: Option<&str>, lang: Lang) -> NoPlan {
    match (help::of(name, lang), name) {
        (Some(help), _) => NoPlan {
            text: help.to_string(),
            code: 0,
        },
        (None, name) => {
            let unknown = Sentence::new("cli.wrong.unknown_command");
            wrong(unknown.with("command", name.unwrap_or_default()), lang)
        }
    }
}

/// What is to be done.
fn asked(plays: Plays, arguments: Arguments, lang: Lang) -> Result<Plan, Sentence> {
    let shelf = plays.shelf;
    let on_a_screen = matches!(
        arguments.command,
        None | Some(Task::Open(_) | Task::Tour(_) | Task::Quiz(_))
    );
    if arguments.record.is_asked() && !on_a_screen {
        return Err(Sentence::new("cli.wrong.record"));
    }
    let sitting = Sitting {
        lang,
        background: arguments.theme.0,
        keeps: !arguments.no_state,
        mouse: !arguments.no_mouse,
        recording: arguments.record.asked(),
    };
    Ok(match arguments.command {
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
        // Has been given already.
        Some(Task::Help { .. }) | None => Plan::Explore(sitting, None),
        Some(Task::Doctor) => Plan::Doctor { lang },
        Some(Task::ResetTerminal) => Plan::ResetTerminal,
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
            let program = schedule::program(plays, &play)?;
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
            verbs,
            schedule,
            seed,
            json,
            plain: _,
        }) => {
            let (lesson, settings) = chosen.resolve(shelf)?;
            let play = plays.of(lesson, settings);
            let schedule = schedule::asked(plays, &play, schedule.as_deref(), seed)?;
            let verbs = verbs
                .iter()
                .map(|text| verb::of(shelf, lesson, text))
                .collect::<Result<Vec<_>, _>>()?;
            signal::nobody_stays_stopped(&verbs)?;
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

fn wrong(why: Sentence, lang: Lang) -> NoPlan {
    let said = Sentence::new("cli.wrong.said").with("why", why);
    NoPlan {
        text: said.said(lang) + "\n",
        code: 2,
    }
}

impl Chosen {
    /// Whether it names a file: no lesson's id has a dot or a slash, and all are plain text, which a file's name needn't be.
    fn is_file(&self) -> bool {
        let name = self.lesson.to_str();
        name.is_none_or(|name| name.contains(['.', '/']))
    }

    fn replay(self, sitting: Sitting) -> Result<Plan, Sentence> {
        if let Some(set) = self.set.first() {
            return Err(Sentence::new("cli.wrong.set_of_file").with("set", set));
        }
        let file = PathBuf::from(self.lesson);
        Ok(Plan::Replay { file, sitting })
    }

    fn resolve(&self, shelf: &'static Shelf) -> Result<(&'static Lesson, Settings), Sentence> {
        let lesson = shelf.open(&self.lesson.to_string_lossy());
        let lesson = lesson.map_err(|none| none.sentence())?;
        let mut settings = lesson.defaults();
        for pair in &self.set {
            let Some((knob, value)) = pair.split_once('=') else {
                return Err(Sentence::new("cli.wrong.set_form").with("set", pair));
            };
            let set = settings.set(lesson, knob, value);
            set.map_err(|bad| bad.sentence())?;
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
