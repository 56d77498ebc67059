//! The stage of a fork's two processes side by side: one address, two values, pages shared and private, file offset, buffer.
//!
//! Never knows how these are read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::{Source, State, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::world::{Actor, Fact};

/// A row: its word, the fact it shows, and its rank: where there is little room, the highest give way.
const ROWS: [(&str, &str, usize); 8] = [
    ("memory.address", "address", 6),
    ("memory.value", "memory[0]", 0),
    ("memory.byte", "byte at the address", 5),
    ("memory.frame", "page frame", 7),
    ("memory.shared", "pages shared", 1),
    ("memory.private", "pages private", 2),
    ("memory.offset", "file offset", 3),
    ("memory.buffer", "bytes in buffer", 4),
];

/// The widest bar, in cells.
const BAR: usize = 16;

/// Draws the two columns.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let legend = cx.word("memory.legend").to_owned();
    rule(cx, Pane::Stage, "stage", Some(legend), area, buf);
    let tree = open.world.tree();
    let Some(first) = tree.first() else {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
        return;
    };
    let rows = fitting(usize::from(inner.height).saturating_sub(2));
    let airy = usize::from(inner.height) >= ROWS.len() + 8;
    let words = rows.iter().map(|(word, _, _)| ink::width(cx.word(word)));
    let label = words.max().unwrap_or(0) + 2;
    let wide = usize::from(inner.width).saturating_sub(label) / 2;
    let pages = pages(first.actor);
    let step = step_begin(open);

    // Whoever else may be there: the fork of the listing is the only one.
    for n in 0..2 {
        let column = ink::columns(inner, label + n * wide, wide);
        let Some(branch) = tree.get(n) else {
            ink::put(
                column,
                0,
                0,
                span(cx.word("memory.no_child"), cx.theme.dim()),
                buf,
            );
            continue;
        };
        head(cx, open, n, branch.actor, column, buf);
        hits.push(
            cells(column, 0, 0, wide),
            Target::Actor(branch.actor.id.clone()),
        );
        if open.selected.as_ref() == Some(&branch.actor.id) {
            cx.theme
                .highlight(cells(column, 0, 0, wide.saturating_sub(1)), buf);
        }
        // Nothing of a child's is left: what it had was freed, or is the parent's alone.
        let left = n > 0 && branch.actor.is_gone();
        for (y, (_, key, _)) in rows.iter().enumerate().filter(|_| !left) {
            let fact = branch.actor.facts.get(key);
            let line = match fact {
                Some(fact) => cell(cx, branch.actor, fact, fact.since > step, pages, wide),
                None if refused(branch.actor, key) => {
                    Line::from(span(cx.word("memory.unread"), cx.theme.waiting()))
                }
                None => continue,
            };
            ink::put(column, 0, place(y, key, airy), ink::clip(&line, wide), buf);
        }
    }
    for (y, (word, key, _)) in rows.iter().enumerate() {
        ink::put(
            inner,
            0,
            place(y, key, airy),
            span(cx.word(word), cx.theme.dim()),
            buf,
        );
    }
    if airy && pages > 0 {
        explain(cx, pages, inner, buf);
    }
}

/// How many rows it asks for: the heads and the facts.
pub fn rows(_: &Cx<'_>, _: &Open, _: u16) -> usize {
    2 + ROWS.len()
}

/// The rows that there is room for, in their order.
fn fitting(room: usize) -> Vec<(&'static str, &'static str, usize)> {
    ROWS.into_iter()
        .filter(|(_, _, rank)| *rank < room)
        .collect()
}

/// The row of the screen of a row of facts: with room, memory, pages and files stand apart.
fn place(y: usize, key: &str, airy: bool) -> usize {
    let apart = match key {
        "pages shared" | "pages private" => 2,
        "file offset" | "bytes in buffer" => 3,
        _ => 1,
    };
    2 + y + if airy { apart } else { 0 }
}

/// Who this is, and in which state.
fn head(cx: &Cx<'_>, open: &Open, n: usize, actor: &Actor, column: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let number = if actor.standing && open.past.is_none() {
        theme.bold()
    } else {
        theme.dim()
    };
    let gone = actor.is_gone();
    let who = if gone { theme.dim() } else { theme.bold() };
    let line = vec![
        span(format!("{}", n + 1), number),
        span(if actor.standing { "▷" } else { " " }, number),
        span(format!("{}°", actor.label()), who),
    ];
    let after = ink::put(column, 0, 0, Line::from(line), buf);
    let role = match n {
        0 => cx.word("memory.parent"),
        _ => cx.word("memory.child"),
    };
    // Left out rather than cut: the parent stands on the left in any case.
    if after + 1 + ink::width(role) < usize::from(column.width) {
        ink::put(column, after + 1, 0, span(role, theme.dim()), buf);
    }
    let mark = if actor.state_source == Source::Kernel {
        "°"
    } else {
        ""
    };
    let state = format!(
        "{} {}{mark}",
        sign(actor.state),
        state_word(actor.state, cx.lang)
    );
    ink::put(column, 0, 1, span(state, theme.state(actor.state)), buf);
}

/// A fact as its cell shows it: new ones bold and marked, those of a process that is gone dim.
fn cell(
    cx: &Cx<'_>,
    actor: &Actor,
    fact: &Fact,
    new: bool,
    pages: usize,
    wide: usize,
) -> Line<'static> {
    let theme = cx.theme;
    let gone = actor.is_gone();
    let style = match (gone, new) {
        (true, _) => theme.dim(),
        (false, true) => theme.bold(),
        (false, false) => Style::new(),
    };
    let mark = if new && !gone { "*" } else { " " };
    let counts = matches!(&*fact.key, "pages shared" | "pages private");
    if !counts {
        let text = match &*fact.key {
            "bytes in buffer" => cx.say("memory.bytes", &[("n", &fact.value)]),
            _ => fact.value.to_string(),
        };
        return Line::from(span(format!("{text}{mark}"), style));
    }
    let digits = pages.to_string().len();
    let count = fact.value.parse::<usize>().unwrap_or(0).min(pages);
    let room = BAR.min(wide.saturating_sub(digits + 3));
    // What is there at all is seen, if only as one cell.
    let full = (count * room)
        .checked_div(pages)
        .unwrap_or(0)
        .max(usize::from(count > 0));
    let (bar, ink) = match &*fact.key {
        "pages shared" => ("░", theme.dim()),
        _ => ("█", theme.accent(cx.model)),
    };
    Line::from(vec![
        span(format!("{:>digits$}{mark}", fact.value), style),
        Span::raw(" "),
        span(
            bar.repeat(full.min(room)),
            if gone { theme.dim() } else { ink },
        ),
    ])
}

/// Whether a fact of the kernel's is missing that is told together with one that is there.
fn refused(actor: &Actor, key: &str) -> bool {
    let beside = match key {
        "byte at the address" | "page frame" | "pages shared" | "pages private" => "memory[0]",
        "file offset" => "bytes in buffer",
        _ => return false,
    };
    actor.fact(beside).is_some()
}

/// How many pages the memory has: as many as the first process has in all.
fn pages(first: &Actor) -> usize {
    let count = |key| {
        first
            .fact(key)
            .and_then(|n| n.parse::<usize>().ok())
            .unwrap_or(0)
    };
    count("pages shared") + count("pages private")
}

/// What the counts mean, and who says what, below the rows.
fn explain(cx: &Cx<'_>, pages: usize, inner: Rect, buf: &mut Buffer) {
    let said = [
        cx.say("memory.pages", &[("n", &pages.to_string())]),
        cx.word("memory.frames").to_owned(),
    ];
    let rows = usize::from(inner.height);
    for (n, text) in said.into_iter().enumerate() {
        ink::put(inner, 0, rows - 2 + n, span(text, cx.theme.dim()), buf);
    }
}

/// The last permit's place in the run at the position one looks at: what was told after it is new in this step.
fn step_begin(open: &Open) -> u64 {
    let permit = |what: &What| {
        matches!(
            what,
            What::State {
                state: State::Running,
                source: Source::Demo,
                ..
            }
        )
    };
    let last = open.lately().iter().rev().find(|event| permit(&event.what));
    last.map_or(0, |event| event.seq)
}
