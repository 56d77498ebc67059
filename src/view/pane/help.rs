//! All keys, from the one table of actions, grouped by where they are legal.
//!
//! Never knows what a key does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::actions::{self, When};
use crate::app::{Overlay, Target};
use crate::i18n::environment;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{page, page_width};
use crate::view::wrap;

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(Overlay::Page(scrolled)) = cx.app.overlays.last() else {
        return;
    };
    let width = usize::from(page_width(area)).saturating_sub(4);
    let keys = actions::all()
        .map(|action| ink::width(&action.label()))
        .max()
        .unwrap_or(0);
    // Long lists of keys must not push the words off a small screen.
    let keys = keys.min(width / 3);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut names: Vec<Option<&'static str>> = Vec::new();
    for when in When::from_here(cx.app) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::from(span(
            when.title(cx.lang),
            cx.theme.accent(cx.model),
        )));
        names.resize(lines.len(), None);
        for action in actions::all().filter(|action| action.when == when) {
            let label = ink::clip_text(&action.label(), keys);
            let pad = " ".repeat(keys - ink::width(&label) + 2);
            let words = [span(action.help(cx.lang), Style::new())];
            let wrapped = wrap::wrap(&words, width.saturating_sub(keys + 4));
            for (n, line) in wrapped.into_iter().enumerate() {
                let mut spans = if n == 0 {
                    vec![
                        span(format!("  {label}"), cx.theme.bold()),
                        Span::raw(pad.clone()),
                    ]
                } else {
                    vec![Span::raw(" ".repeat(keys + 4))]
                };
                spans.extend(line.spans);
                lines.push(Line::from(spans));
                names.push(Some(action.name));
            }
        }
    }
    lines.extend(marks(cx, width));
    lines.extend(variables(cx, width));
    let (inside, first) = page(cx, cx.word("help"), &lines, scrolled.at, area, buf);
    for (row, name) in names
        .iter()
        .skip(first)
        .take(usize::from(inside.height))
        .enumerate()
    {
        if let Some(name) = name {
            hits.push(
                cells(inside, 0, row, usize::from(inside.width)),
                Target::Action(name),
            );
        }
    }
}

/// What stands beside the listing's lines, and what it says.
fn marks(cx: &Cx<'_>, width: usize) -> Vec<Line<'static>> {
    const MARKS: [(&str, &str); 4] = [
        ("2▶", "marks.about"),
        ("1,3▷", "marks.others"),
        ("2-5▷", "marks.row"),
        ("1,3…▷", "marks.many"),
    ];
    let title = span(cx.word("marks.title"), cx.theme.accent(cx.model));
    let mut lines = vec![Line::default(), Line::from(title)];
    for (mark, key) in MARKS {
        let words = [span(cx.word(key), Style::new())];
        for (n, line) in wrap::wrap(&words, width.saturating_sub(8))
            .into_iter()
            .enumerate()
        {
            let mark = if n == 0 { mark } else { "" };
            let mark = span(format!("  {mark:<6}"), cx.theme.bold());
            lines.push(Line::from([vec![mark], line.spans].concat()));
        }
    }
    lines
}

/// The environment's variables, each name on a line before what it does.
fn variables(cx: &Cx<'_>, width: usize) -> Vec<Line<'static>> {
    let title = environment::title(cx.lang);
    let mut lines = vec![
        Line::default(),
        Line::from(span(title, cx.theme.accent(cx.model))),
    ];
    for variable in environment::VARIABLES {
        lines.push(Line::from(span(format!("  {variable}"), cx.theme.bold())));
        let words = [span(environment::sentence(cx.lang, variable), Style::new())];
        for line in wrap::wrap(&words, width.saturating_sub(4)) {
            lines.push(Line::from([vec![Span::raw("    ")], line.spans].concat()));
        }
    }
    lines
}
