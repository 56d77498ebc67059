//! The home screen: which lesson the cursor is at.

use crate::app::acts::open_file;
use crate::app::effect::Effect;
use crate::app::half_width;
use crate::app::state::App;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::i18n::Lang;
use crate::lessons::{Entry, Shelf};
use crate::progress::{Progress, Standing};

impl App {
    /// Remembers what was seen and predicted before. The cursor is at the first lesson that asks something again.
    pub fn recalls(&mut self, progress: Progress) {
        let again = |entry: &Entry| {
            // One that nothing is known of needn't be read for it.
            let known = progress.knows_of(&entry.id).then(|| entry.open().ok());
            let lesson = known.flatten();
            lesson.is_some_and(|lesson| progress.standing(lesson) == Standing::Again)
        };
        let again = self.plays.shelf.entries().iter().position(again);
        self.chosen = again.unwrap_or(self.chosen);
        self.progress = progress;
    }
}

/// Moves the choice by so many lessons, held within the list.
pub(in crate::app) fn choose(app: &mut App, by: isize) -> Vec<Effect> {
    // The last row is one's own script.
    let last = app.plays.shelf.entries().len();
    app.chosen = app.chosen.saturating_add_signed(by).min(last);
    Vec::new()
}

/// Chooses the last lesson, above one's own script.
pub(in crate::app) fn choose_last(app: &mut App) -> Vec<Effect> {
    app.chosen = app.plays.shelf.entries().len().saturating_sub(1);
    Vec::new()
}

/// Opens the chosen lesson, its knobs at their defaults; in the last row it asks for one's own script.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    let Some(entry) = app.plays.shelf.entries().get(app.chosen) else {
        return open_file::ask(app);
    };
    match entry.open() {
        Ok(lesson) => app.open(lesson, lesson.defaults()),
        Err(bad) => {
            app.notice = Some(bad.to_string());
            Vec::new()
        }
    }
}

/// Opens the search prompt.
pub(in crate::app) fn search(app: &mut App) -> Vec<Effect> {
    app.overlays
        .push(Overlay::Prompt(Prompt::new(Asks::Search)));
    Vec::new()
}

/// The first lesson whose id, or title in any language, contains this; otherwise the first whose summary does. Or this
/// without an input method.
pub(in crate::app) fn find(shelf: &Shelf, part: &str) -> Option<usize> {
    containing(shelf, part).or_else(|| containing(shelf, &half_width::text(part)))
}

fn containing(shelf: &Shelf, part: &str) -> Option<usize> {
    let part = part.trim().to_lowercase();
    let said = |text: &str| text.to_lowercase().contains(&part);
    let entries = shelf.entries();
    let heads = |entry: &Entry| Lang::ALL.map(|lang| entry.head(lang).unwrap_or_default());
    let titled =
        |entry: &Entry| said(&entry.id) || heads(entry).iter().any(|(title, _)| said(title));
    let told = |entry: &Entry| heads(entry).iter().any(|(_, summary)| said(summary));
    let titled = entries.iter().position(titled);
    titled.or_else(|| entries.iter().position(told))
}
