//! `three-ways`: what came of each way, by what the kernel says; its table on the screen.

use concurrium::i18n::Lang;
use concurrium::protocol::{Event, How, Kind, Source, What};

use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::run;

const WAYS: [&str; 4] = ["processes", "threads", "threads, no GIL", "coroutines"];

/// The last value of main's fact, and who says so.
fn fact(trace: &[Event], key: &str) -> Option<(String, Source)> {
    let said = trace
        .iter()
        .rev()
        .filter(|event| event.actor.as_str() == "p0");
    said.clone().find_map(|event| match &event.what {
        What::Fact {
            key: known,
            value,
            source,
        } if **known == *key => Some((value.clone(), *source)),
        _ => None,
    })
}

fn number(trace: &[Event], key: &str) -> f64 {
    let (value, source) = fact(trace, key).expect("it is known");
    assert_eq!(source, Source::Kernel, "{key}");
    let (number, unit) = value.split_once(' ').unwrap_or((&value, ""));
    let number: f64 = number.parse().expect("a number");
    match unit {
        "ms" => number * 1000.0,
        _ => number,
    }
}

#[test]
fn every_way_is_measured_and_waits_at_least_as_long_as_one_worker() {
    // Who computes alone on a processor needn't be switched off it even once.
    let trace = run("three-ways", &[("workers", "4"), ("work", "io")], &[]);
    for way in WAYS {
        let of = |column: &str| format!("{way} {column}");
        assert_eq!(
            fact(&trace, &of("finished")).expect("it is known").0,
            "4/4",
            "{way}"
        );
        // Each waits for 50 ms, and all of them at once: not 200.
        let time = number(&trace, &of("time"));
        assert!(time >= 50_000.0, "{way}: {time} µs");
        assert!(number(&trace, &of("switches")) >= 1.0, "{way}");
        let shared = if way == "processes" { "0" } else { "4" };
        assert_eq!(
            fact(&trace, &of("shared")).expect("it is known").0,
            shared,
            "{way}"
        );
    }
    assert!(number(&trace, "processes memory") > 0.0);
    let born = |wanted: Kind| {
        let born = trace.iter().filter(|event| match &event.what {
            What::Born { kind, .. } => *kind == wanted,
            _ => false,
        });
        born.count()
    };
    // Main, four houses, and the four workers that are processes; twice four threads.
    assert_eq!((born(Kind::Process), born(Kind::Thread)), (9, 8));
    assert_eq!(born(Kind::Coroutine), 5, "the workers and gather()");
}

#[test]
fn a_crash_takes_along_whoever_lives_in_the_same_process() {
    let trace = run("three-ways", &[("question", "crash")], &[]);
    let finished = |way: &str| fact(&trace, &format!("{way} finished")).expect("known").0;
    assert_eq!(finished("processes"), "2/3");
    for way in &WAYS[1..] {
        assert_eq!(finished(way), "0/3", "{way}");
        assert_eq!(
            fact(&trace, &format!("{way} time")),
            None,
            "nobody was left to measure"
        );
    }
    let killed = trace.iter().filter(|event| {
        matches!(
            event.what,
            What::Ended {
                how: How::Signal(9),
                ..
            }
        )
    });
    assert_eq!(killed.count(), 4, "a worker, and three houses");
}

#[test]
fn only_coroutines_stand_still_when_one_blocks() {
    // Whoever sleeps for 50 ms is through with it while one blocks for 500, on a busy machine too.
    let little = [("work", "io"), ("size", "5"), ("workers", "2")];
    let knobs = [&[("question", "block")], &little[..]].concat();
    let trace = run("three-ways", &knobs, &[]);
    let last = |way: &str| {
        let order = fact(&trace, &format!("{way} order")).expect("known").0;
        order.ends_with('0')
    };
    assert!(last("processes") && last("threads") && last("threads, no GIL"));
    assert!(!last("coroutines"));
    let time = |way: &str| number(&trace, &format!("{way} time"));
    assert!(WAYS.iter().all(|way| time(way) >= 500_000.0));
}

/// The figures are another machine's each time, and who had to wait is chance: these are told instead.
fn measured(question: &str) -> Scene {
    let trace = run("three-ways", &[("question", question)], &[]);
    let mut scene = Scene::open("three-ways", &[("question", question)]);
    scene.main(4711);
    for event in &trace {
        let What::Fact { key, value, source } = &event.what else {
            continue;
        };
        let column = key.rsplit_once(' ').map_or("", |(_, column)| column);
        let value = match (column, source) {
            ("time", _) => "52 ms",
            ("start", _) => "181 µs",
            ("memory", _) => "64 KiB",
            (_, Source::Kernel) => "12",
            ("finished" | "shared" | "gone", _) => value,
            _ => continue,
        };
        let fact = What::Fact {
            key: key.clone(),
            value: value.to_owned(),
            source: *source,
        };
        scene.event("p0", fact);
    }
    scene
}

#[test]
fn the_table_on_the_screen() {
    for question in ["none", "crash"] {
        let mut scene = measured(question);
        for lang in Lang::ALL {
            scene.app.lang = lang;
            for (width, height) in [(80, 24), (120, 36)] {
                let shown = screen(&scene.app, width, height);
                let stage: Vec<&str> = shown.lines().take(11).collect();
                let stage = stage.join("\n");
                let name = format!("three_ways_{question}_{}_{width}x{height}", lang.code());
                insta::assert_snapshot!(name, stage);
            }
        }
    }
}
