//! The explorer's state: what fills the screen, what lies over it, and what was chosen.
//!
//! Never knows keys, nor what changes it.

pub(super) mod every_schedule;
pub(super) mod familiar;
pub(super) mod files;
pub(super) mod knobs_form;
pub(super) mod lecturing;
pub(super) mod marks;
pub(super) mod open;
pub(super) mod overlay;
pub(super) mod pane;
pub(super) mod permits;
pub(super) mod presenting;
pub(super) mod prompt;
pub(super) mod quizzing;
pub(super) mod results;
pub(super) mod scenes;
mod shown_file;
pub(super) mod speed;
pub(super) mod touring;
pub(super) mod voting;
pub(super) mod way;

use crate::app::effect::Effect;
use crate::app::state::lecturing::{Lecturing, Slide};
use crate::app::state::open::{Open, Run};
use crate::app::state::overlay::Overlay;
use crate::app::state::presenting::Presenting;
use crate::app::state::results::Results;
use crate::app::state::touring::{Pace, Touring};
use crate::background::Background;
use crate::i18n::Lang;
use crate::notes::Notes;
use crate::play::Plays;
use crate::progress::{Note, Progress};

/// What an act in a lesson answers: effects, or why there are none.
pub(in crate::app) type Answer = Result<Vec<Effect>, String>;

/// The explorer.
#[derive(Debug)]
pub struct App {
    /// The lessons there are, and who makes plays of them.
    pub plays: Plays,
    /// The language of the screen.
    pub lang: Lang,
    /// The ground of the screen.
    pub background: Background,
    /// Whether the student has chosen it: then what the terminal says of its own doesn't count.
    pub background_is_chosen: bool,
    /// What fills the screen.
    pub screen: Screen,
    /// What lies over it, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What is to be said where the eye is, until the next key.
    pub notice: Option<String>,
    /// Whether the debug pane (F12) is shown.
    pub debug: bool,
    /// Whether the mouse is ours; otherwise the terminal selects text with it.
    pub mouse: bool,
    /// Whether lessons ask for predictions.
    pub predicting: bool,
    /// The notes that were published last.
    pub(in crate::app) published: Option<Notes>,
    /// What holds while one presents, if one does.
    pub presenting: Option<Presenting>,
    /// The plan that is presented, if one is.
    pub lecturing: Option<Lecturing>,
    /// What the student has seen and predicted.
    pub progress: Progress,
    /// The table that votes and predictions go to, if they are to.
    pub results: Option<Results>,
    /// The lesson that the home screen's cursor is at: an index into the shelf.
    pub chosen: usize,
    /// How many quizzes were opened: the seed of the last.
    pub quizzes: u64,
    /// Whether numbers that differ from run to run are shown by stand-ins: the screen says so.
    pub stand_ins: bool,
    /// The tour that is played, if one is.
    pub tour: Option<Touring>,
    /// How tours are played.
    pub pace: Pace,
    /// The interpreter that has run a lesson's listing last, and its version.
    pub(in crate::app) python: Option<(String, String)>,
    /// Whether free runs are under way.
    pub(in crate::app) runs_freely: bool,
    /// The milliseconds of the [`Effect::Wake`] that hasn't come yet.
    pub(in crate::app) timer: Option<u64>,
}

/// What fills the screen.
#[derive(Debug)]
pub enum Screen {
    /// The models and their lessons.
    Home,
    /// An opened lesson.
    Lesson(Box<Open>),
    /// A slide of the plan that is presented.
    Slide(Slide),
}

impl App {
    /// The explorer at its home screen.
    pub fn new(lang: Lang, plays: Plays) -> Self {
        Self {
            plays,
            lang,
            background: Background::default(),
            background_is_chosen: false,
            screen: Screen::Home,
            overlays: Vec::new(),
            notice: None,
            debug: false,
            mouse: true,
            predicting: true,
            presenting: None,
            lecturing: None,
            published: None,
            progress: Progress::default(),
            results: None,
            chosen: 0,
            quizzes: 0,
            stand_ins: false,
            tour: None,
            pace: Pace::default(),
            python: None,
            runs_freely: false,
            timer: None,
        }
    }

    /// Remembers something, here and beyond the program's end.
    pub(in crate::app) fn remember(&mut self, note: Note) -> Effect {
        self.progress.remember(&note);
        Effect::Remember(note)
    }

    /// The opened lesson.
    pub fn lesson(&self) -> Option<&Open> {
        match &self.screen {
            Screen::Home | Screen::Slide(_) => None,
            Screen::Lesson(open) => Some(open),
        }
    }

    pub(super) fn lesson_mut(&mut self) -> Option<&mut Open> {
        match &mut self.screen {
            Screen::Home | Screen::Slide(_) => None,
            Screen::Lesson(open) => Some(open),
        }
    }

    /// Does something in the opened lesson; why it can't be done becomes the notice. Why the run has failed stands below already, with
    /// what can be done about it.
    pub(super) fn in_lesson(&mut self, act: impl FnOnce(&mut Open, Lang) -> Answer) -> Vec<Effect> {
        let lang = self.lang;
        let Some(open) = self.lesson_mut() else {
            return Vec::new();
        };
        match act(open, lang) {
            Ok(effects) => effects,
            Err(why) => {
                let stands_below = matches!(&open.run, Run::Failed(failed) if *failed == why);
                self.notice = (!stands_below).then_some(why);
                Vec::new()
            }
        }
    }

    /// The text being typed on top of everything, if one is.
    pub(super) fn typing(&mut self) -> Option<&mut tui_input::Input> {
        self.overlays.last_mut()?.typing()
    }
}
