//! The Python lexer: enough of the language for listings. Never knows colours.

use crate::view::syntax::cut::{Cut, Open, Token, is_word};

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class",
    "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if",
    "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return",
    "try", "while", "with", "yield",
];

const BUILTINS: &[&str] = &[
    "enumerate",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "map",
    "next",
    "open",
    "print",
    "range",
    "self",
    "set",
    "str",
    "sum",
    "super",
    "zip",
];

pub(super) fn lex(cut: &mut Cut<'_>, open: &mut Open) {
    if let Open::Quotes(quote) = *open {
        triple(cut, open, 0, quote);
    }
    let mut defines = false;
    while let Some(next) = cut.ahead().chars().next() {
        let ahead = cut.ahead();
        if next == '#' {
            cut.rest(Token::Comment);
        } else if next == '@' && cut.line[..cut.at].trim().is_empty() {
            let name = ahead[1..]
                .find(|c| !is_word(c) && c != '.')
                .unwrap_or(ahead.len() - 1);
            cut.take(1 + name, Token::Mark);
        } else if next.is_ascii_digit() {
            cut.take(cut.run(|c| is_word(c) || c == '.'), Token::Number);
        } else if let Some((prefix, quote)) = string_start(ahead) {
            if ahead[prefix..].starts_with(&quote.to_string().repeat(3)) {
                triple(cut, open, prefix + 3, quote);
            } else {
                let long = cut.quoted(prefix + 1, quote).unwrap_or(ahead.len());
                cut.take(long, Token::Text);
            }
        } else if is_word(next) {
            let word = &ahead[..cut.run(is_word)];
            let token = if std::mem::take(&mut defines) {
                Token::Defined
            } else if KEYWORDS.contains(&word) {
                Token::Keyword
            } else if BUILTINS.contains(&word) {
                Token::Builtin
            } else {
                Token::Plain
            };
            defines = matches!(word, "def" | "class");
            cut.take(word.len(), token);
        } else {
            cut.take(next.len_utf8(), Token::Plain);
        }
    }
}

/// A string that begins here: the length of its prefix (`f`, `rb`) and its quote.
fn string_start(ahead: &str) -> Option<(usize, char)> {
    let prefix = ahead.find(|c: char| !"rRbBfFuUtT".contains(c))?;
    let quote = ahead[prefix..].chars().next()?;
    (prefix <= 2 && matches!(quote, '"' | '\'')).then_some((prefix, quote))
}

/// Cuts a string of three quotes whose inside begins `from` bytes ahead; it may stay open.
fn triple(cut: &mut Cut<'_>, open: &mut Open, from: usize, quote: char) {
    let quotes = quote.to_string().repeat(3);
    match cut.ahead()[from..].find(&quotes) {
        Some(end) => {
            cut.take(from + end + 3, Token::Text);
            *open = Open::Nothing;
        }
        None => {
            cut.rest(Token::Text);
            *open = Open::Quotes(quote);
        }
    }
}
