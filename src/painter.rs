//! What a terminal shows, and the bytes that turn it into what it should show.
//!
//! Never knows who draws the pictures, nor who gets the bytes.

use std::io;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute, SetBackgroundColor, SetForegroundColor};
use crossterm::terminal::{Clear, ClearType};
use ratatui::backend::IntoCrossterm;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};
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
        let shown = match self.shown.take() {
            Some(shown) if shown.area == next.area => Some(shown),
            _ => {
                queue!(bytes, Clear(ClearType::All))?;
                None
            }
        };
        let mut pen = Pen::new(&mut bytes);
        let write = |x, y, cell: &Cell| pen.write(x, y, cell);
        match shown {
            Some(shown) => changes(&shown, &next, write)?,
            None => characters(&next, write)?,
        }
        let moved = pen.lift()?;
        match (self.cursor, cursor) {
            (before, Some(at)) if moved || before != Some(at) => {
                queue!(bytes, MoveTo(at.x, at.y), Show)?;
            }
            (Some(_), None) => queue!(bytes, Hide)?,
            _ => {}
        }
        self.shown = Some(next);
        self.cursor = cursor;
        Ok(bytes)
    }
}

/// Calls `write` with the cells of a picture that must be written where nothing is shown.
fn characters<'n>(
    next: &'n Buffer,
    mut write: impl FnMut(u16, u16, &'n Cell) -> io::Result<()>,
) -> io::Result<()> {
    let width = usize::from(next.area.width).max(1);
    for (y, row) in (0..).zip(next.content.chunks(width)) {
        let mut end = 0;
        for (x, cell) in (0u16..).zip(row) {
            // The rest of a wide one.
            if x < end {
                continue;
            }
            let wide = u16::try_from(cells(cell)).unwrap_or(u16::MAX);
            end = x.saturating_add(wide);
            if wide > 1 || *cell != Cell::EMPTY {
                write(x, y, cell)?;
            }
        }
    }
    Ok(())
}

/// Calls `write` with the cells of `next` that must be written where `shown` is shown, from left to right and from top to
/// bottom.
///
/// A character is written if any of its cells showed something else, or another half of something: a wide one that gives
/// way gives up both its cells, since a terminal may leave the other half standing (libvterm does, and so vim's
/// `:terminal`). ratatui's own comparison spares the second cell where it looks empty.
fn changes<'n>(
    shown: &Buffer,
    next: &'n Buffer,
    mut write: impl FnMut(u16, u16, &'n Cell) -> io::Result<()>,
) -> io::Result<()> {
    let width = usize::from(next.area.width).max(1);
    let (mut differ, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    let rows = shown.content.chunks(width).zip(next.content.chunks(width));
    for (y, (shown, next)) in (0..).zip(rows) {
        differ.clear();
        differ.extend(shown.iter().zip(next).map(|(a, b)| a != b));
        if !differ.contains(&true) {
            continue;
        }
        beginnings(shown, &mut before);
        beginnings(next, &mut after);
        let mut x = 0;
        while x < next.len() {
            let end = (x + cells(&next[x])).min(next.len());
            let other = |x: usize| before[x] != after[x] || differ[before[x]];
            if (x..end).any(other) {
                let column = u16::try_from(x).unwrap_or(u16::MAX); // within an area, whose sides are u16
                write(column, y, &next[x])?;
            }
            x = end;
        }
    }
    Ok(())
}

/// How a cell looks: fore- and background, and what else.
type Looks = (Color, Color, Modifier);

/// Writes cells where they belong, as they look. What is so already isn't said again.
struct Pen<'b> {
    bytes: &'b mut Vec<u8>,
    /// Where the cursor is behind the last one. None at first, and behind a wide character: terminals don't agree on what
    /// is wide.
    at: Option<(u16, u16)>,
    looks: Looks,
    /// Whether anything was written.
    wrote: bool,
}

impl<'b> Pen<'b> {
    const PLAIN: Looks = (Color::Reset, Color::Reset, Modifier::empty());

    fn new(bytes: &'b mut Vec<u8>) -> Self {
        Self {
            bytes,
            at: None,
            looks: Self::PLAIN,
            wrote: false,
        }
    }

    fn write(&mut self, x: u16, y: u16, cell: &Cell) -> io::Result<()> {
        if self.at != Some((x, y)) {
            queue!(self.bytes, MoveTo(x, y))?;
        }
        self.at = (cells(cell) == 1).then(|| (x + 1, y));
        self.look((cell.fg, cell.bg, cell.modifier))?;
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        self.wrote = true;
        Ok(())
    }

    fn look(&mut self, looks: Looks) -> io::Result<()> {
        if looks == self.looks {
            return Ok(());
        }
        let (fg, bg, modifier) = looks;
        if modifier != self.looks.2 {
            queue!(self.bytes, SetAttribute(Attribute::Reset))?;
            self.looks = Self::PLAIN;
            for attribute in attributes(modifier) {
                queue!(self.bytes, SetAttribute(attribute))?;
            }
        }
        if fg != self.looks.0 {
            queue!(self.bytes, SetForegroundColor(fg.into_crossterm()))?;
        }
        if bg != self.looks.1 {
            queue!(self.bytes, SetBackgroundColor(bg.into_crossterm()))?;
        }
        self.looks = looks;
        Ok(())
    }

    /// Leaves the terminal's pen as it was; whether anything was written.
    fn lift(self) -> io::Result<bool> {
        if self.wrote {
            queue!(self.bytes, SetAttribute(Attribute::Reset))?;
        }
        Ok(self.wrote)
    }
}

/// What crossterm calls them.
fn attributes(modifier: Modifier) -> impl Iterator<Item = Attribute> {
    let all = [
        (Modifier::BOLD, Attribute::Bold),
        (Modifier::DIM, Attribute::Dim),
        (Modifier::ITALIC, Attribute::Italic),
        (Modifier::UNDERLINED, Attribute::Underlined),
        (Modifier::SLOW_BLINK, Attribute::SlowBlink),
        (Modifier::RAPID_BLINK, Attribute::RapidBlink),
        (Modifier::REVERSED, Attribute::Reverse),
        (Modifier::HIDDEN, Attribute::Hidden),
        (Modifier::CROSSED_OUT, Attribute::CrossedOut),
    ];
    let all = all.into_iter();
    all.filter(move |(one, _)| modifier.contains(*one))
        .map(|(_, attribute)| attribute)
}

/// For each cell of a row: where the character begins that it shows.
fn beginnings(row: &[Cell], begin: &mut Vec<usize>) {
    begin.clear();
    while begin.len() < row.len() {
        let start = begin.len();
        let end = (start + cells(&row[start])).min(row.len());
        begin.resize(end, start);
    }
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

    /// How a piece of a row looks, by a number.
    fn look(n: u8) -> Style {
        let style = match n % 4 {
            0 => Style::new(),
            1 => Style::new().fg(Color::Indexed(1)),
            2 => Style::new().bg(Color::Indexed(4)),
            _ => Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(7)),
        };
        match n / 4 % 4 {
            0 => style,
            1 => style.add_modifier(Modifier::BOLD),
            2 => style.add_modifier(Modifier::REVERSED | Modifier::ITALIC),
            _ => style.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// How a cell looks to the terminal: what [`look`] draws from.
    fn seen(cell: &vt100::Cell) -> Looks {
        let colour = |colour| match colour {
            vt100::Color::Default => Color::Reset,
            vt100::Color::Idx(index) => Color::Indexed(index),
            vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
        };
        let mut modifier = Modifier::empty();
        modifier.set(Modifier::BOLD, cell.bold());
        modifier.set(Modifier::ITALIC, cell.italic());
        modifier.set(Modifier::UNDERLINED, cell.underline());
        modifier.set(Modifier::REVERSED, cell.inverse());
        (colour(cell.fgcolor()), colour(cell.bgcolor()), modifier)
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

        /// Whatever follows whatever: each cell looks as it should.
        #[test]
        fn each_cell_looks_as_drawn(pictures in prop::collection::vec(prop::collection::vec(("[a-z ]{1,4}", 0u8..16), 0..5), 1..5)) {
            let mut painter = Painter::default();
            let mut terminal = vt100::Parser::new(1.try_into().unwrap(), WIDTH.try_into().unwrap(), 0);
            for pieces in pictures {
                let mut next = picture("", Style::new());
                let mut x = 0;
                for (text, n) in pieces {
                    x = next.set_stringn(x, 0, text, usize::from(WIDTH - x), look(n)).0;
                }
                terminal.process(&painter.paint(next.clone(), None).unwrap());
                for (x, cell) in (0..).zip(&next.content) {
                    let shown = terminal.screen().cell(0, x).unwrap();
                    prop_assert_eq!(seen(shown), (cell.fg, cell.bg, cell.modifier), "column {}", x);
                }
            }
        }
    }
}
