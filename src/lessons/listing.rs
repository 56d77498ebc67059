//! A Python listing whose marked lines have names: `os.wait()  #: wait`.
//!
//! The listing on the screen is the program that runs: its knobs are ordinary assignments at the margin.
//! Never knows which demo stops at which mark.

use std::sync::Arc;

use crate::lessons::bad::BadLine;
use crate::protocol::{Folded, Listed, Settings};

/// What begins a mark at the end of a line.
const MARK: &str = "#:";

/// What stands before scaffolding, and after it: lines that editors know, too.
const REGION: (&str, &str) = ("# region:", "# endregion");

/// A Python listing whose marked lines have names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its lines, without the marks.
    pub lines: Vec<ListingLine>,
}

/// A line of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingLine {
    /// The text, without its mark.
    pub text: String,
    /// The name that `#: name` gave it.
    pub cue: Option<Arc<str>>,
    /// What is told at the mark, where CPython runs the program: `counter=c` of `#: store  counter=c`.
    pub told: Option<Arc<str>>,
    /// What the scaffolding is for that it belongs to, as `# region: TITLE` says.
    pub fold: Option<Arc<str>>,
}

impl Listing {
    /// Reads a listing with its marks and its scaffolding. What says where that begins and ends is no line of the program:
    /// it is for those who write lessons.
    pub(super) fn read(source: &str) -> Result<Listing, BadLine> {
        let mut lines: Vec<ListingLine> = Vec::new();
        let mut fold: Option<Arc<str>> = None;
        for (at, line) in source.lines().enumerate() {
            let bad = |why: &str| BadLine {
                line: at + 1,
                why: why.to_owned(),
            };
            if let Some(title) = line.trim().strip_prefix(REGION.0) {
                let title = title.trim();
                if title.is_empty() || fold.is_some() {
                    return Err(bad("a region without a title, or within another"));
                }
                fold = Some(title.into());
                continue;
            }
            if line.trim() == REGION.1 {
                if fold.take().is_none() {
                    return Err(bad("no region ends here"));
                }
                continue;
            }
            let (text, marked) = match line.split_once(MARK) {
                Some((text, marked)) => (text.trim_end(), Some(marked.trim())),
                None => (line, None),
            };
            let (marked, silent) = match marked.and_then(|marked| marked.strip_prefix("-  ")) {
                Some(told) => (None, Some(told.trim())),
                None => (marked, None),
            };
            let (cue, told) = match marked.map(|marked| marked.split_once(char::is_whitespace)) {
                Some(Some((cue, told))) => (Some(cue), Some(told.trim())),
                _ => (marked, silent),
            };
            if let Some(cue) = cue {
                let twice = lines.iter().any(|line| line.cue.as_deref() == Some(cue));
                if cue.is_empty() || twice {
                    return Err(BadLine {
                        line: at + 1,
                        why: format!("the cue {cue:?} is empty or there twice"),
                    });
                }
            }
            lines.push(ListingLine {
                text: text.to_owned(),
                cue: cue.map(Arc::from),
                told: told.map(Arc::from),
                fold: fold.clone(),
            });
        }
        match fold {
            None => Ok(Listing { lines }),
            Some(title) => Err(BadLine {
                line: source.lines().count(),
                why: format!("the region {title:?} has no end"),
            }),
        }
    }

    /// The number (from 1) of the line with this cue.
    pub fn line_of(&self, cue: &str) -> Option<u32> {
        let at = self
            .lines
            .iter()
            .position(|line| line.cue.as_deref() == Some(cue))?;
        u32::try_from(at + 1).ok()
    }

    /// The names of its marked lines, from the top.
    pub fn cues(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| line.cue.as_deref())
    }

    /// The same listing with each `knob = …` line at the margin giving the knob's present value as a Python literal.
    pub fn with(&self, settings: &Settings) -> Listing {
        let mut listing = self.clone();
        for line in &mut listing.lines {
            let Some((name, default)) = line.text.split_once(" = ") else {
                continue;
            };
            if let Some(value) = settings.as_map().get(name) {
                // The default shows what kind of literal it is.
                let text = default.starts_with('"');
                let value = if text {
                    string_literal(value)
                } else {
                    value.clone()
                };
                line.text = format!("{name} = {value}");
            }
        }
        listing
    }

    /// The listing as it is run.
    pub fn listed(&self) -> Listed {
        let marks = self.cues().filter_map(|cue| {
            let line = self.line_of(cue)?;
            Some((cue.to_owned(), line))
        });
        let folds = self.folds().into_iter().filter_map(|fold| {
            Some(Folded {
                title: fold.title.to_string(),
                first: u32::try_from(fold.lines.start + 1).ok()?,
                last: u32::try_from(fold.lines.end).ok()?,
            })
        });
        Listed {
            program: self.program(),
            marks: marks.collect(),
            folds: folds.collect(),
        }
    }

    /// A script as it stands: every line of it, and no marks taken out.
    pub fn of_script(source: &str) -> Listing {
        let lines = source.lines().map(|text| ListingLine {
            text: text.to_owned(),
            cue: None,
            told: None,
            fold: None,
        });
        Listing {
            lines: lines.collect(),
        }
    }

    /// A listing as it was run; a mark on a line that the program doesn't have is left out, and so is such scaffolding.
    pub fn of(listed: &Listed) -> Listing {
        let lines = listed.program.lines();
        let mut lines: Vec<ListingLine> = lines
            .map(|text| ListingLine {
                text: text.to_owned(),
                cue: None,
                told: None,
                fold: None,
            })
            .collect();
        for (cue, line) in &listed.marks {
            let at = usize::try_from(*line)
                .ok()
                .and_then(|line| line.checked_sub(1));
            if let Some(line) = at.and_then(|at| lines.get_mut(at)) {
                line.cue = Some(Arc::from(&**cue));
            }
        }
        for Folded { title, first, last } in &listed.folds {
            let title: Arc<str> = Arc::from(&**title);
            let (first, last) = (*first as usize, *last as usize);
            let those = lines.get_mut(first.saturating_sub(1)..last);
            for line in those.into_iter().flatten() {
                line.fold = Some(Arc::clone(&title));
            }
        }
        Listing { lines }
    }

    /// The program with its marks, and what is told at them: as it is written in a lesson's folder, for these knobs. Its lines are
    /// those of the listing.
    pub fn marked(&self) -> String {
        let line = |line: &ListingLine| match (&line.cue, &line.told) {
            (Some(cue), Some(told)) => format!("{}  {MARK} {cue}  {told}\n", line.text),
            (Some(cue), None) => format!("{}  {MARK} {cue}\n", line.text),
            (None, Some(told)) => format!("{}  {MARK} -  {told}\n", line.text),
            (None, None) => format!("{}\n", line.text),
        };
        self.lines.iter().map(line).collect()
    }

    /// The program as CPython reads it.
    pub fn program(&self) -> String {
        self.lines
            .iter()
            .flat_map(|line| [line.text.as_str(), "\n"])
            .collect()
    }
}

/// A string literal in double quotes. What would end the line or the literal is escaped.
fn string_literal(value: &str) -> String {
    let mut literal = String::from('"');
    for char in value.chars() {
        match char {
            '"' | '\\' => literal.extend(['\\', char]),
            // Invisible or line-ending characters would make the listing say something else than it shows.
            _ if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') => {
                literal.push_str(&format!("\\U{:08x}", u32::from(char)));
            }
            _ => literal.push(char),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn marks_become_cues_and_leave_the_text() {
        let listing = Listing::read("a = 1\nb()  #: call\n").unwrap();
        assert_eq!(listing.line_of("call"), Some(2));
        assert_eq!(listing.line_of("other"), None);
        assert_eq!(listing.program(), "a = 1\nb()\n");
    }

    #[test]
    fn what_is_told_at_a_mark_is_no_part_of_its_name_and_goes_along_with_it() {
        let source = "b()  #: call  n=x  m=k\n\nc()  #: -  n=\"\"\n";
        let listing = Listing::read(source).unwrap();
        assert_eq!(listing.line_of("call"), Some(1));
        assert_eq!(listing.lines[0].told.as_deref(), Some("n=x  m=k"));
        assert_eq!(listing.cues().collect::<Vec<_>>(), ["call"]);
        assert_eq!(listing.program(), "b()\n\nc()\n");
        assert_eq!(listing.marked(), source);
    }

    #[test]
    fn a_cue_marks_one_line() {
        assert!(Listing::read("a()  #: x\nb()  #: x\n").is_err());
        assert!(Listing::read("a()  #:\n").is_err());
    }

    #[test]
    fn regions_are_named_and_closed_and_no_lines_of_the_program() {
        let listing = Listing::read("a()\n# region: r\nb()\n# endregion\nc()  #: c\n").unwrap();
        assert_eq!(listing.program(), "a()\nb()\nc()\n");
        assert_eq!(listing.line_of("c"), Some(3));
        assert_eq!(listing.lines[1].fold.as_deref(), Some("r"));
        for (source, line) in [
            ("# region:\n# endregion\n", 1),
            ("# region: r\n# region: s\n", 2),
            ("a()\n# endregion\n", 2),
            ("# region: r\na()\n", 2),
        ] {
            assert_eq!(Listing::read(source).unwrap_err().line, line, "{source}");
        }
    }

    #[test]
    fn only_assignments_at_the_margin_are_knobs() {
        let source = "pattern = \"python\"\ndef f():\n    pattern = 1\npattern.x = 2\n";
        let listing = Listing::read(source).unwrap();
        let settings = Settings::of([("pattern", r#"a"b\"#)]);
        assert_eq!(
            listing.with(&settings).program(),
            "pattern = \"a\\\"b\\\\\"\ndef f():\n    pattern = 1\npattern.x = 2\n"
        );
    }
}
