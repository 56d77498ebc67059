//! An exploration within its limits, and what chance makes of it in free runs; what was found, as sentences or as one JSON object.
//!
//! Never knows how every schedule is found.

use std::collections::BTreeMap;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use serde_json::json;

use crate::explore::{Bound, Count, Limits, Outcome, Program, Report, Search, letter};
use crate::i18n::{Lang, Sentence, say};
use crate::link::{Came, FreeRuns, Standstill};
use crate::machine;
use crate::play::Play;

/// How often each outcome came about in free runs on real threads.
pub type Chance = BTreeMap<Outcome, u32>;

/// Searches through all schedules, for so many seconds of the processor at most: half of them for the schedules that there
/// are, at most, so that those which are really different are counted, too.
pub fn search(program: &Program, limits: Limits, seconds: u32) -> Report {
    /// How many states are looked at between two looks at the clock.
    const PIECE: usize = 2_000;
    let processor =
        || clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map_or(Duration::ZERO, Into::into);
    let begin: Duration = processor();
    let most = Duration::from_secs(seconds.into());
    let mut search = Search::new(program.clone(), limits);
    while !search.advance(PIECE) {
        let part = if search.has_counted() { most } else { most / 2 };
        if processor().saturating_sub(begin) >= part {
            search.stop(Bound::Seconds(seconds));
        }
    }
    search.report()
}

/// Runs a small program so many times freely, and counts how it came out.
///
/// # Errors
/// The free runs can't be started, or break off.
pub fn freely(play: &Play, times: u32) -> anyhow::Result<Chance> {
    let mut chance = Chance::new();
    let Some(piece) = play.freely(times).filter(|_| times > 0) else {
        return Ok(chance);
    };
    let mut runs = FreeRuns::start(&piece).map_err(|error| {
        Sentence::new("run.free_not_started").with("why", machine::told(&error))
    })?;
    loop {
        let standstill = |why: Standstill| Sentence::new("run.free").with("why", why.sentence());
        runs.wait_for_news().map_err(standstill)?;
        for came in runs.take(1024) {
            match came {
                Came::Out(outcome, times) => *chance.entry(outcome).or_default() += times,
                Came::Over(None) => return Ok(chance),
                Came::Over(Some(why)) => {
                    return Err(Sentence::new("run.free").with("why", why).into());
                }
            }
        }
    }
}

/// As a JSON object on one line.
pub fn json(
    lesson: &str,
    knobs: &crate::lessons::Settings,
    program: &Program,
    report: &Report,
    chance: &Chance,
) -> String {
    let outcomes = report.outcomes.iter().map(|found| {
        let outcome = &found.outcome;
        let values = program.variables.iter().zip(&outcome.values);
        let values: serde_json::Map<_, _> =
            values.map(|((name, _), value)| (name.clone(), json!(value))).collect();
        let buffers = program.buffers.iter().zip(&outcome.buffers);
        let buffers: serde_json::Map<_, _> =
            buffers.map(|(name, left)| (name.clone(), json!(left))).collect();
        let raised = outcome.raised.iter();
        let raised: serde_json::Map<_, _> = raised
            .map(|(thread, raised)| (letter(*thread).to_string(), json!(raised.0)))
            .collect();
        let stuck: Vec<_> = outcome.stuck.iter().map(|stuck| {
            let owner = stuck.owner.map(|owner| letter(owner).to_string());
            json!({"thread": letter(stuck.thread).to_string(), "on": stuck.on, "owner": owner})
        }).collect();
        json!({
            "values": values, "buffers": buffers, "raised": raised,
            "deadlock": outcome.is_deadlock(), "stuck": stuck, "cycle": circle(outcome),
            "count": number(found.count), "at_least": found.count.at_least,
            "schedule": found.schedule.to_string(), "free": chance.get(outcome).copied().unwrap_or(0),
        })
    });
    let outcomes: Vec<_> = outcomes.collect();
    json!({
        "concurrium": crate::protocol::VERSION, "lesson": lesson, "knobs": knobs.as_map(),
        "switches": program.switches.name(), "schedules": number(report.schedules), "at_least": report.schedules.at_least,
        "different": number(report.different), "different_at_least": report.different.at_least,
        "deadlocks": number(report.deadlocks()), "states": report.states, "bound": report.bound.map(Bound::name), "free": chance.values().sum::<u32>(), "outcomes": outcomes,
    })
    .to_string()
}

/// A number; one that doesn't fit into 64 bits is text, since few readers of JSON take it whole.
fn number(count: Count) -> serde_json::Value {
    match u64::try_from(count.number) {
        Ok(number) => json!(number),
        Err(_) => json!(count.number.to_string()),
    }
}

fn circle(outcome: &Outcome) -> Vec<String> {
    outcome
        .cycle()
        .into_iter()
        .map(|thread| letter(thread).to_string())
        .collect()
}

/// As text, an outcome a line.
pub fn plain(program: &Program, report: &Report, chance: &Chance, lang: Lang) -> String {
    let of = |key: &str, with: &[(&str, &str)]| say(lang, &format!("explore.{key}"), with);
    let figure = |count: Count| match count.at_least {
        true => of("at_least", &[("n", &count.to_string())]),
        false => count.to_string(),
    };
    let mut text = of("schedules", &[("n", &figure(report.schedules))]) + "\n";
    text += &(of(&format!("switches.{}", program.switches.key()), &[]) + "\n");
    text += &(of("different", &[("n", &figure(report.different))]) + "\n");
    let deadlocks = report.deadlocks();
    if deadlocks.number > 0 {
        text += &(of("deadlocks", &[("n", &figure(deadlocks))]) + "\n");
    }
    if let Some(bound) = report.bound {
        let n = bound.number().to_string();
        let stopped = of(&format!("stopped_{}", bound.name()), &[("n", &n)]);
        text += &(of("more", &[("stopped", &stopped), ("option", bound.name())]) + "\n");
    }
    let counts: Vec<String> = report
        .outcomes
        .iter()
        .map(|found| figure(found.count))
        .collect();
    let widest = counts
        .iter()
        .map(|count| count.chars().count())
        .max()
        .unwrap_or(0);
    for (found, count) in report.outcomes.iter().zip(counts) {
        let words = match found.outcome.words(program) {
            words if words.is_empty() => of("fine", &[]),
            words => words,
        };
        text += &format!("{count:>widest$}  {words}  [{}]\n", found.schedule);
        if !chance.is_empty() {
            let n = chance.get(&found.outcome).copied().unwrap_or(0).to_string();
            let of_all = chance.values().sum::<u32>().to_string();
            let with = [("n", n.as_str()), ("of", &of_all)];
            text += &format!("{:>widest$}  {}\n", "", of("free", &with));
        }
        let circle = circle(&found.outcome);
        if let Some(first) = circle.first() {
            let circle = format!("{} → {first}", circle.join(" → "));
            text += &format!(
                "{:>widest$}  {}\n",
                "",
                of("circle", &[("circle", &circle)])
            );
        }
    }
    text
}
