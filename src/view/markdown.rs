//! The lessons' Markdown as styled lines: paragraphs, **bold**, `code`, *emphasis*, lists, headings, fenced code.
//!
//! Never knows where it will be drawn.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

use crate::lessons::Model;
use crate::view::ink::span;
use crate::view::syntax::{self, Language};
use crate::view::theme::Theme;
use crate::view::wrap::wrap;

/// Renders a text to lines of at most `width` cells, a blank line between blocks.
pub fn render(text: &str, width: usize, theme: &Theme, model: Option<Model>) -> Vec<Line<'static>> {
    let mut page = Page {
        theme,
        model,
        width,
        ..Page::new(theme)
    };
    for event in Parser::new(text) {
        page.take(event);
    }
    page.end_block();
    page.lines
}

/// Renders one sentence to spans, without breaking it.
pub fn inline(text: &str, theme: &Theme, model: Option<Model>) -> Vec<Span<'static>> {
    let lines = render(text, usize::MAX, theme, model);
    let mut spans = Vec::new();
    for line in lines {
        if !spans.is_empty() {
            spans.push(Span::raw(" "));
        }
        spans.extend(line.spans);
    }
    spans
}

struct Page<'t> {
    theme: &'t Theme,
    model: Option<Model>,
    width: usize,
    lines: Vec<Line<'static>>,
    spans: Vec<Span<'static>>,
    bold: usize,
    emphasis: usize,
    /// The lists one is in; the number of an ordered one's next item.
    lists: Vec<Option<u64>>,
    /// Whether the next item is its list's first.
    first_item: bool,
    /// What stands before the next line of an item.
    marker: Option<String>,
    /// Within a fenced block: its language and its text so far.
    code: Option<(Option<Language>, String)>,
    /// Whether a blank line must come before the next block.
    gap: bool,
}

impl<'t> Page<'t> {
    fn new(theme: &'t Theme) -> Page<'t> {
        Page {
            theme,
            model: None,
            width: 0,
            lines: Vec::new(),
            spans: Vec::new(),
            bold: 0,
            emphasis: 0,
            lists: Vec::new(),
            first_item: false,
            marker: None,
            code: None,
            gap: false,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.spans.push(span(text.into_string(), self.style())),
            },
            Event::Code(code) => {
                let style = self.style().patch(self.theme.accent(self.model));
                self.spans.push(span(code.into_string(), style));
            }
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.spans.push(Span::raw("\n")),
            Event::Html(raw) | Event::InlineHtml(raw) => {
                self.spans.push(span(raw.into_string(), self.style()));
            }
            Event::Rule => self.end_block(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::Heading { .. } => {
                self.end_block();
                self.bold += 1;
            }
            Tag::Paragraph if self.marker.is_none() => self.end_block(),
            Tag::List(first) => {
                self.end_block();
                self.gap |= self.lists.is_empty();
                self.first_item = true;
                self.lists.push(*first);
            }
            Tag::Item => {
                self.end_block();
                // Items stand together; a blank line comes before the first only.
                self.gap &= std::mem::take(&mut self.first_item);
                let marker = match self.lists.last_mut() {
                    Some(Some(n)) => {
                        *n += 1;
                        format!("{}. ", *n - 1)
                    }
                    _ => "• ".to_owned(),
                };
                self.marker = Some(marker);
            }
            Tag::CodeBlock(kind) => {
                self.end_block();
                let language = match kind {
                    CodeBlockKind::Fenced(name) => Language::named(name),
                    CodeBlockKind::Indented => None,
                };
                self.code = Some((language, String::new()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Heading(_) => {
                self.bold = self.bold.saturating_sub(1);
                self.end_block();
                self.gap = true;
            }
            TagEnd::Paragraph => {
                self.end_block();
                self.gap = true;
            }
            TagEnd::Item => {
                self.end_block();
                self.marker = None;
            }
            TagEnd::List(_) => {
                self.end_block();
                self.lists.pop();
                self.gap = self.lists.is_empty();
            }
            TagEnd::CodeBlock => self.end_code(),
            _ => {}
        }
    }

    fn style(&self) -> Style {
        let bold = if self.bold > 0 {
            self.theme.bold()
        } else {
            Style::new()
        };
        match self.emphasis {
            0 => bold,
            _ => bold.patch(self.theme.emphasis()),
        }
    }

    /// A line's end in the source is a blank, but none belongs between two Chinese characters.
    fn soft_break(&mut self) {
        let last = self
            .spans
            .last()
            .and_then(|span| span.content.chars().last());
        if last.is_none_or(|last| last.width() != Some(2)) {
            self.spans.push(Span::raw(" "));
        }
    }

    fn blank(&mut self) {
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    fn end_block(&mut self) {
        if self.spans.is_empty() {
            return;
        }
        self.blank();
        let depth = self.lists.len().saturating_sub(1) * 2;
        let marker = self.marker.take();
        let hang = match (&marker, self.lists.is_empty()) {
            (Some(marker), _) => depth + crate::view::ink::width(marker),
            (None, false) => depth + 2,
            (None, true) => 0,
        };
        let spans = std::mem::take(&mut self.spans);
        for (n, line) in wrap(&spans, self.width.saturating_sub(hang))
            .into_iter()
            .enumerate()
        {
            let mut whole = Vec::new();
            match (&marker, n) {
                (Some(marker), 0) => {
                    whole.push(span(
                        format!("{}{marker}", " ".repeat(depth)),
                        self.theme.dim(),
                    ));
                }
                _ if hang > 0 => whole.push(Span::raw(" ".repeat(hang))),
                _ => {}
            }
            whole.extend(line.spans);
            self.lines.push(Line::from(whole));
        }
    }

    fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else {
            return;
        };
        self.blank();
        let mut lexer = syntax::Lexer::new(language);
        for line in code.lines() {
            let mut spans = vec![Span::raw("  ")];
            spans.extend(lexer.line(line, self.theme, self.model));
            self.lines
                .push(crate::view::ink::clip(&Line::from(spans), self.width));
        }
        self.gap = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::Depth;

    const THEME: Theme = Theme {
        depth: Depth::Ansi,
        light: false,
        ascii: false,
        loud: false,
    };

    fn text(markdown: &str, width: usize) -> Vec<String> {
        let lines = render(markdown, width, &THEME, None);
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn blocks_stand_apart_and_lists_hang() {
        let markdown =
            "A *word*.\n\n- first item is long\n- second\n\nAfter.\n\n```python\nx = 1\n```\nEnd.";
        assert_eq!(
            text(markdown, 14),
            [
                "A word.",
                "",
                "• first item",
                "  is long",
                "• second",
                "",
                "After.",
                "",
                "  x = 1",
                "",
                "End."
            ]
        );
        assert_eq!(text("1. a\n2. b", 9), ["1. a", "2. b"]);
        assert_eq!(text("# Title\nBody", 9), ["Title", "", "Body"]);
    }

    #[test]
    fn chinese_lines_join_without_a_blank() {
        assert_eq!(text("子进程\n继续", 20), ["子进程继续"]);
        assert_eq!(text("one\ntwo", 20), ["one two"]);
    }

    #[test]
    fn bold_and_code_have_their_styles() {
        let spans = inline("**a** `b`", &THEME, Some(Model::Thread));
        assert_eq!(spans[0].style, THEME.bold());
        assert_eq!(spans[2].style, THEME.accent(Some(Model::Thread)));
    }
}
