//! A run that was recorded to stand for a live one: the lesson's questions are asked as one comes to them for the first time.
//!
//! ```text
//! recorded   ──────────●─────────────────   all that has happened
//! seen       ──────────▏                    as much of it as was looked at: what the questions hear
//! ```
//! Whoever takes a step is asked; whoever jumps passes over what lies between. Any other saved run is one to be looked at, and asks nothing.
//! Never knows who has gone on, nor by which key.

use crate::app::acts::playing;
use crate::app::state::App;
use crate::app::state::open::Open;
use crate::i18n::word;

/// Lets the questions hear what is looked at for the first time, and stops at the first that is asked.
pub(super) fn goes_on(app: &mut App) {
    let (lang, asks) = (app.lang, app.predicting);
    let Some(open) = app.lesson_mut() else { return };
    if hears(open, asks) && std::mem::take(&mut open.playing) {
        app.notice = Some(word(lang, "app.paused_to_ask").to_owned());
    }
}

/// Whether a question was asked.
fn hears(open: &mut Open, asks: bool) -> bool {
    let position = open.position();
    let Some(seen) = open.seen.as_mut().filter(|seen| seen.len() < position) else {
        return false;
    };
    let step = |position| open.history.beat_at(position);
    let asks = asks && step(position) <= step(seen.len()) + 1;
    open.predictions
        .goes_on(playing::reading(open.playing, open.speed));
    let mut asked = None;
    for event in &open.history.events()[seen.len()..position] {
        let again = seen.push(event.clone());
        debug_assert_eq!(again, Ok(()), "it was possible when it was read");
        if open.predictions.happened(seen, false, asks) {
            asked = Some(seen.len());
            break;
        }
    }
    if seen.len() == open.history.len() {
        open.predictions.happened(seen, true, false);
    }
    if let Some(asked) = asked.filter(|asked| *asked < position) {
        open.seek(asked);
    }
    asked.is_some()
}
