//! What a script reads: the line that is typed for it, or the end of the file.
//!
//! Never knows how a script reads.

use crate::app::acts::playing;
use crate::app::effect::Effect;
use crate::app::state::open::Open;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::app::state::{Answer, App};
use crate::i18n::{Lang, say};
use crate::narrate;
use crate::printable::colourless;
use crate::protocol::{ActorId, Command, What};
use crate::world::Actor;

/// Who reads, at the live end.
fn reader(open: &Open) -> Option<&Actor> {
    let mut actors = open.history.live().actors();
    actors.find(|actor| open.past.is_none() && actor.wants_input)
}

/// Opens the prompt where somebody reads now and nothing lies over the screen; closes it where nobody does any more.
pub(in crate::app) fn look(app: &mut App) {
    let reads = app.lesson().is_some_and(|open| reader(open).is_some());
    let is_open =
        matches!(app.overlays.last(), Some(Overlay::Prompt(prompt)) if prompt.asks == Asks::Input);
    match (reads, is_open) {
        (true, false) if app.overlays.is_empty() && app.tour.is_none() => ask(app),
        (false, true) => drop(app.overlays.pop()),
        _ => {}
    }
}

/// Opens the prompt, which says what was printed for it.
fn ask(app: &mut App) {
    let lang = app.lang;
    let Some((open, actor)) = app.lesson().and_then(|open| Some((open, reader(open)?))) else {
        return;
    };
    let printed = open
        .lately()
        .iter()
        .rev()
        .find_map(|event| match &event.what {
            What::Output { text, open, .. } if event.actor == actor.id => Some((text, *open)),
            _ => None,
        });
    let mut prompt = Prompt::new(Asks::Input);
    prompt.question = Some(match printed {
        Some((text, true)) if !text.trim().is_empty() => colourless(text.trim()).into_owned(),
        _ => say(lang, "app.reads", &[("who", &narrate::called(actor, lang))]),
    });
    app.overlays.push(Overlay::Prompt(prompt));
}

/// Gives the reader a line; None: the end of the file.
pub(in crate::app) fn answer(app: &mut App, text: Option<String>) -> Vec<Effect> {
    let reader = app.lesson().and_then(reader);
    let reader: Option<ActorId> = reader.map(|actor| actor.id.clone());
    app.overlays.pop();
    let told = reader.map(|id| Effect::Tell(id, Command::Answer { text }));
    told.into_iter().collect()
}

/// Ctrl-D: the end of the file; where something is typed already, it isn't.
pub(in crate::app) fn end(app: &mut App) -> Vec<Effect> {
    match app.typing() {
        Some(input) if !input.value().is_empty() => Vec::new(),
        _ => answer(app, None),
    }
}

/// A key that lets somebody go on: where only a reader could, the prompt opens again.
pub(in crate::app) fn or(app: &mut App, step: fn(&mut Open, Lang) -> Answer) -> Vec<Effect> {
    let waits = app.lesson().is_some_and(|open| {
        let chosen = open.selected.as_ref();
        let chosen = chosen.and_then(|id| open.history.live().actor(id));
        let reads = reader(open).is_some();
        reads && (playing::next(open).is_none() || chosen.is_some_and(|actor| actor.wants_input))
    });
    if waits {
        ask(app);
        return Vec::new();
    }
    app.in_lesson(step)
}
