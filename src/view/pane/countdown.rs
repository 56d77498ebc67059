//! The seconds that are left to vote, in figures that are read from the back row.
//!
//! ```text
//! ████      ████  ████
//!    █  █  █      █  █
//! ████     ████   █  █
//! ```
//! Never knows what comes when they are over.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::view::cx::Cx;
use crate::view::ink::{self, span};

/// How many rows a figure has.
pub(in crate::view) const ROWS: u16 = 5;

/// Each figure, three cells a row, from the top; the last is the colon.
const FIGURES: [[&str; ROWS as usize]; 11] = [
    ["###", "# #", "# #", "# #", "###"],
    ["  #", "  #", "  #", "  #", "  #"],
    ["###", "  #", "###", "#  ", "###"],
    ["###", "  #", "###", "  #", "###"],
    ["# #", "# #", "###", "  #", "  #"],
    ["###", "#  ", "###", "  #", "###"],
    ["###", "#  ", "###", "# #", "###"],
    ["###", "  #", "  #", "  #", "  #"],
    ["###", "# #", "###", "# #", "###"],
    ["###", "# #", "###", "  #", "###"],
    ["   ", " # ", "   ", " # ", "   "],
];

/// `1:05`.
pub(in crate::view) fn clock(left: u32) -> String {
    format!("{}:{:02}", left / 60, left % 60)
}

/// Draws the seconds that are left, in the middle of what there is; not at all where there is no room.
pub(in crate::view) fn draw(cx: &Cx<'_>, left: u32, area: Rect, buf: &mut Buffer) {
    let figures = clock(left);
    let figure = |sign: char| sign.to_digit(10).map_or(10, |digit| digit as usize);
    let lines: Vec<String> = (0..usize::from(ROWS))
        .map(|row| {
            let rows = figures.chars().map(|sign| FIGURES[figure(sign)][row]);
            let cells = rows.collect::<Vec<_>>().join(" ");
            cells
                .chars()
                .map(|cell| if cell == '#' { "██" } else { "  " })
                .collect()
        })
        .collect();
    let wide = ink::width(&lines[0]);
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    if width < wide || height < lines.len() {
        return;
    }
    let top = (height - lines.len()) / 2;
    let style = match left {
        0 => cx.theme.error(),
        _ => cx.theme.accent(cx.model),
    };
    for (row, line) in lines.into_iter().enumerate() {
        ink::put(area, (width - wide) / 2, top + row, span(line, style), buf);
    }
}
