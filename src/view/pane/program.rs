//! The stage of a script: what is shared, everybody as a tree with what they wait for and who has it, and the circle of a deadlock.
//!
//! Never knows what the script is about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::{Kind, Reason, Source, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::view::pane::threads::{deadlock, doing, packed, part, things};
use crate::view::pane::tree::{branches, how_it_left};
use crate::world::{Actor, Branch};

/// From this width on, pids and tids are shown.
const ROOMY: usize = 54;

/// Draws what is shared, a row an actor, and the circle of a deadlock.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let tree = open.world.tree();
    let deadlock = deadlock(cx, &open.world, width);
    // What is shared gives way: who is there is what the scene is for.
    let mut shared = packed(&things(cx, &open.world), width);
    shared.truncate(height / 3);
    let airy = height > shared.len() + tree.len() + deadlock.len() + 2;
    let mut y = 0;
    for line in &shared {
        ink::put(inner, 0, y, ink::clip(line, width), buf);
        y += 1;
    }
    y += usize::from(airy && !shared.is_empty());
    let rows = height.saturating_sub(y + deadlock.len() + usize::from(airy));
    let followed = open.highlighted();
    let follow = followed.and_then(|id| tree.iter().position(|branch| branch.actor.id == *id));
    let scrolled = open.scroll[Pane::Stage as usize];
    let first = first_row(scrolled, follow.unwrap_or(0), tree.len(), rows);
    let lanes = part(inner, y, rows);
    let seen = tree.len().min(first + rows) - first;
    actors(cx, open, &tree, first, lanes, buf, hits);
    if tree.is_empty() {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
    }
    y += seen + usize::from(airy);
    for line in deadlock {
        ink::put(inner, 0, y.min(height.saturating_sub(1)), line, buf);
        y += 1;
    }
    let python = open.play.settings.get("python");
    let version = (!python.is_empty()).then(|| format!("CPython {python}"));
    let note = shown(cx, first, seen, tree.len()).or(version);
    rule(cx, Pane::Stage, "stage", note, area, buf);
}

/// Draws the rows from this one on.
fn actors(
    cx: &Cx<'_>,
    open: &Open,
    tree: &[Branch<'_>],
    first: usize,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) {
    let width = usize::from(area.width);
    let digits = tree.len().to_string().len();
    let rows = tree.iter().enumerate().skip(first);
    let rows: Vec<_> = rows.take(usize::from(area.height)).collect();
    let lefts: Vec<Line<'_>> = rows
        .iter()
        .map(|(at, branch)| left(cx, open, (at + 1, digits), branch, width >= ROOMY))
        .collect();
    // The states begin one below the other, as long as that leaves them room.
    let column = lefts.iter().map(Line::width).max().unwrap_or(0);
    let column = (column + 2).min(width / 2);
    for (y, ((_, branch), left)) in rows.iter().zip(lefts).enumerate() {
        let actor = branch.actor;
        ink::put(area, 0, y, ink::clip(&left, column.saturating_sub(1)), buf);
        let right = Line::from(right(cx, open, actor));
        let right = ink::clip(&right, width.saturating_sub(column));
        ink::put(area, column, y, right, buf);
        let whole = cells(area, 0, y, width);
        hits.push(whole, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            cx.theme.highlight(whole, buf);
        }
    }
}

/// Who it is: number, place in the tree, name, and what the kernel calls it.
fn left(
    cx: &Cx<'_>,
    open: &Open,
    number: (usize, usize),
    branch: &Branch<'_>,
    roomy: bool,
) -> Line<'static> {
    let theme = cx.theme;
    let (n, digits) = number;
    let actor = branch.actor;
    let gone = matches!(actor.state, State::Zombie | State::Ended);
    let number = match actor.standing && open.past.is_none() {
        true => theme.bold(),
        false => theme.dim(),
    };
    let name = match gone {
        true => theme.dim(),
        false => theme.bold(),
    };
    let mut line = vec![
        span(format!("{n:>digits$}"), number),
        span(if actor.standing { "▷" } else { " " }, number),
        span(branches(&branch.last), theme.faint()),
        span(actor.name.clone(), name),
    ];
    let ids = (actor.kind, actor.ids.pid, actor.ids.tid);
    // The pid of a child is its name.
    let called = match ids {
        (Kind::Process, Some(pid), _) if !actor.name.ends_with(&pid.to_string()) => {
            Some(format!(" {pid}"))
        }
        (Kind::Thread, _, Some(tid)) => Some(format!(" tid {tid}")),
        _ => None,
    };
    if let Some(called) = called.filter(|_| roomy) {
        line.push(span(called, theme.dim()));
        line.push(span("°", theme.dim()));
    }
    Line::from(line)
}

/// What it does: its state, and what it waits for, stands before, or ended with.
fn right(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Vec<Span<'static>> {
    let style = cx.theme.state(actor.state);
    let kernels = match actor.state_source {
        Source::Kernel => "°",
        _ => "",
    };
    let process = actor.kind == Kind::Process;
    let word = match actor.state {
        State::Zombie => cx.say("zombie", &[("how", &how_it_left(cx, actor))]),
        State::Ended if process => how_it_left(cx, actor),
        state => state_word(state, cx.lang).to_owned(),
    };
    let state = format!("{} {word}{kernels}  ", sign(actor.state));
    let mut said = vec![span(state, style)];
    match actor.reason() {
        // Who waits for a lock waits for it; for anything else, in a call.
        Some(Reason::Lock(lock)) => {
            said.push(span(lock.to_owned(), style));
            if let Some(owner) = actor.owner.as_ref().and_then(|id| open.world.actor(id)) {
                said.push(span(format!(" ← {}", owner.name), style));
            }
        }
        Some(_) => said.push(span(actor.blocked_on.as_deref().unwrap_or_default(), style)),
        None if actor.state != State::Zombie => said.extend(doing(cx, open, actor)),
        None => {}
    }
    said
}
