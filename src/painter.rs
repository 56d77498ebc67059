//! What a terminal shows, and the bytes that turn it into what it should show.
//!
//! Never knows who draws the pictures, nor who gets the bytes.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

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
            Some(shown) if shown.area == next.area => shown,
            _ => {
                backend.clear_region(ClearType::All)?;
                Buffer::empty(next.area)
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
        Ok(bytes)
    }
}
