//! One's own script: its text is read, and the interpreter is found that runs it. Whatever is missing is a sentence.
//!
//! Never knows how a run goes.

mod interpreter;
mod no_script;
mod opening;
mod piped;
mod watch;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

pub use interpreter::{Interpreter, Wanted};
pub use no_script::NoScript;
pub use opening::Opening;
pub use watch::Watch;

use crate::lessons::{Lesson, Listing};
use crate::play::Play;
use crate::protocol::{Body, FILE, PIPED, PYTHON, Program, Script, Step};

/// Which program is to be run: what stands behind `python3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// `FILE.py`
    File(OsString),
    /// `-m MODULE`
    Module(OsString),
    /// `-`: it comes on standard input.
    Piped,
}

/// What is to be run, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which program.
    pub named: Named,
    /// Its own arguments.
    pub arguments: Vec<OsString>,
    /// Which interpreter; None: the one that the script, or else the environment, names.
    pub python: Option<OsString>,
    /// The file that it reads as its standard input.
    pub input: Option<PathBuf>,
    /// Whether nobody stands anywhere.
    pub free: bool,
    /// Whether all time is the machine's.
    pub real_time: bool,
    /// What is stepped; None: marks, where it has some, otherwise statements.
    pub step: Option<Step>,
    /// Whether its standard output is a pipe.
    pub piped: bool,
}

impl Asked {
    /// A program, run as it is where nothing else is asked for.
    pub fn of(named: Named) -> Self {
        Self {
            named,
            arguments: Vec::new(),
            python: None,
            input: None,
            free: false,
            real_time: false,
            step: None,
            piped: false,
        }
    }
}

/// A program that was found.
struct Found {
    program: Program,
    /// What it is called.
    name: String,
    /// Its text; of a module only Python knows where that is.
    source: String,
}

/// The play of a script.
///
/// # Errors
/// There is no such file, it can't be read, or no interpreter can run it.
pub fn play(asked: &Asked, var: impl Fn(&str) -> Option<OsString>) -> Result<Play, NoScript> {
    let Found {
        program,
        name,
        source,
    } = find(&asked.named)?;
    let wanted = match &asked.python {
        Some(python) => Wanted::Named(python.clone()),
        None => interpreter::wanted(&source, &var),
    };
    if let Some(input) = &asked.input {
        File::open(input).map_err(|error| NoScript::unreadable(input, &error))?;
    }
    let interpreter = Interpreter::find(&wanted, &var)?;
    let listing = Listing::of_script(&source);
    let lesson = Lesson::of_script(&name, listing.clone());
    let arguments = asked.arguments.iter().map(text);
    Ok(Play {
        // As the lessons on a shelf: there is one a program, or two.
        lesson: Box::leak(Box::new(lesson)),
        settings: [(FILE, name), (PYTHON, interpreter.version)]
            .map(|(name, value)| (name.to_owned(), value))
            .into_iter()
            .collect(),
        listing,
        python: None,
        only_on_cpython: false,
        body: Body::CPython(Script {
            interpreter: interpreter.path,
            program,
            arguments: arguments.collect::<Result<_, _>>()?,
            input: asked.input.clone(),
            free: asked.free,
            real_time: asked.real_time,
            step: asked.step,
            piped: asked.piped,
        }),
        program: None,
        other: None,
    })
}

/// The same lesson with the same knobs, its listing run by CPython. `python`: which interpreter; None: the environment's.
///
/// # Errors
/// No interpreter can run it.
pub fn lesson(
    play: Play,
    python: Option<&OsStr>,
    var: impl Fn(&str) -> Option<OsString>,
) -> Result<Play, NoScript> {
    let wanted = match python {
        Some(python) => Wanted::Named(python.to_owned()),
        None => interpreter::wanted("", &var),
    };
    let interpreter = Interpreter::find(&wanted, &var)?;
    Ok(play.run_by(&interpreter.path, &interpreter.version))
}

fn find(named: &Named) -> Result<Found, NoScript> {
    Ok(match named {
        Named::File(file) => {
            let path = PathBuf::from(file);
            let short = path.file_name().unwrap_or(path.as_os_str());
            Found {
                program: Program::File(text(file)?),
                name: short.to_string_lossy().into_owned(),
                source: read(file)?,
            }
        }
        Named::Module(module) => {
            let module = text(module)?;
            Found {
                name: format!("-m {module}"),
                program: Program::Module(module),
                source: String::new(),
            }
        }
        Named::Piped => {
            let (came, kept) = piped::keep()?;
            Found {
                program: Program::Input(kept),
                name: PIPED.to_owned(),
                source: String::from_utf8_lossy(&came).into_owned(),
            }
        }
    })
}

/// What a stage can be told: text.
fn text(name: &OsString) -> Result<String, NoScript> {
    let text = name.to_str().map(str::to_owned);
    text.ok_or_else(|| NoScript::NoText(name.to_string_lossy().into_owned()))
}

/// How much of a script is read before it runs, in bytes. The run itself tells more.
const SEEN: u64 = 64 << 10;

/// The beginning of a script's text. What is no UTF-8 in it is shown as such; the interpreter reads the file itself.
fn read(file: &OsString) -> Result<String, NoScript> {
    let path = PathBuf::from(file);
    if path.is_dir() {
        return Err(NoScript::Folder(path));
    }
    let unreadable = |error| NoScript::unreadable(&path, &error);
    let file = File::open(&path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(SEEN)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
