//! Runs of lessons by the command line. One that several tests look at is run once: what they hold must hold of any run.

use std::collections::HashMap;
use std::process::Command;
use std::sync::{LazyLock, Mutex, OnceLock};

use concurrium::explore::Schedule;
use concurrium::protocol::Event;

use crate::lesson_tests::Set;

/// A run that came to its end; one that comes to a deadlock ends there.
pub(crate) struct Run {
    /// As `run --json` writes it: the header, and an event a line.
    pub(crate) saved: Vec<u8>,
    pub(crate) events: Vec<Event>,
}

/// The lesson, the knobs that are set, and the order of steps.
type Wanted = (String, Set, Option<String>);

/// The run of a lesson with these knobs.
pub(crate) fn run(lesson: &str, values: &Set) -> &'static [Event] {
    &whole(lesson, values, None).events
}

/// The same in this order of steps, with all that was written.
pub(crate) fn whole(lesson: &str, values: &Set, schedule: Option<&Schedule>) -> &'static Run {
    static RUNS: LazyLock<Mutex<HashMap<Wanted, &'static OnceLock<Run>>>> =
        LazyLock::new(Mutex::default);
    let wanted = (
        lesson.to_owned(),
        values.clone(),
        schedule.map(ToString::to_string),
    );
    let place = {
        let mut runs = RUNS.lock().expect("nobody panics with it");
        // What is run at once is few lessons with few knobs: it stays until the tests end.
        *runs
            .entry(wanted.clone())
            .or_insert_with(|| Box::leak(Box::default()))
    };
    // Others go on meanwhile, but those who want the same one.
    place.get_or_init(|| make(&wanted))
}

fn make((lesson, values, schedule): &Wanted) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", lesson, "--json"]);
    if let Some(schedule) = schedule {
        command.args(["--schedule", schedule]);
    }
    for (name, value) in values {
        command.args(["--set", &format!("{name}={value}")]);
    }
    let output = command.output().expect("it runs");
    let saved = output.stdout;
    let text = std::str::from_utf8(&saved).expect("UTF-8");
    let events = text.lines().skip(1);
    let events = events.map(|line| serde_json::from_str(line).expect("an event a line"));
    let events: Vec<Event> = events.collect();
    // For whoever reads why a test has failed that looks for more.
    let said = String::from_utf8_lossy(&output.stderr);
    let last = text.lines().next_back();
    println!("{command:?}: {}; {said:?}; {last:?}", output.status);
    Run { saved, events }
}
