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
