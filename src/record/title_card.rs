//! The title that a recorded tour begins with: which lesson it is.
//!
//! Never knows how long it is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::i18n::Lang;
use crate::lessons::Lesson;
use crate::view::ink::{self, span};
use crate::view::theme::Theme;

/// Draws it on a screen of so many columns and rows.
pub(super) fn draw(
    lesson: &Lesson,
    lang: Lang,
    theme: Theme,
    (columns, rows): (u16, u16),
) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    let area = buffer.area;
    buffer.set_style(area, theme.ground());
    let accent = theme.accent(lesson.model.one());
    let lines = [
        (
            0,
            span(lesson.text(lang).title.clone(), theme.bold().patch(accent)),
        ),
        (
            2,
            span(format!("concurrium open {}", lesson.id), theme.dim()),
        ),
    ];
    for (below, line) in lines {
        let column = usize::from(columns).saturating_sub(ink::width(&line.content)) / 2;
        let row = usize::from(rows / 2).saturating_sub(1) + below;
        ink::put(area, column, row, line, &mut buffer);
    }
    buffer
}
