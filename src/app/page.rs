//! What is read over the screen: the help and the lesson's explanation.

use crate::app::{App, Effect, Overlay, actions, stacks};
use crate::i18n::Lang;

/// Shows all keys.
pub(super) fn help(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::Help(0));
    Vec::new()
}

/// Closes what lies on top.
pub(super) fn close(app: &mut App) -> Vec<Effect> {
    app.overlays.pop();
    Vec::new()
}

/// Scrolls what is being read, at most to its last line as it would be without wrapping into a narrow page.
pub(super) fn scroll(app: &mut App, by: isize) -> Vec<Effect> {
    let longest = longest(app);
    if let Some(Overlay::Help(at) | Overlay::About(at) | Overlay::Stacks(at, _)) =
        app.overlays.last_mut()
    {
        *at = at.saturating_add_signed(by).min(longest);
    }
    Vec::new()
}

fn longest(app: &App) -> usize {
    match (app.overlays.last(), app.lesson()) {
        (Some(Overlay::About(_)), Some(open)) => {
            let lines = |lang: Lang| open.play.lesson.text(lang).about.lines().count();
            lines(app.lang) * 3
        }
        (Some(Overlay::Stacks(_, seen)), _) => stacks::text(seen, app.lang).1.lines().count() * 3,
        // A title and an empty line a place.
        _ => actions::ACTIONS.len() + 20,
    }
}
