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

/// Prints the notes of the presenter who began last, one after the other, until the presentation is over: of each what is new
/// in it. `wrap` cuts a line into such as fit.
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
    let mut before = Notes::default();
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
        let mut notes = of_line(&line)?.notes;
        let text = written(&notes, &before, &wrap);
        if notes.about.is_empty() && notes.lesson == before.lesson {
            notes.about = std::mem::take(&mut before.about); // it was said in this lesson
        }
        before = notes;
        if text.is_empty() {
            continue;
        }
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(|error| files::unwritten_output(&error))?,
        }
    }
}

/// Notes as lines that fit: what those before didn't say.
fn written(notes: &Notes, before: &Notes, wrap: &impl Fn(&str) -> Vec<String>) -> String {
    let mut text = String::new();
    if notes.place != before.place {
        text += &wrap(&notes.place).join("\n");
        text += "\n";
        text += wrap(&"─".repeat(RULE)).first().map_or("", |rule| rule);
        text += "\n";
    }
    let known = paragraphs(before);
    for paragraph in paragraphs(notes) {
        if known.contains(&paragraph) {
            continue;
        }
        text += "\n";
        for line in paragraph.lines().flat_map(wrap) {
            text += &line;
            text += "\n";
        }
    }
    if notes.plan.is_some() && !notes.next.is_empty() && notes.next != before.next {
        text += "\n";
        text += &wrap(&format!("→ {}", notes.next)).join("\n");
        text += "\n";
    }
    // What goes on below the same place stands a line below what was said, as everything does.
    text.trim_start_matches('\n').to_owned()
}

/// All that notes say, from above.
fn paragraphs(notes: &Notes) -> Vec<String> {
    let asked = notes.asked.as_ref().map(asked);
    let said = notes.says.iter().chain(&notes.about);
    notes
        .sees
        .iter()
        .chain(&asked)
        .chain(said)
        .cloned()
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(place: &str, says: &[&str], about: &[&str]) -> Notes {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Notes {
            place: place.to_owned(),
            says: owned(says),
            about: owned(about),
            ..Notes::default()
        }
    }

    #[test]
    fn only_what_is_new_is_written() {
        let wrap = |line: &str| vec![line.chars().take(8).collect()];
        let first = notes("step 1", &["It forks."], &["Forks:", "• one\n• two"]);
        let all = "step 1\n────────\n\nIt forks\n\nForks:\n\n• one\n• two\n";
        assert_eq!(written(&first, &Notes::default(), &wrap), all);
        assert_eq!(written(&first, &first, &wrap), "");
        let more = notes("step 1", &["It forks.", "V."], &[]);
        assert_eq!(written(&more, &first, &wrap), "V.\n");
        let second = notes("step 2", &["It ends."], &["Forks:", "• one\n• two"]);
        let new = "step 2\n────────\n\nIt ends.\n";
        assert_eq!(written(&second, &first, &wrap), new);
    }
}
