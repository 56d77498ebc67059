//! Presenter mode: one thing at a time with air around it, the keys that were pressed, a vote before the answer, and the
//! answer held back.
//!
//! Never knows how any of it is drawn.

use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::state::App;
use crate::app::state::presenting::Presenting;
use crate::i18n::word;

/// How many of the keys pressed last are shown.
const SHOWN: usize = 4;

/// The actions that leave a lesson, or a plan.
const LEAVES: [&str; 2] = ["back", "leave-plan"];

/// Begins to present, or ends it.
pub(in crate::app) fn toggle(app: &mut App) -> Vec<Effect> {
    app.presenting = match app.presenting {
        None => Some(Presenting::default()),
        Some(_) => {
            reveal(app);
            None
        }
    };
    Vec::new()
}

/// The actions that count hands: the class doesn't see what others think.
const COUNTED: [&str; 3] = ["hand", "count", "unhand"];

/// A key has done the action of this name: the class sees which.
pub(in crate::app) fn pressed(app: &mut App, key: Key, action: &'static str) {
    let Some(presenting) = &mut app.presenting else {
        return;
    };
    presenting.leaves &= LEAVES.contains(&action);
    if COUNTED.contains(&action) {
        return;
    }
    presenting.pressed.push_back((key, action));
    if presenting.pressed.len() > SHOWN {
        presenting.pressed.pop_front();
    }
}

/// A key that does nothing: whoever had asked to leave stays.
pub(in crate::app) fn stays(app: &mut App) {
    if let Some(presenting) = &mut app.presenting {
        presenting.leaves = false;
    }
}

/// Whether leaving is only asked for now: one slip of the hand before a class shall end no run.
pub(in crate::app) fn asks_before(app: &mut App) -> bool {
    let planned = app
        .lecturing
        .as_ref()
        .is_some_and(|lecturing| lecturing.here);
    let Some(presenting) = &mut app.presenting else {
        return false;
    };
    let asks = !std::mem::replace(&mut presenting.leaves, true);
    if asks {
        let key = match planned {
            true => "app.leaves_plan",
            false => "app.leaves",
        };
        app.notice = Some(word(app.lang, key).to_owned());
    } else {
        presenting.leaves = false;
    }
    asks
}

/// Holds answers back, or lets the last one be seen.
pub(in crate::app) fn hold(app: &mut App) -> Vec<Effect> {
    let Some(presenting) = &mut app.presenting else {
        return Vec::new();
    };
    presenting.holds = !presenting.holds;
    match presenting.holds {
        true => app.notice = Some(word(app.lang, "app.held").to_owned()),
        false => reveal(app),
    }
    Vec::new()
}

fn reveal(app: &mut App) {
    if let Some(open) = app.lesson_mut() {
        // What was held back is due; otherwise the last one comes again.
        if open.predictions.due() == 0 {
            open.predictions.show_again();
        }
    }
}
