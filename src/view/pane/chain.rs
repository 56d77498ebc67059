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

use crate::app::{Open, Pane};
use crate::protocol::keys::YIELD_FROM;
use crate::protocol::{Kind, What};
use crate::view::cx::Cx;
use crate::view::glyphs::generator_state;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, rule};
use crate::view::pane::frame::{legal, outcome_rows, outcomes};
use crate::view::pane::pool::doing;
use crate::view::pane::roster::{self, Row};
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
    let actors: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let depth = |actor: &Actor| actors.iter().position(|other| other.id == actor.id);
    roster::draw(cx, open, &actors, inner, (buf, hits), |actor| {
        link(cx, open, depth(actor).unwrap_or(0), actor)
    });
    let mut at = tree.len();
    let airy = height >= tree.len() + 6;
    at += usize::from(airy);
    for line in passages(cx, open) {
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

/// How many rows it asks for: one a link, those of what went through and of how that came out, one for the hand.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let came = outcome_rows(cx, open, usize::from(width).saturating_sub(1));
    open.history.lanes().len() + 3 + came.max(1) + 1
}

/// A link of the chain, below the one that delegates to it.
fn link(cx: &Cx<'_>, open: &Open, depth: usize, actor: &Actor) -> Row {
    let mut row = Row::of(cx, actor);
    if depth > 0 {
        row.branches = format!("{}└ ", "  ".repeat(depth - 1));
    }
    if actor.kind == Kind::Coroutine {
        generator_state(actor.state).clone_into(&mut row.word);
    }
    let delegate = actor
        .fact(YIELD_FROM)
        .filter(|delegate| !delegate.is_empty());
    row.says = match delegate {
        // Where there is little room, whom it delegates to is what matters.
        Some(delegate) => [format!("yield from {delegate}"), format!("from {delegate}")]
            .map(|text| Line::from(span(text, cx.theme.dim())))
            .to_vec(),
        None => doing(cx, open, actor),
    };
    row.tells_state = delegate.is_none() && actor.blocked_on.is_some();
    row
}

/// What went through the wire last: the passages of one verb on its way down, or of one answer on its way up.
fn passages(cx: &Cx<'_>, open: &Open) -> Vec<Line<'static>> {
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
        let text = format!("  {} ─▶ {}  {verb} {value}", name(from), name(to));
        Line::from(span(text, cx.theme.string()))
    });
    let all: Vec<_> = words.collect();
    let skip = all.len().saturating_sub(3);
    all.into_iter().skip(skip).collect()
}
