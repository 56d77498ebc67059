//! Holds what goes into the packages to what the program is made of. Never makes one: `packaging/release` does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn table(path: &str) -> toml::Table {
    text(path).parse().unwrap()
}

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn names(list: &toml::Value) -> BTreeSet<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|name| name.as_str().unwrap()).collect()
}

/// Name and version, as the lines of `licences.txt` have them.
fn locked(lock: &toml::Table) -> BTreeSet<(&str, &str)> {
    let packages = lock["package"].as_array().unwrap().iter();
    packages
        .map(|one| {
            (
                one["name"].as_str().unwrap(),
                one["version"].as_str().unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_licences_are_of_what_the_program_is_made_of() {
    let (text, lock) = (text("licences.txt"), table("Cargo.lock"));
    let lines = text.lines().filter_map(|line| line.strip_prefix("- "));
    let listed: BTreeSet<(&str, &str)> = lines
        .filter_map(|line| line.split_once(' '))
        .map(|(name, rest)| (name, rest.split(' ').next().unwrap()))
        .collect();
    let locked = locked(&lock);
    let gone: Vec<_> = listed.difference(&locked).collect();
    assert!(gone.is_empty(), "packaging/licences, for {gone:?}");

    let manifest = table("Cargo.toml");
    let linux = &manifest["target"]["cfg(target_os = \"linux\")"]["dependencies"];
    for name in linux.as_table().unwrap().keys() {
        let has = listed.iter().any(|(listed, _)| listed == name);
        assert!(has, "packaging/licences, for {name}");
    }
}

#[test]
fn both_tools_allow_the_same_licences() {
    let (about, deny) = (table("packaging/about.toml"), table("packaging/deny.toml"));
    assert_eq!(names(&about["accepted"]), names(&deny["licenses"]["allow"]));
}
