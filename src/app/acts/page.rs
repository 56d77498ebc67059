//! What is read over the screen: the help and the lesson's explanation.

use crate::app::acts::stacks;
use crate::app::effect::Effect;
use crate::app::state::App;
use crate::app::state::overlay::{About, Overlay};

/// More lines than the page of all keys has.
pub(in crate::app) const ALL_KEYS: usize = 180;

/// How many lines of a narrow page a line of a text takes at most.
const WRAPPED: usize = 3;

/// Shows all keys.
pub(in crate::app) fn help(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::page(About::Keys));
    Vec::new()
}

/// Closes what lies on top.
pub(in crate::app) fn close(app: &mut App) -> Vec<Effect> {
    app.overlays.pop();
    Vec::new()
}

/// Scrolls what is being read, at most to its last line as it would be without wrapping into a narrow page.
pub(in crate::app) fn scroll(app: &mut App, by: isize) -> Vec<Effect> {
    let longest = longest(app);
    if let Some(Overlay::Page(page)) = app.overlays.last_mut() {
        page.at = page.at.saturating_add_signed(by).min(longest);
    }
    Vec::new()
}

fn longest(app: &App) -> usize {
    let lines = |text: &str| text.lines().count() * WRAPPED;
    match (app.overlays.last(), app.lesson()) {
        (Some(Overlay::Page(page)), open) => match (&page.about, open) {
            (About::Keys, _) => ALL_KEYS,
            (About::Stacks(seen), _) => lines(&stacks::text(seen, app.lang).1),
            (About::Lesson, Some(open)) => lines(&open.play.lesson.text(app.lang).about),
            (About::Lesson, None) => 0,
        },
        _ => 0,
    }
}
