//! The reader's side: finds a presenter, and prints its notes as they change.
//!
//! Never knows what the notes say.

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::SystemTime;

use nix::poll::{PollFd, PollFlags, poll};

use crate::files;
use crate::i18n::Sentence;
use crate::notes::socket::{connect, directory, is_ours, lock, sockets, sweep};
use crate::notes::{LONGEST, Notes, Question, of_line};
use crate::printable::Printable;

/// Prints the notes of the presenter who began last, one after the other, until the presentation is over. `wrap` cuts a line
/// into such as fit.
///
/// # Errors
/// There is none, or what it sends can't be read, in words for the user.
pub fn follow(
    wrap: impl Fn(&str) -> Vec<String>,
    mut out: Printable<impl Write>,
) -> anyhow::Result<()> {
    let Some(stream) = presenter(FIRST_WORD_MS)? else {
        anyhow::bail!(Sentence::new("notes.nobody"));
    };
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        let read = reader.by_ref().take(LONGEST).read_line(&mut line);
        match read {
            Ok(0) => return Ok(()),
            Ok(_) if line.ends_with('\n') => {}
            Ok(_) => anyhow::bail!(Sentence::new("notes.broke_off")),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => return Ok(()),
            Err(error) => anyhow::bail!(Sentence::new("notes.unheard").with("why", &error)),
        }
        let text = written(&of_line(&line)?.notes, &wrap);
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(|error| files::unwritten_output(&error))?,
        }
    }
}

/// Notes as lines that fit.
fn written(notes: &Notes, wrap: &impl Fn(&str) -> Vec<String>) -> String {
    let mut text = wrap(&notes.place).join("\n");
    text += "\n";
    text += wrap(&"─".repeat(RULE)).first().map_or("", |rule| rule);
    text += "\n";
    let asked = notes.asked.as_ref().map(asked);
    let paragraphs = notes.sees.iter().chain(&asked).chain(&notes.says);
    for paragraph in paragraphs {
        text += "\n";
        for line in paragraph.lines().flat_map(wrap) {
            text += &line;
            text += "\n";
        }
    }
    if notes.plan.is_some() && !notes.next.is_empty() {
        text += "\n";
        text += &wrap(&format!("→ {}", notes.next)).join("\n");
        text += "\n";
    }
    text
}

/// A question with its choices and their hands, a line each.
fn asked(asked: &Question) -> String {
    let mut text = asked.question.clone();
    for (at, (letter, choice)) in ('A'..).zip(&asked.choices).enumerate() {
        let hands = asked.rounds.iter().filter_map(|round| round.get(at));
        let hands: Vec<String> = hands.map(u32::to_string).collect();
        let right = if choice.right { " ✓" } else { "" };
        text += &format!("\n{letter} {}{right}  {}", choice.name, hands.join(" → "));
    }
    text
}

/// How long the rule below the place is, where there is room.
const RULE: usize = 72;

/// How long a presenter may take to say the first word, in milliseconds; it does so at once.
const FIRST_WORD_MS: u16 = 2000;

/// Whether it says something at all.
fn speaks(presenter: &UnixStream, patience_ms: u16) -> bool {
    let mut said = [PollFd::new(presenter.as_fd(), PollFlags::POLLIN)];
    poll(&mut said, patience_ms).is_ok_and(|ready| ready > 0)
}

/// The presenter who began last, of those who speak at once. A socket that nobody listens at any more is taken away.
pub(super) fn presenter(patience_ms: u16) -> io::Result<Option<UnixStream>> {
    let directory = directory()?;
    let locked = lock(&directory)?;
    sweep(&directory)?;
    locked.unlock();
    let made = |path: PathBuf| {
        let known = fs::symlink_metadata(&path).ok()?;
        let is_socket = known.file_type().is_socket();
        is_socket.then_some((known.modified().ok()?, path))
    };
    let mut presenters: Vec<(SystemTime, PathBuf)> =
        sockets(&directory)?.into_iter().filter_map(made).collect();
    presenters.sort();
    let speaking = |(_, path): (_, PathBuf)| {
        let stream = connect(&path).ok()?;
        (is_ours(&stream) && speaks(&stream, patience_ms)).then_some(stream)
    };
    Ok(presenters.into_iter().rev().find_map(speaking))
}
