//! What the terminal shows, and the bytes that turn it into what it should show.
//!
//! Never knows who writes the bytes, nor when.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Hits, Program};

/// Columns and rows that are drawn at most: a terminal may claim 65535 × 65535, a picture of which needs gigabytes.
const LARGEST: (u16, u16) = (1000, 500);

/// What the terminal shows.
#[derive(Default)]
pub(super) struct Canvas {
    /// None when that isn't known: the next frame draws everything.
    shown: Option<Buffer>,
    cursor: Option<Position>,
}

impl Canvas {
    /// Forgets what the terminal shows.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
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
        let cursor = hits
            .cursor()
            .map(Position::from)
            .filter(|&at| area.contains(at));

        let mut bytes = Vec::new();
        let mut backend = CrosstermBackend::new(&mut bytes);
        let shown = match self.shown.take() {
            Some(shown) if shown.area == area => shown,
            _ => {
                backend.clear_region(ClearType::All)?;
                Buffer::empty(area)
            }
        };
        let changes = shown.diff(&next);
        let moved = !changes.is_empty();
        if moved {
            backend.draw(changes.into_iter())?;
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
        Ok((bytes, hits))
    }
}
