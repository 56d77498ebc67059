//! The stage of the process lessons: who forked whom, what `fork()` gave in each process, its state, how it left.
//!
//! Never knows threads' queues or generators' frames.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::{How, Source, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::world::{Actor, Branch};

/// From this width on, it is said what a process waits for.
const ROOMY: usize = 60;

/// Draws the tree.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let mut inner = body(area);
    if inner.height >= 6 {
        let last = Rect {
            y: inner.bottom() - 1,
            height: 1,
            ..inner
        };
        inner.height -= 2;
        summary(cx, open, last, buf);
    }
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    let tree = open.world.tree();
    let rows = usize::from(inner.height);
    let followed = open.highlighted();
    let follow = followed.and_then(|id| tree.iter().position(|branch| branch.actor.id == *id));
    let scrolled = open.scroll[Pane::Stage as usize];
    let first = first_row(scrolled, follow.unwrap_or(0), tree.len(), rows);
    let note = shown(cx, first, rows, tree.len());
    rule(cx, Pane::Stage, "stage", note, area, buf);
    if tree.is_empty() {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
    }

    let digits = tree.len().to_string().len();
    let wide = usize::from(inner.width);
    let roomy = wide >= ROOMY;
    let seen: Vec<Row> = (first..tree.len().min(first + rows))
        .map(|at| row(cx, open, (at + 1, digits), &tree[at], roomy))
        .collect();
    let column = state_column(&seen, wide);
    for (y, row) in seen.into_iter().enumerate() {
        let id = &tree[first + y].actor.id;
        let at = if row.gone {
            row.left.width() + 2
        } else {
            column
        };
        let left = ink::clip(&row.left, at.saturating_sub(1));
        ink::put(inner, 0, y, left, buf);
        let mut state = row.state;
        if row.gone && at + state.width() > wide {
            state = shorter(state);
        }
        ink::put(inner, at, y, state, buf);
        let whole = cells(inner, 0, y, wide);
        hits.push(whole, Target::Actor(id.clone()));
        if open.selected.as_ref() == Some(id) {
            cx.theme.highlight(whole, buf);
        }
    }
}

/// A row of the tree.
struct Row {
    left: Line<'static>,
    state: Span<'static>,
    /// A zombie or reaped: what is said about it needs the room of what `fork()` gave it.
    gone: bool,
}

/// The column at which the states of those still alive begin, one below the other.
fn state_column(rows: &[Row], width: usize) -> usize {
    let alive = || rows.iter().filter(|row| !row.gone);
    let left = alive().map(|row| row.left.width() + 2).max();
    let right = alive().map(|row| row.state.width()).max();
    left.unwrap_or(0)
        .min(width.saturating_sub(right.unwrap_or(0)))
}

/// The row of a process with this number, which takes so many digits.
fn row(cx: &Cx<'_>, open: &Open, number: (usize, usize), branch: &Branch<'_>, roomy: bool) -> Row {
    let (n, digits) = number;
    let theme = cx.theme;
    let actor = branch.actor;
    let gone = matches!(actor.state, State::Zombie | State::Ended);
    let reaped = actor.state == State::Ended;
    let number = if actor.standing && open.past.is_none() {
        theme.bold()
    } else {
        theme.dim()
    };
    let glyph = match actor.state {
        State::Zombie => theme.zombie(),
        State::Ended => theme.dim(),
        _ => theme.accent(cx.model),
    };
    let mut line = vec![
        span(format!("{n:>digits$}"), number),
        span(if actor.standing { "▷" } else { " " }, number),
        span(branches(&branch.last), theme.faint()),
        span(sign(actor.state), glyph),
        Span::raw(" "),
        span(
            actor.label(),
            if reaped { theme.dim() } else { theme.bold() },
        ),
    ];
    if actor.ids.pid.is_some() {
        line.push(span("°", theme.dim()));
    }
    if let Some(ppid) = actor.ids.ppid.filter(|_| roomy && !gone) {
        line.push(span(format!(" ppid {ppid}°"), theme.dim()));
    }
    if let Some(fork) = actor.fact("fork").filter(|_| !gone) {
        let returned = fork.replace(['[', ']', ','], "");
        line.push(span(format!(" fork → {returned}"), theme.dim()));
    }
    Row {
        state: state(cx, actor, roomy),
        left: Line::from(line),
        gone,
    }
}

/// What is said about a process that is gone, less its last clause: `zombie, exit 0, not waited for` → `zombie, exit 0`.
fn shorter(state: Span<'static>) -> Span<'static> {
    let end = state.content.rfind([',', '，']);
    match end {
        Some(end) => span(&state.content[..end], state.style),
        None => state,
    }
}

/// `│ ├─ └─` before a row.
pub(super) fn branches(last: &[bool]) -> String {
    let Some((own, above)) = last.split_last() else {
        return String::new();
    };
    let mut text: String = above
        .iter()
        .map(|last| if *last { "  " } else { "│ " })
        .collect();
    text.push_str(if *own { "└─" } else { "├─" });
    text
}

/// An actor's state in words; with room, what it waits for, too.
fn state(cx: &Cx<'_>, actor: &Actor, roomy: bool) -> Span<'static> {
    let style = cx.theme.state(actor.state);
    let mark = if actor.state_source == Source::Kernel {
        "°"
    } else {
        ""
    };
    let text = match (actor.state, actor.how()) {
        (State::Zombie, _) => cx.say("zombie", &[("how", &how_it_left(cx, actor))]),
        (State::Ended, Some(_)) => {
            let how = how_it_left(cx, actor);
            match (&actor.reaped_by, actor.parent.is_some()) {
                (Some(_), _) => cx.say("reaped", &[("how", &how)]),
                (None, _) => how,
            }
        }
        (State::Blocked, _) => match &actor.blocked_on {
            Some(on) if roomy => format!("{} {on}", state_word(actor.state, cx.lang)),
            _ => state_word(actor.state, cx.lang).to_owned(),
        },
        _ => state_word(actor.state, cx.lang).to_owned(),
    };
    span(format!("{text}{mark}"), style)
}

/// How a process left, in words: a zombie by its status, one that has been waited for by what its parent was told.
pub(super) fn how_it_left(cx: &Cx<'_>, actor: &Actor) -> String {
    let exit = |code: i32| cx.say("exit", &[("code", &code.to_string())]);
    let killed = |signal: i32| cx.say("signal", &[("signal", &signal.to_string())]);
    match (actor.how(), actor.zombie_status) {
        (Some(How::Exit(code)), _) => exit(*code),
        (Some(How::Signal(signal)), _) => killed(*signal),
        (Some(How::Return(value)), _) => cx.say("returned", &[("value", value)]),
        (Some(How::Raise(error)), _) => cx.say("raised", &[("error", error)]),
        (None, Some(status)) => match status & 0x7f {
            0 => exit(status >> 8),
            signal => killed(signal),
        },
        (None, None) => cx.word("exited").to_owned(),
    }
}

/// The line below the tree: how many processes there will be, how many live now, and what `°` means.
fn summary(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer) {
    let forks = open.play.settings.int("forks");
    let mut after = 0;
    if (1..=62).contains(&forks) {
        let theme = cx.theme;
        let forks_text = forks.to_string();
        let (key, sum, all) = match open.play.settings.get("shape") {
            "chain" => ("forks_chain", format!("{forks} + 1"), forks + 1),
            "star" => ("forks_star", format!("{forks} + 1"), forks + 1),
            _ => ("forks_doubling", power(forks, theme.ascii), 1_i64 << forks),
        };
        let alive = |actor: &&Actor| !matches!(actor.state, State::Zombie | State::Ended);
        let now = open.world.actors().filter(alive).count().to_string();
        let mut line = vec![span(
            format!(" {}  ", cx.say(key, &[("n", &forks_text)])),
            theme.dim(),
        )];
        // Whoever is still predicting it isn't told.
        if !open.predictions.are_pending() {
            line.extend([
                Span::raw(format!("{sum} = ")),
                span(all.to_string(), theme.bold()),
                Span::raw(format!(" {}", cx.word("processes"))),
            ]);
        }
        line.push(span(
            format!("  {}", cx.say("alive", &[("n", &now)])),
            theme.dim(),
        ));
        after = ink::put(area, 0, 0, line, buf);
    }
    ink::put_right(
        area,
        after + 2,
        0,
        span(cx.word("kernels"), cx.theme.dim()),
        buf,
    );
}

/// Two to the power of `n`, as it is written.
fn power(n: i64, ascii: bool) -> String {
    if ascii {
        return format!("2**{n}");
    }
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |c: char| RAISED[c.to_digit(10).unwrap_or(0) as usize];
    format!("2{}", n.to_string().chars().map(digit).collect::<String>())
}
