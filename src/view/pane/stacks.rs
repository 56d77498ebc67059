//! The page on stackful and stackless coroutines.
//!
//! Never knows how the suspension it tells of was made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{About, Overlay, stacks};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::markdown;
use crate::view::pane::edge::{page, page_width};

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let Some(Overlay::Page(scrolled)) = cx.app.overlays.last() else {
        return;
    };
    let About::Stacks(seen) = &scrolled.about else {
        return;
    };
    let (title, text) = stacks::text(seen, cx.lang);
    let width = usize::from(page_width(area)).saturating_sub(4);
    let lines = markdown::render(&text, width, cx.theme, cx.model);
    page(cx, title, &lines, scrolled.at, area, buf);
}
