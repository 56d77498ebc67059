//! A lesson step by step: what each actor does natively, and on CPython, both going round one at a time.
//!
//! What may differ stands in [`EVERYWHERE`] and in a lesson's `tests.toml`, each with its reason. Never knows which lessons there are.

use std::collections::BTreeMap;
use std::process::Command;

use concurrium::lessons::{PYTHON, Settings};
use serde_json::Value;

use crate::cases::Case;
use crate::lesson_tests::{self, Differs, Marks};
use crate::pythons::Python;

/// What is said of each actor, in the run's order.
struct Run {
    steps: Vec<(String, String)>,
    /// The values of the facts that are compared: by whose they are and by their keys.
    facts: Vec<(String, String, String)>,
    /// The keys of those of which the last value is.
    last: Vec<String>,
}

/// The same by who does it, or by what else is compared.
type Steps = BTreeMap<String, Vec<String>>;

/// A step at a mark.
const STANDS: &str = "stands at ";

/// The end of who is killed.
const KILLED: &str = "ends {\"signal\"";

/// The setting out behind it.
const RUNS: &str = "is running";

/// What isn't compared of any lesson, and why.
const EVERYWHERE: [(&[&str], &str); 5] = [
    (
        &["waits in prompt", "goes on from prompt"],
        "natively something can be done by hand at the end",
    ),
    (
        &["is zombie"],
        "the kernel says it, and may or may not before a parent waits",
    ),
    (
        &["os.wait", "recv(", "signal.pause"],
        "whether there is something to wait for in the kernel by then is chance",
    ),
    (
        &["sleep("],
        "a demo sleeps without a word; CPython's script has a clock",
    ),
    (
        &["join()", "notify"],
        "a demo calls a thread by its name, as the listing doesn't; how many were notified CPython's side says besides",
    ),
];

/// Why a case isn't compared, or is compared only in part.
pub(crate) fn allowed<'d>(
    case: &Case,
    all: &'d [Differs],
    python: &Python,
) -> Result<Vec<&'d Differs>, String> {
    let settings = case.settings()?;
    let fits = |differs: &&Differs| {
        let mut knobs = differs.with.iter();
        knobs.all(|(knob, value)| settings.get(knob) == value) && differs.is_of(python.version)
    };
    Ok(all.iter().filter(fits).collect())
}

/// Where the two sides differ; None: nowhere.
pub(crate) fn differ(case: &Case, allowed: &[&Differs], python: &Python) -> Option<String> {
    let of = |side| steps(case, side, python).map(|steps| normal(steps, allowed));
    let (native, cpython) = (of(Side::Rust), of(Side::CPython));
    let (native, cpython) = match (native, cpython) {
        (Ok(native), Ok(cpython)) => (native, cpython),
        (Err(why), _) | (_, Err(why)) => return Some(format!("  {why}")),
    };
    if native.is_empty() {
        return Some("  nobody has done anything: there is nothing to compare".to_owned());
    }
    let mut actors: Vec<&String> = native.keys().chain(cpython.keys()).collect();
    actors.sort();
    actors.dedup();
    let told = actors.into_iter().filter_map(|actor| {
        let none = Vec::new();
        let of = |steps: &'_ Steps| steps.get(actor).cloned().unwrap_or_default();
        let (one, other) = (of(&native), of(&cpython));
        if one == other {
            return None;
        }
        let at = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
        let rest = |steps: &[String]| {
            let from = at.saturating_sub(2).min(steps.len());
            let rest = steps.get(from..).unwrap_or(&none);
            rest.iter().take(6).cloned().collect::<Vec<_>>().join("; ")
        };
        Some(format!(
            "  {actor}, step {at}:\n    Rust:    … {}\n    CPython: … {}\n",
            rest(&one),
            rest(&other)
        ))
    });
    let told: String = told.collect();
    (!told.is_empty()).then_some(told)
}

/// Who runs a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Rust,
    CPython,
}

/// What each actor does in a run of this case.
fn steps(case: &Case, side: Side, python: &Python) -> Result<Run, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", &case.lesson.id, "--json", "--order", "round"]);
    for (knob, value) in &case.set {
        command.args(["--set", &format!("{knob}={value}")]);
    }
    match side {
        Side::CPython => {
            command.arg("--python").arg(python.program());
        }
        // As that version does it.
        Side::Rust if case.lesson.knob(PYTHON).is_some() => {
            command.args(["--set", &format!("{PYTHON}={}", python.version)]);
        }
        Side::Rust => {}
    }
    let output = command.output().map_err(|why| why.to_string())?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", output.status, complaint.trim_end()));
    }
    let told = String::from_utf8_lossy(&output.stdout);
    let events = told
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).map_err(|why| format!("{line}: {why}")));
    let events: Vec<Value> = events.collect::<Result<_, _>>()?;
    let called = Called::of(&events);
    let steps = events.iter().filter_map(|event| {
        let actor = called.actor(text(event, "actor"))?;
        Some((actor, said(event, &called)?))
    });
    let tests = lesson_tests::of(case.lesson);
    let compared: Vec<&String> = tests.facts.iter().chain(&tests.last_facts).collect();
    let known = events.iter().filter_map(|event| {
        let (key, actor) = (text(event, "key"), called.actor(text(event, "actor"))?);
        let is_compared =
            text(event, "event") == "fact" && compared.iter().any(|fact| *fact == key);
        is_compared.then(|| (actor, key.to_owned(), value(event)))
    });
    Ok(Run {
        steps: steps.collect(),
        facts: known.collect(),
        last: tests.last_facts,
    })
}

/// What a fact says; which terminal of the machine's it is nobody knows beforehand.
fn value(event: &Value) -> String {
    match text(event, "value") {
        terminal if terminal.starts_with("/dev/pts/") => "/dev/pts".to_owned(),
        value => value.to_owned(),
    }
}

fn text<'e>(event: &'e Value, field: &str) -> &'e str {
    event[field].as_str().unwrap_or_default()
}

/// What the actors of a run are called, by their identities, so that both sides call them the same.
#[derive(Default)]
struct Called(BTreeMap<String, String>);

impl Called {
    /// Of a run. Whom the library has started for itself isn't compared, nor counted; and coroutines have names: one is told of when it
    /// is made, the other when it first runs.
    fn of(events: &[Value]) -> Called {
        let helps =
            |event: &&Value| text(event, "event") == "fact" && text(event, "key") == "helper";
        let helpers = events.iter().filter(helps);
        let helpers: Vec<&str> = helpers.map(|event| text(event, "actor")).collect();
        let mut called = Called::default();
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        let is_told = |event: &&Value| {
            text(event, "event") == "born" && !helpers.contains(&text(event, "actor"))
        };
        let mut births: Vec<&Value> = events.iter().filter(is_told).collect();
        // As their makers count them, whoever was told of first; whose one is comes before it.
        births.sort_by_key(|event| {
            let numbers = text(event, "actor").split(|sign: char| !sign.is_ascii_digit());
            let numbers: Vec<u32> = numbers.filter_map(|number| number.parse().ok()).collect();
            (numbers.len(), numbers)
        });
        for event in births {
            let identity = text(event, "actor");
            // `p0/1.t2`: whose it is, and what it is.
            let at = identity.rfind(['/', '.']).unwrap_or(0);
            let (of, own) = identity.split_at(at);
            let sign = own.trim_end_matches(|sign: char| sign.is_ascii_digit());
            let is_coroutine = text(event, "kind") == "coroutine";
            let name = match called.actor(of) {
                None => identity.to_owned(),
                Some(of) => {
                    let whole = match is_coroutine {
                        true => format!("{of}.{}", text(event, "name")),
                        false => format!("{of}{sign}"),
                    };
                    let count = taken.entry(whole.clone()).or_default();
                    *count += 1;
                    match (is_coroutine, *count) {
                        (true, 1) => whole,
                        (true, count) => format!("{whole}#{count}"),
                        (false, count) => format!("{whole}{count}"),
                    }
                }
            };
            called.0.insert(identity.to_owned(), name);
        }
        called
    }

    /// What an actor is called; None: it isn't compared.
    fn actor(&self, identity: &str) -> Option<String> {
        self.0.get(identity).cloned()
    }

    /// The same of who gives or takes, which may be a thing, too.
    fn end(&self, identity: &str) -> String {
        self.actor(identity).unwrap_or_else(|| identity.to_owned())
    }
}

/// An event in words; None for one that isn't compared: what is known, and how it is called.
fn said(event: &Value, called: &Called) -> Option<String> {
    let text = |field: &str| text(event, field);
    let end = |field: &str| called.end(text(field));
    Some(match text("event") {
        "born" => format!("is a {}", text("kind")),
        "line" => format!("{STANDS}{}", text("cue")),
        "state" => format!("is {}", text("state")),
        "blocked" => format!("waits in {} for {}", text("on"), end("owner")),
        "unblocked" => format!("goes on from {}", text("on")),
        "message" => {
            let (verb, from, to) = (text("verb"), end("from"), end("to"));
            format!("{verb} {from} to {to} {}", text("value"))
        }
        "outcome" => {
            let (call, result) = (text("call"), text("result"));
            format!("{call} {result} {}{}", text("value"), text("exception"))
        }
        "ended" => format!("ends {} {}", event["how"], end("reaped_by")),
        _ => return None,
    })
}

/// The steps without what may differ.
fn normal(run: Run, allowed: &[&Differs]) -> Steps {
    let everywhere = EVERYWHERE
        .iter()
        .flat_map(|(words, _)| words.iter().copied());
    let here = allowed.iter().flat_map(|differs| &differs.drop);
    let dropped: Vec<&str> = everywhere.chain(here.map(String::as_str)).collect();
    let only = allowed.iter().find_map(|differs| differs.only.as_ref());
    let marks = allowed.iter().find_map(|differs| differs.marks);
    let mut kept = Steps::new();
    for (actor, step) in run.steps {
        let is_only = only.is_none_or(|only| only.contains(&actor));
        if is_only && !dropped.iter().any(|word| step.contains(word)) {
            let by = match (marks, step.strip_prefix(STANDS)) {
                (None, _) => actor,
                (Some(Marks::InOrder), Some(_)) => "all".to_owned(),
                (Some(Marks::HowOften), Some(mark)) => mark.to_owned(),
                (Some(_), None) => continue,
            };
            kept.entry(by).or_default().push(step);
        }
    }
    let facts = run.facts.into_iter();
    let facts = facts.filter(|(actor, ..)| only.is_none_or(|only| only.contains(actor)));
    for (actor, key, value) in facts.filter(|_| marks.is_none()) {
        let whose = format!("{actor}, {key}");
        if dropped.iter().any(|word| whose.contains(word)) {
            continue;
        }
        let values = kept.entry(whose).or_default();
        if run.last.contains(&key) {
            values.clear();
        }
        if values.last() != Some(&value) {
            values.push(value);
        }
    }
    let all = kept.into_iter().map(|(actor, mut steps)| {
        // Whether somebody who is killed was let go before is up to who is faster.
        if let [.., runs, ends] = &*steps
            && runs == RUNS
            && ends.starts_with(KILLED)
        {
            steps.remove(steps.len() - 2);
        }
        for differs in allowed {
            if let Some(mark) = &differs.passes {
                steps = without(&steps, mark, |_| true);
            }
            if let Some(mark) = &differs.once {
                let at = format!("{STANDS}{mark}");
                steps = without(&steps, mark, |before| {
                    let mut before = before.iter().rev().filter(|step| *step != RUNS);
                    before.next() == Some(&at)
                });
            }
        }
        (actor, steps)
    });
    all.collect()
}

/// The steps without this mark, and the setting out behind it, where what stands before it is so.
fn without(steps: &[String], mark: &str, is_so: impl Fn(&[String]) -> bool) -> Vec<String> {
    let at = format!("{STANDS}{mark}");
    let mut left: Vec<String> = Vec::new();
    let mut steps = steps.iter().peekable();
    while let Some(step) = steps.next() {
        if *step == at && is_so(&left) {
            let _ = steps.next_if(|step| *step == RUNS);
        } else {
            left.push(step.clone());
        }
    }
    left
}

impl Case {
    /// All knobs, as they are in this case.
    fn settings(&self) -> Result<Settings, String> {
        let mut settings = self.lesson.defaults();
        for (knob, value) in &self.set {
            let set = settings.set(self.lesson, knob, value);
            set.map_err(|why| why.to_string())?;
        }
        Ok(settings)
    }
}
