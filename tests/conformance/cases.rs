//! A row of the table: a lesson with some of its knobs set, and what is compared.
//!
//! With `CONCURRIUM_EVERY_CHOICE` set, each choice of each knob is a row besides.
//! Never knows which lessons there are, nor how the two sides are run.

use concurrium::lessons::{Lesson, PYTHON, Range};
use concurrium::python::Version;

use crate::lesson_tests::{self, Equal, LessonTests, Set};

/// A lesson with some of its knobs set.
pub(crate) struct Case {
    pub(crate) lesson: &'static Lesson,
    pub(crate) set: Set,
    equal: Equal,
    since: Option<Version>,
}

/// The rows of a lesson.
pub(crate) fn of(lesson: &'static Lesson) -> Vec<Case> {
    let mut cases = of_sets(lesson);
    if std::env::var_os("CONCURRIUM_EVERY_CHOICE").is_some() {
        cases.extend(each_choice(lesson, &lesson_tests::of(lesson)));
    }
    cases
}

/// The rows that the lesson's `tests.toml` names.
pub(crate) fn of_sets(lesson: &'static Lesson) -> Vec<Case> {
    let tests = lesson_tests::of(lesson);
    let groups = &tests.conformance;
    let case = |group: &lesson_tests::Conformance, set: &Set| Case {
        lesson,
        set: set.clone(),
        equal: group.equal,
        since: group.since().or_else(|| lesson_tests::oldest_of(lesson)),
    };
    let cases = groups
        .iter()
        .flat_map(|group| group.sets.iter().map(move |set| case(group, set)));
    cases.collect()
}

/// Each choice of each knob, the others at their defaults.
fn each_choice(lesson: &'static Lesson, tests: &LessonTests) -> Vec<Case> {
    let mut sets: Vec<Set> = Vec::new();
    // Who moves when, and what CPython allows, is none of the program's.
    let knobs = lesson.knobs.iter();
    for knob in knobs.filter(|knob| !knob.schedule && knob.name != PYTHON) {
        if let Range::Choice { choices, .. } = &knob.range {
            let set = |choice: &String| Set::from([(knob.name.clone(), choice.clone())]);
            sets.extend(choices.iter().map(set));
        }
    }
    sets.retain(|set| !tests.each_choice.but.contains(set));
    let case = |set: Set| {
        let says = |with: &Set| {
            set.iter()
                .all(|(knob, value)| with.get(knob) == Some(value))
        };
        let groups = tests.conformance.iter();
        let mut those = groups.filter(|group| group.sets.iter().any(says));
        Case {
            lesson,
            equal: tests
                .each_choice
                .equal
                .unwrap_or(tests.conformance[0].equal),
            since: those
                .find_map(lesson_tests::Conformance::since)
                .or_else(|| lesson_tests::oldest_of(lesson)),
            set,
        }
    };
    sets.into_iter().map(case).collect()
}

impl Case {
    /// The knobs that aren't at their defaults: `forks=4 shape=chain`.
    pub(crate) fn knobs(&self) -> String {
        let set = self
            .set
            .iter()
            .map(|(knob, value)| format!("{knob}={value}"));
        set.collect::<Vec<_>>().join(" ")
    }

    /// Why the listing can't run on an interpreter as old as this, if it can't.
    pub(crate) fn needs_more_than(&self, version: Version) -> Option<String> {
        let since = self.since.filter(|since| version < *since)?;
        Some(format!("the listing needs {since}"))
    }

    /// What is compared, in words.
    pub(crate) fn compared(&self) -> &'static str {
        match self.equal {
            Equal::Lines => "every line",
            Equal::AnyOrderWithoutPids => "every line, but pids and order",
            Equal::LinesWithoutPpids => "every line, but ppids",
            Equal::LinesWithoutFigures => "every line, but what was measured",
            Equal::LinesWithoutNumbers => "every line, but the numbers",
        }
    }

    /// The lines, less what may differ.
    pub(crate) fn normal(&self, mut lines: Vec<String>) -> Vec<String> {
        for line in &mut lines {
            match self.equal {
                Equal::Lines => {}
                Equal::AnyOrderWithoutPids => *line = without_pids(line),
                Equal::LinesWithoutPpids if line.starts_with("ppid ") => {
                    *line = "ppid PID".to_owned();
                }
                Equal::LinesWithoutPpids => {}
                Equal::LinesWithoutFigures => *line = without_figures(line),
                Equal::LinesWithoutNumbers => line.retain(|char| !char.is_ascii_digit()),
            }
        }
        if matches!(self.equal, Equal::AnyOrderWithoutPids) {
            lines.sort();
        }
        lines
    }
}

/// Every number of several digits is taken for a pid: no lesson prints another one beside pids.
fn without_pids(line: &str) -> String {
    let words = line.split(' ').map(|word| match word.parse::<i32>() {
        Ok(number) if number > 99 => "PID",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Every number with a decimal point was measured.
fn without_figures(line: &str) -> String {
    let words = line.split(' ').map(|word| match word.parse::<f64>() {
        Ok(_) if word.contains('.') => "FIGURE",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
