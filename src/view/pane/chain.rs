//! The stage of the yield-from lesson: the caller and the generators that delegate to one another, a row each; below them what
//! went through the wire last, what came out at the caller, and what can be done by hand.
//!
//! ```text
//! 1  main      ● running
//! 2  └ g       ‖ GEN_SUSPENDED  yield from inner
//! 3    └ inner ‖ GEN_SUSPENDED  yield from leaf
//! 4      └ leaf  ‖ GEN_SUSPENDED  at first = yield "leaf 1"
//!   main ─send 'x'▶ g ─send 'x'▶ inner ─send 'x'▶ leaf
//! ```
//! Never knows queues or processes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::YIELD_FROM;
use crate::protocol::{Kind, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{generator_state, sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, rule};
use crate::view::pane::frame::{legal, outcomes};
use crate::view::pane::pool::doing;
use crate::world::Actor;

/// How many passages are shown at most.
const PASSAGES: usize = 6;

/// Draws the chain and what goes through it.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    rule(cx, Pane::Stage, "stage", None, area, buf);
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    let tree = open.world.tree();
    let height = usize::from(inner.height);
    let names = tree
        .iter()
        .enumerate()
        .map(|(depth, branch)| 2 * depth + ink::width(&branch.actor.name));
    let names = names.max().unwrap_or(0);
    for (row, branch) in tree.iter().enumerate().take(height) {
        let line = cells(inner, 0, row, usize::from(inner.width));
        ink::put(
            line,
            0,
            0,
            link(cx, open, row, branch.actor, names, usize::from(inner.width)),
            buf,
        );
        hits.push(line, Target::Actor(branch.actor.id.clone()));
        if open.selected.as_ref() == Some(&branch.actor.id) {
            cx.theme.highlight(line, buf);
        }
    }
    let mut at = tree.len();
    let airy = height >= tree.len() + 6;
    at += usize::from(airy);
    for line in passages(cx, open, usize::from(inner.width)) {
        ink::put(inner, 0, at, line, buf);
        at += 1;
    }
    at += usize::from(airy && height >= at + 4);
    let rest = height.saturating_sub(at + 1);
    if rest > 0 {
        let calls = Rect {
            y: inner.y + at as u16,
            height: rest.min(3) as u16,
            ..inner
        };
        outcomes(cx, open, calls, buf);
    }
    if height > at {
        legal(cx, open, inner, height - 1, buf);
    }
}

/// A link of the chain.
fn link(
    cx: &Cx<'_>,
    open: &Open,
    row: usize,
    actor: &Actor,
    names: usize,
    room: usize,
) -> Line<'static> {
    let theme = cx.theme;
    let stands = actor.standing && open.past.is_none();
    let number = if stands { theme.bold() } else { theme.dim() };
    let indent = "  ".repeat(row.saturating_sub(1));
    let branch = if row > 0 {
        format!("{indent}└ ")
    } else {
        String::new()
    };
    let name = format!("{branch}{}", actor.name);
    let pad = " ".repeat((names + 1).saturating_sub(ink::width(&name)));
    let (style, word) = if actor.kind == Kind::Coroutine {
        (theme.accent(cx.model), generator_state(actor.state))
    } else {
        (theme.bold(), state_word(actor.state, cx.lang))
    };
    let mut line = vec![
        span(
            format!("{}{} ", row + 1, if actor.standing { "▷" } else { " " }),
            number,
        ),
        span(format!("{name}{pad}"), style),
        span(
            format!("{} {word}", sign(actor.state)),
            theme.state(actor.state),
        ),
    ];
    let delegate = actor
        .fact(YIELD_FROM)
        .filter(|delegate| !delegate.is_empty());
    let now = match delegate {
        // Where there is little room, whom it delegates to is what matters.
        Some(delegate) if room < 60 => format!("from {delegate}"),
        Some(delegate) => format!("yield from {delegate}"),
        None => doing(cx, open, actor),
    };
    line.push(span(format!("  {now}"), theme.dim()));
    Line::from(line)
}

/// What went through the wire last: the passages of one verb on its way down, or of one answer on its way up.
fn passages(cx: &Cx<'_>, open: &Open, width: usize) -> Vec<Line<'static>> {
    let mut newest: Vec<(&str, &str, &str, &str)> = Vec::new();
    for event in open.lately().iter().rev() {
        if let What::Message {
            from,
            to,
            verb,
            value,
        } = &event.what
        {
            // A passage ends where the next begins; another one is another story.
            let joins = newest.last().is_none_or(|(next, _, _, _)| next == to);
            if !joins || newest.len() == PASSAGES {
                break;
            }
            newest.push((from, to, verb, value));
        }
    }
    newest.reverse();
    let name = |id: &str| {
        let actor = id.parse().ok().and_then(|id| open.world.actor(&id));
        actor.map_or(id.to_owned(), |actor| actor.name.clone())
    };
    let words = newest.into_iter().map(|(from, to, verb, value)| {
        let text = format!("{} ─▶ {}  {verb} {value}", name(from), name(to));
        let line = Line::from(span(
            ink::clip_text(&text, width.saturating_sub(2)),
            cx.theme.string(),
        ));
        Line::from([vec![span("  ", cx.theme.dim())], line.spans].concat())
    });
    let all: Vec<_> = words.collect();
    let skip = all.len().saturating_sub(3);
    all.into_iter().skip(skip).collect()
}
