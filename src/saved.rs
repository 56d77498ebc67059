//! A saved run, read from its file: what was run, and its history.
//!
//! Never knows how it is looked at.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context;

use crate::files;
use crate::history::History;
use crate::i18n::Sentence;
use crate::lessons::{Lesson, Listing, RECORDED};
use crate::machine;
use crate::play::{Play, Plays};
use crate::protocol::{FILE, Header, SCRIPT};
use crate::trace::{Line, Reader};

/// So much is read of a script to see whether it is another now.
const LONGEST_SCRIPT: u64 = 4 << 20;

/// A run that was saved.
#[derive(Debug, Clone)]
pub struct Saved {
    /// What was run, with the listing as it was run, where the file holds it.
    pub play: Play,
    /// What happened.
    pub history: History,
    /// The file, the line that can't be taken in and why, when the file isn't good to its end: the history is what came before.
    pub fault: Option<Sentence>,
    /// The script beside it, where its text is another now than it was when it ran.
    pub another: Option<String>,
}

/// Reads a saved run of one of these.
///
/// # Errors
/// The file can't be opened, isn't a saved run, was saved by a newer program, is of a lesson or with knobs that this
/// program doesn't have, or holds nothing that could be shown: the line and the reason are named.
pub fn read(plays: Plays, file: &Path) -> anyhow::Result<Saved> {
    let opened = File::open(file).map_err(|error| {
        let why = files::why_not_read(&error);
        let unopened = Sentence::new("files.unopened").with("file", &file.display());
        unopened.with("why", why)
    })?;
    let name = file.file_name().unwrap_or(file.as_os_str()).display();
    let saved = read_from(plays, BufReader::new(opened), &name.to_string());
    saved.with_context(|| file.display().to_string())
}

/// The run of this lesson that lies in its folder, for those who can't run it; None: there is none.
///
/// # Errors
/// It can't be read: as for [`read`].
pub fn recorded(plays: Plays, lesson: &Lesson) -> Option<anyhow::Result<Saved>> {
    let run = lesson.recorded.as_deref()?;
    Some(read_from(plays, run.as_bytes(), RECORDED))
}

/// Reads a saved run. `name`: what a fault in it is told of.
fn read_from(plays: Plays, run: impl BufRead, name: &str) -> anyhow::Result<Saved> {
    let mut reader = Reader::new(run);
    let header = reader.header();
    let header = header.map_err(|why| at_line(reader.line(), why.sentence()))?;
    let play = play_of(plays, &header);
    let play = play.map_err(|why| at_line(1, machine::told(why.root_cause())))?;
    let mut history = History::default();
    history.begins_with(reader.beside().clone());
    let mut fault = None;
    while let Some(line) = reader.next() {
        let taken = match line {
            Ok(Line { event, as_written }) => history
                .push_as_written(event, as_written)
                .map_err(Sentence::foreign),
            Err(why) => Err(why.sentence()),
        };
        if let Err(why) = taken {
            fault = Some(at_line(reader.line(), why));
            break;
        }
    }
    if history.is_empty() {
        let why = fault.unwrap_or_else(|| Sentence::new("saved.no_events"));
        return Err(why.into());
    }
    Ok(Saved {
        another: another(&play, &history),
        play,
        history,
        fault: fault.map(|why| {
            let named = Sentence::new("saved.in_file").with("file", name);
            named.with("why", why)
        }),
    })
}

/// The script, where there is one of its name and its text isn't what ran.
fn another(play: &Play, history: &History) -> Option<String> {
    let ran = history
        .sources()
        .lines(&None)
        .filter(|_| play.is_script())?;
    let name = play.settings.get(FILE);
    let mut now = String::new();
    let opened = File::open(name).ok()?.take(LONGEST_SCRIPT);
    BufReader::new(opened).read_to_string(&mut now).ok()?;
    let same = ran.iter().map(|line| &**line).eq(now.lines());
    (!same).then(|| name.to_owned())
}

/// In which line, and why.
fn at_line(line: usize, why: Sentence) -> Sentence {
    let line = Sentence::new("saved.at_line").with("line", &line);
    line.with("why", why)
}

fn play_of(plays: Plays, header: &Header) -> anyhow::Result<Play> {
    if header.lesson == SCRIPT {
        let listing = header.listing.as_ref().map(Listing::of);
        let listing = listing.unwrap_or_else(|| Listing::of_script(""));
        return Ok(Play::of_saved_script(header.knobs.clone(), listing));
    }
    let lesson = plays.shelf.open(&header.lesson)?;
    let mut settings = lesson.defaults();
    for (knob, value) in header.knobs.as_map() {
        settings.set(lesson, knob, value)?;
    }
    let mut play = plays.of(lesson, settings);
    if let Some(listed) = &header.listing {
        play.listing = Listing::of(listed);
    }
    if let Some(python) = &header.python {
        play = play.was_run_by(python);
    }
    Ok(play)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    const HEADER: &str = r#"{"concurrium":1,"lesson":"fork-tree","knobs":{"forks":"2"}}"#;
    const BORN: &str = r#"{"seq":1,"t_ns":1,"actor":"p0","event":"born","kind":"process","name":"first","pid":7,"ppid":6}"#;

    fn read_text(text: &str) -> Result<Saved, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.jsonl");
        std::fs::write(&file, text).unwrap();
        let plays = crate::demos::plays(crate::lessons::built_in().unwrap());
        read(plays, &file)
            .map_err(|error| format!("{error:#}").replace(&folder.path().display().to_string(), ""))
    }

    #[test]
    fn a_good_file_is_its_lesson_and_its_history() {
        let saved = read_text(&format!("{HEADER}\n{BORN}\n")).unwrap();
        assert_eq!(
            (
                saved.play.lesson.id.as_str(),
                saved.play.settings.int("forks")
            ),
            ("fork-tree", 2)
        );
        assert_eq!((saved.history.len(), saved.fault), (1, None));
    }

    #[test]
    fn what_came_before_a_fault_is_there_and_the_fault_has_its_line() {
        let cut = &BORN[..40];
        let saved = read_text(&format!("{HEADER}\n{BORN}\n{cut}")).unwrap();
        assert_eq!(saved.history.len(), 1);
        let fault = saved.fault.unwrap();
        let chinese = fault.said(crate::i18n::Lang::Zh);
        assert!(chinese.starts_with("run.jsonl：第 3 行："), "{chinese}");
        let fault = fault.to_string();
        assert!(fault.starts_with("run.jsonl: line 3: it is no event"));
        let saved = read_text(&format!("{HEADER}\n{BORN}\n{BORN}\n")).unwrap();
        assert_eq!(saved.history.len(), 1);
        assert!(saved.fault.unwrap().to_string().contains("line 3: event 1"));
    }

    #[test]
    fn what_cannot_be_shown_is_refused_with_line_and_reason() {
        for (text, said) in [
            ("", "/run.jsonl: line 1: an empty file is no saved run"),
            (
                "[1, 2]\n",
                "/run.jsonl: line 1: this is no saved run of Concurrium",
            ),
            (
                &HEADER.replace(":1,", ":9,"),
                "/run.jsonl: line 1: it was saved in format 9",
            ),
            (
                &HEADER.replace("fork-tree", "fork-tre"),
                "/run.jsonl: line 1: there is no lesson \"fork-tre\"; did you mean fork-tree?",
            ),
            (
                &HEADER.replace("\"2\"", "\"99\""),
                "/run.jsonl: line 1: forks must be a whole number from 1 to 10",
            ),
            (HEADER, "/run.jsonl: no event follows its first line"),
            (
                &format!("{HEADER}\nnonsense\n{BORN}\n"),
                "/run.jsonl: line 2: it is no event",
            ),
        ] {
            let error = read_text(text).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }
}
