//! A listing for one setting of its knobs: the conditions on them are decided, and what is then never reached is gone.
//!
//! ```text
//! if mistake == "early release":        mistake = "none"        nothing
//!     lock.release()                    ─────────────────▶
//! while not buffer:                     wait = "if"             if not buffer:
//!     changed.wait()                    ─────────────────▶          changed.wait()
//!     if wait == "if":
//!         break
//! ```
//! It is no interpreter of Python: it reads as much of it as the listings are written in, line by line, and leaves alone
//! what it can't decide. CPython decides whether the result is the same program: a test runs both.
//!
//! Never knows a particular lesson.

mod condition;
mod unused;

use crate::lessons::{Listing, ListingLine, Settings};
use condition::Decided;

/// A line, and what is indented below it.
#[derive(Debug, Clone)]
struct Node {
    line: ListingLine,
    below: Vec<Node>,
}

impl Listing {
    /// The program for these knobs alone.
    pub fn specialised(&self, settings: &Settings) -> Listing {
        let lines = self.with(settings).lines;
        let did_nothing = unused::idle(&lines);
        let nodes = decided(nest(&lines), settings);
        let mut lines = Vec::new();
        flatten(nodes, &mut lines);
        // What does nothing now, and did something before, isn't called any more.
        for name in unused::idle(&lines) {
            if !did_nothing.contains(&name) {
                unused::calls(&mut lines, &name);
            }
        }
        unused::remove(&mut lines, settings);
        Listing { lines }
    }
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Lines as a tree. A blank line belongs to what follows it.
fn nest(lines: &[ListingLine]) -> Vec<Node> {
    let depth = |at: usize| {
        let next = lines[at..].iter().find(|line| !line.text.trim().is_empty());
        next.map_or(0, |line| indent(&line.text))
    };
    let mut nodes = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let own = depth(at);
        let blank = lines[at].text.trim().is_empty();
        let mut end = at + 1;
        while !blank && end < lines.len() && depth(end) > own {
            end += 1;
        }
        nodes.push(Node {
            line: lines[at].clone(),
            below: nest(&lines[at + 1..end]),
        });
        at = end;
    }
    nodes
}

fn flatten(nodes: Vec<Node>, into: &mut Vec<ListingLine>) {
    for node in nodes {
        into.push(node.line);
        flatten(node.below, into);
    }
}

/// A header without its keyword and colon: `pid` of `if pid:`.
fn header<'l>(text: &'l str, keyword: &str) -> Option<&'l str> {
    let rest = text.trim().strip_prefix(keyword)?;
    let rest = rest.strip_suffix(':')?;
    match keyword {
        "else" => rest.is_empty().then_some(rest),
        _ => rest.strip_prefix(' '),
    }
}

/// Siblings with their conditions decided.
fn decided(nodes: Vec<Node>, settings: &Settings) -> Vec<Node> {
    let mut kept = Vec::new();
    let mut nodes = nodes.into_iter().peekable();
    while let Some(node) = nodes.next() {
        let is_try = node.line.text.trim() == "try:";
        if !is_try && header(&node.line.text, "if").is_none() {
            kept.push(other(node, settings));
            continue;
        }
        let mut chain = vec![node];
        let goes_on = |node: &Node| {
            let words = if is_try {
                ["except", "else", "finally"]
            } else {
                ["elif", "else", "else"]
            };
            let text = node.line.text.trim();
            words.iter().any(|word| text.starts_with(word))
        };
        while let Some(branch) = nodes.next_if(goes_on) {
            chain.push(branch);
        }
        kept.extend(match is_try {
            true => handled(chain, settings),
            false => branches(chain, settings),
        });
    }
    // What stands behind a `raise` is never reached.
    let raises = |node: &Node| node.line.text.trim() == "raise";
    if let Some(at) = kept.iter().position(raises) {
        kept.truncate(at + 1);
    }
    kept
}

/// What is left of a `try` with its handlers: one that only raises again is none.
fn handled(chain: Vec<Node>, settings: &Settings) -> Vec<Node> {
    let own = indent(&chain[0].line.text);
    let parts = chain.into_iter().map(|node| other(node, settings));
    let only_raises = |node: &Node| {
        let below = node.below.first();
        below.is_some_and(|line| line.line.text.trim() == "raise" && line.line.cue.is_none())
    };
    let mut left: Vec<Node> = parts.filter(|node| !only_raises(node)).collect();
    match left.len() {
        1 => dedented(left.remove(0).below, own),
        _ => left,
    }
}

/// What is left of an `if` with its `elif`s and its `else`.
fn branches(chain: Vec<Node>, settings: &Settings) -> Vec<Node> {
    let own = indent(&chain[0].line.text);
    let mut left: Vec<Node> = Vec::new();
    for mut branch in chain {
        let text = branch.line.text.clone();
        let asked = header(&text, "if").or_else(|| header(&text, "elif"));
        let answer = match asked {
            Some(asked) => condition::decide(asked, settings),
            None => Decided::Known(true),
        };
        branch.below = decided(branch.below, settings);
        let keyword = if left.is_empty() { "if" } else { "elif" };
        match answer {
            Decided::Known(false) => {}
            Decided::Known(true) if left.is_empty() => return dedented(branch.below, own),
            Decided::Known(true) => {
                branch.line.text = format!("{:own$}else:", "");
                left.push(branch);
                break;
            }
            Decided::Open(asked) => {
                branch.line.text = format!("{:own$}{keyword} {asked}:", "");
                left.push(branch);
            }
        }
    }
    left
}

/// What stood under a header that is gone, moved to where the header stood.
fn dedented(nodes: Vec<Node>, to: usize) -> Vec<Node> {
    let by = nodes.iter().map(|node| indent(&node.line.text)).max();
    let by = by.map_or(0, |from| from.saturating_sub(to));
    nodes.into_iter().map(|node| moved(node, by)).collect()
}

fn moved(mut node: Node, by: usize) -> Node {
    let cut = by.min(indent(&node.line.text));
    node.line.text.drain(..cut);
    node.below = node.below.into_iter().map(|node| moved(node, by)).collect();
    node
}

/// Any other statement.
fn other(mut node: Node, settings: &Settings) -> Node {
    let text = node.line.text.clone();
    let is_empty = |nodes: &[Node]| nodes.iter().all(|node| node.line.text.trim().is_empty());
    let had_something = !is_empty(&node.below);
    node.below = decided(node.below, settings);
    if had_something && is_empty(&node.below) {
        let line = ListingLine {
            text: format!("{:1$}pass", "", indent(&text) + 4),
            cue: None,
            told: None,
            fold: node.line.fold.clone(),
        };
        let below = Vec::new();
        node.below.insert(0, Node { line, below });
    }
    let breaks = |node: &Node| node.line.text.trim() == "break" && node.line.cue.is_none();
    if let Some(asked) = header(&text, "while")
        && node.below.last().is_some_and(breaks)
    {
        // It never comes to its beginning again.
        node.below.pop();
        node.line.text = format!("{:1$}if {asked}:", "", indent(&text));
    } else {
        node.line.text = condition::within(&text, settings);
    }
    node
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    fn special<const N: usize>(source: &str, settings: [(&str, &str); N]) -> String {
        let listing = Listing::read(source).unwrap();
        listing.specialised(&Settings::of(settings)).program()
    }

    const CHAIN: &str = "how = \"a\"\n\nif how == \"a\":\n    f(1,\n      2)  #: one\nelif how == \"b\" and x:\n    g()\nelse:\n    h()\n";

    #[test]
    fn the_branch_that_is_taken_stands_alone() {
        assert_eq!(special(CHAIN, [("how", "a")]), "f(1,\n  2)\n");
        assert_eq!(
            special(CHAIN, [("how", "b")]),
            "if x:\n    g()\nelse:\n    h()\n"
        );
        assert_eq!(special(CHAIN, [("how", "c")]), "h()\n");
    }

    #[test]
    fn marks_go_along_with_their_lines() {
        let listing = Listing::read(CHAIN).unwrap();
        let special = listing.specialised(&Settings::of([("how", "a")]));
        assert_eq!(special.line_of("one"), Some(2));
        let special = listing.specialised(&Settings::of([("how", "c")]));
        assert_eq!(special.line_of("one"), None);
    }

    #[test]
    fn a_loop_that_always_breaks_is_no_loop() {
        let source = "wait = \"if\"\nwhile not buffer:  #: empty\n    wait_for_it()\n    if wait == \"if\":\n        break\nget()\n";
        assert_eq!(
            special(source, [("wait", "if")]),
            "if not buffer:\n    wait_for_it()\nget()\n"
        );
        assert_eq!(
            special(source, [("wait", "while")]),
            "while not buffer:\n    wait_for_it()\nget()\n"
        );
    }

    #[test]
    fn a_handler_that_only_raises_again_is_none() {
        let source = "stop = \"no\"\ntry:\n    f()\nexcept Error as error:\n    if stop == \"no\":\n        raise\n    print(error)  #: e\ng()\n";
        assert_eq!(special(source, [("stop", "no")]), "f()\ng()\n");
        assert_eq!(
            special(source, [("stop", "yes")]),
            "try:\n    f()\nexcept Error as error:\n    print(error)\ng()\n"
        );
    }

    #[test]
    fn a_knob_that_is_used_otherwise_keeps_its_line() {
        let source =
            "n = 3\nmode = \"a\"\n\nfor i in range(n):\n    print(i if mode == \"a\" else -i)\n";
        assert_eq!(
            special(source, [("n", "5"), ("mode", "b")]),
            "n = 5\n\nfor i in range(n):\n    print(-i)\n"
        );
    }

    #[test]
    fn a_function_that_is_left_without_anything_to_do_is_gone_with_its_calls() {
        let source = "ask = \"no\"\n\ndef f():\n    pass\n\ndef g(n):\n    if ask == \"yes\":\n        h(n)\n\nf()\ng(1)\n";
        assert_eq!(
            special(source, [("ask", "no")]),
            "def f():\n    pass\n\nf()\n"
        );
        let kept = "def f():\n    pass\n\ndef g(n):\n    h(n)\n\nf()\ng(1)\n";
        assert_eq!(special(source, [("ask", "yes")]), kept);
    }
}
