//! What is told where one looks: what happened there, and why; at the end of a run, what is left of it.
//!
//! Never knows who is told, nor how.

use crate::app::state::open::Open;
use crate::i18n::Lang;
use crate::narrate;
use crate::protocol::{Reason, What};

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
            let end = Some(lesson.text(lang).end.clone()).filter(|end| !end.is_empty());
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
            let mut on_the_way = narrate::on_the_way(events, world, lang);
            told.extend(on_the_way.split_off(on_the_way.len().saturating_sub(MOST_SAID)));
        }
        told.extend(narrate::paragraphs(
            lesson, settings, event, world, lang, undecided,
        ));
        let stuck = self.play.is_script();
        told.extend(stuck.then(|| narrate::deadlock(world, lang)).flatten());
        told
    }

    /// Whether one looks at where the run has come to its end by itself: what is done by hand afterwards has words of its own.
    fn ends_here(&self) -> bool {
        let asks = |what: &What| matches!(what, What::Blocked { on, .. } if Reason::of(on) == Reason::Prompt);
        let asked = self.history.events().iter().rev();
        let asked = asked.filter(|event| asks(&event.what)).take(2).count();
        self.is_through() && (asked < 2 || !self.history.live().is_at_prompt())
    }
}
