//! The stage of a small program: what is shared, what each thread will do next, and who waits for whom.
//!
//! Never knows a lesson: it draws the facts that `runtime::Shared` tells.

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Target};
use crate::protocol::keys::{IN_HAND, NEXT};
use crate::protocol::{ActorId, How, Kind, Reason, State};
use crate::view::cx::Cx;
use crate::view::glyphs::{sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{body, first_row, rule, shown};
use crate::world::things::{self, Things};
use crate::world::{Actor, Fact, World};

/// Draws what is shared, a row a thread, and the circle of a deadlock.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        ..inner
    };
    let (width, height) = (usize::from(inner.width), usize::from(inner.height));
    let things = things(cx, &open.world);
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
    let lanes = part(inner, y, room);
    let (first, seen) = self::lanes(cx, open, &rows, lanes, buf, hits);
    y += seen + usize::from(airy);
    for line in deadlock {
        ink::put(inner, 0, y.min(height.saturating_sub(1)), line, buf);
        y += 1;
    }
    let note = shown(cx, first, seen, rows.len()).or_else(|| schedule(cx, open));
    let note = note.or_else(|| Some(knobs(cx, open)));
    rule(cx, Pane::Stage, "stage", note, area, buf);
}

fn part(area: Rect, top: usize, rows: usize) -> Rect {
    let top = (top as u16).min(area.height);
    Rect {
        y: area.y + top,
        height: (rows as u16).min(area.height - top),
        ..area
    }
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

/// The shared variables, buffers and locks, each with its state.
fn things(cx: &Cx<'_>, world: &World) -> Vec<Vec<Span<'static>>> {
    let theme = cx.theme;
    let Things {
        variables,
        buffers,
        locks,
    } = world.things();
    let fresh = |fact: &Fact| match fact.since + 3 > world.seq {
        true => theme.bold().patch(theme.accent(cx.model)),
        false => theme.bold(),
    };
    let mut things = Vec::new();
    for (name, fact) in variables.into_iter().chain(buffers) {
        let value = span(&*fact.value, fresh(fact));
        things.push(vec![span(format!("{name} = "), Style::default()), value]);
    }
    for (name, fact) in locks {
        let (words, style) = match things::holder(fact) {
            None => (cx.word("threads.free").to_owned(), theme.dim()),
            Some(who) => (cx.say("threads.has", &[("who", who)]), theme.waiting()),
        };
        things.push(vec![
            span(format!("{name}: "), Style::default()),
            span(words, style),
        ]);
    }
    things
}

/// As many things on a line as fit whole.
fn packed(things: &[Vec<Span<'static>>], width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for thing in things {
        let wide: usize = thing.iter().map(Span::width).sum();
        match lines.last_mut() {
            Some(line) if line.width() + wide + 3 <= width => {
                line.push_span("   ");
                line.spans.extend(thing.iter().cloned());
            }
            _ => lines.push(Line::from(thing.clone())),
        }
    }
    lines
}

/// Draws a row an actor; answers with the first one shown and how many are.
fn lanes(
    cx: &Cx<'_>,
    open: &Open,
    rows: &[ActorId],
    area: Rect,
    buf: &mut Buffer,
    hits: &mut Hits,
) -> (usize, usize) {
    let theme = cx.theme;
    let actors: Vec<&Actor> = rows.iter().filter_map(|id| open.world.actor(id)).collect();
    let height = usize::from(area.height);
    let follow = open.highlighted();
    let follow = follow.and_then(|id| actors.iter().position(|actor| actor.id == *id));
    let scrolled = open.scroll[Pane::Stage as usize];
    let first = first_row(scrolled, follow.unwrap_or(0), actors.len(), height);
    let shown: Vec<(usize, &&Actor)> = actors.iter().enumerate().skip(first).take(height).collect();
    let widest = |of: fn(&Actor, crate::i18n::Lang) -> usize| {
        shown
            .iter()
            .map(|(_, actor)| of(actor, cx.lang))
            .max()
            .unwrap_or(0)
    };
    let names = widest(|actor, _| ink::width(&actor.name));
    let states = widest(|actor, lang| ink::width(state_word(actor.state, lang)));
    for (y, (n, actor)) in shown.iter().enumerate() {
        let number = match actor.standing && open.past.is_none() {
            true => theme.bold(),
            false => theme.dim(),
        };
        let name = match actor.kind {
            Kind::Thread => theme.accent(cx.model),
            _ => theme.bold(),
        };
        let word = pad(state_word(actor.state, cx.lang), states);
        let mut line = vec![
            span(format!("{}", n + 1), number),
            span(if actor.standing { "▷ " } else { "  " }, number),
            span(pad(&actor.name, names), name),
            span(
                format!("  {} {word}  ", sign(actor.state)),
                theme.state(actor.state),
            ),
        ];
        line.extend(doing(cx, open, actor));
        ink::put(area, 0, y, Line::from(line), buf);
        let whole = cells(area, 0, y, usize::from(area.width));
        hits.push(whole, Target::Actor(actor.id.clone()));
        if open.selected.as_ref() == Some(&actor.id) {
            theme.highlight(whole, buf);
        }
    }
    (first, shown.len())
}

/// What a thread will do next and what it holds in its hand, what it waits for, or how it ended.
fn doing(cx: &Cx<'_>, open: &Open, actor: &Actor) -> Vec<Span<'static>> {
    let theme = cx.theme;
    if let Some(on) = &actor.blocked_on {
        let mut said = vec![span(on.to_string(), theme.waiting())];
        if let Some(owner) = actor.owner.as_ref().and_then(|id| open.world.actor(id)) {
            said.push(span(format!(" ← {}", cx.label(owner)), theme.waiting()));
        }
        return said;
    }
    match (actor.how(), actor.state, actor.kind) {
        (Some(How::Raise(error)), ..) => vec![span(error.clone(), theme.error())],
        (_, State::Ended, _) => Vec::new(),
        (_, _, Kind::Thread) => {
            let next = actor
                .fact(NEXT)
                .filter(|_| actor.standing)
                .unwrap_or_default();
            let mut said = vec![span(next.to_owned(), theme.bold())];
            if let Some(n) = actor.fact(IN_HAND).filter(|n| !n.is_empty()) {
                said.push(span(format!("   n is {n}"), theme.dim()));
            }
            said
        }
        _ => {
            let line = actor
                .at
                .as_ref()
                .and_then(|place| (place.line as usize).checked_sub(1));
            let line = line.and_then(|at| open.play.listing.lines.get(at));
            let code = line.map_or("", |line| line.text.trim());
            vec![span(code.to_owned(), theme.dim())]
        }
    }
}

/// What is said when nobody can move any more: the circle, `A → fork1 → B → fork0 → A`.
fn deadlock(cx: &Cx<'_>, world: &World, width: usize) -> Vec<Line<'static>> {
    if !world.waits_for().is_for_ever() {
        return Vec::new();
    }
    let theme = cx.theme;
    let mut lines = vec![Line::from(span(cx.word("threads.deadlock"), theme.error()))];
    let circle = circle(world);
    if let Some(start) = circle.first() {
        let shown = &circle[..circle.len().min(LONGEST_CIRCLE)];
        let last = if shown.len() < circle.len() {
            "…"
        } else {
            &start.name
        };
        let mut text = String::new();
        for actor in shown {
            let on = actor.blocked_on.as_deref().unwrap_or_default();
            let thing = Reason::of(on).thing().unwrap_or(on);
            text += &format!("{} → {thing} → ", actor.name);
        }
        text += last;
        if ink::width(&text) > width {
            let names: Vec<&str> = shown.iter().map(|actor| actor.name.as_str()).collect();
            text = format!("{} → {last}", names.join(" → "));
        }
        lines.push(Line::from(span(text, theme.error())));
    }
    lines
}

/// How many of a circle are named at most.
const LONGEST_CIRCLE: usize = 50;

/// Who wait for one another in a circle, from the thread on that was started first; nobody, where there is none.
fn circle(world: &World) -> Vec<&Actor> {
    let awaited = |actor: &Actor| {
        let next = world.actor(actor.owner.as_ref()?)?;
        (next.state == State::Blocked).then_some(next)
    };
    // Threads are born in any order: the circle begins with the first that was started.
    let mut threads: Vec<&Actor> = world
        .actors()
        .filter(|actor| actor.kind == Kind::Thread)
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

fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(ink::width(text));
    format!("{text}{}", " ".repeat(blanks))
}
