//! What is compared: a row a lesson and knob setting. A new lesson adds its rows here.
//!
//! With `CONCURRIUM_EVERY_CHOICE` set, each choice of each knob is a row besides.
//! Never knows how the two sides are run.

use std::borrow::Cow;

use concurrium::lessons::{Lesson, PYTHON, Range};
use concurrium::python::Version;

/// A lesson with some of its knobs set.
pub(crate) struct Case {
    pub(crate) lesson: &'static str,
    pub(crate) set: Set,
    like: Like,
}

/// Knobs and their values.
type Set = Cow<'static, [(&'static str, &'static str)]>;

/// What of the output must be equal: what neither the kernel nor the clock decides.
#[derive(Clone, Copy)]
enum Like {
    /// Every line, in its order.
    Lines,
    /// Every line in any order, a pid being one only by not being 0.
    PidsAnyOrder,
    /// Every line in its order, but for the pids of parents.
    Ppids,
    /// Every line in its order, but for figures with a decimal point: what was measured.
    Measured,
    /// Every line in its order, but for the numbers: which they are is up to the race.
    Raced,
}

const fn case(
    lesson: &'static str,
    set: &'static [(&'static str, &'static str)],
    like: Like,
) -> Case {
    Case {
        lesson,
        set: Cow::Borrowed(set),
        like,
    }
}

use Like::{Lines, Measured, PidsAnyOrder, Ppids, Raced};

/// Every lesson, with several settings.
const CASES: &[Case] = &[
    case("fork-tree", &[], PidsAnyOrder),
    case("fork-tree", &[("forks", "1")], PidsAnyOrder),
    case(
        "fork-tree",
        &[("shape", "chain"), ("forks", "4")],
        PidsAnyOrder,
    ),
    case(
        "fork-tree",
        &[("shape", "star"), ("forks", "4")],
        PidsAnyOrder,
    ),
    case("zombie-orphan", &[], Ppids),
    case("zombie-orphan", &[("zombies", "6"), ("code", "255")], Ppids),
    case(
        "zombie-orphan",
        &[("death", "SIGTERM"), ("code", "0")],
        Ppids,
    ),
    case("daemon", &[], PidsAnyOrder),
    case("own-memory", &[], PidsAnyOrder),
    case(
        "own-memory",
        &[("stdout", "terminal"), ("written", "0")],
        PidsAnyOrder,
    ),
    case(
        "own-memory",
        &[("megabytes", "1"), ("written", "100")],
        PidsAnyOrder,
    ),
    case("process-pool", &[], Lines),
    case(
        "process-pool",
        &[("workers", "8"), ("tasks", "40"), ("chunksize", "0")],
        Lines,
    ),
    case("process-pool", &[("kill", "yes"), ("workers", "1")], Lines),
    case(
        "process-pool",
        &[("kill", "yes"), ("tasks", "7"), ("chunksize", "3")],
        Lines,
    ),
    case("thread-pool", &[], Lines),
    case(
        "thread-pool",
        &[
            ("workers", "1"),
            ("tasks", "5"),
            ("failing", "2"),
            ("work", "cpu"),
        ],
        Lines,
    ),
    case("thread-pool", &[("tasks", "3"), ("failing", "200")], Lines),
    case("deadlock", &[("order", "same")], Lines),
    case(
        "deadlock",
        &[("order", "same"), ("philosophers", "5"), ("pause", "no")],
        Lines,
    ),
    case("producer-consumer", &[], Lines),
    case(
        "producer-consumer",
        &[
            ("items", "4"),
            ("producers", "2"),
            ("consumers", "3"),
            ("capacity", "3"),
        ],
        Lines,
    ),
    case("lost-update", &[], Raced),
    case("lost-update", &[("threads", "4"), ("rounds", "10")], Raced),
    case("lock", &[], Lines),
    case("lock", &[("threads", "4"), ("rounds", "10")], Lines),
    case("lock", &[("mistake", "two locks")], Raced),
    case("lock", &[("mistake", "early release")], Raced),
    case("lock", &[("mistake", "double release")], Raced),
    case("gil", &[("threads", "1"), ("rounds", "200")], Measured),
    case("gil", &[("threads", "1"), ("work", "call")], Measured),
    case(
        "gil",
        &[("threads", "4"), ("work", "io"), ("rounds", "500")],
        Measured,
    ),
    case("yield-from", &[], Lines),
    case("yield-from", &[("delegate", "list")], Lines),
    case("generator", &[], Lines),
    case("generator", &[("pattern", "x'y\"z")], Lines),
    case("generator", &[("pattern", "")], Lines),
    case("pipeline", &[], Lines),
    case("pipeline", &[("greps", "3")], Lines),
    case("pipeline", &[("primed", "no")], Lines),
    case("scheduler", &[], Lines),
    case("scheduler", &[("style", "yield from")], Lines),
    case("scheduler", &[("style", "await"), ("tasks", "9")], Lines),
    case("async-await", &[], Lines),
    case("async-await", &[("how", "sequential")], Lines),
    case(
        "async-await",
        &[("how", "taskgroup"), ("cancel", "swallowed")],
        Lines,
    ),
    case("async-await", &[("how", "forgotten")], Lines),
    case(
        "async-await",
        &[("blocking", "yes"), ("cancel", "obeyed")],
        Lines,
    ),
    case("async-await", &[("tasks", "100")], Lines),
    case("three-ways", &[], Lines),
    case("three-ways", &[("work", "cpu"), ("workers", "5")], Lines),
    case("three-ways", &[("question", "crash")], Lines),
    case(
        "three-ways",
        &[("question", "block"), ("work", "cpu"), ("workers", "2")],
        Lines,
    ),
];

/// All rows.
pub(crate) fn all(lessons: &[&'static Lesson]) -> Vec<Case> {
    let mut all: Vec<Case> = CASES.iter().map(Case::again).collect();
    if std::env::var_os("CONCURRIUM_EVERY_CHOICE").is_some() {
        all.extend(lessons.iter().flat_map(|lesson| every_choice(lesson)));
    }
    all
}

/// Each choice of each of a lesson's knobs, the others at their defaults.
fn every_choice(lesson: &'static Lesson) -> Vec<Case> {
    let mut cases = Vec::new();
    for knob in &lesson.knobs {
        let Range::Choice { choices, .. } = &knob.range else {
            continue;
        };
        // Who moves when, and what CPython allows, is none of the program's.
        if knob.schedule || knob.name == PYTHON {
            continue;
        }
        let settings = choices.iter().map(|choice| (&*knob.name, &**choice));
        cases.extend(settings.filter_map(|setting| {
            Some(Case {
                lesson: &lesson.id,
                set: Cow::Owned(vec![setting]),
                like: like(&lesson.id, setting)?,
            })
        }));
    }
    cases
}

/// What is equal with this knob alone away from its default; None: nothing, for the program may wait for ever or fail.
fn like(lesson: &str, setting: (&str, &str)) -> Option<Like> {
    Some(match (lesson, setting) {
        ("deadlock", ("order", "same")) => Lines,
        ("deadlock", _) | ("producer-consumer", ("wait", "if") | ("wake", "notify")) => {
            return None;
        }
        // Only somebody who may do anything can be refused a fork and go on as somebody else.
        ("daemon", ("refuse", refused)) if refused != "none" => return None,
        // It prints in its log alone.
        ("daemon", ("second_fork", "off")) => return None,
        ("lost-update" | "lock" | "gil", _) => Raced,
        ("async-await", ("clock", "real")) => Measured,
        (lesson, _) => CASES.iter().find(|case| case.lesson == lesson)?.like,
    })
}

impl Case {
    fn again(&self) -> Case {
        Case {
            set: self.set.clone(),
            ..*self
        }
    }

    /// The knobs that aren't at their defaults: `forks=4 shape=chain`.
    pub(crate) fn knobs(&self) -> String {
        let set = self
            .set
            .iter()
            .map(|(knob, value)| format!("{knob}={value}"));
        set.collect::<Vec<_>>().join(" ")
    }

    /// Why the listing can't run on an interpreter as old as this, if it can't.
    pub(crate) fn needs_more_than(&self, version: Version) -> Option<&'static str> {
        if self.set.contains(&("how", "taskgroup")) && !version.has_groups() {
            return Some("asyncio.TaskGroup needs 3.11");
        }
        if self.lesson == "zombie-orphan" && version == Version::OLDEST {
            return Some("os.waitstatus_to_exitcode needs 3.9");
        }
        None
    }

    /// What is compared, in words.
    pub(crate) fn compared(&self) -> &'static str {
        match self.like {
            Lines => "every line",
            PidsAnyOrder => "every line, but pids and order",
            Ppids => "every line, but ppids",
            Measured => "every line, but what was measured",
            Raced => "every line, but the numbers",
        }
    }

    /// The lines, less what may differ.
    pub(crate) fn normal(&self, mut lines: Vec<String>) -> Vec<String> {
        if matches!(self.like, PidsAnyOrder) {
            for line in &mut lines {
                *line = without_pids(line);
            }
            lines.sort();
        }
        if matches!(self.like, Ppids) {
            for line in &mut lines {
                if line.starts_with("ppid ") {
                    *line = "ppid PID".to_owned();
                }
            }
        }
        if matches!(self.like, Measured) {
            for line in &mut lines {
                *line = without_figures(line);
            }
        }
        if matches!(self.like, Raced) {
            for line in &mut lines {
                line.retain(|char| !char.is_ascii_digit());
            }
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
