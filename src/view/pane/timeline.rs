//! All actors over the whole run, a lane each, and a cursor at where one looks.
//!
//! `█` runs, `░` waits, `·` could run or hasn't begun, `Z` is a zombie, `╰` was born of whose lane has a `┬` there. What lies after the cursor is faint.
//! Never knows what happened at a position.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::app::{Open, Pane, Target};
use crate::history::Lane;
use crate::protocol::{ActorId, Kind, State};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::hits::{cell_at, position_at};
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule};
use crate::view::theme::is_sign;

/// The widest label of a lane.
const LABEL: usize = 14;

/// Draws lanes and cursor.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let lanes = open.history.lanes();
    let height = usize::from(inner.height);
    // The cursor has a row of its own where no lane needs it.
    let rows = height.min(lanes.len());
    let about = open.highlighted();
    let follow = lanes
        .iter()
        .position(|lane| Some(&lane.actor) == about)
        .unwrap_or(0);
    // Page by page, so that lanes stay where they are while those on a page take turns.
    let page = follow - follow % rows.max(1);
    let scrolled = open.scroll[Pane::Timeline as usize].or(Some(page));
    let first = first_row(scrolled, follow, lanes.len(), rows);
    let note = (lanes.len() > rows).then(|| {
        let (shown, of) = (rows.to_string(), lanes.len().to_string());
        cx.say("lanes", &[("shown", &shown), ("of", &of)])
    });
    rule(cx, Pane::Timeline, "timeline", note, area, buf);

    let seen = || lanes.iter().skip(first).take(rows);
    let label = seen()
        .map(|lane| ink::width(&name(cx, open, lane)) + 1)
        .max()
        .unwrap_or(0)
        .min(LABEL + 1);
    let births = births(open);
    let from = label + 2;
    let wide = usize::from(inner.width).saturating_sub(from + 1);
    if wide < 4 {
        return;
    }
    let end = open.history.len();
    // A short run is drawn a position a cell; a longer one is pressed together.
    let time = Time {
        end,
        last: end.max(wide - 1),
        cells: wide,
        here: open.position(),
    };
    for (row, lane) in seen().enumerate() {
        let is_about = about == Some(&lane.actor);
        let style = if is_about {
            cx.theme.accent(cx.model)
        } else {
            Style::new()
        };
        let text = shortened(&name(cx, open, lane));
        ink::put(inner, 1, row, span(text, style), buf);
        let lane_cells = cells(inner, from, row, wide);
        draw_lane(cx, open, lane, &time, lane_cells, buf);
        for &born in births.get(&lane.actor).into_iter().flatten() {
            let cell = time.cell(born).saturating_sub(1);
            let style = if born > time.here {
                cx.theme.faint()
            } else {
                cx.theme.dim()
            };
            ink::put(lane_cells, cell, 0, span("┬", style), buf);
        }
        hits.push(
            cells(inner, 0, row, from),
            Target::Actor(lane.actor.clone()),
        );
    }
    let shown = lanes.len().min(rows);
    cursor(cx, &time, inner, from, shown, buf);
    let over = ink::columns(inner, from, wide);
    hits.push_time(over, 0, time.last, end);
}

/// What stands before a lane.
fn name(cx: &Cx<'_>, open: &Open, lane: &Lane) -> String {
    let actor = open.history.live().actor(&lane.actor);
    actor.map_or_else(String::new, |actor| cx.roles.numbered(actor, cx.lang))
}

/// As much of a name as there is room for; the number at its end stays, which tells it from others: `ForkPoolWo…-2`.
fn shortened(name: &str) -> String {
    let is_number = |at: &usize| {
        let number = &name[at + 1..];
        number.len() < LABEL / 2 && number.chars().all(|c| c.is_ascii_digit() || c == '_')
    };
    match name.rfind(['-', ' ']).filter(is_number) {
        Some(at) if ink::width(name) > LABEL => {
            let number = &name[at..];
            ink::clip_text(&name[..at], LABEL - number.len()) + number
        }
        _ => ink::clip_text(name, LABEL),
    }
}

/// When each actor made others.
fn births(open: &Open) -> HashMap<&ActorId, Vec<usize>> {
    let mut births: HashMap<&ActorId, Vec<usize>> = HashMap::new();
    for actor in open.history.live().actors() {
        if let Some(parent) = &actor.parent {
            let born = usize::try_from(actor.born).unwrap_or(usize::MAX);
            births.entry(parent).or_default().push(born);
        }
    }
    births
}

/// How positions lie on cells.
struct Time {
    /// The last position there is.
    end: usize,
    /// The position of the last cell.
    last: usize,
    cells: usize,
    /// Where one looks.
    here: usize,
}

impl Time {
    fn cell(&self, position: usize) -> usize {
        cell_at(position, self.cells, 0, self.last)
    }
}

fn draw_lane(cx: &Cx<'_>, open: &Open, lane: &Lane, time: &Time, area: Rect, buf: &mut Buffer) {
    let Some(&(born, _)) = lane.spans.first() else {
        return;
    };
    let start = time.cell(born);
    let kind = open
        .history
        .live()
        .actor(&lane.actor)
        .map(|actor| actor.kind);
    if let Some(before) = start.checked_sub(1) {
        ink::put(area, before, 0, span("╰", cx.theme.faint()), buf);
    }
    for cell in start..=time.cell(time.end).min(time.cells - 1) {
        let position = position_at(cell, time.cells, 0, time.last).max(born);
        let at = lane.spans.partition_point(|(from, _)| *from <= position);
        let Some(&(_, state)) = at.checked_sub(1).and_then(|at| lane.spans.get(at)) else {
            continue;
        };
        let first = lane.actor == ActorId::root();
        let state = match state {
            // Nobody in the run waits for the first process: it has ended.
            State::Zombie if first => State::Ended,
            state => state,
        };
        let (symbol, style) = look(cx, kind, state);
        let style = match position > time.here {
            true if is_sign(symbol) => cx.theme.faint(),
            true => cx.theme.dim(),
            false => style,
        };
        ink::put(area, cell, 0, span(symbol, style), buf);
    }
}

/// How a state looks in a lane.
fn look(cx: &Cx<'_>, kind: Option<Kind>, state: State) -> (&'static str, Style) {
    let theme = cx.theme;
    match state {
        State::Running
            if kind == Some(Kind::Process) && cx.model != Some(crate::lessons::Model::Process) =>
        {
            ("█", Style::new())
        }
        State::Running => ("█", theme.accent(cx.model)),
        State::Blocked | State::Suspended => ("░", theme.waiting()),
        State::Ready | State::Created => ("·", theme.dim()),
        State::Stopped => ("■", theme.error()),
        State::Zombie => ("Z", theme.zombie()),
        State::Ended => (" ", Style::new()),
    }
}

fn cursor(cx: &Cx<'_>, time: &Time, area: Rect, from: usize, lanes: usize, buf: &mut Buffer) {
    let past = time.here < time.end;
    let style = if past {
        cx.theme.waiting().add_modifier(Modifier::BOLD)
    } else {
        cx.theme.bold()
    };
    let column = from + time.cell(time.here) + 1;
    for row in 0..lanes {
        ink::put(area, column, row, span("▏", style), buf);
    }
    let below = usize::from(area.height) > lanes;
    let text = if past {
        cx.word("you_are_here")
    } else {
        cx.word("you_are_live")
    };
    let wide = ink::width(text);
    if below && lanes > 0 {
        ink::put(area, column - 1, lanes, span("▲", style), buf);
        let after = column + 1;
        if after + wide < usize::from(area.width) {
            ink::put(area, after, lanes, span(text, cx.theme.dim()), buf);
        } else if let Some(before) = (column - 1).checked_sub(wide + 1) {
            ink::put(area, before, lanes, span(text, cx.theme.dim()), buf);
        }
    }
}
