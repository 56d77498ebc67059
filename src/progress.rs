//! What a student has seen and predicted, and what to ask again: as data, and as the text it is kept in.
//!
//! ```toml
//! version = 1
//!
//! [lessons.fork-tree]
//! seen = true
//!
//! [lessons.fork-tree.predictions.processes]
//! right = 1
//! wrong = 2
//! again = false
//! ```
//! Never knows the screen. [`file`] keeps it on disk.

pub mod file;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::i18n::Sentence;
use crate::lessons::Lesson;

/// The version of the text that is read and written.
const VERSION: u32 = 1;

/// What stands above the data.
const HEAD: &str = "# Concurrium: the lessons you have seen and the predictions you have made.\n# It is yours: delete it to begin anew, or start the program with --no-state to keep nothing.\n";

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    lessons: BTreeMap<String, Seen>,
}

/// What has happened in a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    seen: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    predictions: BTreeMap<String, Predicted>,
}

/// How the predictions of one question came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predicted {
    /// How often it was right.
    pub right: u32,
    /// How often it was wrong.
    pub wrong: u32,
    /// Whether it is to be asked again: it was wrong the last time.
    pub again: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    version: u32,
    #[serde(default)]
    lessons: BTreeMap<String, Seen>,
}

/// Something to be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A lesson was walked through, to its end.
    Through {
        /// The lesson's id.
        lesson: String,
    },
    /// A prediction came out.
    Predicted {
        /// The lesson's id.
        lesson: String,
        /// The question's name.
        question: String,
        /// Whether it was right.
        right: bool,
    },
}

/// How a lesson stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It hasn't been walked through.
    New,
    /// It was walked through.
    Seen,
    /// A prediction was wrong the last time.
    Again,
    /// Every question of it was predicted right the last time.
    Known,
}

/// A text that can't be read as progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It was written by a later version of the program.
    Newer(u32),
    /// It is something else, or damaged: in which line, and what the decoder says of it.
    Damaged(usize, String),
}

impl Unreadable {
    /// Why.
    pub fn sentence(&self) -> Sentence {
        match self {
            Unreadable::Newer(version) => Sentence::new("progress.newer")
                .with("version", version)
                .with("ours", &VERSION),
            Unreadable::Damaged(line, why) => Sentence::new("progress.damaged")
                .with("line", line)
                .with("why", why),
        }
    }
}

impl Progress {
    /// Reads the text it was kept in.
    ///
    /// # Errors
    /// It is of a later version, or something else: with line and reason.
    pub fn parse(text: &str) -> Result<Progress, Unreadable> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let damaged = |error: toml::de::Error| {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            Unreadable::Damaged(line, error.message().to_owned())
        };
        let head: Head = toml::from_str(text).map_err(damaged)?;
        if head.version > VERSION {
            return Err(Unreadable::Newer(head.version));
        }
        let text: Text = toml::from_str(text).map_err(damaged)?;
        Ok(Progress {
            lessons: text.lessons,
        })
    }

    /// The text it is kept in; [`Progress::parse`] reads it back.
    pub fn text(&self) -> String {
        let text = Text {
            version: VERSION,
            lessons: self.lessons.clone(),
        };
        // Maps of texts, numbers and truth values: there is nothing in it that TOML can't say.
        let body = toml::to_string(&text).unwrap_or_default();
        format!("{HEAD}{body}")
    }

    /// Remembers something.
    pub fn remember(&mut self, note: &Note) {
        match note {
            Note::Through { lesson } => {
                self.lessons.entry(lesson.clone()).or_default().seen = true;
            }
            Note::Predicted {
                lesson,
                question,
                right,
            } => {
                let seen = self.lessons.entry(lesson.clone()).or_default();
                let predicted = seen.predictions.entry(question.clone()).or_default();
                let count = match right {
                    true => &mut predicted.right,
                    false => &mut predicted.wrong,
                };
                *count = count.saturating_add(1);
                predicted.again = !right;
            }
        }
    }

    /// Whether anything is remembered of a lesson.
    pub fn knows_of(&self, lesson: &str) -> bool {
        self.lessons.contains_key(lesson)
    }

    /// Whether nothing was walked through or predicted yet.
    pub fn is_empty(&self) -> bool {
        self.lessons.is_empty()
    }

    /// Whether a lesson was walked through before.
    pub fn has_seen(&self, lesson: &str) -> bool {
        self.lessons.get(lesson).is_some_and(|seen| seen.seen)
    }

    /// How the predictions of a question came out; None when there was none.
    pub fn predicted(&self, lesson: &str, question: &str) -> Option<Predicted> {
        self.lessons.get(lesson)?.predictions.get(question).copied()
    }

    /// How a lesson stands.
    pub fn standing(&self, lesson: &Lesson) -> Standing {
        let of = |name: &String| self.predicted(&lesson.id, name);
        let mut questions = lesson.questions.iter().map(|question| of(&question.name));
        if questions.clone().flatten().any(|predicted| predicted.again) {
            Standing::Again
        } else if !lesson.questions.is_empty() && questions.all(|predicted| predicted.is_some()) {
            Standing::Known
        } else if self.has_seen(&lesson.id) {
            Standing::Seen
        } else {
            Standing::New
        }
    }

    /// How many of a lesson's questions were predicted right the last time, and how many are to be asked again.
    pub fn count(&self, lesson: &Lesson) -> (usize, usize) {
        let of = |name: &String| self.predicted(&lesson.id, name);
        let made = lesson.questions.iter().filter_map(|q| of(&q.name));
        let (again, right): (Vec<_>, Vec<_>) = made.partition(|predicted| predicted.again);
        (right.len(), again.len())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn notes() -> impl Strategy<Value = Vec<Note>> {
        let opened = "[a-z-]{1,8}|\\PC{1,4}".prop_map(|lesson| Note::Through { lesson });
        let predicted =
            ("[a-z-]{1,8}", "\\PC{0,6}", any::<bool>()).prop_map(|(lesson, question, right)| {
                Note::Predicted {
                    lesson,
                    question,
                    right,
                }
            });
        proptest::collection::vec(prop_oneof![opened, predicted], 0..20)
    }

    proptest! {
        #![proptest_config(crate::random_tests())]

        #[test]
        fn what_is_written_is_read_back(notes in notes()) {
            let mut progress = Progress::default();
            for note in &notes {
                progress.remember(note);
            }
            prop_assert_eq!(Progress::parse(&progress.text()), Ok(progress));
        }

        #[test]
        fn no_text_is_taken_for_what_it_is_not(text in "\\PC{0,60}(\\n\\PC{0,60}){0,4}") {
            if let Ok(progress) = Progress::parse(&text) {
                prop_assert_eq!(Progress::parse(&progress.text()), Ok(progress));
            }
        }
    }

    #[test]
    fn what_cannot_be_read_says_where() {
        let read = |text: &str| Progress::parse(text).unwrap_err();
        assert_eq!(read("version = 7\nshape = 1\n"), Unreadable::Newer(7));
        let damaged = read("version = 1\n[lessons.x]\nseen = maybe\n")
            .sentence()
            .to_string();
        assert!(damaged.starts_with("line 3: "), "{damaged}");
        let foreign = read("[package]\nname = \"x\"\n").sentence().to_string();
        assert!(foreign.contains("version"), "{foreign}");
    }

    #[test]
    fn a_lesson_is_known_when_all_its_questions_were_right_the_last_time() {
        let shelf = crate::lessons::built_in().unwrap();
        let lesson = shelf.open("fork-tree").unwrap();
        let mut progress = Progress::default();
        assert_eq!(progress.standing(lesson), Standing::New);
        let id = &lesson.id;
        progress.remember(&Note::Through { lesson: id.clone() });
        assert_eq!(progress.standing(lesson), Standing::Seen);
        let mut predict = |at: usize, right| {
            progress.remember(&Note::Predicted {
                lesson: id.clone(),
                question: lesson.questions[at].name.clone(),
                right,
            });
            progress.standing(lesson)
        };
        assert_eq!(predict(0, false), Standing::Again);
        assert_eq!(predict(0, true), Standing::Seen);
        for at in 1..lesson.questions.len() {
            predict(at, true);
        }
        assert_eq!(progress.standing(lesson), Standing::Known);
    }
}
