//! Where there is no room: what was there stays as it was, nothing half written is left, and a sentence says why.
//!
//! A limit on the size of files (`ulimit -f`) stands for the disk: the kernel refuses the same write.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// A command whose files may have so many blocks of 512 bytes.
fn limited(blocks: u32, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command
        .args([
            "-c",
            &format!("ulimit -f {blocks}; exec \"$0\" \"$@\""),
            PROGRAM,
        ])
        .args(arguments)
        .current_dir(folder);
    command
}

fn run(command: &mut Command) -> (Output, String) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<_> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_picture_that_does_not_fit_leaves_the_one_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.svg");
    fs::write(&file, "the old one").unwrap();
    let arguments = ["picture", "generator", "-o", "x.svg"];
    let (output, said) = run(&mut limited(4, &arguments, folder.path()));
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("x.svg can't be written: no file may get so large"),
        "{said}"
    );
    assert_eq!(fs::read(&file).unwrap(), b"the old one");
    assert_eq!(names(folder.path()), ["x.svg"]);

    let (output, said) = run(Command::new(PROGRAM).args(arguments).current_dir(&folder));
    assert!(output.status.success(), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("</svg>"));
    assert_eq!(names(folder.path()), ["x.svg"]);
}

#[test]
fn a_picture_goes_to_standard_output_and_to_devices_too() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["picture", "generator", "-o", "/dev/stdout"];
    let (output, said) = run(Command::new(PROGRAM).args(arguments));
    assert!(output.status.success(), "{said}");
    assert!(output.stdout.starts_with(b"<svg"));
    // A file that the shell adds to keeps what it has.
    let file = folder.path().join("all");
    fs::write(&file, "first\n").unwrap();
    let line = format!(
        "\"$0\" picture generator -o /dev/stdout >> {}",
        file.display()
    );
    let (output, said) = run(Command::new("/bin/sh").args(["-c", &line, PROGRAM]));
    assert!(output.status.success(), "{said}");
    let all = fs::read_to_string(&file).unwrap();
    assert!(all.starts_with("first\n<svg") && all.contains("</svg>"));
    let (output, said) =
        run(Command::new(PROGRAM).args(["picture", "generator", "-o", "/dev/full"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("/dev/full can't be written: the disk is full"),
        "{said}"
    );
}

#[test]
fn standard_output_that_takes_no_more_is_said() {
    for arguments in [
        &["list"][..],
        &["--help"],
        &["run", "generator"],
        &["picture", "lock"],
    ] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let (output, said) = run_into(Command::new(PROGRAM).args(arguments), full);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let words = "concurrium: standard output can't be written: the disk is full";
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

fn run_into(command: &mut Command, file: fs::File) -> (Output, String) {
    let output = command.stdout(file).stderr(Stdio::piped()).spawn().unwrap();
    let output = output.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

/// Each line of a recording can be read by itself.
fn is_whole(cast: &str) {
    assert!(cast.ends_with('\n'), "it ends in the middle of a line");
    for line in cast.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    assert!(cast.lines().count() > 1);
}

#[test]
fn a_recorded_tour_is_cut_back_to_its_last_whole_line() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["tour", "generator", "--record", "x.cast", "--size", "80x24"];
    let (output, said) = run(&mut limited(40, &arguments, folder.path()));
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("x.cast") && said.contains("no file may get so large"),
        "{said}"
    );
    let cast = fs::read_to_string(folder.path().join("x.cast")).unwrap();
    assert!(cast.len() <= 40 * 512);
    is_whole(&cast);
}

#[test]
fn a_recording_that_does_not_fit_is_cut_back_and_the_lesson_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "open",
        "generator",
        "--record",
        "x.cast",
        "--lang",
        "en",
        "--no-state",
    ];
    let mut command = limited(6, &arguments, folder.path());
    let script = command.env("TERM", "xterm-256color");
    let cd = format!("cd {}; exec \"$@\"", folder.path().display());
    let mut there = Command::new("/bin/sh");
    there
        .args(["-c", &cd, "sh"])
        .arg(script.get_program())
        .args(script.get_args())
        .env("TERM", "xterm-256color");
    let pty = Pty::run(&there);
    pty.wait_for_text("step 2 of 2");
    pty.wait_for_text("has ended: no file may get so large");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    is_whole(&fs::read_to_string(folder.path().join("x.cast")).unwrap());
}
