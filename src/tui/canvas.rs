//! The program drawn on the terminal, as bytes.
//!
//! Never knows who writes the bytes, nor when.

use std::io;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::painter::Painter;
use crate::tui::program::{Hits, Program};

/// Columns and rows that are drawn at most: a terminal may claim 65535 × 65535, a picture of which needs gigabytes.
const LARGEST: (u16, u16) = (1000, 500);

/// What the terminal shows.
#[derive(Default)]
pub(super) struct Canvas(Painter);

impl Canvas {
    /// Forgets what the terminal shows.
    pub(super) fn forget(&mut self) {
        self.0.forget();
    }

    /// The part of a terminal of this size that is drawn on; None when there is none.
    pub(super) fn area((columns, rows): (u16, u16)) -> Option<Rect> {
        let area = Rect::new(0, 0, columns.min(LARGEST.0), rows.min(LARGEST.1));
        (!area.is_empty()).then_some(area)
    }

    /// Draws `program`: the bytes that bring the terminal up to date, none if nothing changed.
    pub(super) fn frame<P: Program>(
        &mut self,
        program: &P,
        area: Rect,
    ) -> io::Result<(Vec<u8>, P::Hits)> {
        let mut next = Buffer::empty(area);
        let hits = program.draw(area, &mut next);
        let cursor = hits.cursor().map(Position::from);
        Ok((self.0.paint(next, cursor)?, hits))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
mod tests {
    use super::*;
    use crate::app::{Effect, Input, Target};
    use ratatui::style::Style;

    /// Shows a line, and a cursor.
    struct Line(&'static str, Option<(u16, u16)>);

    struct Cursor(Option<(u16, u16)>);

    impl Hits for Cursor {
        fn at(&self, _: u16, _: u16) -> Option<Target> {
            None
        }

        fn cursor(&self) -> Option<(u16, u16)> {
            self.0
        }
    }

    impl Program for Line {
        type Hits = Cursor;

        fn update(&mut self, _: Input) -> Vec<Effect> {
            Vec::new()
        }

        fn draw(&self, _: Rect, buffer: &mut Buffer) -> Cursor {
            buffer.set_string(0, 0, self.0, Style::new());
            Cursor(self.1)
        }
    }

    const AREA: Rect = Rect::new(0, 0, 20, 2);

    /// A canvas, and a terminal that shows what the canvas believes it shows.
    fn shown(lines: &[Line]) -> (Canvas, vt100::Parser) {
        let mut canvas = Canvas::default();
        let cells = |count| std::num::NonZeroU16::new(count).unwrap();
        let mut terminal = vt100::Parser::new(cells(AREA.height), cells(AREA.width), 0);
        terminal.process(b"left over");
        for line in lines {
            terminal.process(&canvas.frame(line, AREA).unwrap().0);
        }
        (canvas, terminal)
    }

    #[test]
    fn the_terminal_shows_the_last_picture() {
        let (_, terminal) = shown(&[
            Line("进程 process", None),
            Line("线程", Some((4, 0))),
            Line("协 coroutine", Some((2, 1))),
        ]);
        let screen = terminal.screen();
        assert_eq!(screen.contents(), "协 coroutine");
        assert!(!screen.hide_cursor());
        assert_eq!(screen.cursor_position(), (1, 2), "row, column");
    }

    #[test]
    fn what_has_not_changed_costs_no_byte() {
        let same = || Line("same", Some((1, 0)));
        let (mut canvas, _) = shown(&[same()]);
        assert_eq!(canvas.frame(&same(), AREA).unwrap().0, b"");
        canvas.forget();
        assert_ne!(canvas.frame(&same(), AREA).unwrap().0, b"");
    }

    #[test]
    fn a_cursor_outside_is_none() {
        let (_, terminal) = shown(&[Line("", Some((0, 0))), Line("", Some((20, 0)))]);
        assert!(terminal.screen().hide_cursor());
    }

    #[test]
    fn absurd_sizes_are_cut() {
        assert_eq!(Canvas::area((0, 24)), None);
        assert_eq!(Canvas::area((80, 0)), None);
        assert_eq!(Canvas::area((80, 24)), Some(Rect::new(0, 0, 80, 24)));
        assert_eq!(
            Canvas::area((u16::MAX, u16::MAX)),
            Some(Rect::new(0, 0, LARGEST.0, LARGEST.1))
        );
    }
}
