//! The home screen: which lesson the cursor is at.

use crate::app::effect::Effect;
use crate::app::half_width;
use crate::app::state::App;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::i18n::Lang;
use crate::lessons::Shelf;

/// Moves the choice by so many lessons, held within the list.
pub(in crate::app) fn choose(app: &mut App, by: isize) -> Vec<Effect> {
    let last = app.plays.shelf.entries().len().saturating_sub(1);
    app.chosen = app.chosen.saturating_add_signed(by).min(last);
    Vec::new()
}

/// Opens the chosen lesson, its knobs at their defaults.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    let Some(entry) = app.plays.shelf.entries().get(app.chosen) else {
        return Vec::new();
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

/// The first lesson whose id, or title in any language, contains this; or this without an input method.
pub(in crate::app) fn find(shelf: &Shelf, part: &str) -> Option<usize> {
    containing(shelf, part).or_else(|| containing(shelf, &half_width::text(part)))
}

fn containing(shelf: &Shelf, part: &str) -> Option<usize> {
    let part = part.trim().to_lowercase();
    shelf.entries().iter().position(|entry| {
        let titled = |&lang: &Lang| {
            let head = entry.head(lang);
            head.is_ok_and(|(title, _)| title.to_lowercase().contains(&part))
        };
        entry.id.contains(&part) || Lang::ALL.iter().any(titled)
    })
}
