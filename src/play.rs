//! A run as a value: what is run, and what everybody needs to know of it who shows, follows or saves it.
//!
//! Whoever holds one looks nothing up any more. Never knows how a run goes, nor what makes plays: a [`Maker`] is given
//! from outside.

use crate::explore;
use crate::lessons::{Lesson, Listing, Settings, Shelf};
use crate::protocol::{Body, FILE, Listed, PYTHON, Piece, Program, SCRIPT, Script, Step};

/// What is run.
#[derive(Debug, Clone)]
pub struct Play {
    /// The lesson: texts, knobs, scene, questions.
    pub lesson: &'static Lesson,
    /// The knobs' values.
    pub settings: Settings,
    /// The program for these knobs alone, or as it was run.
    pub listing: Listing,
    /// What a stage runs.
    pub body: Body,
    /// The version of CPython that runs a lesson's own listing, or ran it: `3.12.4`. None: Rust does, or it is a script.
    pub python: Option<String>,
    /// Whether no Rust does what its listing does: CPython alone runs the lesson.
    pub only_on_cpython: bool,
    /// Its small program, where every schedule of it can be explored.
    pub program: Option<explore::Program>,
    /// The source of what really runs, in the other tab; None: the listing itself is what runs.
    pub other: Option<&'static str>,
}

/// Makes the play of a lesson with these knobs.
pub type Maker = fn(&'static Lesson, Settings) -> Play;

/// The lessons there are, and who makes plays of them.
#[derive(Debug, Clone, Copy)]
pub struct Plays {
    /// Where lessons come from.
    pub shelf: &'static Shelf,
    /// Who makes a play of one.
    pub make: Maker,
}

impl Plays {
    /// The play of a lesson with these knobs.
    pub fn of(self, lesson: &'static Lesson, settings: Settings) -> Play {
        (self.make)(lesson, settings)
    }
}

/// Two plays are the same where they run the same.
impl PartialEq for Play {
    fn eq(&self, other: &Self) -> bool {
        self.piece() == other.piece() && self.python == other.python
    }
}

impl Eq for Play {}

impl Play {
    /// Whether it is a script, and no lesson: there is nothing to set, to ask or to explain.
    pub fn is_script(&self) -> bool {
        self.lesson.id == SCRIPT
    }

    /// Whether it is a lesson's own listing that CPython runs, or ran.
    pub fn is_on_cpython(&self) -> bool {
        self.python.is_some()
    }

    /// Whether it can only be looked at: a script that was run elsewhere.
    pub fn is_only_seen(&self) -> bool {
        self.is_script() && matches!(self.body, Body::Demo(_))
    }

    /// Whether its listing has marks of the author's.
    pub fn has_marks(&self) -> bool {
        self.listing
            .lines
            .iter()
            .any(|line| match self.is_script() {
                true => line.text.contains("#: "),
                false => line.cue.is_some(),
            })
    }

    /// A script that was run elsewhere: its listing and what is known of it, to be looked at.
    pub fn of_saved_script(settings: Settings, listing: Listing) -> Play {
        let name = settings.get(FILE).to_owned();
        Play {
            lesson: Box::leak(Box::new(Lesson::of_script(&name, listing.clone()))),
            settings,
            listing,
            body: Body::Demo(SCRIPT.to_owned()),
            python: None,
            only_on_cpython: false,
            program: None,
            other: None,
        }
    }

    /// The same, run by CPython elsewhere: this version of it. Where it is about what versions do, that is a knob's value, too.
    pub fn was_run_by(mut self, version: &str) -> Play {
        let minor: Vec<&str> = version.split('.').take(2).collect();
        if self.lesson.knob(PYTHON).is_some() {
            // Of a version that the lesson doesn't know it knows nothing.
            let _ = self.settings.set(self.lesson, PYTHON, &minor.join("."));
        }
        Play {
            python: Some(version.to_owned()),
            // What there is of Rust isn't what ran.
            other: None,
            ..self
        }
    }

    /// The same lesson, its own listing run by CPython: this interpreter, of this version.
    pub fn run_by(self, interpreter: &str, version: &str) -> Play {
        let body = Body::CPython(Script {
            interpreter: interpreter.to_owned(),
            program: Program::Listing {
                lesson: self.lesson.id.clone(),
                text: self.listing.program(),
                marked: self.listing.marked(),
                names: self.lesson.names.clone(),
            },
            arguments: Vec::new(),
            input: None,
            free: false,
            // What is measured takes as long as it takes.
            real_time: !self.lesson.measured.is_empty(),
            step: Some(Step::Mark),
            piped: false,
        });
        Play {
            body,
            ..self.was_run_by(version)
        }
    }

    /// Whether an interpreter is still to be found for it.
    pub fn needs_python(&self) -> bool {
        self.only_on_cpython && self.python.is_none()
    }

    /// The interpreter that runs a lesson's listing, and its version; None: none does.
    pub fn interpreter(&self) -> Option<(&str, &str)> {
        match (&self.body, &self.python) {
            (Body::CPython(script), Some(version)) => Some((&script.interpreter, version)),
            _ => None,
        }
    }

    /// What a stage is given of it.
    pub fn piece(&self) -> Piece {
        Piece {
            body: self.body.clone(),
            settings: self.settings.clone(),
            // What CPython runs is read by its interpreter.
            listing: match &self.body {
                Body::CPython(_) => Listed::default(),
                Body::Demo(_) | Body::Freely { .. } => self.listing.listed(),
            },
            first: self.lesson.first_process().to_owned(),
        }
    }

    /// What a stage is given that runs its small program so many times freely; None: it has none.
    pub fn freely(&self, times: u32) -> Option<Piece> {
        self.program.as_ref()?;
        let id = self.lesson.id.clone();
        Some(Piece {
            body: Body::Freely { id, times },
            ..self.piece()
        })
    }
}
