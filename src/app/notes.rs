//! What a presenter is told at a step: what the class sees, what is asked and its answer, what to say, and what comes next.
//!
//! Never knows who reads it.

use crate::app::acts::lesson;
use crate::app::state::App;
use crate::app::state::open::Open;
use crate::app::state::overlay::Overlay;
use crate::app::state::voting::Vote;
use crate::i18n::{Lang, say, word};
use crate::lessons::formula;
use crate::narrate;
use crate::notes::{Choice, Notes, Question};
use crate::predict::Asked;
use crate::protocol::What;

/// The notes for what the class sees now; None unless one presents.
pub fn notes(app: &App) -> Option<Notes> {
    app.presenting.as_ref()?;
    let lang = app.lang;
    let notes = Notes {
        lang: lang.code().to_owned(),
        ..Notes::default()
    };
    let Some(open) = app.lesson() else {
        let home = word(lang, "view.notes.home").to_owned();
        return Some(Notes {
            place: home.clone(),
            sees: vec![home],
            ..notes
        });
    };
    let text = open.play.lesson.text(lang);
    let step = open.history.beat_at(open.position()).to_string();
    let of = open.history.beats().to_string();
    let step = say(lang, "view.step", &[("step", &step), ("of", &of)]);
    let vote = match app.overlays.last() {
        Some(Overlay::Vote(vote)) => Some(vote),
        _ => None,
    };
    let predictions = &open.predictions;
    let asked = predictions.votable().or_else(|| predictions.verdict());
    let told = open.told(lang, &[]);
    let mut told = told.iter().map(|text| narrate::plain(text));
    let sees = told.next().into_iter().collect();
    Some(Notes {
        lesson: open.play.lesson.id.clone(),
        place: format!("{} · {step}", text.title),
        step,
        status: status(asked, vote, lang),
        sees,
        asked: asked.map(|asked| question(open, asked, vote, lang)),
        says: says(open, asked, told.collect(), lang),
        then: then(asked, vote, lang),
        next: lesson::after(app).unwrap_or_default().to_owned(),
        ..notes
    })
}

fn status(asked: Option<&Asked>, vote: Option<&Vote>, lang: Lang) -> String {
    let waits = asked.filter(|asked| asked.verdict.is_none());
    match (vote, waits) {
        (Some(vote), _) => {
            let (round, count) = ((vote.round + 1).to_string(), vote.count().to_string());
            say(
                lang,
                "view.present.vote",
                &[("round", &round), ("count", &count)],
            )
        }
        (None, Some(asked)) if asked.rounds.is_empty() => word(lang, "view.notes.open").to_owned(),
        (None, Some(asked)) => {
            let round = asked.rounds.len().to_string();
            say(lang, "view.notes.closed", &[("round", &round)])
        }
        (None, None) => String::new(),
    }
}

fn filled(open: &Open, text: &str) -> String {
    let lesson = open.play.lesson;
    narrate::plain(&formula::filled(text, &open.play.settings, &lesson.knobs))
}

/// A question with its choices, their hands, and the answer as far as it is known.
fn question(open: &Open, asked: &Asked, vote: Option<&Vote>, lang: Lang) -> Question {
    let texts = open
        .play
        .lesson
        .text(lang)
        .questions
        .get(&asked.question.name);
    let choices = asked.choices.iter().map(|choice| {
        let label = texts.and_then(|texts| texts.choices.get(choice.text)?.label.clone());
        Choice {
            name: label.unwrap_or_else(|| choice.value.clone()),
            right: asked.known() == Some(&choice.value),
        }
    });
    let mut rounds = asked.rounds.clone();
    if let Some(vote) = vote {
        rounds.truncate(vote.round);
        rounds.push(vote.hands.clone());
    }
    Question {
        question: texts.map_or_else(String::new, |ask| filled(open, &ask.question)),
        choices: choices.collect(),
        rounds,
    }
}

/// The lesson's words for its speaker at this question, or this step; otherwise why it is so, and what the lesson is about.
/// While a question is open, what leads to each choice as well.
fn says(open: &Open, asked: Option<&Asked>, why: Vec<String>, lang: Lang) -> Vec<String> {
    let text = open.play.lesson.text(lang);
    let name = asked.map(|asked| &*asked.question.name);
    let of_question = name.and_then(|name| text.speaker.get(name));
    let of_step = || {
        let event = open.spotlight()?;
        match &event.what {
            What::Line(spot) => text.speaker.get(&*spot.cue),
            _ => None,
        }
    };
    // Who has counted the hands and gone on speaks about the step again, until the answer is there.
    let voted = asked.is_some_and(|asked| asked.verdict.is_none() && !asked.rounds.is_empty());
    let gone_on = voted && open.predictions.voted_at(open.position()).is_none();
    let own = match gone_on {
        true => of_step().or(of_question),
        false => of_question.or_else(of_step),
    };
    let mut says: Vec<String> = match own {
        Some(own) => own.split("\n\n").map(|words| filled(open, words)).collect(),
        None => why,
    };
    if let Some(ask) = name.and_then(|name| text.questions.get(name)) {
        let choices = ('A'..).zip(asked.into_iter().flat_map(|asked| &asked.choices));
        let lines = choices.filter_map(|(letter, choice)| {
            let text = ask.choices.get(choice.text)?;
            Some(format!("{letter}: {}", filled(open, &text.why)))
        });
        says.extend(lines);
    }
    if own.is_none() {
        says.extend(text.about.split("\n\n").map(narrate::plain));
    }
    says
}

/// Which keys go on from here.
fn then(asked: Option<&Asked>, vote: Option<&Vote>, lang: Lang) -> Vec<(String, String)> {
    let waits = asked.is_some_and(|asked| asked.verdict.is_none());
    let voted = asked.is_some_and(|asked| !asked.rounds.is_empty());
    let keys: &[(&str, &str)] = match vote {
        Some(_) => &[("Enter", "close"), ("T", "countdown"), ("Space", "bars")],
        None if waits && voted => &[("V", "again"), ("R", "reopen"), ("→", "on")],
        None if waits => &[("V", "vote"), ("→", "on")],
        None => &[("→", "on"), ("←", "back"), ("Tab", "pane")],
    };
    let said = |(key, does): &(&str, &str)| {
        let does = word(lang, &format!("view.notes.then.{does}"));
        ((*key).to_owned(), does.to_owned())
    };
    keys.iter().map(said).collect()
}
