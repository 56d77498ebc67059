//! One's own script: its text is read, and the interpreter is found that runs it. Whatever is missing is a sentence.
//!
//! Never knows how a run goes.

mod interpreter;
mod no_script;
mod opening;
mod piped;

use std::ffi::OsString;
use std::path::PathBuf;

pub use interpreter::{Interpreter, Wanted};
pub use no_script::{LONGEST, NoScript};
pub use opening::Opening;

use crate::lessons::{Lesson, Listing};
use crate::play::Play;
use crate::protocol::{Body, FILE, PIPED, PYTHON, Program, Script};

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
        std::fs::File::open(input).map_err(|error| NoScript::unreadable(input, &error))?;
    }
    let interpreter = Interpreter::find(&wanted, var("PATH"))?;
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
        body: Body::CPython(Script {
            interpreter: interpreter.path,
            program,
            arguments: arguments.collect::<Result<_, _>>()?,
            input: asked.input.clone(),
            free: asked.free,
            real_time: asked.real_time,
        }),
        program: None,
        other: None,
    })
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

/// The script's text. What is no UTF-8 in it is shown as such; the interpreter reads the file itself.
fn read(file: &OsString) -> Result<String, NoScript> {
    let path = PathBuf::from(file);
    if path.is_dir() {
        return Err(NoScript::Folder(path));
    }
    let bytes = std::fs::read(&path).map_err(|error| NoScript::unreadable(&path, &error))?;
    if bytes.len() > LONGEST {
        return Err(NoScript::TooLong(path));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
