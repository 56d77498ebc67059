//! When a text of a lesson is said in the place of the plain one, as its heading has it.
//!
//! ```text
//! ## cue: NAME                    always, where none of the others fits
//! ## cue: NAME if KNOB = VALUE    with this knob; several with `, ` between
//! ## cue: NAME while CALL         while CALL is what the actor waits for, or what it does next; f(…): whatever its arguments are
//! ## cue: - while CALL            the same, of whoever stands at no mark, wherever it has come from
//! ## cue: NAME then               once the actor has gone on from there, and waits or has ended
//! ## cue: NAME again              when somebody has stood there before
//! ## cue: NAME helping            when it is one of the library's own that stands there, a fork server
//! ## cue: NAME raising            while an exception carries the actor out from there
//! ## cue: NAME until QUESTION     as long as this question isn't decided
//! ```
//! Several of them stand in this order. The first that fits is said. Never knows the text, nor a run.

use std::collections::BTreeMap;

use crate::protocol::Settings;

/// In a heading's place for a mark: where somebody stands at none.
pub const NO_MARK: &str = "-";

/// When a text is said.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// With which knobs; every knob that isn't named may have any value.
    pub knobs: BTreeMap<String, String>,
    /// While the actor waits for this, or does it next.
    pub doing: Option<String>,
    /// Only once the actor has gone on from there.
    pub then: bool,
    /// Only where somebody has stood there before.
    pub again: bool,
    /// Only where it is one of the library's own; at the end: where one of those has run the file.
    pub helping: bool,
    /// Only while an exception carries the actor out.
    pub raising: bool,
    /// As long as this question isn't decided.
    pub until: Option<String>,
}

/// What is so where something is to be said.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// The run's knobs.
    pub settings: &'a Settings,
    /// What the actor waits for, or does next, where that is known.
    pub doing: Option<&'a str>,
    /// Whether the actor has gone on from there.
    pub gone_on: bool,
    /// Whether somebody has stood there before.
    pub again: bool,
    /// Whether it is one of the library's own; at the end: whether one of those has run the file.
    pub helping: bool,
    /// Whether an exception carries the actor out.
    pub raising: bool,
    /// The questions that aren't decided.
    pub undecided: &'a [&'a str],
}

impl Case {
    /// Reads what stands behind the name in a heading; answers with the name, too.
    pub(super) fn read(heading: &str) -> Result<(&str, Case), &'static str> {
        let (rest, until) = cut(heading, " until ");
        let (rest, raising) = match rest.strip_suffix(" raising") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (rest, helping) = match rest.strip_suffix(" helping") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (rest, again) = match rest.strip_suffix(" again") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (rest, then) = match rest.strip_suffix(" then") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (rest, doing) = cut(rest, " while ");
        let (name, knobs) = match rest.strip_prefix("if ") {
            Some(knobs) => ("", Some(knobs)),
            None => cut(rest, " if "),
        };
        let knobs = knobs.into_iter().flat_map(|knobs| knobs.split(", "));
        let knobs = knobs.map(|knob| {
            let (knob, value) = knob.split_once(" = ").ok_or("`if` needs KNOB = VALUE")?;
            Ok::<_, &'static str>((knob.trim().to_owned(), value.trim().to_owned()))
        });
        let case = Case {
            knobs: knobs.collect::<Result<_, _>>()?,
            doing: doing.map(str::to_owned),
            then,
            again,
            helping,
            raising,
            until: until.map(str::to_owned),
        };
        Ok((name.trim(), case))
    }

    /// Whether it is about this call: `time.sleep(0.1)` is `time.sleep(…)`, too.
    pub fn is_while(&self, doing: &str) -> bool {
        let call = self.doing.as_deref();
        call.is_some_and(|call| match call.strip_suffix("…)") {
            Some(callee) => doing.starts_with(callee),
            None => doing == call,
        })
    }

    /// Whether it is so now.
    pub fn fits(&self, now: &Moment<'_>) -> bool {
        let until = self.until.as_deref();
        now.settings.have(&self.knobs)
            && (self.doing.is_none() || now.doing.is_some_and(|doing| self.is_while(doing)))
            && (now.gone_on || !self.then)
            && (now.again || !self.again)
            && (now.helping || !self.helping)
            && (now.raising || !self.raising)
            && until.is_none_or(|question| now.undecided.contains(&question))
    }
}

fn cut<'t>(text: &'t str, word: &str) -> (&'t str, Option<&'t str>) {
    match text.split_once(word) {
        Some((before, after)) => (before, Some(after.trim())),
        None => (text, None),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_when() {
        assert_eq!(Case::read("x"), Ok(("x", Case::default())));
        let (name, case) =
            Case::read("x if a = 1, b = two words while f(a) then again helping raising until q")
                .unwrap();
        let knobs = [("a", "1"), ("b", "two words")];
        let knobs = knobs.map(|(knob, value)| (knob.to_owned(), value.to_owned()));
        let all = Case {
            knobs: BTreeMap::from(knobs.clone()),
            doing: Some("f(a)".to_owned()),
            then: true,
            again: true,
            helping: true,
            raising: true,
            until: Some("q".to_owned()),
        };
        assert_eq!((name, &case), ("x", &all));
        assert_eq!(Case::read("if a = 1").unwrap().0, "");
        assert!(Case::read("x if a").is_err());

        let settings: Settings = knobs.into_iter().collect();
        let now = Moment {
            settings: &settings,
            doing: Some("f(a)"),
            gone_on: true,
            again: true,
            helping: true,
            raising: true,
            undecided: &["q"],
        };
        assert!(case.fits(&now) && Case::default().fits(&now));
        let (_, sleeps) = Case::read("- while f(…)").unwrap();
        assert!(sleeps.fits(&now));
        let elsewhere = Moment {
            doing: Some("g(a)"),
            ..now
        };
        assert!(!sleeps.fits(&elsewhere));
        let others = Settings::default();
        for other in [
            Moment {
                settings: &others,
                ..now
            },
            Moment { doing: None, ..now },
            Moment {
                gone_on: false,
                ..now
            },
            Moment {
                again: false,
                ..now
            },
            Moment {
                helping: false,
                ..now
            },
            Moment {
                raising: false,
                ..now
            },
            Moment {
                undecided: &["p"],
                ..now
            },
        ] {
            assert!(!case.fits(&other), "{other:?}");
            assert!(Case::default().fits(&other));
        }
    }
}
