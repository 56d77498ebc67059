//! The home screen's parts: the lessons' list, and the chosen one's page beside or below it.
//!
//! Never knows which lessons there are.

use ratatui::layout::Rect;

use crate::view::layout::{Rows, TWO_COLUMNS, columns, too_small};

/// The home screen: the lessons' list, and the chosen one's page beside or below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Home {
    /// The head line.
    pub header: Rect,
    /// The rule under it.
    pub rule: Rect,
    /// The lessons.
    pub list: Rect,
    /// The chosen one.
    pub page: Rect,
    /// Whether the page lies beside the list, not below it.
    pub beside: bool,
    /// What is to be said.
    pub prompt: Rect,
    /// The keys.
    pub footer: Rect,
}

/// Lays the home screen out; `says` when a row is needed for something to be said.
pub fn home(area: Rect, says: bool) -> Home {
    let mut home = Home::default();
    if too_small(area) {
        return home;
    }
    let mut rows = Rows(area);
    home.header = rows.top(1);
    home.rule = rows.top(1);
    home.footer = rows.bottom(1);
    home.prompt = rows.bottom(u16::from(says));
    home.beside = area.width >= TWO_COLUMNS;
    if home.beside {
        let (list, page) = columns(rows.0, (area.width / 3).clamp(31, 44));
        home.list = list;
        home.page = page;
    } else {
        home.page = rows.bottom(rows.0.height * 2 / 5);
        home.list = rows.0;
    }
    home
}
