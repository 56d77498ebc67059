//! What a tour says, in the place of why.
//!
//! Never knows what the tour does next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Open, Touring};
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::markdown;
use crate::view::pane::edge::{body, prose, prose_width};

/// Draws the caption.
pub fn draw(cx: &Cx<'_>, open: &Open, tour: &Touring, area: Rect, buf: &mut Buffer) {
    let (at, of) = tour.place();
    let (at, of) = (at.min(of).to_string(), of.to_string());
    let title = cx.say("tour.title", &[("at", &at), ("of", &of)]);
    let title = span(title, cx.theme.bold().patch(cx.theme.accent(cx.model)));
    ink::rule(area, &[title], None, cx.theme.faint(), buf);
    let inner = prose(body(area));
    let lines = lines(cx, open, tour, usize::from(inner.width));
    let rows = usize::from(inner.height);
    let more = lines.len() > rows;
    for (row, mut line) in lines.into_iter().take(rows).enumerate() {
        if more && row + 1 == rows {
            line.push_span(span(" …", cx.theme.dim()));
        }
        ink::put(inner, 0, row, line, buf);
    }
}

/// How many rows are needed for what the tour says, in a pane of this width.
pub(in crate::view) fn rows(cx: &Cx<'_>, open: &Open, tour: &Touring, width: u16) -> usize {
    lines(cx, open, tour, prose_width(width)).len()
}

fn lines(cx: &Cx<'_>, open: &Open, tour: &Touring, width: usize) -> Vec<Line<'static>> {
    let captions = &open.play.lesson.text(cx.lang).captions;
    let text = tour.caption().and_then(|name| captions.get(name));
    text.map_or_else(Vec::new, |text| {
        markdown::render(text, width, cx.theme, cx.model)
    })
}
