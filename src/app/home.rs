//! The home screen: which lesson the cursor is at.

use super::{App, Asks, Effect, Overlay, Prompt, half_width};
use crate::i18n::Lang;
use crate::lessons;

/// Moves the choice by so many lessons, held within the list.
pub(super) fn choose(app: &mut App, by: isize) -> Vec<Effect> {
    let last = lessons::all().len().saturating_sub(1);
    app.chosen = app.chosen.saturating_add_signed(by).min(last);
    Vec::new()
}

/// Opens the chosen lesson, its knobs at their defaults.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    match lessons::all().get(app.chosen) {
        Some(lesson) => app.open(lesson, lesson.defaults()),
        None => Vec::new(),
    }
}

/// Opens the search prompt.
pub(super) fn search(app: &mut App) -> Vec<Effect> {
    app.overlays
        .push(Overlay::Prompt(Prompt::new(Asks::Search)));
    Vec::new()
}

/// The first lesson whose id, or title in either language, contains this; or this without an input method.
pub(super) fn find(part: &str) -> Option<usize> {
    containing(part).or_else(|| containing(&half_width::text(part)))
}

fn containing(part: &str) -> Option<usize> {
    let part = part.trim().to_lowercase();
    lessons::all().iter().position(|lesson| {
        lesson.id.contains(&part)
            || Lang::ALL.iter().any(|&lang| {
                let title = &lesson.text(lang).title;
                title.to_lowercase().contains(&part)
            })
    })
}
