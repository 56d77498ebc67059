//! The keys of predicting: a letter for a choice, a typed number, the step that shows it, and no more questions.
//!
//! Never knows how an answer becomes known.

use crate::app::acts::explore;
use crate::app::effect::Effect;
use crate::app::half_width;
use crate::app::state::open::Open;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::app::state::{Answer, App};
use crate::i18n::{Lang, say, word};

/// Predicts the choice of this letter.
pub(in crate::app) fn choose(open: &mut Open, letter: Option<char>, lang: Lang) -> Answer {
    let asked = open.predictions.open();
    let asked = asked.ok_or_else(|| word(lang, "app.no_question").to_owned())?;
    let choice = letter.and_then(|letter| asked.choice(letter));
    let choice = choice.ok_or_else(|| word(lang, "app.no_choice").to_owned())?;
    let value = choice.value.clone();
    open.predictions.predict(&value, &open.history);
    Ok(Vec::new())
}

/// Asks for a number, where one is asked for.
pub(in crate::app) fn ask_number(app: &mut App) -> Vec<Effect> {
    let open = app.lesson().and_then(|open| open.predictions.open());
    match open {
        Some(asked) if asked.question.asks.is_number() => {
            app.overlays
                .push(Overlay::Prompt(Prompt::new(Asks::Number)));
        }
        Some(_) => app.notice = Some(word(app.lang, "app.no_number").to_owned()),
        None => app.notice = Some(word(app.lang, "app.no_question").to_owned()),
    }
    Vec::new()
}

/// Predicts the number that was typed.
///
/// # Errors
/// It is none.
pub(in crate::app) fn number(open: &mut Open, typed: &str, lang: Lang) -> Result<(), String> {
    let number: u64 = half_width::text(typed)
        .trim()
        .parse()
        .map_err(|_| say(lang, "app.not_a_number", &[("text", typed.trim())]))?;
    open.predictions.predict(&number.to_string(), &open.history);
    Ok(())
}

/// Goes to the step that shows how the last prediction came out, or starts a run that shows it.
pub(in crate::app) fn show(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    let Some(open) = app.lesson_mut() else {
        return Vec::new();
    };
    let last = open.predictions.asked().iter().rev();
    let verdict = last.filter_map(|asked| asked.verdict.clone()).next();
    match verdict {
        None => app.notice = Some(word(lang, "app.nothing_predicted").to_owned()),
        Some(verdict) => match verdict.schedule {
            Some(schedule) => return explore::follow(app, schedule),
            None => open.seek(verdict.shows),
        },
    }
    Vec::new()
}

/// Asks no more questions, or asks again.
pub(in crate::app) fn toggle(app: &mut App) -> Vec<Effect> {
    app.predicting = !app.predicting;
    let key = match app.predicting {
        true => "app.predicting",
        false => "app.not_predicting",
    };
    app.notice = Some(word(app.lang, key).to_owned());
    if let Some(open) = app.lesson_mut() {
        open.predictions.pass_over();
    }
    Vec::new()
}
