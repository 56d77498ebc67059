//! A tour of one's own: a file of the form of a lesson's `tour.toml`. It says which lesson it goes through, and its captions are
//! texts, or names of the lesson's own.
//!
//! Never opens the file, and knows neither keys nor rows: whoever does says what is wrong with a step.

use serde::Deserialize;
use toml::Spanned;

use std::collections::{BTreeMap, BTreeSet};

use crate::i18n::Sentence;
use crate::lessons::{Lesson, Shelf, Stop, Tour};

/// What is wrong with a tour's file.
#[derive(Debug)]
pub struct BadTour {
    /// Which line, from 1; None: the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub why: Sentence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lesson: Option<Spanned<String>>,
    #[serde(default)]
    set: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    step: Vec<Spanned<Stop>>,
}

impl Lesson {
    /// The lesson with the tour in this file in its own's place. `lesson`: the one that it goes through, whatever the file says;
    /// `faulty`: what else is wrong with a step.
    ///
    /// # Errors
    /// The first thing that isn't as it should be.
    pub fn with_tour(
        file: &str,
        lesson: Option<&str>,
        shelf: &'static Shelf,
        faulty: impl Fn(&Stop) -> Option<Sentence>,
    ) -> Result<Lesson, BadTour> {
        let line = |span: std::ops::Range<usize>| {
            let before = file.get(..span.start);
            before.map(|before| before.matches('\n').count() + 1)
        };
        let whole = |why| BadTour { line: None, why };
        let read: File = toml::from_str(file).map_err(|error| BadTour {
            line: error.span().and_then(line),
            why: Sentence::foreign(error.message()),
        })?;
        let named = read.lesson.as_ref().map(Spanned::get_ref);
        let Some(id) = lesson.or(named.map(String::as_str)) else {
            return Err(whole(Sentence::new("own_tour.no_lesson")));
        };
        let opened = shelf.open(id).map_err(|none| BadTour {
            line: read.lesson.as_ref().and_then(|named| line(named.span())),
            why: none.sentence(),
        })?;
        if read.step.is_empty() {
            return Err(whole(Sentence::new("own_tour.no_step")));
        }
        let mut lesson = opened.clone();
        let (mut settings, mut set) = (lesson.defaults(), BTreeMap::new());
        for (knob, value) in read.set {
            let at = line(value.span());
            let fits = settings.set(opened, &knob, value.get_ref());
            fits.map_err(|bad| BadTour {
                line: at,
                why: bad.sentence(),
            })?;
            set.insert(knob, value.into_inner());
        }
        let mut step = Vec::new();
        for stop in read.step {
            let at = line(stop.span());
            let stop = stop.into_inner();
            lesson
                .fault(&stop)
                .or_else(|| faulty(&stop))
                .map_or(Ok(()), |why| Err(BadTour { line: at, why }))?;
            lesson.says(&stop.say);
            step.push(stop);
        }
        lesson.tour = Some(Tour {
            set,
            step,
            program: Vec::new(),
        });
        Ok(lesson)
    }

    /// What a tour's step asks for that this lesson hasn't got.
    fn fault(&self, stop: &Stop) -> Option<Sentence> {
        let marks: BTreeSet<&str> = self.listing.cues().collect();
        if let Some(mark) = stop.until.as_deref().filter(|mark| !marks.contains(mark)) {
            let marks = marks.into_iter().map(str::to_owned).collect::<Vec<_>>();
            let no_mark = Sentence::new("own_tour.no_mark").with("lesson", &self.id);
            return Some(no_mark.with("mark", mark).with("marks", marks));
        }
        let captions = &self.texts[0].captions;
        if is_name(&stop.say) && !captions.contains_key(&stop.say) {
            let have: Vec<String> = captions.keys().cloned().collect();
            let no_caption = Sentence::new("own_tour.no_caption").with("lesson", &self.id);
            return Some(no_caption.with("name", &stop.say).with("have", have));
        }
        None
    }

    /// A caption that isn't one of its own is its own name.
    fn says(&mut self, caption: &str) {
        for text in &mut self.texts {
            let own = || caption.trim().to_owned();
            let captions = &mut text.captions;
            captions.entry(caption.to_owned()).or_insert_with(own);
        }
    }
}

/// Whether a caption can only be a name: `reaped`, `program-keys`.
fn is_name(caption: &str) -> bool {
    let letter = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    caption.chars().all(letter)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::lessons::built_in;

    fn read(file: &str, lesson: Option<&str>) -> Result<Lesson, BadTour> {
        Lesson::with_tour(file, lesson, built_in().unwrap(), |_| None)
    }

    #[test]
    fn captions_are_texts_or_names_and_the_lesson_is_named_here_or_there() {
        let file = "set = { forks = \"2\" }\n[[step]]\nsay = \"all\"\n[[step]]\nuntil = \"fork\"\nsay = \"Look here.\"\n";
        let lesson = read(file, Some("fork-tree")).unwrap();
        let captions = &lesson.text(Lang::Zh).captions;
        assert_eq!(captions["Look here."], "Look here.");
        assert_ne!(captions["all"], "all");
        let tour = lesson.tour.unwrap();
        assert_eq!((tour.step.len(), &*tour.set["forks"]), (2, "2"));
        let inside = format!("lesson = \"fork-tree\"\n{file}");
        assert_eq!(read(&inside, None).unwrap().id, "fork-tree");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let step = "[[step]]\nsay = \"It is so.\"\n";
        for (file, line, said) in [
            ("", None, "which lesson"),
            ("lesson = \"fork-tree\"\n", None, "no [[step]]"),
            ("lesson = \"fork-tee\"\n", Some(1), "fork-tree"),
            (
                &format!("lesson = \"fork-tree\"\nset = {{ forks = \"99\" }}\n{step}"),
                Some(2),
                "forks",
            ),
            (
                &format!("lesson = \"lock\"\n{step}[[step]]\nuntil = \"lod\"\nsay = \"Now.\"\n"),
                Some(4),
                "load",
            ),
            (
                "lesson = \"lock\"\n[[step]]\nsay = \"nowhere\"\n",
                Some(2),
                "nowhere",
            ),
            (
                "lesson = \"lock\"\n\n[[step]]\nsays = \"Now.\"\n",
                Some(4),
                "says",
            ),
            ("lesson = \"lock\n", Some(1), ""),
        ] {
            let bad = read(file, None).unwrap_err();
            let why = bad.why.said(Lang::En);
            assert_eq!(bad.line, line, "{file}: {why}");
            assert!(why.contains(said), "{file}: {why}");
        }
    }
}
