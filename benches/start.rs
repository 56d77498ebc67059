//! From the start to a full screen, beside the smallest ratatui program: `cargo bench --bench start`.
//!
//! Both are started by the same shell in a pseudo terminal of the same size, one after the other; each figure is the best of
//! many. It fails where the promise isn't kept.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement that can't go on has failed"
)]

#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../tests/it/pty.rs"]
mod pty;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use pty::Pty;
use ratatui::crossterm::event;
use ratatui::widgets::{Block, Paragraph};

/// The promise: so many times as long at most.
const MOST: f64 = 1.5;

/// How often each is started.
const ROUNDS: u32 = 40;

/// Makes this program the smallest one.
const SMALLEST: &str = "CONCURRIUM_BENCH_SMALLEST";

/// Where one of them types until it leaves.
const KEY: &str = "q";

fn main() -> ExitCode {
    if std::env::var_os(SMALLEST).is_some() {
        return smallest();
    }
    let mut ours = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    ours.args(["--no-state", "--lang", "en"]);
    let mut least = Command::new(std::env::current_exe().unwrap());
    least.env(SMALLEST, "1");
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for (best, command) in best.iter_mut().zip([&mut ours, &mut least]) {
            *best = until_full(command).min(*best);
        }
    }
    let [ours, least] = best.map(|time| time.as_secs_f64() * 1000.0);
    let ratio = ours / least;
    println!("ours {ours:.1} ms, the smallest {least:.1} ms: {ratio:.2} times, {MOST} at most");
    ExitCode::from(u8::from(ratio > MOST))
}

/// How long it takes until there is something in the last row.
fn until_full(command: &mut Command) -> Duration {
    command.env("TERM", "xterm-256color");
    let start = Instant::now();
    let pty = Pty::run(command);
    let full = pty.wait_for("the last row", |screen| {
        let (rows, columns) = screen.size();
        let last = screen
            .rows(0, columns.get())
            .nth(usize::from(rows.get()) - 1);
        last.is_some_and(|row| !row.trim().is_empty())
    });
    let took = full.duration_since(start);
    pty.send(KEY);
    let _ = pty.exit_code();
    took
}

/// A frame with a word in it, until a key comes.
fn smallest() -> ExitCode {
    let mut terminal = ratatui::init();
    let drawn = terminal.draw(|frame| {
        let words = Paragraph::new("the smallest").block(Block::bordered());
        frame.render_widget(words, frame.area());
    });
    let drawn = drawn.map(|_| ()).and_then(|()| event::read().map(|_| ()));
    ratatui::restore();
    ExitCode::from(u8::from(drawn.is_err()))
}
