//! What a presenter is told at a step: why it is so, what is asked and what to say to each choice, and what the lesson is about.
//!
//! Never knows who reads it.

use crate::app::state::App;
use crate::app::state::open::Open;
use crate::i18n::{Lang, say};
use crate::lessons::formula;
use crate::narrate;
use crate::notes::Notes;
use crate::predict::Asked;

/// The notes for what the class sees now; None unless a lesson is presented.
pub fn notes(app: &App) -> Option<Notes> {
    app.presenting.as_ref()?;
    let open = app.lesson()?;
    let lang = app.lang;
    let text = open.play.lesson.text(lang);
    let step = open.history.beat_at(open.position()).to_string();
    let of = open.history.beats().to_string();
    let step = say(lang, "view.step", &[("step", &step), ("of", &of)]);
    let said = open.told(lang, &[]);
    let mut paragraphs: Vec<String> = said.iter().map(|text| narrate::plain(text)).collect();
    let last = open.predictions.asked().into_iter().next_back();
    paragraphs.extend(last.map(|asked| question(open, asked, lang)));
    paragraphs.extend(text.about.split("\n\n").map(narrate::plain));
    Some(Notes {
        place: format!("{} · {step}", text.title),
        paragraphs,
    })
}

/// A question with what to say to each choice; the answer, once it is known.
fn question(open: &Open, asked: &Asked, lang: Lang) -> String {
    let Some(ask) = open
        .play
        .lesson
        .text(lang)
        .questions
        .get(&asked.question.name)
    else {
        return String::new();
    };
    let filled = |text: &str| {
        narrate::plain(&formula::filled(
            text,
            &open.play.settings,
            &open.play.lesson.knobs,
        ))
    };
    let mut said = filled(&ask.question);
    for (at, (letter, choice)) in ('A'..).zip(&asked.choices).enumerate() {
        let Some(text) = ask.choices.get(choice.text) else {
            continue;
        };
        let name = text.label.as_deref().unwrap_or(&choice.value);
        let hands = asked
            .rounds
            .last()
            .and_then(|hands| hands.get(at))
            .map(|hands| format!(" ({hands})"));
        let hands = hands.unwrap_or_default();
        said += &format!("\n{letter} {name}{hands}: {}", filled(&text.why));
    }
    if let Some(verdict) = &asked.verdict {
        said += "\n";
        said += &say(lang, "view.present.answer", &[("truth", &verdict.truth)]);
    }
    said
}
