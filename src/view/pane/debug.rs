//! The debug pane (F12): where the trace, the cursor and the permits are.
//!
//! Never knows how long a draw took: drawing reads no clock.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::overlay;

/// Draws the pane into the lower right corner of the screen.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let mut lines = vec![format!("screen    {}×{}", area.width, area.height)];
    if let Some(open) = cx.open {
        let live = open.history.live();
        lines.extend([
            format!(
                "live end  {} events, seq {}, {} ms",
                open.history.len(),
                live.seq,
                live.t_ns / 1_000_000
            ),
            format!(
                "cursor    {}{}",
                open.position(),
                if open.past.is_some() { " (past)" } else { "" }
            ),
            format!(
                "beats     {} of {}",
                open.history.beat_at(open.position()),
                open.history.beats()
            ),
            format!(
                "actors    {}, {} standing",
                live.actors().len(),
                live.standing().count()
            ),
            format!(
                "permits   {}",
                if open.permits.any() {
                    "on their way"
                } else {
                    "none out"
                }
            ),
            format!("run       {:?}", open.run),
        ]);
    }
    let (width, height) = (
        50.min(area.width),
        ink::side(lines.len() + 2).min(area.height),
    );
    let place = Rect {
        x: area.right() - width,
        y: area.bottom() - height,
        width,
        height,
    };
    let inside = overlay(cx, "F12", None, place, buf);
    for (row, line) in lines.into_iter().enumerate() {
        ink::put(inside, 0, row, Line::from(span(line, cx.theme.dim())), buf);
    }
}
