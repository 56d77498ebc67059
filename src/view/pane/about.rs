//! The lesson's explanation, whole.
//!
//! Never knows the run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::Overlay;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::markdown;
use crate::view::pane::edge::{page, page_width};

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let (Some(Overlay::Page(scrolled)), Some(open)) = (cx.app.overlays.last(), cx.open) else {
        return;
    };
    let text = open.play.lesson.text(cx.lang);
    let width = usize::from(page_width(area)).saturating_sub(4);
    let lines = markdown::render(&text.about, width, cx.theme, cx.model);
    page(cx, &text.title, &lines, scrolled.at, area, buf);
}
