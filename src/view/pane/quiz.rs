//! A drill: its program at the left, what is asked about it and how it came out at the right.
//!
//! Never knows how a drill is made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::{Overlay, Quizzing};
use crate::i18n::say;
use crate::quiz::Drill;
use crate::view::cx::Cx;
use crate::view::hits::Hits;
use crate::view::ink::{self, span};
use crate::view::pane::edge::{overlay, shown};
use crate::view::syntax::{Language, Lexer};
use crate::view::wrap::wrap;
use crate::view::{layout, markdown};

/// Columns between the program and the question.
const GAP: u16 = 3;

/// Draws the drill, or the score when there are no more.
pub fn draw(cx: &Cx<'_>, area: Rect, buf: &mut Buffer, _: &mut Hits) {
    let Some(Overlay::Quiz(quiz)) = cx.app.overlays.last() else {
        return;
    };
    let width = area.width.saturating_sub(2).min(110);
    let height = area.height.saturating_sub(2).min(32);
    let place = layout::middle(area, width, height);
    let number = quiz.number.to_string();
    let title = say(cx.lang, "quiz.title", &[("number", &number)]);
    let (of, right) = (quiz.score.0.to_string(), quiz.score.1.to_string());
    let with = [("right", right.as_str()), ("of", &of)];
    let Some(drill) = &quiz.drill else {
        let inside = overlay(cx, &title, None, place, buf);
        let over = say(cx.lang, "quiz.over", &with);
        ink::put(inside, 0, 1, span(over, cx.theme.bold()), buf);
        return;
    };
    let score = match quiz.score.0 {
        0 => say(cx.lang, "quiz.hint", &[]),
        _ => say(cx.lang, "quiz.score", &with),
    };
    let inside = overlay(cx, &title, Some(score), place, buf);
    let widest = drill.program.lines().map(ink::width).max().unwrap_or(0);
    let left = ink::side(widest).clamp(20, inside.width * 6 / 10);
    let program = Rect {
        width: left,
        ..inside
    };
    let asked = Rect {
        x: inside.x + left + GAP,
        width: inside.width.saturating_sub(left + GAP),
        ..inside
    };
    listing(cx, drill, quiz.scrolled, program, buf);
    for row in 0..usize::from(inside.height) {
        let line = Rect {
            x: program.right() + GAP / 2,
            width: 1,
            ..inside
        };
        ink::put(line, 0, row, span("│", cx.theme.faint()), buf);
    }
    let mut lines = question(cx, quiz, drill, usize::from(asked.width));
    // Where room is short, the words come before the air between them; what Enter does is said below, too.
    let rows = usize::from(inside.height);
    if lines.len() > rows {
        lines.truncate(lines.len().saturating_sub(2));
    }
    while lines.len() > rows
        && let Some(air) = lines.iter().position(|line| line.width() == 0)
    {
        lines.remove(air);
    }
    for (row, line) in lines.into_iter().enumerate() {
        ink::put(asked, 0, row, line, buf);
    }
}

fn listing(cx: &Cx<'_>, drill: &Drill, scrolled: usize, area: Rect, buf: &mut Buffer) {
    let mut lexer = Lexer::new(Language::named("python"));
    let lines: Vec<_> = drill
        .program
        .lines()
        .map(|line| lexer.line(line, cx.theme, cx.model))
        .collect();
    let rows = usize::from(area.height);
    let total = lines.len();
    let first = scrolled.min(total.saturating_sub(rows));
    for (row, line) in lines.into_iter().skip(first).take(rows).enumerate() {
        ink::put(area, 0, row, Line::from(line), buf);
    }
    if let Some(part) = shown(cx, first, rows, total) {
        ink::put_right(area, 0, rows - 1, span(part, cx.theme.dim()), buf);
    }
}

fn question(cx: &Cx<'_>, quiz: &Quizzing, drill: &Drill, width: usize) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let mut lines = markdown::render(&drill.question.say(cx.lang), width, theme, cx.model);
    lines.push(Line::default());
    for (at, (letter, choice)) in ('A'..).zip(&drill.choices).enumerate() {
        let is_right = quiz.answered.is_some() && at == drill.answer;
        let is_wrong = quiz.answered == Some(at) && !is_right;
        let (sign, style) = match (is_right, is_wrong) {
            (true, _) => ("✓", theme.good()),
            (_, true) => ("✗", theme.error()),
            _ => (" ", theme.ground()),
        };
        let parts = [
            span(format!("{sign} "), style),
            span(
                format!("{letter}  "),
                theme.bold().patch(theme.accent(cx.model)),
            ),
            span(choice.clone(), style),
        ];
        lines.extend(wrap(&parts, width));
    }
    let Some(answered) = quiz.answered else {
        return lines;
    };
    lines.push(Line::default());
    let letter = ('A'..).nth(drill.answer).unwrap_or('A').to_string();
    let truth = &drill.choices[drill.answer];
    let (verdict, style) = match answered == drill.answer {
        true => (say(cx.lang, "quiz.right", &[]), theme.good()),
        false => {
            let with = [("letter", letter.as_str()), ("truth", truth)];
            (say(cx.lang, "quiz.wrong", &with), theme.error())
        }
    };
    lines.extend(wrap(&[span(verdict, style)], width));
    let idea = drill.ideas[answered].as_ref();
    for words in idea.into_iter().chain([&drill.why]) {
        let words = words.say(cx.lang);
        lines.extend(markdown::render(&words, width, theme, cx.model));
    }
    lines.push(Line::default());
    lines.push(Line::from(span(
        say(cx.lang, "quiz.next", &[]),
        theme.dim(),
    )));
    lines
}
