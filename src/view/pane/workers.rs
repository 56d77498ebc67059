//! The stage of the process-pool lesson: the two pipes and what is in them, a row a process, and what has come of it.
//!
//! Never knows threads.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::{ALONE, DIED, DONE, LOST, PROCESSOR, RATIO, TASK, TOGETHER};
use crate::protocol::{ActorId, How, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::view::pane::pool::{doing, queue};
use crate::world::Actor;

/// Draws pipes, processes and results.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    for (row, name) in ["todo", "done"].into_iter().enumerate() {
        let line = cells(inner, 0, row, usize::from(inner.width));
        queue(cx, &open.world, name, name, line, buf);
    }
    let below = results(cx, open);
    let height = usize::from(inner.height);
    let rows = height.saturating_sub(2 + below.len());
    let tree = open.world.tree();
    let processes: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let follow = open.highlighted();
    let follow = follow.and_then(|id| processes.iter().position(|actor| actor.id == *id));
    let first = first_row(
        open.scroll[Pane::Stage as usize],
        follow.unwrap_or(0),
        processes.len(),
        rows,
    );
    let note = shown(cx, first, rows, processes.len());
    rule(cx, Pane::Stage, "stage", note, area, buf);
    for (y, (n, actor)) in processes
        .iter()
        .enumerate()
        .skip(first)
        .take(rows)
        .enumerate()
    {
        let line = cells(inner, 0, y + 2, usize::from(inner.width));
        ink::put(line, 0, 0, process(cx, open, n + 1, actor), buf);
        hits.push(line, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            cx.theme.highlight(line, buf);
        }
    }
    for (n, line) in below.into_iter().enumerate() {
        ink::put(
            inner,
            0,
            (2 + rows.min(processes.len()) + n).min(height),
            line,
            buf,
        );
    }
}

/// `2▷ 4713°  ● running  t3–t4  cpu 1°  before done.put(…)`
fn process(cx: &Cx<'_>, open: &Open, row: usize, actor: &Actor) -> Line<'static> {
    let theme = cx.theme;
    let live = actor.standing && open.past.is_none();
    let number = if live { theme.bold() } else { theme.dim() };
    let first = actor.parent.is_none();
    let name = if first {
        theme.bold()
    } else {
        theme.accent(cx.model)
    };
    let gone = matches!(actor.state, State::Zombie | State::Ended);
    let word = match (actor.state, actor.how()) {
        (State::Ended, Some(How::Exit(code))) => cx.say("exit", &[("code", &code.to_string())]),
        (State::Ended, Some(How::Signal(signal))) => {
            cx.say("signal", &[("signal", &signal.to_string())])
        }
        (state, _) => state_word(state, cx.lang).to_owned(),
    };
    let mut line = vec![
        span(
            format!("{row}{}", if actor.standing { "▷" } else { " " }),
            number,
        ),
        span(format!(" {}°", actor.label()), name),
        span(
            format!("  {} {word}", sign(actor.state)),
            theme.state(actor.state),
        ),
    ];
    if let Some(task) = actor.fact(TASK).filter(|task| !task.is_empty()) {
        // What a dead worker had in hand is what is lost.
        let style = if gone { theme.error() } else { theme.bold() };
        let lost = if gone {
            cx.word("workers.lost_task")
        } else {
            ""
        };
        line.push(span(format!("  {task}{lost}"), style));
    }
    if let Some(processor) = actor.fact(PROCESSOR) {
        line.push(span(format!("  cpu {processor}°"), theme.dim()));
    }
    if !gone {
        line.push(span(format!("  {}", doing(cx, open, actor)), theme.dim()));
    }
    Line::from(line)
}

/// What has come of it, as the first process told.
fn results(cx: &Cx<'_>, open: &Open) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let first = open.world.actor(&ActorId::root());
    let fact = |key: &str| first.and_then(|first| first.fact(key)).unwrap_or("");
    let tasks = open.play.settings.get("tasks");
    let done = match fact(DONE) {
        "" => "0",
        done => done,
    };
    let words = cx.say("workers.done", &[("done", done), ("tasks", tasks)]);
    let mut line = vec![span(words, Style::new())];
    if !fact(DIED).is_empty() {
        let words = cx.say("workers.died", &[("n", fact(DIED))]);
        line.push(span(format!("  {words}"), theme.waiting()));
    }
    if !matches!(fact(LOST), "" | "0") {
        let words = cx.say("workers.lost", &[("n", fact(LOST))]);
        line.push(span(format!("  {words}"), theme.error()));
    }
    let mut lines = vec![Line::from(line)];
    if !fact(RATIO).is_empty() {
        let with = [
            ("alone", fact(ALONE)),
            ("together", fact(TOGETHER)),
            ("ratio", fact(RATIO)),
        ];
        lines.push(Line::from(span(
            cx.say("workers.ratio", &with),
            Style::new(),
        )));
    }
    lines
}
