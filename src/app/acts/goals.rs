//! A script's own keys: how far its actors go at one press, and the marks where they stand.
//!
//! Never knows who carries a goal out.

use crate::app::acts::playing;
use crate::app::state::Answer;
use crate::app::state::open::Open;
use crate::app::state::pane::Pane;
use crate::i18n::{Lang, say, word};
use crate::protocol::{ActorId, Goal, Spot, What};
use crate::world::Actor;

/// To the next event: whoever was chosen, otherwise the next one in turn.
pub(in crate::app) fn event(open: &mut Open, lang: Lang) -> Answer {
    match open.selected.clone() {
        Some(id) => playing::step_to(open, &id, Goal::Event, lang),
        None => playing::step_next(open, Goal::Event, lang),
    }
}

/// Out of the call that one looks at, or deeper into it. Who can't go says so: nobody else goes in its place.
pub(in crate::app) fn call(open: &mut Open, goal: Goal, lang: Lang) -> Answer {
    match open.highlighted().cloned() {
        Some(id) => playing::step_to(open, &id, goal, lang),
        None => playing::step_next(open, goal, lang),
    }
}

/// To a mark: there must be one, set by hand or in the script's own text.
pub(in crate::app) fn to_mark(open: &mut Open, lang: Lang) -> Answer {
    if open.marks.is_empty() && !open.has_marks_of_its_own() {
        return Err(word(lang, "app.no_mark").to_owned());
    }
    let goes = open.highlighted().cloned();
    let goes = goes.or_else(|| playing::next(open));
    let effects = call(open, Goal::Mark, lang)?;
    open.to_mark = goes.filter(|_| !effects.is_empty());
    Ok(effects)
}

/// What there is to say of marks once this has happened: who has come to one, or can't come to one.
pub(in crate::app) fn heard(
    open: &mut Open,
    actor: &ActorId,
    what: &What,
    lang: Lang,
) -> Option<String> {
    let label = open.history.live().actor(actor).map(Actor::label);
    let who = label.unwrap_or_default();
    let sent = open.to_mark.as_ref() == Some(actor);
    let (key, line) = match what {
        What::Line(Spot { file, line, .. }) if open.marks.has(file.as_deref(), *line) => {
            open.playing = false; // here one wanted to look
            ("app.at_mark", line.to_string())
        }
        // One of the script's own.
        What::Line(Spot { cue, line, .. }) if sent && !cue.is_empty() => {
            ("app.at_mark", line.to_string())
        }
        // It may go on from there by itself, and still comes to a mark.
        What::Blocked { on, until_ns, .. } if sent => {
            let with = [("who", who.as_str()), ("on", on)];
            let key = match until_ns {
                Some(_) => "app.sleeps_before_mark",
                None => "app.waits_before_mark",
            };
            return Some(say(lang, key, &with));
        }
        What::Ended { .. } if sent => ("app.ended_before_mark", String::new()),
        _ => return None,
    };
    open.to_mark = None;
    let with = [("who", who.as_str()), ("line", &line), ("on", &line)];
    Some(say(lang, key, &with))
}

/// Whether this ends a wait before a mark, so that what was said of it is no longer so.
pub(in crate::app) fn waits_no_more(open: &Open, actor: &ActorId, what: &What) -> bool {
    open.to_mark.as_ref() == Some(actor) && matches!(what, What::Unblocked { .. })
}

/// Sets a mark at the line that the listing's cursor is at, or clears it. Where no line is chosen yet, one can be.
pub(in crate::app) fn mark(open: &mut Open, lang: Lang) -> Answer {
    if open.stands_at_its_marks() {
        return Err(word(lang, "app.marks_of_its_own").to_owned());
    }
    let line = open.line.or_else(|| open.current_line());
    let line = match line.filter(|_| open.focus == Pane::Listing) {
        Some(line) => line,
        None => {
            open.focus = Pane::Listing;
            open.point_at(open.current_line().unwrap_or(1));
            return Err(word(lang, "app.choose_line").to_owned());
        }
    };
    let set = open.marks.toggle(open.file().as_deref(), line);
    let stands = open.highlighted().and_then(|id| open.world.actor(id));
    let stands = stands.filter(|actor| actor.standing && open.current_line() == Some(line));
    let key = match (set, stands) {
        (true, Some(_)) => "app.marked_here",
        (true, None) => "app.marked",
        (false, _) => "app.unmarked",
    };
    let who = stands.map(Actor::label).unwrap_or_default();
    let with = [("line", line.to_string()), ("who", who)];
    let with = with.each_ref().map(|(name, value)| (*name, value.as_str()));
    Err(say(lang, key, &with))
}

/// Shows the next of the files whose text the run has told.
pub(in crate::app) fn other_file(open: &mut Open, lang: Lang) -> Answer {
    let names = open.history.sources().names();
    if names.len() < 2 {
        return Err(word(lang, "app.one_file").to_owned());
    }
    let here = open.file();
    let at = names.iter().position(|name| *name == here);
    let next = at.map_or(0, |at| (at + 1) % names.len());
    let (n, of) = ((next + 1).to_string(), names.len().to_string());
    let file = names[next].clone();
    open.show_file(file.clone());
    let script = &open.play.lesson.text(lang).title;
    let file = file.as_deref().unwrap_or(script);
    let with = [("file", file), ("n", &n), ("of", &of)];
    Err(say(lang, "app.file", &with))
}
