//! Cells to SVG, text as text: every character has its own x, so that columns stay columns in whatever font there is.
//!
//! Never knows what the cells show.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr;

/// A cell's width, its height, and the baseline's distance from its top, in pixels.
const CELL: (usize, usize, usize) = (9, 18, 14);
/// In pixels. A monospaced font is about 0.6 as wide as high.
const FONT_SIZE: usize = 15;
/// The empty border around the cells, in pixels.
const MARGIN: usize = 12;
const FONTS: &str = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'PingFang SC', 'Microsoft YaHei', monospace";

/// Draws a buffer on its ground. Colours are the truecolor ones; any other, `Reset` too, is the ground's.
pub fn svg(buffer: &Buffer, ground: Style, title: &str) -> String {
    let area = buffer.area;
    let (width, height) = (
        usize::from(area.width) * CELL.0 + 2 * MARGIN,
        usize::from(area.height) * CELL.1 + 2 * MARGIN,
    );
    let ground = Ground::of(ground);
    let (mut behind, mut text) = (String::new(), String::new());
    for (row, cells) in buffer
        .content
        .chunks(usize::from(area.width.max(1)))
        .enumerate()
    {
        for run in runs(cells, &ground) {
            let y = row * CELL.1;
            if run.look.bg != ground.bg {
                behind += &run.rect(y);
            }
            text += &run.text(y, &ground);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{}</title>\n\
         <style>text {{ white-space: pre }}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{}\"/>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\" shape-rendering=\"crispEdges\">\n{behind}</g>\n\
         <g transform=\"translate({MARGIN} {MARGIN})\" font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\" fill=\"{}\" xml:space=\"preserve\">\n{text}</g>\n\
         </svg>\n",
        escaped(title),
        ground.bg,
        ground.fg,
    )
}

/// The colours of a cell that has none.
pub(super) struct Ground {
    pub(super) fg: String,
    pub(super) bg: String,
}

impl Ground {
    pub(super) fn of(ground: Style) -> Ground {
        Ground {
            fg: ground.fg.and_then(hex).unwrap_or("#c9d1d9".to_owned()),
            bg: ground.bg.and_then(hex).unwrap_or("#0d1117".to_owned()),
        }
    }

    /// How a cell looks that has no colours.
    pub(super) fn look(&self) -> Look {
        Look {
            fg: self.fg.clone(),
            bg: self.bg.clone(),
            modifier: Modifier::empty(),
        }
    }
}

/// How a cell looks, with the colours as the web writes them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Look {
    pub(super) fg: String,
    pub(super) bg: String,
    pub(super) modifier: Modifier,
}

impl Look {
    pub(super) fn of(cell: &Cell, ground: &Ground) -> Look {
        let fg = hex(cell.fg).unwrap_or_else(|| ground.fg.clone());
        let bg = hex(cell.bg).unwrap_or_else(|| ground.bg.clone());
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let (fg, bg) = if reversed { (bg, fg) } else { (fg, bg) };
        let modifier = cell.modifier - Modifier::REVERSED;
        Look { fg, bg, modifier }
    }
}

/// Neighbours that look the same.
struct Run<'a> {
    look: Look,
    /// The first cell, and the first after it, from 0.
    cells: (usize, usize),
    /// What is written, and in which cell it begins.
    symbols: Vec<(usize, &'a str)>,
}

fn runs<'a>(cells: &'a [Cell], ground: &Ground) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'a>> = Vec::new();
    let mut column = 0;
    while let Some(cell) = cells.get(column) {
        let (look, symbol) = (Look::of(cell, ground), cell.symbol());
        // A wide character hides the cell after it.
        let end = (column + symbol.width().max(1)).min(cells.len());
        match runs.last_mut() {
            // Programs disagree on how many x a longer symbol takes: it stands alone.
            Some(last)
                if last.look == look
                    && last.symbols.iter().all(is_one)
                    && is_one(&(column, symbol)) =>
            {
                last.cells.1 = end;
                last.symbols.push((column, symbol));
            }
            _ => runs.push(Run {
                look,
                cells: (column, end),
                symbols: vec![(column, symbol)],
            }),
        }
        column = end;
    }
    runs
}

fn is_one((_, symbol): &(usize, &str)) -> bool {
    symbol.encode_utf16().count() == 1
}

impl Run<'_> {
    fn rect(&self, y: usize) -> String {
        let (from, to) = self.cells;
        format!(
            "<rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n",
            from * CELL.0,
            (to - from) * CELL.0,
            CELL.1,
            self.look.bg
        )
    }

    fn text(&self, y: usize, ground: &Ground) -> String {
        let mut symbols = &self.symbols[..];
        if !self.look.modifier.contains(Modifier::UNDERLINED) {
            while let [(_, " "), rest @ ..] | [rest @ .., (_, " ")] = symbols {
                symbols = rest;
            }
        }
        if symbols.is_empty() {
            return String::new();
        }
        let xs: Vec<String> = symbols
            .iter()
            .map(|(column, _)| (column * CELL.0).to_string())
            .collect();
        let written: String = symbols.iter().map(|(_, symbol)| *symbol).collect();
        let mut text = format!("<text x=\"{}\" y=\"{}\"", xs.join(" "), y + CELL.2);
        if self.look.fg != ground.fg {
            let _ = write!(text, " fill=\"{}\"", self.look.fg);
        }
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::DIM, " fill-opacity=\"0.6\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        ] {
            if self.look.modifier.contains(modifier) {
                text += attribute;
            }
        }
        text + ">" + &escaped(&written) + "</text>\n"
    }
}

fn hex(color: Color) -> Option<String> {
    match color {
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        _ => None,
    }
}

/// Text as XML writes it; what XML can't hold at all becomes a replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            char if char.is_control() => escaped.push('\u{fffd}'),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    const GROUND: Style = Style::new().fg(Color::Rgb(1, 1, 1)).bg(Color::Rgb(2, 2, 2));

    fn drawn(width: u16, spans: &[(u16, &str, Style)]) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        for (x, text, style) in spans {
            buffer.set_string(*x, 0, text, *style);
        }
        svg(&buffer, GROUND, "a < b")
    }

    /// The lines with this beginning.
    fn lines<'a>(svg: &'a str, start: &str) -> Vec<&'a str> {
        svg.lines().filter(|line| line.starts_with(start)).collect()
    }

    #[test]
    fn text_is_escaped() {
        let svg = drawn(9, &[(0, "<a>&\"b\"", Style::new())]);
        assert!(svg.contains("<title>a &lt; b</title>"));
        assert!(svg.contains(">&lt;a&gt;&amp;&quot;b&quot;</text>"), "{svg}");
        assert_eq!(escaped("a\u{1b}b"), "a\u{fffd}b");
    }

    #[test]
    fn a_wide_character_takes_two_cells_and_is_written_once() {
        let svg = drawn(6, &[(1, "进a程", Style::new())]);
        assert_eq!(
            lines(&svg, "<text"),
            ["<text x=\"9 27 36\" y=\"14\">进a程</text>"]
        );
    }

    #[test]
    fn a_symbol_of_several_units_stands_alone() {
        let svg = drawn(4, &[(0, "ae\u{301}b", Style::new())]);
        assert_eq!(
            lines(&svg, "<text"),
            [
                "<text x=\"0\" y=\"14\">a</text>",
                "<text x=\"9\" y=\"14\">e\u{301}</text>",
                "<text x=\"18\" y=\"14\">b</text>"
            ]
        );
    }

    #[test]
    fn equal_neighbours_are_joined_and_styles_are_attributes() {
        let red = Style::new().fg(Color::Rgb(255, 0, 0));
        let svg = drawn(
            8,
            &[
                (0, "ab", red),
                (
                    2,
                    "cd",
                    red.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
                ),
                (
                    4,
                    "e",
                    Style::new().add_modifier(Modifier::DIM | Modifier::ITALIC),
                ),
            ],
        );
        assert_eq!(
            lines(&svg, "<text"),
            [
                "<text x=\"0 9\" y=\"14\" fill=\"#ff0000\">ab</text>",
                "<text x=\"18 27\" y=\"14\" fill=\"#ff0000\" font-weight=\"bold\" text-decoration=\"underline\">cd</text>",
                "<text x=\"36\" y=\"14\" fill-opacity=\"0.6\" font-style=\"italic\">e</text>"
            ]
        );
    }

    #[test]
    fn a_ground_of_its_own_is_a_rectangle_and_reverse_swaps() {
        let key = Style::new().bg(Color::Rgb(255, 0, 0));
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        let svg = drawn(8, &[(0, "  ", key), (3, "x", reversed)]);
        assert_eq!(
            lines(&svg, "<rect x="),
            [
                "<rect x=\"0\" y=\"0\" width=\"18\" height=\"18\" fill=\"#ff0000\"/>",
                "<rect x=\"27\" y=\"0\" width=\"9\" height=\"18\" fill=\"#010101\"/>"
            ]
        );
        assert_eq!(
            lines(&svg, "<text"),
            ["<text x=\"27\" y=\"14\" fill=\"#020202\">x</text>"]
        );
    }

    #[test]
    fn nothing_of_nothing_is_still_a_picture() {
        let svg = svg(&Buffer::empty(Rect::ZERO), Style::new(), "");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    }
}
