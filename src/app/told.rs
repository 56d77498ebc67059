//! What is told where one looks: what happened there, and why; at the end of a run, what is left of it.
//!
//! Never knows who is told, nor how.

use crate::app::state::open::Open;
use crate::i18n::Lang;
use crate::lessons::Moment;
use crate::narrate;
use crate::protocol::keys::{FREE, Key};
use crate::protocol::{Event, What};
use crate::world::{Actor, World};

/// How many events on the way to a beat are looked at, at most.
const MOST_TOLD: usize = 50;

/// How many of them are said: the last.
const MOST_SAID: usize = 3;

impl Open {
    /// What there is to say of where one looks (Markdown), without what would answer these questions; nothing has happened
    /// yet: nothing.
    pub fn told(&self, lang: Lang, undecided: &[&str]) -> Vec<String> {
        let Some(event) = self.history.beat_event(self.position()) else {
            return Vec::new();
        };
        // The words are about the world right after the event, which may lie a little before the cursor.
        let after = usize::try_from(event.seq).unwrap_or(usize::MAX);
        let sought;
        let world = if after == self.position() {
            &self.world
        } else {
            sought = self.history.seek(after);
            &sought
        };
        let (lesson, settings) = (self.play.lesson, &self.play.settings);
        if self.ends_here() {
            let now = Moment {
                settings,
                doing: None,
                gone_on: false,
                again: false,
                raising: false,
                undecided,
            };
            let end = lesson.text(lang).ending(&now);
            let end = Some(end.to_owned()).filter(|end| !end.is_empty());
            let sentence = narrate::sentence(event, world, lang);
            return [sentence, end].into_iter().flatten().collect();
        }
        let mut told = Vec::new();
        if self.play.is_script() {
            let mut before = self.history.beat_before(after);
            // At the live end all that came of the last key is told: also the end of a thread that another has waited for.
            if self.past.is_none() {
                before = before.min(self.let_go_at);
            }
            let events = &self.history.events()[before..after.saturating_sub(1).max(before)];
            let events = &events[events.len().saturating_sub(MOST_TOLD)..];
            let known = self.history.seek(before);
            let news = events.iter().filter(|event| is_news(event, &known));
            let mut on_the_way = narrate::on_the_way(news, world, lang);
            told.extend(on_the_way.split_off(on_the_way.len().saturating_sub(MOST_SAID)));
            if self.past.is_none() {
                told.extend(self.others_stand(event, lang));
            }
        }
        told.extend(narrate::paragraphs(
            lesson, settings, event, world, lang, undecided,
        ));
        let stuck = self.play.is_script();
        told.extend(stuck.then(|| narrate::deadlock(world, lang)).flatten());
        if self.past.is_none() {
            told.extend(narrate::beside(&self.world, lang));
        }
        told
    }

    /// Where those have come to stand, beside the one whom this event is of, who have moved since somebody was let go.
    fn others_stand(&self, event: &Event, lang: Lang) -> Option<String> {
        let since = self.history.events().get(self.let_go_at..)?;
        let since = &since[since.len().saturating_sub(MOST_TOLD)..];
        let of_others = |other: &&Event| {
            let stands = self.world.actor(&other.actor);
            let stands = stands.is_some_and(|actor| actor.standing && actor.touched == other.seq);
            matches!(other.what, What::Line(_)) && other.actor != event.actor && stands
        };
        let last = since.iter().rev().find(of_others)?;
        narrate::sentence(last, &self.world, lang)
    }

    /// Whether one looks at where the run has come to its end by itself: what is done by hand afterwards has words of its own.
    fn ends_here(&self) -> bool {
        let live = self.history.live();
        self.is_through() && !(live.is_at_prompt() && live.was_driven_by_hand())
    }
}

/// Whether somebody has done something; that a variable is there, or a free lock, and how it is, the stage shows.
fn is_news(event: &Event, known: &World) -> bool {
    let What::Fact { key, value, .. } = &event.what else {
        // What the library's own threads wait for is nothing of the script's.
        let waits = matches!(event.what, What::Blocked { .. });
        return !(waits && known.actor(&event.actor).is_some_and(Actor::is_helper));
    };
    match Key::of(key) {
        Key::Shared(name) => known.things().variables.contains_key(name),
        Key::Lock(name) => value != FREE || known.things().locks.contains_key(name),
        _ => true,
    }
}
