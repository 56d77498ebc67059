//! Holds the pages for readers to what there is: links lead somewhere, files that are named exist, the map has every room.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tidy::ROOMS;

/// The longest the front door may get, in lines.
const LONGEST_README: usize = 130;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages at the top and everything in `docs/`: each with its path.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = fs::read_dir(root().join("docs")).expect("docs/ is there");
    let docs = docs.map(|entry| entry.expect("an entry").path());
    let pages =
        docs.chain(["README.md", "CHANGELOG.md", "SECURITY.md"].map(|name| root().join(name)));
    let pages: Vec<_> = pages
        .map(|path| {
            let text = fs::read_to_string(&path).expect("pages are text");
            (path, text)
        })
        .collect();
    assert!(pages.len() > 1);
    pages
}

/// What stands between `open` and `close`, each time.
fn between<'t>(text: &'t str, open: &str, close: char) -> Vec<&'t str> {
    let parts = text.split(open).skip(1);
    parts
        .filter_map(|part| part.split_once(close))
        .map(|(inside, _)| inside)
        .collect()
}

/// The anchors of a page's headings, as code hosts make them.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|heading| {
            let words = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = words
                .chars()
                .filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    for (path, text) in pages() {
        for link in between(&text, "](", ')') {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = match file {
                "" => path.clone(),
                file => path.parent().expect("a folder").join(file),
            };
            assert!(there.exists(), "{}: {link}", path.display());
            if !anchor.is_empty() {
                let text = fs::read_to_string(&there).expect("a page");
                let known = anchors(&text).iter().any(|known| known == anchor);
                assert!(known, "{}: {link}", path.display());
            }
        }
    }
}

#[test]
fn files_that_are_named_exist() {
    let tops = [
        "src/",
        "tests/",
        "assets/",
        "benches/",
        "docs/",
        "packaging/",
        ".ci/",
        ".github/",
    ];
    // Stands for any name: `src/view/pane/NAME.rs`.
    let any = |name: &str| {
        ["NAME", "ID", "MODEL", "CODE", "*"]
            .iter()
            .any(|any| name.contains(any))
    };
    let mut named = 0;
    for (page, text) in pages() {
        for name in text.split('`') {
            if tops.iter().any(|top| name.starts_with(top)) && !any(name) && !name.contains(' ') {
                named += 1;
                let there = root().join(Path::new(name));
                assert!(there.exists(), "{} names {name}", page.display());
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn the_front_door_is_short() {
    let readme = include_str!("../../README.md");
    assert!(readme.lines().count() <= LONGEST_README);
}

#[test]
fn the_map_has_every_room() {
    let map = include_str!("../../src/lib.rs");
    let page = include_str!("../../docs/architecture.md");
    for room in ROOMS {
        assert!(
            page.contains(&format!("`{room}`")),
            "architecture.md: {room}"
        );
        if *room != "main" {
            assert!(
                map.contains(&format!("//! - [`{room}`]: ")),
                "lib.rs: {room}"
            );
        }
    }
}
