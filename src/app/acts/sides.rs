//! The sides of a lesson: its listing, the Rust that runs, and the same listing on this machine's CPython, round and round.
//!
//! ```text
//! Python ─▶ Rust ─▶ a new run on CPython, with the same knobs ─▶ a new run in Rust ─▶ …
//! ```
//! Never knows interpreters: one is asked for by an effect.

use crate::app::acts::lesson;
use crate::app::effect::{Effect, ToOpen};
use crate::app::state::App;
use crate::app::state::open::{Open, Run};
use crate::app::state::pane::Tab;
use crate::i18n::{Sentence, word};
use crate::play::Play;

/// Goes on to the next side.
pub(in crate::app) fn next(app: &mut App) -> Vec<Effect> {
    let tours = app.tour.is_some();
    let Some(open) = app.lesson_mut() else {
        return Vec::new();
    };
    let saved = matches!(open.run, Run::Replay(_));
    if open.play.only_on_cpython {
        app.notice = Some(word(app.lang, "app.only_on_cpython").to_owned());
        return Vec::new();
    }
    if open.play.is_on_cpython() {
        if saved {
            app.notice = Some(word(app.lang, "app.saved_on_cpython").to_owned());
            return Vec::new();
        }
        let native = app.native();
        return native.map_or_else(Vec::new, |play| lesson::instead(app, play));
    }
    let is_last = open.tab == Tab::Rust || open.play.other.is_none();
    open.tab = match is_last {
        true => Tab::Python,
        false => Tab::Rust,
    };
    open.scroll_listing(None);
    match is_last && !saved && !tours {
        true => on_cpython(app),
        false => Vec::new(),
    }
}

/// Shows the other listing.
pub(in crate::app) fn other_tab(open: &mut Open) {
    if open.play.other.is_some() {
        open.tab = match open.tab {
            Tab::Python => Tab::Rust,
            Tab::Rust => Tab::Python,
        };
        open.scroll_listing(None);
    }
}

/// Starts a new run on the same side, with the same knobs.
pub(in crate::app) fn restart(app: &mut App) -> Vec<Effect> {
    let play = app.lesson().map(|open| &open.play);
    match play.is_some_and(|play| play.is_on_cpython() && play.interpreter().is_none()) {
        true => on_cpython(app), // it was run elsewhere
        false => lesson::restart(app),
    }
}

/// Runs the opened lesson anew, on CPython: the one that has run it last, otherwise one is asked for.
fn on_cpython(app: &mut App) -> Vec<Effect> {
    let Some(native) = app.native() else {
        return Vec::new();
    };
    match &app.python {
        Some((interpreter, version)) => {
            let play = native.run_by(interpreter, version);
            lesson::instead(app, play)
        }
        None => {
            app.notice = Some(word(app.lang, "app.asks_python").to_owned());
            vec![Effect::Open(ToOpen::Lesson(Box::new(native)))]
        }
    }
}

/// It was found; unless one has gone elsewhere meanwhile, the run there is ends.
pub(in crate::app) fn found(app: &mut App, play: Play) -> Vec<Effect> {
    let still_here = app.lesson().is_some_and(|open| {
        let here = &open.play;
        let version = play.python.as_deref().unwrap_or_default();
        let as_there = here.clone().was_run_by(version).settings;
        let same = here.lesson.id == play.lesson.id && as_there == play.settings;
        same && here.interpreter().is_none()
    });
    match still_here {
        true => {
            app.notice = None;
            lesson::instead(app, play)
        }
        false => Vec::new(),
    }
}

/// Nothing was found for a lesson that CPython alone runs: so it says why, and r looks again.
pub(in crate::app) fn fails(app: &mut App, why: &Sentence) -> bool {
    let lang = app.lang;
    let open = app.lesson_mut().filter(|open| open.play.needs_python());
    if let Some(open) = open {
        open.run = Run::Failed(why.said(lang));
        // There is nothing to show: why is to be read.
        app.tour = None;
        return true;
    }
    false
}

/// Why this action, which Rust's side of a lesson has alone, can't be had on the other one; None: it can.
pub(in crate::app) fn refuses(app: &App, action: &str) -> Option<&'static str> {
    app.lesson().filter(|open| open.play.is_on_cpython())?;
    let key = match action {
        "explore" | "undo" => "app.not_on_cpython.schedules",
        "python3" => "app.not_on_cpython.python3",
        "next" | "send" | "throw" | "close" | "ask" => "app.not_on_cpython.by_hand",
        _ => return None,
    };
    Some(word(app.lang, key))
}

impl App {
    /// The opened lesson with its knobs, as Rust runs it.
    fn native(&self) -> Option<Play> {
        let play = &self.lesson()?.play;
        Some(self.plays.of(play.lesson, play.settings.clone()))
    }
}
