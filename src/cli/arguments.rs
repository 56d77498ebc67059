//! The arguments as clap reads them. What each says of itself is in the catalogue, in each language: see `help`.
//!
//! Never knows what is to be done.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, Command, FromArgMatches, Parser, Subcommand};

use crate::app::Results;
use crate::cli::completions::Completions;
use crate::cli::man::Manual;
use crate::cli::plan::{Pictured, Plan, Sitting};
use crate::cli::present::Present;
use crate::cli::quiz::Quiz;
use crate::cli::recording::Record;
use crate::cli::results;
use crate::cli::script::{self, Own};
use crate::cli::size::size;
use crate::cli::theme::{self, Wanted};
use crate::cli::tour::{self, Tour};
use crate::cli::usage;
use crate::cli::wrong::of_lessons;
use crate::explore::Limits;
use crate::i18n::{Lang, Sentence};
use crate::lessons::{Lesson, Settings, Shelf};
use crate::record;
use crate::script::Asked;

#[derive(Parser)]
#[command(name = "concurrium", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Task>,
    #[command(flatten)]
    pub(super) everywhere: Everywhere,
}

/// What goes with every command, and with none.
#[derive(Args)]
pub(super) struct Everywhere {
    #[arg(long, global = true, value_name = "LANG", value_parser = usage::language)]
    pub(super) lang: Option<Lang>,
    #[arg(long, global = true, value_name = "THEME", default_value = "auto", value_parser = theme::read)]
    pub(super) theme: Wanted,
    #[arg(long, global = true)]
    pub(super) no_state: bool,
    #[arg(long, global = true)]
    pub(super) no_mouse: bool,
    #[command(flatten)]
    pub(super) record: Record,
    #[arg(long, global = true, value_name = "FILE.csv", value_parser = results::results)]
    pub(super) results: Option<Results>,
}

impl Everywhere {
    /// Reads arguments that name no command; None: they do, or have a mistake. What only the commands take isn't looked at,
    /// for which a start would wait.
    pub(super) fn alone(arguments: &[OsString]) -> Option<Self> {
        let reader = Self::augment_args(Command::new("concurrium")).disable_help_flag(true);
        let read = reader.try_get_matches_from(arguments).ok()?;
        Self::from_arg_matches(&read).ok()
    }
}

#[derive(Subcommand)]
pub(super) enum Task {
    Open {
        #[command(flatten)]
        chosen: Named,
        #[command(flatten)]
        own: Own,
    },
    List {
        #[arg(long)]
        json: bool,
    },
    Listing {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long)]
        folded: bool,
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Run {
        #[command(flatten)]
        chosen: Named,
        #[command(flatten)]
        own: Own,
        #[arg(long = "do", value_name = "VERB")]
        verbs: Vec<String>,
        #[arg(long, value_name = "LETTERS", conflicts_with = "verbs")]
        schedule: Option<String>,
        #[arg(long, value_name = "N", conflicts_with_all = ["schedule", "verbs"], value_parser = usage::whole::<u64>(0, u64::MAX))]
        seed: Option<u64>,
        #[arg(long, value_name = "ORDER", value_parser = script::ORDERS, conflicts_with_all = ["schedule", "seed", "verbs"])]
        order: Option<String>,
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
    Quiz(Quiz),
    Tour(Tour),
    Present(Present),
    Picture {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long, value_name = "STEP", value_parser = usage::whole::<usize>(0, u64::MAX))]
        at: Option<usize>,
        #[arg(long, value_name = "KEYS", default_value = "")]
        keys: record::Keys,
        #[arg(long)]
        clean: bool,
        #[arg(long, value_name = "CxR", default_value = "100x30", value_parser = size)]
        size: (u16, u16),
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Page {
        #[command(flatten)]
        chosen: Chosen,
        #[arg(long, conflicts_with = "set")]
        tour: bool,
        #[arg(long, value_name = "CxR", default_value = "100x30", value_parser = size)]
        size: (u16, u16),
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Doctor,
    ResetTerminal,
    Completions(Completions),
    Man(Manual),
    Help {
        of: Option<String>,
    },
}

/// A lesson or a file; neither where `-m` names a module.
#[derive(Args)]
pub(super) struct Named {
    #[arg(required_unless_present = "module")]
    lesson: Option<OsString>,
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    set: Vec<String>,
}

impl Named {
    pub(super) fn chosen(self) -> Chosen {
        Chosen {
            lesson: self.lesson.unwrap_or_default(),
            set: self.set,
        }
    }
}

#[derive(Args)]
pub(super) struct Chosen {
    pub(super) lesson: OsString,
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    pub(super) set: Vec<String>,
}

impl Chosen {
    /// Whether it names a file.
    pub(super) fn is_file(&self) -> bool {
        script::is_file(&self.lesson)
    }

    /// Whether it names a folder.
    pub(super) fn is_folder(&self) -> bool {
        Path::new(&self.lesson).is_dir()
    }

    pub(super) fn replay(self, sitting: Sitting) -> Result<Plan, Sentence> {
        if let Some(set) = self.set.first() {
            return Err(Sentence::new("cli.wrong.set_of_file").with("set", set));
        }
        let file = PathBuf::from(self.lesson);
        Ok(Plan::Replay { file, sitting })
    }

    /// What a picture of it is of.
    pub(super) fn pictured(self, shelf: &'static Shelf) -> Result<Pictured, Sentence> {
        if tour::is_file(&self.lesson) {
            if let Some(set) = self.set.first() {
                return Err(Sentence::new("cli.wrong.set_of_tour").with("set", set));
            }
            let read = tour::read(Path::new(&self.lesson), None, shelf)?;
            return Ok(Pictured::Tour(read));
        }
        let is_script = script::is_one(&self.lesson);
        if !is_script && !self.is_file() {
            let (lesson, settings) = self.resolve(shelf)?;
            return Ok(Pictured::Lesson(lesson, settings));
        }
        if let Some(set) = self.set.first() {
            return Err(Sentence::new("cli.wrong.set_of_file").with("set", set));
        }
        Ok(match is_script {
            true => Pictured::Script(Asked::of(script::named(self.lesson))),
            false => Pictured::Saved(PathBuf::from(self.lesson)),
        })
    }

    pub(super) fn resolve(
        &self,
        shelf: &'static Shelf,
    ) -> Result<(&'static Lesson, Settings), Sentence> {
        of_lessons(&self.lesson)?;
        let lesson = shelf.open(&self.lesson.to_string_lossy());
        let lesson = lesson.map_err(|none| {
            let script = format!("{}.py", self.lesson.to_string_lossy());
            match Path::new(&script).is_file() {
                true => Sentence::new("cli.wrong.near")
                    .with("why", none.sentence())
                    .with("near", script),
                false => none.sentence(),
            }
        })?;
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
