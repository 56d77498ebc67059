//! What lies over the screen.
//!
//! Never knows what is below, nor how it is drawn.

use crate::app::state::every_schedule::EverySchedule;
use crate::app::state::knobs_form::KnobsForm;
use crate::app::state::prompt::Prompt;
use crate::app::state::quizzing::Quizzing;
use crate::app::state::voting::Vote;
use crate::protocol::ActorId;
use crate::python::stackful::Suspension;

/// What lies over the screen.
#[derive(Debug)]
pub enum Overlay {
    /// Something to read.
    Page(Page),
    /// The knobs.
    Knobs(KnobsForm),
    /// Every schedule.
    EverySchedule(Box<EverySchedule>),
    /// A line to be typed.
    Prompt(Prompt),
    /// Hands that are being counted.
    Vote(Vote),
    /// Drills.
    Quiz(Box<Quizzing>),
    /// Which signal this process is to be sent.
    Signal(ActorId),
}

/// Something to read, that can be scrolled.
#[derive(Debug)]
pub struct Page {
    /// What it is about.
    pub about: About,
    /// The first line shown.
    pub at: usize,
}

/// What a page is about.
#[derive(Debug)]
pub enum About {
    /// All keys.
    Keys,
    /// The lesson.
    Lesson,
    /// Stackful and stackless coroutines: what was seen of a suspension.
    Stacks(Box<Suspension>),
}

impl Overlay {
    /// A page, from its first line on.
    pub fn page(about: About) -> Self {
        Overlay::Page(Page { about, at: 0 })
    }

    /// The text being typed in it, if one is.
    pub(in crate::app) fn typing(&mut self) -> Option<&mut tui_input::Input> {
        match self {
            Overlay::Prompt(prompt) => Some(&mut prompt.input),
            Overlay::Knobs(form) => form.typing(),
            _ => None,
        }
    }
}
