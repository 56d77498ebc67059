//! The lesson's explanation, whole, and where what its stage shows comes from.
//!
//! Never knows the run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::Overlay;
use crate::i18n;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::span;
use crate::view::markdown;
use crate::view::pane::edge::{page, page_width};
use crate::view::pane::scene;
use crate::view::wrap::wrap;

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let (Some(Overlay::Page(scrolled)), Some(open)) = (cx.app.overlays.last(), cx.open) else {
        return;
    };
    let text = open.play.lesson.text(cx.lang);
    let width = usize::from(page_width(area)).saturating_sub(4);
    let about = match open.play.is_script() {
        true => i18n::page(cx.lang, "script"),
        false => &text.about,
    };
    let mut lines = markdown::render(about, width, cx.theme, cx.model);
    let provenance = cx.word(scene::of(open).provenance);
    lines.push(Line::default());
    lines.extend(wrap(&[span(provenance, cx.theme.dim())], width));
    page(cx, &text.title, &lines, scrolled.at, area, buf);
}
