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
use crate::protocol::{Kind, State, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{generator_state, sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::calls::{self, legal, outcome_rows, outcomes};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::frame;
use crate::view::pane::pool::doing;
use crate::view::pane::roster::{self, Row};
use crate::view::pane::tree::branches;
use crate::world::Actor;

/// How many passages are shown at most.
const PASSAGES: usize = 6;

/// Draws the chain and what goes through it.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    rule(cx, Pane::Stage, "stage", None, area, buf);
    let inner = inset(body(area));
    let mut tree = open.world.tree();
    let height = usize::from(inner.height);
    // A script makes many, one after another: those that are closed give way.
    let many = open.play.is_script();
    tree.retain(|branch| !many || !is_closed(branch.actor));
    let actors: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let is_chain = |pair: &[&Actor]| pair[1].parent.as_ref() == Some(&pair[0].id);
    let beside = match !many || actors.windows(2).all(is_chain) {
        true => frames(cx, open, &actors, inner, buf, hits),
        false => None,
    };
    // What goes through, and how that came out, stay in sight.
    let lanes = match many {
        true => ink::rows(inner, 0, height.saturating_sub(KEPT)),
        false => inner,
    };
    let mut at = beside.unwrap_or(tree.len().min(usize::from(lanes.height)));
    if beside.is_none() {
        let place = |actor: &Actor| actors.iter().position(|other| other.id == actor.id);
        roster::draw(cx, open, &actors, lanes, (buf, hits), |actor| {
            let place = place(actor).unwrap_or(0);
            let branches = match many {
                true => branches(&tree[place].last),
                false if place > 0 => format!("{}└ ", "  ".repeat(place - 1)),
                false => String::new(),
            };
            link(cx, open, branches, actor)
        });
    }
    let airy = height >= at + 6;
    at += usize::from(airy);
    for line in passages(cx, open) {
        ink::put(inner, 0, at, line, buf);
        at += 1;
    }
    at += usize::from(airy && height >= at + 4);
    let rest = height.saturating_sub(at + 1);
    if rest > 0 {
        let calls = ink::rows(inner, at, rest.min(3));
        outcomes(cx, open, calls, buf);
    }
    if height > at {
        legal(cx, open, calls::generator(open), (inner, height - 1), buf);
    }
}

/// How many rows it asks for: one a link, those of what went through and of how that came out, one for the hand.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let came = outcome_rows(cx, open, usize::from(width).saturating_sub(1));
    open.history.lanes().len() + 3 + came.max(1) + 1
}

/// How many rows a script's generators leave to what goes through them.
const KEPT: usize = 4;

/// Whether it is a generator that is closed.
fn is_closed(actor: &Actor) -> bool {
    actor.kind == Kind::Coroutine && actor.state == State::Ended
}

/// The narrowest frame that says anything, the blanks between two, and the rows of one without locals.
const FRAME: usize = 15;
const BETWEEN: usize = 2;
const ROWS: usize = 6;

/// With room, draws the frames side by side, each beside its caller; answers with how many rows they take.
fn frames(
    cx: &Cx<'_>,
    open: &Open,
    actors: &[&Actor],
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) -> Option<usize> {
    let (wide, high) = (usize::from(area.width), usize::from(area.height));
    let each = ((wide + BETWEEN) / actors.len().max(1))
        .checked_sub(BETWEEN)?
        .min(26);
    if each < FRAME || actors.len() < 2 {
        return None;
    }
    let locals = |actor: &&Actor| frame::local_rows(cx, actor, each - 4).len();
    let rows = ROWS + actors.iter().map(locals).max().unwrap_or(0);
    if high < rows + 6 {
        return None;
    }
    let numbers = open.rows();
    for (n, actor) in actors.iter().enumerate() {
        let x = n * (each + BETWEEN);
        let number = numbers.iter().position(|id| *id == actor.id).unwrap_or(n) + 1;
        let place = ink::part(area, x, 0, each, rows);
        hits.push(place, Target::Actor(actor.id.clone()));
        let line = match actor.kind {
            Kind::Coroutine if actor.state != State::Ended => cx.theme.accent(cx.model),
            Kind::Coroutine => cx.theme.faint(),
            _ => cx.theme.dim(),
        };
        let stands = if actor.standing { "▷" } else { "" };
        let title = format!("{number}{stands} {}", actor.name);
        let inside = frame::bordered(cx, &title, line, place, buf);
        let state = format!("{} {}", sign(actor.state), state_word(actor.state, cx.lang));
        ink::put(inside, 0, 0, span(state, cx.theme.state(actor.state)), buf);
        if let Some(place) = actor.at.as_ref().filter(|_| actor.state != State::Ended) {
            ink::put(
                inside,
                0,
                1,
                frame::at_line(cx, &place.line.to_string()),
                buf,
            );
        }
        let locals = frame::local_rows(cx, actor, usize::from(inside.width));
        for (row, line) in locals.into_iter().enumerate() {
            ink::put(inside, 0, 3 + row, line, buf);
        }
        if let Some(next) = actors.get(n + 1) {
            wire(cx, open, actor, next, (area, x + each), buf);
        }
    }
    Some(rows)
}

/// The arrows between two frames: what went last, down or up, in colour.
fn wire(
    cx: &Cx<'_>,
    open: &Open,
    actor: &Actor,
    next: &Actor,
    (area, x): (Rect, usize),
    buf: &mut Buffer,
) {
    let went = newest(open);
    let style = |from: &Actor, to: &Actor| {
        let passed =
            |(by, into, ..): &&Passage<'_>| *by == from.id.as_str() && *into == to.id.as_str();
        match went.iter().find(passed) {
            Some(_) => cx.theme.accent(cx.model),
            None => cx.theme.faint(),
        }
    };
    ink::put(area, x, 1, span("─▶", style(actor, next)), buf);
    ink::put(area, x, 2, span("◀─", style(next, actor)), buf);
}

/// A link of the chain, below the one that delegates to it.
fn link(cx: &Cx<'_>, open: &Open, branches: String, actor: &Actor) -> Row {
    let mut row = Row::of(cx, actor);
    row.branches = branches;
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

/// From whom, to whom, by which verb, and what.
type Passage<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What went through the wire last: the passages of one verb on its way down, or of one answer on its way up.
fn newest(open: &Open) -> Vec<Passage<'_>> {
    let mut newest: Vec<Passage<'_>> = Vec::new();
    for event in open.lately().iter().rev() {
        if let What::Message {
            from,
            to,
            verb,
            value,
        } = &event.what
        {
            // A passage ends where the next begins; another one is another story.
            let joins = newest.last().is_none_or(|(next, ..)| next == to);
            if !joins || newest.len() == PASSAGES {
                break;
            }
            newest.push((from, to, verb, value));
        }
    }
    newest.reverse();
    newest
}

/// The last of these passages, a row each.
fn passages(cx: &Cx<'_>, open: &Open) -> Vec<Line<'static>> {
    let name = |id: &str| {
        let actor = id.parse().ok().and_then(|id| open.world.actor(&id));
        actor.map_or(id.to_owned(), |actor| actor.name.clone())
    };
    let words = newest(open).into_iter().map(|(from, to, verb, value)| {
        let text = format!("  {} ─▶ {}  {verb} {value}", name(from), name(to));
        Line::from(span(text, cx.theme.string()))
    });
    let all: Vec<_> = words.collect();
    let skip = all.len().saturating_sub(3);
    all.into_iter().skip(skip).collect()
}
