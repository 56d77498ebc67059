//! The sources as a graph: which file names which file of ours, and which crates and types beside.
//!
//! A `mod` line is no import: a room's files reach only what they name. A `pub use` is a door: who goes through it names what
//! lies behind, and the door's own file names nothing by it. What a file's own tests name doesn't count.

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
    let doors = sources.iter().flat_map(|source| {
        let own = module(&source.path);
        let code = own_code(source);
        let (_, doors) = without_doors(&code);
        let names = doors.iter().flat_map(|door| paths(door));
        let behind = |path: String| Some((door(&path, &own), absolute(&path, &own, &modules)?));
        names.filter_map(behind).collect::<Vec<_>>()
    });
    let doors: Doors = doors.collect();
    let file = |source: &&Source| {
        let code = own_code(source);
        let own = module(&source.path);
        let named = paths(&without_doors(&code).0).into_iter();
        let imports = named.filter_map(|path| target(&path, &own, &modules, &doors));
        let mut file = File {
            imports: imports.map(str::to_owned).collect(),
            words: words(&code).into_iter().map(str::to_owned).collect(),
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

    /// A way round, for each that goes through several parts of the same folder; a folder counts as its file and what lies in
    /// it. Files that go round are parts of the folder in which they part.
    pub(super) fn circles(&self) -> Vec<String> {
        let of_files = self.files.keys().map(|path| module(path));
        let folders: BTreeSet<String> = of_files.chain([String::new()]).collect();
        let circle = |folder: &String| {
            let mut knows: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
            for (from, to) in self.imports() {
                if let (Some(part), Some(other)) = (part(from, folder), part(to, folder))
                    && part != other
                {
                    let says = knows.entry(part).or_default();
                    says.insert(other, format!("{from} → {to}"));
                }
            }
            let begins: Vec<String> = knows.keys().cloned().collect();
            let way = begins.iter().find_map(|begin| round(begin, &knows))?;
            Some(format!("{folder}: {}", way.join(", ")))
        };
        folders.iter().filter_map(circle).collect()
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

/// Which part of a folder a file belongs to: the folder's own file, or one in it with all that lies below.
fn part(path: &str, folder: &str) -> Option<String> {
    let inside = module(path);
    if inside == folder {
        return Some(String::new());
    }
    let below = match folder {
        "" => &inside,
        folder => inside.strip_prefix(folder)?.strip_prefix("::")?,
    };
    below.split("::").next().map(str::to_owned)
}

/// The shortest way from a part back to itself, as who names whom.
fn round(
    begin: &String,
    knows: &BTreeMap<String, BTreeMap<String, String>>,
) -> Option<Vec<String>> {
    let mut next = VecDeque::from([(begin, Vec::new())]);
    let mut seen = BTreeSet::new();
    while let Some((at, way)) = next.pop_front() {
        for (to, says) in knows.get(at).into_iter().flatten() {
            let way: Vec<String> = way.iter().cloned().chain([says.clone()]).collect();
            if to == begin {
                return Some(way);
            }
            if seen.insert(to) {
                next.push_back((to, way));
            }
        }
    }
    None
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

/// What a door is called, and what lies behind it: both as steps from the crate on.
type Doors = BTreeMap<Vec<String>, Vec<String>>;

/// A source's code but for its tests.
fn own_code(source: &Source) -> String {
    let code = code(&source.text);
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut open = String::with_capacity(code.len());
    let mut rest = code;
    // `pub(in crate::a)` names nobody.
    while let Some((before, after)) = rest.split_once("pub(") {
        open.push_str(before);
        open.push_str("pub");
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    open + rest
}

/// A code without its `pub use`, and those.
fn without_doors(code: &str) -> (String, Vec<&str>) {
    let (mut rest, mut without, mut doors) = (code, String::with_capacity(code.len()), Vec::new());
    while let Some((before, after)) = rest.split_once("pub use ") {
        without.push_str(before);
        let (door, after) = after.split_once(';').unwrap_or((after, ""));
        doors.push(door);
        rest = after;
    }
    without.push_str(rest);
    (without, doors)
}

/// The name by which a path that the module `own` opens is found in it.
fn door(path: &str, own: &str) -> Vec<String> {
    let name = path.rsplit("::").next();
    let steps = own.split("::").filter(|step| !step.is_empty()).chain(name);
    steps.map(str::to_owned).collect()
}

/// A path within the module `own`, from the crate on; None: it is another crate's.
fn absolute(path: &str, own: &str, modules: &BTreeMap<String, &str>) -> Option<Vec<String>> {
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
    Some(at.into_iter().map(str::to_owned).collect())
}

/// The file that a path within the module `own` leads to, through whatever doors, if it is one of ours.
fn target<'m>(
    path: &str,
    own: &str,
    modules: &BTreeMap<String, &'m str>,
    doors: &Doors,
) -> Option<&'m str> {
    let mut at = absolute(path, own, modules)?;
    while let Some((door, behind)) = (1..=at.len())
        .rev()
        .find_map(|n| doors.get_key_value(&at[..n]))
    {
        at = [behind, &at[door.len()..]].concat();
    }
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
