//! The stage of the generator lessons: the caller, the generator's frame, and the values that travel between them.
//!
//! ```text
//! ╭ main ──────╮          ╭ g ──────────────╮
//! │ ● running  │─ send ──▶│ ‖ GEN_SUSPENDED │
//! │ at line 16 │◀─ yield ─│ at line 7       │
//! ╰────────────╯          │                 │
//!  send                   │ pattern 'python'│
//!   'python generator'    │ line            │
//!                         │  'python gener…'│
//! ```
//! With room, the values stand between the boxes, each below its arrow.
//! Never knows processes or queues.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::Key;
use crate::protocol::{Event, State, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{generator_state, sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::calls::{generator, legal, outcome_rows, outcomes};
use crate::view::pane::edge::{body, rule};
use crate::view::pane::roster::{self, ROOMY};
use crate::view::syntax::{Language, Lexer};
use crate::view::wrap::wrap;
use crate::world::Actor;

/// Draws caller, generator and what goes between.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    rule(cx, Pane::Stage, "stage", None, area, buf);
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let Some(caller) = open.world.actors().next() else {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
        return;
    };
    let generator = generator(open);
    let height = usize::from(inner.height);
    // Without room for what is said below the boxes, the boxes come first.
    let came = outcome_rows(cx, open, usize::from(inner.width)).max(1);
    let below = match height.saturating_sub(7) {
        room @ 0..2 => room,
        room => room.min(came + 1),
    };
    let boxes = ink::rows(inner, 0, height - below);
    let places = Places::of(boxes, generator.map_or(0, |g| locals(g).count()));
    hits.push(places.caller, Target::Actor(caller.id.clone()));
    caller_box(cx, open, caller, places.caller, buf);
    match generator {
        Some(generator) => {
            hits.push(places.frame, Target::Actor(generator.id.clone()));
            generator_box(cx, generator, places.frame, buf);
            travelling(cx, open, generator, &places, buf);
        }
        None => {
            let inside = bordered(cx, "g", cx.theme.faint(), places.frame, buf);
            ink::put(inside, 0, 0, span(cx.word("not_made"), cx.theme.dim()), buf);
        }
    }
    if below >= 2 {
        let calls = Rect {
            y: places.frame.bottom(),
            height: inner.bottom() - 1 - places.frame.bottom(),
            ..inner
        };
        outcomes(cx, open, calls, buf);
    }
    if below >= 1 {
        legal(cx, open, generator, (inner, height - 1), buf);
    }
}

/// Where the boxes are, the arrows between them, and the values that travelled.
struct Places {
    caller: Rect,
    frame: Rect,
    arrows: Rect,
    /// Below the arrows, where there is room; otherwise below the caller.
    values: Rect,
    wide: bool,
}

impl Places {
    fn of(area: Rect, locals: usize) -> Places {
        let part = |x: u16, y: u16, width: u16, height: u16| Rect {
            x: area.x + x.min(area.width),
            y: area.y + y.min(area.height),
            width: width.min(area.width.saturating_sub(x)),
            height: height.min(area.height.saturating_sub(y)),
        };
        let tall = ink::side(5 + locals).max(8);
        let tall = tall.min(area.height);
        if usize::from(area.width) >= ROOMY {
            let left = (area.width / 4).clamp(18, 28);
            let middle = (area.width / 3).clamp(22, 44);
            let right = (area.width - left - middle).min(60);
            let arrows = part(left, 0, middle, tall);
            return Places {
                caller: part(0, 0, left, tall),
                frame: part(left + middle, 0, right, tall),
                arrows,
                values: arrows,
                wide: true,
            };
        }
        // A value is seldom longer than half of it: they stand below the caller, which says little.
        let frame = 23.min(area.width / 2 + 2);
        let half = area.width - frame;
        let left = half.min(14);
        let low = tall.min(4);
        Places {
            caller: part(0, 0, left, low),
            frame: part(half, 0, frame, tall),
            arrows: part(left, 0, half.saturating_sub(left), low),
            values: part(0, low, half, tall - low),
            wide: false,
        }
    }
}

/// How many rows it asks for: the boxes, how the last call came out, and one for the hand.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let width = usize::from(width).saturating_sub(2);
    8 + outcome_rows(cx, open, width).max(1) + 1
}

fn locals(actor: &Actor) -> impl Iterator<Item = (&str, &str)> {
    // A finished generator has no frame any more (`gi_frame` is None), and with it its locals are gone.
    let lives = actor.state != State::Ended;
    let facts = actor.facts.iter().filter(move |_| lives);
    let facts = facts.filter_map(|fact| match Key::of(&fact.key) {
        Key::Local(name) => Some((name, &*fact.value)),
        _ => None,
    });
    let innermost = actor.frames.innermost().filter(move |_| lives);
    let told = innermost.into_iter().flat_map(|frame| &frame.locals);
    facts.chain(told.map(|(name, value)| (&**name, &**value)))
}

/// Draws a box with a name in its upper edge; answers with its inside.
pub(in crate::view::pane) fn bordered(
    cx: &Cx<'_>,
    name: &str,
    line: Style,
    area: Rect,
    buf: &mut Buffer,
) -> Rect {
    let (wide, high) = (usize::from(area.width), usize::from(area.height));
    if wide < 5 || high < 3 {
        return Rect::default();
    }
    let edge = "─".repeat(wide - 2);
    ink::put(area, 0, 0, span(format!("╭{edge}╮"), line), buf);
    ink::put(area, 0, high - 1, span(format!("╰{edge}╯"), line), buf);
    for row in 1..high - 1 {
        ink::put(area, 0, row, span("│", line), buf);
        ink::put(area, wide - 1, row, span("│", line), buf);
    }
    let title = span(format!(" {name} "), cx.theme.bold());
    ink::put(
        Rect {
            width: area.width - 1,
            ..area
        },
        1,
        0,
        title,
        buf,
    );
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width - 4,
        height: area.height - 2,
    }
}

fn caller_box(cx: &Cx<'_>, open: &Open, caller: &Actor, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let inside = bordered(cx, &caller.name, theme.dim(), area, buf);
    let state = format!(
        "{} {}",
        sign(caller.state),
        state_word(caller.state, cx.lang)
    );
    let wide = usize::from(inside.width);
    ink::put(inside, 0, 0, span(state, theme.state(caller.state)), buf);
    let mut row = 1;
    if let Some(place) = &caller.at {
        ink::put(inside, 0, row, at_line(cx, &place.line.to_string()), buf);
        row += 1;
        let code = roster::code(open, caller);
        // A line cut to pieces tells nothing: it stands in the listing, too.
        if ink::width(code) <= wide {
            let colored = Lexer::new(Some(Language::Python)).line(code, theme, cx.model);
            ink::put(inside, 0, row, Line::from(colored), buf);
            row += 1;
        }
    }
    if let Some(on) = caller
        .blocked_on
        .as_deref()
        .filter(|on| ink::width(on) <= wide)
    {
        ink::put(inside, 0, row, span(on, theme.dim()), buf);
        row += 1;
    }
    if let Some(pid) = caller.ids.pid {
        let last = usize::from(inside.height).saturating_sub(1);
        if last >= row {
            let pid = span(format!("pid {pid}°"), theme.dim());
            ink::put(inside, 0, last, pid, buf);
        }
    }
}

pub(in crate::view::pane) fn at_line(cx: &Cx<'_>, line: &str) -> Line<'static> {
    let said = cx.say("at_line", &[("line", "\u{1}")]);
    let (before, after) = said.split_once('\u{1}').unwrap_or((&said, ""));
    Line::from(vec![
        Span::raw(before.to_owned()),
        span(line, cx.theme.bold()),
        Span::raw(after.to_owned()),
    ])
}

fn generator_box(cx: &Cx<'_>, generator: &Actor, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let alive = generator.state != State::Ended;
    let line = if alive {
        theme.accent(cx.model)
    } else {
        theme.faint()
    };
    let inside = bordered(cx, &generator.name, line, area, buf);
    let state = format!(
        "{} {}",
        sign(generator.state),
        generator_state(generator.state)
    );
    ink::put(inside, 0, 0, span(state, theme.state(generator.state)), buf);
    if let Some(place) = generator.at.as_ref().filter(|_| alive) {
        ink::put(inside, 0, 1, at_line(cx, &place.line.to_string()), buf);
    }
    let (wide, high) = (usize::from(inside.width), usize::from(inside.height));
    let rows = local_rows(cx, generator, wide);
    // An empty row above them where there is room.
    let top = if rows.len() + 3 <= high { 3 } else { 2 };
    for (n, line) in rows.into_iter().enumerate() {
        ink::put(inside, 0, top + n, line, buf);
    }
}

/// The locals of a frame, a row each, and as many as a value needs.
pub(in crate::view::pane) fn local_rows(
    cx: &Cx<'_>,
    generator: &Actor,
    wide: usize,
) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let names = locals(generator).map(|(name, _)| ink::width(name)).max();
    let names = names.unwrap_or(0) + 1;
    let mut rows: Vec<Line<'static>> = Vec::new();
    for (name, value) in locals(generator) {
        let name = span(ink::pad(name, names), theme.dim());
        let value = span(value, theme.string());
        if names + value.width() <= wide {
            rows.push(Line::from(vec![name, value]));
        } else {
            rows.push(Line::from(name));
            let value = wrap(&[value], wide.saturating_sub(1));
            rows.extend(value.into_iter().map(indented));
        }
    }
    rows
}

fn indented(line: Line<'static>) -> Line<'static> {
    Line::from([vec![Span::raw(" ")], line.spans].concat())
}

/// A value that went one way: the verb, what, and when.
struct Way {
    verb: String,
    value: String,
    seq: u64,
}

/// The arrows between the boxes, the newest in colour, and what travelled along them.
fn travelling(cx: &Cx<'_>, open: &Open, generator: &Actor, places: &Places, buf: &mut Buffer) {
    let past = open.lately();
    let id = generator.id.as_str();
    let into = last_way(past, |_, to| to == id);
    let out = last_way(past, |from, _| from == id);
    // Of the last call alone: what came out of one before it is over, and so is everything when it was turned away at once.
    let (into, out) = match (into, out) {
        (Some(into), out) if calls_since(past, into.seq, &generator.name) < 2 => {
            let out = out.filter(|out| out.seq > into.seq);
            (Some(into), out)
        }
        (None, out) => (None, out),
        _ => (None, None),
    };
    let into = into.map(|way| (way, true));
    let ways: Vec<(Way, bool)> = into
        .into_iter()
        .chain(out.map(|way| (way, false)))
        .collect();
    let newest = ways.iter().map(|(way, _)| way.seq).max();
    let theme = cx.theme;
    let style = |fresh: bool, style: Style| if fresh { style } else { theme.dim() };
    let wide = usize::from(places.arrows.width);
    if wide < 5 {
        return;
    }
    let mut row = if places.wide { 1 } else { 0 };
    // What doesn't fit is what is older.
    let mut below: Vec<(bool, Vec<Line<'static>>)> = Vec::new();
    for (at, (way, goes_in)) in ways.iter().enumerate() {
        let fresh = Some(way.seq) == newest;
        let accent = style(fresh, theme.accent(cx.model));
        let line = |label: &str| {
            let rest = "─".repeat(wide.saturating_sub(ink::width(label) + 1));
            match goes_in {
                true => format!("{label}{rest}▶"),
                false => format!("◀{rest}{label}"),
            }
        };
        let inner = usize::from(places.values.width).saturating_sub(2);
        let value = wrap(
            &[span(way.value.clone(), style(fresh, theme.string()))],
            inner,
        );
        if places.wide {
            let within = Rect {
                x: places.values.x + 1,
                width: places.values.width - 2,
                ..places.values
            };
            ink::put(within, 0, row, span(way.verb.clone(), accent), buf);
            ink::put(places.arrows, 0, row + 1, span(line(""), accent), buf);
            row += 2;
            for line in value.into_iter().take(2) {
                ink::put(within, 0, row, line, buf);
                row += 1;
            }
        } else {
            let label = format!(" {} ", way.verb);
            let label = if ink::width(&label) + 3 <= wide {
                format!("─{label}")
            } else {
                String::new()
            };
            ink::put(places.arrows, 0, at + 1, span(line(&label), accent), buf);
            let verb = Line::from(span(way.verb.clone(), accent));
            below.push((
                fresh,
                [vec![verb], value.into_iter().map(indented).collect()].concat(),
            ));
        }
    }
    below.retain(|(_, lines)| lines.len() > 1);
    let room = usize::from(places.values.height);
    let needed = |below: &[(bool, Vec<Line<'_>>)]| -> usize {
        below.iter().map(|(_, lines)| lines.len()).sum()
    };
    if needed(&below) > room {
        below.retain(|(fresh, _)| *fresh);
    }
    // A part of a value tells nothing: how the call came out is said below, whole.
    if needed(&below) > room {
        below.clear();
    }
    for line in below.into_iter().flat_map(|(_, lines)| lines) {
        ink::put(places.values, 1, row, line, buf);
        row += 1;
    }
}

/// How many calls of this generator have come out since then.
fn calls_since(past: &[Event], seq: u64, name: &str) -> usize {
    let of =
        |event: &&Event| matches!(&event.what, What::Outcome { call, .. } if call.contains(name));
    let later = past.iter().rev().take_while(|event| event.seq > seq);
    later.filter(of).count()
}

fn last_way(past: &[Event], is: impl Fn(&str, &str) -> bool) -> Option<Way> {
    past.iter().rev().find_map(|event| match &event.what {
        What::Message {
            from,
            to,
            verb,
            value,
        } if is(from, to) => Some(Way {
            verb: verb.to_string(),
            value: value.clone(),
            seq: event.seq,
        }),
        _ => None,
    })
}
