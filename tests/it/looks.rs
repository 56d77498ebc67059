//! How things look is the terminal's word, the student's and the environment's: which ground, and what can be shown at all.

use std::process::{Command, Output};

use crate::pty::Pty;

const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

/// The explorer's home screen in a terminal of 256 colours.
fn home(arguments: &[&str], environment: &[(&str, &str)]) -> Pty {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(arguments)
        .env("TERM", "xterm-256color")
        .envs(environment.iter().copied());
    for name in ["COLORTERM", "COLORFGBG", "NO_COLOR"] {
        if !environment.iter().any(|(known, _)| *known == name) {
            command.env_remove(name);
        }
    }
    let pty = Pty::run(&command);
    pty.wait_for_text("fork-tree");
    pty
}

fn wait_for_ground(pty: &Pty, index: u8) {
    let wanted = vt100::Color::Idx(index);
    pty.wait_for(&format!("the ground {index}"), |screen| {
        screen
            .cell(0, 79)
            .is_some_and(|cell| cell.bgcolor() == wanted)
    });
}

const DARK: u8 = 233;
const LIGHT: u8 = 231;

#[test]
fn the_terminal_is_asked_for_its_ground_and_may_answer_when_it_likes() {
    let pty = home(&["--lang", "en"], &[]);
    wait_for_ground(&pty, DARK);
    pty.wait_for_written(QUESTION);
    // The first picture was whole before anything was asked.
    assert!(pty.written(b"\x1b[?2026l") < pty.written(QUESTION));
    pty.send("\x1b]11;rgb:ffff/ff");
    pty.send("ff/ffff\x07");
    wait_for_ground(&pty, LIGHT);
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn what_was_chosen_counts_and_the_terminal_is_not_asked() {
    let pty = home(&["--theme", "light"], &[("COLORFGBG", "15;0")]);
    wait_for_ground(&pty, LIGHT);
    pty.send("T");
    wait_for_ground(&pty, DARK);
    pty.send("\x1b]11;rgb:ffff/ffff/ffff\x07");
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(pty.written(QUESTION), None);
    wait_for_ground(&home(&[], &[("COLORFGBG", "0;15")]), LIGHT);
}

fn picture(arguments: &[&str]) -> String {
    let Output { stdout, status, .. } = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["picture", "generator", "--at", "3"])
        .args(arguments)
        .env("COLORFGBG", "0;15")
        .output()
        .unwrap();
    assert!(status.success());
    String::from_utf8(stdout).unwrap()
}

#[test]
fn pictures_and_recordings_take_a_theme_and_are_dark_without_one() {
    assert!(picture(&["--theme", "light"]).contains("rx=\"8\" fill=\"#ffffff\""));
    assert!(picture(&[]).contains("rx=\"8\" fill=\"#0d1117\""));
    let folder = tempfile::tempdir().unwrap();
    let recorded = |theme: &str| {
        let file = folder.path().join(theme);
        let status = Command::new(env!("CARGO_BIN_EXE_concurrium"))
            .args([
                "tour",
                "generator",
                "--size",
                "80x24",
                "--theme",
                theme,
                "--record",
            ])
            .arg(&file)
            .status();
        assert!(status.unwrap().success());
        std::fs::read_to_string(file).unwrap()
    };
    assert!(recorded("light").contains("48;2;255;255;255"));
    assert!(!recorded("auto").contains("48;2;255;255;255"));
}

#[test]
fn where_utf_8_is_not_read_one_is_told_and_ascii_is_written() {
    let run = |arguments: &[&str], locale: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        command
            .args(arguments)
            .env("LC_ALL", locale)
            .output()
            .unwrap()
    };
    for arguments in [
        &["run", "generator", "--plain"][..],
        &["list"],
        &["quiz", "--plain", "--seed", "1"],
    ] {
        let output = run(arguments, "zh_CN.GB18030");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("set LC_ALL=zh_CN.UTF-8"), "{said}");
        assert!(
            output.stdout.is_ascii(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        for locale in ["zh_CN.UTF-8", "C.UTF-8", "C", "POSIX"] {
            let output = run(arguments, locale);
            assert!(output.stderr.is_empty(), "{locale}");
        }
    }
    // Data is UTF-8 whatever the locale.
    assert!(run(&["list", "--json"], "zh_CN.GB18030").stderr.is_empty());

    let pty = home(&[], &[("LC_ALL", "zh_CN.GB18030")]);
    pty.wait_for_text("UTF-8 is wanted, not GB18030: set LC_ALL=zh_CN.UTF-8");
    // A language's own name stays.
    pty.wait_for("ASCII", |screen| {
        screen.contents().replace("中文", "").is_ascii()
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}
