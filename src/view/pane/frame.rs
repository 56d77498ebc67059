//! The stage of the generator lessons: the caller, the generator's frame, and the values that travel between them.
//!
//! ```text
//! ╭ main ─────╮        ╭ g ─────────────╮
//! │ ● running │  send  │ ‖ GEN_SUSPENDED │
//! │           ├───────▶│ at line 7      │
//! │           │ 'a'    │                │
//! │           │ yield  │ pattern 'pyth… │
//! │           │◀───────┤                │
//! ╰───────────╯ None   ╰────────────────╯
//! ```
//! Never knows processes or queues.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::{Open, Pane, Run, Target};
use crate::lessons::ByHand;
use crate::protocol::keys::{Key, TRACEBACK};
use crate::protocol::{Comes, Event, Kind, State, What};
use crate::view::cx::Cx;
use crate::view::glyphs::{generator_state, sign, state_word};
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{body, rule};
use crate::view::syntax::{Language, Lexer};
use crate::world::Actor;

/// Draws caller, generator and what goes between.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(open) = cx.open else { return };
    rule(cx, Pane::Stage, "stage", None, area, buf);
    let inner = body(area);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let Some(caller) = open.world.actors().next() else {
        ink::put(inner, 0, 0, span(cx.word("nobody"), cx.theme.dim()), buf);
        return;
    };
    let generator = generator(open);
    let height = usize::from(inner.height);
    // Without room for the two lines below the boxes, the boxes come first.
    let below = if height >= 9 {
        2
    } else {
        height.saturating_sub(7).min(1)
    };
    let locals = generator.map_or(0, |g| locals(g).count());
    let tall = (height - below.min(height)).min((5 + locals).max(8)) as u16;

    let width = inner.width;
    let left = (width * 7 / 20).clamp(15.min(width), 28);
    let middle = (width / 5).clamp(9.min(width - left), 24);
    let right = (width - left - middle).min(60);
    let main_box = Rect {
        width: left,
        height: tall,
        ..inner
    };
    let between = Rect {
        x: inner.x + left,
        width: middle,
        height: tall,
        ..inner
    };
    let frame_box = Rect {
        x: inner.x + left + middle,
        width: right,
        height: tall,
        ..inner
    };

    hits.push(main_box, Target::Actor(caller.id.clone()));
    caller_box(cx, open, caller, main_box, buf);
    match generator {
        Some(generator) => {
            hits.push(frame_box, Target::Actor(generator.id.clone()));
            generator_box(cx, generator, frame_box, buf);
            arrows(cx, open, generator, between, buf);
        }
        None => {
            let inside = bordered(cx, "g", cx.theme.faint(), frame_box, buf);
            ink::put(inside, 0, 0, span(cx.word("not_made"), cx.theme.dim()), buf);
        }
    }
    if below == 2 {
        let calls = Rect {
            y: inner.y + tall,
            height: inner.height - tall - 1,
            ..inner
        };
        outcomes(cx, open, calls, buf);
    }
    if below >= 1 {
        legal(cx, open, inner, height - 1, buf);
    }
}

/// The generator one looks at: the selected one, or the first.
fn generator(open: &Open) -> Option<&Actor> {
    let is = |actor: &&Actor| actor.kind == Kind::Coroutine;
    let selected = open
        .selected
        .as_ref()
        .and_then(|id| open.world.actor(id))
        .filter(is);
    selected.or_else(|| open.world.actors().find(is))
}

fn locals(actor: &Actor) -> impl Iterator<Item = (&str, &str)> {
    // A finished generator has no frame any more (`gi_frame` is None), and with it its locals are gone.
    let lives = actor.state != State::Ended;
    let facts = actor.facts.iter().filter(move |_| lives);
    facts.filter_map(|fact| match Key::of(&fact.key) {
        Key::Local(name) => Some((name, &*fact.value)),
        _ => None,
    })
}

/// Draws a box with a name in its upper edge; answers with its inside.
fn bordered(cx: &Cx<'_>, name: &str, line: Style, area: Rect, buf: &mut Buffer) -> Rect {
    let (wide, high) = (usize::from(area.width), usize::from(area.height));
    if wide < 5 || high < 3 {
        return Rect::default();
    }
    let edge = "─".repeat(wide - 2);
    ink::put(area, 0, 0, span(format!("╭{edge}╮"), line), buf);
    ink::put(area, 0, high - 1, span(format!("╰{edge}╯"), line), buf);
    for row in 1..high - 1 {
        ink::put(area, 0, row, span("│", line), buf);
        ink::put(area, wide - 1, row, span("│", line), buf);
    }
    let title = span(format!(" {name} "), cx.theme.bold());
    ink::put(
        Rect {
            width: area.width - 1,
            ..area
        },
        1,
        0,
        title,
        buf,
    );
    Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width - 4,
        height: area.height - 2,
    }
}

fn caller_box(cx: &Cx<'_>, open: &Open, caller: &Actor, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let inside = bordered(cx, &caller.name, theme.dim(), area, buf);
    let state = format!(
        "{} {}",
        sign(caller.state),
        state_word(caller.state, cx.lang)
    );
    ink::put(inside, 0, 0, span(state, theme.state(caller.state)), buf);
    let mut row = 1;
    if let Some(on) = &caller.blocked_on {
        ink::put(inside, 2, row, span(on.to_string(), theme.dim()), buf);
        row += 1;
    }
    if let Some(place) = &caller.at {
        let line = place.line.to_string();
        ink::put(inside, 0, row, at_line(cx, &line), buf);
        let code = (place.line as usize)
            .checked_sub(1)
            .and_then(|at| open.play.listing.lines.get(at))
            .map_or("", |line| line.text.trim());
        // A line cut to pieces tells nothing: it stands in the listing, too.
        if ink::width(code) <= usize::from(inside.width) {
            row += 1;
            let colored = Lexer::new(Some(Language::Python)).line(code, theme, cx.model);
            ink::put(inside, 0, row, Line::from(colored), buf);
        }
    }
    if let Some(pid) = caller.ids.pid {
        let last = usize::from(inside.height).saturating_sub(1);
        if last > row {
            ink::put(
                inside,
                0,
                last,
                span(format!("pid {pid}°"), theme.dim()),
                buf,
            );
        }
    }
}

fn at_line(cx: &Cx<'_>, line: &str) -> Line<'static> {
    let said = cx.say("at_line", &[("line", "\u{1}")]);
    let (before, after) = said.split_once('\u{1}').unwrap_or((&said, ""));
    Line::from(vec![
        Span::raw(before.to_owned()),
        span(line, cx.theme.bold()),
        Span::raw(after.to_owned()),
    ])
}

fn generator_box(cx: &Cx<'_>, generator: &Actor, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let alive = generator.state != State::Ended;
    let line = if alive {
        theme.accent(cx.model)
    } else {
        theme.faint()
    };
    let inside = bordered(cx, &generator.name, line, area, buf);
    let state = format!(
        "{} {}",
        sign(generator.state),
        generator_state(generator.state)
    );
    let after = ink::put(inside, 0, 0, span(state, theme.state(generator.state)), buf);
    let word = state_word(generator.state, cx.lang);
    ink::put_right(inside, after + 2, 0, span(word, theme.dim()), buf);
    if let Some(place) = generator.at.as_ref().filter(|_| alive) {
        ink::put(inside, 0, 1, at_line(cx, &place.line.to_string()), buf);
    }
    let rows = usize::from(inside.height).saturating_sub(3);
    let names = locals(generator)
        .take(rows)
        .map(|(name, _)| ink::width(name))
        .max()
        .unwrap_or(0);
    for (n, (name, value)) in locals(generator).take(rows).enumerate() {
        let pad = " ".repeat(names - ink::width(name) + 1);
        let after = ink::put(
            inside,
            0,
            3 + n,
            span(format!("{name}{pad}"), theme.dim()),
            buf,
        );
        ink::put(inside, after, 3 + n, span(value, theme.string()), buf);
    }
}

/// A value that went one way: the verb, what, and when.
struct Way {
    verb: String,
    value: String,
    seq: u64,
}

fn arrows(cx: &Cx<'_>, open: &Open, generator: &Actor, area: Rect, buf: &mut Buffer) {
    let past = open.lately();
    let id = generator.id.as_str();
    let into = last_way(past, |_, to| to == id);
    let out = last_way(past, |from, _| from == id);
    let newest = into.iter().chain(&out).map(|way| way.seq).max();
    let wide = usize::from(area.width);
    if wide < 5 {
        return;
    }
    let draw = |way: &Way, row: usize, arrow: String, buf: &mut Buffer| {
        let fresh = Some(way.seq) == newest;
        let style = if fresh {
            cx.theme.accent(cx.model)
        } else {
            cx.theme.dim()
        };
        let value = if fresh {
            cx.theme.string()
        } else {
            cx.theme.dim()
        };
        let within = Rect {
            x: area.x + 1,
            width: area.width - 2,
            ..area
        };
        ink::put(within, 0, row, span(way.verb.clone(), style), buf);
        ink::put(area, 0, row + 1, span(arrow, style), buf);
        ink::put(within, 0, row + 2, span(way.value.clone(), value), buf);
    };
    // In a low box there is room for one of the two: the newest.
    let low = area.height < 8;
    let shown = |way: &&Way| !low || Some(way.seq) == newest;
    if let Some(way) = into.as_ref().filter(shown) {
        draw(way, 1, format!("{}▶", "─".repeat(wide - 1)), buf);
    }
    if let Some(way) = out.as_ref().filter(shown) {
        let row = if low { 1 } else { 4 };
        draw(way, row, format!("◀{}", "─".repeat(wide - 1)), buf);
    }
}

fn last_way(past: &[Event], is: impl Fn(&str, &str) -> bool) -> Option<Way> {
    past.iter().rev().find_map(|event| match &event.what {
        What::Message {
            from,
            to,
            verb,
            value,
        } if is(from, to) => Some(Way {
            verb: verb.to_string(),
            value: value.clone(),
            seq: event.seq,
        }),
        _ => None,
    })
}

/// How calls came out, the newest last: `g.send('x') → yields None`, red when it raised, with its traceback below.
pub(super) fn outcomes(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let calls = open
        .lately()
        .iter()
        .rev()
        .filter_map(|event| match &event.what {
            What::Outcome {
                call,
                result,
                value,
                exception,
                ..
            } => Some((call, *result, exception.as_ref().or(value.as_ref()))),
            _ => None,
        });
    let mut newest: Vec<_> = calls.take(usize::from(area.height)).collect();
    // Where an exception has been stands below the call that it came out of.
    let raised = newest.first().is_some_and(|call| call.1 == Comes::Raise);
    let caller = open.world.actors().next();
    let traceback = caller
        .and_then(|caller| caller.fact(TRACEBACK))
        .filter(|_| raised && area.height > 1);
    newest.truncate(usize::from(area.height) - usize::from(traceback.is_some()));
    newest.reverse();
    let last = newest.len().saturating_sub(1);
    if let Some(traceback) = traceback {
        let row = last + 1;
        let text = format!("  tb  {traceback}");
        let text = ink::clip_text(&text, usize::from(area.width));
        ink::put(area, 0, row, span(text, theme.dim()), buf);
    }
    for (row, (call, result, text)) in newest.into_iter().enumerate() {
        let (key, style) = match result {
            Comes::Yield => ("yields", theme.string()),
            Comes::Return => ("returns", theme.string()),
            Comes::Raise => ("raises", theme.error()),
        };
        let name = if row == last {
            theme.bold()
        } else {
            theme.dim()
        };
        let text = text.map_or("", String::as_str);
        let arrow = format!(" → {} ", cx.word(key));
        // What came out matters more than the end of a long call.
        let wide = usize::from(area.width);
        let room = ink::width(text).min(wide * 3 / 5) + ink::width(&arrow);
        let call = ink::clip_text(call, wide.saturating_sub(room));
        let line = vec![
            span(call, name),
            span(arrow, theme.dim()),
            span(text, style),
        ];
        ink::put(area, 0, row, Line::from(line), buf);
    }
}

/// What one can do by hand: all of it, always, while the run is live.
pub(super) fn legal(cx: &Cx<'_>, open: &Open, area: Rect, row: usize, buf: &mut Buffer) {
    if !open.play.lesson.lets(ByHand::Generator) {
        return;
    }
    let theme = cx.theme;
    let live = open.past.is_none() && open.run == Run::Live;
    let mut line = vec![span(format!("{} ", cx.word("legal_now")), theme.dim())];
    for verb in ["next", "send", "throw", "close"] {
        let (first, rest) = verb.split_at(1);
        line.push(Span::raw(" "));
        if live {
            line.push(span(first, theme.key()));
            line.push(Span::raw(rest));
        } else {
            line.push(span(verb, theme.dim()));
        }
        line.push(Span::raw(" "));
    }
    ink::put(area, 0, row, line, buf);
}
