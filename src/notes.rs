//! Speaker's notes on a second terminal: what the presenter is told while the class sees the lesson.
//!
//! ```text
//! presenter (m) ── publisher ── Unix socket, one JSON line a change ──┬─ listener: the screen of concurrium notes
//!                                                                     └─ viewer: concurrium notes --plain
//! ```
//! The socket lies in a directory that is the user's alone; both sides ask the kernel who the other is.
//! Never knows what is drawn for the class.

pub mod listener;
pub mod publisher;
pub(crate) mod socket;
pub mod viewer;

use serde::{Deserialize, Serialize};

use crate::i18n::Sentence;

/// The version of the lines that are sent.
const VERSION: u32 = 3;

/// The longest line that is read, in bytes: many times what notes are.
const LONGEST: u64 = 1 << 20;

/// What the presenter is told. All texts are without markup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    /// The language they are in: its code.
    pub lang: String,
    /// The lesson's id; empty on the home screen.
    pub lesson: String,
    /// The lesson's title and the step one is at.
    pub place: String,
    /// The step alone: `step 4 of 4`.
    pub step: String,
    /// What is asked of the class now: `question open, 14 hands`.
    pub status: String,
    /// What the class sees, in paragraphs.
    pub sees: Vec<String>,
    /// The question that was asked last.
    pub asked: Option<Question>,
    /// What there is to say, in paragraphs.
    pub says: Vec<String>,
    /// What the lesson is about, in paragraphs, where nobody has written what to say.
    pub about: Vec<String>,
    /// Which keys go on from here: a key and what it does.
    pub then: Vec<(String, String)>,
    /// What comes after this.
    pub next: String,
    /// Where in a plan one is, if one is presented.
    pub plan: Option<Planned>,
}

/// Where in a plan one is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// Which entry, and of how many: `2 of 7`.
    pub place: String,
    /// From which to which second, since the beginning, it is planned.
    pub window: Option<(u32, u32)>,
}

/// A question as its presenter sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub question: String,
    /// What can be chosen.
    pub choices: Vec<Choice>,
    /// The hands of each round, the one that is being counted among them.
    pub rounds: Vec<Vec<u32>>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// Whether it is the answer, as far as that is known.
    pub right: bool,
}

/// What a presenter has said: the notes, and since when it presents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The notes.
    pub notes: Notes,
    /// When the presentation began, in seconds since 1970.
    pub began: u64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    concurrium_notes: u32,
    began: u64,
    #[serde(flatten)]
    notes: Notes,
}

#[derive(Deserialize)]
struct Versioned {
    concurrium_notes: u32,
}

/// The line in which notes are sent, its end included.
fn to_line(notes: &Notes, began: u64) -> String {
    let line = Line {
        concurrium_notes: VERSION,
        began,
        notes: notes.clone(),
    };
    // Texts and lists of texts: there is nothing in it that JSON can't say.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// Reads a line.
///
/// # Errors
/// It is of another version, or something else.
fn of_line(line: &str) -> Result<Heard, Sentence> {
    let version: Versioned = serde_json::from_str(line).map_err(Sentence::foreign)?;
    if version.concurrium_notes != VERSION {
        return Err(Sentence::new("notes.version")
            .with("theirs", &version.concurrium_notes)
            .with("ours", &VERSION));
    }
    let line: Line = serde_json::from_str(line).map_err(Sentence::foreign)?;
    Ok(Heard {
        notes: line.notes,
        began: line.began,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_and_others_are_refused() {
        let notes = Notes {
            place: "A tree of forks, step 3".to_owned(),
            says: vec!["进程\n\"x\"".to_owned(), String::new()],
            ..Notes::default()
        };
        let line = to_line(&notes, 7);
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(of_line(&line), Ok(Heard { notes, began: 7 }));
        let newer = r#"{"concurrium_notes":9,"other":1}"#;
        assert!(of_line(newer).is_err_and(|why| why.to_string().contains("version 9")));
        assert!(of_line("{}").is_err());
        assert!(of_line("hello").is_err());
    }
}
