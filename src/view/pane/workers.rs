//! The stage of the process-pool lesson: the two pipes and what is in them, a row a process, and what has come of it.
//!
//! Never knows threads.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::{Open, Pane};
use crate::protocol::keys::{
    ALONE, DIED, DONE, LOST, PROCESSOR, RATIO, STOOD, TASK, TASKS, TOGETHER,
};
use crate::protocol::{ActorId, How, State};
use crate::view::cx::Cx;
use crate::view::glyphs::state_word;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::machine;
use crate::view::pane::pool::{doing, queue};
use crate::view::pane::roster::{self, Row};
use crate::world::Actor;

/// Draws pipes, processes and results.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    for (row, name) in ["todo", "done"].into_iter().enumerate() {
        let line = cells(inner, 0, row, usize::from(inner.width));
        queue(cx, &open.world, name, name, line, buf);
    }
    let below = results(cx, open);
    let height = usize::from(inner.height);
    let rows = height.saturating_sub(2 + below.len());
    let tree = open.world.tree();
    let processes: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let lines = ink::rows(inner, 2, rows);
    let row = |actor: &Actor| process(cx, open, actor);
    let seen = roster::draw(cx, open, &processes, lines, (buf, hits), row);
    rule(cx, Pane::Stage, "stage", seen.note(cx), area, buf);
    for (n, line) in below.into_iter().enumerate() {
        ink::put(inner, 0, (2 + seen.rows + n).min(height), line, buf);
    }
}

/// How many rows it asks for: the pipes, one a process, and what has come of it.
pub fn rows(cx: &Cx<'_>, open: &Open, _: u16) -> usize {
    2 + open.history.lanes().len() + results(cx, open).len()
}

/// `2▷ child of 1 4713°  ● running  t3–t4  cpu 1°  done.put(…)`
fn process(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Row {
    let theme = cx.theme;
    let gone = actor.is_gone();
    let word = match (actor.state, actor.how()) {
        (State::Ended, Some(How::Exit(code))) => cx.say("exit", &[("code", &code.to_string())]),
        // Short: what it had in hand is to be read beside it.
        (State::Ended | State::Zombie, Some(How::Signal(_))) => {
            cx.word("workers.killed").to_owned()
        }
        (state, _) => state_word(state, cx.lang).to_owned(),
    };
    let mut has = Vec::new();
    if let Some(task) = actor.fact(TASK).filter(|task| !task.is_empty()) {
        // What a dead worker had in hand is what is lost.
        let (style, lost) = match gone {
            true => (theme.error(), cx.word("workers.lost_task")),
            false => (theme.bold(), ""),
        };
        has.push(span(format!("{task}{lost}  "), style));
    }
    let task = Line::from(has.clone());
    if let Some(processor) = actor.fact(PROCESSOR) {
        has.push(span(format!("cpu {processor}°  "), theme.dim()));
    }
    let doing = if gone {
        Vec::new()
    } else {
        doing(cx, open, actor)
    };
    let mut says: Vec<Line<'static>> = [&has, &task.spans]
        .iter()
        .flat_map(|has| {
            doing
                .iter()
                .map(|doing| Line::from([(*has).clone(), doing.spans.clone()].concat()))
        })
        .collect();
    says.extend([Line::from(has), task]);
    Row {
        ids: actor
            .ids
            .pid
            .map_or_else(String::new, |pid| format!("{pid}°")),
        word,
        says,
        tells_state: actor.blocked_on.is_some(),
        ..Row::of(cx, actor)
    }
}

/// What has come of it, as the first process told.
fn results(cx: &Cx<'_>, open: &Open) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let first = open.world.actor(&ActorId::root());
    let fact = |key: &str| first.and_then(|first| first.fact(key)).unwrap_or("");
    let done = match fact(DONE) {
        "" => "0",
        done => done,
    };
    let mut line = Vec::new();
    if !fact(TASKS).is_empty() {
        let with = [("done", done), ("tasks", fact(TASKS))];
        line.push(span(cx.say("workers.done", &with), Style::new()));
    }
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
        let beside = machine::words(cx, &open.world);
        lines.extend(beside.map(|words| Line::from(span(words, theme.dim()))));
    }
    if !fact(STOOD).is_empty() {
        let words = cx.say("workers.stood", &[("time", fact(STOOD))]);
        lines.push(Line::from(span(words, theme.dim())));
    }
    lines
}
