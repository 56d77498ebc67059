//! The lessons, read from a shelf's `<model>/<id>/`: texts, listings, cues, knobs.
//!
//! A lesson is data; adding one touches its folder, `order.toml`, its demo file and one line of `demos`' table.
//! Never knows the screen, nor how a demo runs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::i18n::{self, Lang};

mod answer;
mod bad;
mod below;
mod case;
pub mod check;
mod fold;
pub mod formula;
mod knob;
mod listing;
mod measured;
mod next;
mod own_tour;
mod passage;
mod question;
mod shelf;
mod specialise;
mod text;
mod tour;

use crate::protocol::{PIPED, SCRIPT};
pub use crate::protocol::{PYTHON, Settings};
pub use answer::{Answer, Answers};
pub use bad::{BadLesson, NoLesson, NotOpened};
pub use below::Below;
pub use case::{Case, Moment, NO_MARK};
pub use fold::{Fold, Shown};
pub use knob::{BadSetting, Knob, Range};
pub use listing::{Listing, ListingLine};
pub use measured::Measured;
pub use next::Next;
pub use own_tour::BadTour;
pub use passage::Passage;
pub use question::{Probe, Question, Settled};
pub use shelf::{Entry, Files, Front, RECORDED, Shelf, built_in};
pub use text::{Ask, ChoiceText, Text};
pub use tour::{Stop, Tour};

/// One of Python's three concurrency models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// `os.fork`, `multiprocessing`
    Process,
    /// `threading`
    Thread,
    /// `yield`, `async`/`await`
    Coroutine,
    /// All three, side by side.
    All,
}

impl Model {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Model; 4] = [Model::Process, Model::Thread, Model::Coroutine, Model::All];

    /// Its name in files and on the command line: `process`, `thread`, `coroutine`, `all`.
    pub fn code(self) -> &'static str {
        match self {
            Model::Process => "process",
            Model::Thread => "thread",
            Model::Coroutine => "coroutine",
            Model::All => "all",
        }
    }

    /// The one model it is; None for all three.
    pub fn one(self) -> Option<Model> {
        (self != Model::All).then_some(self)
    }

    /// Its name on the screen: `Processes`, `进程`.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Model::Process => i18n::word(lang, "model.process"),
            Model::Thread => i18n::word(lang, "model.thread"),
            Model::Coroutine => i18n::word(lang, "model.coroutine"),
            Model::All => i18n::word(lang, "model.all"),
        }
    }
}

/// What the stage pane draws: one pane of `view` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scene {
    /// The tree of processes.
    Tree,
    /// The tree of processes, and who is whose parent now.
    Kin,
    /// What the kernel says of each process: a column each.
    Itself,
    /// Processes that take from one pipe and put into another.
    Workers,
    /// A queue, and a lane a thread.
    Pool,
    /// Generators that send to one another: a row a station.
    Pipeline,
    /// The chain of generators that delegate to one another.
    Chain,
    /// A generator's frame, and its caller's.
    Frame,
    /// A parent and its child, side by side: memory, file offset, buffer.
    Memory,
    /// A loop of tasks: who is ready, who runs, who waits for what.
    EventLoop,
    /// Threads with their next step, what they share, and who waits for whom.
    Threads,
    /// A script: everybody in it, what is shared, and who waits for whom.
    Program,
    /// The calls of an actor of a script, and their variables.
    Calls,
    /// The queues of a script, and who waits at them.
    Queues,
    /// The same job in several ways: what each took, and who came to its end.
    Ways,
    /// Who holds a lock when: a lane a worker, and what was measured.
    Gil,
}

/// What the student can do by hand in a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ByHand {
    /// Drive a generator: `next`, `send`, `throw`, `close`.
    Generator,
    /// Ask for a task's `result()`.
    Results,
    /// Send a process of the run a signal.
    Signals,
    /// Explore every schedule.
    Schedules,
    /// Run the listing on the machine's own `python3`.
    Python3,
}

/// What drills are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DrillKind {
    /// Programs that fork.
    Forks,
    /// Threads that share a variable.
    Threads,
    /// Verbs on a generator.
    Generators,
}

impl DrillKind {
    /// All of them, in turn.
    pub const ALL: [DrillKind; 3] = [DrillKind::Forks, DrillKind::Threads, DrillKind::Generators];
}

/// What goes by in a run where nobody stands, and is looked back at, once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LooksBack {
    /// The last few hand-overs of the interpreter's lock, once the first process stands at this mark.
    HandOvers(String),
    /// The first time that somebody waited in this call until it was time.
    Wait(String),
}

/// A lesson.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The name on the command line: `fork-tree`.
    pub id: String,
    /// The model it belongs to.
    pub model: Model,
    /// The lines that it is about: where the listing opens.
    pub about: Option<Passage>,
    /// What the student can set, in the order of `lesson.toml`.
    pub knobs: Vec<Knob>,
    /// What the stage pane draws of it.
    pub scene: Scene,
    /// What it draws where CPython runs it, if not the same: there, nobody tells what the scene is made of.
    pub scene_on_cpython: Option<Scene>,
    /// Whether its rows need more columns than most where there are few: long names wait for long names.
    pub wide: bool,
    /// What its first process is called, where the model's word for it would mislead.
    pub first: Option<String>,
    /// What its actors are called where CPython runs it, by the function that each runs: `{letter}`, `{number}`, or `{ARGUMENT}` in it
    /// are filled in.
    pub names: BTreeMap<String, String>,
    /// What the student can do by hand.
    pub by_hand: Vec<ByHand>,
    /// What the drills are about that go with it, if some do.
    pub drills: Option<DrillKind>,
    /// What is asked before it shows, in the order of `lesson.toml`.
    pub questions: Vec<Question>,
    /// What goes by where nobody stands, so that it is looked back at.
    pub looks_back: Option<LooksBack>,
    /// What is said below the stage, in the order of `lesson.toml`: the first that fits the knobs.
    pub below: Vec<Below>,
    /// What to try when it is through.
    pub next: Vec<Next>,
    /// What stands in pictures and recordings for what is measured, by the knobs: so they are the same every time.
    pub measured: Vec<Measured>,
    /// The tour through it, if it has one.
    pub tour: Option<Tour>,
    /// A saved run of it, for those who can't run it; it lies in the lesson's folder as [`RECORDED`].
    pub recorded: Option<Cow<'static, str>>,
    /// The Python program, as it stands in `listing.py`, knobs at their defaults.
    pub listing: Listing,
    /// One a language, in the order of [`Lang::ALL`].
    texts: Vec<Text>,
}

impl Lesson {
    /// What takes a lesson's place where a script is run: it has nothing to set, to ask, or to explain.
    pub fn of_script(name: &str, listing: Listing) -> Lesson {
        let title = match name {
            PIPED => "<stdin>", // as Python calls it
            name => name,
        };
        let text = Text {
            title: title.to_owned(),
            ..Text::default()
        };
        Lesson {
            id: SCRIPT.to_owned(),
            model: Model::All,
            about: None,
            knobs: Vec::new(),
            scene: Scene::Program,
            scene_on_cpython: None,
            wide: true,
            first: None,
            names: BTreeMap::new(),
            by_hand: vec![ByHand::Signals],
            drills: None,
            questions: Vec::new(),
            looks_back: None,
            below: Vec::new(),
            next: Vec::new(),
            measured: Vec::new(),
            tour: None,
            recorded: None,
            listing,
            texts: vec![text; Lang::ALL.len()],
        }
    }

    /// The texts in a language.
    pub fn text(&self, lang: Lang) -> &Text {
        &self.texts[lang as usize]
    }

    /// All knobs at their defaults.
    pub fn defaults(&self) -> Settings {
        Settings::defaults(&self.knobs)
    }

    /// The knobs as its tour has them.
    pub fn toured(&self) -> Settings {
        let mut settings = self.defaults();
        for (knob, value) in self.tour.iter().flat_map(|tour| &tour.set) {
            // What doesn't fit was said when the tour was read.
            let _ = settings.set(self, knob, value);
        }
        settings
    }

    /// What the first process of a run is called.
    pub fn first_process(&self) -> &str {
        if let Some(first) = &self.first {
            return first;
        }
        match self.model {
            Model::Process => "first",
            Model::Thread | Model::Coroutine | Model::All => "main",
        }
    }

    /// What is said below the stage with these knobs.
    pub fn below(&self, settings: &Settings) -> Option<&Below> {
        let mut below = self.below.iter();
        below.find(|below| settings.have(&below.only))
    }

    /// What stands for what is measured with these knobs.
    pub fn measured(&self, settings: &Settings) -> Option<&Measured> {
        let mut measured = self.measured.iter();
        measured.find(|measured| settings.have(&measured.only))
    }

    /// Whether the student can do this by hand.
    pub fn lets(&self, by_hand: ByHand) -> bool {
        self.by_hand.contains(&by_hand)
    }

    /// The lines that a question is about: those it names, otherwise the line before which it is asked, otherwise the lesson's.
    pub fn asked_about(&self, question: &Question) -> Option<Passage> {
        let at = || question.at.as_deref().map(Passage::of);
        let lines = question.lines.clone();
        lines.or_else(at).or_else(|| self.about.clone())
    }

    /// The knob of this name.
    pub fn knob(&self, name: &str) -> Option<&Knob> {
        self.knobs.iter().find(|knob| knob.name == name)
    }
}
