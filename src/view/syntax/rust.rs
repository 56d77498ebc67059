//! The Rust lexer: enough of the language for the demos' sources. Never knows colours.

use crate::view::syntax::cut::{Cut, Open, Token, is_word};

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

const BUILTINS: &[&str] = &[
    "Err", "None", "Ok", "Option", "Result", "Some", "String", "Vec", "bool", "i32", "i64", "str",
    "u32", "u64", "usize",
];

pub(super) fn lex(cut: &mut Cut<'_>, open: &mut Open) {
    match *open {
        Open::Comments(depth) => comment(cut, open, depth),
        Open::Text => text(cut, open, 0),
        Open::Nothing | Open::Quotes(_) => {}
    }
    let mut defines = false;
    while let Some(next) = cut.ahead().chars().next() {
        let ahead = cut.ahead();
        if ahead.starts_with("//") {
            cut.rest(Token::Comment);
        } else if ahead.starts_with("/*") {
            comment(cut, open, 0);
        } else if next == '"' {
            text(cut, open, 1);
        } else if next == '\'' {
            tick(cut);
        } else if next == '#' && (ahead.starts_with("#[") || ahead.starts_with("#![")) {
            let long = ahead.find(']').map_or(ahead.len(), |end| end + 1);
            cut.take(long, Token::Mark);
        } else if next.is_ascii_digit() {
            cut.take(cut.run(is_word), Token::Number);
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
            defines = matches!(word, "fn" | "struct" | "enum" | "trait" | "mod");
            cut.take(word.len(), token);
        } else {
            cut.take(next.len_utf8(), Token::Plain);
        }
    }
}

/// Cuts a string whose inside begins `from` bytes ahead; it may stay open.
fn text(cut: &mut Cut<'_>, open: &mut Open, from: usize) {
    match cut.quoted(from, '"') {
        Some(long) => {
            cut.take(long, Token::Text);
            *open = Open::Nothing;
        }
        None => {
            cut.rest(Token::Text);
            *open = Open::Text;
        }
    }
}

/// Cuts a block comment, inside of which one already is `depth` deep; it may stay open.
fn comment(cut: &mut Cut<'_>, open: &mut Open, mut depth: u32) {
    let bytes = cut.ahead().as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                at += 2;
            }
            Some(b"*/") => {
                depth = depth.saturating_sub(1);
                at += 2;
                if depth == 0 {
                    cut.take(at, Token::Comment);
                    *open = Open::Nothing;
                    return;
                }
            }
            _ => at += 1,
        }
    }
    cut.rest(Token::Comment);
    *open = Open::Comments(depth);
}

/// Cuts a character (`'x'`, `'\n'`) or a lifetime (`'a`).
fn tick(cut: &mut Cut<'_>) {
    let ahead = cut.ahead();
    let mut inside = ahead.chars().skip(1);
    let (first, second) = (inside.next(), inside.next());
    let is_char = first == Some('\\') || (first.is_some_and(|c| c != '\'') && second == Some('\''));
    if is_char {
        let long = cut.quoted(1, '\'').unwrap_or(ahead.len());
        cut.take(long, Token::Text);
    } else {
        let name = ahead[1..].find(|c| !is_word(c)).unwrap_or(ahead.len() - 1);
        cut.take(1 + name, Token::Mark);
    }
}
