//! The rows that a program takes: a line, or one line for scaffolding, broken where it is too long for the pane.
//!
//! Never knows which rows are in sight.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::{Open, Tab};
use crate::lessons::Shown;
use crate::view::cx::Cx;
use crate::view::ink::{self, span};
use crate::view::pane::listing::gutter::Place;
use crate::view::syntax::{Language, Lexer};

/// Of a line this many characters are shown: data is no reading matter.
const LONGEST: usize = 2_000;

/// Tabs go to columns that are a multiple of this, as CPython counts them.
const TAB: usize = 8;

/// How far what goes on below a line is indented, beyond the line itself.
const HANGING: usize = 4;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The lines that it stands for, from 0.
    pub(super) lines: Range<usize>,
    /// Whether it is the first of them.
    pub(super) begins: bool,
    /// Whether it stands for what is folded.
    pub(super) folded: bool,
    /// How far it is indented beside the line's own indentation.
    pub(super) indent: usize,
    /// What it says.
    pub(super) text: Line<'static>,
}

/// All rows, of a pane that has `room` cells for the program.
pub(super) fn of(
    cx: &Cx<'_>,
    open: &Open,
    language: Language,
    lines: &[&str],
    shown: &[Shown],
    room: usize,
    places: &BTreeMap<usize, Place>,
) -> Vec<Row> {
    let is_wide = |line: &&str| {
        let may_be = line.len() > room || line.contains('\t');
        may_be && ink::width(&shortened(line)) > room
    };
    let narrow = lines.iter().any(is_wide);
    let mut read = shown.first().map_or(0, Shown::first);
    // Lines that are out of sight are read too: a string may begin there.
    let mut lexer = Lexer::new(Some(language));
    let mut colored = lines[read.min(lines.len())..]
        .iter()
        .map(|line| lexer.line(&shortened(line), cx.theme, cx.model));
    let mut rows = Vec::new();
    for part in shown {
        let line = colored.nth(part.first() - read).unwrap_or_default();
        read = part.first() + 1;
        let (indent, line) = indented(line, narrow);
        let (lines, folded, line) = match part {
            Shown::Line(at) => (*at..at + 1, false, line),
            Shown::Fold(fold) => {
                let words = fold.words(cx.lang, open.play.lesson.text(cx.lang));
                (fold.lines.clone(), true, vec![span(words, cx.theme.dim())])
            }
        };
        // Of the Rust, which is wide, only where somebody stands.
        let whole = folded || open.tab == Tab::Python || places.contains_key(&(lines.start + 1));
        let width = room.saturating_sub(indent);
        let fits = || line.iter().map(Span::width).sum::<usize>() <= width;
        let (hanging, pieces) = match whole && !fits() {
            true => {
                let hanging = hanging(&line, width);
                (hanging, broken(&line, width, hanging))
            }
            false => (0, vec![Line::from(line)]),
        };
        rows.extend(pieces.into_iter().enumerate().map(|(n, text)| Row {
            lines: lines.clone(),
            begins: n == 0,
            folded,
            indent: indent + if n == 0 { 0 } else { hanging },
            text,
        }));
    }
    rows
}

/// A line, or as much of it as is shown, its tabs as blanks.
fn shortened(line: &str) -> Cow<'_, str> {
    let line: Cow<'_, str> = match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]).into(),
        None => line.into(),
    };
    if !line.contains('\t') {
        return line;
    }
    let mut parts = line.split('\t');
    let mut spaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let blanks = TAB - ink::width(&spaced) % TAB;
        spaced.extend(std::iter::repeat_n(' ', blanks));
        spaced += part;
    }
    spaced.into()
}

/// A line's indentation, in cells, and the rest of it. Where there is little room, half is enough.
fn indented(mut line: Vec<Span<'static>>, narrow: bool) -> (usize, Vec<Span<'static>>) {
    // Lexers give each blank of the indentation as a piece of its own.
    let blanks = line.iter().take_while(|span| span.content == " ").count();
    line.drain(..blanks);
    (if narrow { blanks.div_ceil(2) } else { blanks }, line)
}

/// How far what goes on below a line can be indented so that no word of it need be broken.
fn hanging(line: &[Span<'static>], width: usize) -> usize {
    let text: String = line.iter().map(|part| part.content.as_ref()).collect();
    // Between two wide characters a line may always be broken.
    let words =
        text.split_inclusive(|sign| is_good(sign) || ink::width(sign.encode_utf8(&mut [0; 4])) > 1);
    let longest = words.map(|word| ink::width(word.trim_end())).max();
    HANGING.min(width.saturating_sub(longest.unwrap_or(0)))
}

/// Whether a line is well broken behind this.
fn is_good(symbol: char) -> bool {
    matches!(symbol, ' ' | '(')
}

/// Whether a line may be broken before this, where there is no better place.
fn is_fair(symbol: &str) -> bool {
    matches!(symbol, "." | ")" | "]" | "=")
}

/// Whether a word that is longer than a row may be broken between these: `notify` and `_all`, `Process` and `Error`.
fn is_within(before: &str, after: &str) -> bool {
    let is = |symbol: &str, fits: fn(char) -> bool| symbol.chars().all(fits);
    after == "_" && before != "_" || is(before, char::is_lowercase) && is(after, char::is_uppercase)
}

/// A line in pieces of at most `width` cells; the second and those after it have `hanging` cells less.
fn broken(line: &[Span<'static>], width: usize, hanging: usize) -> Vec<Line<'static>> {
    let symbols = line.iter().flat_map(|part| {
        let symbols = part.content.graphemes(true);
        symbols.map(|symbol| (symbol, part.style))
    });
    let symbols: Vec<_> = symbols.collect();
    let mut pieces = Vec::new();
    let mut from = 0;
    loop {
        let width = if from == 0 {
            width
        } else {
            width.saturating_sub(hanging)
        };
        let mut used = 0;
        let fits = symbols[from..].iter().take_while(|(symbol, _)| {
            used += ink::width(symbol);
            used <= width
        });
        let mut to = from + fits.count().max(1);
        if to < symbols.len() {
            let places = || (from + 1..=to).rev();
            let blank = |at: &usize| symbols[at - 1].0 == " " || symbols[*at].0 == " ";
            let closes = |at: usize| matches!(symbols[at].0, ")" | "]");
            let bracket = |at: &usize| symbols[at - 1].0.starts_with(is_good) && !closes(*at);
            // A blank that leaves most of a row empty is no better than a bracket.
            let wide =
                |at: &usize| ink::width(symbols[at - 1].0) > 1 && ink::width(symbols[*at].0) > 1;
            let best = places().find(|at| wide(at) || blank(at) && 2 * (at - from) >= to - from);
            let good = || places().find(|at| blank(at) || bracket(at));
            let fair = || places().find(|&at| is_fair(symbols[at].0));
            let within = || places().find(|&at| is_within(symbols[at - 1].0, symbols[at].0));
            to = best
                .or_else(good)
                .or_else(fair)
                .or_else(within)
                .unwrap_or(to);
        }
        let to = to.min(symbols.len());
        let piece = symbols[from..to].iter();
        let piece = piece.map(|(symbol, style)| Span::styled((*symbol).to_owned(), *style));
        pieces.push(Line::from(piece.collect::<Vec<_>>()));
        from = to
            + symbols[to..]
                .iter()
                .take_while(|(symbol, _)| *symbol == " ")
                .count();
        if from >= symbols.len() {
            return pieces;
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn pieces(text: &str, width: usize) -> Vec<String> {
        let line = [span(text, Style::new())];
        let pieces = broken(&line, width, hanging(&line, width));
        pieces.iter().map(Line::to_string).collect()
    }

    #[test]
    fn tabs_go_to_the_columns_that_cpython_counts() {
        assert_eq!(shortened("\tx = 1"), "        x = 1");
        assert_eq!(shortened("ab\tc\td"), "ab      c       d");
        assert_eq!(shortened("no tab"), "no tab");
    }

    #[test]
    fn a_long_line_is_broken_and_nothing_is_lost() {
        assert_eq!(pieces("wait()", 6), ["wait()"]);
        assert_eq!(
            pieces("print(i, pid, flush=True)", 20),
            ["print(i, pid, ", "flush=True)"]
        );
        assert_eq!(
            pieces("done.put((chunk, results))", 12),
            ["done.put((", "chunk, ", "results))"]
        );
        assert_eq!(
            pieces("except ChildProcessError:", 24),
            ["except ", "ChildProcessError:"]
        );
        assert_eq!(pieces("    except Error:", 10), ["    except", "Error:"]);
        assert_eq!(pieces("print(jobs[-1])", 11), ["print(", "jobs[-1])"]);
        assert_eq!(pieces("os.getpid().real", 12), ["os.getpid()", ".real"]);
        assert_eq!(
            pieces("return_exceptions=True", 16),
            ["return", "_exceptions=True"]
        );
        assert_eq!(pieces("ChildProcessError:", 14), ["ChildProcess", "Error:"]);
        assert_eq!(pieces("abcdefghijklm", 8), ["abcdefgh", "ijklm"]);
        assert_eq!(pieces("进程和线程", 6), ["进程和", "线", "程"]);
        assert_eq!(pieces("", 8), [""]);
        assert_eq!(pieces("abc", 0).concat(), "abc");
    }
}
