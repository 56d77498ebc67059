//! One's own script, opened from the home screen: its file's name is typed, and goes on by Tab.
//!
//! Never knows files: what is to be opened goes out as an effect, and comes back as a play.

use crate::app::acts::{lesson, sides};
use crate::app::effect::{Effect, ToOpen};
use crate::app::state::App;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::i18n::{Sentence, say, word};
use crate::play::Play;

/// How many names are shown where several go on as typed.
const MOST_SHOWN: usize = 6;

/// Opens the prompt for the file's name.
pub(in crate::app) fn ask(app: &mut App) -> Vec<Effect> {
    app.chosen = app.plays.shelf.entries().len();
    app.overlays.push(Overlay::Prompt(Prompt::new(Asks::File)));
    Vec::new()
}

/// Asks for what was typed to be opened. The prompt stays until it is.
pub(in crate::app) fn submit(prompt: &mut Prompt, none: &str) -> Vec<Effect> {
    let file = prompt.input.value().trim().to_owned();
    if file.is_empty() {
        prompt.error = Some(none.to_owned());
        return Vec::new();
    }
    vec![Effect::Open(ToOpen::Script(file))]
}

/// Asks how what was typed could go on.
pub(in crate::app) fn complete(app: &mut App) -> Vec<Effect> {
    let typed = app.typing().map(|input| input.value().to_owned());
    typed.map(Effect::GoOn).into_iter().collect()
}

/// What was typed goes on as far as all these names do.
pub(in crate::app) fn goes_on(app: &mut App, names: &[String]) {
    let lang = app.lang;
    let Some(Overlay::Prompt(prompt)) = app.overlays.last_mut() else {
        return;
    };
    let Some(first) = names.first().filter(|_| prompt.asks == Asks::File) else {
        prompt.error = Some(word(lang, "app.no_such_name").to_owned());
        return;
    };
    let same = |name: &String| {
        let both = first.char_indices().zip(name.chars());
        let differ = both.clone().find(|((_, one), other)| one != other);
        differ.map_or(first.len().min(name.len()), |((at, _), _)| at)
    };
    let shared = names.iter().map(same).min().unwrap_or(first.len());
    let shared = first.get(..shared).unwrap_or(first);
    if shared.len() > prompt.input.value().len() || names.len() == 1 {
        prompt.input = tui_input::Input::new(shared.to_owned());
        return;
    }
    let last = |name: &String| {
        let folder = name.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
        name[folder..].to_owned()
    };
    let mut shown: Vec<String> = names.iter().take(MOST_SHOWN).map(last).collect();
    if names.len() > MOST_SHOWN {
        shown.push("…".to_owned());
    }
    prompt.error = Some(shown.join("  "));
}

/// It was opened; or why it wasn't, and what was typed is still there.
pub(in crate::app) fn opened(app: &mut App, result: Result<Box<Play>, Sentence>) -> Vec<Effect> {
    let lang = app.lang;
    if result.as_ref().is_err_and(|why| sides::fails(app, why)) {
        return Vec::new();
    }
    match (result, app.overlays.last_mut()) {
        (Ok(play), _) if play.is_on_cpython() => sides::found(app, *play),
        (Ok(play), _) => lesson::open_play(app, *play),
        (Err(why), Some(Overlay::Prompt(prompt))) if prompt.asks == Asks::File => {
            prompt.error = Some(why.said(lang));
            Vec::new()
        }
        (Err(why), _) => {
            let why = why.said(lang);
            app.notice = Some(say(lang, "app.not_opened", &[("why", &why)]));
            Vec::new()
        }
    }
}
