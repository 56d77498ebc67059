//! The one table of actions: dispatch, footer, help and the keys of the docs are all made from it.
//!
//! An action's words are in the catalogue: `actions.NAME.help` is its sentence, `actions.NAME.short` its word in the footer.
//! Never knows how a key is read or a footer drawn.

mod action;
mod class;
mod table;
#[cfg(test)]
mod tests;
mod when;

pub use action::{Action, Slot};
pub use when::When;

use std::borrow::Cow;

use crate::app::acts::{lesson, sides, verbs};
use crate::app::state::App;
use crate::app::state::open::{Open, Run};
use crate::app::state::pane::Tab;
use crate::app::state::scenes::scenes;
use crate::i18n::{Lang, say, word};
use crate::protocol::keys;

/// Everything that can be done, in the order of the footer and the help.
pub fn all() -> impl Iterator<Item = &'static Action> {
    class::CLASS.iter().chain(table::ACTIONS)
}

/// What can be done now.
pub fn legal(app: &App) -> impl Iterator<Item = &'static Action> {
    all().filter(|action| action.when.holds(app))
}

/// A part of the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The action a click does.
    pub action: &'static str,
    /// Its keys.
    pub label: Cow<'static, str>,
    /// Its word.
    pub word: String,
    /// What gives way first when there is no room: the greatest rank.
    pub rank: u8,
}

/// The rank of what gives way, in a script, to the keys that are a script's own.
const BEHIND: u8 = 6;

fn in_script(app: &App) -> bool {
    app.lesson().is_some_and(|open| open.play.is_script())
}

/// What the footer says now, in its order from left to right. Where room is short, leave the greatest ranks out.
pub fn footer(app: &App) -> Vec<Hint> {
    legal(app)
        .filter_map(|action| {
            let Slot { rank, label } = action.hint?;
            // At the end of a script it is what can be done by hand that is left.
            let by_hand = matches!(action.name, "next" | "python3");
            let is_through = app.lesson().is_some_and(Open::is_through);
            let rank = if by_hand && is_through { 1 } else { rank };
            Some(Hint {
                action: action.name,
                label: label_of(action, app).map_or(label.into(), Cow::from),
                word: short(action, app)?,
                rank: match action.name {
                    "about" | "signal" | "row" if in_script(app) => BEHIND,
                    _ => rank,
                },
            })
        })
        .collect()
}

/// The keys that do something now, where they are fewer than the action has: `A–D` of four choices.
fn label_of(action: &Action, app: &App) -> Option<String> {
    let asked = app.lesson()?.predictions.open()?;
    let last = asked.choices.len().checked_sub(1)?;
    let keys = action.keys.get(..=last)?;
    (action.name == "choose").then(|| format!("{}–{}", keys[0], keys[last]))
}

/// An action's word in the footer; None while it would do nothing.
pub fn short(action: &Action, app: &App) -> Option<String> {
    let key = format!("actions.{}.short", action.name);
    match (action.name, app.lesson()) {
        ("play", Some(open)) if open.playing => Some(word(app.lang, "actions.play.pause").into()),
        ("play", Some(open)) if open.is_through() => None,
        _ if sides::refuses(app, action.name).is_some() => None,
        ("tab", Some(open)) if open.play.only_on_cpython => None,
        // Who can run it needs none.
        ("recorded", Some(open)) if !open.play.needs_python() => None,
        ("tab", Some(open)) if matches!(open.run, Run::Replay(_)) && open.play.is_on_cpython() => {
            None
        }
        ("tab", Some(open)) if open.play.is_on_cpython() => Some(word(app.lang, &key).to_owned()),
        ("tab", Some(open)) if open.tab == Tab::Rust => {
            let key = match open.run {
                Run::Replay(_) => "actions.tab.python",
                _ => "actions.tab.cpython",
            };
            Some(word(app.lang, key).to_owned())
        }
        // What nobody can do any more isn't offered.
        ("event" | "return" | "deeper" | "mark" | "to-mark", Some(open))
            if open.is_at_its_end() =>
        {
            None
        }
        ("row" | "signal", Some(open)) if matches!(open.run, Run::Replay(_)) => None,
        ("signal", Some(open)) if matches!(open.run, Run::Over | Run::Failed(_)) => None,
        ("next", Some(open)) if open.play.is_script() && !verbs::drives_somebody(open) => None,
        ("row", Some(open)) if open.is_through() => None,
        ("restart", Some(open)) if open.play.is_only_seen() => None,
        ("forward", Some(open)) if open.is_through() => {
            Some(word(app.lang, "actions.forward.back").to_owned())
        }
        ("scene", Some(open)) if scenes(&open.world).len() < 2 => None,
        ("file", Some(open)) if open.history.sources().names().len() < 2 => None,
        ("to-mark", Some(open)) if open.marks.is_empty() => None,
        ("next-entry" | "entry-before", _) => {
            let plan = app.lecturing.as_ref()?;
            let (at, of) = plan.place();
            let there_is = match (plan.here, action.name) {
                (true, "next-entry") => at < of,
                (true, _) => at > 1,
                (false, name) => name == "next-entry",
            };
            let key = match plan.here {
                true => key,
                false => "actions.next-entry.back".to_owned(),
            };
            there_is.then(|| word(app.lang, &key).to_owned())
        }
        ("vote", _) if app.presenting.is_none() => None,
        ("choose", Some(open)) => {
            let asked = open.predictions.open();
            asked.filter(|_| open.is_at_the_front() && !open.predictions.is_covered())?;
            Some(word(app.lang, &key).to_owned())
        }
        ("next-lesson", Some(open)) => {
            lesson::after(app).filter(|_| open.is_through())?;
            Some(word(app.lang, &key).to_owned())
        }
        ("ask", Some(open)) => {
            let task = keys::Key::Task(open.world.unseen_failure()?).to_string();
            Some(say(app.lang, &key, &[("task", &task)]))
        }
        _ => Some(word(app.lang, &key).to_owned()),
    }
}

/// The table of `docs/keys.md`.
pub fn markdown(lang: Lang) -> String {
    let mut table = format!(
        "| {} | {} |\n|---|---|\n",
        word(lang, "actions.where.key"),
        word(lang, "actions.where.does")
    );
    for &when in When::ALL {
        table += &format!("| **{}** | |\n", when.title(lang));
        for action in all().filter(|action| action.when == when) {
            let keys: Vec<String> = match action.keys.len() {
                9 => vec![format!("`{}`", action.label())],
                _ => action.keys.iter().map(|key| format!("`{key}`")).collect(),
            };
            table += &format!("| {} | {} |\n", keys.join(" "), action.help(lang));
        }
    }
    table
}
