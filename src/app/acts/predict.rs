//! The keys of predicting: a letter for a choice, a typed number, the step that shows it, and no more questions.
//!
//! Never knows how an answer becomes known.

use crate::app::acts::explore;
use crate::app::effect::Effect;
use crate::app::half_width;
use crate::app::state::App;
use crate::app::state::open::{Open, Run};
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::i18n::{Lang, say, word};
use crate::predict::Asked;

/// Predicts the choice of this letter, and says so at once.
pub(in crate::app) fn choose(app: &mut App, letter: Option<char>) -> Vec<Effect> {
    let lang = app.lang;
    let effects = app.in_lesson(|open, lang| {
        let back = open.past.is_some() && !matches!(open.run, Run::Replay(_));
        if back && open.predictions.open().is_some() {
            open.go_live(); // nobody predicts what isn't on the screen
            return Ok(Vec::new());
        }
        let asked = open.predictions.open();
        let asked = asked.filter(|_| !open.predictions.is_covered());
        let asked = asked.ok_or_else(|| word(lang, "app.no_question").to_owned())?;
        let choice = letter.and_then(|letter| asked.choice(letter));
        let choice = choice.ok_or_else(|| word(lang, "app.no_choice").to_owned())?;
        let value = choice.value.clone();
        open.predictions.predict(&value);
        Ok(Vec::new())
    });
    acknowledge(app, lang);
    effects
}

/// Says what is predicted now, as long as nothing is known of it.
fn acknowledge(app: &mut App, lang: Lang) {
    let waiting = app.lesson().and_then(|open| {
        let asked = open.predictions.waiting().last()?;
        let value = asked.predicted.as_deref()?;
        Some(named(open, asked, value, lang))
    });
    if let Some(value) = waiting.filter(|_| app.notice.is_none()) {
        app.notice = Some(say(lang, "app.you_predict", &[("value", &value)]));
    }
}

/// An answer as people read it: its choice's own name, where it has one.
fn named(open: &Open, asked: &Asked, value: &str, lang: Lang) -> String {
    let texts = open
        .play
        .lesson
        .text(lang)
        .questions
        .get(&asked.question.name);
    let choice = asked.choices.iter().find(|choice| choice.value == value);
    let text = choice.and_then(|choice| texts?.choices.get(choice.text));
    let label = text.and_then(|text| text.label.clone());
    label.unwrap_or_else(|| value.to_owned())
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
    open.predictions.predict(&number.to_string());
    Ok(())
}

/// Goes to the step that shows how the last prediction came out, or starts a run that shows it; and says what to look at.
pub(in crate::app) fn show(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    let Some(open) = app.lesson_mut() else {
        return Vec::new();
    };
    let asked = open.predictions.to_look_at();
    let Some((asked, verdict)) = asked.and_then(|asked| Some((asked, asked.verdict.as_ref()?)))
    else {
        app.notice = Some(word(lang, "app.nothing_predicted").to_owned());
        return Vec::new();
    };
    let said = asked.predicted.clone().unwrap_or_default();
    let truth = named(open, asked, &verdict.truth, lang);
    let key = match &verdict.schedule {
        Some(_) => "app.look.schedule",
        None if asked.question.asks.is_explored() => "app.look.every",
        None if verdict.shows == verdict.at => "app.look.decided",
        None if asked.question.look.is_some() => "app.look.seen",
        None => "app.look.one_more",
    };
    let look = say(lang, key, &[("said", &said), ("truth", &truth)]);
    let (schedule, shows) = (verdict.schedule.clone(), verdict.shows);
    let every = asked.question.asks.is_explored();
    let effects = match schedule {
        Some(schedule) => explore::follow(app, schedule),
        // No run shows what all of them have in common.
        None if every => Vec::new(),
        None => {
            open.seek(open.stop_at(shows));
            Vec::new()
        }
    };
    app.notice = Some(look);
    effects
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
