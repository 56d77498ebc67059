//! Breaks styled text into lines where Unicode allows it (UAX #14), so that no Chinese line begins with `。` or `，`.
//!
//! Never knows Markdown or the screen.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Breaks spans into lines of at most `width` cells (at least 1 is assumed). A word longer than a line is cut.
pub fn wrap(spans: &[Span<'_>], width: usize) -> Vec<Line<'static>> {
    let width = width.max(1);
    let text: String = spans.iter().map(|span| span.content.as_ref()).collect();
    let mut lines = Vec::new();
    let (mut start, mut end, mut used) = (0, 0, 0);
    for (at, kind) in linebreaks(&text).filter(|(at, _)| !is_in_one_piece(&text, *at)) {
        let piece = &text[end..at];
        let bare = piece.trim_end().width();
        if used + bare > width && used > 0 {
            lines.push((start, end));
            (start, used) = (end, 0);
        }
        end = at;
        used += piece.width();
        if bare > width {
            for cut in cuts(&text, start, start + piece.trim_end().len(), width) {
                lines.push((start, cut));
                start = cut;
            }
            used = text[start..at].width();
        }
        if kind == BreakOpportunity::Mandatory && at < text.len() {
            lines.push((start, at));
            (start, used) = (at, 0);
        }
    }
    if start < text.len() {
        lines.push((start, text.len()));
    }
    let styles = Styles::of(spans);
    lines
        .into_iter()
        .map(|(from, to)| styles.line(&text, from, from + text[from..to].trim_end().len()))
        .collect()
}

/// Where to cut a piece that is wider than a line; not before a closing mark where that can be helped.
fn cuts(text: &str, from: usize, to: usize, width: usize) -> Vec<usize> {
    let symbols: Vec<(usize, &str)> = text[from..to].grapheme_indices(true).collect();
    let mut found = Vec::new();
    let (mut used, mut line) = (0, 0);
    for (n, (_, symbol)) in symbols.iter().enumerate() {
        if used + symbol.width() > width && n > line {
            let kept = |from: usize| -> usize {
                symbols[from..n].iter().map(|(_, kept)| kept.width()).sum()
            };
            let opens = (line + 1..=n).rev().find(|&n| !closes(symbols[n].1));
            line = opens
                .filter(|&opens| kept(opens) + symbol.width() <= width)
                .unwrap_or(n);
            found.push(from + symbols[line].0);
            used = kept(line);
        }
        used += symbol.width();
    }
    found
}

/// Cuts a line without styles into such as fit into `width` cells.
pub fn text(line: &str, width: usize) -> Vec<String> {
    let lines = wrap(&[crate::view::ink::span(line, Style::new())], width);
    lines.iter().map(Line::to_string).collect()
}

/// Whether a path or an option goes on here: `/dev/null` and `--no-color` stay in one piece, where they fit into a line.
fn is_in_one_piece(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let word = before.rsplit(char::is_whitespace).next();
    let option = before.ends_with('-') && word.is_some_and(|word| word.contains("--"));
    let goes_on = after.starts_with(|next: char| next.is_ascii_alphanumeric());
    goes_on && (before.ends_with('/') || option)
}

/// Whether a line must not begin with this mark.
pub fn closes(symbol: &str) -> bool {
    const CLOSING: &str = "。，、；：？！）》」』】〕’”…,.;:?!)]}%";
    symbol
        .chars()
        .next()
        .is_some_and(|first| CLOSING.contains(first))
}

/// Which style reaches how far.
struct Styles(Vec<(usize, Style)>);

impl Styles {
    fn of(spans: &[Span<'_>]) -> Styles {
        let mut end = 0;
        let ends = spans.iter().map(|span| {
            end += span.content.len();
            (end, span.style)
        });
        Styles(ends.collect())
    }

    /// The bytes `from..to` of the text as a line of spans.
    fn line(&self, text: &str, from: usize, to: usize) -> Line<'static> {
        let mut spans = Vec::new();
        let mut at = from;
        for &(end, style) in &self.0 {
            let end = end.min(to);
            if end > at {
                spans.push(Span::styled(text[at..end].to_owned(), style));
                at = end;
            }
        }
        Line::from(spans)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Color, Stylize};

    use super::*;

    fn plain(text: &str, width: usize) -> Vec<String> {
        let lines = wrap(&[Span::raw(text)], width);
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(plain("one two three", 8), ["one two", "three"]);
        assert_eq!(plain("a verylongword b", 6), ["a", "verylo", "ngword", "b"]);
        assert_eq!(plain("one\n\ntwo", 9), ["one", "", "two"]);
        assert!(plain("", 9).is_empty());
    }

    #[test]
    fn options_and_paths_stay_whole() {
        assert_eq!(plain("/dev/null it", 9), ["/dev/null", "it"]);
        assert_eq!(plain("try --no-color", 11), ["try", "--no-color"]);
        assert_eq!(plain("加上 --python", 10), ["加上", "--python"]);
        assert_eq!(plain("a well-known one", 8), ["a well-", "known", "one"]);
    }

    #[test]
    fn styles_go_with_their_words() {
        let lines = wrap(&["one ".fg(Color::Red), "two".bold()], 4);
        assert_eq!(lines[0].spans, ["one".fg(Color::Red)]);
        assert_eq!(lines[1].spans, ["two".bold()]);
    }

    #[test]
    fn no_chinese_line_begins_with_a_closing_mark() {
        let text = "父进程调用 fork() 之后，子进程从同一行继续运行；它们各有一份 i 和 pid（写时复制）。返回值不同：“0”、pid！";
        for width in 6..60 {
            for line in plain(text, width) {
                assert!(!closes(&line), "{width}: {line}");
            }
        }
    }

    proptest! {
        #![proptest_config(crate::random_tests())]

        #[test]
        fn lines_fit_and_lose_only_blanks(text in "[a-zA-Z ,.。，进程线（）]{0,80}", width in 2usize..40) {
            let lines = plain(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= width, "{line:?}");
            }
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
