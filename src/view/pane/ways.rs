//! The same job in several ways, a row each: who came to its end, what it took, as the kernel counts it, and what the others saw.
//!
//! Never knows how anything is measured.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::lessons::Model;
use crate::protocol::ActorId;
use crate::protocol::keys::{FINISHED, GONE, MEMORY, SHARED, START, SWITCHES, TIME, figure};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::below;
use crate::view::pane::edge::{body, rule};
use crate::view::pane::machine;
use crate::view::wrap::wrap;

/// A way: the name of its facts, its word on the screen, and the model whose colour it wears.
type Way = (&'static str, &'static str, Model);

/// The ways, in the order in which they are run.
const WAYS: [Way; 4] = [
    ("processes", "ways.processes", Model::Process),
    ("threads", "ways.threads", Model::Thread),
    ("threads, no GIL", "ways.free", Model::Thread),
    ("coroutines", "ways.coroutines", Model::Coroutine),
];

/// The columns, by the ends of the facts' names.
const COLUMNS: [&str; 6] = [FINISHED, TIME, START, MEMORY, SWITCHES, SHARED];

/// Draws the table, and what is said below it.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    rule(cx, Pane::Stage, "stage", None, area, buf);
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let rows = table(cx, open);
    let columns = COLUMNS.len() + 1;
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().map(|row| row[at].width()).max().unwrap_or(0))
        .collect();
    let sum: usize = widths.iter().sum();
    let gap = usize::from(inner.width).saturating_sub(sum) / (columns - 1);
    let gap = gap.clamp(1, 3);
    for (y, row) in rows.into_iter().enumerate() {
        let mut line: Vec<Span<'static>> = Vec::new();
        for (at, cell) in row.into_iter().enumerate() {
            let pad = " ".repeat(widths[at].saturating_sub(cell.width()));
            let space = if at == 0 { 0 } else { gap };
            // Names stand at the left, figures at the right.
            line.push(Span::raw(" ".repeat(space)));
            match at {
                0 => line.extend([cell, Span::raw(pad)]),
                _ => line.extend([Span::raw(pad), cell]),
            }
        }
        ink::put(inner, 0, y, Line::from(line), buf);
    }
    for (n, line) in lines_below(cx, open, usize::from(inner.width))
        .into_iter()
        .enumerate()
    {
        ink::put(inner, 0, WAYS.len() + 2 + n, line, buf);
    }
}

/// How many rows it asks for: the table, and what is said below it.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    WAYS.len() + 2 + lines_below(cx, open, usize::from(width).saturating_sub(2)).len()
}

/// What is said below the table: beside what it was measured, and what the lesson says with these knobs.
fn lines_below(cx: &Cx<'_>, open: &Open, width: usize) -> Vec<Line<'static>> {
    let beside = machine::words(cx, &open.world);
    let lines = beside.into_iter().chain(below::words(cx, open));
    let lines = lines.flat_map(|words| wrap(&[span(words, cx.theme.dim())], width));
    lines.collect()
}

fn table(cx: &Cx<'_>, open: &Open) -> Vec<Vec<Span<'static>>> {
    let theme = cx.theme;
    let head = COLUMNS.map(|column| span(cx.word(&format!("ways.{column}")), theme.dim()));
    let mut rows = vec![[vec![span(cx.word("ways.way"), theme.dim())], head.to_vec()].concat()];
    let root = open.world.actor(&ActorId::root());
    for (way, name, model) in WAYS {
        let fact = |column: &str| root.and_then(|root| root.fact(&figure(way, column)));
        let mut row = vec![span(cx.word(name), theme.accent(Some(model)))];
        let gone = fact(GONE).is_some();
        for column in COLUMNS {
            row.push(match fact(column) {
                Some(value) if column == FINISHED => span(value, finished(cx, value)),
                // The head says it.
                Some(value) if column == MEMORY => {
                    span(value.trim_end_matches(" KiB"), Style::new())
                }
                Some(value) => span(value, Style::new()),
                None if gone && column == SHARED => span(cx.word("ways.gone"), theme.error()),
                None => span("·", theme.faint()),
            });
        }
        rows.push(row);
    }
    rows
}

/// All, some, or none came to their end.
fn finished(cx: &Cx<'_>, value: &str) -> Style {
    match value.split_once('/') {
        Some((some, all)) if some == all => cx.theme.good(),
        Some(("0", _)) => cx.theme.error(),
        _ => cx.theme.waiting(),
    }
}
