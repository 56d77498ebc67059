//! Texts from outside within a sentence of Markdown: they stay what they are, and on one line.
//!
//! A name or value comes from a running program or a file; nothing in it may act as markup or as a control sequence.
//! Never knows events.

use pulldown_cmark::{Event, Parser};

/// A name that people look for.
pub(super) fn bold(name: &str) -> String {
    format!("**{}**", text(name))
}

/// Words in a sentence, every sign of Markdown meaning itself.
pub(super) fn text(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for sign in one_line(words).chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&') {
            safe.push('\\');
        }
        safe.push(sign);
    }
    safe
}

/// A value as code, fenced by more backticks than it has in a row.
pub(super) fn code(value: &str) -> String {
    let value = one_line(value);
    let mut longest = 0;
    let mut run = 0;
    for sign in value.chars() {
        run = if sign == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    // CommonMark takes one space off both ends, where both are there and something else is between.
    let blank = value.chars().all(|sign| sign == ' ');
    let edge = |sign: char| value.starts_with(sign) || value.ends_with(sign);
    let pad = if !blank && (edge('`') || (value.starts_with(' ') && value.ends_with(' '))) {
        " "
    } else {
        ""
    };
    if value.is_empty() {
        return String::new();
    }
    format!("{fence}{pad}{value}{pad}{fence}")
}

/// Control characters, line ends among them, as Python would write them.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            // The Unicode line ends and the signs that turn the direction of writing round.
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                line.push_str(&format!("\\u{:04x}", u32::from(sign)));
            }
            _ if sign.is_control() => line.push_str(&format!("\\x{:02x}", u32::from(sign))),
            _ => line.push(sign),
        }
    }
    line
}

/// A sentence without its Markdown, for a terminal that only shows text.
pub fn plain(sentence: &str) -> String {
    Parser::new(sentence)
        .filter_map(|event| match event {
            Event::Text(words) | Event::Code(words) => Some(words.into_string()),
            Event::SoftBreak | Event::HardBreak => Some(" ".into()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_in_a_value_comes_out_as_it_went_in() {
        for value in [
            "a", "`", "``a` b", "'**x**'", "<b>&amp;", " a ", "a_b_c", "\\", "[x](y)",
        ] {
            assert_eq!(
                plain(&format!("say {} now", code(value))),
                format!("say {value} now")
            );
            assert_eq!(
                plain(&format!("say {} now", text(value))),
                format!("say {value} now")
            );
        }
        assert_eq!(
            plain(&format!("{} runs", bold("my_*_worker"))),
            "my_*_worker runs"
        );
    }

    #[test]
    fn nothing_in_a_value_moves_the_cursor_or_turns_the_line_round() {
        assert_eq!(one_line("a\nb\x1b[2J\u{202e}c"), "a\\nb\\x1b[2J\\u202ec");
    }
}
