//! A shelf: where lessons come from, and which ones stand on it. The one in the binary is [`built_in`].
//!
//! What stands on a shelf lives as long as the program: a shelf is made once, at the start, and never put away. So
//! everything may point into it, and a run needs no counter on the lesson that it is of.
//!
//! Read when it is needed: the order of the lessons at once, a title when it is shown, the rest of a lesson when it is
//! opened. Never knows a particular lesson.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use include_dir::{Dir, DirEntry, File, include_dir};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::i18n::Lang;
use crate::lessons::bad::{BadLesson, NoLesson, NotOpened};
use crate::lessons::{
    Below, ByHand, DrillKind, Knob, Lesson, Listing, LooksBack, Measured, Model, Next, Passage,
    Question, Scene, Text,
};

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/lessons");

/// The file in a lesson's folder that holds a saved run of it.
pub const RECORDED: &str = "run.jsonl";

/// Gives the text of a shelf's file, by its path below the shelf; None: there is no such file, or it isn't UTF-8.
pub type Files = fn(&str) -> Option<Cow<'static, str>>;

/// The shelf in the binary.
///
/// # Errors
/// Its order can't be read.
pub fn built_in() -> Result<&'static Shelf, &'static BadLesson> {
    static BUILT_IN: LazyLock<Result<Shelf, BadLesson>> = LazyLock::new(|| {
        Shelf::read(|path| {
            let text = file_in(&ASSETS, path)?.contents_utf8()?;
            Some(Cow::Borrowed(text))
        })
    });
    BUILT_IN.as_ref()
}

/// The file at a path. `Dir::get_file` compares paths piece by piece with all that there is, which each title would wait for.
fn file_in(dir: &'static Dir<'_>, path: &str) -> Option<&'static File<'static>> {
    fn known(entry: &Path) -> &[u8] {
        entry.as_os_str().as_encoded_bytes()
    }
    dir.entries().iter().find_map(|entry| match entry {
        DirEntry::File(file) => (known(file.path()) == path.as_bytes()).then_some(file),
        DirEntry::Dir(dir) => {
            let below = path.as_bytes().strip_prefix(known(dir.path()))?;
            below
                .starts_with(b"/")
                .then(|| file_in(dir, path))
                .flatten()
        }
    })
}

/// Lessons in their order.
#[derive(Debug)]
pub struct Shelf {
    entries: Vec<Entry>,
}

/// A lesson on a shelf, of which no more was read than was asked for.
#[derive(Debug)]
pub struct Entry {
    /// The name on the command line: `fork-tree`.
    pub id: String,
    /// The model it belongs to.
    pub model: Model,
    files: Files,
    fronts: [OnceLock<Result<Front, BadLesson>>; Lang::ALL.len()],
    whole: OnceLock<Result<Lesson, BadLesson>>,
}

/// What is shown of a lesson before it is opened.
#[derive(Debug)]
pub struct Front {
    /// Its title, summary and facts; no other text.
    pub text: Text,
    /// Its knobs, in order.
    pub knobs: Vec<Knob>,
}

impl Shelf {
    /// Reads which lessons there are, models in order, in each model the order of `order.toml`.
    ///
    /// # Errors
    /// `order.toml` can't be read.
    pub fn read(files: Files) -> Result<Shelf, BadLesson> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Listed {
            process: Vec<String>,
            thread: Vec<String>,
            coroutine: Vec<String>,
            all: Vec<String>,
        }
        let order: Listed = toml_of(files, "order.toml")?;
        let ids = [order.process, order.thread, order.coroutine, order.all];
        let entry = |(model, id)| Entry {
            id,
            model,
            files,
            fronts: std::array::from_fn(|_| OnceLock::new()),
            whole: OnceLock::new(),
        };
        let models = Model::ALL.into_iter().zip(ids);
        let entries = models.flat_map(|(model, ids)| ids.into_iter().map(move |id| (model, id)));
        Ok(Shelf {
            entries: entries.map(entry).collect(),
        })
    }

    /// Its lessons, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Opens the lesson with this id.
    ///
    /// # Errors
    /// There is none, and the nearest is named; or it can't be read.
    pub fn open(&self, id: &str) -> Result<&Lesson, NotOpened> {
        match self.entries.iter().find(|entry| entry.id == id) {
            Some(entry) => Ok(entry.open()?),
            None => Err(NotOpened::None(NoLesson {
                asked: id.to_owned(),
                nearest: self.nearest(id),
            })),
        }
    }

    /// Opens every lesson, in order.
    ///
    /// # Errors
    /// The first that can't be read.
    pub fn open_all(&self) -> Result<Vec<&Lesson>, &BadLesson> {
        self.entries.iter().map(Entry::open).collect()
    }

    /// The ids of those of which this is so, in order; one that can't be read is left out.
    pub fn ids_where(&self, is_so: impl Fn(&Lesson) -> bool) -> Vec<String> {
        let opened = self.entries.iter().filter_map(|entry| entry.open().ok());
        opened
            .filter(|lesson| is_so(lesson))
            .map(|lesson| lesson.id.clone())
            .collect()
    }

    /// The id that was probably meant: one that begins with what was asked for, or differs by a few letters.
    fn nearest(&self, asked: &str) -> Option<String> {
        /// From this likeness on (0 nothing in common, 1 the same) a word is taken for a misspelling.
        const NEAR: f64 = 0.6;
        let asked = asked.to_lowercase().replace('_', "-");
        let likenesses = self.entries.iter().map(|entry| {
            let begins = !asked.is_empty() && entry.id.starts_with(&asked);
            let likeness = strsim::normalized_damerau_levenshtein(&entry.id, &asked);
            (&entry.id, if begins { 1.0 } else { likeness })
        });
        likenesses
            .filter(|(_, likeness)| *likeness >= NEAR)
            .max_by(|(_, one), (_, other)| one.total_cmp(other))
            .map(|(id, _)| id.clone())
    }
}

impl Entry {
    /// The whole lesson, read at the first time.
    ///
    /// # Errors
    /// A file of it can't be read: with file and line.
    pub fn open(&self) -> Result<&Lesson, &BadLesson> {
        self.whole.get_or_init(|| self.read()).as_ref()
    }

    /// What it is called, and the two or three sentences on it. Reads no more than the head of one file.
    ///
    /// # Errors
    /// As for [`Entry::open`].
    pub fn head(&self, lang: Lang) -> Result<(String, String), BadLesson> {
        let (path, source) = self.text_file(lang)?;
        Text::head(&source).map_err(|bad| bad.in_file(&path))
    }

    /// What the home screen shows of it, read at the first time: the start waits for no more of any lesson.
    ///
    /// # Errors
    /// As for [`Entry::open`].
    pub fn front(&self, lang: Lang) -> Result<&Front, &BadLesson> {
        let read = || {
            #[derive(Deserialize)]
            struct Description {
                #[serde(default)]
                knobs: Vec<Knob>,
            }
            let (path, source) = self.text_file(lang)?;
            let description: Description = toml_of(self.files, &self.path("lesson.toml"))?;
            Ok(Front {
                text: Text::front(&source).map_err(|bad| bad.in_file(&path))?,
                knobs: description.knobs,
            })
        };
        self.fronts[lang as usize].get_or_init(read).as_ref()
    }

    /// The file of its texts in this language; in English, where this language has none.
    fn text_file(&self, lang: Lang) -> Result<(String, Cow<'static, str>), BadLesson> {
        let own = self.path(&format!("{}.md", lang.code()));
        match (self.files)(&own) {
            Some(source) => Ok((own, source)),
            None => {
                let english = self.path(&format!("{}.md", Lang::default().code()));
                let source = file(self.files, &english)?;
                Ok((english, source))
            }
        }
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.model.code(), self.id)
    }

    fn read(&self) -> Result<Lesson, BadLesson> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Description {
            about: Option<Passage>,
            #[serde(default)]
            knobs: Vec<Knob>,
            scene: Scene,
            scene_on_cpython: Option<Scene>,
            #[serde(default)]
            wide: bool,
            first: Option<String>,
            #[serde(default)]
            names: BTreeMap<String, String>,
            looks_back: Option<LooksBack>,
            #[serde(default)]
            by_hand: Vec<ByHand>,
            drills: Option<DrillKind>,
            #[serde(default)]
            predict: Vec<Question>,
            #[serde(default)]
            below: Vec<Below>,
            #[serde(default)]
            next: Vec<Next>,
            #[serde(default)]
            measured: Vec<Measured>,
        }
        let files = self.files;
        let description: Description = toml_of(files, &self.path("lesson.toml"))?;
        let listing = self.path("listing.py");
        let listing =
            Listing::read(&file(files, &listing)?).map_err(|bad| bad.in_file(&listing))?;
        let text = |lang| {
            let (path, source) = self.text_file(lang)?;
            Text::read(&source).map_err(|bad| bad.in_file(&path))
        };
        let tour = self.path("tour.toml");
        let tour = match files(&tour) {
            Some(_) => Some(toml_of(files, &tour)?),
            None => None,
        };
        Ok(Lesson {
            texts: Lang::ALL
                .iter()
                .map(|&lang| text(lang))
                .collect::<Result<_, _>>()?,
            id: self.id.clone(),
            model: self.model,
            about: description.about,
            knobs: description.knobs,
            scene: description.scene,
            scene_on_cpython: description.scene_on_cpython,
            names: description.names,
            wide: description.wide,
            first: description.first,
            looks_back: description.looks_back,
            by_hand: description.by_hand,
            drills: description.drills,
            questions: description.predict,
            below: description.below,
            next: description.next,
            measured: description.measured,
            tour,
            recorded: files(&self.path(RECORDED)),
            listing,
        })
    }
}

fn file(files: Files, path: &str) -> Result<Cow<'static, str>, BadLesson> {
    files(path).ok_or_else(|| BadLesson {
        file: path.to_owned(),
        line: None,
        why: "it isn't there, or it isn't UTF-8".to_owned(),
    })
}

fn toml_of<T: for<'de> Deserialize<'de>>(files: Files, path: &str) -> Result<T, BadLesson> {
    let source = file(files, path)?;
    toml::from_str(&source).map_err(|error| BadLesson {
        file: path.to_owned(),
        line: error
            .span()
            .and_then(|span| source.get(..span.start))
            .map(|before| before.matches('\n').count() + 1),
        why: error.message().to_owned(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_lesson_is_told_the_nearest() {
        let shelf = built_in().unwrap();
        let nearest = |id: &str| match shelf.open(id).unwrap_err() {
            NotOpened::None(none) => none.nearest,
            NotOpened::Bad(bad) => panic!("{bad}"),
        };
        assert_eq!(nearest("forktree").as_deref(), Some("fork-tree"));
        assert_eq!(nearest("fork").as_deref(), Some("fork-tree"));
        assert_eq!(nearest("thread_pool").as_deref(), Some("thread-pool"));
        assert_eq!(nearest("generators").as_deref(), Some("generator"));
        assert_eq!(nearest("quicksort"), None);
        assert_eq!(nearest(""), None);
        let said = shelf.open("Fork").unwrap_err().to_string();
        assert!(said.contains("did you mean fork-tree?"), "{said}");
    }

    /// A shelf of one lesson, which is all right but for what a test changes.
    const ORDER: &str = "process = [\"one\"]\nthread = []\ncoroutine = []\nall = []\n";
    const TEXT: &str = "# One\n\nIt.\n\n## about\nMore.\n";

    fn good(path: &str) -> Option<Cow<'static, str>> {
        Some(Cow::Borrowed(match path {
            "order.toml" => ORDER,
            "process/one/lesson.toml" => "scene = \"tree\"\n",
            "process/one/listing.py" => "f()  #: f\n",
            "process/one/en.md" => TEXT,
            _ => return None,
        }))
    }

    fn fault(files: Files) -> String {
        match Shelf::read(files) {
            Err(bad) => bad.to_string(),
            Ok(shelf) => shelf.open("one").unwrap_err().to_string(),
        }
    }

    #[test]
    fn a_language_without_texts_of_its_own_shows_the_english_ones() {
        let shelf = Shelf::read(good).unwrap();
        let entry = &shelf.entries()[0];
        for lang in Lang::ALL {
            assert_eq!(entry.head(lang).unwrap(), ("One".into(), "It.".into()));
            assert_eq!(entry.front(lang).unwrap().text.title, "One");
            assert_eq!(entry.open().unwrap().text(lang).about, "More.");
        }
    }

    #[test]
    fn no_more_is_read_than_is_asked_for() {
        let head_alone: Files = |path| match path {
            "order.toml" | "process/one/en.md" => good(path),
            _ => None,
        };
        let shelf = Shelf::read(head_alone).unwrap();
        assert!(shelf.entries()[0].head(Lang::En).is_ok());
        assert!(shelf.entries()[0].open().is_err());
    }

    #[test]
    fn a_front_is_what_the_whole_lesson_says() {
        for entry in built_in().unwrap().entries() {
            let whole = entry.open().unwrap();
            for lang in Lang::ALL {
                let (front, text) = (entry.front(lang).unwrap(), whole.text(lang));
                assert_eq!(front.text.title, text.title);
                assert_eq!(front.text.summary, text.summary);
                assert_eq!(front.text.facts, text.facts);
                assert_eq!(front.knobs, whole.knobs);
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_with_file_and_line() {
        assert_eq!(
            fault(|_| None),
            "lessons/order.toml: it isn't there, or it isn't UTF-8"
        );
        let said = fault(|path| match path {
            "process/one/lesson.toml" => Some("scene = \"tree\"\nshape = 1\n".into()),
            _ => good(path),
        });
        assert!(
            said.starts_with("lessons/process/one/lesson.toml:2: unknown field"),
            "{said}"
        );
        let said = fault(|path| match path {
            "process/one/listing.py" => Some("f()  #: f\n\ng()  #: f\n".into()),
            _ => good(path),
        });
        assert!(
            said.starts_with("lessons/process/one/listing.py:3: "),
            "{said}"
        );
        let said = fault(|path| match path {
            "process/one/en.md" => Some("# One\n\nIt.\n\n## abuot\nMore.\n".into()),
            _ => good(path),
        });
        assert!(said.starts_with("lessons/process/one/en.md:5: "), "{said}");
    }
}
