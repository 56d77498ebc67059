//! The panes, one file each, all with one signature ([`Draw`]), and what they share: a rule with a title, and scrolling.
//!
//! Never knows which cells a pane gets: [`crate::view::layout`] says.

pub mod about;
pub mod caption;
pub mod chain;
pub mod debug;
pub mod event_loop;
pub mod explorer;
pub mod footer;
pub mod frame;
pub mod gil;
pub mod header;
pub mod help;
pub mod home;
pub mod itself;
pub mod kin;
pub mod knobs;
pub mod listing;
pub mod memory;
pub mod output;
pub mod pipeline;
pub mod pool;
pub mod predict;
pub mod pressed;
pub mod prompt;
pub mod quiz;
mod roster;
pub mod scene;
pub mod stacks;
pub mod threads;
pub mod timeline;
pub mod tree;
pub mod ways;
pub mod why;
pub mod workers;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::view::ink::{self, span};
use crate::view::{Cx, Hits};

/// How every pane is drawn.
pub type Draw = fn(&Cx<'_>, Rect, &mut Buffer, &mut Hits);

/// The function that draws a pane of an opened lesson.
pub fn of(pane: Pane, open: &Open) -> Draw {
    match pane {
        Pane::Stage => scene::of(open).draw,
        Pane::Listing => listing::draw,
        Pane::Timeline => timeline::draw,
        Pane::Why => why::draw,
        Pane::Output => output::draw,
    }
}

/// The part of a pane below its rule.
fn body(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// The columns of words within a pane: a line is read at a glance up to 110.
fn prose(area: Rect) -> Rect {
    Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(3).min(110),
        ..area
    }
}

/// How wide a line of words is in a pane of this width.
fn prose_width(width: u16) -> usize {
    usize::from(prose(Rect::new(0, 0, width, 1)).width)
}

/// Draws the rule of a pane with its title and a dim note at the right end.
fn rule(cx: &Cx<'_>, pane: Pane, title: &str, note: Option<String>, area: Rect, buf: &mut Buffer) {
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
fn first_row(scrolled: Option<usize>, follow: usize, total: usize, rows: usize) -> usize {
    let last = total.saturating_sub(rows);
    scrolled
        .unwrap_or(follow.saturating_sub(rows / 2))
        .min(last)
}

/// `5–14 of 33`, when not all rows are shown.
fn shown(cx: &Cx<'_>, first: usize, rows: usize, total: usize) -> Option<String> {
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
fn overlay(cx: &Cx<'_>, title: &str, note: Option<String>, area: Rect, buf: &mut Buffer) -> Rect {
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
fn page(
    cx: &Cx<'_>,
    title: &str,
    lines: &[Line<'static>],
    scrolled: usize,
    area: Rect,
    buf: &mut Buffer,
) -> (Rect, usize) {
    let total = lines.len();
    let high = u16::try_from(total + 2).unwrap_or(u16::MAX);
    let width = page_width(area);
    let place = crate::view::layout::middle(area, width, high.min(area.height.saturating_sub(2)));
    let rows = usize::from(place.height.saturating_sub(2));
    let first = first_row(Some(scrolled), 0, total, rows);
    let inside = overlay(cx, title, shown(cx, first, rows, total), place, buf);
    for (row, line) in lines.iter().skip(first).take(rows).enumerate() {
        ink::put(inside, 0, row, line.clone(), buf);
    }
    (inside, first)
}

/// How wide an overlay's box is: lines longer than this are tiring to read.
fn page_width(area: Rect) -> u16 {
    area.width.saturating_sub(4).min(88)
}
