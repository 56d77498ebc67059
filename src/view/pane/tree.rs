//! The stage of the process lessons: who forked whom, what `fork()` gave in each process, its state, how it left.
//!
//! Never knows threads' queues or generators' frames.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::protocol::keys::{FORK, Key};
use crate::protocol::{ActorId, How, Kind, Source, State};
use crate::view::cx::Cx;
use crate::view::glyphs::state_word;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::below;
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::roster::{self, ROOMY, Row};
use crate::world::{Actor, Branch};

/// Draws the tree.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let mut inner = body(area);
    let tree = open.world.tree();
    if inner.height >= 6 {
        let last = Rect {
            y: inner.bottom() - 1,
            height: 1,
            ..inner
        };
        let airy = usize::from(inner.height) > tree.len() + 1;
        inner.height -= 1 + u16::from(airy);
        summary(cx, open, last, buf);
    }
    let inner = inset(inner);
    let actors: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let places: HashMap<&ActorId, &Branch<'_>> = tree
        .iter()
        .map(|branch| (&branch.actor.id, branch))
        .collect();
    let roomy = usize::from(inner.width) >= ROOMY;
    let seen = roster::draw(cx, open, &actors, inner, (buf, hits), |actor| {
        let branches = places
            .get(&actor.id)
            .map_or_else(String::new, |at| branches(&at.last));
        row(cx, actor, branches, roomy)
    });
    rule(cx, Pane::Stage, "stage", seen.note(cx), area, buf);
    if tree.is_empty() {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
    }
}

/// How many rows it asks for: one a process, and what is said below them.
pub fn rows(_: &Cx<'_>, open: &Open, _: u16) -> usize {
    open.history.lanes().len() + 2
}

/// A process: what each `fork()` gave it, and its own `i`; or how it left.
fn row(cx: &Cx<'_>, actor: &Actor, branches: String, roomy: bool) -> Row {
    let theme = cx.theme;
    let line = |text: String, style| Line::from(span(text, style));
    let mark = match actor.state_source {
        Source::Kernel => "°",
        _ => "",
    };
    let mut row = Row {
        branches,
        // A thread has its process's.
        ids: match (actor.kind, actor.ids.pid) {
            (Kind::Process, Some(pid)) => format!("{pid}°"),
            _ => String::new(),
        },
        word: format!("{}{mark}", state_word(actor.state, cx.lang)),
        ..Row::of(cx, actor)
    };
    // The branches say whose child it is.
    if !roomy && !row.ids.is_empty() {
        row.name.content = std::mem::take(&mut row.ids).into();
    }
    let how = || how_it_left(cx, actor);
    match actor.state {
        State::Zombie => {
            let style = theme.zombie();
            row.tells_state = true;
            row.says = vec![
                line(cx.say("zombie", &[("how", &how())]) + mark, style),
                line(how() + mark, style),
            ];
        }
        State::Ended => {
            row.name.style = theme.dim();
            row.word = match actor.parent.is_some() && actor.reaped_by.is_some() {
                true => cx.say("reaped", &[("how", &how())]) + mark,
                false => how() + mark,
            };
        }
        _ => {
            let returned = actor
                .fact(FORK)
                .map(|fork| fork.replace(['[', ']', ','], ""));
            let given = returned.map_or_else(String::new, |given| format!("→ {given}"));
            let i = actor.fact(&Key::Local("i").to_string());
            let i = i.map_or_else(String::new, |i| format!("i = {i}  "));
            let waits = actor.blocked_on.as_deref().filter(|_| roomy);
            let waits = waits.map_or_else(String::new, |on| format!("  {on}"));
            let fork = if given.is_empty() { "" } else { "fork " };
            for (i, fork, waits) in [
                (&*i, fork, &*waits),
                (&*i, fork, ""),
                (&*i, "", ""),
                ("", "", ""),
            ] {
                row.says.push(Line::from(vec![
                    span(i.to_owned(), theme.bold()),
                    span(format!("{fork}{given}"), theme.dim()),
                    span(waits.to_owned(), theme.waiting()),
                ]));
            }
        }
    }
    row
}

/// `│ ├─ └─` before a row.
pub(super) fn branches(last: &[bool]) -> String {
    let Some((own, above)) = last.split_last() else {
        return String::new();
    };
    let mut text: String = above
        .iter()
        .map(|last| if *last { "  " } else { "│ " })
        .collect();
    text.push_str(if *own { "└─" } else { "├─" });
    text
}

/// How a process left, in words: a zombie by its status, one that has been waited for by what its parent was told.
pub(super) fn how_it_left(cx: &Cx<'_>, actor: &Actor) -> String {
    let exit = |code: i32| cx.say("exit", &[("code", &code.to_string())]);
    let killed = |signal: i32| cx.say("signal", &[("signal", &signal.to_string())]);
    let how = actor.how().cloned();
    match how.or_else(|| actor.zombie_status.map(How::of_status)) {
        Some(How::Exit(code)) => exit(code),
        Some(How::Signal(signal)) => killed(signal),
        Some(How::Return(value)) => cx.say("returned", &[("value", &value)]),
        Some(How::Raise(error)) => cx.say("raised", &[("error", &error)]),
        None => cx.word("exited").to_owned(),
    }
}

/// The line below the tree: how many processes there will be, how many live now, and what `°` means.
fn summary(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let mut after = 0;
    if let Some(words) = below::words(cx, open) {
        let alive = |actor: &&Actor| !actor.is_gone();
        let now = open.world.actors().filter(alive).count().to_string();
        let mut line = vec![span(format!(" {words}  "), theme.dim())];
        // Whoever is still predicting it isn't told.
        if let (Some((sum, all)), false) = (below::actors(cx, open), open.predictions.are_pending())
        {
            line.extend([
                Span::raw(format!("{sum} = ")),
                span(all.to_string(), theme.bold()),
                Span::raw(format!(" {}", cx.word("processes"))),
            ]);
        }
        line.push(span(
            format!("  {}", cx.say("alive", &[("n", &now)])),
            theme.dim(),
        ));
        after = ink::put(area, 0, 0, line, buf);
    }
    let kernels = span(cx.word("kernels"), theme.dim());
    ink::put_right(area, after + 2, 0, kernels, buf);
}
