//! Presenter mode: one thing at a time with air around it, the keys that were pressed, a vote before the answer, and the
//! answer held back.
//!
//! Never knows how any of it is drawn.

use crate::app::effect::Effect;
use crate::app::key::Key;
use crate::app::state::App;
use crate::app::state::overlay::Overlay;
use crate::app::state::presenting::{Presenting, Vote};
use crate::i18n::word;

/// How many of the keys pressed last are shown.
const SHOWN: usize = 4;

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

/// A key has done the action of this name: the class sees which.
pub(in crate::app) fn pressed(app: &mut App, key: Key, action: &'static str) {
    let Some(presenting) = &mut app.presenting else {
        return;
    };
    presenting.pressed.push_back((key, action));
    if presenting.pressed.len() > SHOWN {
        presenting.pressed.pop_front();
    }
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

/// Begins to count hands for the open question.
pub(in crate::app) fn vote(app: &mut App) -> Vec<Effect> {
    let open = app.lesson().and_then(|open| open.predictions.open());
    match open {
        Some(asked) => {
            let hands = vec![0; asked.choices.len()];
            let counted = Vec::new();
            app.overlays.push(Overlay::Vote(Vote { hands, counted }));
        }
        None => app.notice = Some(word(app.lang, "app.no_question").to_owned()),
    }
    Vec::new()
}

/// Counts a hand: 1 for the choice A, and so on.
pub(in crate::app) fn count(app: &mut App, digit: Option<char>) -> Vec<Effect> {
    let at = digit.and_then(|digit| digit.to_digit(10));
    let at = at.and_then(|at| at.checked_sub(1)).map(|at| at as usize);
    if let (Some(Overlay::Vote(vote)), Some(at)) = (app.overlays.last_mut(), at)
        && let Some(hands) = vote.hands.get_mut(at)
    {
        *hands += 1;
        vote.counted.push(at);
    }
    Vec::new()
}

/// Takes the last hand back.
pub(in crate::app) fn take_back(app: &mut App) -> Vec<Effect> {
    if let Some(Overlay::Vote(vote)) = app.overlays.last_mut()
        && let Some(at) = vote.counted.pop()
    {
        vote.hands[at] -= 1;
    }
    Vec::new()
}

/// Ends the vote: what most hands were for is what the class predicts. Without a hand, or without a majority for one choice,
/// nothing is predicted.
pub(in crate::app) fn close(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Vote(vote)) = app.overlays.pop() else {
        return Vec::new();
    };
    let most = vote.hands.iter().max().copied().unwrap_or(0);
    let mut with_most = (0..vote.hands.len()).filter(|&at| vote.hands[at] == most);
    let first = with_most.next();
    let tied = with_most.next().is_some();
    let lang = app.lang;
    let Some(open) = app.lesson_mut() else {
        return Vec::new();
    };
    open.predictions.vote(vote.hands);
    let choice = first.filter(|_| most > 0 && !tied);
    let value = choice.and_then(|at| Some(open.predictions.open()?.choices.get(at)?.value.clone()));
    match value {
        Some(value) => {
            open.predictions.predict(&value);
        }
        None if most > 0 => app.notice = Some(word(lang, "app.tied").to_owned()),
        None => {}
    }
    Vec::new()
}

/// Leaves the vote; no hand counts.
pub(in crate::app) fn cancel(app: &mut App) -> Vec<Effect> {
    app.overlays.pop();
    Vec::new()
}
