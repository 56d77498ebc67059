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

use crate::app::{Open, Pane};
use crate::protocol::keys::{CLOCK, COUNTER, NEVER_AWAITED, TIME, TURNS, WAITS};
use crate::protocol::limits::LONGEST_NAME;
use crate::protocol::{How, Kind, State};
use crate::view::cx::Cx;
use crate::view::glyphs::state_word;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::roster::{self, Row};
use crate::world::{Actor, World};

/// Draws the queues and a lane a task.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
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
    let lanes = ink::rows(inner, top, height);
    let all: Vec<&Actor> = open.world.actors().collect();
    let row = |actor: &Actor| row(cx, open, actor);
    let seen = roster::draw(cx, open, &all, lanes, (buf, hits), row);
    rule(cx, Pane::Stage, "stage", seen.note(cx), area, buf);
}

/// How many rows it asks for: the queues, and one a task.
pub fn rows(cx: &Cx<'_>, open: &Open, _: u16) -> usize {
    queues(cx, open.history.live()).len() + open.history.lanes().len()
}

/// A row above the lanes: what is in a queue, and what is said of it at the right end.
struct Queue<'w> {
    title: &'static str,
    items: Vec<&'w str>,
    note: String,
    /// The same where there is little room.
    short: String,
}

fn queues<'w>(cx: &Cx<'_>, world: &'w World) -> Vec<Queue<'w>> {
    let main = world.actors().next();
    let fact = |key| main.and_then(|main| main.fact(key));
    let turns = fact(TURNS).map(|turns| cx.say("event_loop.turns", &[("turns", turns)]));
    let counter = fact(COUNTER).map(|counter| format!("counter {counter}"));
    let mut rows = vec![Queue {
        title: cx.word("event_loop.ready"),
        items: contents(world, "ready"),
        note: turns.or(counter).unwrap_or_default(),
        short: String::new(),
    }];
    let clock = fact(CLOCK);
    // A run of an older agent says what the clock says only when somebody has waited.
    if clock.is_some() || world.queue("timers").is_some() {
        let timers = contents(world, "timers");
        let note = match fact(TIME) {
            Some("virtual") => "event_loop.virtual",
            _ => "event_loop.clock",
        };
        let mut dues: Vec<(f64, &str)> = timers.iter().map(|timer| (due(timer), *timer)).collect();
        dues.sort_by(|one, other| one.0.total_cmp(&other.0));
        rows.push(Queue {
            title: cx.word("event_loop.timers"),
            items: dues.into_iter().map(|(_, timer)| timer).collect(),
            note: clock.map_or_else(String::new, |clock| cx.say(note, &[("clock", clock)])),
            short: clock.unwrap_or_default().to_owned(),
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

fn items(cx: &Cx<'_>, row: &Queue<'_>, from: usize, y: usize, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let wide = usize::from(area.width);
    // What waits comes before what is said of it.
    let all = row.items.iter().map(|item| ink::width(item) + 2);
    let all = from + all.sum::<usize>();
    let fits = |note: &&String| all + ink::width(note) < wide;
    let note = [&row.note, &row.short].into_iter().find(fits);
    let room = match note {
        Some(_) => wide,
        None => wide.saturating_sub(4),
    };
    let note = note.unwrap_or(&row.short);
    let note = span(note.clone(), theme.dim());
    let mut at = from;
    for (n, item) in row.items.iter().enumerate() {
        let more = if n + 1 < row.items.len() { 2 } else { 0 };
        if at + ink::width(item) + more > room {
            let more = format!("+{}", row.items.len() - n);
            at = ink::put(area, at, y, span(more, theme.dim()), buf);
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

/// A task as its scheduler sees it.
fn row(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Row {
    let state = state(&open.world, actor);
    let name = match actor.kind {
        Kind::Coroutine => cx.theme.accent(cx.model),
        Kind::Process | Kind::Thread => cx.theme.bold(),
    };
    Row {
        name: span(actor.name.clone(), name),
        state,
        word: state_word(state, cx.lang).to_owned(),
        says: doing(cx, open, actor),
        tells_state: actor.blocked_on.is_some() || actor.how().is_some(),
        ..Row::of(cx, actor)
    }
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

/// What it waits for, the line that it is at, or what it came to.
fn doing(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Vec<Line<'static>> {
    let one = |text: String, style| vec![Line::from(span(text, style))];
    let dim = cx.theme.dim();
    if let Some(on) = &actor.blocked_on {
        let says = [cx.say("event_loop.inside", &[("call", on)]), on.to_string()];
        return says.map(|text| Line::from(span(text, dim))).into();
    }
    match actor.how() {
        Some(How::Raise(error)) => {
            // The module's name is of no use here, and would push the class out of a narrow lane.
            let error = error.strip_prefix("asyncio.exceptions.").unwrap_or(error);
            return one(cx.say("raised", &[("error", error)]), cx.theme.error());
        }
        Some(How::Return(value)) => return one(cx.say("returned", &[("value", value)]), dim),
        Some(How::Exit(_) | How::Signal(_)) => return Vec::new(),
        None => {}
    }
    if actor.standing || actor.state == State::Running {
        return roster::place(cx, open, actor);
    }
    if actor.fact(NEVER_AWAITED).is_some() {
        return one(cx.word("event_loop.forgotten").to_owned(), dim);
    }
    match actor.fact(WAITS) {
        Some(on) if !on.is_empty() => one(cx.say("event_loop.waits", &[("on", on)]), dim),
        _ => Vec::new(),
    }
}
