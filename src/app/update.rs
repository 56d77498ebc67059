//! The reducer: one input in, effects out.
//!
//! Keys and the mouse end in the same actions; what the run says goes to `playing`. Afterwards, and only there, it is
//! decided whether a timer is needed.

use crate::app::playing::{self, Answer};
use crate::app::{
    App, Effect, Input, Open, Overlay, Screen, explore, half_width, keymap, mouse, notes, prompt,
    saved, tour,
};
use crate::background::Background;
use crate::i18n::{Lang, word};
use crate::lessons::{Lesson, Settings};
use crate::play::Plays;
use crate::progress::{Note, Progress};

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
            published: None,
            progress: Progress::default(),
            chosen: 0,
            quizzes: 0,
            stand_ins: false,
            tour: None,
            runs_freely: false,
            timer: None,
        }
    }

    /// Opens a lesson with these knobs: the run there was ends, another is asked for.
    pub fn open(&mut self, lesson: &'static Lesson, settings: Settings) -> Vec<Effect> {
        let mut entries = self.plays.shelf.entries().iter();
        self.chosen = entries.position(|entry| entry.id == lesson.id).unwrap_or(0);
        self.overlays.clear();
        let play = self.plays.of(lesson, settings);
        let mut effects = vec![Effect::Start(play.piece())];
        self.screen = Screen::Lesson(Box::new(Open::new(play)));
        if !self.progress.has_seen(&lesson.id) {
            let lesson = lesson.id.clone();
            effects.push(self.remember(Note::Opened { lesson }));
        }
        playing::keep_going(self, &mut effects);
        effects
    }

    /// Opens a lesson and plays its tour; None when it has none.
    pub fn tour(&mut self, lesson: &'static Lesson) -> Option<Vec<Effect>> {
        tour::begin(self, lesson)
    }

    /// Remembers something, here and beyond the program's end.
    fn remember(&mut self, note: Note) -> Effect {
        self.progress.remember(&note);
        Effect::Remember(note)
    }

    /// Publishes the presenter's notes when they have changed.
    fn publish(&mut self, effects: &mut Vec<Effect>) {
        let notes = notes::notes(self);
        if notes != self.published {
            self.published.clone_from(&notes);
            effects.push(Effect::Publish(notes));
        }
    }

    /// Remembers how predictions have come out.
    fn remember_predictions(&mut self, effects: &mut Vec<Effect>) {
        let Some(open) = self.lesson_mut() else {
            return;
        };
        let lesson = open.play.lesson;
        for asked in open.predictions.news() {
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
                prompt::paste(self, &text);
                Vec::new()
            }
            Input::Started => {
                playing::started(self);
                Vec::new()
            }
            Input::Happened(event) => playing::happened(self, event),
            Input::Over(error) => {
                playing::over(self, error);
                Vec::new()
            }
            Input::CameOut(outcome, times) => {
                explore::came_out(self, outcome, times);
                Vec::new()
            }
            Input::FreelyOver(why) => {
                explore::freely_over(self, why);
                Vec::new()
            }
            Input::Woken => playing::woken(self),
            Input::Written(result) => {
                saved::written(self, result);
                Vec::new()
            }
            Input::Word(said) => {
                self.notice = Some(said);
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
        explore::end_unseen(self, &mut effects);
        self.remember_predictions(&mut effects);
        self.publish(&mut effects);
        playing::keep_going(self, &mut effects);
        effects
    }

    /// The opened lesson.
    pub fn lesson(&self) -> Option<&Open> {
        match &self.screen {
            Screen::Home => None,
            Screen::Lesson(open) => Some(open),
        }
    }

    pub(super) fn lesson_mut(&mut self) -> Option<&mut Open> {
        match &mut self.screen {
            Screen::Home => None,
            Screen::Lesson(open) => Some(open),
        }
    }

    /// Does something in the opened lesson; why it can't be done becomes the notice.
    pub(super) fn in_lesson(&mut self, act: impl FnOnce(&mut Open, Lang) -> Answer) -> Vec<Effect> {
        let lang = self.lang;
        let Some(open) = self.lesson_mut() else {
            return Vec::new();
        };
        act(open, lang).unwrap_or_else(|why| {
            self.notice = Some(why);
            Vec::new()
        })
    }

    /// The text being typed on top of everything, if one is.
    pub(super) fn typing(&mut self) -> Option<&mut tui_input::Input> {
        match self.overlays.last_mut()? {
            Overlay::Prompt(prompt) => Some(&mut prompt.input),
            Overlay::Knobs(form) => form.typing(),
            Overlay::Help(_)
            | Overlay::About(_)
            | Overlay::Stacks(..)
            | Overlay::Explorer(_)
            | Overlay::Quiz(_)
            | Overlay::Vote(_)
            | Overlay::Signal(_) => None,
        }
    }
}
