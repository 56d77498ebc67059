//! Concurrium: a terminal explorer of Python's three concurrency models.
//!
//! This is the map of the house. A floor knows only floors below it, and a room only rooms below it; `tests/it/tidy.rs`
//! holds both. `docs/architecture.md` walks through the house with you.
//!
//! ```text
//!            keys, mouse                     permit, verb
//!  terminal ────────────▶ tui ──▶ app ──▶ link ─────────▶ stage ──▶ demos
//!     ▲                            ▲                        │
//!     └───────── view ◀── app ◀── history ◀── link ◀────────┘
//!                                             events
//! ```
//!
//! **The doors**: from arguments to whoever does what they ask.
//! - [`pid1`]: what a system's first process owes the rest, for when that is us.
//! - [`explorer`]: joins app, view, link and tui, and decides nothing itself.
//! - [`cli`]: arguments to a plan.
//! - [`doctor`]: what works on this machine, asked before it is needed.
//!
//! **Where bytes go in and out**
//! - [`headless`]: a run without a screen, as sentences or as JSON.
//! - [`tui`]: the terminal: keys in, pictures out, given back whatever happens.
//! - [`record`]: the screen as a picture or as an asciicast.
//!
//! **What there is to see**
//! - [`view`]: draws the explorer's state on cells, one file a pane, and changes nothing.
//!
//! **What the student does**
//! - [`app`]: the explorer's state: an input comes in, effects go out. The table of actions is here.
//!
//! **What is told**
//! - [`lecture`]: a plan for the hour: what is shown to a class, one thing after the other.
//! - [`saved`]: a saved run, read from its file.
//! - [`notes`]: speaker's notes on a second terminal.
//! - [`quiz`]: drills made by chance, and their answers.
//! - [`progress`]: what a student has seen and predicted.
//! - [`predict`]: the question that is open, and what the run says to it.
//! - [`narrate`]: an event in its world, as a sentence.
//! - [`lockstep`]: a virtual run beside the real one, to follow a schedule.
//!
//! **What happened**
//! - [`history`]: a trace, and the world at any point of it.
//! - [`world`]: what a trace adds up to.
//!
//! **The two sides of a run**: `demos`, `runtime` and `stage` are other processes than `link`.
//! - [`demos`]: the teachable Rust that really runs, one file a lesson.
//! - [`runtime`]: what demos are written with: Python's generators, event loop, queues, threads, told while they run.
//! - [`stage`]: the processes in which demos run: the warden, the lines, the actors.
//! - [`link`]: starts a stage, hears it, hands on permits, and sees that everything ends.
//!
//! **What there is**
//! - [`script`]: one's own script, read, and the interpreter that runs it.
//! - [`trace`]: a trace as lines of a file.
//! - [`play`]: a run as a value: what is run, with what, and what is shown beside it.
//! - [`refusal`]: what was refused, on its way to the sentence in the language of who tells it.
//! - [`lessons`]: the lessons as data: texts, listings, marks, knobs, questions.
//!
//! **The ground**: whom everybody may ask.
//! - [`python`]: Python's semantics: values, exceptions, generators, the event loop.
//! - [`machine`]: what is asked of the machine, and the sentence when it refuses.
//! - [`agent`]: what of ours lives in the processes of a script, in Python.
//! - [`leftover`]: what a killed program leaves behind, and the proof that it is dead.
//! - [`files`]: files written whole or not at all.
//! - [`printable`]: the one door through which text leaves, made fit to be shown.
//! - [`ascii`]: ASCII in the place of other signs.
//! - [`explore`]: every schedule of a small program, counted.
//! - [`i18n`]: the screen's languages and its words.
//! - [`background`]: whether a terminal's ground is dark or light.
//! - [`painter`]: what a terminal shows, and the bytes that turn it into what it should.
//! - [`sys`]: the kernel by hand: the only `unsafe`.
//! - [`protocol`]: events, commands, and what a saved run holds.

// The doors.
pub mod cli;
pub mod doctor;
pub mod explorer;
pub mod pid1;

// Where bytes go in and out.
pub mod headless;
pub mod record;
pub mod tui;

// What there is to see, and what the student does.
pub mod app;
pub mod view;

// What is told.
pub mod lecture;
pub mod lockstep;
pub mod narrate;
pub mod notes;
pub mod predict;
pub mod progress;
pub mod quiz;
pub mod saved;

// What happened.
pub mod history;
pub mod world;

// The two sides of a run.
pub mod demos;
pub mod link;
pub mod runtime;
pub mod stage;

// What there is, and the ground.
pub mod agent;
pub mod ascii;
pub mod background;
pub mod explore;
pub mod files;
pub mod i18n;
pub mod leftover;
pub mod lessons;
pub mod machine;
pub mod painter;
pub mod play;
pub mod printable;
pub mod protocol;
pub mod python;
pub mod refusal;
pub mod script;
pub mod sys;
pub mod trace;

/// How the random tests of the sources keep what failed: below `tests/`, beside what the other tests keep.
#[cfg(test)]
fn random_tests() -> proptest::test_runner::Config {
    use proptest::test_runner::FileFailurePersistence::SourceParallel;
    proptest::test_runner::Config {
        failure_persistence: Some(Box::new(SourceParallel("tests/proptest-regressions"))),
        ..Default::default()
    }
}
