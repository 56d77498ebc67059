//! Saved runs: one is opened to be looked at, or the present one is saved.
//!
//! Never knows files: what is to be written goes out as an effect, what was read comes in as a history.

use std::path::PathBuf;

use crate::app::effect::Effect;
use crate::app::state::open::{Open, Run};
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::app::state::{Answer, App, Screen};
use crate::history::History;
use crate::i18n::{Lang, say, word};
use crate::play::Play;
use crate::protocol::{Header, VERSION};
use crate::trace;

impl App {
    /// Opens a saved run at its first step; `fault` says what couldn't be read of it.
    pub fn replay(&mut self, play: Play, history: History, fault: Option<String>) {
        let mut open = Open::new(play);
        if let Some(lockstep) = &mut open.lockstep {
            for event in history.events() {
                lockstep.heard(event);
            }
        }
        open.run = Run::Replay(fault);
        open.world = history.live().clone();
        open.history = history;
        open.seek(0);
        self.screen = Screen::Lesson(Box::new(open));
    }
}

/// Opens the prompt for the file's name, with one that would do.
pub(in crate::app) fn ask(app: &mut App) -> Vec<Effect> {
    let effects = app.in_lesson(|open, lang| {
        if open.history.is_empty() {
            return Err(word(lang, "app.nothing_to_save").to_owned());
        }
        Ok(Vec::new())
    });
    if app.notice.is_none()
        && let Some(open) = app.lesson()
    {
        let name = format!("{}.jsonl", open.play.lesson.id);
        let mut prompt = Prompt::new(Asks::Save);
        prompt.input = tui_input::Input::new(name);
        app.overlays.push(Overlay::Prompt(prompt));
    }
    effects
}

/// What is to be written where.
pub(in crate::app) fn save(open: &Open, file: &str, lang: Lang) -> Answer {
    let unwritable = |why: std::io::Error| say(lang, "app.not_saved", &[("why", &why.to_string())]);
    let header = Header {
        concurrium: VERSION,
        lesson: open.play.lesson.id.clone(),
        knobs: open.play.settings.clone(),
        listing: Some(open.play.listing.listed()),
        // As far as it has gone: who moved when.
        schedule: open
            .lockstep
            .as_ref()
            .map(|lockstep| lockstep.moves().to_string().into_boxed_str())
            .filter(|moves| !moves.is_empty()),
    };
    let mut bytes = Vec::new();
    trace::write_header(&mut bytes, &header, open.history.beside()).map_err(unwritable)?;
    for (event, as_written) in open.history.lines() {
        match as_written {
            Some(line) => trace::write_as_written(&mut bytes, line),
            None => trace::write_event(&mut bytes, event),
        }
        .map_err(unwritable)?;
    }
    Ok(vec![Effect::Write {
        file: PathBuf::from(file),
        bytes,
    }])
}

/// Says what became of the file.
pub(in crate::app) fn written(app: &mut App, result: Result<PathBuf, String>) {
    let lang = app.lang;
    app.notice = Some(match result {
        Ok(file) => say(lang, "app.saved", &[("file", &file.display().to_string())]),
        Err(why) => say(lang, "app.not_saved", &[("why", &why)]),
    });
}
