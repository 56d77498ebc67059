//! A script's own keys: how far its actors go at one press, and the marks where they stand.
//!
//! Never knows who carries a goal out.

use crate::app::acts::playing;
use crate::app::state::Answer;
use crate::app::state::open::Open;
use crate::app::state::pane::Pane;
use crate::i18n::{Lang, say, word};
use crate::protocol::{ActorId, Goal};

/// To the next event: whoever was chosen, otherwise the next one in turn.
pub(in crate::app) fn event(open: &mut Open, lang: Lang) -> Answer {
    match chosen(open) {
        Some(id) => playing::step_to(open, &id, Goal::Event, lang),
        None => playing::step_next(open, Goal::Event, lang),
    }
}

/// Out of the call that one looks at, or deeper into it.
pub(in crate::app) fn call(open: &mut Open, goal: Goal, lang: Lang) -> Answer {
    let looked_at = open.highlighted().filter(|id| open.can_step(id)).cloned();
    match looked_at {
        Some(id) => playing::step_to(open, &id, goal, lang),
        None => playing::step_next(open, goal, lang),
    }
}

/// To a mark: there must be one.
pub(in crate::app) fn to_mark(open: &mut Open, lang: Lang) -> Answer {
    if open.marks.is_empty() {
        return Err(word(lang, "app.no_mark").to_owned());
    }
    call(open, Goal::Mark, lang)
}

/// Sets a mark at the line that the listing's cursor is at, or clears it. Where no line is chosen yet, one can be.
pub(in crate::app) fn mark(open: &mut Open, lang: Lang) -> Answer {
    if open.play.has_marks() {
        return Err(word(lang, "app.marks_of_its_own").to_owned());
    }
    let line = open.line.or_else(|| open.current_line());
    let line = match line.filter(|_| open.focus == Pane::Listing) {
        Some(line) => line,
        None => {
            open.focus = Pane::Listing;
            open.line = Some(open.current_line().unwrap_or(1));
            return Err(word(lang, "app.choose_line").to_owned());
        }
    };
    let set = open.marks.toggle(open.shown_file().as_deref(), line);
    let key = if set { "app.marked" } else { "app.unmarked" };
    Err(say(lang, key, &[("line", &line.to_string())]))
}

/// The actor that was chosen by hand, if it can go.
fn chosen(open: &Open) -> Option<ActorId> {
    open.selected
        .as_ref()
        .filter(|id| open.can_step(id))
        .cloned()
}
