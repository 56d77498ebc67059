//! The stage of one actor of a script: the calls that it is in, the innermost first, each with its variables.
//!
//! ```text
//!  Plato
//!  eat          line 13      the line that it stands before
//!    name = 'Plato'   first = <lock>
//!  <module>     line 20      the line whose call it is in
//!    meals = 0
//! ```
//! Never knows what a value means.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::threads::packed;
use crate::world::{Actor, Frame};

/// How many rows the brief form asks for.
pub(in crate::view::pane) const BRIEF: usize = 3;

/// How far variables are indented.
const INDENT: usize = 2;

/// Draws all calls of the actor that one looks at.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let looked_at = open.highlighted().and_then(|id| open.world.actor(id));
    let lines = looked_at.map_or_else(Vec::new, |actor| whole(cx, actor, width));
    let cut = lines.len() > height;
    for (row, mut line) in lines.into_iter().take(height).enumerate() {
        if cut && row + 1 == height {
            line = Line::from(span("…", cx.theme.dim()));
        }
        ink::put(inner, 0, row, ink::clip(&line, width), buf);
    }
    rule(
        cx,
        Pane::Stage,
        "stage",
        Some(cx.word("program.calls").to_owned()),
        area,
        buf,
    );
}

/// How many rows it asks for.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let live = open.history.live().actors();
    let rows = live.map(|actor| whole(cx, actor, usize::from(width)).len());
    rows.max().unwrap_or(0)
}

/// The actor and all its calls.
fn whole(cx: &Cx<'_>, actor: &Actor, width: usize) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let mut lines = vec![Line::from(span(cx.label(actor), theme.bold()))];
    if actor.frames.is_empty() {
        let said = cx.say("program.no_calls", &[("who", &cx.label(actor))]);
        lines = vec![Line::from(span(said, theme.dim()))];
    }
    let names = actor.frames.iter().map(|frame| ink::width(&frame.function));
    let names = names.max().unwrap_or(0).min(width / 2);
    for (at, frame) in actor.frames.iter().rev().enumerate() {
        let place = match &frame.file {
            Some(file) => format!("{file}:{}", frame.line),
            None => cx.say("at_line", &[("line", &frame.line.to_string())]),
        };
        lines.push(Line::from(vec![
            span(ink::pad(&frame.function, names), theme.accent(cx.model)),
            span(format!("  {place}"), theme.dim()),
        ]));
        for line in packed(&variables(cx, actor, frame), width.saturating_sub(INDENT)) {
            lines.push(indented(line, INDENT));
        }
        let left_out = actor.frames.left_out();
        if at == 0 && left_out > 0 {
            let said = cx.say("program.more_calls", &[("n", &left_out.to_string())]);
            lines.push(Line::from(span(format!("… {said}"), theme.dim())));
        }
    }
    lines
}

/// The actor's calls on a line, and below the variables of the innermost, in so many rows: those that have changed come first where there
/// isn't room for all.
pub(in crate::view::pane) fn brief(
    cx: &Cx<'_>,
    actor: &Actor,
    (width, rows): (usize, usize),
) -> Vec<Line<'static>> {
    let Some(innermost) = actor.frames.innermost() else {
        return Vec::new();
    };
    let theme = cx.theme;
    let mut calls = Line::from(span(format!("{}  ", cx.label(actor)), theme.bold()));
    for (at, frame) in actor.frames.iter().rev().enumerate() {
        let file = frame.file.as_ref();
        let file = file.map_or_else(String::new, |file| format!(" {file}"));
        let arrow = if at > 0 { " ← " } else { "" };
        calls.push_span(span(arrow, theme.dim()));
        calls.push_span(span(frame.function.to_string(), theme.accent(cx.model)));
        calls.push_span(span(format!("{file}:{}", frame.line), theme.dim()));
    }
    let mut lines = vec![ink::clip(&calls, width)];
    let wide = width.saturating_sub(INDENT);
    let mut all = variables(cx, actor, innermost);
    for variable in &mut all {
        ends_between_words(variable, wide);
    }
    let left = rows.saturating_sub(1);
    let mut shown = packed(&all, wide);
    if shown.len() > left {
        let changed = |name: &Arc<str>| actor.frames.has_changed(name);
        let names = innermost.locals.iter().map(|(name, _)| changed(name));
        let mut ranked: Vec<_> = names.zip(all).collect();
        ranked.sort_by_key(|(changed, _)| !changed);
        all = ranked.into_iter().map(|(_, variable)| variable).collect();
        shown = packed(&all, wide);
        shown.truncate(left);
        // A value that is cut says already that there is more.
        let cut = |line: &&mut Line<'_>| line.to_string().ends_with('…');
        if let Some(last) = shown.last_mut().filter(|line| !cut(line)) {
            last.push_span(span(" …", cx.theme.dim()));
            *last = ink::clip(last, wide);
        }
    }
    lines.extend(shown.into_iter().map(|line| indented(line, INDENT)));
    lines
}

/// A value that is wider than the row ends between two words of it: what is cut in the middle of one reads as another.
fn ends_between_words(variable: &mut [Span<'static>], width: usize) {
    let all: usize = variable.iter().map(Span::width).sum();
    let Some(value) = variable.last_mut().filter(|_| all > width) else {
        return;
    };
    let room = width.saturating_sub(all - value.width());
    let cut = ink::clip_text(&value.content, room);
    if let Some(at) = cut.rfind(' ') {
        value.content = format!("{}…", &cut[..=at]).into();
    }
}

/// A call's variables. Global ones that are shared are as they are now: others may have changed them since this actor stood.
fn variables(cx: &Cx<'_>, actor: &Actor, frame: &Frame) -> Vec<Vec<Span<'static>>> {
    let global = cx.open.filter(|_| &*frame.function == "<module>");
    let shared = global.map(|open| open.world.shared_by(&actor.id));
    let shared = shared.unwrap_or_default();
    let now = |name: &str, value: &str| {
        let part = format!("{name}.");
        let has_parts = || shared.keys().any(|key| key.starts_with(&part));
        match shared.get(name) {
            Some(fact) => fact.value.to_string(),
            // Its attributes are told of one by one, above.
            None if value.starts_with('<') && has_parts() => {
                let kind = value.split([' ', '>']).next().unwrap_or(value);
                format!("{kind}>")
            }
            None => value.to_owned(),
        }
    };
    let one = |(name, value): &(Arc<str>, Arc<str>)| {
        vec![
            span(format!("{name} = "), Style::default()),
            span(now(name, value), cx.theme.bold()),
        ]
    };
    frame.locals.iter().map(one).collect()
}

fn indented(mut line: Line<'static>, by: usize) -> Line<'static> {
    line.spans.insert(0, Span::raw(" ".repeat(by)));
    line
}
