//! What nobody names any more once the conditions are decided: knobs, functions, imports; and blank lines that are left over.
//!
//! A name counts as used wherever it stands, in a text too: what is kept for nothing does no harm, what is missing does.
//! Never knows why something is unused.

use std::collections::BTreeSet;

use crate::lessons::{ListingLine, Settings};

/// Removes all of it.
pub(super) fn remove(lines: &mut Vec<ListingLine>, settings: &Settings) {
    while functions(lines) {}
    knobs(lines, settings);
    imports(lines);
    blanks(lines);
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| !char.is_alphanumeric() && char != '_')
        .filter(|name| !name.is_empty())
}

/// Whether a variable of this name stands in a line: what stands behind a dot is an attribute, before a quote a prefix.
fn asks_for(text: &str, name: &str) -> bool {
    let part = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        before.is_none_or(|char| !part(char) && char != '.')
            && after.is_none_or(|char| !part(char) && char != '"')
    })
}

/// Whether a variable of this name stands in a line other than these.
fn asked_for_outside(lines: &[ListingLine], but: &std::ops::Range<usize>, name: &str) -> bool {
    let mut others = lines.iter().enumerate().filter(|(at, _)| !but.contains(at));
    others.any(|(_, line)| asks_for(&line.text, name))
}

/// A knob whose value is asked for nowhere, and what a comment directly above it says of it.
fn knobs(lines: &mut Vec<ListingLine>, settings: &Settings) {
    let mut at = 0;
    while at < lines.len() {
        let knob = lines[at].text.split_once(" = ").map(|(name, _)| name);
        let knob = knob.filter(|name| settings.as_map().contains_key(*name));
        let idle = knob.is_some_and(|name| !asked_for_outside(lines, &(at..at + 1), name));
        if !idle {
            at += 1;
            continue;
        }
        lines.remove(at);
        while at > 0 && lines[at - 1].text.starts_with('#') {
            at -= 1;
            lines.remove(at);
        }
    }
}

/// The functions at the margin that do nothing but `pass`.
pub(super) fn idle(lines: &[ListingLine]) -> BTreeSet<String> {
    let defined = |at: usize| names(lines[at].text.strip_prefix("def ")?).next();
    let passes = |at: usize| {
        let mut body = lines[at + 1..]
            .iter()
            .filter(|line| !line.text.trim().is_empty());
        let first = body.next().is_some_and(|line| line.text.trim() == "pass");
        first && body.next().is_none_or(|line| !line.text.starts_with(' '))
    };
    let idle = (0..lines.len()).filter(|&at| passes(at));
    idle.filter_map(defined).map(str::to_owned).collect()
}

/// Removes the statements that only call this function, with names.
pub(super) fn calls(lines: &mut Vec<ListingLine>, name: &str) {
    let only_names = |arguments: &str| {
        let plain = |char: char| char.is_alphanumeric() || matches!(char, '_' | ',' | ' ');
        arguments.chars().all(plain)
    };
    let is_call = |line: &ListingLine| {
        let call = line.text.trim().strip_prefix(name);
        let arguments = call.and_then(|call| call.strip_prefix('(')?.strip_suffix(')'));
        line.cue.is_none() && arguments.is_some_and(only_names)
    };
    lines.retain(|line| !is_call(line));
}

/// Removes a function at the margin that nobody calls; whether there was one.
fn functions(lines: &mut Vec<ListingLine>) -> bool {
    for at in 0..lines.len() {
        let text = &lines[at].text;
        let definition = text.strip_prefix("async ").unwrap_or(text);
        let Some(name) = definition.strip_prefix("def ") else {
            continue;
        };
        let name = names(name).next().unwrap_or_default().to_owned();
        let inside = |line: &ListingLine| line.text.is_empty() || line.text.starts_with(' ');
        let end = lines[at + 1..].iter().position(|line| !inside(line));
        let end = end.map_or(lines.len(), |end| at + 1 + end);
        let decorated = lines[..at].iter().rev();
        let begin = at
            - decorated
                .take_while(|line| line.text.starts_with('@'))
                .count();
        if !asked_for_outside(lines, &(begin..end), &name) {
            lines.drain(begin..end);
            return true;
        }
    }
    false
}

/// The name by which an import is asked for: `futures` of `concurrent.futures as futures`, `os` of `os.path`.
fn imported_as(import: &str) -> &str {
    let package = import.split('.').next().unwrap_or(import);
    import.split_once(" as ").map_or(package, |(_, name)| name)
}

/// Shortens imports to what is asked for.
fn imports(lines: &mut Vec<ListingLine>) {
    let mut at = 0;
    while at < lines.len() {
        let text = lines[at].text.clone();
        let (head, list) = match (text.split_once(" import "), text.strip_prefix("import ")) {
            (Some((from, list)), _) if from.starts_with("from ") => {
                (format!("{from} import "), list)
            }
            (_, Some(list)) => ("import ".to_owned(), list),
            _ => {
                at += 1;
                continue;
            }
        };
        let of = at..at + 1;
        let list: Vec<&str> = list
            .split(", ")
            .filter(|import| asked_for_outside(lines, &of, imported_as(import)))
            .collect();
        if list.is_empty() {
            lines.remove(at);
        } else {
            lines[at].text = head + &list.join(", ");
            at += 1;
        }
    }
}

/// No blank line at the beginning or the end, nor two in a row between indented lines, nor three at all.
fn blanks(lines: &mut Vec<ListingLine>) {
    let blank = |line: &ListingLine| line.text.trim().is_empty();
    let mut kept: Vec<ListingLine> = Vec::new();
    for line in lines.drain(..) {
        let after_blank = kept.last().is_none_or(blank);
        if !(blank(&line) && after_blank) {
            kept.push(line);
        }
    }
    while kept.last().is_some_and(blank) {
        kept.pop();
    }
    *lines = kept;
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;
    use crate::lessons::Listing;

    #[test]
    fn what_nobody_names_is_gone() {
        let source = "import os, signal\nfrom types import coroutine\n\n# Of no use.\nk = 1\nm = 2\n\n@coroutine\ndef f():\n    g()\n\ndef g():\n    pass\n\nasync def h():\n    os.fork(f\"\")\n\nh(m)\n";
        let mut lines = Listing::read(source).unwrap().lines;
        remove(&mut lines, &Settings::of([("k", "1"), ("m", "2")]));
        let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            text,
            [
                "import os",
                "",
                "m = 2",
                "",
                "async def h():",
                "    os.fork(f\"\")",
                "",
                "h(m)"
            ]
        );
    }

    #[test]
    fn an_import_stays_by_the_name_that_it_gives() {
        let source = "import asyncio as aio, os.path, time\nfrom a import b as c, d as e\nimport json\n\naio.sleep(loop.time())\nos.path.join(c, b)\n";
        let mut lines = Listing::read(source).unwrap().lines;
        remove(&mut lines, &Settings::default());
        let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            text,
            [
                "import asyncio as aio, os.path",
                "from a import b as c",
                "",
                "aio.sleep(loop.time())",
                "os.path.join(c, b)"
            ]
        );
    }
}
