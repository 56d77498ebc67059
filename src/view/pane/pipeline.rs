//! The stage of the pipeline: a row a station, below the one that sends to it, and what went into each last.
//!
//! ```text
//! main               ◐ blocked
//! └▶ source          ◐ GEN_RUNNING    next None
//!    └▶ grep python  ◐ GEN_RUNNING    send 'python generator'
//!       └▶ printer   ● GEN_RUNNING    send 'python generator'
//! grep python ─ send 'python generator' ─▶ printer
//! ```
//! Never knows what the stations do: who sends to whom is told as the fact `target`.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::TARGET;
use crate::protocol::{Kind, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{generator_state, sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::calls;
use crate::view::pane::edge::{body, rule};
use crate::view::wrap::wrap;
use crate::world::Actor;

/// What resumes a station; its answers go the other way.
const INTO: [&str; 4] = ["next", "send", "throw", "close"];

/// Draws the stations, the last outcomes and what can be done by hand.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    rule(cx, Pane::Stage, "stage", None, area, buf);
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let stations = stations(open);
    if stations.is_empty() {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
        return;
    }
    let height = usize::from(inner.height);
    // A row at the bottom is for the hand; stations come before outcomes.
    let room = height.saturating_sub(1);
    // With room, a connecting row stands between two stations.
    let pace = if room >= 2 * stations.len() + 3 { 2 } else { 1 };
    let names = stations
        .iter()
        .map(|(depth, actor)| 3 * depth + ink::width(&actor.name))
        .max()
        .unwrap_or(0);
    let newest = newest(open);
    for (n, (depth, actor)) in stations.iter().enumerate() {
        let y = n * pace;
        if y >= room {
            break;
        }
        let row = ink::rows(inner, y, 1);
        hits.push(row, Target::Actor(actor.id.clone()));
        if pace == 2 && *depth > 0 {
            let above = Rect {
                y: row.y - 1,
                ..row
            };
            ink::put(above, 3 * (depth - 1), 0, span("│", cx.theme.dim()), buf);
        }
        station(cx, open, *depth, actor, names, newest, row, buf);
    }
    let used = stations.len() * pace;
    let mut below = used + usize::from(room > used + 3);
    for line in travelling(cx, open, usize::from(inner.width)) {
        if below < room {
            ink::put(inner, 0, below, line, buf);
            below += 1;
        }
    }
    if below < room {
        let calls = ink::rows(inner, below, room - below);
        calls::outcomes(cx, open, calls, buf);
    }
    let last = height.saturating_sub(1);
    calls::legal(cx, open, source(open), (inner, last), buf);
}

/// How many rows it asks for: one a station, what went on last, how it came out, and one for the hand.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let width = usize::from(width).saturating_sub(2);
    let came = calls::outcome_rows(cx, open, width).max(1);
    open.history.lanes().len() + travelling(cx, open, width).len() + came + 1
}

#[expect(clippy::too_many_arguments, reason = "a row is all that they say")]
fn station(
    cx: &Cx<'_>,
    open: &Open,
    depth: usize,
    actor: &Actor,
    names: usize,
    newest: Option<u64>,
    row: Rect,
    buf: &mut Buffer,
) {
    let theme = cx.theme;
    if depth > 0 {
        ink::put(row, 3 * (depth - 1), 0, span("└▶", theme.dim()), buf);
    }
    ink::put(
        row,
        3 * depth,
        0,
        span(actor.name.clone(), theme.bold()),
        buf,
    );
    let generator = actor.kind == Kind::Coroutine;
    let word = if generator {
        generator_state(actor.state)
    } else {
        state_word(actor.state, cx.lang)
    };
    let state = format!("{} {word}", sign(actor.state));
    let at = names + 2;
    ink::put(row, at, 0, span(state, theme.state(actor.state)), buf);
    if !generator {
        return;
    }
    if let Some((seq, verb, value)) = last_into(open, actor) {
        let (said, worth) = if Some(seq) == newest {
            (theme.accent(cx.model), theme.string())
        } else {
            (theme.dim(), theme.dim())
        };
        // As wide as `‖ GEN_SUSPENDED` and two blanks.
        let after = ink::put(row, at + 17, 0, span(format!("{verb} "), said), buf);
        // A value cut to a letter or two tells nothing: the newest stands whole below the stations.
        if usize::from(row.width) >= after + ink::width(value) {
            ink::put(row, after, 0, span(value, worth), buf);
        }
    }
}

/// The newest message, either way: `grep python ─ send 'python generator' ─▶ printer`.
fn travelling(cx: &Cx<'_>, open: &Open, width: usize) -> Vec<Line<'static>> {
    let mut newest = open.lately().iter().rev();
    let Some((from, to, verb, value)) = newest.find_map(|event| match &event.what {
        What::Message {
            from,
            to,
            verb,
            value,
        } => Some((from, to, verb, value)),
        _ => None,
    }) else {
        return Vec::new();
    };
    let name = |id: &str| {
        let mut actors = open.world.actors();
        let found = actors.find(|actor| actor.id.as_str() == id);
        found.map_or(id.to_owned(), |actor| actor.name.clone())
    };
    let theme = cx.theme;
    let (from, to) = (name(from), name(to));
    let arrow = |text: String| span(text, theme.accent(cx.model));
    let value = span(value.clone(), theme.string());
    let whole = vec![
        arrow(format!("{from} ─ {verb} ")),
        value.clone(),
        arrow(format!(" ─▶ {to}")),
    ];
    let whole = Line::from(whole);
    if whole.width() <= width {
        return vec![whole];
    }
    let mut lines = vec![Line::from(arrow(format!("{from} ─ {verb} ─▶ {to}")))];
    lines.extend(wrap(&[Span::raw("  "), value], width));
    lines
}

/// Everybody, each with its depth, a sender before those it sends to.
fn stations(open: &Open) -> Vec<(usize, &Actor)> {
    let all: Vec<&Actor> = open.world.actors().collect();
    let senders = senders(&all);
    let mut depths: HashMap<&str, usize> = HashMap::new();
    let mut rows: Vec<_> = all
        .iter()
        .map(|actor| match actor.kind {
            Kind::Coroutine => (depth(&actor.name, &senders, &mut depths, all.len()), *actor),
            _ => (0, *actor),
        })
        .collect();
    rows.sort_by_key(|(depth, _)| *depth);
    rows
}

/// The station that nobody sends to: it is the one that is driven by hand.
fn source(open: &Open) -> Option<&Actor> {
    let all: Vec<&Actor> = open.world.actors().collect();
    let senders = senders(&all);
    let mut heads = all.into_iter().filter(|actor| {
        let sends = actor.fact(TARGET).is_some();
        sends && !senders.contains_key(&*actor.name)
    });
    heads.next()
}

/// Who sends to whom, by the name of who is sent to: the first that says so.
fn senders<'a>(all: &[&'a Actor]) -> HashMap<&'a str, &'a str> {
    /// The longest list of targets that is looked at, in bytes.
    const LONGEST: usize = 1024;
    let mut senders = HashMap::new();
    for actor in all {
        let targets = actor.fact(TARGET).filter(|named| named.len() <= LONGEST);
        for target in targets.into_iter().flat_map(|named| named.split(", ")) {
            senders.entry(target).or_insert(actor.name.as_str());
        }
    }
    senders
}

/// How many stations come before this one, and itself; for those in a circle, and behind one, as many as there are actors.
fn depth<'a>(
    of: &'a str,
    senders: &HashMap<&'a str, &'a str>,
    depths: &mut HashMap<&'a str, usize>,
    most: usize,
) -> usize {
    let mut way = vec![of];
    // On the way, a station counts as one in a circle: whoever comes back to it is.
    let mut depth = loop {
        let last = way[way.len() - 1];
        if let Some(&known) = depths.get(last) {
            way.pop();
            break known;
        }
        depths.insert(last, most);
        match senders.get(last) {
            Some(sender) => way.push(sender),
            None => break 0,
        }
    };
    for station in way.into_iter().rev() {
        depth = (depth + 1).min(most);
        depths.insert(station, depth);
    }
    depth.max(1)
}

fn last_into<'a>(open: &'a Open, actor: &Actor) -> Option<(u64, &'a str, &'a str)> {
    messages(open).find_map(|(seq, to, verb, value)| {
        (to == actor.id.as_str() && INTO.contains(&verb)).then_some((seq, verb, value))
    })
}

fn newest(open: &Open) -> Option<u64> {
    let mut into = messages(open).filter(|(_, _, verb, _)| INTO.contains(verb));
    into.next().map(|(seq, ..)| seq)
}

/// The messages up to the cursor, the newest first: when, to whom, verb, value.
fn messages(open: &Open) -> impl Iterator<Item = (u64, &str, &str, &str)> {
    let recent = open.lately().iter().rev();
    recent.filter_map(|event| match &event.what {
        What::Message {
            to, verb, value, ..
        } => Some((event.seq, &**to, &**verb, value.as_str())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_is_as_deep_as_its_line_and_a_circle_as_deep_as_may_be() {
        let senders = HashMap::from([("b", "a"), ("c", "b"), ("x", "y"), ("y", "x"), ("z", "x")]);
        let mut depths = HashMap::new();
        // In whatever order they are asked for, and once more.
        for (name, deep) in [("c", 3), ("a", 1), ("b", 2), ("z", 9), ("x", 9), ("c", 3)] {
            assert_eq!(depth(name, &senders, &mut depths, 9), deep, "{name}");
        }
        assert_eq!(depth("nobody's", &senders, &mut depths, 9), 1);
    }
}
