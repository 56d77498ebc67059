//! The knobs while they are being changed: a row each, with its range and its sentence.
//!
//! Never knows what a value does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{overlay, page_width};
use crate::app::{App, KnobsForm, Open, Overlay, Screen, Target};
use crate::lessons::{Knob, Range};
use crate::view::ink::{self, cells, span};
use crate::view::{Cx, Hits, layout, markdown};

/// How many rows a knob takes: its value, and its sentence.
const ROWS: usize = 2;

/// What a knob may be, in short: `1–10`, `doubling · chain · star`, `up to 40 characters`.
pub fn range(cx: &Cx<'_>, knob: &Knob) -> String {
    match &knob.range {
        Range::Int { min, max, .. } => format!("{min}–{max}"),
        Range::Choice { choices, .. } => choices.join(" · "),
        Range::Text { longest, .. } => cx.say("longest", &[("n", &longest.to_string())]),
    }
}

/// Where the form lies: its box, and the column at which values begin within it.
fn place(open: &Open, area: Rect) -> (Rect, usize) {
    let knobs = &open.lesson.knobs;
    let high = (knobs.len() * ROWS + 4).min(usize::from(area.height));
    let names = knobs
        .iter()
        .map(|knob| ink::width(&knob.name))
        .max()
        .unwrap_or(0);
    (
        layout::middle(area, page_width(area).min(72), high as u16),
        names + 4,
    )
}

/// The first row of the form's inside at which a knob is shown, when it scrolls so that `at` is seen.
fn first_knob(at: usize, height: usize) -> usize {
    let fits = (height.saturating_sub(1) / ROWS).max(1);
    (at + 1).saturating_sub(fits)
}

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let (Some(Overlay::Knobs(form)), Some(open)) = (cx.app.overlays.last(), cx.open) else {
        return;
    };
    let theme = cx.theme;
    let (place, column) = place(open, area);
    let inside = overlay(cx, cx.word("knobs"), None, place, buf);
    let (wide, high) = (usize::from(inside.width), usize::from(inside.height));
    let first = first_knob(form.at, high);
    let knobs = open
        .lesson
        .knobs
        .iter()
        .zip(&form.values)
        .enumerate()
        .skip(first);
    for (n, (knob, value)) in knobs.take(high.saturating_sub(1) / ROWS) {
        let row = (n - first) * ROWS;
        let here = n == form.at;
        let name = if here {
            theme.bold()
        } else {
            ratatui::style::Style::new()
        };
        let sign = if here { "▸ " } else { "  " };
        ink::put(inside, 0, row, span(sign, theme.accent(cx.model)), buf);
        ink::put(inside, 2, row, span(knob.name.clone(), name), buf);
        if here {
            theme.highlight(cells(inside, column, row, wide - column.min(wide)), buf);
        }
        let after = typed(cx, value, column, row, inside, buf);
        ink::put_right(
            inside,
            after + 2,
            row,
            span(range(cx, knob), theme.dim()),
            buf,
        );
        let words = open
            .lesson
            .text(cx.lang)
            .knobs
            .get(&knob.name)
            .map_or("", String::as_str);
        let words = Line::from(markdown::inline(words, theme, cx.model));
        ink::put(inside, column, row + 1, words.style(theme.dim()), buf);
        hits.push(cells(inside, 0, row, wide), Target::Knob(n));
    }
    let last = high.saturating_sub(1);
    match &form.error {
        Some(error) => ink::put(inside, 0, last, span(error.clone(), theme.error()), buf),
        None => ink::put(
            inside,
            0,
            last,
            span(cx.word("knobs_hint"), theme.dim()),
            buf,
        ),
    };
}

/// Puts a line that is being typed, scrolled so that its cursor is seen. Returns the column after it.
pub(super) fn typed(
    cx: &Cx<'_>,
    input: &tui_input::Input,
    column: usize,
    row: usize,
    area: Rect,
    buf: &mut Buffer,
) -> usize {
    let room = usize::from(area.width).saturating_sub(column + 1);
    let skip = input.visual_scroll(room);
    let mut from = 0;
    let mut skipped = 0;
    for (at, c) in input.value().char_indices() {
        if skipped >= skip {
            break;
        }
        skipped += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        from = at + c.len_utf8();
    }
    let seen: String = input.value()[from..].to_owned();
    ink::put(area, column, row, span(seen, cx.theme.string()), buf)
}

/// The cell where the cursor belongs.
pub(in crate::view) fn cursor(app: &App, form: &KnobsForm, area: Rect) -> Option<(u16, u16)> {
    let Screen::Lesson(open) = &app.screen else {
        return None;
    };
    let (place, column) = place(open, area);
    let inside = Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.checked_sub(4)?,
        height: place.height.checked_sub(2)?,
    };
    let input = form.values.get(form.at)?;
    let room = usize::from(inside.width).checked_sub(column + 1)?;
    let column = column
        + input
            .visual_cursor()
            .saturating_sub(input.visual_scroll(room));
    let row = (form.at - first_knob(form.at, usize::from(inside.height))) * ROWS;
    let cell = cells(inside, column, row, 1);
    (!cell.is_empty()).then_some((cell.x, cell.y))
}
