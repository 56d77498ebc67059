//! An event in its world, as a sentence: the why-pane, `--plain` and captions all say the same.
//!
//! Never knows ratatui, sockets or clocks.

use crate::i18n::Lang;
use crate::lessons::Lesson;
use crate::protocol::Event;
use crate::world::World;

/// What happened, in one sentence (Markdown, no line breaks); None for an event that needs no words. `world` is the one after the event.
pub fn sentence(_event: &Event, _world: &World, _lang: Lang) -> Option<String> {
    unimplemented!()
}

/// Why, from the lesson's note of the cue that the event's actor stands at (Markdown), its `{pid}`, `{ppid}`, `{tid}`, `{name}`, `{actor}`
/// and `{fact-key}` filled in from the world. None where the lesson has no note for it.
pub fn note(_lesson: &Lesson, _event: &Event, _world: &World, _lang: Lang) -> Option<String> {
    unimplemented!()
}
