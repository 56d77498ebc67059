//! The listing: the Python program or the Rust that runs, with the line at which each actor stands.
//!
//! The gutter names the actors by number (a generator by name): `▶` for the one it is about, `▷` for the others.
//! Never knows why they stand there.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Tab, Target};
use crate::lessons::Model;
use crate::protocol::State;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, shown};
use crate::view::syntax::{Language, Lexer};
use crate::world::Actor;

/// Draws the listing.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let (language, lines) = match open.tab {
        Tab::Python => (
            Language::Python,
            open.play
                .listing
                .lines
                .iter()
                .map(|line| line.text.as_str())
                .collect(),
        ),
        Tab::Rust => (
            Language::Rust,
            open.play
                .other
                .unwrap_or_default()
                .lines()
                .collect::<Vec<_>>(),
        ),
    };
    let inner = body(area);
    let rows = usize::from(inner.height);
    let places = places(cx, open);
    let current = open
        .highlighted()
        .and_then(|id| open.world.actor(id))
        .and_then(|actor| line_of(open, actor));
    // Where nobody stands whom it is about, the first who stands somewhere.
    let follow = current.or_else(|| places.keys().next().copied());
    let follow = follow.map_or(0, |line| line.saturating_sub(1));
    let first = first_row(
        open.scroll[Pane::Listing as usize],
        follow,
        lines.len(),
        rows,
    );
    title(
        cx,
        open,
        shown(cx, first, rows, lines.len()),
        area,
        buf,
        hits,
    );

    let last = (first + rows).min(lines.len());
    let marks: Vec<String> = (first..last)
        .map(|at| places.get(&(at + 1)).map_or(String::new(), Gutter::mark))
        .collect();
    let gutter = marks
        .iter()
        .map(|mark| ink::width(mark))
        .max()
        .unwrap_or(0)
        .max(2);
    let digits = lines.len().to_string().len();
    let from = gutter + digits + 2;
    let room = usize::from(inner.width).saturating_sub(from);
    let longest = lines.iter().map(|line| ink::width(line)).max().unwrap_or(0);
    let narrow = longest > room;

    let mut lexer = Lexer::new(Some(language));
    for (at, line) in lines.iter().enumerate().take(last) {
        // Lines above the window are read too: a string may begin there.
        let colored = lexer.line(line, cx.theme, cx.model);
        let Some(row) = at.checked_sub(first) else {
            continue;
        };
        let here = Some(at + 1) == current;
        let mark = &marks[row];
        let mark_style = if here {
            cx.theme.accent(cx.model)
        } else {
            cx.theme.dim()
        };
        let number = if here {
            cx.theme.bold()
        } else {
            cx.theme.dim()
        };
        ink::put(
            inner,
            gutter - ink::width(mark),
            row,
            span(mark.clone(), mark_style),
            buf,
        );
        ink::put(
            inner,
            gutter + 1,
            row,
            span(format!("{:>digits$}", at + 1), number),
            buf,
        );
        ink::put(inner, from, row, Line::from(indented(colored, narrow)), buf);
        if let Some(actor) = places.get(&(at + 1)).and_then(|place| place.first.clone()) {
            hits.push(cells(inner, 0, row, from), Target::Actor(actor));
        }
        if here {
            cx.theme
                .highlight(cells(inner, gutter, row, usize::from(inner.width)), buf);
        }
    }
}

/// The rule with the two tabs.
fn title(
    cx: &Cx<'_>,
    open: &Open,
    note: Option<String>,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) {
    let style = |tab: Tab| {
        if open.tab == tab {
            cx.title(Pane::Listing)
        } else {
            cx.theme.dim()
        }
    };
    let title = [
        span("Python", style(Tab::Python)),
        span(" · ", cx.theme.dim()),
        span("Rust", style(Tab::Rust)),
    ];
    let note = note.map(|note| span(note, cx.theme.dim()));
    ink::rule(area, &title, note, cx.theme.faint(), buf);
    hits.push(cells(area, 2, 0, 6), Target::Tab(Tab::Python));
    hits.push(cells(area, 11, 0, 4), Target::Tab(Tab::Rust));
}

/// Where there is little room, indentation is shown at half its width, so that less is cut.
fn indented(mut spans: Vec<Span<'static>>, narrow: bool) -> Vec<Span<'static>> {
    if !narrow {
        return spans;
    }
    // Lexers give each blank of the indentation as a piece of its own.
    let blanks = spans.iter().take_while(|span| span.content == " ").count();
    spans.drain(..blanks / 2);
    spans
}

/// The line of the shown listing that an actor stands at.
fn line_of(open: &Open, actor: &Actor) -> Option<usize> {
    let place = actor
        .at
        .as_ref()
        .filter(|_| !matches!(actor.state, State::Ended | State::Zombie))?;
    Some(match open.tab {
        Tab::Python => place.line,
        Tab::Rust => place.rust,
    } as usize)
}

/// Who stands at a line.
#[derive(Default)]
struct Gutter {
    names: Vec<String>,
    about: bool,
    first: Option<crate::protocol::ActorId>,
}

impl Gutter {
    /// `2▶`, `2,4▷`, `×5▷`.
    fn mark(&self) -> String {
        let arrow = if self.about { "▶" } else { "▷" };
        // A class of thousands needs no list of its names.
        let names = match self.names.len() {
            1 | 2 => self.names.join(","),
            _ => String::new(),
        };
        match self.names.len() {
            1 | 2 if ink::width(&names) <= 4 => format!("{names}{arrow}"),
            1 => arrow.to_owned(),
            n => format!("×{n}{arrow}"),
        }
    }
}

fn places(cx: &Cx<'_>, open: &Open) -> BTreeMap<usize, Gutter> {
    let mut places: BTreeMap<usize, Gutter> = BTreeMap::new();
    let about = open.highlighted();
    for (n, branch) in open.world.tree().into_iter().enumerate() {
        let actor = branch.actor;
        let Some(line) = line_of(open, actor) else {
            continue;
        };
        let place = places.entry(line).or_default();
        let is_about = about == Some(&actor.id);
        place.about |= is_about;
        if is_about || place.first.is_none() {
            place.first = Some(actor.id.clone());
        }
        place.names.push(match cx.model {
            Some(Model::Coroutine) => actor.name.clone(),
            _ => (n + 1).to_string(),
        });
    }
    places
}
