//! The binary: a stage if it was started as one, otherwise arguments → plan → exit code.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::ffi::OsStr;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use concurrium::app::Quizzing;
use concurrium::cli::{self, Pictured, Plan, Sitting};
use concurrium::explorer::Seat;
use concurrium::headless::{self, Format, Orders, exploration};
use concurrium::i18n::{Lang, Sentence, charset};
use concurrium::link::THIS_PROGRAM;
use concurrium::machine::{self, limits};
use concurrium::play::{Play, Plays};
use concurrium::printable::{self, Script};
use concurrium::progress::file::Keeper;
use concurrium::record::recorder::{self, Recorder};
use concurrium::record::whole_lines::WholeLines;
use concurrium::record::{Paged, captions};
use concurrium::script::{Asked, Named, NoScript};
use concurrium::{
    demos, doctor, explorer, files, lessons, notes::viewer, pid1, protocol::launch, quiz, record,
    saved, script, stage, sys, tui, view,
};

/// Bytes of the stack on which the doctor works where the main stack is too small: as much as is usual.
const DOCTORS_STACK: usize = 8 << 20;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    if arguments
        .nth(1)
        .is_some_and(|first| first == launch::ARGUMENT)
    {
        let launch = arguments.next().unwrap_or_default();
        stage::main(&launch.to_string_lossy(), demos::work);
    }
    if let Some(code) = pid1::step_down() {
        return code;
    }
    // A panic's message may quote what isn't ours.
    std::panic::set_hook(Box::new(|panic| {
        printable::complain(&format!("concurrium: {panic}"));
        let trace = Backtrace::capture();
        if trace.status() == BacktraceStatus::Captured {
            printable::complain(&trace.to_string());
        }
    }));
    let _ = sys::signal::ignore_full_files();
    match limits::look() {
        Ok(()) => begin(None),
        Err(missing) => begin_with_little(missing),
    }
}

/// With less than the program needs only the doctor comes, on a stack of its own; whatever else was asked for is refused.
fn begin_with_little(missing: io::Error) -> ExitCode {
    let why = machine::told(&missing);
    let thread = std::thread::Builder::new().stack_size(DOCTORS_STACK);
    let refused = why.clone();
    let done = thread.spawn(move || {
        if std::env::args_os().any(|argument| argument == "doctor") {
            return begin(Some(missing));
        }
        let lang = cli::language(std::env::args_os(), |name| std::env::var(name).ok());
        complain(refused, lang);
        ExitCode::FAILURE
    });
    match done.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // To read the arguments takes more of a stack than there may be.
        _ => {
            complain(why, Lang::of_environment(|name| std::env::var(name).ok()));
            ExitCode::FAILURE
        }
    }
}

/// Does what the arguments ask for. `missing`: what keeps everything but the doctor from coming to its end.
#[inline(never)]
fn begin(missing: Option<io::Error>) -> ExitCode {
    let shelf = match lessons::built_in() {
        Ok(shelf) => shelf,
        Err(bad) => {
            printable::complain(&format!("concurrium: {bad}"));
            return ExitCode::FAILURE;
        }
    };
    let plays = demos::plays(shelf);
    let plan = match cli::plan(plays, std::env::args_os(), |name| std::env::var(name).ok()) {
        Ok(plan) => plan,
        Err(no_plan) => {
            let said = if no_plan.code == 0 {
                put(Script::of_environment(), &no_plan.text)
            } else {
                printable::stderr().write_all(no_plan.text.as_bytes())
            };
            return match said {
                Ok(()) => ExitCode::from(no_plan.code),
                Err(error) => {
                    printable::complain(&format!("concurrium: {error}"));
                    ExitCode::FAILURE
                }
            };
        }
    };
    let carried_out = match missing {
        Some(missing) if !matches!(plan, Plan::Doctor { .. }) => Err(missing.into()),
        _ => carry_out(plays, plan),
    };
    match carried_out {
        Ok(code) => code,
        Err(error) => {
            let lang = cli::language(std::env::args_os(), |name| std::env::var(name).ok());
            let causes = error.chain().map(|cause| machine::told(cause).said(lang));
            let why = causes.collect::<Vec<_>>().join(": ");
            complain(Sentence::foreign(why), lang);
            ExitCode::FAILURE
        }
    }
}

/// Says on standard error what is wrong.
fn complain(why: Sentence, lang: Lang) {
    let said = Sentence::new("cli.wrong.said").with("why", why);
    printable::complain(&said.said(lang));
}

fn carry_out(plays: Plays, plan: Plan) -> anyhow::Result<ExitCode> {
    match plan {
        Plan::Explore(sitting, chosen) => {
            let title = chosen
                .as_ref()
                .map(|(lesson, settings)| record::title(lesson, settings, sitting.lang));
            seated(plays, sitting, title.as_deref(), |seat| {
                Ok(explorer::open(seat, chosen))
            })
        }
        Plan::Replay { file, sitting } => {
            let saved = saved::read(plays, &file)?;
            let title = title(&saved.play, sitting.lang);
            seated(plays, sitting, Some(&title), |seat| {
                Ok(explorer::replay(seat, saved))
            })
        }
        Plan::Tour {
            lesson,
            pace,
            sitting,
        } => {
            let title = record::title(lesson, &lesson.toured(), sitting.lang);
            seated(plays, sitting, Some(&title), |seat| {
                Ok(explorer::tour(seat, lesson, pace))
            })
        }
        Plan::Quiz {
            kinds,
            seed,
            count,
            sitting,
        } => {
            let quiz = Quizzing::new(&kinds, seed.unwrap_or_else(sys::clock::seed), count);
            seated(plays, sitting, None, |seat| Ok(explorer::quiz(seat, quiz)))
        }
        Plan::Present { lecture, sitting } => {
            let title = lecture.title.clone();
            seated(plays, sitting, title.as_deref(), |seat| {
                Ok(explorer::present(seat, *lecture))
            })
        }
        Plan::Checked { report, well } => {
            put(script(false), &report)?;
            Ok(ExitCode::from(u8::from(!well)))
        }
        Plan::Notes { plain, sitting } => {
            if !plain && io::stdout().is_terminal() {
                return Ok(explorer::speaker(sitting.lang, sitting.background)?);
            }
            let width = crossterm::terminal::size().map_or(80, |(columns, _)| columns);
            let width = usize::from(width.clamp(20, 100));
            let out = printable::stdout(script(false));
            viewer::follow(|line| view::wrap::text(line, width), out)?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Sheet {
            kinds,
            seed,
            count,
            lang,
        } => {
            let seed = seed.unwrap_or_else(sys::clock::seed);
            put(script(false), &quiz::sheet(&kinds, seed, count, lang))?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::RecordTour {
            lesson,
            size,
            pace,
            lang,
            background,
            recording,
            captions,
        } => {
            let file = match recorder::create(&recording.file) {
                Ok(file) => file,
                Err(why) => return Ok(refuse(why, lang)),
            };
            let out = WholeLines::new(file);
            let recorded = record::tour(
                Path::new(THIS_PROGRAM),
                plays,
                lesson,
                record::Showing {
                    size,
                    lang,
                    background,
                    version: recording.version,
                    pace,
                },
                out,
            )
            .with_context(|| recording.file.display().to_string())?;
            if let Some((file, format)) = captions {
                put_into(&file, &captions::written(&recorded.said, format))?;
            }
            for unseen in recorded.unseen.iter().filter(|unseen| unseen.lang == lang) {
                let said = Sentence::new("record.unseen").with("caption", &unseen.caption);
                complain(said.with("words", &unseen.words), lang);
            }
            Ok(ExitCode::SUCCESS)
        }
        Plan::Listing {
            lesson,
            settings,
            folded,
            file,
        } => {
            let listing = lesson.listing.specialised(&settings);
            let program = match folded {
                Some(lang) => listing.folded(lang, lesson.text(lang)),
                None => listing.program(),
            };
            hand_out(file.as_deref(), &program)
        }
        Plan::List { json, lang } => {
            put(script(json), &headless::list(plays.shelf, json, lang)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Run {
            play,
            python,
            orders,
            json,
            lang,
        } => on_cpython(play, python.as_deref(), lang).map_or_else(Ok, |play| {
            let out = printable::stdout(script(json));
            let run = || headless::run(&play, orders, told(json, lang), out);
            sys::orphans::none_left(launch::ARGUMENT, run)?;
            Ok(ExitCode::SUCCESS)
        }),
        Plan::OpenScript { asked, sitting } => {
            let found = script_of(&asked, sitting.lang);
            if found.is_ok() && asked.named == Named::Piped {
                tui::take_keys_from_the_terminal();
            }
            opened(plays, sitting, found)
        }
        Plan::RunScript {
            mut asked,
            json,
            lang,
        } => {
            asked.input.get_or_insert_with(|| match asked.named {
                // Nothing is left of it.
                Named::Piped => "/dev/null".into(),
                Named::File(_) | Named::Module(_) => own_input(),
            });
            script_of(&asked, lang).map_or_else(Ok, |play| {
                let out = printable::stdout(script(json));
                let run = || headless::run(&play, Orders::default(), told(json, lang), out);
                let over = sys::orphans::none_left(launch::ARGUMENT, run)?;
                over.complain(lang);
                if over.deadlock {
                    anyhow::bail!(Sentence::new("run.stuck"));
                }
                Ok(ExitCode::from(over.how.map_or(0, |how| how.code())))
            })
        }
        Plan::OpenOnCPython {
            play,
            python,
            sitting,
        } => {
            let found = on_cpython(play, Some(&python), sitting.lang);
            opened(plays, sitting, found)
        }
        Plan::EverySchedule {
            play,
            program,
            limits,
            seconds,
            free,
            json,
            lang,
        } => {
            let report = exploration::search(&program, limits, seconds);
            let chance = exploration::freely(&play, free)?;
            let found = match json {
                true => {
                    exploration::json(&play.lesson.id, &play.settings, &program, &report, &chance)
                        + "\n"
                }
                false => exploration::plain(&program, &report, &chance, lang),
            };
            put(script(json), &found)?;
            Ok(ExitCode::SUCCESS)
        }
        Plan::Picture { of, view, file } => {
            let svg = match of {
                Pictured::Lesson(lesson, settings) => {
                    record::picture(plays, plays.of(lesson, settings), &view)?
                }
                Pictured::Script(asked) => match script_of(&asked, view.lang) {
                    Ok(play) => record::picture(plays, play, &view)?,
                    Err(code) => return Ok(code),
                },
                Pictured::Saved(saved) => {
                    record::picture_of_saved(plays, saved::read(plays, &saved)?, &view)?
                }
                // Has been refused.
                Pictured::Tour(_) => return Ok(ExitCode::from(2)),
            };
            hand_out(file.as_deref(), &svg)
        }
        Plan::Page {
            of,
            tour,
            size,
            lang,
            file,
        } => {
            let of = match of {
                Pictured::Lesson(lesson, _) if tour => Paged::Tour(lesson),
                Pictured::Lesson(lesson, settings) => {
                    Paged::Run(Box::new(plays.of(lesson, settings)))
                }
                Pictured::Script(asked) => match script_of(&asked, lang) {
                    Ok(play) => Paged::Run(Box::new(play)),
                    Err(code) => return Ok(code),
                },
                Pictured::Saved(saved) => Paged::Saved(Box::new(saved::read(plays, &saved)?)),
                Pictured::Tour(lesson) => Paged::Tour(lesson),
            };
            hand_out(file.as_deref(), &record::page(plays, of, size, lang)?)
        }
        Plan::Doctor { lang } => {
            let (report, all_well) = doctor::examine(plays, lang);
            put(script(false), &report)?;
            Ok(ExitCode::from(u8::from(!all_well)))
        }
        Plan::ResetTerminal => {
            let lang = cli::language(std::env::args_os(), |name| std::env::var(name).ok());
            Ok(tui::reset_terminal(lang))
        }
        Plan::Text(text) => {
            put(Script::Text { ascii: false }, &text)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What this program's own standard input is open on: without a screen a script reads that.
fn own_input() -> std::path::PathBuf {
    let own: std::path::PathBuf = format!("/proc/{}/fd/0", std::process::id()).into();
    let opens = std::fs::File::open(&own).is_ok();
    if opens { own } else { "/dev/null".into() }
}

/// The play of a script; where there is none, it is said why, and with which code to leave.
fn script_of(asked: &Asked, lang: Lang) -> Result<Play, ExitCode> {
    if let Some(gone) = cli::gone_to_the_script(&asked.arguments) {
        complain(gone, lang);
    }
    script::play(asked, |name| std::env::var_os(name)).map_err(|none| refused(&none, lang))
}

/// The play of a lesson whose listing this CPython runs, if one does; where it can't be had, it is said why, and with which code to
/// leave.
fn on_cpython(play: Play, python: Option<&OsStr>, lang: Lang) -> Result<Play, ExitCode> {
    if python.is_none() {
        return Ok(play);
    }
    let var = |name: &str| std::env::var_os(name);
    script::lesson(play, python, var).map_err(|none| refused(&none, lang))
}

/// Says why CPython can't run something; the code to leave with.
fn refused(none: &NoScript, lang: Lang) -> ExitCode {
    complain(none.told(), lang);
    ExitCode::from(none.code())
}

/// How a run is told.
fn told(json: bool, lang: Lang) -> Format {
    match json {
        true => Format::Json,
        false => Format::Plain(lang, view::wrap::text),
    }
}

/// Opens what CPython runs in the explorer; where it wasn't found, that was said.
fn opened(
    plays: Plays,
    sitting: Sitting,
    found: Result<Play, ExitCode>,
) -> anyhow::Result<ExitCode> {
    found.map_or_else(Ok, |play| {
        let title = title(&play, sitting.lang);
        let open = |seat| Ok(explorer::script(seat, play));
        seated(plays, sitting, Some(&title), open)
    })
}

/// What a recording of this is called.
fn title(play: &Play, lang: Lang) -> String {
    record::title(play.lesson, &play.settings, lang)
}

/// Opens what the explorer needs, then the explorer. `title`: what it begins with, for a recording.
fn seated(
    plays: Plays,
    sitting: Sitting,
    title: Option<&str>,
    open: impl FnOnce(Seat) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    let keeper = match sitting.keeps {
        true => Keeper::of_environment(|name| std::env::var_os(name)),
        false => Keeper::of_nothing(),
    };
    let recorder = sitting.recording.map(|recording| {
        let title = title.unwrap_or("Concurrium");
        Recorder::open(&recording.file, recording.version, title)
    });
    let recorder = match recorder.transpose() {
        Ok(recorder) => recorder,
        Err(why) => return Ok(refuse(why, sitting.lang)),
    };
    open(Seat {
        plays,
        lang: sitting.lang,
        background: sitting.background,
        keeper,
        mouse: sitting.mouse,
        recorder,
        results: sitting.results,
    })
}

/// Says why the arguments can't be followed.
fn refuse(why: Sentence, lang: Lang) -> ExitCode {
    complain(why, lang);
    ExitCode::from(2)
}

/// How what is asked for is written on standard output. Of text it is said on standard error when the locale's character
/// set isn't ours.
fn script(json: bool) -> Script {
    if json {
        return Script::Json;
    }
    if let Some(foreign) = charset::foreign(|name| std::env::var(name).ok()) {
        printable::complain(&format!("concurrium: {}", foreign.sentence(Lang::En)));
    }
    Script::of_environment()
}

/// Writes a file, or on standard output where none is named.
fn hand_out(file: Option<&Path>, text: &str) -> anyhow::Result<ExitCode> {
    match file {
        Some(file) => put_into(file, text)?,
        None => put(Script::Text { ascii: false }, text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file, over the one that may be there.
fn put_into(file: &Path, text: &str) -> anyhow::Result<()> {
    Ok(files::put(file, text)?)
}

/// Writes on standard output. A reader that has gone away is no error.
fn put(script: Script, text: &str) -> io::Result<()> {
    match printable::stdout(script).write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| files::unwritten_output(&error)),
    }
}
