//! A line of code cut into tokens, from the left: what the lexers of all languages do it with.
//!
//! Never knows a language, nor colours.

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view::syntax) enum Token {
    Keyword,
    Builtin,
    Defined,
    Text,
    Comment,
    Number,
    Mark,
    Plain,
}

/// What a line leaves open for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::view::syntax) enum Open {
    #[default]
    Nothing,
    /// Python: a string of three of these quotes.
    Quotes(char),
    /// Rust: this many nested block comments.
    Comments(u32),
    /// Rust: a string.
    Text,
}

/// A line being cut into tokens, from the left, nothing left out.
pub(in crate::view::syntax) struct Cut<'l> {
    pub(in crate::view::syntax) line: &'l str,
    pub(in crate::view::syntax) at: usize,
    pub(in crate::view::syntax) out: Vec<(Token, &'l str)>,
}

impl<'l> Cut<'l> {
    /// What has not been cut yet.
    pub(in crate::view::syntax) fn ahead(&self) -> &'l str {
        &self.line[self.at..]
    }

    /// Cuts off the next `bytes`, which must end between two characters.
    pub(in crate::view::syntax) fn take(&mut self, bytes: usize, token: Token) -> &'l str {
        let text = &self.line[self.at..self.at + bytes];
        if !text.is_empty() {
            self.out.push((token, text));
        }
        self.at += bytes;
        text
    }

    /// Cuts off all that is left.
    pub(in crate::view::syntax) fn rest(&mut self, token: Token) {
        self.take(self.ahead().len(), token);
    }

    /// How many bytes ahead consist of such characters.
    pub(in crate::view::syntax) fn run(&self, of: impl Fn(char) -> bool) -> usize {
        self.ahead().find(|c| !of(c)).unwrap_or(self.ahead().len())
    }

    /// How long a string in these quotes is that begins `from` bytes ahead (after its opening quote), with its closing quote, when there is one.
    pub(in crate::view::syntax) fn quoted(&self, from: usize, quote: char) -> Option<usize> {
        let mut escaped = false;
        for (at, c) in self.ahead()[from..].char_indices() {
            if c == quote && !escaped {
                return Some(from + at + c.len_utf8());
            }
            escaped = c == '\\' && !escaped;
        }
        None
    }
}

pub(in crate::view::syntax) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
