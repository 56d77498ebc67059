//! The head line: where one is; LIVE or PAST, told apart at a glance by colour, word and sign; step, speed, language.
//!
//! Never knows what happens in the run.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::{Lecturing, Open, Run, SPEEDS, Screen};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};

/// What the language takes at the right end, with the blanks around it.
const LANGUAGE: usize = 6;

/// Draws the head line.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _hits: &mut Hits) {
    let theme = cx.theme;
    // Before a class it is where in the plan one is that counts.
    let planned = cx.app.lecturing.as_ref().filter(|plan| plan.here);
    let name = planned.map_or_else(
        || crate::i18n::word(cx.lang, "app.name").to_owned(),
        |plan| place(cx, plan),
    );
    let badge = span(format!(" {name} "), theme.badge(cx.model));
    let mut left = vec![Span::raw(" "), badge, Span::raw(" ")];
    let mut right = Vec::new();
    match cx.open {
        None if matches!(cx.app.screen, Screen::Slide(_)) => {
            let title = planned.and_then(|plan| plan.lecture.title.clone());
            left.push(span(title.unwrap_or_default(), theme.dim()));
        }
        None => left.push(span(crate::i18n::word(cx.lang, "app.tagline"), theme.dim())),
        Some(open) => {
            // Narrow screens name the lesson alone.
            let lesson = open.play.lesson;
            let (kind, name) = match open.play.is_script() {
                true => (cx.word("program.own"), &lesson.text(cx.lang).title),
                false => (lesson.model.title(cx.lang), &lesson.id),
            };
            right = status(cx, open);
            let kind = format!("{kind} › ");
            let wide = |parts: &[Span<'_>]| parts.iter().map(Span::width).sum::<usize>();
            let states = right.iter().map(|(_, part)| part.width() + 2);
            let all = wide(&left) + ink::width(name) + states.sum::<usize>() + LANGUAGE;
            // How a script runs comes before whose it is.
            let fits = !open.play.is_script() || all + ink::width(&kind) <= usize::from(area.width);
            // With who runs it, there is room for the model on wider ones.
            let least = if open.play.is_on_cpython() { 90 } else { 70 };
            if area.width >= least && fits {
                left.push(span(kind, theme.dim()));
            }
            left.push(span(name.clone(), theme.bold()));
            if let Some(version) = &open.play.python {
                left.push(span(
                    format!(" · CPython {version}"),
                    theme.accent(cx.model),
                ));
            }
        }
    }
    right.push((2, span(cx.lang.code(), theme.dim())));

    let after = ink::put(area, 0, 0, Line::from(left), buf);
    let room = usize::from(area.width).saturating_sub(after + 2);
    let right = fitting(right, room);
    ink::put_right(area, after + 1, 0, right, buf);
}

/// `2 of 7`.
fn place(cx: &Cx<'_>, plan: &Lecturing) -> String {
    let (at, of) = plan.place();
    let with = [("at", &*at.to_string()), ("of", &*of.to_string())];
    cx.say("plan.place", &with)
}

/// What stands at the right end: with each part what gives way first (the greatest rank).
fn status(cx: &Cx<'_>, open: &Open) -> Vec<(u8, Span<'static>)> {
    let theme = cx.theme;
    let live = open.past.is_none();
    let sign = match (&open.run, live) {
        (Run::Replay(_), _) => span(format!("▷ {}", cx.word("replay")), theme.past()),
        (Run::Failed(_), true) => span(format!("✗ {}", cx.word("failed")), theme.error()),
        (_, true) => span(format!("● {}", cx.word("live")), theme.good()),
        (_, false) => span(format!("◀ {}", cx.word("past")), theme.past()),
    };
    // Of a recording everybody knows that it isn't live; not that figures aren't its own.
    let mut parts = vec![(if cx.app.stand_ins { 2 } else { 0 }, sign)];
    match open.run {
        Run::Starting => parts.push((4, span(cx.word("starting"), theme.waiting()))),
        Run::Over if live => parts.push((3, span(cx.word("over"), theme.dim()))),
        _ => {}
    }
    let step = open.history.beat_at(open.position()).to_string();
    let of = open.history.beats().to_string();
    let step = cx.say("step", &[("step", &step), ("of", &of)]);
    parts.push((1, span(step, ratatui::style::Style::new())));
    if !live && !matches!(open.run, Run::Replay(_)) {
        parts.push((2, span(cx.word("end_live"), theme.dim())));
    }
    if cx.app.stand_ins {
        let word = match open.play.lesson.measured(&open.play.settings) {
            None => "stand_ins",
            Some(_) => "stand_in_figures",
        };
        parts.push((0, span(cx.word(word), theme.dim())));
        return parts;
    }
    let speed = SPEEDS.get(open.speed).map_or("", |speed| speed.label);
    let (word, style) = if open.playing {
        (cx.say("playing", &[("speed", speed)]), theme.good())
    } else {
        (cx.say("paused", &[("speed", speed)]), theme.dim())
    };
    parts.push((3, span(word, style)));
    parts
}

/// The parts that fit, two blanks between them, one after the last.
fn fitting(mut parts: Vec<(u8, Span<'static>)>, room: usize) -> Line<'static> {
    let wide = |parts: &[(u8, Span<'static>)]| -> usize {
        parts.iter().map(|(_, part)| part.width() + 2).sum()
    };
    while wide(&parts) > room {
        let Some(worst) = (0..parts.len()).max_by_key(|&at| parts[at].0) else {
            break;
        };
        parts.remove(worst);
    }
    let mut line = Vec::new();
    for (n, (_, part)) in parts.into_iter().enumerate() {
        if n > 0 {
            line.push(Span::raw("  "));
        }
        line.push(part);
    }
    line.push(Span::raw(" "));
    Line::from(line)
}
