//! What is made before the guardian forks: the program as it begins, and its first picture.
//!
//! A child reads in anew each page of the program that it needs, and that costs more than to draw.
//!
//! Never touches the terminal.

use crate::app::Input;
use crate::tui::canvas::Canvas;
use crate::tui::program::{Program, Start};
use crate::tui::session::Session;

/// The app before it has the terminal.
pub(super) struct Prepared<P: Program, R> {
    /// What it begins with.
    pub(super) start: Start<P, R>,
    /// What the terminal will show by then.
    pub(super) canvas: Canvas,
    /// None where the terminal has no cells.
    pub(super) first: Option<First<P::Hits>>,
}

/// The first picture.
pub(super) struct First<H> {
    /// Columns and rows of the terminal that it was drawn for.
    pub(super) size: (u16, u16),
    /// The bytes that paint it.
    pub(super) frame: Vec<u8>,
    /// What is where in it.
    pub(super) hits: H,
}

/// Draws the first picture, into memory.
pub(super) fn prepare<P: Program, R>(session: &Session, mut start: Start<P, R>) -> Prepared<P, R> {
    let mut canvas = Canvas::default();
    let first = session.size().ok().and_then(|size| {
        let area = Canvas::area(size)?;
        let resized = start.program.update(Input::Resized(size.0, size.1));
        start.effects.splice(0..0, resized);
        let (frame, hits) = canvas.frame(&start.program, area).ok()?;
        Some(First { size, frame, hits })
    });
    Prepared {
        start,
        canvas,
        first,
    }
}
