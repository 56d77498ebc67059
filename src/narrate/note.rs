//! The lesson's own words for the marked line an actor is at, with what is known filled in.
//!
//! Never knows ratatui, sockets or clocks.

use crate::i18n::{Lang, say, word};
use crate::lessons::{Lesson, Moment, NO_MARK, Scene, Settings};
use crate::narrate::{calls, last_item};
use crate::printable::line;
use crate::protocol::keys::NEXT;
use crate::protocol::{Event, Kind, Reason, SCRIPT, What};
use crate::world::{Actor, World};

/// All there is to say of an event (Markdown): what happened, what is behind it, and the lesson's note, which leaves questions
/// that aren't decided to the student. The why-pane and the presenter's notes say it.
pub fn paragraphs(
    lesson: &Lesson,
    settings: &Settings,
    event: &Event,
    world: &World,
    lang: Lang,
    undecided: &[&str],
) -> Vec<String> {
    let sentence = crate::narrate::sentence(event, world, lang);
    // The note was said when the line was come to.
    let why = behind(lesson, settings, event, lang)
        .or_else(|| calls::told(event, world, lang))
        .or_else(|| note(lesson, settings, event, world, lang, undecided));
    [sentence, why].into_iter().flatten().collect()
}

/// What has happened on the way to a beat of a script, in sentences: what was printed, which lock changed hands, who was born.
/// `events` end before the beat's own; `world` is the one before them. Each is told as the world was then: who is a zombie now wasn't
/// one when a signal came.
pub fn on_the_way(
    events: &[Event],
    is_told: impl Fn(&Event) -> bool,
    mut world: World,
    lang: Lang,
) -> Vec<String> {
    let mut told = Vec::new();
    for event in events {
        let again = world.apply(event);
        debug_assert_eq!(again, Ok(()), "it was possible when it was pushed");
        let is_place = matches!(
            event.what,
            What::Line(_) | What::Passes(_) | What::Unknown { .. }
        );
        if !is_place && is_told(event) {
            told.extend(crate::narrate::sentence(event, &world, lang));
        }
    }
    told
}

/// What is behind a hand-over of the interpreter's lock, where the scene is about that; the words may name the knobs.
fn behind(lesson: &Lesson, settings: &Settings, event: &Event, lang: Lang) -> Option<String> {
    let What::Blocked { on, .. } = &event.what else {
        return None;
    };
    let key = match (lesson.scene, Reason::of(on)) {
        (Scene::Gil, Reason::Gil) => "narrate.gil_waits",
        (Scene::Gil, Reason::Sleep) => "narrate.gil_sleeps",
        _ => return None,
    };
    let knobs = settings.as_map().iter();
    let knobs: Vec<(&str, &str)> = knobs.map(|(knob, value)| (&**knob, &**value)).collect();
    Some(say(lang, key, &knobs))
}

/// Why, from the lesson's note of the cue that the event's actor stands at (Markdown), its `{pid}`, `{ppid}`, `{tid}`, `{name}`, `{actor}`
/// and `{fact-key}` filled in from the world. None where the lesson has no note for it. What would answer a question that isn't
/// decided isn't said.
///
/// `{KEY-last}` is the last item of a fact that is a list: `{fork-last}`.
pub fn note(
    lesson: &Lesson,
    settings: &Settings,
    event: &Event,
    world: &World,
    lang: Lang,
    undecided: &[&str],
) -> Option<String> {
    let actor = world.actor(&event.actor)?;
    // Who stands before a line and brings something all the same was asked for it by hand.
    if matches!(event.what, What::Outcome { .. }) && actor.standing {
        return None;
    }
    // Where a whole program is shown, its marks are few: who has ended well has gone on long since from the last one it came to.
    let ended_well = actor.is_gone() && actor.exception.is_none();
    if ended_well && lesson.scene == Scene::Program {
        return None;
    }
    // What is said of a script's calls is read where they stand, whoever has led there.
    let at = actor.at.as_ref();
    if at.is_some() && world.steered && actor.kind == Kind::Process && lesson.id != SCRIPT {
        return Some(word(lang, "narrate.steered").to_owned());
    }
    let next = || actor.fact(NEXT).filter(|_| actor.standing);
    let comes = matches!(event.what, What::Line(_) | What::Passes(_));
    // Raised there, or caught on the way out.
    let raised = matches!(event.what, What::Exception { .. });
    let now = Moment {
        settings,
        doing: actor.blocked_on.as_deref().or_else(next),
        gone_on: !comes && !actor.standing,
        again: at.is_some_and(|at| at.before > 0),
        helping: actor.is_helper(),
        raising: raised || actor.exception.is_some() && actor.standing,
        undecided,
    };
    let text = lesson.text(lang);
    // Where it has come from says less than what it waits for, if the lesson has a word on that.
    let nowhere = || text.note(NO_MARK, &now).filter(|_| !actor.standing);
    let note = nowhere().or_else(|| text.note(&at?.cue, &now))?;
    Some(filled(note, actor, world))
}

/// Replaces every placeholder, in one pass; one that nothing is known about stays empty.
/// Braces that can't be a placeholder's, as in `{}` or `{'a': 1}`, stay as they are.
pub(super) fn filled(note: &str, actor: &Actor, world: &World) -> String {
    let mut filled = String::with_capacity(note.len());
    let mut rest = note;
    while let Some(open) = rest.find('{') {
        let (before, from_brace) = rest.split_at(open);
        filled.push_str(before);
        match from_brace.find('}') {
            Some(close) if is_name(&from_brace[1..close]) => {
                filled.push_str(&line(&value(&from_brace[1..close], actor, world)));
                rest = &from_brace[close + 1..];
            }
            _ => {
                filled.push('{');
                rest = &from_brace[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic())
        && text
            .chars()
            .all(|sign| sign.is_alphanumeric() || " -_.".contains(sign))
}

/// What is known under a name: a fact first, since facts are later news than what was so at birth.
fn value(name: &str, actor: &Actor, world: &World) -> String {
    if let Some(fact) = actor.fact(name) {
        return fact.to_owned();
    }
    // A thread and a generator have their process's ids.
    let process = actor.id.process().parse().ok();
    let process = process.and_then(|id| world.actor(&id)).unwrap_or(actor);
    let ids = (actor.ids, process.ids);
    let number = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
    match name {
        "pid" => number(ids.0.pid.or(ids.1.pid)),
        "ppid" => number(ids.0.ppid.or(ids.1.ppid)),
        "pgid" => number(ids.0.pgid.or(ids.1.pgid)),
        "sid" => number(ids.0.sid.or(ids.1.sid)),
        "tid" => number(ids.0.tid),
        "name" => actor.name.clone(),
        "actor" => actor.label(),
        _ => name
            .strip_suffix("-last")
            .and_then(|key| actor.fact(key))
            .map(|list| last_item(list).to_owned())
            .unwrap_or_default(),
    }
}
