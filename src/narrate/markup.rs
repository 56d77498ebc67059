//! Texts from outside within a sentence of Markdown: they stay what they are, and on one line.
//!
//! A name or value comes from a running program or a file; nothing in it may act as markup or as a control sequence.
//! Never knows events.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::printable::line;

/// A name that people look for.
pub(super) fn bold(name: &str) -> String {
    format!("**{}**", text(name))
}

/// Words in a sentence, every sign of Markdown meaning itself.
pub(super) fn text(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for sign in line(words).chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&') {
            safe.push('\\');
        }
        safe.push(sign);
    }
    safe
}

/// A value as code, fenced by more backticks than it has in a row.
pub(super) fn code(value: &str) -> String {
    let value = line(value);
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

/// How many signs of an error's text are enough where it was told before.
const BRIEF: usize = 60;
/// How many may be told, when it is raised, of one that says several sentences.
const SENTENCES: usize = 130;

/// An error as code, where it is raised: whole, unless it says much in several sentences, as no lesson's own words fit beside that.
pub(super) fn raised(error: &str) -> String {
    let error = line(error);
    match error.contains(". ") && error.chars().count() > SENTENCES {
        true => brief(&error),
        false => code(&error),
    }
}

/// An error as code, with as much of its text as reminds one of it: more of it was said when it was raised.
pub(super) fn brief(error: &str) -> String {
    let error = line(error);
    let Some((end, _)) = error.char_indices().nth(BRIEF) else {
        return code(&error);
    };
    let head = &error[..end];
    let words = head.rsplit_once(' ').map_or(head, |(words, _)| words);
    code(&format!("{words}…"))
}

/// A text without its Markdown, block by block: a paragraph, a heading, a list with a line an item, code as it stands.
pub fn blocks(text: &str) -> Vec<String> {
    let (mut blocks, mut lists) = (vec![String::new()], 0_usize);
    for event in Parser::new(text) {
        let last = blocks.len() - 1;
        let block = &mut blocks[last];
        match event {
            Event::Text(words) | Event::Code(words) => block.push_str(&words),
            Event::SoftBreak | Event::HardBreak => block.push(' '),
            Event::Start(Tag::List(_)) => lists += 1,
            Event::Start(Tag::Item) => {
                block.push_str(if block.is_empty() { "• " } else { "\n• " });
            }
            Event::End(TagEnd::List(_)) => {
                lists = lists.saturating_sub(1);
                if lists == 0 {
                    blocks.push(String::new());
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock)
                if lists == 0 =>
            {
                blocks.push(String::new());
            }
            _ => {}
        }
    }
    let blocks = blocks.into_iter().map(|block| block.trim_end().to_owned());
    blocks.filter(|block| !block.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_block_by_block() {
        let text =
            "# Today\n\nTwo *things*,\nin turn:\n\n- `fork`\n- threads\n\n```\na\nb\n```\nGo.";
        let read = [
            "Today",
            "Two things, in turn:",
            "• fork\n• threads",
            "a\nb",
            "Go.",
        ];
        assert_eq!(blocks(text), read);
    }

    #[test]
    fn of_an_error_that_was_told_its_beginning_is_enough() {
        assert_eq!(brief("ValueError: no"), "`ValueError: no`");
        let long = "PicklingError: Can't pickle <function <lambda> at 0x7f94089637e0>: attribute lookup <lambda> on __main__ failed";
        assert_eq!(
            brief(long),
            "`PicklingError: Can't pickle <function <lambda> at…`"
        );
        let endless = "x".repeat(200);
        assert_eq!(brief(&endless), format!("`{}…`", "x".repeat(60)));
    }

    #[test]
    fn an_error_that_is_raised_is_told_whole_unless_it_says_much_in_several_sentences() {
        assert_eq!(raised("ValueError: no. Never"), "`ValueError: no. Never`");
        let sentence = "RuntimeError: An attempt has been made to start a new process before the current process has finished its bootstrapping phase.";
        assert_eq!(raised(sentence), format!("`{sentence}`"));
        let long = format!("{sentence} This probably means that you");
        assert_eq!(raised(&long), brief(&long));
        let one = format!("ValueError: {}", "and so on ".repeat(15));
        assert_eq!(raised(one.trim_end()), format!("`{}`", one.trim_end()));
    }

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
}
