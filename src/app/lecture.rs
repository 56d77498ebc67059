//! A plan that is presented: the next entry, the one before, and each of them opened as it says.
//!
//! Whoever leaves it comes back to it by the same keys. Never knows how any of it is drawn.

use crate::app::acts::{lesson, present};
use crate::app::effect::Effect;
use crate::app::state::lecturing::{Lecturing, Slide};
use crate::app::state::presenting::Presenting;
use crate::app::state::way::Way;
use crate::app::state::{App, Screen};
use crate::app::tour;
use crate::i18n::word;
use crate::lecture::{Entry, Lecture, Shows, Start};

/// How many lines of a narrow screen a line of a slide takes at most.
const WRAPPED: usize = 3;

/// Begins to present a plan, at its first entry.
pub(super) fn begin(app: &mut App, lecture: Lecture) -> Vec<Effect> {
    app.presenting.get_or_insert_with(Presenting::default);
    app.lecturing = Some(Lecturing {
        lecture,
        at: 0,
        here: false,
    });
    enter(app, 0)
}

/// The next entry; where the plan was left, the one that one was at.
pub(super) fn next(app: &mut App) -> Vec<Effect> {
    go(app, |at| Some(at + 1), "app.last_entry")
}

/// The entry before; where the plan was left, the one that one was at.
pub(super) fn back(app: &mut App) -> Vec<Effect> {
    go(app, |at| at.checked_sub(1), "app.first_entry")
}

fn go(app: &mut App, to: impl Fn(usize) -> Option<usize>, none: &str) -> Vec<Effect> {
    let Some(lecturing) = &app.lecturing else {
        return Vec::new();
    };
    let (at, of) = (lecturing.at, lecturing.lecture.entries.len());
    let to = match lecturing.here {
        true => to(at).filter(|&to| to < of),
        false => Some(at),
    };
    match to {
        Some(to) => enter(app, to),
        None => {
            app.notice = Some(word(app.lang, none).to_owned());
            Vec::new()
        }
    }
}

/// Shows an entry: whatever was on the screen is left, and its run ends.
fn enter(app: &mut App, at: usize) -> Vec<Effect> {
    let Some(mut lecturing) = app.lecturing.take() else {
        return Vec::new();
    };
    tour::over(app, "app.taken_over");
    app.notice = None;
    app.overlays.clear();
    if let Some(results) = &mut app.results {
        results.fold();
    }
    let entry = lecturing.lecture.entries.get(at);
    let effects = entry.map(|entry| show(app, entry)).unwrap_or_default();
    (lecturing.at, lecturing.here) = (at, true);
    app.lecturing = Some(lecturing);
    effects
}

fn show(app: &mut App, entry: &Entry) -> Vec<Effect> {
    match &entry.shows {
        Shows::Slide(text) => {
            app.screen = Screen::Slide(Slide {
                text: text.clone(),
                from: 0,
            });
            vec![Effect::Stop]
        }
        Shows::Lesson {
            lesson,
            settings,
            start,
            asks,
        } => {
            let effects = lesson::open(app, lesson, settings.clone());
            if let (Some(open), Some(asks)) = (app.lesson_mut(), asks) {
                open.ask_only(asks.clone());
            }
            begins_at(app, start.as_ref());
            effects
        }
        Shows::Tour(lesson) => tour::begin(app, lesson).unwrap_or_default(),
        Shows::Saved { run, start, .. } => {
            let run = run.clone();
            app.replay(run.play, run.history, run.fault);
            if let (Some(open), Some(start)) = (app.lesson_mut(), start)
                && let Some(position) = start.position(&open.history)
            {
                open.seek(position);
            }
            vec![Effect::Stop]
        }
        Shows::Script { play, start } => {
            let effects = lesson::open_play(app, (**play).clone());
            begins_at(app, start.as_ref());
            effects
        }
    }
}

fn begins_at(app: &mut App, start: Option<&Start>) {
    if let Some(open) = app.lesson_mut() {
        open.way = start.cloned().map(Way::to);
    }
}

/// Leaves the plan, from a slide; before a class it is asked once.
pub(super) fn leave(app: &mut App) -> Vec<Effect> {
    match present::asks_before(app) {
        true => Vec::new(),
        false => lesson::leave(app),
    }
}

/// Scrolls a slide that is longer than the screen.
pub(super) fn scroll(app: &mut App, by: isize) -> Vec<Effect> {
    if let Screen::Slide(slide) = &mut app.screen {
        let longest = slide.text.lines().count() * WRAPPED;
        slide.from = slide.from.saturating_add_signed(by).min(longest);
    }
    Vec::new()
}
