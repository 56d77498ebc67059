//! The stage of the thread lessons: the queue, a lane per thread, what is done, and the failures nobody has seen yet.
//!
//! Never knows processes' trees or generators' frames.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::protocol::keys::{TASK, TaskState};
use crate::protocol::{How, State};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::roster::{self, ROOMY, Row};
use crate::world::{Actor, World};

/// Draws queue, lanes and results.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let height = usize::from(inner.height);
    let most = (height / 5).max(1);
    let done = done(cx, open, &open.world, usize::from(inner.width), most);
    let airy = height >= open.world.actors().len() + done.len() + 4;
    let gap = usize::from(airy);

    queue(cx, &open.world, "tasks", cx.word("queue"), inner, buf);
    let below = (done.len() + gap).min(height.saturating_sub(3));
    let top = 1 + gap;
    let lanes = ink::rows(inner, top, height.saturating_sub(top + below));
    let tree = open.world.tree();
    let threads: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let hands = threads
        .iter()
        .filter_map(|actor| Some(ink::width(actor.fact(TASK)?)));
    let widest = hands.max().unwrap_or(0);
    let roomy = usize::from(inner.width) >= ROOMY;
    let seen = roster::draw(cx, open, &threads, lanes, (buf, hits), |actor| {
        row(cx, open, actor, widest, roomy)
    });
    let note = seen.note(cx).or_else(|| Some(knobs(cx, open)));
    rule(
        cx,
        Pane::Stage,
        "stage",
        note.filter(|note| !note.is_empty()),
        area,
        buf,
    );
    // The results follow the lanes directly where there is room.
    let at = (top + seen.rows + gap).min(height);
    for (n, line) in done.into_iter().enumerate() {
        ink::put(inner, 0, at + n, line, buf);
    }
}

/// How many rows it asks for: the queue, one a thread, and what is done.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let width = usize::from(width).saturating_sub(1);
    1 + open.history.lanes().len() + done(cx, open, open.history.live(), width, 2).len()
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
        ink::put(area, from, 0, span(cx.word("empty"), theme.dim()), buf);
        return;
    };
    let (got, left) = (queue.got.to_string(), queue.len().to_string());
    let count = cx.say("taken", &[("taken", &got), ("waiting", &left)]);
    let width = usize::from(area.width);
    let room = width.saturating_sub(from + ink::width(&count) + 6);
    let mut at = from;
    for (n, item) in queue.items().enumerate() {
        let item = item.trim_matches('\'');
        let more = if n + 1 < queue.len() { 2 } else { 0 };
        if at + ink::width(item) + more > from + room {
            // Of the first, which is the next, at least its beginning.
            let whole = Line::from(span(format!("{item}  "), theme.accent(cx.model)));
            let (first, n) = match n {
                0 => (ink::clip(&whole, room.saturating_sub(3)), 1),
                _ => (Line::default(), n),
            };
            at = ink::put(area, at, 0, first, buf);
            if n == queue.len() {
                break;
            }
            let more = format!("+{}  ", queue.len() - n);
            at = ink::put(area, at, 0, span(more, theme.dim()), buf);
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

/// A thread: its task, and what it waits for, stands before, or how it ended.
fn row(cx: &Cx<'_>, open: &Open, actor: &Actor, tasks: usize, roomy: bool) -> Row {
    let mut row = Row::of(cx, actor);
    if roomy {
        row.ids = match (actor.ids.tid, actor.ids.pid) {
            (Some(tid), _) => format!("tid {tid}°"),
            (None, Some(pid)) => format!("pid {pid}°"),
            (None, None) => String::new(),
        };
    }
    let task = ink::pad(actor.fact(TASK).unwrap_or(""), tasks);
    let task = span(format!("{task}  "), cx.theme.bold());
    let doing = doing(cx, open, actor);
    let only_task = Line::from(task.clone());
    let with_task = |line: Line<'static>| Line::from([vec![task.clone()], line.spans].concat());
    row.says = doing
        .into_iter()
        .map(with_task)
        .chain([only_task])
        .collect();
    row.tells_state = actor.blocked_on.is_some();
    row
}

/// What an actor waits for, how it ended, or the line that it is at.
pub(in crate::view::pane) fn doing(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Vec<Line<'static>> {
    let line = |text: &str, style| vec![Line::from(span(text, style))];
    match (&actor.blocked_on, actor.how()) {
        (Some(_), _) if actor.is_at_prompt() => line(cx.word("prompt"), cx.theme.waiting()),
        (Some(on), _) => line(on, cx.theme.waiting()),
        (None, Some(How::Raise(error))) => line(error, cx.theme.error()),
        (None, Some(_)) => Vec::new(),
        (None, None) if actor.state == State::Ended => Vec::new(),
        (None, None) => roster::place(cx, open, actor),
    }
}

/// The lines below the lanes: what is done, what was answered, what nobody has seen yet. `most` is how many lines lists may take.
fn done(cx: &Cx<'_>, open: &Open, world: &World, width: usize, most: usize) -> Vec<Line<'static>> {
    let theme = cx.theme;
    // What becomes of a failure is what the lesson asks.
    let asked = open.past.is_none() && open.predictions.are_pending();
    let tasks = world.tasks();
    let busy = world
        .actors()
        .next()
        .is_some_and(|main| main.blocked_on.is_some());
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
    if let Some(task) = unseen.first().filter(|_| !asked) {
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
        // Main asks, and can't while it waits for something.
        lines.extend((!busy).then(|| {
            Line::from(vec![
                span(" e ", theme.key()),
                span(format!(" {hint}"), theme.dim()),
            ])
        }));
    }
    lines
}

/// Packs items into at most `most` lines, each item whole; `+3` when some are left out. The first span of each line is its indentation.
fn pack(items: Vec<Span<'static>>, indent: usize, width: usize, most: usize) -> Vec<Line<'static>> {
    let blank = || Line::from(vec![Span::raw(" ".repeat(indent))]);
    let mut lines: Vec<Line<'static>> = Vec::new();
    let count = items.len();
    for (n, item) in items.into_iter().enumerate() {
        let fits = |line: &Line<'_>| line.width() + item.width() + 4 <= width;
        if !lines.last().is_some_and(fits) {
            if lines.len() == most {
                if let Some(last) = lines.last_mut() {
                    last.push_span(format!("+{}", count - n));
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
