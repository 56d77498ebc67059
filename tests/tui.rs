//! The terminal program around a program of the test's own: what comes in reaches it, what it asks for is done, and a
//! panic of any thread gives the terminal back.
//!
//! This is its own binary, without the test harness: it starts itself again in a terminal, and who borrows a terminal
//! forks, which needs a process of one thread.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test that can't go on has failed"
)]

#[expect(dead_code, reason = "the other tests use the rest")]
#[path = "it/pty.rs"]
mod pty;

use std::io::{PipeReader, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::{Command, ExitCode};

use concurrium::app::{Code, Effect, Input, Key, Target};
use concurrium::i18n::{Lang, Sentence};
use concurrium::progress::file::Keeper;
use concurrium::protocol::{ActorId, Body, Listed, Piece, Settings, Verb};
use concurrium::tui::{self, Hits, Program, Runs, Start};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use pty::Pty;

/// Set for the process in the terminal.
const IN_THE_TERMINAL: &str = "CONCURRIUM_TEST_IN_THE_TERMINAL";

fn main() -> ExitCode {
    if std::env::var_os(IN_THE_TERMINAL).is_some() {
        let ended = tui::run(Lang::En, || Start {
            program: Log::default(),
            runs: Broken::new(),
            keeper: Keeper::of_nothing(),
            recorder: None,
            asks_background: true,
            effects: vec![Effect::Start(Piece {
                body: Body::Demo("any".to_owned()),
                settings: Settings::default(),
                listing: Listed::default(),
                first: "main".to_owned(),
            })],
        });
        return ended.pass_on();
    }
    inputs_reach_the_program();
    a_panic_gives_the_terminal_back_before_it_speaks("l");
    a_panic_gives_the_terminal_back_before_it_speaks("t");
    ExitCode::SUCCESS
}

fn inputs_reach_the_program() {
    let pty = started();
    pty.wait_for_text("Resized(80, 24)");
    pty.wait_for_text("no stage");
    pty.wait_for_text("Started");
    pty.wait_for_text("Woken");
    pty.send("\x1b[<0;3;5M");
    pty.wait_for_text("Click(Position(2))");
    pty.send("\x1b[200~q中\x1b[201~");
    pty.wait_for_text("Paste(\"q中\")");
    what_is_unfinished_ends_by_silence(&pty);
    pty.send("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    pty.wait_for_text("Background(Light)");
    pty.resize(100, 30);
    pty.wait_for_text("Resized(100, 30)");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

fn what_is_unfinished_ends_by_silence(pty: &Pty) {
    pty.send("\x1b");
    pty.wait_for_text("Key(Key { code: Esc, ctrl: false, alt: false })");
    pty.send("\x1b[200~never ended");
    pty.wait_for_text("Paste(\"never ended\")");
    pty.send("\x1b[200~abc\x03");
    pty.wait_for_text("Key(Key { code: Char('c'), ctrl: true, alt: false })");
    pty.send("\x1b]11;rgb:qqqq/q\x1b\\\x1b[?62;22c7");
    pty.wait_for_text("Key(Key { code: Char('7'), ctrl: false, alt: false })");
}

fn a_panic_gives_the_terminal_back_before_it_speaks(key: &str) {
    let pty = started();
    pty.send(key);
    assert_eq!(pty.exit_code(), 101);
    // What is printed on the alternate screen goes away with it.
    pty.wait_for("the message on the screen as it was", |screen| {
        !screen.alternate_screen() && screen.contents().contains("asked to")
    });
}

fn started() -> Pty {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env(IN_THE_TERMINAL, "1")
        .env("TERM", "xterm-256color")
        // A long one would push the message off the screen.
        .env("RUST_BACKTRACE", "0");
    let pty = Pty::run(&command);
    pty.wait_for("the full screen", vt100::Screen::alternate_screen);
    pty
}

/// Shows what came in, the newest first. Quits at `q`; panics at `l` in the loop's thread, at `t` in another.
#[derive(Default)]
struct Log(Vec<Input>);

impl Program for Log {
    type Hits = Columns;

    fn update(&mut self, input: Input) -> Vec<Effect> {
        let effects = match &input {
            Input::Key(Key {
                code: Code::Char(key),
                ..
            }) => match key {
                'q' => vec![Effect::Quit],
                'l' => panic!("asked to"),
                't' => {
                    std::thread::spawn(|| panic!("asked to"));
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Input::Started => vec![Effect::Wake(1)],
            _ => Vec::new(),
        };
        self.0.insert(0, input);
        effects
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer) -> Columns {
        for (row, input) in (0..area.height).zip(&self.0) {
            buffer.set_string(0, row, format!("{input:?}"), Style::new());
        }
        Columns
    }
}

/// Each cell is the position of its column.
struct Columns;

impl Hits for Columns {
    fn at(&self, column: u16, _: u16) -> Option<Target> {
        Some(Target::Position(column.into()))
    }
}

/// Starts nothing, and has one thing to be taken.
struct Broken(Option<PipeReader>);

impl Broken {
    fn new() -> Self {
        let (reader, mut writer) = std::io::pipe().unwrap();
        writer.write_all(b"!").unwrap();
        Self(Some(reader))
    }
}

impl Runs for Broken {
    fn start(&mut self, _: &Piece) -> Result<(), Sentence> {
        Err("no stage".to_owned().into())
    }

    fn stop(&mut self) {}

    fn permit(&mut self, _: &ActorId) {}

    fn tell(&mut self, _: &ActorId, _: concurrium::protocol::Command) {}

    fn time_passes(&mut self, _: &ActorId, _: u64) {}

    fn act(&mut self, _: &ActorId, _: Verb) {}

    fn open(&mut self, _: concurrium::app::ToOpen) -> Result<(), Sentence> {
        Err("no stage".to_owned().into())
    }

    fn run_freely(&mut self, _: &Piece) -> Result<(), Sentence> {
        Err("no stage".to_owned().into())
    }

    fn end_free_runs(&mut self) {}

    fn descriptors(&self) -> Vec<BorrowedFd<'_>> {
        self.0.iter().map(AsFd::as_fd).collect()
    }

    fn take(&mut self) -> Vec<Input> {
        let mut byte = [0];
        self.0.take().unwrap().read_exact(&mut byte).unwrap();
        vec![Input::Started]
    }
}
