//! What the line that an actor stands before is about to do: a sentence for each call of the library that was seen there, and what it
//! means where it stands.
//!
//! Never knows how a call was recognised. The words are `[calls]` in `assets/ui`.

use std::collections::HashSet;

use crate::i18n::{Lang, knows, say};
use crate::narrate::called;
use crate::narrate::markup::{bold, code};
use crate::protocol::{Does, Event, State, What};
use crate::world::World;

/// What the line does (Markdown); None where nothing is told of it.
pub(super) fn told(event: &Event, world: &World, lang: Lang) -> Option<String> {
    let What::Line(spot) = &event.what else {
        return None;
    };
    let said = spot
        .does
        .iter()
        .map(|does| sentence(event, does, world, lang));
    let mut said: Vec<String> = said.filter(|said| !said.is_empty()).collect();
    // What goes for several is said once.
    let mut before = HashSet::new();
    said.retain(|sentence| before.insert(sentence.clone()));
    (!said.is_empty()).then(|| said.join(" "))
}

fn sentence(event: &Event, does: &Does, world: &World, lang: Lang) -> String {
    let label = |id| {
        world
            .actor(id)
            .map_or_else(String::new, |actor| bold(&called(actor, lang)))
    };
    let number = |count: Option<u64>| count.map_or_else(String::new, |count| count.to_string());
    let with = [
        ("on", code(does.on.as_deref().unwrap_or("…"))),
        ("actor", label(&event.actor)),
        ("who", does.who.as_ref().map_or_else(String::new, label)),
        ("n", number(does.n)),
        ("of", number(does.of)),
    ];
    let with = with.each_ref().map(|(key, value)| (*key, value.as_str()));
    let here = does.now.as_deref();
    let keys = [
        Some(format!("calls.{}", does.call)),
        here.map(|now| format!("calls.{}_{now}", does.call)),
    ];
    let keys = keys.into_iter().flatten().filter(|key| knows(key));
    let mut said: Vec<String> = keys.map(|key| say(lang, &key, &with)).collect();
    // Whom one would wait for may wait as well.
    let who = does.who.as_ref().and_then(|who| world.actor(who));
    let waits = who.filter(|who| who.state == State::Blocked && who.id != event.actor);
    if let Some((who, on)) = waits.and_then(|who| Some((who, who.blocked_on.as_deref()?))) {
        let with = [("who", bold(&called(who, lang))), ("on", code(on))];
        let with = with.each_ref().map(|(key, value)| (*key, value.as_str()));
        said.push(say(lang, "calls.waits_itself", &with));
    }
    said.join(" ")
}
