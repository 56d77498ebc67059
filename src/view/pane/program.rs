//! The stage of a script: what is shared, everybody as a tree with what they wait for and who has it, the circle of a deadlock, and
//! the calls of the one whom one looks at.
//!
//! Never knows what the script is about.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Open, Pane};
use crate::protocol::keys::{WAITS, YIELD_FROM};
use crate::protocol::{ActorId, After, How, Kind, PYTHON, Reason, Source, State};
use crate::view::cx::Cx;
use crate::view::glyphs::state_word;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::frames;
use crate::view::pane::roster::{self, Row, code};
use crate::view::pane::shared;
use crate::view::pane::threads::{self, deadlock, packed, things};
use crate::view::pane::tree::{branches, how_it_left};
use crate::world::{Actor, Branch};

/// So many rows are kept for the calls of one.
const CALLS: usize = 2;

/// From this width on, pids and tids are shown.
const ROOMY: usize = 54;

/// Draws what is shared, a row an actor, and the circle of a deadlock.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let mut tree = open.world.tree();
    let deadlock = deadlock(cx, &open.world, width);
    // What is shared gives way: who is there is what the scene is for. The calls of one give way to it, but for the last two rows.
    let mut shared = packed(&things(cx, &open.world, true), width);
    let whole = shared.len();
    let left = height.saturating_sub(tree.len() + deadlock.len() + CALLS);
    shared.truncate(left.max(height / 3));
    if shared.len() < whole
        && let Some(last) = shared.last_mut()
    {
        *last = ink::clip(last, width.saturating_sub(2));
        last.push_span(" …");
    }
    let airy = height > shared.len() + tree.len() + deadlock.len() + 2;
    let mut y = 0;
    for line in &shared {
        ink::put(inner, 0, y, ink::clip(line, width), buf);
        y += 1;
    }
    y += usize::from(airy && !shared.is_empty());
    let rows = height.saturating_sub(y + deadlock.len() + usize::from(airy));
    // Generators that are closed give way to those that aren't.
    if tree.len() > rows {
        let closed = |actor: &Actor| actor.kind == Kind::Coroutine && actor.state == State::Ended;
        tree.retain(|branch| !closed(branch.actor));
    }
    let actors: Vec<&Actor> = tree.iter().map(|branch| branch.actor).collect();
    let places: HashMap<&ActorId, &Branch<'_>> = tree
        .iter()
        .map(|branch| (&branch.actor.id, branch))
        .collect();
    let lanes = ink::rows(inner, y, rows);
    let seen = roster::draw(cx, open, &actors, lanes, (buf, hits), |actor| {
        let branches = places
            .get(&actor.id)
            .map_or_else(String::new, |at| branches(&at.last));
        row(cx, open, actor, branches, width >= ROOMY)
    });
    if tree.is_empty() {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
    }
    y += seen.rows + usize::from(airy);
    let stuck = !deadlock.is_empty();
    for line in deadlock {
        ink::put(inner, 0, y.min(height.saturating_sub(1)), line, buf);
        y += 1;
    }
    y += usize::from(stuck && airy);
    // The calls of whom one looks at, where there is room left.
    let looked_at = open.highlighted().and_then(|id| open.world.actor(id));
    let left = height.saturating_sub(y);
    let calls = looked_at.map_or_else(Vec::new, |actor| frames::brief(cx, actor, (width, left)));
    for line in calls.into_iter().take(left) {
        ink::put(inner, 0, y, line, buf);
        y += 1;
    }
    let python = open.play.settings.get(PYTHON);
    let mut version = (!python.is_empty()).then(|| format!("CPython {python}"));
    // What the sign behind a state means.
    if open.world.actors().any(says_the_kernel) {
        let kernels = cx.word("kernels").to_owned();
        let both = version.map(|version| format!("{kernels} · {version}"));
        version = both.or(Some(kernels));
    }
    let note = seen.note(cx).or(version);
    rule(cx, Pane::Stage, "stage", note, area, buf);
}

/// Whether its state is the kernel's word.
fn says_the_kernel(actor: &Actor) -> bool {
    actor.state_source == Source::Kernel
}

/// How many rows it asks for: what is shared, one an actor, a deadlock's circle, and the calls of one.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let calls = open
        .history
        .live()
        .actors()
        .any(|actor| !actor.frames.is_empty());
    threads::rows(cx, open, width) + if calls { 1 + frames::BRIEF } else { 0 }
}

/// Who it is, in which state, and what it waits for, stands before, or ended with.
fn row(cx: &Cx<'_>, open: &Open, actor: &Actor, branches: String, roomy: bool) -> Row {
    let theme = cx.theme;
    let kernels = if says_the_kernel(actor) { "°" } else { "" };
    let process = actor.kind == Kind::Process;
    let word = match actor.state {
        State::Ended | State::Zombie if process && is_over(actor) => how_it_left(cx, actor),
        state => state_word(state, cx.lang).to_owned(),
    };
    let gone = actor.is_gone();
    let helps = actor.is_helper() && !gone && !actor.standing;
    let name = match gone || helps {
        true => theme.dim(),
        false => theme.bold(),
    };
    // The pid of a child is its name.
    let ids = match (actor.kind, actor.ids.pid, actor.ids.tid) {
        _ if !roomy => String::new(),
        (Kind::Process, Some(pid), _) if !actor.name.ends_with(&pid.to_string()) => {
            format!("{pid}°")
        }
        (Kind::Thread, _, Some(tid)) => format!("tid {tid}°"),
        _ => String::new(),
    };
    let mut row = Row {
        branches,
        name: span(cx.label(actor), name),
        ids,
        word: format!("{word}{kernels}"),
        ..threads::row(cx, open, actor)
    };
    if let Some(why) = shared::why(cx, &open.world, actor) {
        let on = actor.blocked_on.as_deref().or_else(|| hangs_on(actor));
        let on = on.unwrap_or_default();
        let says = [format!("{on}: {why}"), on.to_owned()];
        let says = says.map(|text| Line::from(span(text, theme.waiting())));
        row.says = says.into();
        return row;
    }
    if helps {
        let says = ["program.helper", "program.helps"];
        let says = says.map(|key| Line::from(span(cx.word(key), theme.dim())));
        row.says = says.into();
        return row;
    }
    if let (Some(does), Some(at)) = (actor.inside(), &actor.at) {
        let line = at.line.to_string();
        let keys = match actor.is_in_an_endless_line() {
            true => vec!["program.inside_endless".to_owned()],
            false => vec![
                format!("program.inside_{does}"),
                "program.inside".to_owned(),
            ],
        };
        let says = keys.iter().map(|key| cx.say(key, &[("line", &line)]));
        row.says = says
            .map(|text| Line::from(span(text, theme.waiting())))
            .collect();
        return row;
    }
    if actor.is_another_program() && actor.state == State::Running {
        let says = ["program.not_followed", "program.unfollowed"];
        let says = says.map(|key| Line::from(span(cx.word(key), theme.dim())));
        row.says = says.into();
        return row;
    }
    match actor.reason() {
        // Who waits for a lock waits for it; for anything else, in a call.
        Some(Reason::Lock(lock)) => {
            let owner = open.world.awaited(actor);
            let by = owner.map_or_else(String::new, |owner| format!(" ← {}", cx.label(owner)));
            let says = match open.world.waits_for_what_was_left(actor) {
                true => cx.say("threads.waits_for_left", &[("lock", lock)]),
                false => format!("{lock}{by}"),
            };
            row.says = vec![Line::from(span(says, theme.state(actor.state)))];
        }
        None if actor.state == State::Zombie && !is_over(actor) => {
            let how = how_it_left(cx, actor);
            let says = [cx.say("program.not_waited_for", &[("how", &how)]), how];
            let says = says.map(|text| Line::from(span(text, theme.dim())));
            row.says = says.into();
        }
        None if actor.ended_with_its_process() => {
            let says = ["program.daemon_ended", "program.daemon"];
            let says = says.map(|key| Line::from(span(cx.word(key), theme.dim())));
            row.says = says.into();
            row.raised = true;
        }
        None if gone => {
            let error = match actor.how() {
                Some(How::Raise(error)) => Some(error.as_str()),
                // What ended a process says its traceback; it has left with a code.
                // What it has raised has been caught since, where it has left well.
                Some(How::Exit(0)) => None,
                _ if process => actor.exception.as_deref(),
                _ => None,
            };
            let shorter = error.map(|error| {
                let class = error.split(':').next().unwrap_or(error);
                // Of which module it is matters least.
                [error, class, class.rsplit('.').next().unwrap_or(class)]
            });
            let says = shorter.into_iter().flatten().map(str::to_owned);
            row.says = says
                .map(|text| Line::from(span(text, theme.error())))
                .collect();
            row.tells_state = !process;
            // With which code a process of the script's leaves is its own affair; the library's own should leave well.
            let failed = actor.is_helper() && matches!(actor.how(), Some(How::Exit(1..)));
            row.raised |= process && error.is_some() || failed;
            if is_over(actor) {
                row.state = State::Ended;
            }
        }
        // Its turn comes, in the order of the queue, unless one is chosen.
        None if open.world.is_ready(actor) && actor.state != State::Running => {
            let says = match open.world.is_chosen(actor) {
                true => cx.word("program.chosen").to_owned(),
                false => {
                    let n = open.world.turn(actor).unwrap_or(1).to_string();
                    cx.say("program.ready", &[("n", &n)])
                }
            };
            row.says = vec![Line::from(span(says, theme.dim()))];
        }
        // What a suspended frame goes on by, rather than its line: that is in the listing.
        None if actor.state == State::Suspended && hangs_on(actor).is_some() => {
            let on = hangs_on(actor).unwrap_or_default();
            let owner = open.world.awaited(actor);
            let owned = owner.map(|owner| format!("{on} ← {}", cx.label(owner)));
            let on = owned.as_deref().unwrap_or(on);
            let says = [cx.say("program.awaits", &[("on", on)]), on.to_owned()];
            let says = says.map(|text| Line::from(span(text, theme.waiting())));
            row.says = says.into();
        }
        // Where it stands after something, that is said; otherwise the line, as much of it as fits.
        None => {
            let after = actor.at.as_ref().and_then(|at| at.after);
            let text = match after {
                Some(After::Block) => {
                    Some(cx.say("program.after_block", &[("code", code(open, actor))]))
                }
                Some(After::Call) if is_programs_own(actor) => {
                    Some(cx.word("program.after_program").to_owned())
                }
                Some(After::Call) => Some(cx.word("program.after_call").to_owned()),
                Some(After::Raise) => Some(cx.word("program.after_raise").to_owned()),
                None => None,
            };
            if let Some(text) = text {
                row.says = vec![Line::from(span(text, theme.dim()))];
            }
            row.says.truncate(1);
            row.may_be_cut = true;
        }
        _ => {}
    }
    row
}

/// Whether it stands in the program's own lines, and in no call.
fn is_programs_own(actor: &Actor) -> bool {
    let innermost = actor.frames.innermost();
    innermost.is_some_and(|frame| &*frame.function == "<module>")
}

/// Whom a suspended frame delegates to, or what it awaits.
fn hangs_on(actor: &Actor) -> Option<&str> {
    let said = [YIELD_FROM, WAITS].into_iter().map(|key| actor.fact(key));
    said.flatten().find(|on| !on.is_empty())
}

/// Whether nobody is to wait for it any more: nobody in the run waits for the first process.
fn is_over(actor: &Actor) -> bool {
    actor.state == State::Ended || actor.parent.is_none()
}
