//! Putting styled text on cells: clipped with a sign that something is missing, never over the edge.
//!
//! Never knows what the text is about.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::printable;

/// A span that owns its text, made printable: what isn't ours may be in it.
pub fn span(text: impl Into<String>, style: Style) -> Span<'static> {
    let text = text.into();
    let text = match printable::line(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(made) => made,
    };
    Span::styled(text, style)
}

/// How many cells a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text made this wide by blanks behind it.
pub fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(self::width(text));
    format!("{text}{}", " ".repeat(blanks))
}

/// How far a cut may move to the left so that no word is cut, in cells.
const WHOLE_WORDS: usize = 12;

/// What any row of a screen can show of a text, in bytes: nothing beyond it is looked at.
const ENOUGH: usize = 4096;

/// The beginning of a line that is longer than any row.
fn beginning<'a>(line: &'a Line<'_>) -> Line<'a> {
    let mut left = ENOUGH;
    let spans = line.spans.iter().map(|part| {
        let mut end = part.content.len().min(left);
        while !part.content.is_char_boundary(end) {
            end -= 1;
        }
        left -= end;
        Span::styled(&part.content[..end], part.style)
    });
    Line::from(spans.collect::<Vec<_>>()).style(line.style)
}

/// Cuts a line to `width` cells; what is cut off is said by `…`, before a word rather than within it.
pub fn clip(line: &Line<'_>, width: usize) -> Line<'static> {
    let long = line
        .spans
        .iter()
        .map(|part| part.content.len())
        .sum::<usize>()
        > ENOUGH;
    let line = if long { &beginning(line) } else { line };
    let mut kept = width.checked_sub(1);
    if line.width() <= width {
        kept = Some(width);
    } else if let Some(cut) = kept {
        let text: String = line
            .spans
            .iter()
            .map(|part| part.content.as_ref())
            .collect();
        kept = Some(whole_words(&text, cut));
    }
    let Some(mut left) = kept else {
        return Line::default();
    };
    let mut spans: Vec<Span<'static>> = Vec::new();
    'all: for part in &line.spans {
        let mut text = String::new();
        for symbol in part.content.graphemes(true) {
            let Some(rest) = left.checked_sub(symbol.width()) else {
                spans.push(span(text, part.style));
                break 'all;
            };
            left = rest;
            text.push_str(symbol);
        }
        spans.push(span(text, part.style));
    }
    if line.width() > width {
        let style = spans.last().map_or(line.style, |last| last.style);
        spans.push(span("…", style));
    }
    Line::from(spans).style(line.style)
}

/// Whether a line can be shown as it is, a character a cell: by far the most can.
fn fits(line: &Line<'_>, width: usize) -> bool {
    let mut left = width;
    line.spans.iter().all(|part| {
        part.content.chars().all(|sign| {
            let rest = left.checked_sub(1);
            left = rest.unwrap_or_default();
            rest.is_some() && takes_a_cell(sign)
        })
    })
}

/// Whether it takes one cell whatever stands beside it: printable ASCII, and what lines and bars are drawn with.
fn takes_a_cell(sign: char) -> bool {
    matches!(sign, ' '..='~' | '─'..='▟')
}

/// The cells up to `cut`, less a word's beginning where a blank or a mark is near: `tasks.…` rather than `tasks.pu…`.
fn whole_words(text: &str, cut: usize) -> usize {
    let (mut used, mut blank, mut before) = (0, None, ' ');
    for symbol in text.graphemes(true) {
        let wide = symbol.width();
        let first = symbol.chars().next().unwrap_or(' ');
        if used + wide > cut {
            let within = before.is_ascii_alphanumeric() && first.is_ascii_alphanumeric();
            return match blank {
                Some(blank) if within && cut - blank <= WHOLE_WORDS && blank * 2 >= cut => blank,
                _ => cut,
            };
        }
        used += wide;
        if !first.is_alphanumeric() && first != '_' {
            blank = Some(used);
        }
        before = first;
    }
    cut
}

/// Cuts a text as [`clip`] cuts a line.
pub fn clip_text(text: &str, width: usize) -> String {
    clip(&Line::from(text), width).to_string()
}

/// Puts a line into row `row` of `area`, from column `column` on, both counted from its corner. Returns the column after it.
pub fn put(
    area: Rect,
    column: usize,
    row: usize,
    line: impl Into<Line<'static>>,
    buf: &mut Buffer,
) -> usize {
    let area = area.intersection(buf.area);
    let line = line.into();
    if row >= usize::from(area.height) || column >= usize::from(area.width) {
        return column;
    }
    let left = usize::from(area.width) - column;
    if fits(&line, left) {
        return put_plain(area, column, row, &line, buf);
    }
    let clipped = clip(&line, left);
    let at = part(area, column, row, clipped.width(), 1);
    buf.set_line(at.x, at.y, &clipped, area.right() - at.x);
    column + clipped.width()
}

/// Puts a line that [`fits`], a character a cell: nobody has to look for what belongs together.
fn put_plain(
    area: Rect,
    column: usize,
    row: usize,
    line: &Line<'static>,
    buf: &mut Buffer,
) -> usize {
    let mut column = column;
    for part in &line.spans {
        let style = line.style.patch(part.style);
        for sign in part.content.chars() {
            let at = cells(area, column, row, 1);
            buf[(at.x, at.y)].set_char(sign).set_style(style);
            column += 1;
        }
    }
    column
}

/// Puts a line at the right end of a row, if at least `least` columns stay free to its left. Returns the column where it begins.
pub fn put_right(
    area: Rect,
    least: usize,
    row: usize,
    line: impl Into<Line<'static>>,
    buf: &mut Buffer,
) -> Option<usize> {
    let line = line.into();
    let column = usize::from(area.width).checked_sub(line.width())?;
    (column >= least).then(|| {
        put(area, column, row, line, buf);
        column
    })
}

/// Row `row` of an area, from column `column` on, `width` cells wide: for hits and highlights.
pub fn cells(area: Rect, column: usize, row: usize, width: usize) -> Rect {
    if row >= usize::from(area.height) || column >= usize::from(area.width) {
        return Rect::default();
    }
    part(area, column, row, width, 1)
}

/// A width or a height as an area has it: more than any screen has is as much as one can have.
pub fn side(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// What of an area lies from this column and row on, at most this wide and high.
pub fn part(area: Rect, column: usize, row: usize, width: usize, height: usize) -> Rect {
    let (left, top) = (side(column).min(area.width), side(row).min(area.height));
    Rect {
        x: area.x + left,
        y: area.y + top,
        width: side(width).min(area.width - left),
        height: side(height).min(area.height - top),
    }
}

/// The rows of an area from row `top` on, at most so many.
pub fn rows(area: Rect, top: usize, rows: usize) -> Rect {
    part(area, 0, top, area.width.into(), rows)
}

/// The columns of an area from this one on, at most so many.
pub fn columns(area: Rect, left: usize, columns: usize) -> Rect {
    part(area, left, 0, columns, area.height.into())
}

/// Draws a rule over the first row of `area`: `─ title ──── note ─`. Returns the column after the title.
pub fn rule(
    area: Rect,
    title: &[Span<'static>],
    note: Option<Span<'static>>,
    style: Style,
    buf: &mut Buffer,
) -> usize {
    let wide = usize::from(area.width);
    put(area, 0, 0, span("─".repeat(wide), style), buf);
    if wide < 4 {
        return 0;
    }
    let mut line = vec![Span::raw(" ")];
    line.extend(title.iter().cloned());
    line.push(Span::raw(" "));
    let inner = Rect {
        width: area.width - 1,
        ..area
    };
    let after = put(inner, 1, 0, line, buf);
    if let Some(note) = note {
        let note = vec![Span::raw(" "), note, Span::raw(" ")];
        put_right(inner, after + 1, 0, note, buf);
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_says_so_and_wide_cells_stay_whole() {
        assert_eq!(clip_text("fork", 4), "fork");
        assert_eq!(clip_text("forks", 4), "for…");
        assert_eq!(clip_text("进程和线程", 6), "进程…");
        assert_eq!(clip_text("fork gave 4711", 12), "fork gave …");
        assert_eq!(clip_text("g.send('python')", 12), "g.send('…");
        assert_eq!(clip_text("进程", 0), "");
    }

    #[test]
    fn nothing_goes_over_the_edge() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 2));
        let area = Rect::new(2, 0, 3, 1);
        put(area, 0, 0, "abcdef", &mut buf);
        put(area, 0, 1, "below", &mut buf);
        assert_eq!(buf, Buffer::with_lines(["  ab… ", "      "]));
        assert_eq!(put_right(area, 0, 0, "long one", &mut buf), None);
    }
}
