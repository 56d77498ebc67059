//! The prompt: what is typed for send, throw and the search, and what is wrong with it.

use super::{App, Asks, Effect, Overlay, Prompt, edit, home, verbs};
use crate::i18n::{Lang, say, word};
use crate::protocol::Verb;

impl Prompt {
    /// An empty prompt.
    pub fn new(asks: Asks) -> Self {
        Self {
            asks,
            input: tui_input::Input::default(),
            error: None,
        }
    }
}

/// Takes what was typed: done, or its error shown and nothing lost.
pub(super) fn submit(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    let Some(Overlay::Prompt(prompt)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    let text = prompt.input.value().trim();
    let verb = match prompt.asks {
        Asks::Search => {
            if prompt.error.is_none() {
                app.overlays.pop();
            }
            return Vec::new();
        }
        Asks::Send => check(text, lang).map(|()| Verb::Send {
            value: text.to_owned(),
        }),
        Asks::Throw => thrown(text, lang),
    };
    match verb {
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
pub(super) fn edited(app: &mut App) {
    let found = match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => {
            prompt.error = None;
            (prompt.asks == Asks::Search).then(|| home::find(prompt.input.value()))
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

/// Types a pasted text where something is being typed; line ends become spaces.
pub(super) fn paste(app: &mut App, text: &str) {
    let Some(input) = app.typing() else { return };
    let room = edit::LONGEST.saturating_sub(input.value().chars().count());
    let line = text.trim_end_matches(['\r', '\n']).replace("\r\n", " ");
    for letter in line.chars().take(room) {
        let letter = if letter.is_control() { ' ' } else { letter };
        input.handle(tui_input::InputRequest::InsertChar(letter));
    }
    edited(app);
}

/// `RuntimeError "message"`, as Python's `throw(RuntimeError, "message")` or `RuntimeError("message")` too.
fn thrown(text: &str, lang: Lang) -> Result<Verb, String> {
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let (class, rest) = text.split_at(text.find(|c| !letter(c)).unwrap_or(text.len()));
    if class.is_empty() || class.starts_with(|c: char| c.is_numeric()) {
        return Err(word(lang, "app.no_class").to_owned());
    }
    let rest = rest.trim();
    let message = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| rest.strip_prefix(','))
        .unwrap_or(rest)
        .trim();
    if message.is_empty() {
        return Ok(Verb::Throw {
            class: class.to_owned(),
            message: None,
        });
    }
    check(message, lang)?;
    Ok(Verb::Throw {
        class: class.to_owned(),
        message: Some(message.to_owned()),
    })
}

/// Whether this is a Python literal; otherwise what is missing, in words for the screen.
fn check(text: &str, lang: Lang) -> Result<(), String> {
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', Some(_)) => drop(letters.next()),
            (_, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => quote = Some(letter),
            _ => {}
        }
    }
    match quote {
        Some(open) => Err(say(lang, "app.open_quote", &[("quote", &open.to_string())])),
        None if text.is_empty() => Err(word(lang, "app.no_literal").to_owned()),
        None => Ok(()),
    }
}
