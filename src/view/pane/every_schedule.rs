//! Every schedule of a small program: how many there are, and how they come out.
//!
//! Never knows how they are searched.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{EverySchedule, Overlay, Target};
use crate::explore::{Count, Found, letter};
use crate::i18n::say;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::layout;
use crate::view::pane::edge::{first_row, overlay};

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let Some(Overlay::EverySchedule(explorer)) = cx.app.overlays.last() else {
        return;
    };
    let theme = cx.theme;
    let outcomes = explorer
        .report
        .as_ref()
        .map_or(0, |report| report.outcomes.len());
    let dead = explorer
        .report
        .as_ref()
        .is_some_and(|report| report.deadlocks().number > 0);
    // Its edges, the figures, and below the list the schedule (two lines), the circle and the hint.
    let high = ink::side(outcomes + 2 + 2 + 1 + 1 + 3 + 2 * usize::from(dead));
    let place = layout::middle(
        area,
        area.width.saturating_sub(4).min(100),
        high.min(area.height.saturating_sub(2)),
    );
    let switches = format!("explorer.at.{}", explorer.program.switches.key());
    let title = format!("{} · {}", cx.word("explorer.title"), cx.word(&switches));
    let inside = overlay(cx, &title, None, place, buf);
    let (wide, rows) = (usize::from(inside.width), usize::from(inside.height));
    let Some(report) = &explorer.report else {
        let states = explorer.states().to_string();
        let said = cx.say("explorer.searching", &[("n", &states)]);
        ink::put(inside, 0, 0, span(said, theme.waiting()), buf);
        return;
    };
    if let Some(bound) = report.bound {
        let key = format!("explore.stopped_{}", bound.name());
        let said = say(cx.lang, &key, &[("n", &bound.number().to_string())]);
        let column = wide.saturating_sub(ink::width(&said));
        ink::put(inside, column, 0, span(said, theme.waiting()), buf);
    }
    let mut y = 0;
    let mut line = |words: Line<'static>, y: &mut usize| {
        ink::put(inside, 0, *y, words, buf);
        *y += 1;
    };
    for (key, count) in [
        ("schedules", report.schedules),
        ("different", report.different),
        ("deadlocks", report.deadlocks()),
    ] {
        if key == "deadlocks" && count.number == 0 {
            continue;
        }
        let said = say(
            cx.lang,
            &format!("explore.{key}"),
            &[("n", &figure(cx, count))],
        );
        // What the word means, where there is room for it.
        let means = say(cx.lang, "explore.different_means", &[("different", &said)]);
        let said = match key {
            "different" if ink::width(&means) <= wide => means,
            _ => said,
        };
        let style = match key {
            "schedules" => theme.bold(),
            "deadlocks" => theme.error(),
            _ => theme.dim(),
        };
        line(Line::from(span(said, style)), &mut y);
    }
    if !explorer.chance.is_empty() {
        let all: u32 = explorer.chance.values().sum();
        let said = cx.say("explorer.chance", &[("n", &all.to_string())]);
        ink::put_right(inside, 0, y, span(said, theme.dim()), buf);
    }
    y += 1;
    // Below: the schedule, the circle, and what Enter does.
    let list = rows.saturating_sub(y + 4 + usize::from(report.deadlocks().number > 0));
    let first = first_row(None, explorer.at, outcomes, list);
    let counts: Vec<String> = report
        .outcomes
        .iter()
        .map(|found| figure(cx, found.count))
        .collect();
    let widest = counts
        .iter()
        .map(|count| ink::width(count))
        .max()
        .unwrap_or(0);
    for (n, found) in report.outcomes.iter().enumerate().skip(first).take(list) {
        let here = n == explorer.at;
        let sign = if here { "▸ " } else { "  " };
        let bad = found.outcome.is_deadlock() || !found.outcome.raised.is_empty();
        let words = words(cx, explorer, found);
        let count = &counts[n];
        let pad = " ".repeat(widest.saturating_sub(ink::width(count)));
        let text = Line::from(vec![
            span(sign, theme.accent(cx.model)),
            span(format!("{pad}{count}  "), theme.bold()),
            span(words, if bad { theme.error() } else { theme.bold() }),
        ]);
        ink::put(inside, 0, y, text, buf);
        ink::put_right(inside, 0, y, odds(cx, explorer, found), buf);
        let whole = cells(inside, 0, y, wide);
        if here {
            theme.highlight(whole, buf);
        }
        hits.push(whole, Target::Outcome(n));
        y += 1;
    }
    if let Some(found) = report.outcomes.get(explorer.at) {
        below(cx, found, inside, y + 1, buf);
    }
}

/// The chosen outcome: its shortest schedule, its circle, and what can be done with it.
fn below(cx: &Cx<'_>, found: &Found, inside: Rect, mut y: usize, buf: &mut Buffer) {
    let theme = cx.theme;
    let schedule = found.schedule.to_string();
    let room = usize::from(inside.width);
    let said = cx.say("explorer.shortest", &[("schedule", &schedule)]);
    let words = [span(said, theme.accent(cx.model))];
    for line in crate::view::wrap::wrap(&words, room).into_iter().take(2) {
        ink::put(inside, 0, y, line, buf);
        y += 1;
    }
    let circle: Vec<String> = found
        .outcome
        .cycle()
        .into_iter()
        .map(|thread| letter(thread).to_string())
        .collect();
    if let Some(start) = circle.first() {
        let circle = format!("{} → {start}", circle.join(" → "));
        let said = say(cx.lang, "explore.circle", &[("circle", &circle)]);
        ink::put(inside, 0, y, span(said, theme.error()), buf);
        y += 1;
    }
    ink::put(
        inside,
        0,
        y,
        span(cx.word("explorer.hint"), theme.dim()),
        buf,
    );
}

/// How much of all schedules an outcome has, and how often chance brought it about: what can happen beside what did.
fn odds(cx: &Cx<'_>, explorer: &EverySchedule, found: &Found) -> Line<'static> {
    const BAR: u32 = 10;
    let (Some(report), false) = (&explorer.report, explorer.chance.is_empty()) else {
        return Line::default();
    };
    let share = 100.0 * found.count.number as f64 / report.schedules.number.max(1) as f64;
    let share = match share {
        share if share > 0.0 && share < 1.0 => "<1".to_owned(),
        share => format!("{share:.0}"),
    };
    let seen = explorer.chance.get(&found.outcome).copied().unwrap_or(0);
    let all: u32 = explorer.chance.values().sum();
    let blocks = (seen * BAR).div_ceil(all.max(1)) as usize;
    let bar = format!(
        "{}{}",
        "█".repeat(blocks),
        "░".repeat(BAR as usize - blocks)
    );
    Line::from(vec![
        span(format!(" {share:>4}% "), cx.theme.dim()),
        span(bar, cx.theme.accent(cx.model)),
        span(format!(" {seen:>4}"), cx.theme.bold()),
    ])
}

fn words(cx: &Cx<'_>, explorer: &EverySchedule, found: &Found) -> String {
    if found.outcome.is_deadlock() {
        let who = found
            .outcome
            .stuck
            .iter()
            .map(|stuck| letter(stuck.thread).to_string());
        let who = who.collect::<Vec<_>>().join(" ");
        return cx.say("explorer.stuck", &[("who", &who)]);
    }
    match found.outcome.words(&explorer.program) {
        words if words.is_empty() => say(cx.lang, "explore.fine", &[]),
        words => words,
    }
}

fn figure(cx: &Cx<'_>, count: Count) -> String {
    match count.at_least {
        true => say(cx.lang, "explore.at_least", &[("n", &count.to_string())]),
        false => count.to_string(),
    }
}
