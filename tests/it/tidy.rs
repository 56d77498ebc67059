//! Reads the sources and keeps the house in order: which room lies above which, who must never reach whom, words on every
//! door, `unsafe` in one room.

mod graph;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest a file may get, in lines. Most have about 150.
const LONGEST: usize = 500;

/// The rooms, from the top: a room knows only rooms below it. A new module of `lib.rs` gets its line here.
pub(crate) const ROOMS: &[&str] = &[
    // Doors: arguments to a plan, and who joins the rest.
    "main",
    "pid1",
    "explorer",
    "cli",
    "doctor",
    // Where bytes go in and out.
    "headless",
    "tui",
    "record",
    // What there is to see.
    "view",
    // Input to effects.
    "app",
    // What is told.
    "lecture",
    "saved",
    "notes",
    "quiz",
    "progress",
    "predict",
    "narrate",
    "lockstep",
    // What happened.
    "history",
    "world",
    // The two sides of a run.
    "demos",
    "runtime",
    "stage",
    "link",
    // What there is, and the ground.
    "refusal",
    "script",
    "trace",
    "play",
    "lessons",
    "python",
    "machine",
    "agent",
    "leftover",
    "files",
    "printable",
    "ascii",
    "explore",
    "i18n",
    "background",
    "painter",
    "sys",
    "protocol",
];

/// What can draw.
const TERMINAL: &[&str] = &["ratatui", "crossterm", "tui", "view", "app"];
/// What can wait, or talk to another process.
const OUTSIDE: &[&str] = &[
    "UnixStream",
    "UnixListener",
    "Instant",
    "SystemTime",
    "stage",
    "link",
    "runtime",
    "demos",
];

/// What runs in the processes of a stage alone: of the terminal program, `main` knows of it, and nobody else.
const OTHER_SIDE: &[&str] = &["stage", "runtime", "demos"];

/// A room, and what it must never reach, not even through others: rooms of ours, crates, or types (`Instant` for clocks,
/// `UnixStream` for sockets). Every room has its row.
const WALLS: &[(&str, &[&[&str]])] = &[
    ("main", &[]),
    ("pid1", &[TERMINAL, OUTSIDE]),
    ("explorer", &[OTHER_SIDE]),
    ("cli", &[&["tui"], OTHER_SIDE]),
    ("doctor", &[&["explorer"], OTHER_SIDE]),
    ("headless", &[TERMINAL, OTHER_SIDE]),
    ("tui", &[&["explorer"], OTHER_SIDE]),
    ("record", &[&["tui"], OTHER_SIDE]),
    ("view", &[&["crossterm", "link", "tui"], OTHER_SIDE]),
    (
        "app",
        &[TERMINAL_BUT_ITSELF, &["link", "UnixStream"], OTHER_SIDE],
    ),
    ("lecture", &[TERMINAL, OUTSIDE]),
    ("saved", &[TERMINAL, OUTSIDE]),
    ("notes", &[TERMINAL, OTHER_SIDE, &["link"]]),
    ("quiz", &[TERMINAL, OUTSIDE]),
    (
        "progress",
        &[TERMINAL, &["stage", "link", "demos", "UnixStream"]],
    ),
    ("predict", &[TERMINAL, OUTSIDE]),
    ("narrate", &[TERMINAL, OUTSIDE]),
    ("lockstep", &[TERMINAL, OUTSIDE]),
    ("history", &[TERMINAL, OUTSIDE]),
    ("world", &[TERMINAL, OUTSIDE]),
    ("refusal", &[TERMINAL, OUTSIDE, &["world", "lessons"]]),
    ("trace", &[TERMINAL, OUTSIDE]),
    ("demos", &[TERMINAL, &["world", "link"]]),
    (
        "runtime",
        &[TERMINAL, &["world", "link", "demos", "lessons"]],
    ),
    (
        "stage",
        &[TERMINAL, &["runtime", "world", "link", "demos", "lessons"]],
    ),
    ("link", &[TERMINAL, OTHER_SIDE, &["world", "lessons"]]),
    ("script", &[TERMINAL, OUTSIDE, &["world"]]),
    ("play", &[TERMINAL, OUTSIDE, &["world"]]),
    ("lessons", &[TERMINAL, OUTSIDE, &["world"]]),
    ("python", &[TERMINAL, OUTSIDE, &["world", "serde_json"]]),
    ("machine", &[TERMINAL, OUTSIDE, GROUND]),
    ("agent", &[TERMINAL, OUTSIDE, GROUND]),
    ("leftover", &[TERMINAL, GROUND]),
    ("files", &[TERMINAL, OUTSIDE, GROUND]),
    ("printable", &[TERMINAL, OUTSIDE, GROUND]),
    ("ascii", &[TERMINAL, OUTSIDE, GROUND]),
    (
        "explore",
        &[
            TERMINAL,
            OUTSIDE,
            &["world", "history", "lessons", "protocol"],
        ],
    ),
    ("i18n", &[TERMINAL, OUTSIDE, &["world", "lessons"]]),
    ("background", &[TERMINAL, OUTSIDE, GROUND]),
    ("painter", &[TERMINAL_BUT_BUFFERS, OUTSIDE]),
    (
        "sys",
        &[
            TERMINAL,
            &["protocol", "world", "link", "stage", "demos", "lessons"],
        ],
    ),
    (
        "protocol",
        &[TERMINAL, OUTSIDE, &["nix", "anyhow", "serde_json"]],
    ),
];

/// What the explorer's state is drawn with.
const TERMINAL_BUT_ITSELF: &[&str] = &["ratatui", "crossterm", "tui", "view"];

/// A painter turns buffers to bytes: it knows ratatui's buffers and crossterm's words for them.
const TERMINAL_BUT_BUFFERS: &[&str] = &["tui", "view", "app"];

/// Whom everybody may ask knows nobody.
const GROUND: &[&str] = &["protocol", "world", "link", "stage", "demos", "lessons"];

/// Where files may go round: futures, tasks and who waits for them are what they are through each other.
const ROUND: &[&str] = &["python::event_loop"];

/// Who shows or tells whatever was run: what they need of a lesson is in its data, or in the trace.
const WHATEVER_IS_RUN: &[&str] = &[
    "app", "headless", "history", "lockstep", "narrate", "predict", "record", "view", "world",
];

/// How a knob, or a lesson, is asked for by its name.
const BY_NAME: &[&str] = &[
    "settings.get(\"\")",
    ".int(\"\")",
    ".count(\"\")",
    ".knob(\"\")",
    ".id==\"\"",
];

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

#[test]
fn a_room_knows_only_rooms_below_it() {
    let graph = graph::of(&sources("src"));
    let floor = |room: &str| ROOMS.iter().position(|known| *known == room);
    for (from, to) in graph.imports() {
        let (room, below) = (graph::room(from), graph::room(to));
        let (Some(here), Some(there)) = (floor(room), floor(below)) else {
            panic!("{from} → {to}: a room has no line in ROOMS");
        };
        assert!(
            room == below || here < there,
            "{from} knows {to}, which lies above it"
        );
    }
}

#[test]
fn nothing_goes_round() {
    let circles = graph::of(&sources("src")).circles();
    let folder = |circle: &str| circle.split(": ").next().unwrap_or_default().to_owned();
    let meant = |circle: &String| ROUND.contains(&&*folder(circle));
    let circles: Vec<String> = circles
        .into_iter()
        .filter(|circle| !meant(circle))
        .collect();
    assert_eq!(circles, [""; 0], "files, or folders, that know each other");
}

#[test]
fn who_is_meant_is_said_from_the_crate_on() {
    for source in sources("src") {
        let code = code(&source.text);
        let ours = code.split("#[cfg(test)]").next().unwrap_or_default();
        let tests = source.path.ends_with("tests.rs") || source.path.contains("/tests/");
        let clean = tests || !ours.contains("super::");
        assert!(clean, "{} says `super::`: say `crate::`", source.path);
    }
}

#[test]
fn nobody_reaches_whom_they_must_not() {
    let sources = sources("src");
    let graph = graph::of(&sources);
    let rows: BTreeSet<&str> = WALLS.iter().map(|(room, _)| *room).collect();
    let rooms: BTreeSet<&str> = sources.iter().map(|source| &*source.module).collect();
    let rooms: BTreeSet<&str> = rooms.into_iter().filter(|room| *room != "lib").collect();
    assert_eq!(rows, rooms, "every room has its walls");
    assert_eq!(
        rooms,
        ROOMS.iter().copied().collect(),
        "every room has its floor"
    );
    for (room, never) in WALLS {
        for name in never.iter().copied().flatten() {
            let way = graph.way(room, name);
            assert!(
                way.is_none(),
                "{room} must never reach {name}: {}",
                way.unwrap_or_default()
            );
        }
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

/// The ways in which a source asks for a knob or a lesson by its name, outside its tests.
fn by_name(text: &str) -> Vec<&str> {
    let ours = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code(ours).split_whitespace().collect();
    let asks = |ask: &&&str| code.contains(**ask);
    BY_NAME.iter().filter(asks).copied().collect()
}

#[test]
fn who_shows_whatever_is_run_knows_no_knob_and_no_lesson_by_name() {
    for source in sources("src") {
        if WHATEVER_IS_RUN.contains(&&*source.module) && !source.path.contains("tests") {
            assert_eq!(by_name(&source.text), [""; 0], "{}", source.path);
        }
    }
    let asks = "let n = open.play.settings\n    .get(\"forks\"); n && lesson.id == \"gil\"";
    assert_eq!(by_name(asks), ["settings.get(\"\")", ".id==\"\""]);
    assert_eq!(by_name("settings.get(&knob.name)"), [""; 0]);
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
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        module: graph::room(path).to_owned(),
        text: text.to_owned(),
    };
    let house = [
        source(
            "src/a.rs",
            "mod own;\npub use own::Own;\nuse crate::b::{self, deep::{Deep, other}};\nfn f() { let n = \"crate::d\"; } // crate::d",
        ),
        source("src/a/own.rs", "use super::A;\nuse ratatui::Frame;"),
        source("src/b.rs", "pub mod deep;"),
        source(
            "src/b/deep.rs",
            "fn f(c: crate::c::C) {}\n#[cfg(test)]\nmod tests { use crate::d::D; }",
        ),
        source("src/c.rs", "use std::time::Instant;"),
        source("src/d.rs", "//! ratatui draws"),
    ];
    let graph = graph::of(&house);
    // Through others, but neither by a comment, by a string, by a test, nor by a mere `mod`.
    assert_eq!(
        graph.way("a", "c").as_deref(),
        Some("src/a.rs → src/b/deep.rs → src/c.rs")
    );
    assert_eq!(
        graph.way("a", "Instant").as_deref(),
        Some("src/a.rs → src/b/deep.rs → src/c.rs → Instant")
    );
    assert_eq!(
        graph.way("a", "ratatui").as_deref(),
        Some("src/a/own.rs → ratatui")
    );
    assert_eq!(graph.way("a", "d"), None);
    assert_eq!(graph.way("b", "a"), None);
    assert_eq!(graph.way("d", "ratatui"), None);
    // A door is gone through.
    let doors = [
        source("src/a.rs", "pub use deep::{Deep, far::Far};"),
        source("src/a/deep.rs", "use crate::b::Far;"),
        source(
            "src/b.rs",
            "pub(crate) use crate::c::Far;\npub(in crate::d) fn f() {}",
        ),
        source("src/c.rs", "use crate::a::Deep;"),
        source("src/d.rs", "use crate::d::in_it::f;\nuse crate::e;"),
        source("src/d/in_it.rs", "use crate::d::Near;"),
        source("src/e.rs", "use crate::f::low::Low;"),
        source("src/f.rs", ""),
        source("src/f/low.rs", "use crate::e::E;"),
    ];
    let graph = graph::of(&doors);
    assert_eq!(graph.way("a", "b"), None);
    assert_eq!(graph.way("c", "c").as_deref(), Some("src/c.rs"));
    assert_eq!(
        graph.circles(),
        [
            ": src/a/deep.rs → src/c.rs, src/c.rs → src/a/deep.rs",
            "d: src/d.rs → src/d/in_it.rs, src/d/in_it.rs → src/d.rs",
        ]
    );
    assert!(words(&code("unsafe { f() } // SAFETY: \"\"")).contains("unsafe"));
}
