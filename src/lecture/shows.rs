//! What an entry shows: a slide, a lesson, a tour, a saved run or a script, and where each is first looked at.
//!
//! Whatever isn't there, or doesn't fit, is named with its line. Never knows what comes before or after it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::history::History;
use crate::i18n::Sentence;
use crate::lecture::file::{count, plain, value};
use crate::lecture::reader::Reader;
use crate::lecture::{Shows, Start};
use crate::lessons::{Lesson, Settings};
use crate::machine;
use crate::predict::Predictions;
use crate::protocol::What;
use crate::saved;
use crate::script::{self, Asked, Named};

/// What can be shown, by its key, and what it may have besides.
pub(super) const KINDS: [(&str, &[&str]); 5] = [
    ("slide", &[]),
    ("lesson", &["set", "start", "times", "ask"]),
    ("tour", &[]),
    ("run", &["start", "times"]),
    ("script", &["args", "python", "input", "start", "times"]),
];

impl<'a> Reader<'_, 'a> {
    /// What an entry of this kind shows; None: something is wrong with it.
    pub(super) fn shown(&mut self, kind: &str, table: &DeTable<'a>) -> Option<Shows> {
        match kind {
            "slide" => self.slide(table),
            "lesson" => self.lesson(table),
            "tour" => self.tour(table),
            "run" => self.saved(table),
            _ => self.script(table),
        }
    }

    fn named(&mut self, table: &DeTable<'a>, key: &str) -> Option<String> {
        let value = value(table, key)?;
        self.file.text(key, value)
    }

    fn wrong_at(&mut self, table: &DeTable<'a>, key: &str, why: Sentence) {
        let at = value(table, key).map_or(0..0, Spanned::span);
        self.file.wrong(&at, why);
    }

    fn slide(&mut self, table: &DeTable<'a>) -> Option<Shows> {
        Some(Shows::Slide(self.named(table, "slide")?))
    }

    fn lesson(&mut self, table: &DeTable<'a>) -> Option<Shows> {
        let id = self.named(table, "lesson")?;
        let lesson = match self.outside.plays.shelf.open(&id) {
            Ok(lesson) => lesson,
            Err(none) => {
                self.wrong_at(table, "lesson", none.sentence());
                return None;
            }
        };
        let settings = self.settings(table, lesson);
        let start = self.start(table)?;
        if let Some(Start::Mark(mark, _)) = &start {
            let listing = lesson.listing.specialised(&settings);
            let marks: Vec<String> = listing.cues().map(str::to_owned).collect();
            if !marks.contains(mark) {
                let none = Sentence::new("own_tour.no_mark").with("lesson", &lesson.id);
                self.wrong_at(table, "start", none.with("mark", mark).with("marks", marks));
            }
        }
        let asks = match value(table, "ask") {
            Some(names) => Some(self.asks(names, lesson, &settings)?),
            None => None,
        };
        Some(Shows::Lesson {
            lesson,
            settings,
            start,
            asks,
        })
    }

    fn settings(&mut self, table: &DeTable<'a>, lesson: &'static Lesson) -> Settings {
        let mut settings = lesson.defaults();
        let Some(set) = value(table, "set") else {
            return settings;
        };
        let DeValue::Table(knobs) = set.get_ref() else {
            self.file.no::<()>("set", set, "lecture.no_set");
            return settings;
        };
        for (knob, value) in knobs {
            let Some(text) = plain(value) else {
                self.file
                    .no::<()>(knob.get_ref(), value, "lecture.no_value");
                continue;
            };
            if let Err(bad) = settings.set(lesson, knob.get_ref(), &text) {
                self.file.wrong(&value.span(), bad.sentence());
            }
        }
        settings
    }

    /// The questions that are asked: one, several, or none.
    fn asks(
        &mut self,
        names: &Spanned<DeValue<'a>>,
        lesson: &'static Lesson,
        settings: &Settings,
    ) -> Option<Vec<String>> {
        if matches!(names.get_ref(), DeValue::Boolean(false)) {
            return Some(Vec::new());
        }
        let asks = self.file.texts("ask", names)?;
        let program = self.outside.plays.of(lesson, settings.clone()).program;
        let predictions = Predictions::new(lesson, settings, program);
        for name in &asks {
            let known = lesson.questions.iter().map(|question| &question.name);
            let why = match known.clone().any(|known| known == name) {
                true if predictions.can_ask(name) => continue,
                true => Sentence::new("lecture.not_asked"),
                false if lesson.questions.is_empty() => Sentence::new("lecture.no_questions"),
                false => Sentence::new("lecture.no_question")
                    .with("have", known.cloned().collect::<Vec<_>>()),
            };
            let why = why.with("lesson", &lesson.id).with("question", name);
            self.file.wrong(&names.span(), why);
        }
        Some(asks)
    }

    /// Where it is first looked at, if the plan says so; None: what it says can't be.
    fn start(&mut self, table: &DeTable<'a>) -> Option<Option<Start>> {
        let times = match value(table, "times") {
            Some(times) => self.file.count("times", times)?,
            None => 1,
        };
        let Some(start) = value(table, "start") else {
            if times > 1 {
                self.wrong_at(table, "times", Sentence::new("lecture.times_of_nothing"));
            }
            return Some(None);
        };
        Some(Some(match (start.get_ref(), count(start)) {
            (DeValue::String(mark), _) => Start::Mark(mark.trim().to_owned(), times),
            (_, Some(step)) if times == 1 => Start::Step(step),
            (_, Some(_)) => {
                self.wrong_at(table, "times", Sentence::new("lecture.times_of_nothing"));
                return None;
            }
            (_, None) => return self.file.no("start", start, "lecture.no_start"),
        }))
    }

    fn tour(&mut self, table: &DeTable<'a>) -> Option<Shows> {
        let name = self.named(table, "tour")?;
        let read = match name.ends_with(".toml") {
            true => (self.outside.tour)(&self.outside.folder.join(&name)),
            false => {
                let shelf = self.outside.plays.shelf;
                let opened = shelf.open(&name).map_err(|none| none.sentence());
                opened.and_then(|lesson| match lesson.tour {
                    Some(_) => Ok(lesson),
                    None => {
                        let have = shelf.ids_where(|lesson| lesson.tour.is_some());
                        let none = Sentence::new("cli.wrong.no_tour").with("lesson", &name);
                        Err(none.with("have", have))
                    }
                })
            }
        };
        match read {
            Ok(lesson) => Some(Shows::Tour(lesson)),
            Err(why) => {
                self.wrong_at(table, "tour", why);
                None
            }
        }
    }

    fn saved(&mut self, table: &DeTable<'a>) -> Option<Shows> {
        let name = self.named(table, "run")?;
        let run = match saved::read(self.outside.plays, &self.outside.folder.join(&name)) {
            Ok(run) => run,
            Err(error) => {
                let said = |one, what| {
                    Sentence::new("lecture.in")
                        .with("place", one)
                        .with("why", what)
                };
                let chain = error.chain().map(machine::told);
                if let Some(why) = chain
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .reduce(|why, place| said(place, why))
                {
                    self.wrong_at(table, "run", why);
                }
                return None;
            }
        };
        if let Some(fault) = &run.fault {
            self.wrong_at(table, "run", fault.clone());
        }
        let start = self.start(table)?;
        if let Some(start) = &start
            && start.position(&run.history).is_none()
        {
            let (n, of) = (start.number(), run.history.beats());
            let why = match start {
                Start::Step(_) => Sentence::new("lecture.no_step").with("of", &of),
                Start::Mark(mark, _) => Sentence::new("lecture.nobody_comes").with("mark", mark),
            };
            self.wrong_at(table, "start", why.with("run", &name).with("n", &n));
        }
        Some(Shows::Saved {
            name,
            run: Box::new(run),
            start,
        })
    }

    fn script(&mut self, table: &DeTable<'a>) -> Option<Shows> {
        let name = self.named(table, "script")?;
        let file = self.outside.folder.join(&name);
        let mut asked = Asked::of(Named::File(file.into_os_string()));
        if let Some(args) = value(table, "args") {
            let args = self.file.texts("args", args)?;
            asked.arguments = args.into_iter().map(Into::into).collect();
        }
        asked.python = match value(table, "python") {
            Some(python) => plain(python).map(Into::into),
            None => None,
        };
        asked.input = match value(table, "input") {
            Some(input) => {
                let input = self.file.text("input", input)?;
                Some(self.outside.folder.join(input))
            }
            None => None,
        };
        let start = self.start(table)?;
        match script::play(&asked, |name| (self.outside.var)(name)) {
            Ok(play) => Some(Shows::Script {
                play: Box::new(play),
                start,
            }),
            Err(none) => {
                self.wrong_at(table, "script", none.told());
                None
            }
        }
    }
}

impl Start {
    fn number(&self) -> usize {
        match self {
            Start::Step(n) | Start::Mark(_, n) => *n,
        }
    }

    /// Where a run that is known is first looked at: a position of its history; None: it never comes so far.
    pub fn position(&self, history: &History) -> Option<usize> {
        let mut positions = 1..=history.len();
        match self {
            Start::Step(step) => positions.find(|&at| history.beat_at(at) == *step),
            Start::Mark(mark, times) => {
                let events = history.events();
                let stands = |at: &usize| match &events[at - 1].what {
                    What::Line(spot) => *spot.cue == **mark,
                    _ => false,
                };
                positions.filter(stands).nth(times - 1)
            }
        }
    }
}
