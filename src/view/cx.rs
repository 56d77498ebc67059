//! What every pane is drawn from, and the signature of what draws one.
//!
//! Never knows which panes there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::{App, Open, Pane, Roles};
use crate::i18n::{self, Lang};
use crate::lessons::Model;
use crate::view::hits::Hits;
use crate::view::theme::Theme;
use crate::world::Actor;

/// How every pane is drawn.
pub type Draw = fn(&Cx<'_>, Rect, &mut Buffer, &mut Hits);

/// What every pane is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Cx<'a> {
    /// The explorer.
    pub app: &'a App,
    /// The opened lesson, when one fills the screen.
    pub open: Option<&'a Open>,
    /// The look.
    pub theme: &'a Theme,
    /// The language.
    pub lang: Lang,
    /// The model whose accent the screen wears.
    pub model: Option<Model>,
    /// What the actors are called.
    pub roles: &'a Roles,
}

impl<'a> Cx<'a> {
    /// All that there is to draw from.
    pub fn of(app: &'a App, theme: &'a Theme, roles: &'a Roles) -> Cx<'a> {
        let open = app.lesson();
        let chosen = || {
            let chosen = app.plays.shelf.entries().get(app.chosen);
            chosen.and_then(|entry| entry.model.one())
        };
        Cx {
            app,
            open,
            theme,
            lang: app.lang,
            model: open.map_or_else(chosen, |open| open.play.lesson.model.one()),
            roles,
        }
    }

    /// The words behind a key of `[view]`.
    pub fn word(&self, key: &str) -> &'static str {
        i18n::word(self.lang, &format!("view.{key}"))
    }

    /// The words behind a key of `[view]`, filled in.
    pub fn say(&self, key: &str, with: &[(&str, &str)]) -> String {
        i18n::say(self.lang, &format!("view.{key}"), with)
    }

    /// What an actor is called.
    pub(in crate::view) fn label(&self, actor: &Actor) -> String {
        self.roles.name(actor, self.lang)
    }

    /// The style of a pane's title: the focused pane wears the accent.
    pub(in crate::view) fn title(&self, pane: Pane) -> Style {
        match self.open {
            Some(open) if open.focus == pane => self.theme.focus(self.model),
            _ => self.theme.bold(),
        }
    }
}
