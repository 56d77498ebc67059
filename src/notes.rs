//! Speaker's notes on a second terminal: what the presenter is told while the class sees the lesson.
//!
//! ```text
//! presenter (m) ── publisher ── Unix socket, one JSON line a change ── viewer: concurrium notes
//! ```
//! The socket lies in a directory that is the user's alone; both sides ask the kernel who the other is.
//! Never knows what is drawn for the class.

pub mod publisher;
pub(crate) mod socket;
pub mod viewer;

use serde::{Deserialize, Serialize};

use crate::i18n::Sentence;

/// The version of the lines that are sent.
const VERSION: u32 = 1;

/// The longest line that is read, in bytes: many times what notes are.
const LONGEST: u64 = 1 << 20;

/// What the presenter is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    /// The lesson's title and the step one is at.
    pub place: String,
    /// Paragraphs, without markup, in the order in which they matter.
    pub paragraphs: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    concurrium_notes: u32,
    #[serde(flatten)]
    notes: Notes,
}

/// The line in which notes are sent, its end included.
fn to_line(notes: &Notes) -> String {
    let line = Line {
        concurrium_notes: VERSION,
        notes: notes.clone(),
    };
    // Texts and lists of texts: there is nothing in it that JSON can't say.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// Reads a line.
///
/// # Errors
/// It is of another version, or something else.
fn of_line(line: &str) -> Result<Notes, Sentence> {
    let line: Line = serde_json::from_str(line).map_err(Sentence::foreign)?;
    match line.concurrium_notes {
        VERSION => Ok(line.notes),
        other => Err(Sentence::new("notes.version")
            .with("theirs", &other)
            .with("ours", &VERSION)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_and_others_are_refused() {
        let notes = Notes {
            place: "A tree of forks, step 3".to_owned(),
            paragraphs: vec!["进程\n\"x\"".to_owned(), String::new()],
        };
        let line = to_line(&notes);
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(of_line(&line), Ok(notes));
        let newer = line.replace(":1,", ":9,");
        assert!(of_line(&newer).is_err_and(|why| why.to_string().contains("version 9")));
        assert!(of_line("{}").is_err());
        assert!(of_line("hello").is_err());
    }
}
