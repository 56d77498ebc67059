//! `--record`: what is recorded is what was shown, and a recording that fails never takes the lesson along.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::Command;

use concurrium::painter::Painter;
use nix::libc::O_NONBLOCK;
use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style};

use crate::pty::Pty;

fn recorded(file: &Path, more: &[&str]) -> Pty {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args([
            "open",
            "generator",
            "--lang",
            "zh",
            "--no-state",
            "--record",
        ])
        .arg(file)
        .args(more)
        .env("TERM", "xterm-256color")
        .env("COLORTERM", "truecolor");
    Pty::run(&command)
}

fn terminal(columns: u16, rows: u16) -> vt100::Parser {
    let cells = |count| std::num::NonZeroU16::new(count).expect("not none");
    vt100::Parser::new(cells(rows), cells(columns), 0)
}

/// Plays a recording, v2 or v3, to its end: the last screen, and the markers.
pub(crate) fn play(text: &str) -> (vt100::Parser, Vec<String>) {
    let mut lines = text.lines();
    let header: serde_json::Value =
        serde_json::from_str(lines.next().expect("a header")).expect("JSON");
    let size = |v2: &str, v3: &str| {
        let size = header.get(v2).or_else(|| header["term"].get(v3));
        let size = size.and_then(serde_json::Value::as_u64).expect("a size");
        u16::try_from(size).expect("a size")
    };
    let (columns, rows) = (size("width", "cols"), size("height", "rows"));
    let mut screen = terminal(columns, rows);
    let mut markers = Vec::new();
    for line in lines {
        let (_, kind, data): (f64, String, String) =
            serde_json::from_str(line).expect("an event a line");
        match &*kind {
            "o" => screen.process(data.as_bytes()),
            "m" => markers.push(data),
            _ => {}
        }
    }
    (screen, markers)
}

#[test]
fn the_recording_shows_what_the_terminal_showed() {
    let folder = tempfile::tempdir().expect("a folder");
    for version in ["2", "3"] {
        let file = folder.path().join(version);
        let pty = recorded(&file, &["--cast-version", version]);
        pty.wait_for_text("第 2 步");
        pty.send("p");
        pty.wait_for_text("不再提问");
        pty.send("l");
        pty.wait_for_text("第 3 步");
        pty.send("l");
        pty.wait_for("two steps more, and all drawn", |screen| {
            let recorded = fs::read_to_string(&file).expect("it is there");
            let (player, _) = play(&recorded);
            screen.contents().contains("第 5 步")
                && player.screen().contents_formatted() == screen.contents_formatted()
        });
        pty.send("qq");
        assert_eq!(pty.exit_code(), 0);
        let (_, markers) = play(&fs::read_to_string(&file).expect("it is there"));
        assert_eq!(markers, ["generator"]);
    }
}

#[test]
fn a_file_that_is_there_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine");
    fs::write(&file, "mine").expect("it can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["--no-state", "--record"])
        .arg(&file)
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("stays as it is"), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "mine");
}

#[test]
fn a_full_disk_ends_the_recording_with_a_word_and_the_lesson_goes_on() {
    let pty = recorded(Path::new("/dev/full"), &[]);
    pty.wait_for_text("/dev/full 到此为止");
    pty.wait_for_text("第 2 步");
    pty.send("l");
    pty.wait_for_text("第 3 步");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_pipe_nobody_reads_or_reads_too_slowly_ends_the_recording_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    mkfifo(&pipe, Mode::from_bits_truncate(0o600)).expect("a pipe");
    let pty = recorded(&pipe, &[]);
    assert_eq!(pty.exit_code(), 2, "nobody reads from it");

    let mut options = OpenOptions::new();
    let reader = options.read(true).custom_flags(O_NONBLOCK).open(&pipe);
    let pty = recorded(&pipe, &[]);
    pty.wait_for_text("第 2 步");
    // Whole screens, more than a pipe holds.
    for columns in 100..190 {
        pty.resize(columns, 40);
        pty.wait_for_text("generator");
    }
    pty.wait_for_text("读它的一方太慢");
    pty.send("q");
    drop(reader);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

/// A picture made of random texts in random styles.
fn pictures() -> impl Strategy<Value = Vec<Buffer>> {
    let text = "[a-z─│█进程线协🐍 ]{0,14}";
    let put = (0..18_u16, 0..5_u16, text, 0..=255_u8, any::<bool>());
    let picture = proptest::collection::vec(put, 0..8).prop_map(|puts| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 5));
        for (x, y, text, colour, rgb) in puts {
            let colour = match rgb {
                true => Color::Rgb(colour, 255 - colour, 7),
                false => Color::Indexed(colour),
            };
            buffer.set_string(x, y, text, Style::new().fg(colour));
        }
        buffer
    });
    proptest::collection::vec(picture, 1..5)
}

/// Each cell's text and colours; an empty one is a blank.
fn cells(terminal: &vt100::Parser) -> Vec<(String, vt100::Color, vt100::Color)> {
    let at = (0..5).flat_map(|row| (0..20).map(move |column| (row, column)));
    let cell = |(row, column)| {
        let cell = terminal.screen().cell(row, column).expect("within");
        match cell.contents() {
            "" | " " => (" ".to_owned(), vt100::Color::Default, cell.bgcolor()),
            text => (text.to_owned(), cell.fgcolor(), cell.bgcolor()),
        }
    };
    at.map(cell).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: ProptestConfig::default().failure_persistence,
        ..crate::properties::cases(64)
    })]

    #[test]
    fn whatever_was_shown_before_the_last_picture_is_there(
        pictures in pictures(), cursor in proptest::option::of((0..20_u16, 0..5_u16))
    ) {
        let (mut painter, mut screen) = (Painter::default(), terminal(20, 5));
        for picture in &pictures {
            let cursor = cursor.map(Position::from);
            screen.process(&painter.paint(picture.clone(), cursor).expect("memory"));
        }
        let (mut anew, mut fresh) = (Painter::default(), terminal(20, 5));
        let last = pictures.last().expect("one at least");
        fresh.process(&anew.paint(last.clone(), cursor.map(Position::from)).expect("memory"));
        prop_assert_eq!(cells(&screen), cells(&fresh));
    }
}
