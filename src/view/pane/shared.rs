//! A script's queues, events and the like, each in a few words: `q (2 of 2, full): 0, 1`.
//!
//! Never knows which scene shows them.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::protocol::{Reason, ThingKind};
use crate::view::cx::Cx;
use crate::view::ink::span;
use crate::world::{Actor, World};

/// How many of a queue's values are shown.
const MOST_ITEMS: usize = 6;

/// What a thing is called, and how it is; nothing where that is said with its lock.
pub(super) fn thing(
    cx: &Cx<'_>,
    world: &World,
    name: &str,
    kind: ThingKind<'_>,
) -> Option<Vec<Span<'static>>> {
    let theme = cx.theme;
    let plain = Style::default();
    let counted = |key: &str, n: usize, of: usize| {
        cx.say(key, &[("n", &n.to_string()), ("of", &of.to_string())])
    };
    let (words, style) = match kind {
        ThingKind::Queue { many: true, .. } => (cx.word("thing.many").to_owned(), theme.dim()),
        ThingKind::Queue { bound, .. } => return Some(queue(cx, world, name, bound)),
        ThingKind::Event(true) => (cx.word("thing.set").to_owned(), theme.bold()),
        ThingKind::Event(false) => (cx.word("thing.how_clear").to_owned(), theme.dim()),
        ThingKind::Semaphore { left, most } => {
            let words = match most {
                Some(most) => counted("thing.left_of", left, most),
                None => counted("thing.left", left, 0),
            };
            (words, if left == 0 { theme.waiting() } else { plain })
        }
        ThingKind::Barrier { there, parties } => {
            (counted("thing.how_there", there, parties), plain)
        }
        ThingKind::Broken => (cx.word("thing.is_broken").to_owned(), theme.error()),
        // Its lock is told of as soon as somebody has had it.
        ThingKind::Condition if world.things().locks.contains_key(name) => return None,
        ThingKind::Condition => (cx.word("threads.free").to_owned(), theme.dim()),
        ThingKind::Future { state, came } => {
            let said = cx.word(&format!("thing.is_{state}")).to_owned();
            match (state, came) {
                ("failed", _) => (format!("{said}, {came}"), theme.error()),
                (_, "") => (said, theme.dim()),
                _ => (came.to_owned(), theme.bold()),
            }
        }
        // Once all have ended there are no workers.
        ThingKind::Executor { .. } if world.actors().all(Actor::is_gone) => return None,
        ThingKind::Executor { workers, waiting } => {
            (counted("thing.workers", workers, waiting), plain)
        }
        ThingKind::Value(value) => {
            let name = span(format!("{name} = "), plain);
            return Some(vec![name, span(value.to_owned(), theme.bold())]);
        }
    };
    Some(vec![span(format!("{name}: "), plain), span(words, style)])
}

/// `q (2 of 2, full): 0, 1`
fn queue(cx: &Cx<'_>, world: &World, name: &str, bound: Option<usize>) -> Vec<Span<'static>> {
    let theme = cx.theme;
    let len = world.queue(name).map_or(0, |queue| queue.len());
    let n = len.to_string();
    let count = match bound {
        Some(bound) => cx.say("thing.items", &[("n", &n), ("of", &bound.to_string())]),
        None => cx.say("thing.items_unlimited", &[("n", &n)]),
    };
    let mut spans = vec![span(format!("{name} ({count}"), Style::default())];
    if bound.is_some_and(|bound| len >= bound) {
        spans.push(span(cx.word("thing.full").to_owned(), theme.waiting()));
    }
    let items = world
        .queue(name)
        .into_iter()
        .flat_map(|queue| queue.items());
    let items: Vec<&str> = items.take(MOST_ITEMS + 1).collect();
    let (shown, more) = match items.split_at_checked(MOST_ITEMS) {
        Some((shown, more)) => (shown, !more.is_empty()),
        None => (&*items, false),
    };
    let shown = shown.join(", ") + if more { ", …" } else { "" };
    spans.push(span("): ", Style::default()));
    match len {
        0 => spans.push(span(cx.word("thing.none").to_owned(), theme.dim())),
        _ => spans.push(span(shown, theme.bold().patch(theme.accent(cx.model)))),
    }
    spans
}

/// How many wait on a condition.
pub(super) fn waiters(cx: &Cx<'_>, world: &World, name: &str) -> Option<Span<'static>> {
    let n = world.waiting_on(name);
    let said = || format!(" · {}", cx.say("thing.waits", &[("n", &n.to_string())]));
    (n > 0).then(|| span(said(), cx.theme.waiting()))
}

/// Why one waits for a thing: `full, 2 of 2`.
pub(super) fn why(cx: &Cx<'_>, world: &World, actor: &Actor) -> Option<String> {
    let reason = actor.reason().or_else(|| actor.awaits())?;
    let name = reason.thing()?;
    let queue = world.queue(name);
    let counted = |key: &str, n: usize, of: usize| {
        cx.say(key, &[("n", &n.to_string()), ("of", &of.to_string())])
    };
    let said = match (world.thing(name, &actor.id)?.kind, reason) {
        (
            ThingKind::Queue {
                bound: Some(bound),
                many: false,
                ..
            },
            Reason::Put(_),
        ) => counted(
            "thing.how_full",
            queue.map_or(0, |queue| queue.len()),
            bound,
        ),
        (ThingKind::Queue { .. }, Reason::Get(_)) if queue.is_none_or(|queue| queue.is_empty()) => {
            cx.word("thing.how_empty").to_owned()
        }
        (ThingKind::Event(_), Reason::Wait(_)) => cx.word("thing.how_clear").to_owned(),
        (ThingKind::Barrier { there, parties }, Reason::Wait(_)) => {
            counted("thing.how_there", there, parties)
        }
        (ThingKind::Semaphore { .. }, Reason::Lock(_)) => cx.word("thing.how_none_left").to_owned(),
        (ThingKind::Future { state, .. }, Reason::TaskResult(_)) => {
            cx.word(&format!("thing.how_{state}")).to_owned()
        }
        _ => return None,
    };
    Some(said)
}
