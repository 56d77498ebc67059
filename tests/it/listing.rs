//! The program for one setting of the knobs: CPython reads it, it says the same as the whole file, and it is what the command
//! line prints. (That it prints what the demo prints is the conformance table's business.)

use std::process::Command;

use concurrium::lessons::{Lesson, PYTHON, Range, Settings};

use crate::lesson_tests;
use crate::pythons::{self, Python};

/// Every knob at its default, numbers as small as they may be, but one, which takes each of its choices in turn.
fn each_choice(lesson: &Lesson) -> Vec<(String, Settings)> {
    let mut small = lesson.defaults();
    for knob in &lesson.knobs {
        if let Range::Int { min, .. } = knob.range {
            small.set(lesson, &knob.name, &min.to_string()).unwrap();
        }
    }
    let mut all = vec![("the defaults".to_owned(), small.clone())];
    let knobs = lesson.knobs.iter();
    for knob in knobs.filter(|knob| !knob.schedule && knob.name != PYTHON) {
        let Range::Choice { choices, .. } = &knob.range else {
            continue;
        };
        for choice in choices {
            let mut settings = small.clone();
            settings.set(lesson, &knob.name, choice).unwrap();
            all.push((format!("{}={choice}", knob.name), settings));
        }
    }
    all
}

/// Those whose program may wait for ever, as it is meant to.
fn may_wait_for_ever(lesson: &Lesson, what: &str) -> bool {
    match &*lesson.id {
        "deadlock" => what != "order=same",
        "producer-consumer" => what == "wake=notify",
        // With one worker, which is as few as there may be.
        "executors" => what == "what=full",
        _ => false,
    }
}

/// Lines less what chance decides: their order, and every number, addresses too.
fn told(output: &std::process::Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let mut lines: Vec<String> = text
        .lines()
        .map(|line| {
            let mut pieces = line.split("0x");
            let first = pieces.next().unwrap_or_default().to_owned();
            let behind =
                pieces.map(|piece| piece.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
            let line = behind.fold(first, |line, piece| line + piece);
            line.chars().filter(|char| !char.is_ascii_digit()).collect()
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn every_choice_of_every_knob_has_a_program_that_says_the_same() {
    for python in &pythons::all() {
        // Most of them sleep most of the time: the lessons wait side by side.
        let is_new_enough = |lesson: &&Lesson| {
            let oldest = lesson_tests::oldest_of(lesson);
            oldest.is_none_or(|oldest| oldest <= python.version)
        };
        std::thread::scope(|scope| {
            for lesson in crate::shelf::all().into_iter().filter(is_new_enough) {
                scope.spawn(move || says_the_same(lesson, python));
            }
        });
    }
}

/// Holds that the program for the choices of a lesson's knobs says what the whole file says: for every second of them, or for
/// each where that is asked for.
fn says_the_same(lesson: &Lesson, python: &Python) {
    let each = std::env::var_os("CONCURRIUM_EVERY_CHOICE").is_some();
    for (what, settings) in each_choice(lesson)
        .into_iter()
        .step_by(if each { 1 } else { 2 })
    {
        let special = lesson.listing.specialised(&settings);
        let place = format!("{} {what} on {}", lesson.id, python.release);
        assert!(special.cues().next().is_some(), "{place}");
        let program = special.program();
        if may_wait_for_ever(lesson, &what) {
            let reads = "import ast, sys; ast.parse(sys.stdin.read())";
            let reads = python.output(&["-c", reads], program.as_bytes());
            assert!(reads.unwrap().status.success(), "{place}: {program}");
            continue;
        }
        let run = |program: &str| {
            let ran = python.runs(program).unwrap();
            (told(&ran), ran.status.code())
        };
        let whole = lesson.listing.with(&settings).program();
        assert_eq!(run(&program), run(&whole), "{place}: {program}");
    }
}

#[test]
fn what_a_choice_decides_is_gone() {
    for lesson in crate::shelf::all() {
        for (what, settings) in each_choice(lesson) {
            let program = lesson.listing.specialised(&settings).program();
            for knob in lesson.knobs.iter().filter(|knob| !knob.schedule) {
                let compared = format!("{} == \"", knob.name);
                assert!(
                    !program.contains(&compared),
                    "{} {what}: {program}",
                    lesson.id
                );
            }
        }
    }
}

#[test]
fn the_command_line_prints_it_or_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pc.py");
    let arguments = ["listing", "producer-consumer", "--set", "wait=if"];
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        command.args(arguments).args(more).output().unwrap()
    };
    let printed = run(&[]);
    assert!(printed.status.success());
    let text = String::from_utf8(printed.stdout).unwrap();
    assert!(
        text.contains("            if len(buffer) == 0:\n                changed.wait()\n"),
        "{text}"
    );
    assert!(!text.contains("#:") && !text.contains("wait ="), "{text}");
    assert!(run(&["-o", file.to_str().unwrap()]).status.success());
    assert_eq!(std::fs::read_to_string(file).unwrap(), text);
    let folded = run(&["--folded", "--lang", "en"]);
    let folded = String::from_utf8(folded.stdout).unwrap();
    assert!(
        folded.contains("\n# … 3 lines: how many threads, and items for each\n"),
        "{folded}"
    );
    assert!(!text.contains('…') && !text.contains("region"), "{text}");
}

/// As the screen shows it at the defaults, row by row.
#[test]
fn folded_a_listing_is_short() {
    let lang = concurrium::i18n::Lang::default();
    let long = |lesson: &&Lesson| {
        let listing = lesson.listing.specialised(&lesson.defaults());
        listing.folded(lang, lesson.text(lang)).lines().count()
    };
    let mut lengths: Vec<(usize, &str)> = crate::shelf::all()
        .iter()
        .map(|lesson| (long(lesson), lesson.id.as_str()))
        .collect();
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2].0 <= 25, "{lengths:?}");
    assert!(lengths.iter().all(|(long, _)| *long <= 40), "{lengths:?}");
}
