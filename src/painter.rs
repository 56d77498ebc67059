//! What a terminal shows, and the bytes that turn it into what it should show.
//!
//! Never knows who draws the pictures, nor who gets the bytes.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use unicode_width::UnicodeWidthStr;

/// A terminal, as far as it is known.
#[derive(Debug, Default)]
pub struct Painter {
    /// None when that isn't known: the next picture is painted whole.
    shown: Option<Buffer>,
    cursor: Option<Position>,
}

impl Painter {
    /// Forgets what the terminal shows.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// The bytes that bring the terminal up to date with a picture and a cursor; none if nothing changed. They are UTF-8.
    ///
    /// # Errors
    /// Never, as they are written to memory.
    pub fn paint(&mut self, next: Buffer, cursor: Option<Position>) -> io::Result<Vec<u8>> {
        let cursor = cursor.filter(|&at| next.area.contains(at));
        let mut bytes = Vec::new();
        let mut backend = CrosstermBackend::new(&mut bytes);
        let shown = match self.shown.take() {
            Some(shown) if shown.area == next.area => Some(shown),
            _ => {
                backend.clear_region(ClearType::All)?;
                None
            }
        };
        let changes = runs(changes(shown.as_ref(), &next));
        let moved = !changes.is_empty();
        if moved {
            backend.draw(changes.iter().map(|(x, y, run)| (*x, *y, run)))?;
        }
        match (self.cursor, cursor) {
            (before, Some(at)) if moved || before != Some(at) => {
                backend.set_cursor_position(at)?;
                backend.show_cursor()?;
            }
            (Some(_), None) => backend.hide_cursor()?,
            _ => {}
        }
        self.shown = Some(next);
        self.cursor = cursor;
        Ok(bytes)
    }
}

/// The cells of `next` that must be written where `shown` is shown, or nothing, from left to right and from top to bottom.
///
/// A character is written if any of its cells showed something else, or another half of something: a wide one that gives
/// way gives up both its cells, since a terminal may leave the other half standing (libvterm does, and so vim's
/// `:terminal`). ratatui's own comparison spares the second cell where it looks empty.
fn changes<'n>(shown: Option<&Buffer>, next: &'n Buffer) -> Vec<(u16, u16, &'n Cell)> {
    let width = usize::from(next.area.width).max(1);
    let blank = vec![Cell::EMPTY; width];
    let shown = |y: u16| match shown {
        Some(shown) => &shown.content[usize::from(y) * width..][..width],
        None => &blank,
    };
    let mut changes = Vec::with_capacity(next.content.len());
    for (y, next) in (0..).zip(next.content.chunks(width)) {
        let shown = shown(y);
        let differ: Vec<bool> = shown.iter().zip(next).map(|(a, b)| a != b).collect();
        if !differ.contains(&true) {
            continue;
        }
        let (before, after) = (beginnings(shown), beginnings(next));
        let mut x = 0;
        while x < next.len() {
            let end = (x + cells(&next[x])).min(next.len());
            let other = |x: usize| before[x] != after[x] || differ[before[x]];
            if (x..end).any(other) {
                let column = u16::try_from(x).unwrap_or(u16::MAX); // within an area, whose sides are u16
                changes.push((column, y, &next[x]));
            }
            x = end;
        }
    }
    changes
}

/// The same cells, with those in one that stand side by side and look the same: crossterm formats each by itself, which the
/// first picture would wait for.
fn runs(changes: Vec<(u16, u16, &Cell)>) -> Vec<(u16, u16, Cell)> {
    let looks = |cell: &Cell| (cell.fg, cell.bg, cell.modifier);
    let mut runs: Vec<(u16, u16, Cell)> = Vec::new();
    let mut text = String::new();
    let mut end = None;
    for (x, y, cell) in changes {
        match runs.last_mut() {
            Some((.., run)) if end == Some((x, y)) && looks(run) == looks(cell) => {
                text.push_str(cell.symbol());
            }
            last => {
                if let Some((.., run)) = last {
                    run.set_symbol(&text);
                }
                text.clear();
                text.push_str(cell.symbol());
                runs.push((x, y, cell.clone()));
            }
        }
        // Behind a wide one the cursor is put where it belongs: terminals don't agree on what is wide.
        end = (cells(cell) == 1).then(|| (x + 1, y));
    }
    if let Some((.., run)) = runs.last_mut() {
        run.set_symbol(&text);
    }
    runs
}

/// For each cell of a row: where the character begins that it shows.
fn beginnings(row: &[Cell]) -> Vec<usize> {
    let mut beginnings = Vec::with_capacity(row.len());
    while beginnings.len() < row.len() {
        let start = beginnings.len();
        let end = (start + cells(&row[start])).min(row.len());
        beginnings.resize(end, start);
    }
    beginnings
}

/// How many cells a character takes.
fn cells(cell: &Cell) -> usize {
    match cell.symbol() {
        symbol if symbol.len() == 1 => 1,
        symbol => symbol.width().max(1),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    const WIDTH: u16 = 12;

    /// What a cell of [`Strict`] holds.
    #[derive(Debug, Clone, PartialEq)]
    enum Half {
        Left(String),
        Right,
    }

    /// A terminal that forgives nothing, as libvterm: a character is put into its cells, and what it leaves of a wide one
    /// beside it stays.
    struct Strict {
        cells: Vec<Half>,
        at: usize,
    }

    impl Strict {
        fn new() -> Self {
            Self {
                cells: vec![Half::Left(" ".into()); usize::from(WIDTH)],
                at: 0,
            }
        }

        /// Understands text, and of control sequences the cursor's column.
        fn show(&mut self, bytes: &[u8]) {
            let mut rest = str::from_utf8(bytes).unwrap();
            while let Some(sign) = rest.chars().next() {
                if let Some(sequence) = rest.strip_prefix("\x1b[") {
                    let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                    if let Some(column) = sequence[..end].strip_prefix("1;")
                        && sequence[end..].starts_with('H')
                    {
                        self.at = column.parse::<usize>().unwrap() - 1;
                    }
                    rest = &sequence[end + 1..];
                    continue;
                }
                let (text, after) = rest.split_at(sign.len_utf8());
                self.cells[self.at] = Half::Left(text.to_owned());
                for right in 1..text.width() {
                    self.cells[self.at + right] = Half::Right;
                }
                self.at += text.width();
                rest = after;
            }
        }

        /// The row, if no half is left of anything.
        fn row(&self) -> Option<String> {
            let mut row = String::new();
            let mut cells = self.cells.iter();
            while let Some(Half::Left(text)) = cells.next() {
                row += text;
                for _ in 1..text.width() {
                    cells.next().filter(|half| **half == Half::Right)?;
                }
            }
            (row.width() == usize::from(WIDTH)).then_some(row)
        }
    }

    fn picture(text: &str, style: Style) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, 1));
        buffer.set_string(0, 0, text, style);
        buffer
    }

    #[test]
    fn a_wide_character_gives_up_both_its_cells() {
        let mut painter = Painter::default();
        painter.paint(picture("进", Style::new()), None).unwrap();
        let bytes = painter.paint(picture("a", Style::new()), None).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\x1b[1;1Ha "), "{text:?}");
    }

    proptest! {
        #![proptest_config(crate::random_tests())]

        /// Whatever follows whatever: a terminal that forgives nothing shows it whole.
        #[test]
        fn no_half_is_left(pictures in prop::collection::vec(("[a进程│ ]{0,14}", 0u8..3), 1..6)) {
            let (mut painter, mut terminal) = (Painter::default(), Strict::new());
            for (text, colour) in pictures {
                let style = match colour {
                    0 => Style::new(),
                    1 => Style::new().fg(Color::Red),
                    _ => Style::new().bg(Color::Blue),
                };
                let next = picture(&text, style);
                let mut wanted = String::new();
                let mut x = 0;
                while x < next.content.len() {
                    wanted += next.content[x].symbol();
                    x += cells(&next.content[x]);
                }
                terminal.show(&painter.paint(next, None).unwrap());
                prop_assert_eq!(terminal.row(), Some(wanted), "{:?}", terminal.cells);
            }
        }
    }
}
