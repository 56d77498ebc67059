//! What happened at the cursor, in a sentence, and why: the lesson's note. The same words as `run --plain`.
//!
//! Never knows where the words come from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Open, Pane};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::markdown;
use crate::view::pane::edge::{body, first_row, prose, prose_width, rule, shown};
use crate::view::pane::predict;

/// How many rows what is said of a script's step mostly takes at most.
const MOST_OF_A_SCRIPT: usize = 4;

/// Draws sentence and note.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = prose(body(area));
    let rows = usize::from(inner.height);
    let mut lines = lines(cx, open, usize::from(inner.width));
    if lines.len() > rows {
        lines.retain(|line| line.width() > 0); // words come before the air between them
    }
    let first = first_row(
        Some(open.scroll[Pane::Why as usize].unwrap_or(0)),
        0,
        lines.len(),
        rows,
    );
    rule(
        cx,
        Pane::Why,
        "why",
        shown(cx, first, rows, lines.len()).or_else(|| predict::waiting(cx, open)),
        area,
        buf,
    );
    let more = lines.len() > first + rows;
    for (row, mut line) in lines.into_iter().skip(first).take(rows).enumerate() {
        if more && row + 1 == rows {
            line.push_span(span(" …", cx.theme.dim()));
        }
        ink::put(inner, 0, row, line, buf);
    }
}

/// How many rows are needed for what is said now, in a pane of this width.
pub(in crate::view) fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    lines(cx, open, prose_width(width)).len()
}

/// How many rows the longest note of the lesson needs, below a sentence of one row.
pub(in crate::view) fn most_rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    // What is said of a script comes of its steps: a few sentences, now fewer, now more.
    if open.play.is_script() {
        return MOST_OF_A_SCRIPT;
    }
    let text = open.play.lesson.text(cx.lang);
    let notes = text.all_notes().map(|(_, note)| note);
    let longest = notes
        .chain(text.all_ends())
        .max_by_key(|note| ink::width(note));
    let render = |note: &str| markdown::render(note, prose_width(width), cx.theme, cx.model).len();
    1 + longest.map_or(0, render)
}

fn lines(cx: &Cx<'_>, open: &Open, width: usize) -> Vec<Line<'static>> {
    let told = open.told(cx.lang, &predict::undecided(cx.app, open));
    if told.is_empty() {
        return vec![Line::from(span(cx.word("nothing_yet"), cx.theme.dim()))];
    }
    let mut lines = Vec::new();
    for text in &told {
        // What happened, and why: before a class they stand apart.
        if cx.app.presenting.is_some() && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(markdown::render(text, width, cx.theme, cx.model));
    }
    lines
}
