//! A lesson step by step: what each actor does natively, and on CPython, both going round one at a time.
//!
//! What may differ stands in [`EVERYWHERE`] and in a lesson's `tests.toml`, each with its reason. Never knows which lessons there are.

use std::collections::BTreeMap;
use std::process::Command;

use concurrium::lessons::Settings;
use serde_json::Value;

use crate::cases::Case;
use crate::lesson_tests::Differs;
use crate::pythons::Python;

/// What is said of an actor, in order.
type Steps = BTreeMap<String, Vec<String>>;

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
    let native = steps(case, None).map(|steps| normal(steps, allowed));
    let program = python.program().to_string_lossy();
    let cpython = steps(case, Some(&program)).map(|steps| normal(steps, allowed));
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

/// What each actor does in a run of this case.
fn steps(case: &Case, python: Option<&str>) -> Result<Steps, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", &case.lesson.id, "--json", "--order", "round"]);
    for (knob, value) in &case.set {
        command.args(["--set", &format!("{knob}={value}")]);
    }
    command.args(python.map(|python| format!("--python={python}")));
    let output = command.output().map_err(|why| why.to_string())?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", output.status, complaint.trim_end()));
    }
    let mut steps = Steps::new();
    for line in String::from_utf8_lossy(&output.stdout).lines().skip(1) {
        let event: Value = serde_json::from_str(line).map_err(|why| format!("{line}: {why}"))?;
        let actor = event["actor"].as_str().unwrap_or_default().to_owned();
        if let Some(said) = said(&event) {
            steps.entry(actor).or_default().push(said);
        }
    }
    Ok(steps)
}

/// An event in words; None for one that isn't compared: what is known, and how it is called.
fn said(event: &Value) -> Option<String> {
    let text = |field: &str| event[field].as_str().unwrap_or_default().to_owned();
    Some(match text("event").as_str() {
        "born" => format!("is a {}", text("kind")),
        "line" => format!("stands at {}", text("cue")),
        "state" => format!("is {}", text("state")),
        "blocked" => format!("waits in {} for {}", text("on"), text("owner")),
        "unblocked" => format!("goes on from {}", text("on")),
        "message" => {
            let (verb, from, to) = (text("verb"), text("from"), text("to"));
            format!("{verb} {from} to {to} {}", text("value"))
        }
        "outcome" => {
            let (call, result) = (text("call"), text("result"));
            format!("{call} {result} {}{}", text("value"), text("exception"))
        }
        "ended" => format!("ends {} {}", event["how"], text("reaped_by")),
        _ => return None,
    })
}

/// The steps without what may differ.
fn normal(steps: Steps, allowed: &[&Differs]) -> Steps {
    let everywhere = EVERYWHERE
        .iter()
        .flat_map(|(words, _)| words.iter().copied());
    let here = allowed.iter().flat_map(|differs| &differs.drop);
    let dropped: Vec<&str> = everywhere.chain(here.map(String::as_str)).collect();
    let only = allowed.iter().find_map(|differs| differs.only.as_ref());
    let kept = steps
        .into_iter()
        .filter(|(actor, _)| only.is_none_or(|only| only.contains(actor)));
    let all = kept.map(|(actor, mut steps)| {
        steps.retain(|step| !dropped.iter().any(|word| step.contains(word)));
        for differs in allowed {
            if let Some(mark) = &differs.passes {
                steps = without(&steps, mark, |_| true);
            }
            if let Some(mark) = &differs.once {
                let at = format!("stands at {mark}");
                steps = without(&steps, mark, |before| {
                    before.len() > 1 && before[before.len() - 2] == at
                });
            }
        }
        (actor, steps)
    });
    all.collect()
}

/// The steps without this mark, and the setting out behind it, where what stands before it is so.
fn without(steps: &[String], mark: &str, is_so: impl Fn(&[String]) -> bool) -> Vec<String> {
    let at = format!("stands at {mark}");
    let mut left: Vec<String> = Vec::new();
    let mut steps = steps.iter().peekable();
    while let Some(step) = steps.next() {
        if *step == at && is_so(&left) {
            let _ = steps.next_if(|step| *step == "is running");
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
