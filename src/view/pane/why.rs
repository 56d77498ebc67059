//! What happened at the cursor, in a sentence, and why: the lesson's note. The same words as `run --plain`.
//!
//! Never knows where the words come from but `narrate`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Open, Pane};
use crate::narrate;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::markdown;
use crate::view::pane::edge::{body, first_row, prose, prose_width, rule, shown};

/// How many events on the way to a beat are looked at, at most.
const MOST_TOLD: usize = 50;

/// How many of them are said: the last.
const MOST_SAID: usize = 3;

/// Draws sentence and note.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = prose(body(area));
    let lines = lines(cx, open, usize::from(inner.width));
    let rows = usize::from(inner.height);
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
        shown(cx, first, rows, lines.len())
            .or_else(|| crate::view::pane::predict::waiting(cx, open)),
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
    let notes = open.play.lesson.text(cx.lang).notes.values();
    let longest = notes.max_by_key(|note| ink::width(note));
    let render =
        |note: &String| markdown::render(note, prose_width(width), cx.theme, cx.model).len();
    1 + longest.map_or(0, render)
}

fn lines(cx: &Cx<'_>, open: &Open, width: usize) -> Vec<Line<'static>> {
    let Some(event) = open.history.beat_event(open.position()) else {
        return vec![Line::from(span(cx.word("nothing_yet"), cx.theme.dim()))];
    };
    // The words are about the world right after the event, which may lie a little before the cursor.
    let after = usize::try_from(event.seq).unwrap_or(usize::MAX);
    let sought;
    let world = if after == open.position() {
        &open.world
    } else {
        sought = open.history.seek(after);
        &sought
    };
    let mut lines = Vec::new();
    if open.play.is_script() {
        let before = open.history.beat_before(after);
        let events = &open.history.events()[before..after.saturating_sub(1).max(before)];
        let events = &events[events.len().saturating_sub(MOST_TOLD)..];
        let told = narrate::on_the_way(events, world, cx.lang);
        for text in &told[told.len().saturating_sub(MOST_SAID)..] {
            lines.extend(markdown::render(text, width, cx.theme, cx.model));
        }
    }
    for text in narrate::paragraphs(open.play.lesson, &open.play.settings, event, world, cx.lang) {
        lines.extend(markdown::render(&text, width, cx.theme, cx.model));
    }
    lines
}
