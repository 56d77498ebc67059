//! The keys that the presenter has pressed, and what each of them does.
//!
//! Never knows how a key is read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::app::{Presenting, actions};
use crate::i18n::word;
use crate::view::cx::Cx;
use crate::view::ink::{self, span};

/// Draws the last keys, the newest at the right; the oldest give way where there is no room.
pub fn draw(cx: &Cx<'_>, presenting: &Presenting, area: Rect, buf: &mut Buffer) {
    let title = span(format!(" {}  ", cx.word("present.pressed")), cx.theme.dim());
    // What goes on with a plan is offered all the while: nobody looks for it in the middle of a class.
    let goes_on = actions::footer(cx.app).into_iter();
    let goes_on: Vec<_> = goes_on
        .filter(|hint| hint.action == "next-entry")
        .flat_map(|hint| {
            let word = format!(" {} ", hint.word);
            [
                span(format!(" {} ", hint.label), cx.theme.key()),
                span(word, cx.theme.dim()),
            ]
        })
        .collect();
    let offered: usize = goes_on.iter().map(Span::width).sum();
    let mut room = usize::from(area.width).saturating_sub(title.width() + offered + 1);
    ink::put_right(area, 0, 0, goes_on, buf);
    let mut shown = Vec::new();
    for (key, action) in presenting.pressed.iter().rev() {
        let does = match word(cx.lang, &format!("actions.{action}.short")) {
            "⟨?⟩" => "",
            does => does,
        };
        let parts = [
            span(format!(" {key} "), cx.theme.key()),
            span(format!(" {does}  "), cx.theme.dim()),
        ];
        let width = parts[0].width() + parts[1].width();
        if width > room {
            break;
        }
        room -= width;
        shown.push(parts);
    }
    let line: Vec<_> = std::iter::once(title)
        .chain(shown.into_iter().rev().flatten())
        .collect();
    ink::put(area, 0, 0, line, buf);
}
