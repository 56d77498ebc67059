//! The one table of actions: dispatch, footer, help and the keys of the docs are all made from it.
//!
//! An action's words are in the catalogue: `actions.NAME.help` is its sentence, `actions.NAME.short` its word in the footer.
//! Never knows how a key is read or a footer drawn.

mod table;
#[cfg(test)]
mod tests;

pub use table::ACTIONS;

use crate::app::{App, Effect, Key, Overlay, Screen, Tab};
use crate::i18n::{Lang, say, word};
use crate::lessons::{ByHand, Model};
use crate::protocol::keys;

/// Something the student can do.
#[derive(Debug)]
pub struct Action {
    /// Its name, for the mouse and the catalogue.
    pub name: &'static str,
    /// Its keys, the first being the one to teach.
    pub keys: &'static [Key],
    /// Where it is legal.
    pub when: When,
    /// Its place in the footer, if it has one.
    pub hint: Option<Slot>,
    /// Does it; told the character that was pressed, if one was.
    pub act: fn(&mut App, Option<char>) -> Vec<Effect>,
}

/// An action's place in the footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// What gives way first when there is no room: the greatest rank.
    pub rank: u8,
    /// The keys as the footer shows them: those of a few kindred actions together.
    pub label: &'static str,
}

/// Where an action is legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Everywhere, while typing too.
    Anywhere,
    /// Wherever nothing is being typed.
    Untyped,
    /// On the home screen and in a lesson, with nothing over them.
    Screen,
    /// On the home screen.
    Home,
    /// In a lesson.
    Lesson,
    /// In a lesson whose generator can be driven by hand.
    Generator,
    /// In a lesson about coroutines.
    Coroutines,
    /// In a lesson whose tasks can be asked for their results.
    Results,
    /// In a lesson whose listing can be run on `python3`.
    Python3,
    /// In a lesson of which every schedule can be explored.
    Schedules,
    /// In the explorer of every schedule.
    Explorer,
    /// While one presents a lesson.
    Presenting,
    /// While hands are counted.
    Vote,
    /// While drills are answered.
    Quiz,
    /// In a lesson whose processes can be sent signals.
    Signals,
    /// While a signal is chosen.
    Signal,
    /// While the help or an explanation is read.
    Page,
    /// While the knobs are being changed.
    Knobs,
    /// While a line is typed.
    Prompt,
}

impl When {
    /// All of them, in the order of the help.
    pub const ALL: [When; 19] = [
        When::Home,
        When::Lesson,
        When::Generator,
        When::Coroutines,
        When::Results,
        When::Python3,
        When::Schedules,
        When::Explorer,
        When::Signals,
        When::Signal,
        When::Presenting,
        When::Vote,
        When::Quiz,
        When::Knobs,
        When::Prompt,
        When::Page,
        When::Screen,
        When::Untyped,
        When::Anywhere,
    ];

    /// Whether it is so now.
    pub fn holds(self, app: &App) -> bool {
        let top = app.overlays.last();
        let lesson = app.lesson().map(|open| open.play.lesson);
        match self {
            When::Anywhere => true,
            When::Untyped => {
                matches!(
                    top,
                    None | Some(
                        Overlay::Help(_)
                            | Overlay::About(_)
                            | Overlay::Stacks(..)
                            | Overlay::Quiz(_)
                    )
                )
            }
            When::Screen => top.is_none(),
            When::Home => top.is_none() && matches!(app.screen, Screen::Home),
            When::Lesson => top.is_none() && lesson.is_some(),
            When::Generator => top.is_none() && lesson.is_some_and(|l| l.lets(ByHand::Generator)),
            When::Coroutines => {
                top.is_none() && lesson.is_some_and(|l| l.model == Model::Coroutine)
            }
            When::Results => top.is_none() && lesson.is_some_and(|l| l.lets(ByHand::Results)),
            When::Python3 => top.is_none() && lesson.is_some_and(|l| l.lets(ByHand::Python3)),
            When::Schedules => top.is_none() && lesson.is_some_and(|l| l.lets(ByHand::Schedules)),
            When::Explorer => matches!(top, Some(Overlay::Explorer(_))),
            When::Presenting => top.is_none() && lesson.is_some() && app.presenting.is_some(),
            When::Vote => matches!(top, Some(Overlay::Vote(_))),
            When::Quiz => matches!(top, Some(Overlay::Quiz(_))),
            When::Signals => top.is_none() && lesson.is_some_and(|l| l.lets(ByHand::Signals)),
            When::Signal => matches!(top, Some(Overlay::Signal(_))),
            When::Page => matches!(
                top,
                Some(Overlay::Help(_) | Overlay::About(_) | Overlay::Stacks(..))
            ),
            When::Knobs => matches!(top, Some(Overlay::Knobs(_))),
            When::Prompt => matches!(top, Some(Overlay::Prompt(_))),
        }
    }

    /// What the help and the docs call it.
    pub fn title(self, lang: Lang) -> &'static str {
        word(
            lang,
            match self {
                When::Anywhere => "actions.where.anywhere",
                When::Untyped => "actions.where.untyped",
                When::Screen => "actions.where.screen",
                When::Home => "actions.where.home",
                When::Lesson => "actions.where.lesson",
                When::Generator => "actions.where.generator",
                When::Coroutines => "actions.where.coroutines",
                When::Results => "actions.where.results",
                When::Python3 => "actions.where.python3",
                When::Schedules => "actions.where.schedules",
                When::Explorer => "actions.where.explorer",
                When::Presenting => "actions.where.presenting",
                When::Vote => "actions.where.vote",
                When::Quiz => "actions.where.quiz",
                When::Signals => "actions.where.signals",
                When::Signal => "actions.where.signal",
                When::Page => "actions.where.page",
                When::Knobs => "actions.where.knobs",
                When::Prompt => "actions.where.prompt",
            },
        )
    }
}

impl Action {
    /// Its keys, as the help writes them: `→ l`, `1–9`.
    pub fn label(&self) -> String {
        if let [first, .., last] = self.keys
            && self.keys.len() > 5
        {
            return format!("{first}–{last}");
        }
        let keys: Vec<String> = self.keys.iter().map(Key::to_string).collect();
        keys.join(" ")
    }

    /// Its sentence in the help.
    pub fn help(&self, lang: Lang) -> &'static str {
        word(lang, &format!("actions.{}.help", self.name))
    }
}

/// What can be done now.
pub fn legal(app: &App) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(|action| action.when.holds(app))
}

/// A part of the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The action a click does.
    pub action: &'static str,
    /// Its keys.
    pub label: &'static str,
    /// Its word.
    pub word: String,
    /// What gives way first when there is no room: the greatest rank.
    pub rank: u8,
}

/// What the footer says now, in its order from left to right. Where room is short, leave the greatest ranks out.
pub fn footer(app: &App) -> Vec<Hint> {
    legal(app)
        .filter_map(|action| {
            let Slot { rank, label } = action.hint?;
            Some(Hint {
                action: action.name,
                label,
                word: short(action, app)?,
                rank,
            })
        })
        .collect()
}

/// An action's word in the footer; None while it would do nothing.
fn short(action: &Action, app: &App) -> Option<String> {
    let key = format!("actions.{}.short", action.name);
    match (action.name, app.lesson()) {
        ("play", Some(open)) if open.playing => Some(word(app.lang, "actions.play.pause").into()),
        ("tab", Some(open)) if open.tab == Tab::Rust => {
            Some(word(app.lang, "actions.tab.python").into())
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
    for when in When::ALL {
        table += &format!("| **{}** | |\n", when.title(lang));
        for action in ACTIONS.iter().filter(|action| action.when == when) {
            let keys: Vec<String> = match action.keys.len() {
                9 => vec![format!("`{}`", action.label())],
                _ => action.keys.iter().map(|key| format!("`{key}`")).collect(),
            };
            table += &format!("| {} | {} |\n", keys.join(" "), action.help(lang));
        }
    }
    table
}
