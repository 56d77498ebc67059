//! What a recording is called: its title, and the card with it that a recorded tour begins with.
//!
//! Never knows how long it is shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::i18n::Lang;
use crate::lessons::{Lesson, Settings};
use crate::view::ink::{self, span};
use crate::view::theme::Theme;

/// `Concurrium: A tree of forks (forks = 3)`
pub fn title(lesson: &Lesson, settings: &Settings, lang: Lang) -> String {
    let named = format!("Concurrium: {}", lesson.text(lang).title);
    let knobs: Vec<String> = settings
        .as_map()
        .iter()
        .map(|(knob, value)| format!("{knob} = {value}"))
        .collect();
    match knobs.is_empty() {
        true => named,
        false => format!("{named} ({})", knobs.join(", ")),
    }
}

/// The command that opens the lesson so: `concurrium open fork-tree --set forks=4`.
fn command(lesson: &Lesson, settings: &Settings) -> String {
    let mut command = format!("concurrium open {}", lesson.id);
    let defaults = lesson.defaults();
    let others = settings
        .as_map()
        .iter()
        .filter(|(knob, value)| defaults.get(knob) != *value);
    for (knob, value) in others {
        command += &match value.contains(|sign: char| !sign.is_ascii_alphanumeric()) {
            true => format!(" --set '{knob}={value}'"),
            false => format!(" --set {knob}={value}"),
        };
    }
    command
}

/// Draws it on a screen of so many columns and rows.
pub(super) fn draw(
    lesson: &Lesson,
    settings: &Settings,
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
        (2, span(command(lesson, settings), theme.dim())),
    ];
    for (below, line) in lines {
        let column = usize::from(columns).saturating_sub(ink::width(&line.content)) / 2;
        let row = usize::from(rows / 2).saturating_sub(1) + below;
        ink::put(area, column, row, line, &mut buffer);
    }
    buffer
}
