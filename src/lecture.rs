//! A plan for the hour: what is shown to a class, one thing after the other, as a teacher's file says it.
//!
//! All of it is read before the class comes: what is missing is told then, and nothing is looked for later.
//! Never knows what is on the screen, nor a clock.

mod file;
mod read;
mod reader;
mod shows;

use crate::i18n::Lang;
use crate::lessons::{Lesson, Settings};
use crate::play::Play;
use crate::saved::Saved;

pub use file::{Fault, Unfit};
pub use read::read;
pub use reader::Outside;

/// What is shown to a class, one thing after the other.
#[derive(Debug)]
pub struct Lecture {
    /// What it is called.
    pub title: Option<String>,
    /// What is shown: one thing at least.
    pub entries: Vec<Entry>,
}

/// One thing that is shown.
#[derive(Debug)]
pub struct Entry {
    /// What.
    pub shows: Shows,
    /// What its speaker has noted, in Markdown.
    pub notes: String,
    /// For how many seconds it is planned.
    pub seconds: Option<u32>,
}

/// What can be shown.
#[derive(Debug)]
pub enum Shows {
    /// A text, in Markdown.
    Slide(String),
    /// A lesson.
    Lesson {
        /// Which.
        lesson: &'static Lesson,
        /// Its knobs.
        settings: Settings,
        /// Where the class sees it begin; None: at its first step.
        start: Option<Start>,
        /// The questions that are asked; None: all of them.
        asks: Option<Vec<String>>,
    },
    /// The tour of this lesson, its own or one in its place.
    Tour(&'static Lesson),
    /// A saved run.
    Saved {
        /// What its file is called.
        name: String,
        /// The run.
        run: Box<Saved>,
        /// Where the class sees it begin; None: at its first step.
        start: Option<Start>,
    },
    /// One's own script.
    Script {
        /// What is run.
        play: Box<Play>,
        /// Where the class sees it begin; None: at its first step.
        start: Option<Start>,
    },
}

/// Where a run is first looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// At this step, from 1.
    Step(usize),
    /// Where somebody stands before this marked line, for the how-manieth time.
    Mark(String, usize),
}

impl Entry {
    /// What it is called, for whoever presents it.
    pub fn called(&self, lang: Lang) -> String {
        match &self.shows {
            Shows::Slide(text) => {
                let mut lines = text.lines().map(|line| line.trim_start_matches(['#', ' ']));
                let first = lines.find(|line| !line.is_empty());
                first.unwrap_or_default().to_owned()
            }
            Shows::Lesson { lesson, .. } | Shows::Tour(lesson) => lesson.text(lang).title.clone(),
            Shows::Saved { name, .. } => name.clone(),
            Shows::Script { play, .. } => play.lesson.text(lang).title.clone(),
        }
    }
}

impl Lecture {
    /// From which to which second, since the beginning, an entry is planned; None: it says nothing of it.
    pub fn window(&self, at: usize) -> Option<(u32, u32)> {
        let seconds = self.entries.get(at)?.seconds?;
        let before = self.entries[..at].iter().filter_map(|entry| entry.seconds);
        let from = before.sum();
        Some((from, from + seconds))
    }

    /// For how many seconds all of it is planned.
    pub fn seconds(&self) -> u32 {
        self.entries.iter().filter_map(|entry| entry.seconds).sum()
    }
}
