//! A slide's parts: its text, with the head line above it and a row each for what is to be said and for the keys below.
//!
//! Never knows what it says.

use ratatui::layout::Rect;

use crate::view::layout::{Parts, Rows, too_small};

/// Lays a slide's screen out, and answers where its text goes.
pub fn slide(area: Rect) -> (Parts, Rect) {
    let mut parts = Parts::default();
    if too_small(area) {
        return (parts, Rect::default());
    }
    let mut rows = Rows(area);
    parts.header = rows.top(1);
    parts.footer = rows.bottom(1);
    parts.prompt = rows.bottom(1);
    rows.top(u16::from(area.height >= 20));
    (parts, rows.0)
}
