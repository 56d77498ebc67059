//! Rows of a pane with an empty one between each two: before a class, where there is room.
//!
//! ```text
//!  1▷ parent  ○ ready         1▷ parent  ○ ready
//!  2▷ └ child ○ ready   ──▶   │
//!                             2▷ └ child ○ ready
//! ```
//! Lines that join rows go on through the empty ones. Never knows what is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::view::hits::Hits;
use crate::view::ink;

/// Signs that a line goes down from, and up from.
const DOWN: &str = "│├┬┌╭┼┤";
const UP: &str = "│├└╰┴┼┤";

/// How many rows to draw in, so that so many can be spread in this height; None where there is no room for it.
pub(super) fn room(rows: usize, height: u16) -> Option<u16> {
    let rows = ink::side(rows);
    (rows > 1 && 2 * rows - 1 <= height).then_some(rows)
}

/// Spreads what was drawn in `area` over the rows below it as well, what the mouse points at included.
pub(super) fn spread(area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    for row in (1..area.height).rev() {
        let (from, to) = (area.y + row, area.y + 2 * row);
        for column in area.left()..area.right() {
            let cell = buf[(column, from)].clone();
            buf[(column, from)].reset();
            buf[(column, to)] = cell;
        }
    }
    let ground = buf[(area.x, area.y)].bg;
    for row in (1..area.height).map(|row| area.y + 2 * row - 1) {
        for column in area.left()..area.right() {
            let joins = |row: u16, signs: &str| signs.contains(buf[(column, row)].symbol());
            let joined = joins(row - 1, DOWN) && joins(row + 1, UP);
            let style = buf[(column, row + 1)].style();
            let cell = &mut buf[(column, row)];
            cell.reset();
            match joined {
                true => cell.set_symbol("│").set_style(style),
                false => cell.set_bg(ground),
            };
        }
    }
    hits.spread(area);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn rows_stand_apart_and_lines_go_through() {
        let area = Rect::new(0, 0, 8, 5);
        let mut buf = Buffer::empty(area);
        for (row, text) in (0..).zip(["┌ one", "├ two", "└ 三"]) {
            buf.set_string(0, row, text, Style::new());
        }
        let rows = room(3, area.height).expect("there is room");
        spread(
            Rect {
                height: rows,
                ..area
            },
            &mut buf,
            &mut Hits::default(),
        );
        let row = |y| (0..8).map(|x| buf[(x, y)].symbol()).collect::<String>();
        let rows: Vec<String> = (0..5).map(|y| row(y).trim_end().to_owned()).collect();
        assert_eq!(rows, ["┌ one", "│", "├ two", "│", "└ 三"]);
        assert_eq!([room(1, 9), room(3, 4), room(0, 9)], [None; 3]);
    }
}
