//! Colours for code: a line lexer per language, the state between lines carried along. Its tokens are the whole line.
//!
//! Never knows the listing pane.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::lessons::Model;
use crate::view::ink::span;
use crate::view::theme::Theme;

mod cut;
mod python;
mod rust;

use cut::{Cut, Open, Token};

/// A language that can be coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Python 3.
    Python,
    /// Rust.
    Rust,
}

impl Language {
    /// The language that a fenced block's first word names.
    pub fn named(name: &str) -> Option<Language> {
        match name {
            "python" | "py" => Some(Language::Python),
            "rust" | "rs" => Some(Language::Rust),
            _ => None,
        }
    }
}

/// Colours a program line by line.
#[derive(Debug)]
pub struct Lexer {
    language: Option<Language>,
    open: Open,
}

impl Lexer {
    /// At the beginning of a program; without a language all is plain.
    pub fn new(language: Option<Language>) -> Lexer {
        Lexer {
            language,
            open: Open::Nothing,
        }
    }

    /// The next line, coloured.
    pub fn line(&mut self, line: &str, theme: &Theme, model: Option<Model>) -> Vec<Span<'static>> {
        let tokens = self.tokens(line);
        tokens
            .into_iter()
            .map(|(token, text)| span(text, style(token, theme, model)))
            .collect()
    }

    fn tokens<'l>(&mut self, line: &'l str) -> Vec<(Token, &'l str)> {
        let mut cut = Cut {
            line,
            at: 0,
            out: Vec::new(),
        };
        match self.language {
            Some(Language::Python) => python::lex(&mut cut, &mut self.open),
            Some(Language::Rust) => rust::lex(&mut cut, &mut self.open),
            None => {}
        }
        cut.rest(Token::Plain);
        cut.out
    }
}

fn style(token: Token, theme: &Theme, model: Option<Model>) -> Style {
    match token {
        Token::Keyword => theme.accent(model),
        Token::Defined => theme.bold(),
        Token::Text => theme.string(),
        Token::Number => theme.number(),
        Token::Comment => theme.dim(),
        Token::Mark => theme.dim(),
        Token::Builtin | Token::Plain => Style::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(language: Language, lines: &[&str]) -> Vec<(Token, String)> {
        let mut lexer = Lexer::new(Some(language));
        let tokens = lines.iter().flat_map(|line| lexer.tokens(line));
        tokens
            .filter(|(token, _)| *token != Token::Plain)
            .map(|(token, text)| (token, text.to_owned()))
            .collect()
    }

    fn named(token: Token, text: &str) -> (Token, String) {
        (token, text.to_owned())
    }

    #[test]
    fn python_is_told_apart() {
        assert_eq!(
            of(
                Language::Python,
                &[
                    "def grep(p):  # why",
                    "    line = yield f\"a\\\" {1}\" + 0x1f",
                    "@x.y"
                ]
            ),
            [
                named(Token::Keyword, "def"),
                named(Token::Defined, "grep"),
                named(Token::Comment, "# why"),
                named(Token::Keyword, "yield"),
                named(Token::Text, "f\"a\\\" {1}\""),
                named(Token::Number, "0x1f"),
                named(Token::Mark, "@x.y"),
            ]
        );
        let open = of(Language::Python, &["'''one", "two''' + print"]);
        assert_eq!(open[1], named(Token::Text, "two'''"));
        assert_eq!(open[2], named(Token::Builtin, "print"));
    }

    #[test]
    fn rust_is_told_apart() {
        assert_eq!(
            of(
                Language::Rust,
                &[
                    "fn run(py: &'a str) { let c = 'x'; // why",
                    "/* a /* b",
                    "*/ */ \"s\" 1_000"
                ]
            ),
            [
                named(Token::Keyword, "fn"),
                named(Token::Defined, "run"),
                named(Token::Mark, "'a"),
                named(Token::Builtin, "str"),
                named(Token::Keyword, "let"),
                named(Token::Text, "'x'"),
                named(Token::Comment, "// why"),
                named(Token::Comment, "/* a /* b"),
                named(Token::Comment, "*/ */"),
                named(Token::Text, "\"s\""),
                named(Token::Number, "1_000"),
            ]
        );
    }

    proptest! {
        #![proptest_config(crate::random_tests())]

        #[test]
        fn the_tokens_are_the_line(lines in prop::collection::vec("[a-z0-9_ '\"#@/*\\\\!.r程é]{0,24}", 1..6)) {
            for language in [Language::Python, Language::Rust] {
                let mut lexer = Lexer::new(Some(language));
                for line in &lines {
                    let whole: String = lexer.tokens(line).into_iter().map(|(_, text)| text).collect();
                    prop_assert_eq!(&whole, line);
                }
            }
        }
    }
}
