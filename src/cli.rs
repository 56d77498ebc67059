//! The command line: arguments to a [`Plan`], and nothing else.
//!
//! Never does what the plan says.

mod arguments;
mod completions;
mod help;
mod man;
mod mistake;
mod plan;
mod present;
mod quiz;
mod recording;
mod results;
mod schedule;
mod script;
mod signal;
mod size;
mod theme;
mod tour;
mod usage;
mod verb;
mod wrong;

use std::ffi::OsString;

use arguments::{Arguments, Everywhere, Task};
use clap::{CommandFactory, FromArgMatches};
pub use plan::{Pictured, Plan, Sitting};
pub use recording::Recording;
pub use wrong::NoPlan;
use wrong::wrong;

use crate::explore::Limits;
use crate::headless::Orders;
use crate::i18n::{Lang, Sentence};
use crate::play::Plays;
use crate::record::View;
use crate::script::NoScript;

/// The language that the arguments ask for, or else the environment: also of those that can't be read.
pub fn language(
    arguments: impl IntoIterator<Item = OsString>,
    var: impl Fn(&str) -> Option<String>,
) -> Lang {
    let arguments = arguments.into_iter().collect();
    let (arguments, _) = script::split(&Arguments::command(), arguments);
    usage::asked(&arguments).unwrap_or_else(|| Lang::of_environment(var))
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
    let arguments: Vec<_> = arguments.into_iter().collect();
    let (lang, arguments, behind) = match Everywhere::alone(&arguments) {
        Some(everywhere) => {
            let (command, lang) = (None, everywhere.lang);
            let lang = lang.unwrap_or_else(|| Lang::of_environment(&var));
            (
                lang,
                Arguments {
                    command,
                    everywhere,
                },
                Vec::new(),
            )
        }
        None => with_a_command(arguments, &var)?,
    };
    if let Some(Task::Help { of: name }) = &arguments.command {
        return Err(help_on(name.as_deref(), lang));
    }
    asked(plays, arguments, behind, lang, &var).map_err(|why| wrong(why, lang))
}

/// Arguments that name a command, or have a mistake: the language they are answered in, what they say, and what is a script's
/// own.
fn with_a_command(
    arguments: Vec<OsString>,
    var: &impl Fn(&str) -> Option<String>,
) -> Result<(Lang, Arguments, Vec<OsString>), NoPlan> {
    let bare = help::bare();
    let (arguments, behind) = script::split(&bare, arguments);
    let lang = usage::asked(&arguments).unwrap_or_else(|| Lang::of_environment(var));
    let read = bare.try_get_matches_from(&arguments);
    // The words take as long as all the rest of a start: who makes no mistake doesn't wait for them.
    let read = read.or_else(|_| help::command(lang).try_get_matches_from(arguments));
    let read = read.and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = read.map_err(|error| mistake::of(&error, lang))?;
    Ok((lang, arguments, behind))
}

/// What is to be said of a script's arguments: that the first of them was meant for us, perhaps.
pub fn gone_to_the_script(own: &[OsString]) -> Option<Sentence> {
    script::gone_to_it(&help::bare(), own)
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
fn asked(
    plays: Plays,
    arguments: Arguments,
    behind: Vec<OsString>,
    lang: Lang,
    var: &dyn Fn(&str) -> Option<String>,
) -> Result<Plan, Sentence> {
    let shelf = plays.shelf;
    let everywhere = arguments.everywhere;
    let on_a_screen = match &arguments.command {
        None | Some(Task::Open { .. } | Task::Tour(_) | Task::Quiz(_)) => true,
        Some(Task::Present(present)) => !present.only_checks(),
        Some(_) => false,
    };
    if everywhere.results.is_some() && !on_a_screen {
        return Err(Sentence::new("cli.wrong.no_results"));
    }
    if everywhere.record.is_asked() && !on_a_screen {
        return Err(Sentence::new("cli.wrong.record"));
    }
    let sitting = Sitting {
        lang,
        background: everywhere.theme.0,
        keeps: !everywhere.no_state,
        mouse: !everywhere.no_mouse,
        recording: everywhere.record.asked(),
        results: everywhere.results,
    };
    Ok(match arguments.command {
        Some(Task::Open { chosen, own }) => {
            let chosen = chosen.chosen();
            match own.names_a_module() || script::is_one(&chosen.lesson) {
                true => {
                    not_with_a_script(&[("--set", !chosen.set.is_empty())])?;
                    let asked = own.asked(chosen.lesson, behind);
                    Plan::OpenScript { asked, sitting }
                }
                false if chosen.is_file() && chosen.is_folder() => {
                    return Err(NoScript::Folder(chosen.lesson.into()).told());
                }
                false => {
                    let python = own.of_a_lesson()?;
                    match (chosen.is_file(), python) {
                        (true, Some(_)) => {
                            let wrong = Sentence::new("cli.wrong.of_script");
                            return Err(wrong.with("option", "--python"));
                        }
                        (true, None) => chosen.replay(sitting)?,
                        (false, None) => Plan::Explore(sitting, Some(chosen.resolve(shelf)?)),
                        (false, Some(python)) => {
                            let (lesson, settings) = chosen.resolve(shelf)?;
                            let play = plays.of(lesson, settings);
                            Plan::OpenOnCPython {
                                play,
                                python,
                                sitting,
                            }
                        }
                    }
                }
            }
        }
        Some(Task::Notes { plain }) => Plan::Notes { plain, sitting },
        Some(Task::Tour(tour)) => tour.plan(shelf, sitting)?,
        Some(Task::Present(present)) => {
            present.plan(plays, sitting, &|name| var(name).map(OsString::from))?
        }
        Some(Task::Quiz(quiz)) => quiz.plan(shelf, sitting)?,
        Some(Task::List { json }) => Plan::List { json, lang },
        Some(Task::Listing {
            chosen,
            folded,
            output,
        }) => {
            let (lesson, settings) = chosen.resolve(shelf)?;
            Plan::Listing {
                lesson,
                settings,
                folded: folded.then_some(lang),
                file: output,
            }
        }
        // Has been given already.
        Some(Task::Help { .. }) | None => Plan::Explore(sitting, None),
        Some(Task::Doctor) => Plan::Doctor { lang },
        Some(Task::ResetTerminal) => Plan::ResetTerminal,
        Some(Task::Completions(completions)) => {
            Plan::Text(completions.text(&help::command(lang), shelf, lang))
        }
        Some(Task::Man(manual)) => Plan::Text(manual.page(&help::command(lang), lang)?),
        Some(Task::Picture {
            chosen,
            at,
            keys,
            clean,
            size,
            output: file,
        }) => {
            let view = View {
                at,
                keys,
                size,
                lang,
                background: sitting.background.unwrap_or_default(),
                clean,
            };
            let of = chosen.pictured(shelf)?;
            if matches!(of, Pictured::Tour(_)) {
                return Err(Sentence::new("cli.wrong.picture_of_tour"));
            }
            Plan::Picture { of, view, file }
        }
        Some(Task::Page {
            chosen,
            tour,
            size,
            output: file,
        }) => {
            let of = chosen.pictured(shelf)?;
            if tour {
                tour::must_be(&of, shelf)?;
            }
            Plan::Page {
                of,
                tour,
                size,
                lang,
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
            own,
            verbs,
            schedule,
            seed,
            order,
            json,
            plain: _,
        }) => {
            let order = script::order(order.as_deref());
            let chosen = chosen.chosen();
            if own.names_a_module() || chosen.is_file() {
                not_with_a_script(&[
                    ("--do", !verbs.is_empty()),
                    ("--schedule", schedule.is_some()),
                    ("--seed", seed.is_some()),
                    ("--order", order.is_some()),
                    ("--set", !chosen.set.is_empty()),
                ])?;
                if script::is_saved(&chosen.lesson) {
                    let file = chosen.lesson.to_string_lossy().into_owned();
                    return Err(Sentence::new("cli.wrong.run_saved").with("file", file));
                }
                let asked = own.asked(chosen.lesson, behind);
                return Ok(Plan::RunScript { asked, json, lang });
            }
            let python = own.of_a_lesson()?;
            let (lesson, settings) = chosen.resolve(shelf)?;
            let play = plays.of(lesson, settings);
            // Nobody else runs such a lesson.
            let usual = || play.only_on_cpython.then(|| "python3".into());
            let python = python.or_else(usual);
            if python.is_some() {
                not_on_cpython(&[
                    ("--do", !verbs.is_empty()),
                    ("--schedule", schedule.is_some()),
                    ("--seed", seed.is_some()),
                ])?;
            }
            let schedule = schedule::asked(plays, &play, schedule.as_deref(), seed)?;
            let verbs = verbs
                .iter()
                .map(|text| verb::of(shelf, lesson, text))
                .collect::<Result<Vec<_>, _>>()?;
            signal::nobody_stays_stopped(&verbs)?;
            Plan::Run {
                play,
                python,
                orders: Orders {
                    verbs,
                    schedule,
                    order,
                },
                json,
                lang,
            }
        }
    })
}

/// That none of these options, which go with a lesson, is given.
fn not_with_a_script(options: &[(&'static str, bool)]) -> Result<(), Sentence> {
    match options.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Sentence::new("cli.wrong.of_lesson").with("option", *option)),
        None => Ok(()),
    }
}

/// That none of these options, which Rust's side of a lesson has alone, is given.
fn not_on_cpython(options: &[(&'static str, bool)]) -> Result<(), Sentence> {
    match options.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Sentence::new("cli.wrong.on_cpython").with("option", *option)),
        None => Ok(()),
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
