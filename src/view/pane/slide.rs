//! A slide of a plan: its text alone, in lines that are read from the back row, in the middle of the screen.
//!
//! Never knows what comes before or after it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::Slide;
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::markdown;

/// The columns of its lines at most.
const COLUMNS: u16 = 60;

/// Draws it; answers how many of its rows lie below the screen's end.
pub fn draw(cx: &Cx<'_>, slide: &Slide, area: Rect, buf: &mut Buffer) -> usize {
    let width = area.width.saturating_sub(4).min(COLUMNS);
    let lines = lines(cx, slide, usize::from(width));
    let widest = lines.iter().map(Line::width).max().unwrap_or(0);
    let (rows, room) = (lines.len(), usize::from(area.height));
    let from = slide.from.min(rows.saturating_sub(room));
    // A little above the middle is where the eye looks for it.
    let top = room.saturating_sub(rows) * 2 / 5;
    let left = usize::from(area.width).saturating_sub(widest) / 2;
    for (row, line) in lines.into_iter().skip(from).take(room).enumerate() {
        ink::put(area, left, top + row, line, buf);
    }
    rows.saturating_sub(from + room)
}

/// Its lines; a heading at the top stands over a rule.
fn lines(cx: &Cx<'_>, slide: &Slide, width: usize) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let mut lines = markdown::render(slide.text.trim(), width, theme, None);
    if slide.text.trim_start().starts_with('#') {
        let end = lines.iter().position(|line| line.spans.is_empty());
        let end = end.unwrap_or(lines.len());
        let (heading, _) = lines.split_at_mut(end);
        for part in heading.iter_mut().flat_map(|line| &mut line.spans) {
            part.style = part.style.patch(theme.accent(None));
        }
        let widest = heading.iter().map(Line::width).max().unwrap_or(0);
        let rule = Line::from(span("─".repeat(widest), theme.faint()));
        let below = heading.len();
        lines.insert(below, rule);
    }
    lines
}
