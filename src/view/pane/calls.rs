//! How calls of a generator came out, and which can be made by hand now: below the scenes of generators.
//!
//! Never knows what else a scene shows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Open, Run};
use crate::lessons::ByHand;
use crate::protocol::keys::TRACEBACK;
use crate::protocol::{Comes, Kind, State, What};
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::wrap::wrap;
use crate::world::Actor;

/// The generator one looks at: the selected one, or the first.
pub(in crate::view::pane) fn generator(open: &Open) -> Option<&Actor> {
    let is = |actor: &&Actor| actor.kind == Kind::Coroutine;
    let selected = open
        .selected
        .as_ref()
        .and_then(|id| open.world.actor(id))
        .filter(is);
    selected.or_else(|| open.world.actors().find(is))
}

/// How calls came out, the newest last: `g.send('x') → yields None`, red when it raised, with its traceback below. What doesn't
/// fit into a row is broken. While another call is under way all of them are over, and dim.
pub(in crate::view::pane) fn outcomes(cx: &Cx<'_>, open: &Open, area: Rect, buf: &mut Buffer) {
    let rows = usize::from(area.height);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (at, call) in came_out(open).take(rows).enumerate() {
        let mut call = outcome(cx, open, &call, at == 0, usize::from(area.width));
        if at > 0 && lines.len() + call.len() > rows {
            break;
        }
        call.append(&mut lines);
        lines = call;
    }
    for (row, line) in lines.into_iter().take(rows).enumerate() {
        ink::put(area, 0, row, line, buf);
    }
}

/// How many rows the newest outcome takes.
pub(in crate::view::pane) fn outcome_rows(cx: &Cx<'_>, open: &Open, width: usize) -> usize {
    let newest = came_out(open).next();
    newest.map_or(0, |call| outcome(cx, open, &call, true, width).len())
}

/// A call, how it came out, and with what.
type Call<'a> = (&'a str, Comes, &'a str);

fn came_out(open: &Open) -> impl Iterator<Item = Call<'_>> {
    open.lately()
        .iter()
        .rev()
        .filter_map(|event| match &event.what {
            What::Outcome {
                call,
                result,
                value,
                exception,
                ..
            } => {
                let text = exception.as_ref().or(value.as_ref());
                Some((&**call, *result, text.map_or("", String::as_str)))
            }
            _ => None,
        })
}

/// A call and how it came out, in as many rows as it takes.
fn outcome(
    cx: &Cx<'_>,
    open: &Open,
    (call, result, text): &Call<'_>,
    newest: bool,
    width: usize,
) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let caller = open.world.actors().next();
    let is_over = caller.is_some_and(|caller| !caller.standing && !caller.is_at_prompt());
    let (key, style) = match result {
        Comes::Yield => ("yields", theme.string()),
        Comes::Return => ("returns", theme.string()),
        Comes::Raise => ("raises", theme.error()),
    };
    let style = if is_over { theme.dim() } else { style };
    let name = match newest && !is_over {
        true => theme.bold(),
        false => theme.dim(),
    };
    let call = span(*call, name);
    let arrow = span(format!("→ {} ", cx.word(key)), theme.dim());
    let text = span(*text, style);
    let mut lines = if call.width() + 1 + arrow.width() + text.width() <= width {
        vec![Line::from(vec![call, Span::raw(" "), arrow, text])]
    } else {
        // What came out matters more than what was passed: that has been seen on its way in.
        let name = call
            .content
            .split('(')
            .next()
            .unwrap_or_default()
            .to_owned();
        let call = span(format!("{name}(…) "), call.style);
        wrap(&[call, arrow, text], width)
    };
    // Where an exception has been stands below the call that it came out of.
    if newest && *result == Comes::Raise {
        let traceback = caller.and_then(|caller| caller.fact(TRACEBACK));
        let traceback =
            traceback.map(|traceback| format!("  {}  {traceback}", cx.word("traceback")));
        lines.extend(
            traceback
                .into_iter()
                .flat_map(|text| wrap(&[span(text, theme.dim())], width)),
        );
    }
    lines
}

/// What one can do by hand with this generator now.
pub(super) fn legal(
    cx: &Cx<'_>,
    open: &Open,
    generator: Option<&Actor>,
    (area, row): (Rect, usize),
    buf: &mut Buffer,
) {
    let by_hand = open.play.lesson.lets(ByHand::Generator) && !open.play.is_on_cpython();
    if !by_hand && !open.play.is_script() {
        return;
    }
    let theme = cx.theme;
    let live = open.past.is_none() && open.run == Run::Live;
    let verbs: &[&str] = match generator.map(|generator| generator.state) {
        // That it can't be driven any more would answer a question about its end.
        Some(State::Ended) if open.predictions.are_pending() => return,
        Some(State::Ended) => {
            // A script has many, and this one isn't on the stage any more.
            let of = generator.filter(|_| open.play.is_script());
            let words = match of {
                Some(of) => cx.say("legal_closed_of", &[("generator", &of.name)]),
                None => cx.word("legal_closed").to_owned(),
            };
            ink::put(area, 0, row, span(words, theme.waiting()), buf);
            return;
        }
        None => &[],
        Some(State::Created) => &["next", "throw", "close"],
        Some(State::Suspended) => &["next", "send", "throw", "close"],
        // Who runs, or has called another, can't be called.
        Some(_) => &[],
    };
    let mut line = vec![span(format!("{} ", cx.word("legal_now")), theme.dim())];
    if verbs.is_empty() {
        let key = if generator.is_some() {
            "legal_runs"
        } else {
            "legal_unmade"
        };
        line = vec![span(cx.word(key), theme.dim())];
    }
    for verb in verbs {
        let (first, rest) = verb.split_at(1);
        line.push(Span::raw(" "));
        if live {
            line.push(span(first, theme.key()));
            line.push(Span::raw(rest));
        } else {
            line.push(span(*verb, theme.dim()));
        }
        line.push(Span::raw(" "));
    }
    ink::put(area, 0, row, line, buf);
}
