//! The lessons that exist and those still to come, read once from the files inside the binary.
//!
//! Never knows a particular lesson.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::{ByHand, Knob, Lesson, Listing, Model, Question, Scene, Text};
use crate::i18n::Lang;

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/lessons");

/// A lesson that doesn't exist; says which ones are near.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no lesson {asked:?}{} (`concurrium list` names them all)", nearest.as_ref().map(|n| format!("; did you mean {n}?")).unwrap_or_default())]
pub struct NoLesson {
    /// What was asked for.
    pub asked: String,
    /// The nearest id, if one is near.
    pub nearest: Option<String>,
}

/// All lessons, models in order, in each model the order of `assets/lessons/order.toml`. Read once.
pub fn all() -> &'static [Lesson] {
    // The catalogue is part of the binary: one that can't be read fails every test.
    static ALL: LazyLock<Vec<Lesson>> =
        LazyLock::new(|| read_all().unwrap_or_else(|why| panic!("assets/lessons/{why}")));
    &ALL
}

/// The lesson with this id.
///
/// # Errors
/// There is none; the nearest is named.
pub fn find(id: &str) -> Result<&'static Lesson, NoLesson> {
    all()
        .iter()
        .find(|lesson| lesson.id == id)
        .ok_or_else(|| NoLesson {
            asked: id.to_owned(),
            nearest: nearest(id),
        })
}

/// The id that was probably meant: one that begins with what was asked for, or differs by a few letters.
fn nearest(asked: &str) -> Option<String> {
    /// From this likeness on (0 nothing in common, 1 the same) a word is taken for a misspelling.
    const NEAR: f64 = 0.6;
    let asked = asked.to_lowercase().replace('_', "-");
    all()
        .iter()
        .map(|lesson| {
            let begins = !asked.is_empty() && lesson.id.starts_with(&asked);
            let likeness = strsim::normalized_damerau_levenshtein(&lesson.id, &asked);
            (&lesson.id, if begins { 1.0 } else { likeness })
        })
        .filter(|(_, likeness)| *likeness >= NEAR)
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(id, _)| id.clone())
}

/// A lesson that is planned, for the home screen to name as such.
#[derive(Debug, PartialEq, Eq)]
pub struct ToCome {
    /// The id it will have.
    pub id: String,
    /// The model it will belong to; None: it sets all three side by side.
    pub model: Option<Model>,
    titles: [String; 2],
}

impl ToCome {
    /// What it will be about, in one line.
    pub fn title(&self, lang: Lang) -> &str {
        &self.titles[lang as usize]
    }
}

/// The lessons still to come, models in order.
pub fn to_come() -> &'static [ToCome] {
    static TO_COME: LazyLock<Vec<ToCome>> =
        LazyLock::new(|| read_to_come().unwrap_or_else(|why| panic!("assets/lessons/{why}")));
    &TO_COME
}

fn read_all() -> Result<Vec<Lesson>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        process: Vec<String>,
        thread: Vec<String>,
        coroutine: Vec<String>,
        all: Vec<String>,
    }
    let order: Order = toml_of("order.toml")?;
    let models =
        Model::ALL
            .into_iter()
            .zip([order.process, order.thread, order.coroutine, order.all]);
    models
        .flat_map(|(model, ids)| ids.into_iter().map(move |id| (model, id)))
        .map(|(model, id)| read_lesson(model, id))
        .collect()
}

fn read_lesson(model: Model, id: String) -> Result<Lesson, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Description {
        #[serde(default)]
        knobs: Vec<Knob>,
        scene: Scene,
        #[serde(default)]
        by_hand: Vec<ByHand>,
        #[serde(default)]
        predict: Vec<Question>,
    }
    let path = |name: &str| format!("{}/{id}/{name}", model.code());
    let description: Description = toml_of(&path("lesson.toml"))?;
    let listing = Listing::read(file(&path("listing.py"))?)
        .map_err(|why| format!("{}: {why}", path("listing.py")))?;
    let text = |lang: Lang| {
        let path = path(&format!("{}.md", lang.code()));
        Text::read(file(&path)?).map_err(|why| format!("{path}: {why}"))
    };
    let tour = match ASSETS.get_file(path("tour.toml")) {
        Some(_) => Some(toml_of(&path("tour.toml"))?),
        None => None,
    };
    Ok(Lesson {
        texts: [text(Lang::En)?, text(Lang::Zh)?],
        id,
        model,
        knobs: description.knobs,
        scene: description.scene,
        by_hand: description.by_hand,
        questions: description.predict,
        tour,
        listing,
    })
}

fn read_to_come() -> Result<Vec<ToCome>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        lesson: Vec<Entry>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Entry {
        id: String,
        model: String,
        en: String,
        zh: String,
    }
    let file: File = toml_of("to-come.toml")?;
    let entries = file.lesson.into_iter().map(|entry| {
        let mut models = Model::ALL.into_iter();
        let Some(model) = models.find(|model| model.code() == entry.model) else {
            return Err(format!(
                "to-come.toml: {}: no model {:?}",
                entry.id, entry.model
            ));
        };
        Ok(ToCome {
            id: entry.id,
            model: model.one(),
            titles: [entry.en, entry.zh],
        })
    });
    entries.collect()
}

fn file(path: &str) -> Result<&'static str, String> {
    let file = ASSETS
        .get_file(path)
        .ok_or_else(|| format!("{path}: no such file"))?;
    file.contents_utf8()
        .ok_or_else(|| format!("{path}: not UTF-8"))
}

fn toml_of<T: for<'de> Deserialize<'de>>(path: &str) -> Result<T, String> {
    toml::from_str(file(path)?).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_lesson_is_told_the_nearest() {
        let nearest = |id: &str| find(id).unwrap_err().nearest;
        assert_eq!(nearest("forktree").as_deref(), Some("fork-tree"));
        assert_eq!(nearest("fork").as_deref(), Some("fork-tree"));
        assert_eq!(nearest("thread_pool").as_deref(), Some("thread-pool"));
        assert_eq!(nearest("generators").as_deref(), Some("generator"));
        assert_eq!(nearest("quicksort"), None);
        assert_eq!(nearest(""), None);
        assert!(
            find("Fork")
                .unwrap_err()
                .to_string()
                .contains("did you mean fork-tree?")
        );
    }

    #[test]
    fn settings_know_their_lesson() {
        let lesson = find("fork-tree").unwrap();
        let mut settings = lesson.defaults();
        settings.set(lesson, "forks", "5").unwrap();
        assert_eq!(
            (settings.int("forks"), settings.get("shape")),
            (5, "doubling")
        );
        let error = settings.set(lesson, "shap", "star").unwrap_err();
        assert_eq!(
            error.to_string(),
            "fork-tree has no knob \"shap\"; it has shape, forks"
        );
        assert!(settings.set(lesson, "forks", "11").is_err());
        assert_eq!(
            settings.int("forks"),
            5,
            "a value that doesn't fit changes nothing"
        );
    }
}
