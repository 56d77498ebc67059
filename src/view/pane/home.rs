//! The home screen: the models and their lessons in order, and a page on the chosen one.
//!
//! Never knows how a lesson is opened.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::app::Target;
use crate::i18n::word;
use crate::lessons::{self, Entry, Front, Model, Shelf};
use crate::progress::Standing;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::first_row;
use crate::view::{layout, markdown, wrap};

/// How many rows of a list say nothing but its lessons.
const LEAST: usize = 2;

/// Draws list and page; `area` is the whole screen.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let parts = layout::home(area, crate::view::pane::prompt::speaks(cx));
    let line = cx.theme.faint();
    ink::put(
        parts.rule,
        0,
        0,
        span("─".repeat(usize::from(area.width)), line),
        buf,
    );
    if parts.beside {
        let at = parts.list.width as usize;
        ink::put(parts.rule, at, 0, span("┬", line), buf);
        for row in 0..parts.list.height as usize {
            let column = Rect {
                x: parts.list.right(),
                width: 1,
                ..parts.list
            };
            ink::put(column, 0, row, span("│", line), buf);
        }
    } else {
        ink::put(
            parts.page,
            0,
            0,
            span("─".repeat(usize::from(area.width)), line),
            buf,
        );
    }
    offer(cx, &parts, buf, hits);
    if parts.beside {
        own_key(cx, &parts, buf, hits);
    }
    list(cx, parts.list, buf, hits);
    let page_area = Rect {
        x: parts.page.x + 2,
        y: parts.page.y + 1,
        width: parts.page.width.saturating_sub(4),
        height: parts.page.height.saturating_sub(1),
    };
    match cx
        .app
        .plays
        .shelf
        .entries()
        .get(cx.app.chosen)
        .map(|entry| (entry, entry.front(cx.lang)))
    {
        Some((entry, Ok(front))) => page(cx, entry, front, page_area, buf),
        Some((_, Err(bad))) => {
            let said = markdown::render(
                &bad.to_string(),
                usize::from(page_area.width),
                cx.theme,
                None,
            );
            for (row, line) in said.into_iter().enumerate() {
                ink::put(page_area, 0, row, line, buf);
            }
        }
        None => {
            let width = usize::from(page_area.width.min(84));
            let said = markdown::render(cx.word("home.own_page"), width, cx.theme, None);
            for (row, line) in said.into_iter().enumerate() {
                ink::put(page_area, 0, row, line, buf);
            }
        }
    }
}

/// Names the key of one's own script over a list that is too low for its row.
fn own_key(cx: &Cx<'_>, parts: &layout::Home, buf: &mut Buffer, hits: &mut Hits) {
    let all = rows(cx.app.plays.shelf, false).len();
    if all <= usize::from(parts.list.height) {
        return;
    }
    let line = vec![
        span(" o ", cx.theme.key()),
        span(format!(" {} ", cx.word("home.own")), cx.theme.ground()),
    ];
    let after = ink::put(parts.rule, 2, 0, line, buf);
    hits.push(cells(parts.rule, 2, 0, after - 2), Target::Action("own"));
}

/// Offers the tour of the program to a newcomer, on the rule: nothing else stands there.
fn offer(cx: &Cx<'_>, parts: &layout::Home, buf: &mut Buffer, hits: &mut Hits) {
    if !cx.app.offers_tour() {
        return;
    }
    let at = match parts.beside {
        true => usize::from(parts.list.width) + 3,
        false => 2,
    };
    let line = vec![
        span(" t ", cx.theme.key()),
        span(format!(" {} ", cx.word("home.tour")), cx.theme.ground()),
    ];
    let after = ink::put(parts.rule, at, 0, line, buf);
    let whole = cells(parts.rule, at, 0, after - at);
    hits.push(whole, Target::Action("tour"));
}

/// A row of the list.
enum Row {
    Blank,
    Model(Option<Model>),
    Lesson(usize),
    /// One's own script.
    Own,
}

fn rows(shelf: &Shelf, loose: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let models = Model::ALL.into_iter().map(Model::one);
    for model in models {
        let before = rows.len();
        let all = shelf.entries().iter().enumerate();
        let here = all.filter(|(_, entry)| entry.model.one() == model);
        rows.extend(here.map(|(at, _)| Row::Lesson(at)));
        if rows.len() > before {
            rows.insert(before, Row::Model(model));
            if loose {
                rows.insert(before, Row::Blank);
            }
        }
    }
    if loose {
        rows.push(Row::Blank);
    }
    rows.push(Row::Own);
    rows
}

fn list(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let theme = cx.theme;
    let height = usize::from(area.height);
    let shelf = cx.app.plays.shelf;
    let loose = rows(shelf, true);
    let rows = if loose.len() <= height {
        loose
    } else {
        rows(shelf, false)
    };
    let chosen = rows
        .iter()
        .position(|row| matches!(row, Row::Lesson(at) if *at == cx.app.chosen));
    let own = shelf.entries().len();
    let chosen = chosen.or((cx.app.chosen == own).then(|| rows.len().saturating_sub(1)));
    let is_long = rows.len() > height && height > LEAST;
    let height = height.saturating_sub(usize::from(is_long));
    let first = first_row(None, chosen.unwrap_or(0), rows.len(), height);
    if is_long {
        let (above, rest) = rows.split_at(first);
        let below = rest.get(height..).unwrap_or_default();
        more(cx, (above, below), height, area, buf);
    }
    for (y, row) in rows.iter().skip(first).take(height).enumerate() {
        match row {
            Row::Blank => {}
            Row::Model(model) => {
                let title = model.map_or(word(cx.lang, "model.all"), |model| model.title(cx.lang));
                ink::put(
                    area,
                    2,
                    y,
                    span(format!(" {title} "), theme.badge(*model)),
                    buf,
                );
            }
            Row::Own => {
                let here = cx.app.chosen == own;
                let style = if here { theme.bold() } else { Style::new() };
                let sign = if here { "▸ " } else { "  " };
                let name = cx.word("home.own");
                let line = vec![span(sign, theme.accent(None)), span(name, style)];
                ink::put(area, 2, y, line, buf);
                let whole = cells(area, 0, y, usize::from(area.width));
                hits.push(whole, Target::Lesson(own));
                if here {
                    theme.highlight(whole, buf);
                }
            }
            Row::Lesson(at) => {
                let lesson = &shelf.entries()[*at];
                let here = *at == cx.app.chosen;
                let style = if here { theme.bold() } else { Style::new() };
                let sign = if here { "▸ " } else { "  " };
                let line = vec![
                    span(sign, theme.accent(lesson.model.one())),
                    span(lesson.id.clone(), style),
                ];
                let after = ink::put(area, 2, y, line, buf);
                if let Some(mark) = standing(cx, lesson) {
                    ink::put_right(area, after + 1, y, mark, buf);
                }
                let whole = cells(area, 0, y, usize::from(area.width));
                hits.push(whole, Target::Lesson(*at));
                if here {
                    theme.highlight(whole, buf);
                }
            }
        }
    }
}

/// How many there are that aren't in sight, above and below, in the row under the list.
fn more(cx: &Cx<'_>, (above, below): (&[Row], &[Row]), y: usize, area: Rect, buf: &mut Buffer) {
    let mut at = 4;
    for (key, rows) in [("home.above", above), ("home.below", below)] {
        let is_one = |row: &&Row| matches!(row, Row::Lesson(_) | Row::Own);
        let n = rows.iter().filter(is_one).count();
        if n > 0 {
            let words = cx.say(key, &[("n", &n.to_string())]);
            at = ink::put(area, at, y, span(words, cx.theme.dim()), buf) + 2;
        }
    }
}

/// How a lesson stands with this student, as a sign and a word; nothing for one that wasn't opened yet.
fn standing(cx: &Cx<'_>, lesson: &Entry) -> Option<Span<'static>> {
    let progress = &cx.app.progress;
    if !progress.knows_of(&lesson.id) {
        return None; // and it isn't read, either
    }
    let (key, style) = match progress.standing(lesson.open().ok()?) {
        Standing::New => return None,
        Standing::Seen => ("progress.seen", cx.theme.dim()),
        Standing::Again => ("progress.again", cx.theme.waiting()),
        Standing::Known => ("progress.known", cx.theme.accent(lesson.model.one())),
    };
    Some(span(format!("{} ", cx.word(key)), style))
}

/// What came of this student's predictions in a lesson.
fn predicted(cx: &Cx<'_>, lesson: &Entry) -> Option<(String, Vec<Span<'static>>)> {
    if !cx.app.progress.knows_of(&lesson.id) {
        return None; // and it isn't read, either
    }
    let lesson = lesson.open().ok()?;
    let (right, again) = cx.app.progress.count(lesson);
    if right + again == 0 {
        return None;
    }
    // Which questions are asked is up to the knobs: whoever hasn't met one hasn't failed at it.
    let left = lesson.questions.len() - right - again;
    let with = [
        ("right", right.to_string()),
        ("of", (right + again).to_string()),
        ("again", again.to_string()),
        ("left", left.to_string()),
    ];
    let with = with.each_ref().map(|(name, value)| (*name, value.as_str()));
    let key = match again {
        0 => "progress.right",
        _ => "progress.right_and_again",
    };
    let mut said = cx.say(key, &with);
    if left > 0 {
        said += &cx.say("progress.left", &with);
    }
    let label = cx.word("progress.predicted").to_owned();
    Some((label, vec![span(said, cx.theme.ground())]))
}

/// About how wide the facts' labels are.
const LABEL: usize = 12;

fn page(cx: &Cx<'_>, lesson: &Entry, front: &Front, area: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let accent = theme.accent(lesson.model.one());
    let text = &front.text;
    let width = usize::from(area.width.min(84));
    let height = usize::from(area.height);

    let name = span(lesson.id.clone(), theme.bold());
    let after = ink::put(area, 0, 0, name, buf);
    let column = ink::columns(area, 0, width);
    ink::put_right(
        column,
        after + 2,
        0,
        span(lesson.model.title(cx.lang), accent),
        buf,
    );

    let mut lines: Vec<Line<'static>> = vec![
        Line::from(span(text.title.clone(), accent)),
        Line::default(),
    ];
    lines.extend(markdown::render(
        &text.summary,
        width,
        theme,
        lesson.model.one(),
    ));
    lines.push(Line::default());

    let mut facts: Vec<(String, Vec<Span<'static>>)> = text
        .facts
        .iter()
        .map(|(label, fact)| {
            (
                label.clone(),
                markdown::inline(fact, theme, lesson.model.one()),
            )
        })
        .collect();
    facts.extend(predicted(cx, lesson));
    for (n, knob) in front.knobs.iter().enumerate() {
        let label = if n == 0 { cx.word("knobs") } else { "" };
        let mut value = vec![
            Span::raw(format!("{} = ", knob.name)),
            span(python_value(knob), theme.string()),
        ];
        let range = format!("   {}", crate::view::pane::knobs::range(cx, knob));
        // The range is left to the knobs' form where it would need a line of its own.
        if Line::from(value.clone()).width() + ink::width(&range) + LABEL <= width {
            value.push(span(range, theme.dim()));
        }
        facts.push((label.to_owned(), value));
    }
    let indent = facts
        .iter()
        .map(|(label, _)| ink::width(label))
        .max()
        .unwrap_or(0)
        + 2;
    for (label, fact) in facts {
        for (n, line) in wrap::wrap(&fact, width.saturating_sub(indent))
            .into_iter()
            .enumerate()
        {
            let label = if n == 0 { label.as_str() } else { "" };
            let pad = " ".repeat(indent - ink::width(label));
            let mut spans = vec![span(format!("{label}{pad}"), theme.dim())];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
    }
    let rows = height.saturating_sub(1);
    let cut = lines.len() > rows;
    for (row, mut line) in lines.into_iter().take(rows).enumerate() {
        if cut && row + 1 == rows {
            line.push_span(span(" …", theme.dim()));
        }
        ink::put(column, 0, row + 1, line, buf);
    }
}

/// A knob's default as the listing writes it.
fn python_value(knob: &lessons::Knob) -> String {
    match knob.range {
        lessons::Range::Int { .. } => knob.default_value(),
        _ => format!("\"{}\"", knob.default_value()),
    }
}
