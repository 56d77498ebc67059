//! What the panes share: a rule with a title, an overlay's box, which rows are shown of those there are.
//!
//! Never knows which panes there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::Pane;
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::layout;

/// The part of a pane below its rule.
pub(in crate::view) fn body(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// Without the first column, which keeps words off the line beside them.
pub(in crate::view) fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    }
}

/// The columns of words within a pane: a line is read at a glance up to 110.
pub(in crate::view) fn prose(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3).min(110),
        ..area
    }
}

/// How wide a line of words is in a pane of this width.
pub(in crate::view) fn prose_width(width: u16) -> usize {
    usize::from(prose(Rect::new(0, 0, width, 1)).width)
}

/// Draws the rule of a pane with its title and a dim note at the right end.
pub(in crate::view) fn rule(
    cx: &Cx<'_>,
    pane: Pane,
    title: &str,
    note: Option<String>,
    area: Rect,
    buf: &mut Buffer,
) {
    let title = cx.word(title);
    let note = note.map(|note| span(note, cx.theme.dim()));
    ink::rule(
        area,
        &[span(title, cx.title(pane))],
        note,
        cx.theme.faint(),
        buf,
    );
}

/// The first of `total` rows to show in `rows`: where it was scrolled to by hand, otherwise with row `follow` in the middle.
pub(in crate::view) fn first_row(
    scrolled: Option<usize>,
    follow: usize,
    total: usize,
    rows: usize,
) -> usize {
    let last = total.saturating_sub(rows);
    scrolled
        .unwrap_or(follow.saturating_sub(rows / 2))
        .min(last)
}

/// `5–14 of 33`, when not all rows are shown.
pub(in crate::view) fn shown(
    cx: &Cx<'_>,
    first: usize,
    rows: usize,
    total: usize,
) -> Option<String> {
    (total > rows && rows > 0).then(|| {
        let (from, to) = (
            (first + 1).to_string(),
            (first + rows).min(total).to_string(),
        );
        let with = [
            ("from", from.as_str()),
            ("to", &to),
            ("of", &total.to_string()),
        ];
        cx.say("shown", &with)
    })
}

/// Draws the box of an overlay over whatever was there and gives back its inside. `note` stands in its lower edge.
pub(in crate::view) fn overlay(
    cx: &Cx<'_>,
    title: &str,
    note: Option<String>,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    ratatui::widgets::Widget::render(ratatui::widgets::Clear, area, buf);
    // A wide character that would reach into the box from the left goes.
    if let Some(column) = area.x.checked_sub(1) {
        for row in area.top()..area.bottom() {
            if let Some(cell) = buf.cell_mut((column, row))
                && ink::width(cell.symbol()) == 2
            {
                cell.set_symbol(" ");
            }
        }
    }
    buf.set_style(area, cx.theme.ground());
    let line = cx.theme.accent(cx.model);
    let (wide, high) = (usize::from(area.width), usize::from(area.height));
    if wide < 4 || high < 3 {
        return Rect::default();
    }
    for row in 1..high - 1 {
        ink::put(area, 0, row, span("│", line), buf);
        ink::put(area, wide - 1, row, span("│", line), buf);
    }
    let edge = "─".repeat(wide - 2);
    ink::put(area, 0, 0, span(format!("╭{edge}╮"), line), buf);
    ink::put(area, 0, high - 1, span(format!("╰{edge}╯"), line), buf);
    let within = Rect {
        x: area.x + 2,
        width: area.width - 4,
        ..area
    };
    let title = Line::from(vec![
        Span::raw(" "),
        span(title, cx.theme.bold()),
        Span::raw(" "),
    ]);
    ink::put(within, 0, 0, title, buf);
    if let Some(note) = note {
        ink::put_right(
            within,
            0,
            high - 1,
            span(format!(" {note} "), cx.theme.dim()),
            buf,
        );
    }
    Rect {
        y: area.y + 1,
        height: area.height - 2,
        ..within
    }
}

/// Draws lines that can be scrolled into an overlay's box in the middle of the screen.
pub(in crate::view) fn page(
    cx: &Cx<'_>,
    title: &str,
    lines: &[Line<'static>],
    scrolled: usize,
    area: Rect,
    buf: &mut Buffer,
) -> (Rect, usize) {
    let total = lines.len();
    let high = ink::side(total + 2);
    let width = page_width(area);
    let place = layout::middle(area, width, high.min(area.height.saturating_sub(2)));
    let rows = usize::from(place.height.saturating_sub(2));
    let first = first_row(Some(scrolled), 0, total, rows);
    let inside = overlay(cx, title, shown(cx, first, rows, total), place, buf);
    for (row, line) in lines.iter().skip(first).take(rows).enumerate() {
        ink::put(inside, 0, row, line.clone(), buf);
    }
    (inside, first)
}

/// How wide an overlay's box is: lines longer than this are tiring to read.
pub(in crate::view) fn page_width(area: Rect) -> u16 {
    area.width.saturating_sub(4).min(88)
}
