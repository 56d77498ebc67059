//! The form of the knobs: turned with arrows or typed, checked when it is applied.
//!
//! What fits is the lesson's to say; the form shows its sentence and loses nothing.

use crate::app::acts::lesson;
use crate::app::effect::Effect;
use crate::app::half_width;
use crate::app::state::App;
use crate::app::state::knobs_form::KnobsForm;
use crate::app::state::overlay::Overlay;
use crate::i18n::word;
use crate::lessons::Range;

/// Opens the form with the values of this run.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    if open.play.lesson.knobs.is_empty() {
        app.notice = Some(word(app.lang, "app.no_knobs").to_owned());
        return Vec::new();
    }
    // Where the lesson says what to try next, it stands there already.
    let next = open.suggested();
    let tried = |name: &str| next.as_ref().and_then(|next| next.get(name));
    let knobs = &open.play.lesson.knobs;
    let value = |name: &str| {
        let value = tried(name).map_or_else(|| open.play.settings.get(name), String::as_str);
        value.to_owned().into()
    };
    let values = knobs.iter().map(|knob| value(&knob.name)).collect();
    let is_new =
        |name: &str| tried(name).is_some_and(|value| open.play.settings.get(name) != value);
    let at = knobs.iter().position(|knob| is_new(&knob.name));
    app.overlays.push(Overlay::Knobs(KnobsForm {
        values,
        at: at.unwrap_or(0),
        error: None,
    }));
    Vec::new()
}

/// Moves the cursor by so many knobs, round and round.
pub(in crate::app) fn go(app: &mut App, by: isize) -> Vec<Effect> {
    with(app, |form| {
        let count = form.values.len().max(1).cast_signed();
        let at = form.at.cast_signed().saturating_add(by);
        form.at = at.rem_euclid(count).cast_unsigned();
    })
}

/// Moves the cursor to this knob.
pub(in crate::app) fn go_to(app: &mut App, at: usize) -> Vec<Effect> {
    with(app, |form| {
        form.at = at.min(form.values.len().saturating_sub(1));
    })
}

fn with(app: &mut App, act: impl FnOnce(&mut KnobsForm)) -> Vec<Effect> {
    if let Some(Overlay::Knobs(form)) = app.overlays.last_mut() {
        act(form);
    }
    Vec::new()
}

/// Turns a number or a choice; moves the cursor within a text.
pub(in crate::app) fn turn(app: &mut App, by: i64) -> Vec<Effect> {
    let Some(knobs) = app.lesson().map(|open| &open.play.lesson.knobs) else {
        return Vec::new();
    };
    with(app, |form| {
        let (Some(knob), Some(value)) = (knobs.get(form.at), form.values.get_mut(form.at)) else {
            return;
        };
        if matches!(knob.range, Range::Text { .. }) {
            value.handle(if by < 0 {
                tui_input::InputRequest::GoToPrevChar
            } else {
                tui_input::InputRequest::GoToNextChar
            });
        } else {
            *value = knob.turned(value.value(), by).into();
            form.error = None;
        }
    })
}

/// Starts a run with these values; the first that doesn't fit is said, and nothing is lost.
pub(in crate::app) fn apply(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    let (lesson, mut settings) = (open.play.lesson, open.play.settings.clone());
    let Some(Overlay::Knobs(form)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    for (at, (knob, value)) in lesson.knobs.iter().zip(&form.values).enumerate() {
        // A text is as it was typed; of a number or a choice the width of its letters is no part.
        let value = match knob.range {
            Range::Text { .. } => value.value().to_owned(),
            _ => half_width::text(value.value()),
        };
        if let Err(bad) = settings.set(lesson, &knob.name, &value) {
            form.at = at;
            form.error = Some(bad.said(lang));
            return Vec::new();
        }
    }
    lesson::again(app, settings)
}
