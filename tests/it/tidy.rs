//! Reads the sources and keeps the house in order: who may know whom, words on every door, `unsafe` in one room.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest a file may get, in lines. Most have about 150.
const LONGEST: usize = 500;

/// What a module must never know: modules of ours, crates, or types (`Instant` for clocks, `UnixStream` for sockets).
const NEVER: &[(&str, &[&str])] = &[
    ("world", SCREEN_SOCKET_CLOCK),
    ("history", SCREEN_SOCKET_CLOCK),
    ("narrate", SCREEN_SOCKET_CLOCK),
    ("explore", SCREEN_SOCKET_CLOCK),
    (
        "explore",
        &["world", "history", "lessons", "demos", "protocol"],
    ),
    (
        "python",
        &[
            "world",
            "app",
            "view",
            "tui",
            "stage",
            "link",
            "serde_json",
            "ratatui",
            "crossterm",
        ],
    ),
    (
        "demos",
        &[
            "world",
            "app",
            "view",
            "tui",
            "link",
            "serde_json",
            "ratatui",
            "crossterm",
        ],
    ),
    (
        "stage",
        &[
            "world",
            "history",
            "app",
            "view",
            "tui",
            "link",
            "ratatui",
            "crossterm",
        ],
    ),
    ("record", &["stage", "tui", "sys", "demos", "crossterm"]),
    ("link", &["app", "view", "tui", "ratatui", "crossterm"]),
    (
        "app",
        &[
            "view",
            "tui",
            "link",
            "stage",
            "sys",
            "ratatui",
            "crossterm",
            "nix",
            "UnixStream",
        ],
    ),
    (
        "view",
        &[
            "tui",
            "link",
            "stage",
            "sys",
            "crossterm",
            "nix",
            "UnixStream",
        ],
    ),
    ("headless", &["app", "view", "tui", "ratatui", "crossterm"]),
    (
        "cli",
        &[
            "app",
            "view",
            "tui",
            "link",
            "stage",
            "sys",
            "ratatui",
            "crossterm",
            "nix",
        ],
    ),
    (
        "lessons",
        &[
            "app",
            "view",
            "tui",
            "link",
            "stage",
            "demos",
            "world",
            "ratatui",
            "crossterm",
            "nix",
        ],
    ),
    (
        "i18n",
        &[
            "app",
            "view",
            "tui",
            "lessons",
            "world",
            "ratatui",
            "crossterm",
        ],
    ),
    ("machine", GROUND),
    ("leftover", GROUND),
    ("files", GROUND),
    (
        "sys",
        &[
            "protocol", "world", "app", "view", "tui", "link", "stage", "demos", "lessons",
        ],
    ),
];

/// Whom everybody may ask knows nobody.
const GROUND: &[&str] = &[
    "protocol",
    "world",
    "app",
    "view",
    "tui",
    "link",
    "stage",
    "demos",
    "lessons",
    "ratatui",
    "crossterm",
];

const SCREEN_SOCKET_CLOCK: &[&str] = &[
    "app",
    "view",
    "tui",
    "link",
    "stage",
    "sys",
    "ratatui",
    "crossterm",
    "socket",
    "UnixStream",
    "Instant",
    "SystemTime",
];

/// All that `protocol` may name from outside the standard library.
const PROTOCOL_MAY: &[&str] = &["serde", "thiserror"];

struct Source {
    /// Below the repository's root: `src/world/tree.rs`.
    path: String,
    /// `world` for `src/world.rs` and everything in `src/world/`.
    module: String,
    text: String,
}

fn sources(folder: &str) -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    collect(&root.join(folder), &mut found);
    assert!(!found.is_empty(), "{folder} has sources");
    let source = |path: PathBuf| {
        let inside = path
            .strip_prefix(root.join(folder))
            .expect("it was found there");
        let module = inside.with_extension("");
        let module = module
            .iter()
            .next()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("sources are text");
        Source {
            path: format!("{folder}/{}", inside.display()),
            module,
            text,
        }
    };
    found.into_iter().map(source).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// A source without its comments and its strings (line by line: a string over several lines counts as code).
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.replace(r#"\""#, "").replace("'\"'", "");
        let unquoted: Vec<&str> = line.split('"').step_by(2).collect();
        let unquoted = unquoted.join("\"\"");
        code.push_str(unquoted.split("//").next().unwrap_or_default());
        code.push('\n');
    }
    code
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn words(code: &str) -> BTreeSet<&str> {
    code.split(|char| !is_word(char))
        .filter(|word| !word.is_empty())
        .collect()
}

/// The modules of ours that a source names: `crate::world::World`, `crate::{app, view::draw}`.
fn ours(code: &str) -> BTreeSet<&str> {
    let mut named = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let Some(group) = after.strip_prefix('{') else {
            named.extend(after.split(|char| !is_word(char)).next());
            continue;
        };
        let mut depth = 0_i32;
        let mut start = 0;
        for (at, char) in group.char_indices() {
            depth += i32::from(char == '{') - i32::from(char == '}');
            if depth < 0 || (depth == 0 && char == ',') {
                let path = group[start..at].trim_start();
                named.extend(path.split(|char| !is_word(char)).next());
                start = at + 1;
            }
            if depth < 0 {
                break;
            }
        }
    }
    named.remove("");
    named
}

/// The names of all crates that `Cargo.toml` asks for, as code writes them.
fn dependencies() -> Vec<String> {
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().expect("TOML");
    let tables = ["dependencies", "dev-dependencies"]
        .into_iter()
        .filter_map(|table| manifest[table].as_table());
    tables
        .flat_map(toml::Table::keys)
        .map(|name| name.replace('-', "_"))
        .collect()
}

/// What of `never` a source knows. A module of ours counts by `crate::name`, anything else by its name anywhere.
fn known<'n>(code: &str, never: &[&'n str]) -> Vec<&'n str> {
    let (ours, words) = (ours(code), words(code));
    let house = [
        "app", "view", "tui", "link", "stage", "sys", "demos", "world", "history", "lessons",
        "protocol",
    ];
    let knows = |name: &&&'n str| match house.contains(*name) {
        true => ours.contains(**name),
        false => words.contains(**name),
    };
    never.iter().filter(knows).copied().collect()
}

#[test]
fn nobody_knows_whom_they_must_not() {
    let sources = sources("src");
    for (module, never) in NEVER {
        for source in sources.iter().filter(|source| source.module == *module) {
            let known = known(&code(&source.text), never);
            assert!(
                known.is_empty(),
                "{} must never know {known:?}",
                source.path
            );
        }
    }
}

#[test]
fn the_protocol_knows_nothing_of_ours() {
    for source in sources("src")
        .iter()
        .filter(|source| source.module == "protocol")
    {
        let code = code(&source.text);
        assert_eq!(ours(&code), BTreeSet::new(), "{}", source.path);
        let words = words(&code);
        let named = dependencies()
            .into_iter()
            .filter(|name| words.contains(name.as_str()));
        let strangers: Vec<String> = named
            .filter(|name| !PROTOCOL_MAY.contains(&name.as_str()))
            .collect();
        assert!(
            strangers.is_empty(),
            "{} must not know {strangers:?}",
            source.path
        );
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for source in sources("src").iter().chain(&sources("tests")) {
        assert!(
            source.text.starts_with("//! "),
            "{} begins without `//!`",
            source.path
        );
    }
}

#[test]
fn unsafe_has_one_room() {
    for source in sources("src")
        .iter()
        .filter(|source| source.module != "sys")
    {
        assert!(
            !words(&code(&source.text)).contains("unsafe"),
            "{}",
            source.path
        );
    }
}

/// What is written past [`concurrium::printable`], if something is: foreign text would reach a terminal as it is.
fn doors(code: &str) -> Vec<&str> {
    // To ask what it is, or to flush a demo's own, writes nothing.
    let harmless = |line: &str| line.contains("is_terminal()") || line.contains("flush(");
    let opens = ["io::stdout()", "io::stderr()", "println!", "print!", "dbg!"];
    let opens = |line: &&str| opens.iter().any(|door| line.contains(door)) && !harmless(line);
    code.lines().filter(opens).collect()
}

#[test]
fn what_leaves_the_program_has_one_door() {
    for source in sources("src") {
        if source.path != "src/printable.rs" {
            assert_eq!(doors(&code(&source.text)), [""; 0], "{}", source.path);
        }
    }
    assert_eq!(doors("writeln!(io::stderr(), \"\")").len(), 1);
    assert_eq!(doors("eprintln!();").len(), 1);
    assert_eq!(doors("printable::stderr().write_all(b)"), [""; 0]);
}

#[test]
fn files_have_one_subject_and_end() {
    for source in sources("src").iter().chain(&sources("tests")) {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", source.path);
    }
}

#[test]
fn what_is_forbidden_would_be_seen() {
    let one = "use crate::world::World; // crate::app\nlet a = \"crate::view\";";
    assert_eq!(known(&code(one), &["world", "app", "view"]), ["world"]);
    let group = "use crate::{\n    app::{App, world},\n    view,\n};\nuse std::time::Instant;";
    assert_eq!(
        known(&code(group), &["app", "world", "view", "Instant"]),
        ["app", "view", "Instant"]
    );
    assert_eq!(
        known(&code("/// ratatui draws\nfn f() {}"), &["ratatui"]),
        [""; 0]
    );
    assert_eq!(
        known(&code("fn f(a: &ratatui::Frame) {}"), &["ratatui"]),
        ["ratatui"]
    );
    assert!(dependencies().contains(&"serde_json".to_owned()));
    assert!(words(&code("unsafe { f() } // SAFETY: \"\"")).contains("unsafe"));
}
