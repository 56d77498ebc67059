//! The stage of a lesson about whose child one is: the tree as it was forked, and each one's parent as it is now.
//!
//! Never knows threads' queues or generators' frames.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::PPID;
use crate::protocol::{How, Kind, Source, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{self, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, inset, rule, shown};
use crate::view::pane::tree::{branches, how_it_left};
use crate::world::{Actor, Branch};

/// The rows below the tree: who adopts, what `°` means, and an empty one above them.
const BELOW: u16 = 3;

/// From this width on, both an orphan's parents are shown.
const ROOMY: usize = 60;

/// Draws the processes.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let mut inner = body(area);
    let tree = open.world.tree();
    let needed = ink::side(tree.len());
    // The processes come first; what is said below them, where there is room.
    let below = inner.height.saturating_sub(needed.max(3)).min(BELOW);
    let words = Rect {
        y: inner.bottom() - below,
        height: below,
        ..inner
    };
    inner.height -= below;
    legend(cx, open, words, buf);
    let inner = inset(inner);
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
    let seen: Vec<_> = (first..tree.len().min(first + rows))
        .map(|at| {
            let branch = &tree[at];
            (
                who(cx, open, (at + 1, digits), branch, wide >= ROOMY),
                parent(cx, branch.actor, wide >= ROOMY),
            )
        })
        .collect();
    let ppids = seen
        .iter()
        .map(|(who, _)| who.width() + 2)
        .max()
        .unwrap_or(0);
    let parents = seen.iter().map(|(_, parent)| parent.width()).max();
    let states = ppids + parents.unwrap_or(0) + 1;
    for (y, (who, parent)) in seen.into_iter().enumerate() {
        let actor = tree[first + y].actor;
        ink::put(inner, 0, y, who, buf);
        ink::put(inner, ppids, y, parent, buf);
        let room = wide.saturating_sub(states);
        let state = state(cx, open, actor, room);
        ink::put(inner, states, y, state, buf);
        let whole = cells(inner, 0, y, wide);
        hits.push(whole, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            cx.theme.highlight(whole, buf);
        }
    }
}

/// How many rows it asks for: one a process, and what is said below them.
pub fn rows(_: &Cx<'_>, open: &Open, _: u16) -> usize {
    open.history.lanes().len() + usize::from(BELOW)
}

/// Number, place in the tree, sign and pid of a process.
fn who(
    cx: &Cx<'_>,
    open: &Open,
    (n, digits): (usize, usize),
    branch: &Branch<'_>,
    roomy: bool,
) -> Line<'static> {
    let theme = cx.theme;
    let actor = branch.actor;
    let number = if actor.standing && open.past.is_none() {
        theme.bold()
    } else {
        theme.dim()
    };
    let glyph = match actor.state {
        State::Zombie | State::Stopped | State::Ended => theme.state(actor.state),
        _ => theme.accent(cx.model),
    };
    let name = if actor.state == State::Ended {
        theme.dim()
    } else {
        theme.bold()
    };
    let mut line = vec![
        span(format!("{n:>digits$}"), number),
        span(if actor.standing { "▷" } else { " " }, number),
        span(branches(&branch.last), theme.faint()),
        span(sign(actor), glyph),
        Span::raw(" "),
    ];
    // The kernel's name for it where that is its name here; a thread has none among processes.
    let pid = actor.ids.pid.filter(|_| actor.kind == Kind::Process);
    let pid = pid.map(|pid| pid.to_string());
    let called = match &pid {
        Some(pid) if actor.is_named_by_pid() => pid.clone(),
        _ => actor.label(),
    };
    let is_pid = pid.as_ref() == Some(&called);
    line.push(span(called, name));
    if is_pid {
        line.push(span("°", theme.dim()));
    }
    match pid {
        Some(_) if roomy && is_pid && !actor.is_named_by_pid() => {
            line.push(span(format!(" {}", cx.label(actor)), theme.dim()));
        }
        Some(pid) if roomy && !is_pid => {
            line.push(span(format!(" {pid}°"), theme.dim()));
        }
        _ => {}
    }
    Line::from(line)
}

/// The sign of its state; of one that a signal has ended, that it went wrong.
fn sign(actor: &Actor) -> &'static str {
    match (actor.state, actor.how()) {
        (State::Ended, Some(How::Signal(_))) => "✗",
        (state, _) => glyphs::sign(state),
    }
}

/// The parent it was born with, and the one it has now.
fn parent(cx: &Cx<'_>, actor: &Actor, roomy: bool) -> Line<'static> {
    if actor.kind != Kind::Process {
        return Line::default();
    }
    let theme = cx.theme;
    let born = actor.ids.ppid.map(|ppid| ppid.to_string());
    let now = actor.fact(PPID).map(str::to_owned);
    let mut line = vec![span("ppid ", theme.dim())];
    match (born, now) {
        (Some(born), Some(now)) if born != now => {
            // Where it is narrow, the old one is seen one row above: it is who forked it.
            let was = if roomy { born } else { String::new() };
            line.push(span(was, theme.dim()));
            line.push(span(format!("→{now}"), theme.past()));
        }
        (born, now) => {
            let gone = actor.state == State::Ended;
            let style = if gone {
                theme.dim()
            } else {
                ratatui::style::Style::new()
            };
            line.push(span(now.or(born).unwrap_or_default(), style));
        }
    }
    line.push(span("°", theme.dim()));
    Line::from(line)
}

/// Its state in words, as many of them as there is room for.
fn state(cx: &Cx<'_>, open: &Open, actor: &Actor, room: usize) -> Span<'static> {
    let mark = if actor.state_source == Source::Kernel {
        "°"
    } else {
        ""
    };
    let word = state_word(actor.state, cx.lang);
    // From the whole sentence to the bare word.
    let all = match actor.state {
        State::Zombie => {
            let how = how_it_left(cx, actor);
            let of_how = |key: &str| cx.say(key, &[("how", &how)]);
            // Its status is what its parent will get: where there is little room, its sign says that it is a zombie.
            match actor.zombie_status.map(|status| status.to_string()) {
                None => vec![of_how("zombie"), of_how("kin.zombie")],
                Some(status) => {
                    let of_status = |key: &str| cx.say(key, &[("status", &status)]);
                    let both = format!("{} · {}", of_how("kin.zombie"), of_status("kin.status"));
                    vec![
                        both,
                        of_status("kin.zombie_status"),
                        of_status("kin.status"),
                    ]
                }
            }
        }
        State::Ended => {
            let how = how_it_left(cx, actor);
            let mut all = vec![cx.say("reaped", &[("how", &how)]), how];
            if let Some(How::Signal(signal)) = actor.how() {
                let short = cx.say("kin.signal", &[("signal", &signal.to_string())]);
                all.extend([cx.say("reaped", &[("how", &short)]), short]);
            }
            all
        }
        State::Stopped if open.permits.stepping(&actor.id) => {
            vec![cx.word("kin.permit_waits").to_owned()]
        }
        State::Blocked => {
            let on = actor.blocked_on.as_deref().unwrap_or_default();
            vec![format!("{word} {on}"), on.to_owned()]
        }
        _ => Vec::new(),
    };
    let fits = |text: &String| ink::width(text) + ink::width(mark) <= room;
    let text = all
        .into_iter()
        .find(fits)
        .unwrap_or_else(|| word.to_owned());
    span(format!("{text}{mark}"), cx.theme.state(actor.state))
}

/// Who adopts orphans here, and what `°` means.
fn legend(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer) {
    let rows = usize::from(area.height);
    let root = open.world.actors().next();
    if let Some(warden) = root.and_then(|root| root.ids.ppid).filter(|_| rows > 0) {
        let words = cx.say("kin.warden", &[("pid", &warden.to_string())]);
        let row = if rows == 1 { 0 } else { rows - 2 };
        ink::put(area, 1, row, span(words, cx.theme.dim()), buf);
    }
    if rows > 1 {
        let words = span(cx.word("kin.kernels"), cx.theme.dim());
        ink::put(area, 1, rows - 1, words, buf);
    }
}
