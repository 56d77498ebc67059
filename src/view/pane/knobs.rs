//! The knobs while they are being changed: a row each with its range, and the sentence of the one the cursor is at.
//!
//! Never knows what a value does.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use tui_input::Input;

use crate::app::{App, KnobsForm, Open, Overlay, Screen, Target};
use crate::i18n::Lang;
use crate::lessons::{Knob, Model, Range};
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, cells, span};
use crate::view::pane::edge::{overlay, page_width};
use crate::view::theme::Theme;
use crate::view::{layout, markdown, wrap};

/// How many rows there are below the knobs beside the sentence: a blank one above it, a blank one below, two for what is to be said.
const BESIDE: usize = 4;

/// What a knob may be, in short: `1–10`, `doubling · chain · star`, `up to 40 characters`.
pub fn range(cx: &Cx<'_>, knob: &Knob) -> String {
    match &knob.range {
        Range::Int { min, max, .. } => format!("{min}–{max}"),
        Range::Choice { choices, .. } => choices.join(" · "),
        Range::Text { longest, .. } => cx.say("longest", &[("n", &longest.to_string())]),
    }
}

/// The same in so many cells: of choices all, closer together, or as many as fit, around the one that is set.
fn range_within(cx: &Cx<'_>, knob: &Knob, set: &str, room: usize) -> String {
    let Range::Choice { choices, .. } = &knob.range else {
        return range(cx, knob);
    };
    let whole = [" · ", "·"].map(|between| choices.join(between));
    if let Some(fits) = whole.into_iter().find(|text| ink::width(text) <= room) {
        return fits;
    }
    let at = choices.iter().position(|choice| choice == set);
    around(choices, at.unwrap_or(0), room)
}

/// As many choices as there is room for, one of them that at `at`; `…` stands for those before and after. Nothing where not even that one fits.
fn around(choices: &[String], at: usize, room: usize) -> String {
    let text = |from: usize, to: usize| {
        let before = if from > 0 { "… " } else { "" };
        let after = if to < choices.len() { " …" } else { "" };
        format!("{before}{}{after}", choices[from..to].join(" · "))
    };
    let texts = (1..=choices.len()).rev().map(|n| {
        let from = at.saturating_sub(n / 2).min(choices.len() - n);
        text(from, from + n)
    });
    let mut fit = texts.skip_while(|text| ink::width(text) > room);
    fit.next().unwrap_or_default()
}

/// Where the form lies on the screen.
struct Form {
    /// The box.
    place: Rect,
    /// Its inside.
    inside: Rect,
    /// The column at which values begin, within the inside.
    column: usize,
    /// The first knob shown, and how many.
    first: usize,
    fit: usize,
    /// How many rows below them are for the sentence.
    sentence: usize,
}

impl Form {
    fn of(open: &Open, form: &KnobsForm, lang: Lang, area: Rect) -> Form {
        let knobs = &open.play.lesson.knobs;
        let wide = page_width(area).min(76);
        // The longest sentence has room, whichever is shown: the box stays where it is.
        let rows = |text: &String| {
            let wide = usize::from(wide).saturating_sub(4);
            sentence(text, wide, &Theme::PLAIN, None).len()
        };
        let sentences = open.play.lesson.text(lang).knobs.values();
        let rows = sentences.map(rows).max().unwrap_or(0);
        let high = (knobs.len() + rows + BESIDE + 2).min(usize::from(area.height));
        let place = layout::middle(area, wide, ink::side(high));
        let inside = Rect {
            x: place.x + 2,
            y: place.y + 1,
            width: place.width.saturating_sub(4),
            height: place.height.saturating_sub(2),
        };
        let names = knobs.iter().map(|knob| ink::width(&knob.name)).max();
        // A knob has a row, however long the sentence is.
        let room = usize::from(inside.height);
        let rows = rows.min(room.saturating_sub(BESIDE + 1));
        let fit = room.saturating_sub(rows + BESIDE).max(1);
        Form {
            place,
            inside,
            column: names.unwrap_or(0) + 4,
            first: (form.at + 1).saturating_sub(fit),
            fit,
            sentence: rows,
        }
    }
}

/// What a knob's sentence is in a box so wide inside, line by line.
fn sentence(text: &str, wide: usize, theme: &Theme, model: Option<Model>) -> Vec<Line<'static>> {
    markdown::render(text, wide.saturating_sub(2), theme, model)
}

/// Draws the overlay.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, hits: &mut Hits) {
    let (Some(Overlay::Knobs(typed_in)), Some(open)) = (cx.app.overlays.last(), cx.open) else {
        return;
    };
    let theme = cx.theme;
    let form = Form::of(open, typed_in, cx.lang, area);
    overlay(cx, cx.word("knobs"), None, form.place, buf);
    let inside = form.inside;
    let (wide, high) = (usize::from(inside.width), usize::from(inside.height));
    let knobs = open
        .play
        .lesson
        .knobs
        .iter()
        .zip(&typed_in.values)
        .enumerate();
    for (n, (knob, value)) in knobs.skip(form.first).take(form.fit) {
        let row = n - form.first;
        let here = n == typed_in.at;
        let (name, sign) = if here {
            (theme.bold(), "▸ ")
        } else {
            (Style::new(), "  ")
        };
        ink::put(inside, 0, row, span(sign, theme.accent(cx.model)), buf);
        ink::put(inside, 2, row, span(knob.name.clone(), name), buf);
        let after = typed(cx, value, form.column, row, inside, buf);
        let room = wide.saturating_sub(after + 2);
        let range = range_within(cx, knob, value.value(), room);
        ink::put_right(inside, after + 2, row, span(range, theme.dim()), buf);
        if here {
            theme.highlight(cells(inside, form.column, row, wide), buf);
        }
        hits.push(cells(inside, 0, row, wide), Target::Knob(n));
    }

    let knob = open.play.lesson.knobs.get(typed_in.at);
    let said = knob.and_then(|knob| open.play.lesson.text(cx.lang).knobs.get(&knob.name));
    let lines = sentence(said.map_or("", String::as_str), wide, theme, cx.model);
    let at = high.saturating_sub(BESIDE - 1 + form.sentence);
    let cut = lines.len() > form.sentence;
    for (n, line) in lines.into_iter().take(form.sentence).enumerate() {
        let mut line = line;
        if cut && n + 1 == form.sentence {
            line = ink::clip(&line, wide.saturating_sub(4));
            line.push_span(" …");
        }
        ink::put(inside, 2, at + n, line, buf);
    }
    let said = match &typed_in.error {
        Some(error) => span(error.clone(), theme.error()),
        None => span(cx.word("knobs_hint"), theme.dim()),
    };
    let at = high.saturating_sub(2);
    for (n, line) in wrap::wrap(&[said], wide.saturating_sub(2))
        .into_iter()
        .take(2)
        .enumerate()
    {
        ink::put(inside, 2, at + n, line, buf);
    }
}

/// Puts a line that is being typed, scrolled so that its cursor is seen. Returns the column after it.
pub(super) fn typed(
    cx: &Cx<'_>,
    input: &Input,
    column: usize,
    row: usize,
    area: Rect,
    buf: &mut Buffer,
) -> usize {
    let room = usize::from(area.width).saturating_sub(column + 1);
    let skip = input.visual_scroll(room);
    let (mut from, mut skipped) = (0, 0);
    for (at, c) in input.value().char_indices() {
        if skipped >= skip {
            break;
        }
        skipped += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        from = at + c.len_utf8();
    }
    let seen = Line::from(span(&input.value()[from..], cx.theme.string()));
    ink::put(area, column, row, seen, buf)
}

/// The cell where the cursor belongs.
pub(in crate::view) fn cursor(app: &App, typed_in: &KnobsForm, area: Rect) -> Option<(u16, u16)> {
    let Screen::Lesson(open) = &app.screen else {
        return None;
    };
    let form = Form::of(open, typed_in, app.lang, area);
    let input = typed_in.values.get(typed_in.at)?;
    let room = usize::from(form.inside.width).checked_sub(form.column + 1)?;
    let column = form.column
        + input
            .visual_cursor()
            .saturating_sub(input.visual_scroll(room));
    let cell = cells(form.inside, column, typed_in.at - form.first, 1);
    (!cell.is_empty()).then_some((cell.x, cell.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(at: usize, room: usize) -> String {
        let choices = ["one", "two", "three", "four", "five"].map(str::to_owned);
        around(&choices, at, room)
    }

    #[test]
    fn of_many_choices_those_around_the_one_that_is_set_are_shown() {
        assert_eq!(shown(0, 31), "one · two · three · four · five");
        assert_eq!(shown(0, 30), "one · two · three · four …");
        assert_eq!(shown(2, 22), "… two · three · four …");
        assert_eq!(shown(4, 22), "… three · four · five");
        assert_eq!(shown(4, 6), "… five");
        assert_eq!(shown(4, 5), "");
    }
}
