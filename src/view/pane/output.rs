//! What had been printed until the cursor, the newest at the bottom; stderr is marked.
//!
//! Never knows why it was printed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::Pane;
use crate::lessons::Model;
use crate::protocol::{Stream, What};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, first_row, rule, shown};

/// Draws the last printed lines.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 2,
        width: inner.width.saturating_sub(3),
        ..inner
    };
    let rows = usize::from(inner.height);
    let total = open.history.outputs_until(open.position());
    let first = first_row(open.scroll[Pane::Output as usize], total, total, rows);
    rule(
        cx,
        Pane::Output,
        "output",
        shown(cx, first, rows, total),
        area,
        buf,
    );
    if total == 0 {
        ink::put(
            inner,
            0,
            0,
            span(cx.word("nothing_printed"), cx.theme.dim()),
            buf,
        );
    }
    for (row, event) in open
        .history
        .outputs()
        .take(total)
        .skip(first)
        .take(rows)
        .enumerate()
    {
        let What::Output { stream, text, .. } = &event.what else {
            continue;
        };
        let line = match stream {
            Stream::Stdout => vec![span(text.clone(), Style::new())],
            Stream::Stderr => vec![
                span("stderr", cx.theme.error()),
                Span::raw(" "),
                span(text.clone(), cx.theme.error()),
            ],
        };
        let after = ink::put(inner, 0, row, Line::from(line), buf);
        // With one process, who printed is no question.
        if cx.model != Some(Model::Coroutine)
            && let Some(actor) = open.history.live().actor(&event.actor)
        {
            ink::put_right(
                inner,
                after + 2,
                row,
                span(cx.label(actor), cx.theme.dim()),
                buf,
            );
        }
    }
}
