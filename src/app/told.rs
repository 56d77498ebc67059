//! What is told where one looks: what happened there, and why; at the end of a run, what is left of it.
//!
//! Never knows who is told, nor how.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::state::open::Open;
use crate::i18n::{Lang, word};
use crate::lessons::Moment;
use crate::narrate;
use crate::predict::Asked;
use crate::protocol::keys::{FREE, INSIDE, Key};
use crate::protocol::{ActorId, Event, How, Kind, State, What};
use crate::world::{Actor, Place, World};

/// How many events on the way to a beat are looked at, at most.
const MOST_TOLD: usize = 50;

/// How many of them are said: the last.
const MOST_SAID: usize = 3;

impl Open {
    /// What there is to say of where one looks (Markdown), without what would answer these questions; nothing has happened
    /// yet: nothing.
    pub fn told(&self, lang: Lang, undecided: &[&str]) -> Vec<String> {
        let Some(event) = self.spotlight() else {
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
            let now = self.at_the_end(undecided);
            let end = match world.steered {
                true if self.play.is_script() => word(lang, "narrate.steered_script"),
                true => word(lang, "narrate.steered_end"),
                false => lesson.text(lang).ending(&now),
            };
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
            let end = after.saturating_sub(1).max(before);
            let begin = before.max(end.saturating_sub(MOST_TOLD));
            let events = &self.history.events()[begin..end];
            let known = self.history.seek(before);
            let is_told = |event: &Event| is_news(event, &known);
            let at = self.history.seek(begin);
            let mut on_the_way = narrate::on_the_way(events, is_told, at, lang);
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

    /// What is so at the end of the run.
    fn at_the_end<'a>(&'a self, undecided: &'a [&'a str]) -> Moment<'a> {
        let live = self.history.live();
        let main = live.actor(&ActorId::root());
        let helps = |id: &ActorId| live.actor(id).is_some_and(Actor::is_helping_process);
        let comes = |event: &Event| matches!(event.what, What::Line(_)) && helps(&event.actor);
        // The cases are the same in each language. A script has none, and may have a million events.
        let mut ends = self.play.lesson.text(Lang::En).end_cases.iter();
        let helping = ends.any(|(case, _)| case.helping) && self.history.events().iter().any(comes);
        // Where a process has failed, the end is about that; a server that has met an error, and passed over it, hasn't.
        let mut failed = live.actors().filter(|actor| has_failed(actor)).peekable();
        let helping = helping && (failed.peek().is_none() || failed.any(Actor::is_helper));
        Moment {
            settings: &self.play.settings,
            doing: None,
            gone_on: false,
            again: false,
            helping,
            raising: main.is_some_and(|main| matches!(main.how(), Some(How::Exit(1..)))),
            undecided,
        }
    }

    /// The knobs as they were, where the lesson says of these that the run can't end well with them, and it hasn't.
    pub fn way_back(&self) -> Option<BTreeMap<String, String>> {
        let now = self.at_the_end(&[]);
        let lesson = self.play.lesson;
        // The cases are the same in each language.
        let mut ends = lesson.text(Lang::En).end_cases.iter();
        let (case, _) = ends.find(|(case, _)| case.raising && case.fits(&now))?;
        let knobs = case.knobs.keys().filter_map(|name| lesson.knob(name));
        let back = knobs.map(|knob| (knob.name.clone(), knob.default_value()));
        Some(back.collect()).filter(|_| self.is_through())
    }

    /// The event that is told where one looks: the beat's, unless another of this step shows what wasn't seen before.
    pub fn spotlight(&self) -> Option<&Event> {
        let last = self.history.beat_event(self.position())?;
        Some(self.shown_instead().unwrap_or(last))
    }

    /// The event that is told in the place of the beat's: the run's end, what wasn't seen before, or what the step has led to.
    pub(in crate::app) fn shown_instead(&self) -> Option<&Event> {
        let seen = self.closing().or_else(|| self.first_seen());
        seen.or_else(|| self.led_to())
    }

    /// What a step has led to in a lesson that shows a whole program, where one has spoken last who is nowhere in the listing: a worker
    /// that waits for its next task, a thread of the library's own. Somebody has come to a line, or waits in one.
    fn led_to(&self) -> Option<&Event> {
        let last = self.history.beat_event(self.position())?;
        let is_seen = |event: &Event| {
            let actor = self.world.actor(&event.actor);
            actor.filter(|actor| actor.at.is_some() && actor.touched == event.seq)
        };
        if self.past.is_some() || !self.shows_a_program() || is_seen(last).is_some() {
            return None;
        }
        let since = self.history.events().get(self.let_go_at..)?;
        let since = &since[since.len().saturating_sub(MOST_TOLD)..];
        let mut since = since.iter().rev();
        since.find(|event| {
            let told = matches!(event.what, What::Line(_) | What::Blocked { .. });
            told && is_seen(event).is_some()
        })
    }

    /// What the end of a run in a lesson that shows a whole program is told by: the end of the first process, or of the one that an
    /// error has ended, where the first has ended well. The library's own processes, which end after all others, aren't the lesson's
    /// subject.
    pub(in crate::app) fn closing(&self) -> Option<&Event> {
        if !self.shows_a_program() || !(self.ends_here() || self.only_helpers_are_left()) {
            return None;
        }
        let world = self.history.live();
        let first = world.actor(&ActorId::root())?;
        let mut all = std::iter::once(first).chain(world.actors());
        let told = all.find(|actor| has_failed(actor)).unwrap_or(first);
        let at = usize::try_from(told.touched).ok()?.checked_sub(1)?;
        let ends = |event: &&Event| matches!(event.what, What::Ended { .. });
        self.history.events().get(at).filter(ends)
    }

    /// Where several have moved in the last step of a lesson: what wasn't seen before, of the first process if that does something new;
    /// otherwise the last, where what the beat's actor does was seen before, or is that it waits. Somebody comes to a line for the first
    /// time, or becomes a zombie where nobody has yet. In which order they come is chance.
    pub fn first_seen(&self) -> Option<&Event> {
        let last = self.history.beat_event(self.position())?;
        let place = |event: &Event| self.world.actor(&event.actor)?.at.as_ref();
        let known = place(last).is_some_and(|at| self.is_known(at));
        let is_news = !known && !matches!(last.what, What::Blocked { .. });
        if self.past.is_some() || self.play.is_script() || self.is_through() {
            return None;
        }
        let since = self.history.events().get(self.let_go_at..)?;
        let since = &since[since.len().saturating_sub(MOST_TOLD)..];
        let is_new = |event: &&Event| {
            // Generators and tasks move one at a time: the last one is whom it is about.
            if event.actor != last.actor && event.actor.host() == last.actor.host() {
                return false;
            }
            let actor = self.world.actor(&event.actor);
            let Some(actor) = actor.filter(|actor| actor.touched == event.seq) else {
                return false;
            };
            match &event.what {
                What::Line(_) => {
                    actor.standing && place(event).is_some_and(|at| !self.is_known(at))
                }
                What::State { state, .. } => *state == State::Zombie && self.ends_first(actor),
                _ => false,
            }
        };
        let new = || since.iter().rev().filter(is_new);
        // What is said only to the second who comes there is what the lesson waits for.
        let to_the_second = |event: &&Event| {
            matches!(event.what, What::Line(_)) && place(event).is_some_and(|at| at.before > 0)
        };
        let of_the_first = || new().find(|event| event.actor == ActorId::root());
        // While a verdict is read, it is told of whom it speaks: of whoever has decided it, or comes of that one.
        let spoken_of = || {
            let by = self
                .predictions
                .verdict()
                .and_then(|told| self.decides(told));
            let by = by.filter(|by| by.actor != ActorId::root())?;
            new().find(|event| event.actor == by.actor || event.actor.comes_of(&by.actor))
        };
        new()
            .find(to_the_second)
            .or_else(spoken_of)
            .or_else(of_the_first)
            .or_else(|| new().next().filter(|_| !is_news))
            .filter(|event| event.seq != last.seq)
    }

    /// The event that has decided a question.
    fn decides(&self, asked: &Asked) -> Option<&Event> {
        let at = asked.verdict.as_ref()?.at.checked_sub(1)?;
        self.history.events().get(at)
    }

    /// Whether a question was decided by the doing of one of the library's own.
    pub fn is_decided_by_a_helper(&self, asked: &Asked) -> bool {
        let by = self
            .decides(asked)
            .and_then(|event| self.history.live().actor(&event.actor));
        by.is_some_and(Actor::is_helper)
    }

    /// Whether what is said at this line has been: where something else is said to the second who comes there, it is news once more.
    fn is_known(&self, at: &Place) -> bool {
        let text = self.play.lesson.text(Lang::En);
        let has_more = || text.says_more_of_the_second(&at.cue, &self.play.settings);
        at.before > 1 || at.before == 1 && !has_more()
    }

    /// Whether nobody else has ended where this one has.
    fn ends_first(&self, zombie: &Actor) -> bool {
        let cue = |actor: &Actor| actor.at.as_ref().map(|at| Arc::clone(&at.cue));
        let mut others = self.world.actors().filter(|actor| actor.id != zombie.id);
        !others.any(|actor| actor.is_gone() && cue(actor) == cue(zombie))
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

    /// Whether all that is left of the run, where one looks at it, is the library's own: the end is told, and no step before it
    /// tells that the first process has ended.
    fn only_helpers_are_left(&self) -> bool {
        let mut all = self.history.live().actors();
        self.past.is_none() && all.all(|actor| actor.is_gone() || actor.is_helper())
    }

    /// Whether one looks at where the run has come to its end by itself: what is done by hand afterwards has words of its own.
    fn ends_here(&self) -> bool {
        let live = self.history.live();
        self.is_through() && !(live.is_at_prompt() && live.was_driven_by_hand())
    }
}

/// Whether it is a process that an error has ended, or is about to.
fn has_failed(actor: &Actor) -> bool {
    let well = matches!(actor.how(), Some(How::Exit(0)));
    actor.kind == Kind::Process && actor.exception.is_some() && !well
}

/// Whether somebody has done something; that a variable is there, or a free lock, and how it is, the stage shows.
fn is_news(event: &Event, known: &World) -> bool {
    let What::Fact { key, value, .. } = &event.what else {
        // What the library's own threads wait for is nothing of the script's.
        let waits = matches!(event.what, What::Blocked { .. });
        return !(waits && known.actor(&event.actor).is_some_and(Actor::is_helper));
    };
    match Key::of(key) {
        // Whoever is there still, of that one it is said beside.
        Key::Other(INSIDE) => false,
        Key::Shared(name) => known.things().variables.contains_key(name),
        Key::Lock(name) => value != FREE || known.things().locks.contains_key(name),
        _ => true,
    }
}
