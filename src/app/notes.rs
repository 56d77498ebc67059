//! What a presenter is told at a step: what the class sees, what is asked and its answer, what to say, and what comes next.
//!
//! Never knows who reads it.

use crate::app::Roles;
use crate::app::acts::lesson;
use crate::app::state::lecturing::Lecturing;
use crate::app::state::open::Open;
use crate::app::state::overlay::Overlay;
use crate::app::state::voting::Vote;
use crate::app::state::{App, Screen};
use crate::i18n::{Lang, say, word};
use crate::lecture::{Entry, Shows};
use crate::lessons::formula;
use crate::narrate;
use crate::notes::{Choice, Notes, Planned, Question};
use crate::predict::Asked;
use crate::protocol::What;

/// How many keys stand beside the one that goes on with a plan: all of them have a row.
const BESIDE: usize = 2;

/// The notes for what the class sees now; None unless one presents.
pub fn notes(app: &App) -> Option<Notes> {
    app.presenting.as_ref()?;
    let lang = app.lang;
    let plan = app.lecturing.as_ref();
    let shown = plan.and_then(Lecturing::shown);
    let next = match plan {
        Some(plan) => plan.next().map(|entry| comes(entry, lang)),
        None => lesson::after(app).map(str::to_owned),
    };
    let notes = Notes {
        lang: lang.code().to_owned(),
        next: next.unwrap_or_default(),
        plan: plan.map(|plan| planned(plan, lang)),
        ..Notes::default()
    };
    let open = match &app.screen {
        Screen::Lesson(open) => open,
        Screen::Home => {
            let home = word(lang, "view.notes.home").to_owned();
            return Some(Notes {
                place: placed(&notes, &home),
                sees: vec![home],
                ..notes
            });
        }
        Screen::Slide(slide) => {
            let called = shown.map(|entry| entry.called(lang)).unwrap_or_default();
            return Some(Notes {
                place: placed(&notes, &called),
                sees: narrate::blocks(&slide.text),
                says: spoken(shown),
                then: turning(plan, lang),
                ..notes
            });
        }
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
    let sees = told.next().map(|text| by_role(app, open, text));
    let sees = sees.into_iter().collect();
    let (planned_words, own) = (spoken(shown), own(open, asked, lang));
    let choices = choices(open, asked, lang);
    // Where nobody has written what to say: why the step is so, and what the lesson is about.
    let says_itself = !planned_words.is_empty() || !own.is_empty();
    Some(Notes {
        lesson: open.play.lesson.id.clone(),
        place: placed(&notes, &format!("{} · {step}", text.title)),
        step,
        status: status(asked, vote, lang),
        sees,
        asked: asked.map(|asked| question(open, asked, vote, lang)),
        about: match says_itself {
            true => Vec::new(),
            false => narrate::blocks(&text.about),
        },
        says: match says_itself {
            true => [planned_words, own, choices].concat(),
            false => [told.collect(), choices].concat(),
        },
        then: match plan {
            Some(_) if vote.is_none() => {
                let then = then(asked, vote, lang).into_iter().take(BESIDE);
                then.chain(turning(plan, lang).into_iter().take(1))
                    .collect()
            }
            _ => then(asked, vote, lang),
        },
        ..notes
    })
}

/// What a sentence begins with where that is a process's number: with what the class sees it called.
fn by_role(app: &App, open: &Open, text: String) -> String {
    let actor = open
        .spotlight()
        .and_then(|event| open.world.actor(&event.actor));
    let Some(actor) = actor else { return text };
    let called = narrate::called(actor, app.lang);
    let role = Roles::of(app).name(actor, app.lang);
    match text.strip_prefix(&called) {
        Some(rest) if role != called => {
            let with = [("role", &*role), ("called", &*called)];
            say(app.lang, "view.notes.role", &with) + rest
        }
        _ => text,
    }
}

/// Where in a plan one is.
fn planned(plan: &Lecturing, lang: Lang) -> Planned {
    let (at, of) = plan.place();
    let with = [("at", &*at.to_string()), ("of", &*of.to_string())];
    Planned {
        place: say(lang, "view.plan.place", &with),
        window: plan.shown().and_then(|_| plan.lecture.window(plan.at)),
    }
}

/// A place, and before it where in a plan that is.
fn placed(notes: &Notes, place: &str) -> String {
    match &notes.plan {
        Some(plan) => format!("{} · {place}", plan.place),
        None => place.to_owned(),
    }
}

/// What an entry is, for whoever is about to show it.
fn comes(entry: &Entry, lang: Lang) -> String {
    let key = match entry.shows {
        Shows::Slide(_) => "view.plan.slide",
        Shows::Lesson { .. } => "view.plan.lesson",
        Shows::Tour(_) => "view.plan.tour",
        Shows::Saved { .. } => "view.plan.run",
        Shows::Script { .. } => "view.plan.script",
    };
    say(lang, key, &[("called", &entry.called(lang))])
}

/// What the speaker has noted in the plan for what is shown.
fn spoken(shown: Option<&Entry>) -> Vec<String> {
    shown.map_or_else(Vec::new, |entry| narrate::blocks(&entry.notes))
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
            right: asked.known() == Some(&*choice.value),
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

/// The lesson's words for its speaker at this question, or this step, if it has any.
fn own(open: &Open, asked: Option<&Asked>, lang: Lang) -> Vec<String> {
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
    let own = own.map(|own| formula::filled(own, &open.play.settings, &open.play.lesson.knobs));
    narrate::blocks(&own.unwrap_or_default())
}

/// What leads to each choice of the question that was asked last; why it is so, where it is the answer.
fn choices(open: &Open, asked: Option<&Asked>, lang: Lang) -> Vec<String> {
    let questions = &open.play.lesson.text(lang).questions;
    let ask = asked.and_then(|asked| questions.get(&asked.question.name));
    let choices = ('A'..).zip(asked.into_iter().flat_map(|asked| &asked.choices));
    let lines = choices.filter_map(|(letter, choice)| {
        let text = ask?.choices.get(choice.text)?;
        let right = asked?.known() == Some(&*choice.value);
        let helping = open.is_decided_by_a_helper(asked?);
        let said = filled(open, text.to(right, helping));
        Some(format!("{letter}: {said}"))
    });
    lines.collect()
}

/// Which keys go on from here.
fn then(asked: Option<&Asked>, vote: Option<&Vote>, lang: Lang) -> Vec<(String, String)> {
    let waits = asked.is_some_and(|asked| asked.verdict.is_none());
    let voted = asked.is_some_and(|asked| !asked.rounds.is_empty());
    let then: &[(&str, &str)] = match vote {
        Some(_) => &[("Enter", "close"), ("T", "countdown"), ("Space", "bars")],
        None if waits && voted => &[("V", "again"), ("R", "reopen"), ("→", "on")],
        None if waits => &[("V", "vote"), ("→", "on")],
        None => &[("→", "on"), ("←", "back"), ("Tab", "pane")],
    };
    keys(then, lang)
}

/// Which keys go on with a plan, and back, where there is something to go to.
fn turning(plan: Option<&Lecturing>, lang: Lang) -> Vec<(String, String)> {
    let on = plan.is_some_and(|plan| plan.next().is_some());
    let back = plan.is_some_and(|plan| plan.at > 0);
    let all = [(on, ("J", "entry")), (back, ("K", "entry_before"))];
    let all: Vec<_> = all
        .into_iter()
        .filter_map(|(can, key)| can.then_some(key))
        .collect();
    keys(&all, lang)
}

/// Keys, and what they do.
fn keys(keys: &[(&str, &str)], lang: Lang) -> Vec<(String, String)> {
    let said = |(key, does): &(&str, &str)| {
        let does = word(lang, &format!("view.notes.then.{does}"));
        ((*key).to_owned(), does.to_owned())
    };
    keys.iter().map(said).collect()
}
