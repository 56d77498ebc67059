//! What had been printed until the cursor, the newest at the bottom; stderr is marked. A line that is too long is broken.
//!
//! Never knows why it was printed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::lessons::{Model, Scene};
use crate::printable::colourless;
use crate::protocol::{Event, Stream, What};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, rule, shown};
use crate::view::wrap::wrap;

/// How many of the lines printed last are looked at when rows are asked for: more are never shown at once.
const LAST: usize = 12;

/// How many lines of a traceback are looked at.
const LONGEST_TRACEBACK: usize = 40;

/// How much of a printed line is looked at, in characters: no pane shows more of one.
const ENOUGH: usize = 2_000;

/// Where a whole program is shown, who printed a line is named from this width on.
const NAMES: usize = 40;

/// What stands before a line on stderr where it has been said already that it is stderr.
const GOES_ON: &str = "!";

/// What stands before a line whose beginning doesn't fit.
const CUT: &str = "…";

/// Draws the last printed lines.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inside(body(area));
    // Below the last line it is said that there was more.
    let rows = usize::from(inner.height).saturating_sub(usize::from(open.world.has_printed_more));
    let wide = usize::from(inner.width);
    let total = open.history.outputs_until(open.position());
    let height = |at: usize| {
        let event = open.history.output(at);
        event.map_or(0, |event| printed(cx, event, goes_on(open, at), wide).len())
    };
    // Followed, the last line stands in the last row; scrolled to by hand, a line stands in the first.
    let mut last_first = total;
    let mut left = rows;
    while let Some(at) = last_first.checked_sub(1) {
        let needed = height(at);
        if needed > left {
            break;
        }
        (last_first, left) = (at, left - needed);
    }
    let last_first = last_first.min(total.saturating_sub(1));
    let scrolled = open.scroll[Pane::Output as usize];
    let first = scrolled.map_or(last_first, |first| first.min(last_first));
    // A line that is longer than the pane shows its end, where what it is about stands: a traceback's last; scrolled to, its beginning.
    let mut skip = match scrolled {
        None if rows > 0 && first + 1 == total => height(first).saturating_sub(rows),
        _ => 0,
    };
    let mut row = 0;
    let mut shown_lines = 0;
    for (at, event) in (first..total).filter_map(|at| Some((at, open.history.output(at)?))) {
        if row >= rows {
            break;
        }
        row = draw_line(cx, open, (at, event, skip), row, inner, buf);
        skip = 0;
        shown_lines += 1;
    }
    if total == 0 {
        let words = wrap(&[span(cx.word("nothing_printed"), cx.theme.dim())], wide);
        for (row, line) in words.into_iter().enumerate() {
            ink::put(inner, 0, row, line, buf);
        }
    }
    if open.world.has_printed_more && first + shown_lines == total {
        let more = span(cx.word("printed_more"), cx.theme.dim());
        ink::put(inner, 0, row, more, buf);
    }
    let note = shown(cx, first, shown_lines, total);
    rule(cx, Pane::Output, "output", note, area, buf);
}

/// How many rows are needed for what has been printed in the run so far, in a pane of this width.
pub(in crate::view) fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let wide = usize::from(inside(Rect::new(0, 0, width, 1)).width);
    let total = open.history.outputs().count();
    let last =
        (total.saturating_sub(LAST)..total).filter_map(|at| Some((at, open.history.output(at)?)));
    last.map(|(at, event)| printed(cx, event, goes_on(open, at), wide).len())
        .sum()
}

/// Whether what was printed last in the run so far is a traceback, in a script.
pub(in crate::view) fn is_traceback(open: &Open) -> bool {
    let last = open.history.outputs().rev().take(LONGEST_TRACEBACK);
    let texts = last.map_while(|event| match &event.what {
        What::Output {
            stream: Stream::Stderr,
            text,
            ..
        } => Some(text),
        _ => None,
    });
    let mut texts = texts;
    open.play.is_script() && texts.any(|text| text.starts_with("Traceback (most recent"))
}

fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3),
        ..area
    }
}

/// Draws a line but for its first rows, `skip` of them, broken where it must be, and who printed it, where there is room; answers with
/// the row after it.
fn draw_line(
    cx: &Cx<'_>,
    open: &Open,
    (at, event, skip): (usize, &Event, usize),
    mut row: usize,
    area: Rect,
    buf: &mut Buffer,
) -> usize {
    let mut after = 0;
    let goes_on_from_before = goes_on(open, at);
    let margin = Rect {
        x: area.x.saturating_sub(1),
        width: area.width + 1,
        ..area
    };
    let rows = printed(cx, event, goes_on_from_before, usize::from(area.width));
    for (n, line) in rows.into_iter().enumerate().skip(skip) {
        let before = match n {
            _ if n == skip && skip > 0 => Some(span(CUT, cx.theme.dim())),
            _ if goes_on_from_before => Some(span(GOES_ON, cx.theme.error())),
            _ => None,
        };
        if let Some(before) = before.filter(|_| row < usize::from(area.height)) {
            ink::put(margin, 0, row, before, buf);
        }
        after = ink::put(area, 0, row, line, buf);
        row += 1;
    }
    // With one process, who printed is no question; nor is it where the same goes on.
    if cx.model != Some(Model::Coroutine)
        && !goes_on(open, at + 1)
        && !matches!(event.what, What::Output { unsigned: true, .. })
        && let Some(actor) = open.history.live().actor(&event.actor)
        && let Some(last) = row.checked_sub(1)
    {
        // Shorter where there is little room, its number alone where there is less: no line is nobody's. Where names are long, all have
        // their numbers: nobody has a name in one line and a number in the next.
        let number = cx.roles.row(&actor.id).map(|row| row.to_string());
        let by_number = open.scene() == Scene::Program && usize::from(area.width) < NAMES;
        let names = [
            cx.roles.numbered(actor, cx.lang),
            cx.roles.name(actor, cx.lang),
        ];
        let names = names.into_iter().filter(|_| !by_number || number.is_none());
        names.chain(number.clone()).find_map(|name| {
            let who = span(name, cx.theme.dim());
            ink::put_right(area, after + 2, last, who, buf)
        });
    }
    row
}

/// Whether a line on stderr follows another of the same actor: that it is stderr has been said.
fn goes_on(open: &Open, at: usize) -> bool {
    let stderr = |at: usize| {
        let event = open.history.output(at)?;
        match &event.what {
            What::Output {
                stream: Stream::Stderr,
                unsigned,
                ..
            } => Some((&event.actor, unsigned)),
            _ => None,
        }
    };
    let before = at.checked_sub(1).and_then(stderr);
    before.is_some() && before == stderr(at)
}

/// A printed line as rows of this width. `goes_on`: it needn't be said any more that it is stderr.
fn printed(cx: &Cx<'_>, event: &Event, goes_on: bool, width: usize) -> Vec<Line<'static>> {
    let What::Output { stream, text, .. } = &event.what else {
        return Vec::new();
    };
    let text: String = colourless(text).chars().take(ENOUGH).collect();
    let line = match stream {
        Stream::Stdout | Stream::Stdin => vec![span(text, Style::new())],
        Stream::Stderr if goes_on => vec![span(text, cx.theme.error())],
        Stream::Stderr => vec![
            span("stderr", cx.theme.error()),
            Span::raw(" "),
            span(text, cx.theme.error()),
        ],
    };
    let lines = wrap(&line, width);
    match lines.is_empty() {
        true => vec![Line::default()],
        false => lines,
    }
}
