//! The stage of the thread lessons: the queue, a lane per thread, what is done, and the failures nobody has seen yet.
//!
//! Never knows processes' trees or generators' frames.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::{TASK, TaskState};
use crate::protocol::{How, Kind, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::world::things::Task;
use crate::world::{Actor, World};

/// Draws queue, lanes and results.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    let tasks = open.world.tasks();
    let height = usize::from(inner.height);
    let most = (height / 8).max(1);
    let done = done(cx, &tasks, usize::from(inner.width), most);
    let airy = height >= open.world.actors().len() + done.len() + 4;
    let gap = usize::from(airy);

    queue(cx, &open.world, "tasks", cx.word("queue"), inner, buf);
    let below = (done.len() + gap).min(height.saturating_sub(3));
    let top = 1 + gap;
    let lanes = cells_below(inner, top, height.saturating_sub(top + below));
    let (first, rows, total) = self::lanes(cx, open, lanes, buf, hits);
    let note = shown(cx, first, rows, total).or_else(|| Some(knobs(cx, open)));
    rule(
        cx,
        Pane::Stage,
        "stage",
        note.filter(|note| !note.is_empty()),
        area,
        buf,
    );
    // The results follow the lanes directly where there is room.
    let at = (top + total.min(rows) + gap).min(height);
    for (n, line) in done.into_iter().enumerate() {
        ink::put(inner, 0, at + n, line, buf);
    }
}

fn cells_below(area: Rect, top: usize, rows: usize) -> Rect {
    let top = (top as u16).min(area.height);
    Rect {
        y: area.y + top,
        height: (rows as u16).min(area.height - top),
        ..area
    }
}

/// `3 workers · 8 tasks …`: the knobs of this run.
fn knobs(cx: &Cx<'_>, open: &Open) -> String {
    let knobs = open.play.lesson.knobs.iter().map(|knob| {
        let value = open.play.settings.get(&knob.name);
        cx.say("knob_is", &[("knob", &knob.name), ("value", value)])
    });
    knobs.collect::<Vec<_>>().join(" · ")
}

/// Draws what is in a queue, what was taken from it, and how much waits.
pub(super) fn queue(
    cx: &Cx<'_>,
    world: &World,
    name: &str,
    title: &str,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = cx.theme;
    let title = format!("{title}  ");
    let from = ink::put(area, 0, 0, span(title, theme.bold()), buf);
    let Some(queue) = world.queue(name) else {
        ink::put(area, from, 0, span(cx.word("no_queue"), theme.dim()), buf);
        return;
    };
    let (got, left) = (queue.got.to_string(), queue.len().to_string());
    let count = cx.say("taken", &[("taken", &got), ("waiting", &left)]);
    let width = usize::from(area.width);
    let room = width.saturating_sub(from + ink::width(&count) + 3);
    let mut at = from;
    for (n, item) in queue.items().enumerate() {
        let item = item.trim_matches('\'');
        let more = if n + 1 < queue.len() { 2 } else { 0 };
        if at + ink::width(item) + more > from + room {
            at = ink::put(area, at, 0, span("… ", theme.dim()), buf);
            break;
        }
        at = ink::put(
            area,
            at,
            0,
            span(format!("{item}  "), theme.accent(cx.model)),
            buf,
        );
    }
    if queue.is_empty() {
        at = ink::put(
            area,
            at,
            0,
            span(format!("{}  ", cx.word("empty")), theme.dim()),
            buf,
        );
    }
    ink::put(area, at + 1, 0, span(count, theme.dim()), buf);
}

/// Draws a row a thread; answers with the first one shown, how many rows there were and how many threads.
fn lanes(
    cx: &Cx<'_>,
    open: &Open,
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) -> (usize, usize, usize) {
    let theme = cx.theme;
    let tree = open.world.tree();
    let threads: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let rows = usize::from(area.height);
    let followed = open.highlighted();
    let follow = followed.and_then(|id| threads.iter().position(|actor| actor.id == *id));
    let first = first_row(
        open.scroll[Pane::Stage as usize],
        follow.unwrap_or(0),
        threads.len(),
        rows,
    );
    let seen = || threads.iter().enumerate().skip(first).take(rows);

    let digits = threads.len().to_string().len();
    let names = seen()
        .map(|(_, actor)| ink::width(&actor.name))
        .max()
        .unwrap_or(0);
    let states = seen()
        .map(|(_, actor)| ink::width(state_word(actor.state, cx.lang)))
        .max();
    let states = states.unwrap_or(0);
    let tasks = seen()
        .filter_map(|(_, actor)| Some(ink::width(actor.fact(TASK)?)))
        .max();
    let tasks = tasks.unwrap_or(0);
    let roomy = usize::from(area.width) >= digits + names + states + tasks + 34;
    for (y, (n, actor)) in seen().enumerate() {
        let number = if actor.standing && open.past.is_none() {
            theme.bold()
        } else {
            theme.dim()
        };
        let name = if actor.kind == Kind::Thread {
            theme.accent(cx.model)
        } else {
            theme.bold()
        };
        let state = theme.state(actor.state);
        let mut line = vec![
            span(format!("{:>digits$}", n + 1), number),
            span(if actor.standing { "▷ " } else { "  " }, number),
            span(pad(&actor.name, names), name),
        ];
        if roomy {
            let tid = match (actor.ids.tid, actor.ids.pid) {
                (Some(tid), _) => format!("  tid {tid}°"),
                (None, Some(pid)) => format!("  pid {pid}°"),
                (None, None) => String::new(),
            };
            line.push(span(pad(&tid, 13), theme.dim()));
        }
        let word = pad(state_word(actor.state, cx.lang), states);
        line.push(span(format!("  {} {word}", sign(actor.state)), state));
        let task = actor.fact(TASK).unwrap_or("");
        line.push(span(format!("  {}", pad(task, tasks)), theme.bold()));
        line.push(span(format!("  {}", doing(cx, open, actor)), theme.dim()));
        ink::put(area, 0, y, Line::from(line), buf);
        let whole = cells(area, 0, y, usize::from(area.width));
        hits.push(whole, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            theme.highlight(whole, buf);
        }
    }
    (first, rows, threads.len())
}

/// What a thread waits for, stands before, or how it ended.
pub(super) fn doing(cx: &Cx<'_>, open: &Open, actor: &Actor) -> String {
    if let Some(on) = &actor.blocked_on {
        return on.to_string();
    }
    match (actor.how(), &actor.at) {
        (Some(How::Raise(error)), _) => error.clone(),
        (Some(_), _) => String::new(),
        (None, Some(place)) if actor.state != State::Ended => {
            let at = (place.line as usize).checked_sub(1);
            let line = at.and_then(|at| open.play.listing.lines.get(at));
            let code = line.map_or("", |line| line.text.trim());
            let key = if actor.standing { "before" } else { "at" };
            cx.say(key, &[("code", code)])
        }
        _ => String::new(),
    }
}

/// The lines below the lanes: what is done, what was answered, what nobody has seen yet. `most` is how many lines lists may take.
fn done(
    cx: &Cx<'_>,
    tasks: &BTreeMap<u32, Task<'_>>,
    width: usize,
    most: usize,
) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let title = format!("{}  ", cx.word("done"));
    let (mut signs, mut answers, mut unseen) = (Vec::new(), Vec::new(), Vec::new());
    for (n, task) in tasks {
        let (mark, style) = match task.state {
            TaskState::Done => ("✓", theme.dim()),
            TaskState::Failed => ("✗", theme.error()),
            TaskState::Seen if task.raised => ("✗", theme.waiting()),
            TaskState::Seen => ("✓", theme.good()),
            TaskState::Queued | TaskState::Running => continue,
        };
        if task.state == TaskState::Failed {
            unseen.push(format!("t{n}"));
        }
        signs.push(span(format!("t{n} {mark}"), style));
        if let Some(answer) = task.answer {
            let style = if task.raised {
                theme.waiting()
            } else {
                theme.dim()
            };
            answers.push(span(format!("t{n} → {answer}"), style));
        }
    }
    if signs.is_empty() {
        signs.push(span(cx.word("nothing_yet"), theme.dim()));
    }
    let indent = ink::width(&title);
    let mut lines = pack(signs, indent, width, most);
    if let Some(first) = lines.first_mut() {
        first.spans[0] = span(title, theme.bold());
    }
    lines.extend(pack(answers, indent, width, most));
    if let Some(task) = unseen.first() {
        let mut line = vec![
            Span::raw(" ".repeat(indent)),
            span(format!("{task} → "), theme.dim()),
            span(cx.word("unseen"), theme.error()),
        ];
        if unseen.len() > 1 {
            let more = cx.say("more", &[("n", &(unseen.len() - 1).to_string())]);
            line.push(span(format!(" {more}"), theme.dim()));
        }
        lines.push(Line::from(line));
        let hint = cx.say("ask_result", &[("task", task)]);
        lines.push(Line::from(vec![
            span(" e ", theme.key()),
            span(format!(" {hint}"), theme.dim()),
        ]));
    }
    lines
}

/// Packs items into at most `most` lines, each item whole; `…` when some are left out. The first span of each line is its indentation.
fn pack(items: Vec<Span<'static>>, indent: usize, width: usize, most: usize) -> Vec<Line<'static>> {
    let blank = || Line::from(vec![Span::raw(" ".repeat(indent))]);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for item in items {
        let fits = |line: &Line<'_>| line.width() + item.width() + 4 <= width;
        if !lines.last().is_some_and(fits) {
            if lines.len() == most {
                if let Some(last) = lines.last_mut() {
                    last.push_span("…");
                }
                break;
            }
            lines.push(blank());
        }
        if let Some(line) = lines.last_mut() {
            line.push_span(item);
            line.push_span("  ");
        }
    }
    lines
}

fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(ink::width(text));
    format!("{text}{}", " ".repeat(blanks))
}
