//! An action: its name, its keys, where it is legal, what it does.
//!
//! Never knows which there are.

use crate::app::actions::when::When;
use crate::app::acts::sides;
use crate::app::effect::Effect;
use crate::app::key::{Code, Key};
use crate::app::state::App;
use crate::i18n::{Lang, word};

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
    /// What it does; told the character that was pressed, if one was.
    act: Act,
}

/// An action's place in the footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// What gives way first when there is no room: the greatest rank.
    pub rank: u8,
    /// The keys as the footer shows them: those of a few kindred actions together.
    pub label: &'static str,
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

/// What an action does; told the character that was pressed, if one was.
type Act = fn(&mut App, Option<char>) -> Vec<Effect>;

/// An action without a place in the footer.
pub(super) const fn action(
    name: &'static str,
    keys: &'static [Key],
    when: When,
    act: Act,
) -> Action {
    Action {
        name,
        keys,
        when,
        hint: None,
        act,
    }
}

impl Action {
    /// Does it, where it can be had; told the character that was pressed, if one was.
    pub(in crate::app) fn does(&self, app: &mut App, typed: Option<char>) -> Vec<Effect> {
        if let Some(why) = sides::refuses(app, self.name) {
            app.notice = Some(why.to_owned());
            return Vec::new();
        }
        (self.act)(app, typed)
    }

    /// The same, with a place in the footer.
    pub(super) const fn hint(mut self, rank: u8, label: &'static str) -> Self {
        self.hint = Some(Slot { rank, label });
        self
    }
}

/// A letter's key.
pub(super) const fn k(letter: char) -> Key {
    Key::char(letter)
}

/// A key with a name.
pub(super) const fn p(code: Code) -> Key {
    Key::plain(code)
}
