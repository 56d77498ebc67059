//! `concurrium picture` as one types it: real runs, whose screens come out as SVG.

use std::process::{Command, Output};

fn picture(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["picture", "--lang", "en"])
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn a_step_is_gone_to_and_the_end_without_one() {
    for (step, seen, not) in [
        (&["--at", "8"][..], "GEN_SUSPENDED", "RuntimeError: You"),
        (&[], "RuntimeError: You", "GEN_SUSPENDED"),
    ] {
        let Output { status, stdout, .. } = picture(&[&["generator"], step].concat());
        let svg = String::from_utf8(stdout).unwrap();
        assert!(status.success());
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert!(svg.contains(seen) && !svg.contains(not), "{svg}");
    }
}

#[test]
fn a_run_that_ends_by_itself_is_pictured_at_its_end() {
    let Output { status, stdout, .. } = picture(&["fork-tree", "--set", "forks=1"]);
    assert!(status.success());
    let svg = String::from_utf8(stdout).unwrap();
    assert!(svg.contains(">0 alive<"), "{svg}");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let output = picture(&["generator", "--at", "1", "-o", "/proc/nowhere/picture.svg"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("/proc/nowhere/picture.svg can't be written"),
        "{said}"
    );
}

/// The pictures that the README and the docs show: the arguments that make each, and its file.
fn made() -> Vec<(Vec<String>, &'static str)> {
    let script = include_str!("../../assets/pictures/make");
    let made = script.lines().filter_map(|line| {
        let (arguments, file) = line.strip_prefix("picture ")?.split_once(" -o ")?;
        // As the shell has it: what is in quotes is one.
        let parts = arguments.split('"').enumerate();
        let words = parts.flat_map(|(n, part)| match n % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        Some((words.collect(), file))
    });
    made.collect()
}

#[test]
fn the_pictures_shown_are_current() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = [
        include_str!("../../README.md"),
        include_str!("../../docs/command-line.md"),
    ];
    assert!(!made().is_empty());
    for (arguments, file) in made() {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let Output { status, stdout, .. } = picture(&words);
        assert!(status.success(), "{arguments:?}");
        let kept = std::fs::read(root.join(file)).unwrap();
        assert!(
            kept == stdout,
            "{file} is out of date: run assets/pictures/make"
        );
        let shown = pages.iter().any(|page| page.contains(file));
        assert!(shown, "{file}: no page shows it any more");
    }
}
