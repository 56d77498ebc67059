//! Conditions on knobs: as far as they can be decided, and what is left of them.
//!
//! Python's `or`, `and` and `not` over comparisons of a knob with a literal; everything else stays as it is written.
//! Never knows where a condition stands.

use crate::lessons::Settings;

/// What became of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decided {
    /// It holds, or it doesn't, whatever else happens.
    Known(bool),
    /// It is still to be asked: so.
    Open(String),
}

use Decided::{Known, Open};

/// Decides a condition as far as the knobs decide it.
pub(super) fn decide(text: &str, settings: &Settings) -> Decided {
    let text = text.trim();
    if let Some(parts) = split(text, " or ") {
        return joined(&parts, " or ", true, settings);
    }
    if let Some(parts) = split(text, " and ") {
        return joined(&parts, " and ", false, settings);
    }
    if let Some(rest) = text.strip_prefix("not ") {
        return match decide(rest, settings) {
            Known(holds) => Known(!holds),
            Open(rest) => Open(format!("not {rest}")),
        };
    }
    compared(text, settings).map_or_else(|| Open(text.to_owned()), Known)
}

/// `or` is over with the first that holds, `and` with the first that doesn't.
fn joined(parts: &[&str], word: &str, over: bool, settings: &Settings) -> Decided {
    let mut open: Vec<String> = Vec::new();
    for part in parts {
        match decide(part, settings) {
            // What stands before it may do something: it is asked all the same.
            Known(holds) if holds == over && open.iter().all(|part| only_asks(part)) => {
                return Known(over);
            }
            Known(holds) if holds == over => {
                open.push(if over { "True" } else { "False" }.to_owned());
                break;
            }
            Known(_) => {}
            Open(part) => open.push(part),
        }
    }
    match open.is_empty() {
        true => Known(!over),
        false => Open(open.join(word)),
    }
}

/// Whether a part is no more than names, numbers and comparisons: asked or not, nothing else comes of it.
fn only_asks(part: &str) -> bool {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '_' | ' ' | '=' | '<' | '>');
    part.chars().all(plain)
}

/// A comparison of a knob with a text: `mistake == "none"`.
fn compared(text: &str, settings: &Settings) -> Option<bool> {
    let (equal, (knob, literal)) = match text.split_once(" == ") {
        Some(sides) => (true, sides),
        None => (false, text.split_once(" != ")?),
    };
    let literal = literal.strip_prefix('"')?.strip_suffix('"')?;
    let value = settings.as_map().get(knob)?;
    (!literal.contains(['"', '\\'])).then_some((value == literal) == equal)
}

/// The parts between a word that stands outside of brackets and quotes; None: it doesn't.
fn split<'t>(text: &'t str, word: &str) -> Option<Vec<&'t str>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in outside(text) {
        if at >= from && text[at..].starts_with(word) {
            parts.push(&text[from..at]);
            from = at + word.len();
        }
    }
    (!parts.is_empty()).then(|| {
        parts.push(&text[from..]);
        parts
    })
}

/// Where in a text one is outside of brackets and quotes.
fn outside(text: &str) -> impl Iterator<Item = usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    text.char_indices().filter_map(move |(at, char)| {
        match (quote, char) {
            (Some(open), _) => {
                if char == open {
                    quote = None;
                }
                return None;
            }
            (None, '"' | '\'') => quote = Some(char),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        (depth == 0 && quote.is_none()).then_some(at)
    })
}

/// A statement with what its expressions say of knobs decided: `a if mode == "x" else b`, `value = mode == "x" and n`, and
/// an attribute that a knob names, `getattr(changed, wake)`.
pub(super) fn within(text: &str, settings: &Settings) -> String {
    let text = attribute(text, settings).unwrap_or_else(|| text.to_owned());
    if let Some(text) = chosen(&text, settings) {
        return text;
    }
    let Some((target, value)) = text.split_once(" = ") else {
        return text;
    };
    let asks = split(value, " and ").or_else(|| split(value, " or "));
    if asks.is_none() || value.ends_with('\\') {
        return text;
    }
    match decide(value, settings) {
        Known(true) => format!("{target} = True"),
        Known(false) => format!("{target} = False"),
        Open(value) => format!("{target} = {value}"),
    }
}

/// The innermost `a if … else b` whose condition is known.
fn chosen(text: &str, settings: &Settings) -> Option<String> {
    let (before, rest) = text.split_once(" if ")?;
    let (asked, after) = rest.split_once(" else ")?;
    let Known(holds) = decide(asked, settings) else {
        return None;
    };
    // `a` begins behind an assignment or an opening bracket, `b` ends before a closing one.
    let begins = [" = ", "(", "[", "return "]
        .iter()
        .filter_map(|word| Some(before.rfind(word)? + word.len()))
        .max()
        .unwrap_or_else(|| before.len() - before.trim_start().len());
    let mut depth = 0_i32;
    let ends = after.find(|char| {
        depth += i32::from(matches!(char, '(' | '[' | '{'));
        depth -= i32::from(matches!(char, ')' | ']' | '}'));
        depth < 0
    });
    let (other, rest) = after.split_at(ends.unwrap_or(after.len()));
    let one = &before[begins..];
    let chosen = if holds { one } else { other };
    Some(format!("{}{chosen}{rest}", &before[..begins]))
}

/// `getattr(x, knob)` as `x.value`.
fn attribute(text: &str, settings: &Settings) -> Option<String> {
    let (before, rest) = text.split_once("getattr(")?;
    let (arguments, after) = rest.split_once(')')?;
    let (of, knob) = arguments.split_once(", ")?;
    let value = settings.as_map().get(knob)?;
    Some(format!("{before}{of}.{value}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings::of([("mode", "a"), ("wake", "notify"), ("n", "3")])
    }

    fn open(text: &str) -> Decided {
        Open(text.to_owned())
    }

    #[test]
    fn what_the_knobs_decide_is_decided() {
        let decide = |text| decide(text, &settings());
        assert_eq!(decide(r#"mode == "a""#), Known(true));
        assert_eq!(decide(r#"mode != "a""#), Known(false));
        assert_eq!(decide(r#"not mode == "b""#), Known(true));
        assert_eq!(decide(r#"mode == "b" and f(x)"#), Known(false));
        assert_eq!(decide(r#"mode == "a" and not pid"#), open("not pid"));
        assert_eq!(decide(r#"x and mode == "a""#), open("x"));
        assert_eq!(decide(r#"x and mode == "b""#), Known(false));
        assert_eq!(decide(r#"n == 1 and mode == "b" and x"#), Known(false));
        assert_eq!(decide(r#"f(x) and mode == "b""#), open("f(x) and False"));
        assert_eq!(decide(r#"mode == "b" or x or y"#), open("x or y"));
        assert_eq!(decide(r#"f() or mode == "a""#), open("f() or True"));
    }

    #[test]
    fn what_they_do_not_decide_stays() {
        for text in [
            "n == 3",
            "f(a and b)",
            r#""x and y" in z"#,
            "other == \"a\"",
        ] {
            assert_eq!(decide(text, &settings()), open(text));
        }
    }

    #[test]
    fn statements_lose_what_is_decided() {
        let within = |text| within(text, &settings());
        assert_eq!(within(r#"  x = i if mode == "b" else 0"#), "  x = 0");
        assert_eq!(within(r#"f(i if mode == "a" else g(0))"#), "f(i)");
        assert_eq!(within("x = 2 if pid else 3"), "x = 2 if pid else 3");
        assert_eq!(within(r#"j = mode == "a" and t"#), "j = t");
        assert_eq!(within(r#"j = mode == "b" and t"#), "j = False");
        assert_eq!(within("getattr(changed, wake)()"), "changed.notify()");
        assert_eq!(within("print(getattr(x, y))"), "print(getattr(x, y))");
    }
}
