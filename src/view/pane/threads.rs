//! The stage of a small program: what is shared, what each thread will do next, and who waits for whom.
//!
//! Never knows a lesson: it draws the facts that `runtime::Shared` tells.

mod ring;

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane};
use crate::protocol::keys::{IN_HAND, NEXT};
use crate::protocol::{ActorId, How, Kind, Reason, State, Thing, ThingKind};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, inset, rule};
use crate::view::pane::roster::{self, Row};
use crate::view::pane::shared;
use crate::world::things::{self, Things};
use crate::world::{Actor, Fact, World};

/// Draws what is shared, a row a thread, and the circle of a deadlock.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = inset(body(area));
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let things = things(cx, &open.world, false);
    let deadlock = deadlock(cx, &open.world, width);
    let rows = open.rows();
    let shared = packed(&things, width);
    let airy = height > shared.len() + rows.len() + deadlock.len() + 2;
    let mut y = 0;
    for line in shared {
        ink::put(inner, 0, y, line, buf);
        y += 1;
    }
    y += usize::from(airy);
    let room =
        height.saturating_sub(y + deadlock.len() + usize::from(airy && !deadlock.is_empty()));
    let lanes = ink::rows(inner, y, room);
    let actors: Vec<&Actor> = rows.iter().filter_map(|id| open.world.actor(id)).collect();
    let row = |actor: &Actor| row(cx, open, actor);
    let seen = roster::draw(cx, open, &actors, lanes, (buf, hits), row);
    y += seen.rows + usize::from(airy);
    for line in deadlock {
        ink::put(inner, 0, y.min(height.saturating_sub(1)), line, buf);
        y += 1;
    }
    let note = seen.note(cx).or_else(|| schedule(cx, open));
    let note = note.or_else(|| Some(knobs(cx, open)).filter(|knobs| !knobs.is_empty()));
    rule(cx, Pane::Stage, "stage", note, area, buf);
}

/// How many rows it asks for: what is shared, one a thread, and a deadlock's circle.
pub fn rows(cx: &Cx<'_>, open: &Open, width: u16) -> usize {
    let (live, width) = (open.history.live(), usize::from(width).saturating_sub(1));
    packed(&things(cx, live, false), width).len()
        + open.history.lanes().len()
        + deadlock(cx, live, width).len()
}

/// The schedule that is being followed, `AAB▸ABB`, or the one the student has made so far.
fn schedule(cx: &Cx<'_>, open: &Open) -> Option<String> {
    /// How many letters before and after the present are shown.
    const NEAR: usize = 10;
    let lockstep = open.lockstep.as_ref()?;
    let done = lockstep.moves().to_string();
    let near = done.len().saturating_sub(NEAR);
    let (cut, last) = (if near > 0 { "…" } else { "" }, &done[near..]);
    if lockstep.decides() {
        let all = lockstep.schedule().to_string();
        let left: String = all.chars().skip(done.len()).take(NEAR).collect();
        let more = if all.len() > done.len() + NEAR {
            "…"
        } else {
            ""
        };
        let text = format!("{cut}{last}▸{left}{more}");
        return Some(cx.say("threads.follows", &[("schedule", &text)]));
    }
    let text = format!("{cut}{last}");
    (!done.is_empty()).then(|| cx.say("threads.so_far", &[("schedule", &text)]))
}

fn knobs(cx: &Cx<'_>, open: &Open) -> String {
    let knobs = open.play.lesson.knobs.iter().map(|knob| {
        let value = open.play.settings.get(&knob.name);
        cx.say("knob_is", &[("knob", &knob.name), ("value", value)])
    });
    knobs.take(2).collect::<Vec<_>>().join(" · ")
}

/// `queues.close()` of `multiprocessing.queues.close()`.
fn without_modules(on: &str) -> &str {
    let dot = on.rmatch_indices('.').nth(1);
    dot.map_or(on, |(at, _)| &on[at + 1..])
}

/// The shared variables, buffers and locks, each with its state. `taken_first`: the locks that somebody has or waits for come first, as
/// not all may fit.
pub(super) fn things(cx: &Cx<'_>, world: &World, taken_first: bool) -> Vec<Vec<Span<'static>>> {
    let theme = cx.theme;
    let Things {
        variables,
        buffers,
        locks,
        others,
    } = world.things();
    let fresh = |fact: &Fact| match fact.since + 3 > world.seq {
        true => theme.bold().patch(theme.accent(cx.model)),
        false => theme.bold(),
    };
    let (mut first, mut things, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for (name, fact) in others {
        if let Some(thing) = Thing::of(&fact.value) {
            let early = matches!(thing.kind, ThingKind::Queue { .. } | ThingKind::Value(_));
            let shown = shared::thing(cx, world, name, thing.kind);
            if early { &mut things } else { &mut last }.extend(shown);
        }
    }
    for (name, fact) in variables {
        let apart = of_those_there(world.shared_apart(name));
        let differs = apart.iter().any(|(_, other)| other.value != fact.value);
        // A lesson may ask who has which value. In a script equal values say enough.
        let of_a_lesson = cx.open.is_some_and(|open| !open.play.is_script());
        let mut shown = vec![span(format!("{name} = "), Style::default())];
        match differs || of_a_lesson && apart.len() > 1 {
            false => shown.push(span(&*fact.value, fresh(fact))),
            true => shown.extend(in_each(cx, &apart, fresh)),
        }
        things.push(shown);
    }
    for (name, fact) in buffers {
        let value = span(&*fact.value, fresh(fact));
        things.push(vec![span(format!("{name} = "), Style::default()), value]);
    }
    for (name, fact) in locks {
        let (words, style) = match things::holder(fact) {
            None => (cx.word("threads.free").to_owned(), theme.dim()),
            Some(who) => {
                let label = world.named(who).map(|actor| cx.label(actor));
                let who = label.as_deref().unwrap_or(who);
                (cx.say("threads.has", &[("who", who)]), theme.waiting())
            }
        };
        let mut lock = vec![
            span(format!("{name}: "), Style::default()),
            span(words, style),
        ];
        lock.extend(shared::waiters(cx, world, name));
        let taken = things::holder(fact).is_some() || world.is_waited_for(name);
        let locks = if taken_first && taken {
            &mut first
        } else {
            &mut things
        };
        locks.push(lock);
        // A copy that a fork has left locked is another lock, of another process.
        for process in world.left_locked(name) {
            let words = cx.say("threads.left", &[("who", &cx.label(process))]);
            let name = span(format!("{name}: "), Style::default());
            locks.push(vec![name, span(words, theme.waiting())]);
        }
    }
    first.extend(things);
    first.extend(last);
    first
}

/// Of those who have ended nobody has anything any more, unless all have: then it is what two of them had, or of more the first.
fn of_those_there<'w>(mut apart: Vec<(&'w Actor, &'w Fact)>) -> Vec<(&'w Actor, &'w Fact)> {
    let there = apart.iter().filter(|(process, _)| !process.is_gone());
    let there: Vec<_> = there.copied().collect();
    if !there.is_empty() {
        return there;
    }
    if apart.len() > 2 {
        apart.truncate(1);
    }
    apart
}

/// What processes have for a variable: of two each its own; of more each value once, with who alone has it, or in how many it is so.
fn in_each(
    cx: &Cx<'_>,
    apart: &[(&Actor, &Fact)],
    fresh: impl Fn(&Fact) -> Style,
) -> Vec<Span<'static>> {
    let mut groups: Vec<(&Actor, &Fact, usize)> = Vec::new();
    for (process, fact) in apart {
        match groups
            .iter_mut()
            .find(|(_, has, _)| apart.len() > 2 && has.value == fact.value)
        {
            Some((_, has, others)) => {
                *others += 1;
                if fact.since > has.since {
                    *has = fact;
                }
            }
            None => groups.push((process, fact, 0)),
        }
    }
    let mut shown = Vec::new();
    let all = groups.len() == 1;
    for (at, (process, fact, others)) in groups.into_iter().enumerate() {
        if at > 0 {
            shown.push(span(BETWEEN, Style::default()));
        }
        shown.push(span(&*fact.value, fresh(fact)));
        let n = (others + 1).to_string();
        let who = match others {
            0 => cx.label(process),
            _ if all => cx.say("threads.in_all", &[("n", &n)]),
            _ if at > 0 => cx.say("threads.in_others", &[("n", &n)]),
            _ => cx.say("threads.in_several", &[("n", &n)]),
        };
        shown.push(span(format!(" {who}"), cx.theme.dim()));
    }
    shown
}

/// As many things on a line as fit whole. One that is wider than a line goes on in the next, behind one of its commas.
pub(super) fn packed(things: &[Vec<Span<'static>>], width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for thing in things {
        let wide: usize = thing.iter().map(Span::width).sum();
        match lines.last_mut() {
            Some(line) if line.width() + wide + 3 <= width => {
                line.push_span("   ");
                line.spans.extend(thing.iter().cloned());
            }
            _ if wide > width => lines.extend(broken(thing, width)),
            _ => lines.push(Line::from(thing.clone())),
        }
    }
    lines
}

/// What stands between the values that processes have for a variable.
const BETWEEN: &str = ", ";

/// A thing on several lines, each but the first two cells further in.
fn broken(thing: &[Span<'static>], width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for piece in thing.split_inclusive(|span| span.content == BETWEEN) {
        let wide: usize = piece.iter().map(Span::width).sum();
        match lines.last_mut() {
            Some(line) if line.width() + wide <= width => line.spans.extend(piece.iter().cloned()),
            None => lines.push(Line::from(piece.to_vec())),
            Some(_) => {
                let mut line = Line::from("  ");
                line.spans.extend(piece.iter().cloned());
                lines.push(line);
            }
        }
    }
    lines
}

/// What a thread will do next and what it holds in its hand, what it waits for, or how it ended.
pub(super) fn row(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Row {
    let theme = cx.theme;
    let mut row = Row::of(cx, actor);
    if let Some(on) = &actor.blocked_on {
        let owner = open.world.awaited(actor);
        let by = owner.map_or_else(String::new, |owner| format!(" ← {}", cx.label(owner)));
        // Who has it is seen in another row, too, and whose module a call is of in `why`.
        let says = [
            format!("{on}{by}"),
            on.to_string(),
            without_modules(on).to_owned(),
        ];
        let says = says.map(|text| Line::from(span(text, theme.waiting())));
        row.says = says.into();
        row.tells_state = true;
        return row;
    }
    match (actor.how(), actor.state, actor.kind) {
        (Some(How::Raise(error)), ..) => {
            row.says = vec![Line::from(span(error.clone(), theme.error()))];
            row.tells_state = true;
        }
        (_, State::Ended, _) => {}
        (_, _, Kind::Thread) if actor.fact(NEXT).is_some() => {
            let next = actor
                .fact(NEXT)
                .filter(|_| actor.standing)
                .unwrap_or_default();
            let holds = actor.fact(IN_HAND).filter(|n| !n.is_empty());
            let holds = holds.map(|n| format!("  {}", cx.say("threads.n_is", &[("n", n)])));
            // What it will do, told from what is so: by a word, where there is room, otherwise by a sign.
            let before = [cx.word("threads.next"), "→"].map(|word| match next.is_empty() {
                true => String::new(),
                false => format!("{word} "),
            });
            // Its class says enough: where it ends, all of it is said.
            let raised = actor.exception.as_deref().filter(|_| actor.standing);
            let raised = raised.map(|error| error.split(':').next().unwrap_or(error));
            let raised = raised.map(|error| span(format!("{error} "), theme.error()));
            let says = before.into_iter().map(|before| {
                let next = [
                    raised.clone().unwrap_or_default(),
                    span(before, theme.dim()),
                    span(next.to_owned(), theme.bold()),
                ];
                let holds = holds.clone().map(|holds| span(holds, theme.dim()));
                Line::from_iter(next.into_iter().chain(holds))
            });
            row.tells_state = raised.is_some();
            row.says = says.collect();
        }
        _ => row.says = roster::place(cx, open, actor),
    }
    row
}

/// What is said when nobody can move any more, and the circle: drawn, where it fits, otherwise `A → fork1 → B → fork0 → A`.
pub(super) fn deadlock(cx: &Cx<'_>, world: &World, width: usize) -> Vec<Line<'static>> {
    if !world.waits_for().is_for_ever() {
        return Vec::new();
    }
    let error = |text: String| Line::from(span(text, cx.theme.error()));
    let mut lines = vec![error(cx.word("threads.deadlock").to_owned())];
    let circle = circle(world);
    let named: Vec<(String, &str)> = circle
        .iter()
        .take(LONGEST_CIRCLE)
        .map(|actor| {
            let on = actor.waits_in().unwrap_or_default();
            (cx.label(actor), Reason::of(on).thing().unwrap_or(on))
        })
        .collect();
    let names: Vec<(&str, &str)> = named.iter().map(|(who, on)| (&**who, *on)).collect();
    if names.len() == circle.len()
        && let Some(drawn) = ring::drawn(
            &names,
            cx.word("threads.waits"),
            cx.word("threads.held"),
            width,
        )
    {
        lines.extend(drawn.into_iter().map(error));
    } else if let Some((start, _)) = names.first() {
        let last = if names.len() < circle.len() {
            "…"
        } else {
            start
        };
        let whole: String = names
            .iter()
            .map(|(who, on)| format!("{who} → {on} → "))
            .collect();
        let mut text = whole + last;
        if ink::width(&text) > width {
            let names: Vec<&str> = names.iter().map(|(who, _)| *who).collect();
            text = format!("{} → {last}", names.join(" → "));
        }
        lines.push(error(text));
    }
    if let Some((pool, _, waiting)) = world.pool_without_a_worker() {
        let n = waiting.to_string();
        lines.push(error(
            cx.say("threads.no_worker", &[("pool", pool), ("n", &n)]),
        ));
    }
    lines
}

/// How many of a circle are named at most.
const LONGEST_CIRCLE: usize = 50;

/// Who wait for one another in a circle, from the thread or task on that was started first; nobody, where there is none.
fn circle(world: &World) -> Vec<&Actor> {
    let awaited = |actor: &Actor| {
        let next = world.awaited(actor)?;
        next.waits_in().is_some().then_some(next)
    };
    // Threads are born in any order: the circle begins with the first that was started.
    let mut threads: Vec<&Actor> = world
        .actors()
        .filter(|actor| actor.kind != Kind::Coroutine || actor.awaits().is_some())
        .collect();
    threads.sort_by(|one, other| one.id.cmp(&other.id));
    // Everybody is passed once: by whose way, and whether they are in a circle.
    let mut passed: HashMap<&ActorId, usize> = HashMap::new();
    let mut circled: HashSet<&ActorId> = HashSet::new();
    for (way, start) in threads.iter().enumerate() {
        let mut next = Some(*start);
        while let Some(actor) = next {
            match passed.insert(&actor.id, way) {
                None => next = awaited(actor),
                Some(before) => {
                    // One's own way again: from here on it is a circle.
                    let mut member = (before == way).then_some(actor);
                    while let Some(actor) = member.filter(|actor| circled.insert(&actor.id)) {
                        member = awaited(actor);
                    }
                    break;
                }
            }
        }
    }
    let Some(start) = threads.iter().find(|thread| circled.contains(&thread.id)) else {
        return Vec::new();
    };
    let mut circle = vec![*start];
    while let Some(next) = circle.last().and_then(|last| awaited(last)) {
        if next.id == start.id {
            break;
        }
        circle.push(next);
    }
    circle
}
