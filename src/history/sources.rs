//! The files of a script's, as its run has told them: their lines, by their names.
//!
//! Processes may tell the same file at the same time, part by part. What was whole first counts. Never knows who stands there.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::protocol::{ActorId, Event, What};

/// What a file of a script's is called, as seen from the script's folder; None: the script itself.
pub type FileName = Option<Arc<str>>;

/// The files whose text was told.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    whole: BTreeMap<FileName, Vec<Box<str>>>,
    /// In the order in which they were whole.
    names: Vec<FileName>,
    /// What has come of others: how many parts, and their text.
    begun: BTreeMap<(ActorId, FileName), (u32, String)>,
}

impl Sources {
    /// Takes in a part of a file, where an event is one.
    pub fn hear(&mut self, event: &Event) {
        let What::Source {
            file,
            part,
            of,
            text,
        } = &event.what
        else {
            return;
        };
        if self.whole.contains_key(file) {
            return;
        }
        let key = (event.actor.clone(), file.clone());
        let (parts, mut whole) = self.begun.remove(&key).unwrap_or_default();
        match part {
            1 => whole.clear(), // begun anew, perhaps
            next if parts.checked_add(1) == Some(*next) => {}
            _ => return,
        }
        whole.push_str(text);
        if part < of {
            self.begun.insert(key, (*part, whole));
            return;
        }
        let lines = whole.lines().map(Box::from).collect();
        self.whole.insert(file.clone(), lines);
        self.names.push(file.clone());
    }

    /// The lines of a file; None: it wasn't told.
    pub fn lines(&self, file: &FileName) -> Option<&[Box<str>]> {
        self.whole.get(file).map(Vec::as_slice)
    }

    /// The files, in the order in which they were told.
    pub fn names(&self) -> &[FileName] {
        &self.names
    }

    /// What stands on a line (from 1) of a file; None: that isn't known.
    pub fn line(&self, file: &FileName, line: u32) -> Option<&str> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        self.lines(file)?.get(at).map(|line| &**line)
    }

    /// Whether a line of the script has a mark of its author's: in the script itself, or, where a module is run, in any file.
    pub fn have_marks(&self) -> bool {
        let itself = self.whole.get(&None);
        let lines = match itself {
            Some(lines) => lines.iter().collect::<Vec<_>>(),
            None => self.whole.values().flatten().collect(),
        };
        lines.iter().any(|line| line.contains("#: "))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    fn part(actor: &str, file: Option<&str>, part: u32, of: u32, text: &str) -> Event {
        Event {
            seq: 1,
            t_ns: 1,
            actor: actor.parse().unwrap(),
            what: What::Source {
                file: file.map(Arc::from),
                part,
                of,
                text: text.to_owned(),
            },
        }
    }

    #[test]
    fn a_file_is_known_once_it_is_whole_and_stays_as_it_was_told_first() {
        let mut sources = Sources::default();
        sources.hear(&part("p0", None, 1, 2, "a = 1\nb = "));
        assert_eq!(sources.lines(&None), None);
        sources.hear(&part("p0/1", None, 1, 2, "a = 1\nb = "));
        sources.hear(&part("p0", None, 2, 2, "2\n"));
        sources.hear(&part("p0/1", None, 2, 2, "3\n"));
        sources.hear(&part("p0", Some("own.py"), 1, 1, "c = 3  #: mark\n"));
        assert_eq!(sources.line(&None, 2), Some("b = 2"));
        assert_eq!(sources.line(&None, 3), None);
        assert_eq!(sources.line(&Some("own.py".into()), 0), None);
        assert_eq!(sources.names(), [None, Some("own.py".into())]);
        assert!(!sources.have_marks());
    }

    #[test]
    fn parts_that_do_not_follow_one_another_are_no_file() {
        let mut sources = Sources::default();
        for (number, text) in [(2, "x"), (1, "a"), (3, "c"), (2, "b")] {
            sources.hear(&part("p0", None, number, 3, text));
        }
        assert_eq!(sources.names(), []);
        for (number, text) in [(1, "a"), (1, "a"), (2, "b"), (3, "c")] {
            sources.hear(&part("p0", None, number, 3, text));
        }
        assert_eq!(sources.line(&None, 1), Some("abc"));
    }
}
