//! A run as a story: the line of Python that somebody comes to, why it is there, and what happens.
//!
//! ```text
//! A, line 14: n = counter                     where
//!     A reads the counter into `n`, …         why: once a line
//!   A: n is 0                                 what happens
//!   | counter = 1                             what is printed
//! ```
//! A script's line is told when it runs, with the variables that it has given another value.
//!
//! Never knows what runs, nor where it is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::explore::Schedule;
use crate::history::Sources;
use crate::i18n::{Lang, say};
use crate::narrate;
use crate::play::Play;
use crate::printable::colourless;
use crate::protocol::{ActorId, Event, Source, Spot, State, What};
use crate::world::{Actor, World};

/// Cuts a text into lines of at most so many columns.
pub type Wrap = fn(&str, usize) -> Vec<String>;

/// How wide a why is told. What happens is a sentence a line, however long.
const COLUMNS: usize = 80;

/// Tells the events of a run, one after the other.
pub(super) struct Story {
    lang: Lang,
    wrap: Wrap,
    /// The marks whose why has been told.
    explained: BTreeSet<Box<str>>,
    /// Before which line each actor of a script stands, as it will be told.
    ahead: BTreeMap<ActorId, String>,
    /// What was told since a line of a script was.
    since: BTreeSet<String>,
    /// A script's files, as far as the run has told them.
    sources: Sources,
}

impl Story {
    pub(super) fn new(lang: Lang, wrap: Wrap) -> Self {
        Self {
            lang,
            wrap,
            explained: BTreeSet::new(),
            ahead: BTreeMap::new(),
            since: BTreeSet::new(),
            sources: Sources::default(),
        }
    }

    /// The schedule that the run follows.
    pub(super) fn schedule(&self, schedule: &Schedule) -> String {
        let schedule = schedule.to_string();
        say(self.lang, "narrate.schedule", &[("schedule", &schedule)])
    }

    /// That nobody can move any more, where the run itself hasn't said so.
    pub(super) fn deadlock(&self, world: &World) -> Option<String> {
        let said = narrate::deadlock(world, self.lang)?;
        Some(format!("  {}", narrate::plain(&said)))
    }

    /// An event, as lines; none for one that needs no words. `world` is the one after it.
    pub(super) fn tell(&mut self, play: &Play, event: &Event, world: &World) -> Vec<String> {
        self.sources.hear(event);
        match &event.what {
            What::Line(spot) if play.is_script() => {
                let told = match spot.after {
                    None => self.at("told_line", play, event, world, spot.line),
                    Some(_) => narrate::sentence(event, world, self.lang)
                        .map_or_else(String::new, |said| narrate::plain(&said)),
                };
                self.ahead.insert(event.actor.clone(), told);
                self.became(spot)
            }
            What::State {
                state: State::Running,
                source: Source::Demo,
                ..
            } if play.is_script() => {
                self.since.clear();
                self.ahead.remove(&event.actor).into_iter().collect()
            }
            What::Output { text, .. } => vec![format!("  | {}", colourless(text))],
            What::Line(Spot { cue, line, .. }) => {
                let mut told = vec![self.at("told_line", play, event, world, *line)];
                told.extend(self.why(play, cue, event, world));
                told
            }
            // Its end is told with what has become of it: nobody in the run waits for the first process.
            What::State {
                state: State::Zombie,
                ..
            } if event.actor == ActorId::root() => Vec::new(),
            What::Passes(Spot {
                line: line @ 1..,
                text: None,
                ..
            }) => vec![self.at("told_passes", play, event, world, *line)],
            // What the library's own threads wait for is nothing of the script's.
            What::Blocked { .. } if world.actor(&event.actor).is_some_and(Actor::is_helper) => {
                Vec::new()
            }
            _ => {
                let sentence = narrate::sentence(event, world, self.lang);
                let sentence = sentence.map(|sentence| narrate::plain(&sentence));
                self.since.extend(sentence.clone());
                sentence
                    .map(|sentence| format!("  {sentence}"))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// The variables that have another value now: numbers, texts and what holds such.
    fn became(&self, spot: &Spot) -> Vec<String> {
        let locals = spot.frames.iter().flat_map(|frames| &frames.locals);
        let told = locals.filter_map(|(name, value)| Some(format!("{name} = {}", value.as_ref()?)));
        let plain = told.filter(|told| !told.contains('<') && !self.since.contains(told));
        plain.map(|told| format!("  {told}")).collect()
    }

    /// Who, and the line of Python.
    fn at(&self, key: &str, play: &Play, event: &Event, world: &World, line: u32) -> String {
        let actor = world.actor(&event.actor);
        let actor = actor.map_or_else(
            || event.actor.to_string(),
            |actor| narrate::called(actor, self.lang),
        );
        let code = usize::try_from(line).ok();
        let code = code.and_then(|line| play.listing.lines.get(line.checked_sub(1)?));
        let code = code.map_or("", |line| line.text.trim());
        let (code, file) = match &event.what {
            What::Line(Spot { text, file, .. }) => {
                let told = self.sources.line(file, line).map(str::trim);
                let code = text.as_deref().or(told).unwrap_or(code);
                (code, file.as_deref())
            }
            _ => (code, None),
        };
        // A script may have several files; the listing is one of them.
        let line = match file {
            Some(file) => format!("{file}:{line}"),
            None => line.to_string(),
        };
        let with = [("actor", actor.as_str()), ("line", &line), ("code", code)];
        say(self.lang, &format!("narrate.{key}"), &with)
    }

    /// Why, the first time that somebody comes to this line.
    fn why(&mut self, play: &Play, cue: &str, event: &Event, world: &World) -> Vec<String> {
        if !self.explained.insert(cue.into()) {
            return Vec::new();
        }
        let note = narrate::note(play.lesson, &play.settings, event, world, self.lang, &[]);
        let paragraphs = note.iter().flat_map(|note| note.split("\n\n"));
        let lines = paragraphs.flat_map(|words| (self.wrap)(&narrate::plain(words), COLUMNS - 4));
        lines.map(|line| format!("    {line}")).collect()
    }
}
