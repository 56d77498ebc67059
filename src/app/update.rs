//! The reducer: one input in, effects out.
//!
//! Keys and the mouse end in the same actions; what the run says is `heard`. Afterwards, and only there, it is
//! decided whether a timer is needed.

use crate::app::actions::When;
use crate::app::acts::{edit, explore, open_file, saved};
use crate::app::effect::Effect;
use crate::app::input::Input;
use crate::app::state::App;
use crate::app::state::open::Run;
use crate::app::{
    acts, half_width, heard, keymap, lecture, mouse, notes, recorded, results, time, tour,
};
use crate::i18n::{say, word};
use crate::lecture::Lecture;
use crate::lessons::{Lesson, Settings};
use crate::play::Play;
use crate::progress::Note;

impl App {
    /// Opens a lesson with these knobs: the run there was ends, another is asked for.
    pub fn open(&mut self, lesson: &'static Lesson, settings: Settings) -> Vec<Effect> {
        let mut effects = acts::lesson::open(self, lesson, settings);
        time::keep_going(self, &mut effects);
        effects
    }

    /// Opens what is to be run.
    pub fn open_play(&mut self, play: Play) -> Vec<Effect> {
        let mut effects = acts::lesson::open_play(self, play);
        time::keep_going(self, &mut effects);
        effects
    }

    /// Opens a lesson and plays its tour; None when it has none.
    pub fn tour(&mut self, lesson: &'static Lesson) -> Option<Vec<Effect>> {
        tour::begin(self, lesson)
    }

    /// Presents a plan, from its first entry on.
    pub fn present(&mut self, lecture: Lecture) -> Vec<Effect> {
        let mut effects = lecture::begin(self, lecture);
        self.publish(&mut effects);
        time::keep_going(self, &mut effects);
        effects
    }

    /// Whether the tour that is played has done what it does before its next caption.
    pub fn tour_has_arrived(&self) -> bool {
        tour::has_arrived(self)
    }

    /// Whether the tour of the program is offered: on the home screen, before the first lesson.
    pub fn offers_tour(&self) -> bool {
        When::Newcomer.holds(self)
    }

    /// Publishes the presenter's notes when they have changed.
    fn publish(&mut self, effects: &mut Vec<Effect>) {
        let notes = notes::notes(self);
        if notes != self.published {
            self.published.clone_from(&notes);
            effects.push(Effect::Publish(notes));
        }
    }

    /// Remembers that a lesson was walked through, the first time it is.
    fn remember_the_end(&mut self, effects: &mut Vec<Effect>) {
        let through = self.lesson().filter(|open| {
            let replay = matches!(open.run, Run::Replay(_) | Run::Failed(_));
            !replay && !open.play.is_script() && open.is_through()
        });
        let Some(lesson) = through.map(|open| open.play.lesson.id.clone()) else {
            return;
        };
        if !self.progress.has_seen(&lesson) {
            effects.push(self.remember(Note::Through { lesson }));
        }
    }

    /// Remembers how predictions have come out.
    fn remember_predictions(&mut self, effects: &mut Vec<Effect>) {
        let Some(open) = self.lesson_mut() else {
            return;
        };
        let lesson = open.play.lesson;
        for asked in open.predictions.news() {
            // A class without a majority has said nothing.
            if asked.predicted.is_none() {
                continue;
            }
            let note = Note::Predicted {
                lesson: lesson.id.clone(),
                question: asked.question.name.clone(),
                right: asked.is_right() == Some(true),
            };
            effects.push(self.remember(note));
        }
    }

    /// Takes an input in and says what is to be done.
    pub fn update(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = match input {
            Input::Key(key) => {
                self.notice = None;
                match tour::takes(self, half_width::key(key)) {
                    true => Vec::new(),
                    false => keymap::press(self, key),
                }
            }
            Input::Click(target) => {
                self.notice = None;
                tour::over(self, "app.taken_over");
                mouse::click(self, target)
            }
            Input::Drag(target) => mouse::drag(self, &target),
            Input::Wheel(target, lines) => mouse::wheel(self, target.as_ref(), lines),
            Input::Paste(text) => {
                edit::paste(self, &text);
                Vec::new()
            }
            Input::Started => {
                heard::started(self);
                Vec::new()
            }
            Input::Happened(event) => heard::happened(self, event),
            Input::Over(error) => {
                let error = error.map(|why| why.said(self.lang));
                heard::over(self, error);
                Vec::new()
            }
            Input::CameOut(outcome, times) => {
                explore::came_out(self, outcome, times);
                Vec::new()
            }
            Input::FreelyOver(why) => {
                let why = why.map(|why| why.said(self.lang));
                explore::freely_over(self, why);
                Vec::new()
            }
            Input::Woken => time::woken(self),
            Input::Written(result) => {
                saved::written(self, result);
                Vec::new()
            }
            Input::Opened(result) => open_file::opened(self, result),
            Input::GoesOn(names) => {
                open_file::goes_on(self, &names);
                Vec::new()
            }
            Input::Changed(file) => {
                self.notice = Some(say(self.lang, "app.changed", &[("file", &file)]));
                Vec::new()
            }
            Input::Word(said) => {
                self.notice = Some(said.said(self.lang));
                Vec::new()
            }
            Input::NoShell => {
                self.notice = Some(word(self.lang, "app.no_shell").to_owned());
                Vec::new()
            }
            Input::Resized(..) => Vec::new(),
            Input::Background(background) => {
                if !self.background_is_chosen {
                    self.background = background;
                }
                Vec::new()
            }
        };
        recorded::goes_on(self);
        explore::end_unseen(self, &mut effects);
        let holds = self
            .presenting
            .as_ref()
            .is_some_and(|presenting| presenting.holds);
        if let Some(open) = self.lesson_mut().filter(|_| !holds) {
            open.predictions.turn();
        }
        self.remember_predictions(&mut effects);
        self.remember_the_end(&mut effects);
        results::keep(self, &mut effects);
        self.publish(&mut effects);
        time::keep_going(self, &mut effects);
        effects
    }
}
