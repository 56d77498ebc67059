//! A file's name is any bytes: one that isn't text is opened, written and said all the same.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output};

use crate::pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// In Latin-1, as old disks have it.
fn name(end: &str) -> OsString {
    OsStr::from_bytes(&[b"caf\xe9", end.as_bytes()].concat()).to_owned()
}

fn run(command: &mut Command) -> (Output, String) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

#[test]
fn a_name_that_is_no_text_is_a_name_to_open_picture_and_record() {
    let folder = tempfile::tempdir().unwrap();
    let concurrium = || {
        let mut command = Command::new(PROGRAM);
        command.current_dir(&folder).env("TERM", "xterm-256color");
        command
    };
    let file = |end: &str| folder.path().join(name(end));
    let (output, said) = run(concurrium()
        .args(["picture", "generator", "-o"])
        .arg(name(".svg")));
    assert!(output.status.success(), "{said}");
    assert!(file(".svg").exists());

    let tour = ["tour", "generator", "--size", "80x24", "--record"];
    let (output, said) = run(concurrium().args(tour).arg(name(".cast")));
    assert!(output.status.success(), "{said}");
    assert!(file(".cast").exists());
    let (output, said) = run(concurrium().args(tour).arg(name(".cast")));
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("caf\u{fffd}.cast: there is a file"), "{said}");

    let (output, _) = run(concurrium().args(["run", "generator", "--json"]));
    std::fs::write(file(""), output.stdout).unwrap();
    let pty = Pty::run(concurrium().arg("open").arg(file("")));
    pty.wait_for_text("REPLAY");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    let (output, said) = run(concurrium().arg("open").arg(name(".nowhere")));
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("can't be opened: there is no such file"),
        "{said}"
    );
    let (output, said) = run(concurrium().arg("run").arg(name("")));
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("is a saved run"), "{said}");
    std::fs::write(file(".py"), "pass\n").unwrap();
    let (output, said) = run(concurrium().arg("run").arg(name(".py")));
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("isn't UTF-8"), "{said}");
}
