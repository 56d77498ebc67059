//! The prompt: what is typed for send, throw and the search, and what is wrong with it.

use crate::app::acts::{home, input, open_file, predict, saved, verbs};
use crate::app::effect::Effect;
use crate::app::half_width;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::Asks;
use crate::app::state::{App, Screen};
use crate::i18n::{Lang, say, word};
use crate::protocol::Verb;
use crate::python::{literal, throw};

/// Takes what was typed: done, or its error shown and nothing lost.
pub(in crate::app) fn submit(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    let Some(Overlay::Prompt(prompt)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    if prompt.asks == Asks::Search {
        if prompt.error.is_none() {
            app.overlays.pop();
        }
        return Vec::new();
    }
    if prompt.asks == Asks::Save {
        let file = prompt.input.value().trim().to_owned();
        if file.is_empty() {
            prompt.error = Some(word(lang, "app.no_file").to_owned());
            return Vec::new();
        }
        app.overlays.pop();
        return app.in_lesson(|open, lang| saved::save(open, &file, lang));
    }
    if prompt.asks == Asks::File {
        return open_file::submit(prompt, word(lang, "app.no_file"));
    }
    if prompt.asks == Asks::Input {
        let text = prompt.input.value().to_owned();
        return input::answer(app, Some(text));
    }
    if prompt.asks == Asks::Number {
        let typed = prompt.input.value().to_owned();
        let Screen::Lesson(open) = &mut app.screen else {
            return Vec::new();
        };
        match predict::number(open, &typed, lang) {
            Ok(()) => drop(app.overlays.pop()),
            Err(error) => prompt.error = Some(error),
        }
        return Vec::new();
    }
    let of_script = matches!(&app.screen, Screen::Lesson(open) if open.play.is_script());
    match check(prompt.asks, prompt.input.value(), of_script, lang) {
        Ok(verb) => {
            app.overlays.pop();
            verbs::drive(app, verb)
        }
        Err(error) => {
            prompt.error = Some(error);
            Vec::new()
        }
    }
}

/// The text has changed: what was wrong may not be so any more; a search goes on with every letter.
pub(in crate::app) fn edited(app: &mut App) {
    let shelf = app.plays.shelf;
    let found = match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => {
            prompt.error = None;
            (prompt.asks == Asks::Search).then(|| home::find(shelf, prompt.input.value()))
        }
        Some(Overlay::Knobs(form)) => {
            form.error = None;
            None
        }
        _ => None,
    };
    match found {
        Some(Some(at)) => app.chosen = at,
        Some(None) => {
            let lang = app.lang;
            if let Some(Overlay::Prompt(prompt)) = app.overlays.last_mut() {
                let part = prompt.input.value();
                prompt.error = Some(say(lang, "app.not_found", &[("part", part)]));
            }
        }
        None => {}
    }
}

/// A verb with its value, once the value can be read; otherwise what is wrong, in words for the screen. A script's generator can be
/// thrown exceptions of the script's own classes.
///
/// A value in an input method's quotes or digits is none, as Python says too: within quotes they are text, so nothing is
/// changed behind the student's back; but it is said what is wrong.
fn check(asks: Asks, text: &str, of_script: bool, lang: Lang) -> Result<Verb, String> {
    read(asks, text, of_script, lang).map_err(|wrong| {
        let stray = text
            .chars()
            .find(|&typed| half_width::letter(typed) != typed);
        match (stray, read(asks, &half_width::text(text), of_script, lang)) {
            (Some(stray), Ok(_)) => {
                let (stray, key) = (stray.to_string(), half_width::text(&stray.to_string()));
                say(lang, "app.full_width", &[("typed", &stray), ("key", &key)])
            }
            _ => wrong,
        }
    })
}

fn read(asks: Asks, text: &str, of_script: bool, lang: Lang) -> Result<Verb, String> {
    let text = text.trim();
    if asks == Asks::Throw {
        let read = match of_script {
            true => throw::for_a_script(text).map(drop),
            false => throw::parse(text).map(drop),
        };
        let read = read.map_err(|wrong| {
            let with = [("text", wrong.text()), ("nearest", wrong.nearest())];
            say(lang, wrong.key(), &with)
        });
        return read.map(|()| Verb::Throw {
            what: text.to_owned(),
        });
    }
    let read =
        literal::parse(text).map_err(|wrong| say(lang, wrong.key(), &[("text", wrong.text())]));
    read.map(|_| Verb::Send {
        value: text.to_owned(),
    })
}
