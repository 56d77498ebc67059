//! Choices with their hands: a row each, with a bar and a share for each of the last two rounds, side by side.
//!
//! Never knows whether the answer may be shown yet: who calls says which choice is right.

use ratatui::text::{Line, Span};

use crate::app::Vote;
use crate::predict::votes::share;
use crate::view::cx::Cx;
use crate::view::ink::{self, span};

/// How many rounds stand side by side.
const ROUNDS: usize = 2;

/// The columns of a letter, a sign and the blanks behind them.
const LETTER: usize = 4;

/// The columns of a count, a share and the blanks around them.
const FIGURES: usize = 11;

/// The longest bar, and the shortest that says anything.
const BAR: (usize, usize) = (20, 3);

/// What stands in a row: its letter, its name, whether it is right.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) letter: &'static str,
    pub(super) name: String,
    pub(super) right: bool,
}

impl Row {
    fn begins(&self, cx: &Cx<'_>) -> Vec<Span<'static>> {
        let sign = match self.right {
            true => span("✓ ", cx.theme.good()),
            false => Span::raw("  "),
        };
        let letter = cx.theme.bold().patch(cx.theme.accent(cx.model));
        vec![span(format!("{} ", self.letter), letter), sign]
    }

    fn name(&self, cx: &Cx<'_>, width: usize) -> Span<'static> {
        let style = match self.right {
            true => cx.theme.bold().patch(cx.theme.good()),
            false => cx.theme.ground(),
        };
        span(ink::pad(&ink::clip_text(&self.name, width), width), style)
    }
}

/// The choices while hands are counted: what is typed is seen, and nothing of what others think.
pub(super) fn counting(cx: &Cx<'_>, rows: &[Row], vote: &Vote, width: usize) -> Vec<Line<'static>> {
    let lines = rows.iter().enumerate().map(|(at, row)| {
        let mut line = row.begins(cx);
        let typed = vote.typed.filter(|(typed, _)| *typed == at);
        let room = width.saturating_sub(LETTER + typed.map_or(0, |_| FIGURES));
        line.push(row.name(cx, room.min(widest(rows))));
        if let Some((_, typed)) = typed {
            let typed = typed.map_or_else(String::new, |typed| typed.to_string());
            line.push(span(format!("   {typed}▏"), cx.theme.waiting()));
        }
        Line::from(line)
    });
    lines.collect()
}

fn widest(rows: &[Row]) -> usize {
    rows.iter()
        .map(|row| ink::width(&row.name))
        .max()
        .unwrap_or(0)
}

/// The choices with the hands of the last rounds; more than one has a row of its own above, which says which.
pub(super) fn counted(
    cx: &Cx<'_>,
    rows: &[Row],
    rounds: &[Vec<u32>],
    width: usize,
) -> Vec<Line<'static>> {
    let first = rounds.len().saturating_sub(ROUNDS);
    let last = &rounds[first..];
    let room = width.saturating_sub(LETTER + last.len() * FIGURES);
    let name = widest(rows).min(room);
    let bar = (room - name) / last.len().max(1);
    let bar = if bar < BAR.1 { 0 } else { bar.min(BAR.0) };
    let mut lines = Vec::new();
    if last.len() > 1 {
        let mut line = vec![Span::raw(" ".repeat(LETTER + name))];
        for at in first..rounds.len() {
            let round = cx.say("present.round", &[("round", &(at + 1).to_string())]);
            let round = ink::pad(
                &ink::clip_text(&round, bar + FIGURES - 2),
                bar + FIGURES - 2,
            );
            line.push(span(format!("  {round}"), cx.theme.dim()));
        }
        lines.push(Line::from(line));
    }
    lines.extend(rows.iter().enumerate().map(|(at, row)| {
        let mut line = row.begins(cx);
        line.push(row.name(cx, name));
        for (n, hands) in last.iter().enumerate() {
            let most = hands.iter().max().copied().unwrap_or(0).max(1) as usize;
            let these = hands.get(at).copied().unwrap_or(0);
            let filled = (these as usize * bar).div_ceil(most);
            // The last word of the class counts: what was said before it is dim.
            let (strong, figures) = match n + 1 == last.len() {
                true => (cx.theme.accent(cx.model), cx.theme.bold()),
                false => (cx.theme.dim(), cx.theme.dim()),
            };
            line.push(span(format!("  {}", "█".repeat(filled)), strong));
            let figure = format!(
                "{} {these:>3} {:>3}%",
                " ".repeat(bar - filled),
                share(hands, at)
            );
            line.push(span(figure, figures));
        }
        Line::from(line)
    }));
    lines
}

/// The same in few rows: each choice's name with its shares.
pub(super) fn in_words(row: &Row, rounds: &[Vec<u32>], at: usize) -> String {
    let first = rounds.len().saturating_sub(ROUNDS);
    let shares = rounds[first..]
        .iter()
        .map(|hands| format!("{}%", share(hands, at)));
    let shares = shares.collect::<Vec<_>>().join("→");
    let right = if row.right { "✓ " } else { "" };
    format!("{right}{} {shares}", row.name)
        .trim_end()
        .to_owned()
}
