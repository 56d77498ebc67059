//! The stage of the scheduling lessons: the ready queue, the timers, and of each task whether it runs, is ready, or
//! waits, and for what.
//!
//! ```text
//! ready   t2  t3
//! timers  t1 at 0.20
//!
//! 1  main  ◐ waits     in t2.send(None)
//! 2  sum   ◐ waits     for t1
//! 3▷ t1    ● running   before: yield
//! ```
//! Never knows why a task waits: its scheduler says so.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::{CLOCK, NEVER_AWAITED, TURNS, WAITS};
use crate::protocol::limits::LONGEST_NAME;
use crate::protocol::{How, Kind, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::world::{Actor, World};

/// Draws the queues and a lane a task.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    let queues = queues(cx, &open.world);
    let height = usize::from(inner.height);
    let titles = queues.iter().map(|row| ink::width(row.title)).max();
    let titles = titles.unwrap_or(0) + 2;
    for (y, row) in queues.iter().enumerate() {
        ink::put(inner, 0, y, span(row.title, cx.theme.bold()), buf);
        items(cx, row, titles, y, inner, buf);
    }
    let airy = height > open.world.actors().len() + queues.len();
    let top = (queues.len() + usize::from(airy)).min(height);
    let lanes = Rect {
        y: inner.y + top as u16,
        height: (height - top) as u16,
        ..inner
    };
    let note = self::lanes(cx, open, lanes, buf, hits);
    rule(cx, Pane::Stage, "stage", note, area, buf);
}

/// A row above the lanes: what is in a queue, and what is said of it at the right end.
struct Row<'w> {
    title: &'static str,
    items: Vec<&'w str>,
    note: String,
}

fn queues<'w>(cx: &Cx<'_>, world: &'w World) -> Vec<Row<'w>> {
    let main = world.actors().next();
    let fact = |key| main.and_then(|main| main.fact(key));
    let turns = fact(TURNS).map(|turns| cx.say("event_loop.turns", &[("turns", turns)]));
    let counter = fact("counter").map(|counter| format!("counter {counter}"));
    let mut rows = vec![Row {
        title: cx.word("event_loop.ready"),
        items: contents(world, "ready"),
        note: turns.or(counter).unwrap_or_default(),
    }];
    if let Some(clock) = fact(CLOCK) {
        let timers = contents(world, "timers");
        let mut dues: Vec<(f64, &str)> = timers.iter().map(|timer| (due(timer), *timer)).collect();
        dues.sort_by(|one, other| one.0.total_cmp(&other.0));
        rows.push(Row {
            title: cx.word("event_loop.timers"),
            items: dues.into_iter().map(|(_, timer)| timer).collect(),
            note: cx.say(
                match fact("time") {
                    Some("virtual") => "event_loop.virtual",
                    _ => "event_loop.clock",
                },
                &[("clock", clock)],
            ),
        });
    }
    rows
}

fn contents<'w>(world: &'w World, queue: &str) -> Vec<&'w str> {
    let queue = world.queue(queue);
    queue.map_or(Vec::new(), |queue| queue.items().collect())
}

/// When a timer is due: the number at its end.
fn due(timer: &str) -> f64 {
    let timer = if timer.len() > LONGEST_NAME {
        ""
    } else {
        timer
    };
    let time = timer.rsplit(' ').next();
    time.and_then(|time| time.parse().ok()).unwrap_or(f64::MAX)
}

fn items(cx: &Cx<'_>, row: &Row<'_>, from: usize, y: usize, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let note = span(row.note.clone(), theme.dim());
    let wide = usize::from(area.width);
    let room = match ink::width(&row.note) {
        0 => wide,
        note => wide.saturating_sub(note + 2),
    };
    let mut at = from;
    for (n, item) in row.items.iter().enumerate() {
        let more = if n + 1 < row.items.len() { 2 } else { 0 };
        if at + ink::width(item) + more > room {
            at = ink::put(area, at, y, span("…", theme.dim()), buf);
            break;
        }
        at = ink::put(area, at, y, span(*item, theme.accent(cx.model)), buf) + 2;
    }
    if row.items.is_empty() {
        at = ink::put(area, from, y, span(cx.word("empty"), theme.dim()), buf);
    }
    let end = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    ink::put_right(end, at + 1, y, note, buf);
}

/// Draws a lane an actor; answers which ones are shown, if not all are.
fn lanes(
    cx: &Cx<'_>,
    open: &Open,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) -> Option<String> {
    let theme = cx.theme;
    let all: Vec<&Actor> = open.world.actors().collect();
    let rows = usize::from(area.height);
    let follow = open
        .highlighted()
        .and_then(|id| all.iter().position(|actor| actor.id == *id));
    let scrolled = open.scroll[Pane::Stage as usize];
    let first = first_row(scrolled, follow.unwrap_or(0), all.len(), rows);
    let seen = || all.iter().enumerate().skip(first).take(rows);
    let digits = all.len().to_string().len();
    let names = seen().map(|(_, actor)| ink::width(&actor.name)).max();
    let states =
        seen().map(|(_, actor)| ink::width(state_word(state(&open.world, actor), cx.lang)));
    let (names, states) = (names.unwrap_or(0), states.max().unwrap_or(0));
    for (y, (n, actor)) in seen().enumerate() {
        let number = if actor.standing && open.past.is_none() {
            theme.bold()
        } else {
            theme.dim()
        };
        let name = match actor.kind {
            Kind::Coroutine => theme.accent(cx.model),
            Kind::Process | Kind::Thread => theme.bold(),
        };
        let state = state(&open.world, actor);
        let word = state_word(state, cx.lang);
        let line = vec![
            span(format!("{:>digits$}", n + 1), number),
            span(if actor.standing { "▷ " } else { "  " }, number),
            span(pad(&actor.name, names), name),
            span(
                format!("  {} {}", sign(state), pad(word, states)),
                theme.state(state),
            ),
            span(format!("  {}", doing(cx, open, actor)), theme.dim()),
        ];
        ink::put(area, 0, y, Line::from(line), buf);
        let whole = cells(area, 0, y, usize::from(area.width));
        hits.push(whole, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            theme.highlight(whole, buf);
        }
    }
    shown(cx, first, rows, all.len())
}

/// A task's state as its scheduler sees it: whoever stands at a line has the turn; the others are ready, or wait.
fn state(world: &World, actor: &Actor) -> State {
    if actor.standing {
        return State::Running;
    }
    let parked = matches!(actor.state, State::Suspended | State::Created);
    let waits = actor.fact(WAITS).is_some_and(|on| !on.is_empty());
    let queued = || {
        let ready = world.queue("ready");
        ready.is_some_and(|ready| ready.holds(&actor.name))
    };
    match actor.state {
        _ if parked && queued() => State::Ready,
        _ if parked && waits => State::Blocked,
        state => state,
    }
}

/// What it waits for, stands before, or came to.
fn doing(cx: &Cx<'_>, open: &Open, actor: &Actor) -> String {
    if let Some(on) = &actor.blocked_on {
        return cx.say("event_loop.inside", &[("call", on)]);
    }
    match actor.how() {
        Some(How::Raise(error)) => {
            // The module's name is of no use here, and would push the class out of a narrow lane.
            let error = error.strip_prefix("asyncio.exceptions.").unwrap_or(error);
            return cx.say("raised", &[("error", error)]);
        }
        Some(How::Return(value)) => return cx.say("returned", &[("value", value)]),
        Some(How::Exit(_) | How::Signal(_)) => return String::new(),
        None => {}
    }
    if actor.standing || actor.state == State::Running {
        let line = actor.at.as_ref();
        let line = line.and_then(|place| (place.line as usize).checked_sub(1));
        let Some(line) = line.and_then(|at| open.play.listing.lines.get(at)) else {
            return String::new();
        };
        let code = line.text.trim();
        return if actor.standing {
            cx.say("event_loop.next", &[("code", code)])
        } else {
            cx.say("at", &[("code", code)])
        };
    }
    if actor.fact(NEVER_AWAITED).is_some() {
        return cx.word("event_loop.forgotten").to_owned();
    }
    match actor.fact(WAITS) {
        Some(on) if !on.is_empty() => cx.say("event_loop.waits", &[("on", on)]),
        _ => String::new(),
    }
}

fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(ink::width(text));
    format!("{text}{}", " ".repeat(blanks))
}
