//! A question before it shows, and afterwards how the prediction came out: in the place of the timeline.
//!
//! Never knows how an answer becomes known.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{App, Open, Overlay, Run};
use crate::i18n::Lang;
use crate::lessons::{Ask, ChoiceText, formula};
use crate::predict::{Asked, Choice, Verdict};
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::markdown;
use crate::view::pane::edge::{body, prose, prose_width};
use crate::view::wrap::wrap;

/// The letters of the choices, in their order.
const LETTERS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// What of a rule's width is neither title nor hint, nor between the parts of the title.
const RULE: usize = 12;

/// The least of a question that says which one it was.
const SHORTEST: usize = 12;

/// What is between two choices on a line.
const GAP: usize = 3;

/// The question to be shown now, or the verdict: none in the past and in a replay, where the answer has been seen.
pub fn shown<'a>(app: &App, open: &'a Open) -> Option<&'a Asked> {
    let live = open.past.is_none() && !matches!(open.run, Run::Replay(_));
    let shown = live.then(|| open.predictions.shown()).flatten();
    shown.filter(|asked| !holds(app) || asked.verdict.is_none())
}

/// Whether a presenter holds answers back.
fn holds(app: &App) -> bool {
    let presenting = app.presenting.as_ref();
    presenting.is_some_and(|presenting| presenting.holds)
}

/// The questions of which nothing may be said yet: those that aren't decided, and, while a presenter holds answers back, all.
pub(in crate::view) fn undecided<'a>(app: &App, open: &'a Open) -> Vec<&'a str> {
    let asked = open.predictions.asked().into_iter();
    let kept = asked.filter(|asked| asked.verdict.is_none() || holds(app));
    kept.map(|asked| &*asked.question.name).collect()
}

/// Draws a question, or a verdict.
pub fn draw(cx: &Cx<'_>, open: &Open, asked: &Asked, area: Rect, buf: &mut Buffer) {
    let inner = prose(body(area));
    let lines = lines(cx, open, asked, usize::from(inner.width));
    let (title, hint) = match (cx.app.overlays.last(), &asked.verdict) {
        (Some(Overlay::Vote(vote)), _) => {
            let count = vote.hands.iter().sum::<u32>().to_string();
            (cx.say("present.vote", &[("count", &count)]), None)
        }
        (_, None) => {
            let (at, of) = open.predictions.place(asked);
            let with = [("at", &*at.to_string()), ("of", &of.to_string())];
            (
                cx.say("predict.title", &with),
                Some(cx.word("predict.hint")),
            )
        }
        (_, Some(verdict)) => (
            title_of(cx, open, asked),
            Some(cx.word(match verdict.schedule {
                _ if open.predictions.is_covered() => "predict.next",
                Some(_) => "predict.follow",
                None => "predict.show",
            })),
        ),
    };
    let mut left = usize::from(area.width).saturating_sub(RULE + ink::width(&title));
    left = left.saturating_sub(hint.map_or(0, ink::width));
    let title = span(title, cx.theme.bold().patch(cx.theme.accent(cx.model)));
    let hint = hint.map(|hint| span(hint, cx.theme.dim()));
    let again = asked.verdict.as_ref().map(|_| again(cx, open, asked));
    let again = again.filter(|_| left >= SHORTEST);
    let again = again.map(|asked| format!(" · {}", ink::clip_text(&asked, left)));
    let again = again.map(|again| span(again, cx.theme.dim()));
    let title: Vec<_> = std::iter::once(title).chain(again).collect();
    ink::rule(area, &title, hint, cx.theme.faint(), buf);
    let rows = usize::from(inner.height);
    let more = lines.len() > rows;
    for (row, mut line) in lines.into_iter().take(rows).enumerate() {
        if more && row + 1 == rows {
            line.push_span(span(" …", cx.theme.dim()));
        }
        ink::put(inner, 0, row, line, buf);
    }
}

/// A verdict's title: what was predicted, or that nothing was.
fn title_of(cx: &Cx<'_>, open: &Open, asked: &Asked) -> String {
    let Some(said) = asked.predicted.as_deref() else {
        return cx.word("predict.unanswered").to_owned();
    };
    cx.say(
        "predict.verdict",
        &[("said", &name(open, asked, said, cx.lang))],
    )
}

/// How many rows a question, or its verdict, needs in a pane of this width.
pub(in crate::view) fn rows(cx: &Cx<'_>, open: &Open, asked: &Asked, width: u16) -> usize {
    lines(cx, open, asked, prose_width(width)).len()
}

fn lines(cx: &Cx<'_>, open: &Open, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    match (cx.app.overlays.last(), &asked.verdict) {
        (Some(Overlay::Vote(vote)), _) => {
            let words = words(open, asked, cx.lang).map_or("", |ask| &ask.question);
            let words = markdown::render(&filled(words, open), width, cx.theme, cx.model);
            [words, tally(cx, open, asked, &vote.hands, width)].concat()
        }
        (_, None) => question(cx, open, asked, width),
        (_, Some(verdict)) => came_out(cx, open, asked, verdict, width),
    }
}

/// What a lesson's text says of a question.
fn words<'a>(open: &'a Open, asked: &Asked, lang: Lang) -> Option<&'a Ask> {
    open.play
        .lesson
        .text(lang)
        .questions
        .get(&asked.question.name)
}

fn about<'a>(open: &'a Open, asked: &Asked, choice: &Choice, lang: Lang) -> Option<&'a ChoiceText> {
    words(open, asked, lang)?.choices.get(choice.text)
}

/// An answer as people read it: the choice's own name, where it has one.
fn name(open: &Open, asked: &Asked, value: &str, lang: Lang) -> String {
    let choice = asked.choices.iter().find(|choice| choice.value == value);
    let label = choice
        .and_then(|choice| about(open, asked, choice, lang))
        .and_then(|text| text.label.clone());
    label.unwrap_or_else(|| value.to_owned())
}

/// What was predicted and isn't known yet, for the rule of the why pane; nothing while another prediction's verdict is read.
pub fn waiting(cx: &Cx<'_>, open: &Open) -> Option<String> {
    let known = open
        .predictions
        .asked()
        .iter()
        .any(|asked| asked.verdict.is_some());
    if holds(cx.app) && known {
        return Some(cx.word("present.held").to_owned());
    }
    if shown(cx.app, open).is_some_and(|asked| asked.verdict.is_some()) {
        return None;
    }
    let waiting = open.predictions.waiting().last();
    let (asked, said) = waiting.and_then(|asked| Some((asked, asked.predicted.as_ref()?)))?;
    let value = name(open, asked, said, cx.lang);
    Some(cx.say("predict.waiting", &[("value", &value)]))
}

fn filled(text: &str, open: &Open) -> String {
    formula::filled(text, &open.play.settings, &open.play.lesson.knobs)
}

/// A row a choice: its letter, its hands as a number and a bar, its name; the truth, where it is known, with a sign.
fn tally(
    cx: &Cx<'_>,
    open: &Open,
    asked: &Asked,
    hands: &[u32],
    width: usize,
) -> Vec<Line<'static>> {
    let most = hands.iter().max().copied().unwrap_or(0).max(1);
    let longest = (width / 3).clamp(4, 30);
    let rows = LETTERS.iter().zip(&asked.choices).zip(hands);
    rows.map(|((letter, choice), &hands)| {
        let bar = (hands as usize * longest).div_ceil(most as usize);
        let truth = asked.verdict.as_ref().map(|verdict| &verdict.truth);
        let sign = match truth == Some(&choice.value) {
            true => span(" ✓", cx.theme.good()),
            false => span("  ", cx.theme.ground()),
        };
        let name = name(open, asked, &choice.value, cx.lang);
        let room = width.saturating_sub(longest + 10);
        Line::from(vec![
            span(*letter, cx.theme.bold().patch(cx.theme.accent(cx.model))),
            span(format!(" {hands:>3} "), cx.theme.bold()),
            span("█".repeat(bar), cx.theme.accent(cx.model)),
            span(" ".repeat(longest - bar), cx.theme.ground()),
            sign,
            span(
                format!(" {}", ink::clip_text(&name, room)),
                cx.theme.ground(),
            ),
        ])
    })
    .collect()
}

fn question(cx: &Cx<'_>, open: &Open, asked: &Asked, width: usize) -> Vec<Line<'static>> {
    let question = words(open, asked, cx.lang).map_or("", |ask| &ask.question);
    let mut lines = markdown::render(&filled(question, open), width, cx.theme, cx.model);
    let choices: Vec<String> = asked
        .choices
        .iter()
        .map(|choice| name(open, asked, &choice.value, cx.lang))
        .collect();
    lines.extend(laid_out(cx, &choices, width));
    lines
}

/// The choices behind their letters: in columns, or, where not even two fit side by side, one after the other.
fn laid_out(cx: &Cx<'_>, choices: &[String], width: usize) -> Vec<Line<'static>> {
    let widest = choices.iter().map(|choice| ink::width(choice)).max();
    let column = widest.unwrap_or(0) + 2 + GAP;
    let columns = match (width + GAP) / column {
        0 | 1 => None,
        // Two and two read better than three and one.
        3 if choices.len() == 4 => Some(2),
        columns => Some(columns),
    };
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (at, (letter, choice)) in LETTERS.iter().zip(choices).enumerate() {
        let choice = ink::clip_text(choice, width.saturating_sub(2));
        let wide = ink::width(&choice) + 2;
        let pad = columns.map_or(GAP, |_| column.saturating_sub(wide));
        let begins = match (columns, lines.last()) {
            (_, None) => true,
            (Some(columns), _) => at % columns == 0,
            (None, Some(line)) => line.width() + wide > width,
        };
        if begins {
            lines.push(Line::default());
        }
        if let Some(line) = lines.last_mut() {
            line.push_span(span(
                *letter,
                cx.theme.bold().patch(cx.theme.accent(cx.model)),
            ));
            line.push_span(span(
                format!(" {choice}{}", " ".repeat(pad)),
                cx.theme.ground(),
            ));
        }
    }
    lines
}

/// What was asked: its last sentence, which asks.
fn again(cx: &Cx<'_>, open: &Open, asked: &Asked) -> String {
    let question = words(open, asked, cx.lang).map_or("", |ask| &ask.question);
    let bare = markdown::render(&filled(question, open), usize::MAX, cx.theme, cx.model);
    let whole: String = bare.iter().map(Line::to_string).collect();
    let ends = [". ", "。", "；", "; ", ": ", "："];
    let begins = ends
        .iter()
        .filter_map(|end| Some(whole.rfind(end)? + end.len()));
    whole[begins.max().unwrap_or(0)..].trim().to_owned()
}

fn came_out(
    cx: &Cx<'_>,
    open: &Open,
    asked: &Asked,
    verdict: &Verdict,
    width: usize,
) -> Vec<Line<'static>> {
    let predicted = asked.predicted.as_deref().unwrap_or_default();
    let truth = name(open, asked, &verdict.truth, cx.lang);
    let good = cx.theme.bold().patch(cx.theme.accent(cx.model));
    let (key, style) = match asked.is_right() {
        Some(true) => ("predict.right", good),
        Some(false) => ("predict.wrong", cx.theme.error()),
        None => ("predict.answer", good),
    };
    let mut lines = wrap(&[span(cx.say(key, &[("truth", &truth)]), style)], width);
    if !asked.hands.is_empty() {
        lines.extend(tally(cx, open, asked, &asked.hands, width));
    }
    let choice = asked
        .choices
        .iter()
        .find(|choice| choice.value == predicted);
    // Nothing was predicted, or a number that is no choice's: what there is to say is said of the truth.
    let choice = choice.or_else(|| {
        let mut choices = asked.choices.iter();
        choices.find(|choice| choice.value == verdict.truth)
    });
    let said = choice.and_then(|choice| {
        let text = about(open, asked, choice, cx.lang)?;
        Some(text.to(choice.value == verdict.truth))
    });
    if let Some(text) = said {
        lines.extend(markdown::render(
            &filled(text, open),
            width,
            cx.theme,
            cx.model,
        ));
    }
    lines
}
