//! Where an actor is, what it has run to come there, and that it is there for long.
//!
//! Never knows what it does there.

use crate::i18n::{Lang, say};
use crate::narrate::markup::{bold, code, text};
use crate::narrate::{Teller, called};
use crate::protocol::{After, Spot, keys};
use crate::world::{Actor, World};

impl Teller<'_> {
    /// Where it stands; a lesson's own program stands beside it, another's line is told as it stands there.
    pub(super) fn stands(&self, spot: &Spot) -> String {
        let key = match (spot.after, &spot.file, &spot.text) {
            (Some(After::Block), ..) => "line_after_block",
            (Some(After::Raise), ..) => "line_after_raise",
            (Some(After::Call), None, _) if spot.function.as_deref() == Some("<module>") => {
                "line_after_program"
            }
            (Some(After::Call), ..) => "line_after_call",
            (None, _, None) => "line",
            (None, None, Some(text)) if text.starts_with("except") && self.raising().is_some() => {
                "line_except"
            }
            (None, None, Some(_)) => "line_told",
            (None, Some(_), Some(_)) => "line_of_file",
        };
        self.at(key, spot)
    }

    /// The exception that is on its way through its calls.
    fn raising(&self) -> Option<&str> {
        let actor = self.world.actor(&self.event.actor)?;
        actor.exception.as_deref()
    }

    /// In which line of a script it is, where it hasn't stood before it; which line of a lesson it goes past.
    pub(super) fn passes(&self, spot: &Spot) -> Option<String> {
        let key = match (spot.line, &spot.file, &spot.text) {
            (0, ..) => return None,
            (_, _, None) => "passes",
            (_, None, _) => "is_in_line",
            (_, Some(_), _) => "is_in_line_of_file",
        };
        Some(self.at(key, spot))
    }

    fn at(&self, key: &str, spot: &Spot) -> String {
        let line = spot.line.to_string();
        let line_text = spot.text.as_deref().map(code).unwrap_or_default();
        let function = spot.function.as_deref().map(code).unwrap_or_default();
        let file = spot.file.as_deref().map(text).unwrap_or_default();
        let exception = self.raising().map(code).unwrap_or_default();
        let with = [
            ("line", &*line),
            ("text", &line_text),
            ("function", &function),
            ("file", &file),
            ("exception", &exception),
        ];
        self.say(key, &with)
    }

    /// Which lines it has run, and in how many steps where they are more.
    pub(super) fn ran(&self, value: &str) -> String {
        let (lines, steps) = value.split_once("; ").unwrap_or((value, ""));
        let one = lines.bytes().all(|sign| sign.is_ascii_digit());
        let key = match (lines, steps) {
            ("", _) => "ran_many",
            (_, "") if one => "ran_one",
            (_, "") => "ran",
            _ if one => "ran_one_often",
            _ => "ran_often",
        };
        let lines = lines.replace(", ", &say(self.lang, "narrate.between_lines", &[]));
        self.say(key, &[("lines", &lines), ("steps", steps)])
    }
}

/// What is so now and follows of no step: that somebody has come to no other line for long, and that steps aren't told any more.
pub fn beside(world: &World, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    if world.goes_on_untold() {
        said.push(say(lang, "narrate.goes_on_untold", &[]));
    }
    let inside = world
        .actors()
        .filter_map(|actor| Some((actor, actor.inside()?)));
    said.extend(inside.map(|(actor, does)| inside_of(actor, does, lang)));
    said
}

/// Where an actor is that has come to no other line for long, and what the kernel says.
pub(super) fn inside_of(actor: &Actor, does: &str, lang: Lang) -> String {
    let key = match does {
        _ if actor.at.is_none() => "narrate.inside_start",
        keys::COMPUTES if actor.is_in_an_endless_line() => "narrate.inside_endless",
        keys::COMPUTES => "narrate.inside_computes",
        _ => "narrate.inside_sleeps",
    };
    let line = actor.at.as_ref().map_or(0, |at| at.line).to_string();
    let actor = bold(&called(actor, lang));
    say(lang, key, &[("actor", &actor), ("line", &line)])
}
