//! Saved runs: one is opened to be looked at, or the present one is saved.
//!
//! Never knows files: what is to be written goes out as an effect, what was read comes in as a history.

use std::path::PathBuf;

use crate::app::effect::Effect;
use crate::app::input::Unwritten;
use crate::app::state::open::{Open, Run};
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::app::state::{Answer, App, Screen};
use crate::history::History;
use crate::i18n::{Lang, Sentence, say, word};
use crate::lessons::Settings;
use crate::machine;
use crate::play::Play;
use crate::protocol::{FILE, Header, PIPED, VERSION};
use crate::saved;
use crate::trace;

impl App {
    /// Opens a saved run at its first step; `fault` says what couldn't be read of it.
    pub fn replay(&mut self, play: Play, history: History, fault: Option<Sentence>) {
        let mut open = Open::new(play);
        if let Some(lockstep) = &mut open.lockstep {
            for event in history.events() {
                lockstep.heard(event);
            }
        }
        open.run = Run::Replay(fault.map(|fault| fault.said(self.lang)));
        open.world = history.live().clone();
        open.history = history;
        open.seek(0);
        self.screen = Screen::Lesson(Box::new(open));
    }
}

/// Opens the run of the lesson that lies in its folder, in the place of the one there is.
pub(in crate::app) fn recorded(app: &mut App) -> Vec<Effect> {
    let here = app.lesson().map(|open| &open.play);
    let here = here.map(|play| (play.lesson, play.settings.clone()));
    let run = here
        .as_ref()
        .and_then(|(lesson, _)| saved::recorded(app.plays, lesson));
    match run {
        Some(Ok(run)) => {
            let others = here.and_then(|(_, wanted)| differ(&wanted, &run.play.settings));
            app.notice =
                others.map(|knobs| say(app.lang, "app.recorded_with", &[("knobs", &knobs)]));
            app.replay(run.play, run.history, run.fault);
            if let Some(open) = app.lesson_mut() {
                open.seen = Some(History::default());
            }
            vec![Effect::Stop]
        }
        Some(Err(why)) => {
            app.notice = Some(machine::told(why.root_cause()).said(app.lang));
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// The knobs that the run was recorded with, as far as others were wanted; None: it is of those.
fn differ(wanted: &Settings, recorded: &Settings) -> Option<String> {
    let knobs = recorded.as_map().iter();
    let others = knobs.filter(|(name, value)| wanted.get(name) != **value);
    let others: Vec<String> = others
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    Some(others.join(", ")).filter(|others| !others.is_empty())
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
        let name = match open.play.is_script() {
            true => open.play.settings.get(FILE),
            false => open.play.lesson.id.as_str(),
        };
        let name = match name {
            PIPED => "stdin",
            name => name.strip_suffix(".py").unwrap_or(name),
        };
        let name = name.strip_prefix("-m ").unwrap_or(name);
        let mut prompt = Prompt::new(Asks::Save);
        prompt.input = tui_input::Input::new(format!("{name}.jsonl"));
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
        // Where the run has told it, it is there already.
        listing: open
            .history
            .sources()
            .names()
            .is_empty()
            .then(|| open.play.listing.listed()),
        // As far as it has gone: who moved when.
        schedule: open
            .lockstep
            .as_ref()
            .map(|lockstep| lockstep.moves().to_string().into_boxed_str())
            .filter(|moves| !moves.is_empty()),
        python: open.play.python.as_deref().map(Into::into),
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

/// Says what became of the file. Where it wasn't written, another name can be typed.
pub(in crate::app) fn written(app: &mut App, result: Result<PathBuf, Unwritten>) {
    let lang = app.lang;
    match result {
        Ok(file) => {
            let file = file.display().to_string();
            app.notice = Some(say(lang, "app.saved", &[("file", &file)]));
        }
        Err(unwritten) => {
            let file = unwritten.file.display().to_string();
            let mut prompt = Prompt::new(Asks::Save);
            prompt.error = Some(format!("{file}: {}", unwritten.why.said(lang)));
            prompt.input = tui_input::Input::new(match unwritten.is_there {
                true => following(&file),
                false => file,
            });
            app.overlays.push(Overlay::Prompt(prompt));
        }
    }
}

/// The name after this one: `phil-2.jsonl` after `phil.jsonl`, `phil-3.jsonl` after that.
fn following(file: &str) -> String {
    let (name, suffix) = match file.strip_suffix(".jsonl") {
        Some(name) => (name, ".jsonl"),
        None => (file, ""),
    };
    let numbered = name.rsplit_once('-');
    let numbered = numbered.and_then(|(name, n)| Some((name, n.parse::<u32>().ok()?)));
    let (name, n) = numbered.unwrap_or((name, 1));
    format!("{name}-{}{suffix}", n.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_follows_is_numbered() {
        for (name, next) in [
            ("phil.jsonl", "phil-2.jsonl"),
            ("phil-2.jsonl", "phil-3.jsonl"),
            ("fork-tree.jsonl", "fork-tree-2.jsonl"),
            ("/tmp/a", "/tmp/a-2"),
        ] {
            assert_eq!(following(name), next);
        }
    }
}
