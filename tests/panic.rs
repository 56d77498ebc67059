//! A panic of any thread gives the terminal back before its message is printed, and ends the program with 101.
//!
//! This is its own program, without the test harness: it starts itself again in a terminal, and who borrows a terminal
//! forks, which needs a process of one thread.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[expect(dead_code, reason = "the other tests use the rest")]
#[path = "it/pty.rs"]
mod pty;

use std::os::fd::BorrowedFd;
use std::process::{Command, ExitCode};

use concurrium::app::{Code, Effect, Input, Key, Target};
use concurrium::lessons::Settings;
use concurrium::protocol::{ActorId, Verb};
use concurrium::tui::{self, Hits, Program, Runs, Start};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use pty::Pty;

/// Set for the process in the terminal.
const IN_THE_TERMINAL: &str = "CONCURRIUM_TEST_IN_THE_TERMINAL";

fn main() -> ExitCode {
    if std::env::var_os(IN_THE_TERMINAL).is_some() {
        return tui::run(|| Start {
            program: Panics,
            runs: Nothing,
            effects: Vec::new(),
        });
    }
    for key in ["l", "t"] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .env(IN_THE_TERMINAL, "1")
            .env("TERM", "xterm-256color")
            // A long one would push the message off the screen.
            .env("RUST_BACKTRACE", "0");
        let pty = Pty::run(&command);
        pty.wait_for("the full screen", vt100::Screen::alternate_screen);
        pty.wait_for_text("concurrium");
        pty.send(key);
        assert_eq!(pty.exit_code(), 101);
        // What is printed on the alternate screen goes away with it.
        pty.wait_for("the message on the screen as it was", |screen| {
            !screen.alternate_screen() && screen.contents().contains("asked to")
        });
    }
    ExitCode::SUCCESS
}

/// Panics when a key is pressed: `l` in the loop's thread, `t` in another.
struct Panics;

impl Program for Panics {
    type Hits = Nothing;

    fn update(&mut self, input: Input) -> Vec<Effect> {
        let Input::Key(Key {
            code: Code::Char(key),
            ..
        }) = input
        else {
            return Vec::new();
        };
        match key {
            'l' => panic!("asked to"),
            't' => drop(std::thread::spawn(|| panic!("asked to"))),
            _ => {}
        }
        Vec::new()
    }

    fn draw(&self, _: Rect, buffer: &mut Buffer) -> Nothing {
        buffer.set_string(0, 0, "concurrium", Style::new());
        Nothing
    }
}

struct Nothing;

impl Hits for Nothing {
    fn at(&self, _: u16, _: u16) -> Option<Target> {
        None
    }
}

impl Runs for Nothing {
    fn start(&mut self, _: &str, _: &Settings) -> Result<(), String> {
        Ok(())
    }
    fn stop(&mut self) {}
    fn permit(&mut self, _: &ActorId) {}
    fn act(&mut self, _: &ActorId, _: Verb) {}
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        None
    }
    fn take(&mut self) -> Vec<Input> {
        Vec::new()
    }
}
