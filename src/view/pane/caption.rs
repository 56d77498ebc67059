//! What a tour says, in the place of why.
//!
//! Never knows what the tour does next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Open, Touring};
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::markdown;
use crate::view::pane::edge::body;

/// Draws the caption, and how to hold the tour or take the lesson over.
pub fn draw(cx: &Cx<'_>, open: &Open, tour: &Touring, area: Rect, buf: &mut Buffer) {
    let (at, of) = tour.place();
    let (at, of) = (at.min(of).to_string(), of.to_string());
    let title = cx.say("tour.title", &[("at", &at), ("of", &of)]);
    let title = span(title, cx.theme.bold().patch(cx.theme.accent(cx.model)));
    let hint = match tour.paused {
        true => span(cx.word("tour.paused"), cx.theme.waiting()),
        false => span(cx.word("tour.hint"), cx.theme.dim()),
    };
    ink::rule(area, &[title], Some(hint), cx.theme.faint(), buf);
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 2,
        width: inner.width.saturating_sub(4),
        ..inner
    };
    let captions = &open.play.lesson.text(cx.lang).captions;
    let Some(text) = tour.caption().and_then(|name| captions.get(name)) else {
        return;
    };
    let lines = markdown::render(text, usize::from(inner.width.min(110)), cx.theme, cx.model);
    let rows = usize::from(inner.height);
    let more = lines.len() > rows;
    for (row, mut line) in lines.into_iter().take(rows).enumerate() {
        if more && row + 1 == rows {
            line.push_span(span(" …", cx.theme.dim()));
        }
        ink::put(inner, 0, row, line, buf);
    }
}
