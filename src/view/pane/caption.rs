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
    let title = match tour.place() {
        (0, _) => cx.word("tour.begins").to_owned(),
        (at, of) => cx.say(
            "tour.title",
            &[("at", &at.to_string()), ("of", &of.to_string())],
        ),
    };
    let title = span(title, cx.theme.bold().patch(cx.theme.accent(cx.model)));
    ink::rule(area, &[title], None, cx.theme.faint(), buf);
    let inner = prose(body(area));
    let lines = lines(cx, open, tour.caption(), usize::from(inner.width));
    let rows = usize::from(inner.height);
    let more = lines.len() > rows;
    for (row, mut line) in lines.into_iter().take(rows).enumerate() {
        if more && row + 1 == rows {
            line.push_span(span(" …", cx.theme.dim()));
        }
        ink::put(inner, 0, row, line, buf);
    }
}

/// How many rows are needed for the longest that the tour says, in a pane of this width: so nothing moves when it speaks.
pub(in crate::view) fn rows(cx: &Cx<'_>, open: &Open, tour: &Touring, width: u16) -> usize {
    let width = prose_width(width);
    let rows = tour
        .captions()
        .map(|name| lines(cx, open, Some(name), width).len());
    rows.max().unwrap_or(0)
}

fn lines(cx: &Cx<'_>, open: &Open, caption: Option<&str>, width: usize) -> Vec<Line<'static>> {
    let captions = &open.play.lesson.text(cx.lang).captions;
    let text = caption.and_then(|name| captions.get(name));
    text.map_or_else(Vec::new, |text| {
        markdown::render(text, width, cx.theme, cx.model)
    })
}
