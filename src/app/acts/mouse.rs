//! Whose the mouse is: the terminal's, which selects text with it, or ours.
//!
//! Never knows what a click does.

use crate::app::effect::Effect;
use crate::app::state::App;
use crate::i18n::word;

impl App {
    /// Takes the mouse, or gives it back to the terminal, which then selects text with it.
    pub fn takes_mouse(&mut self, takes: bool) -> Effect {
        self.mouse = takes;
        Effect::Mouse(takes)
    }
}

/// Gives the mouse to the terminal, or takes it back, and says so.
pub(in crate::app) fn toggle(app: &mut App) -> Vec<Effect> {
    let effect = app.takes_mouse(!app.mouse);
    let said = match app.mouse {
        true => "app.mouse_taken",
        false => "app.mouse_given",
    };
    app.notice = Some(word(app.lang, said).to_owned());
    vec![effect]
}
