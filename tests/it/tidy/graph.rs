//! The sources as a graph: which file names which file of ours, and which crates and types beside.
//!
//! A `mod` line is no import: a room's files reach only what they name. What a file's own tests name doesn't count.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Source, code, is_word, words};

/// Files and what they name.
pub(super) struct Graph {
    files: BTreeMap<String, File>,
}

#[derive(Default)]
struct File {
    imports: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// The room of a file: `world` for `src/world.rs` and everything in `src/world/`.
pub(super) fn room(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let first = inside.split('/').next().unwrap_or_default();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Reads the graph of these sources.
pub(super) fn of(sources: &[Source]) -> Graph {
    let tests = |path: &str| path.ends_with("tests.rs") || path.contains("/tests/");
    let sources: Vec<&Source> = sources
        .iter()
        .filter(|source| !tests(&source.path))
        .collect();
    let modules: BTreeMap<String, &str> = sources
        .iter()
        .map(|source| (module(&source.path), &*source.path))
        .collect();
    let file = |source: &&Source| {
        let code = code(&source.text);
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        let own = module(&source.path);
        let named = paths(code).into_iter();
        let imports = named.filter_map(|path| target(&path, &own, &modules));
        let mut file = File {
            imports: imports.map(str::to_owned).collect(),
            words: words(code).into_iter().map(str::to_owned).collect(),
        };
        file.imports.remove(&source.path);
        (source.path.clone(), file)
    };
    Graph {
        files: sources.iter().map(file).collect(),
    }
}

impl Graph {
    /// Who names whom.
    pub(super) fn imports(&self) -> impl Iterator<Item = (&str, &str)> {
        let of = |(from, file): (_, _)| {
            let (from, file): (&String, &File) = (from, file);
            file.imports
                .iter()
                .map(move |to| (from.as_str(), to.as_str()))
        };
        self.files.iter().flat_map(of)
    }

    /// The shortest way by which a room reaches a name (a room of ours, a crate, a type); None when there is none.
    pub(super) fn way(&self, from: &str, name: &str) -> Option<String> {
        let ours = self.files.keys().any(|path| room(path) == name);
        let mut before: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        let mut next = VecDeque::new();
        for path in self.files.keys().filter(|path| room(path) == from) {
            before.insert(path, None);
            next.push_back(path.as_str());
        }
        while let Some(path) = next.pop_front() {
            let file = &self.files[path];
            let there = if ours {
                room(path) == name
            } else {
                file.words.contains(name)
            };
            if there {
                let mut way = vec![path];
                while let Some(Some(earlier)) = way.last().map(|last| before[last]) {
                    way.push(earlier);
                }
                way.reverse();
                if !ours {
                    way.push(name);
                }
                return Some(way.join(" → "));
            }
            for import in &file.imports {
                if !before.contains_key(import.as_str()) {
                    before.insert(import, Some(path));
                    next.push_back(import);
                }
            }
        }
        None
    }
}

/// The module that a file is: `world::tree` for `src/world/tree.rs`; the crate itself for `src/lib.rs`.
fn module(path: &str) -> String {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    if inside == "lib" {
        String::new()
    } else {
        inside.replace('/', "::")
    }
}

/// The file that a path within the module `own` leads to, if it is one of ours.
fn target<'m>(path: &str, own: &str, modules: &BTreeMap<String, &'m str>) -> Option<&'m str> {
    let mut steps: Vec<&str> = path.split("::").collect();
    let mut at: Vec<&str> = own.split("::").filter(|step| !step.is_empty()).collect();
    match steps.first().copied()? {
        "crate" | "concurrium" => at.clear(),
        "self" => {}
        "super" => {
            while steps.first() == Some(&"super") {
                steps.remove(0);
                at.pop();
            }
            steps.insert(0, "self");
        }
        // A module of one's own, or a crate.
        child => {
            at.push(child);
            modules.get(&at.join("::"))?;
        }
    }
    at.extend(steps.iter().skip(1));
    // Down to the last module on the path: what follows is a thing in it.
    while !at.is_empty() {
        if let Some(file) = modules.get(&at.join("::")) {
            return Some(file);
        }
        at.pop();
    }
    None
}

/// All paths of two steps and more that a code names, groups in braces written out.
fn paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = code;
    while let Some(at) = rest.find("::") {
        let start = rest[..at].rfind(|char| !is_word(char)).map_or(0, |before| {
            before + rest[before..].chars().next().map_or(1, char::len_utf8)
        });
        let begun = &rest[start..at];
        let mut after = &rest[at..];
        if begun.is_empty() {
            rest = &after[2..];
            continue;
        }
        follow(begun, &mut after, &mut found);
        rest = after;
    }
    found
}

/// Follows a path on from its next `::`.
fn follow(begun: &str, rest: &mut &str, found: &mut BTreeSet<String>) {
    let Some(after) = rest.strip_prefix("::") else {
        found.insert(begun.to_owned());
        return;
    };
    *rest = after;
    if let Some(group) = rest.strip_prefix('{') {
        *rest = group;
        loop {
            *rest = rest.trim_start_matches([',', ' ', '\n']);
            if let Some(after) = rest.strip_prefix('}') {
                *rest = after;
                return;
            }
            let end = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
            if end == 0 {
                return; // no group of names
            }
            let name = &rest[..end];
            *rest = &rest[end..];
            follow(&format!("{begun}::{name}"), rest, found);
            // `as another`
            *rest = rest.trim_start_matches(|char| char != ',' && char != '}');
        }
    }
    let end = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
    let name = &rest[..end];
    *rest = &rest[end..];
    match name {
        "" => {
            found.insert(begun.to_owned());
        }
        name => follow(&format!("{begun}::{name}"), rest, found),
    }
}
