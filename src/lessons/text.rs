//! A lesson's texts in one language, read from `en.md` and `zh.md`.
//!
//! The file is Markdown cut at its `##` headings: `# Title`, the summary, then `## facts`, `## about`, `## end`,
//! `## cue: NAME`, `## knob: NAME`, `## fold: TITLE` and others. A note and the end may be said otherwise in some [`Case`]s.
//! Never knows how Markdown is drawn.

use std::collections::BTreeMap;

use crate::lessons::bad::BadLine;
use crate::lessons::{Case, Moment, Settings};

/// A lesson's texts in one language. All but `title` are Markdown (paragraphs, `code`, **bold**, *emphasis*, lists, fenced blocks).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Text {
    /// What the lesson is called: `A tree of forks`.
    pub title: String,
    /// Two or three sentences for the home screen.
    pub summary: String,
    /// Short labelled lines for the home screen, in order: (`What runs`, `real processes by fork(2)`).
    pub facts: Vec<(String, String)>,
    /// The explanation, whole.
    pub about: String,
    /// What is left of it when the run is through: two or three sentences.
    pub end: String,
    /// Why, per cue. `{pid}` and the like are filled in from the world by `narrate`.
    pub notes: BTreeMap<String, String>,
    /// What is said at a cue in its note's place in some cases, per cue: the first that fits.
    pub cases: BTreeMap<String, Vec<(Case, String)>>,
    /// What is said at the end in its place in some cases: the first that fits.
    pub end_cases: Vec<(Case, String)>,
    /// One sentence per knob.
    pub knobs: BTreeMap<String, String>,
    /// What the listing's scaffolding is for, by its title there.
    pub folds: BTreeMap<String, String>,
    /// What a tour says, by name.
    pub captions: BTreeMap<String, String>,
    /// What is said below the stage, by name; knobs in braces are filled in.
    pub below: BTreeMap<String, String>,
    /// What a speaker is told, by cue or by question.
    pub speaker: BTreeMap<String, String>,
    /// The words of each question.
    pub questions: BTreeMap<String, Ask>,
}

/// The words of a question: `## predict: NAME`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The question, in Markdown; knobs in braces are filled in.
    pub question: String,
    /// A text a choice, in the order of the choices.
    pub choices: Vec<ChoiceText>,
}

/// What is said about a choice: `- **nobody**: which idea leads to it, and why that fails`. A line `  ✓ why it is so`
/// below it is said to whom the run proves right, and a line `  ✓ helping: …` in its place where it was one of the library's own
/// that showed it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ChoiceText {
    /// What the choice is called, where that isn't the answer as the run spells it.
    pub label: Option<String>,
    /// Which idea leads to it, and what is so; in Markdown.
    pub why: String,
    /// Why it is so, where the knobs make it the answer. None: `why` speaks to both.
    pub right: Option<String>,
    /// The same, where one of the library's own has shown it, a fork server.
    pub helping: Option<String>,
}

impl ChoiceText {
    /// What is said to somebody who chose it, and is right or wrong; `helping`: one of the library's own has shown what is right.
    pub fn to(&self, is_right: bool, helping: bool) -> &str {
        let helping = self.helping.as_ref().filter(|_| helping);
        let right = helping.or(self.right.as_ref());
        right.filter(|_| is_right).unwrap_or(&self.why)
    }
}

impl Text {
    /// Why, at a cue, as it is said now.
    pub fn note(&self, cue: &str, now: &Moment<'_>) -> Option<&str> {
        let mut cases = self.cases.get(cue).into_iter().flatten();
        let case = cases.find(|(case, _)| case.fits(now));
        let said = case.map(|(_, said)| said);
        said.or_else(|| self.notes.get(cue)).map(String::as_str)
    }

    /// Whether something is said, with these knobs, to the second who comes to a cue alone.
    pub fn says_more_of_the_second(&self, cue: &str, settings: &Settings) -> bool {
        let mut cases = self.cases.get(cue).into_iter().flatten();
        cases.any(|(case, _)| case.again && settings.have(&case.knobs))
    }

    /// What is left of it at the end of a run, as it is said now.
    pub fn ending(&self, now: &Moment<'_>) -> &str {
        let mut cases = self.end_cases.iter();
        let case = cases.find(|(case, _)| case.fits(now));
        case.map_or(&self.end, |(_, said)| said)
    }

    /// Every note that can be said, whatever is asked.
    pub fn all_notes(&self) -> impl Iterator<Item = (&str, &str)> {
        let notes = self.notes.iter().map(|(cue, note)| (&**cue, &**note));
        let cases = self.cases.iter().flat_map(|(cue, all)| {
            let said = all.iter().map(|(_, said)| &**said);
            said.map(|said| (&**cue, said))
        });
        notes.chain(cases)
    }

    /// Whatever can be said at the end.
    pub fn all_ends(&self) -> impl Iterator<Item = &str> {
        let cases = self.end_cases.iter().map(|(_, said)| &**said);
        std::iter::once(&*self.end).chain(cases)
    }

    /// Reads the file's text; an error names the heading it is about.
    pub(super) fn read(source: &str) -> Result<Text, BadLine> {
        let (title, summary) = Text::head(source)?;
        let mut text = Text {
            title,
            summary,
            ..Text::default()
        };
        let mut sections = source.split(SECTION);
        let mut line = 1 + sections.next().map_or(0, lines_in);
        for section in sections {
            let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
            text.add(heading.trim(), body.trim())
                .map_err(|why| BadLine {
                    line,
                    why: format!("## {heading}: {why}"),
                })?;
            line += lines_in(section);
        }
        Ok(text)
    }

    /// Reads the title and the summary alone.
    pub(super) fn head(source: &str) -> Result<(String, String), BadLine> {
        let head = source.split(SECTION).next().unwrap_or_default();
        let (title, summary) = head.split_once('\n').unwrap_or((head, ""));
        let title = title.strip_prefix("# ").ok_or_else(|| BadLine {
            line: 1,
            why: "the first line is no `# Title`".to_owned(),
        })?;
        Ok((title.trim().to_owned(), summary.trim().to_owned()))
    }

    /// Reads title, summary and facts alone; what else there is isn't looked at.
    pub(super) fn front(source: &str) -> Result<Text, BadLine> {
        let (title, summary) = Text::head(source)?;
        let mut sections = source.split(SECTION).skip(1);
        let body = sections.find_map(|section| section.strip_prefix("facts\n"));
        let facts = facts(body.unwrap_or_default().trim()).map_err(|why| BadLine {
            line: 1,
            why: format!("facts: {why}"),
        })?;
        Ok(Text {
            title,
            summary,
            facts,
            ..Text::default()
        })
    }

    fn add(&mut self, heading: &str, body: &str) -> Result<(), &'static str> {
        if body.is_empty() {
            return Err("there is nothing under it");
        }
        match heading
            .split_once(':')
            .map(|(kind, name)| (kind, name.trim()))
        {
            None if heading == "about" && self.about.is_empty() => body.clone_into(&mut self.about),
            None if heading == "end" && self.end.is_empty() => body.clone_into(&mut self.end),
            None if heading.starts_with("end if ") => {
                let (_, case) = Case::read(&heading["end ".len()..])?;
                self.end_cases.push((case, body.to_owned()));
            }
            None if heading == "facts" && self.facts.is_empty() => self.facts = facts(body)?,
            Some(("cue", heading)) => match Case::read(heading)? {
                (cue, case) if case == Case::default() => insert(&mut self.notes, cue, body)?,
                (cue, case) => {
                    let said = self.cases.entry(cue.to_owned()).or_default();
                    said.push((case, body.to_owned()));
                }
            },
            Some(("knob", name)) => insert(&mut self.knobs, name, body)?,
            Some(("fold", name)) => insert(&mut self.folds, name, body)?,
            Some(("below", name)) => insert(&mut self.below, name, body)?,
            Some(("tour", name)) => insert(&mut self.captions, name, body)?,
            Some(("notes", name)) => insert(&mut self.speaker, name, body)?,
            Some(("predict", name)) => insert(&mut self.questions, name, ask(body)?)?,
            _ => return Err("no such heading, or a second one"),
        }
        Ok(())
    }
}

/// What begins a section.
const SECTION: &str = "\n## ";

/// How many lines a section takes up, that of its heading included.
fn lines_in(section: &str) -> usize {
    section.matches('\n').count() + 1
}

fn insert<T>(
    into: &mut BTreeMap<String, T>,
    name: &str,
    body: impl Into<T>,
) -> Result<(), &'static str> {
    match into.insert(name.to_owned(), body.into()) {
        Some(_) => Err("it is there twice"),
        None => Ok(()),
    }
}

/// A question, and an item a choice.
fn ask(body: &str) -> Result<Ask, &'static str> {
    let (question, items) = body
        .split_once("\n- ")
        .ok_or("there is no item for a choice")?;
    Ok(Ask {
        question: question.trim().to_owned(),
        choices: items.split("\n- ").map(choice).collect(),
    })
}

/// What stands before a sign, and behind it.
fn cut<'t>(item: &'t str, sign: &str) -> (&'t str, Option<String>) {
    match item.split_once(sign) {
        Some((item, behind)) => (item, Some(behind.trim().to_owned())),
        None => (item, None),
    }
}

fn choice(item: &str) -> ChoiceText {
    let (item, helping) = cut(item, "\n  ✓ helping: ");
    let (item, right) = cut(item, "\n  ✓ ");
    let item = item.trim();
    let labelled = || {
        let (label, why) = item.strip_prefix("**")?.split_once("**")?;
        let why = why.strip_prefix([':', '：'])?;
        Some((label, why))
    };
    match labelled() {
        Some((label, why)) => ChoiceText {
            label: Some(label.to_owned()),
            why: why.trim().to_owned(),
            right,
            helping,
        },
        None => ChoiceText {
            label: None,
            why: item.to_owned(),
            right,
            helping,
        },
    }
}

/// `- Label: words`, with a full-width colon in Chinese.
fn facts(body: &str) -> Result<Vec<(String, String)>, &'static str> {
    body.lines()
        .map(|line| {
            let item = line.strip_prefix("- ")?;
            let (label, words) = item.split_once([':', '：'])?;
            Some((label.trim().to_owned(), words.trim().to_owned()))
        })
        .collect::<Option<_>>()
        .ok_or("each line must be `- Label: words`")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;
    use crate::protocol::Settings;

    #[test]
    fn a_file_is_cut_at_its_headings() {
        let text = Text::read(
            "# T\n\nOne.\nTwo.\n\n## facts\n- 运行：真的\n- B: c: d\n\n## about\nA.\n\n### In it\nB.\n\n## cue: x\nWhy.\n\n## cue: x until q\nHm.\n\n## end\nE.\n\n## end if k = 2\nF.\n\n## knob: k\nWhat.\n",
        )
        .unwrap();
        assert_eq!(text.title, "T");
        assert_eq!(text.summary, "One.\nTwo.");
        assert_eq!(text.facts[0], ("运行".to_owned(), "真的".to_owned()));
        assert_eq!(text.facts[1], ("B".to_owned(), "c: d".to_owned()));
        assert_eq!(text.about, "A.\n\n### In it\nB.");
        assert_eq!(text.notes["x"], "Why.");
        let knobs = |k: &str| Settings::from_iter([("k".to_owned(), k.to_owned())]);
        let (one, two) = (knobs("1"), knobs("2"));
        let now = |settings, undecided| Moment {
            settings,
            doing: None,
            gone_on: false,
            again: false,
            helping: false,
            raising: false,
            undecided,
        };
        assert_eq!(text.note("x", &now(&one, &[])), Some("Why."));
        assert_eq!(text.note("x", &now(&one, &["p", "q"])), Some("Hm."));
        assert_eq!(text.note("y", &now(&one, &["q"])), None);
        assert_eq!(text.ending(&now(&one, &[])), "E.");
        assert_eq!(text.ending(&now(&two, &[])), "F.");
        assert_eq!(text.knobs["k"], "What.");
    }

    #[test]
    fn a_choice_may_say_something_else_to_whom_it_proves_right() {
        let text = Text::read(
            "# T\n\n## predict: q\nWhich?\n\n- **yes**: With two.\n  ✓ There are two.\n  ✓ helping: The server has two.\n- Never.\n",
        );
        let ask = &text.unwrap().questions["q"];
        let [yes, no] = &ask.choices[..] else {
            panic!("{ask:?}")
        };
        assert_eq!(yes.label.as_deref(), Some("yes"));
        assert_eq!(
            (yes.to(false, true), yes.to(true, false)),
            ("With two.", "There are two.")
        );
        assert_eq!(yes.to(true, true), "The server has two.");
        assert_eq!(
            (no.to(false, false), no.to(true, true)),
            ("Never.", "Never.")
        );
    }

    #[test]
    fn what_is_malformed_is_named() {
        for (source, named) in [
            ("T\n", "# Title"),
            ("# T\n\n## hm\nA.\n", "## hm"),
            ("# T\n\n## cue: x\n\n## about\nA.\n", "## cue: x"),
            ("# T\n\n## knob: x\nA.\n\n## knob: x\nB.\n", "twice"),
            ("# T\n\n## facts\nno item\n", "- Label: words"),
        ] {
            let error = Text::read(source).unwrap_err().why;
            assert!(error.contains(named), "{source:?}: {error}");
        }
    }
}
