//! The pool of processes on a real stage, and what CPython's own `Pool` does when a worker is killed.

use std::collections::BTreeSet;
use std::process::Command;

use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Event, How, Ids, Kind, Source, State, What};

use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::run;

/// The chunks that were put into a pipe or taken from it, in order.
fn passed<'t>(trace: &'t [Event], verb: &str, thing: &str) -> Vec<&'t str> {
    let passed = trace.iter().filter_map(|event| match &event.what {
        What::Message {
            from,
            to,
            verb: known,
            value,
        } if &**known == verb && (from == thing || to == thing) => Some(value.as_str()),
        _ => None,
    });
    passed.collect()
}

fn fact<'t>(trace: &'t [Event], key: &str) -> Vec<(&'t str, Source)> {
    let facts = trace.iter().filter_map(|event| match &event.what {
        What::Fact {
            key: known,
            value,
            source,
        } if &**known == key => Some((value.as_str(), *source)),
        _ => None,
    });
    facts.collect()
}

fn pids(trace: &[Event]) -> BTreeSet<i32> {
    let born = trace.iter().filter_map(|event| match &event.what {
        What::Born { ids, .. } => ids.pid,
        _ => None,
    });
    born.collect()
}

fn ends(trace: &[Event]) -> Vec<&How> {
    let ends = trace.iter().filter_map(|event| match &event.what {
        What::Ended { how, .. } => Some(how),
        _ => None,
    });
    ends.collect()
}

#[test]
fn every_chunk_goes_through_both_pipes_once() {
    let set = [("workers", "4"), ("tasks", "7"), ("chunksize", "2")];
    let trace = run("process-pool", &set, &[]);
    let chunks = ["t1–t2", "t3–t4", "t5–t6", "t7"];
    let todo = passed(&trace, "put", "todo");
    assert_eq!(todo[..4], chunks);
    assert_eq!(todo[4..], ["None"; 4], "one a worker");
    let done: BTreeSet<&str> = passed(&trace, "put", "done").into_iter().collect();
    assert_eq!(done, chunks.into());
    assert_eq!(passed(&trace, "get", "done").len(), 4);
    assert_eq!(pids(&trace).len(), 5, "the first process and four workers");
    assert_eq!(ends(&trace), [&How::Exit(0); 5]);
    let processors = fact(&trace, "processor");
    let count = std::thread::available_parallelism().unwrap().get();
    assert_eq!(processors.len(), 4);
    for (processor, source) in processors {
        assert_eq!(source, Source::Kernel);
        assert!(processor.parse::<usize>().unwrap() < 1024.max(count));
    }
    let ratio: f64 = fact(&trace, "ratio")[0].0.parse().unwrap();
    assert!(ratio > 0.0);
}

#[test]
fn a_killed_worker_takes_its_chunk_along_and_is_replaced() {
    let set = [
        ("kill", "yes"),
        ("workers", "2"),
        ("tasks", "6"),
        ("chunksize", "3"),
    ];
    let trace = run("process-pool", &set, &[]);
    assert_eq!(
        passed(&trace, "get", "todo")[..2]
            .iter()
            .filter(|chunk| **chunk == "t1–t3")
            .count(),
        1
    );
    assert_eq!(passed(&trace, "put", "done"), ["t4–t6"]);
    assert_eq!(fact(&trace, "lost"), [("3", Source::Demo)]);
    assert_eq!(
        pids(&trace).len(),
        4,
        "two workers, one in the place of the dead one, the first process"
    );
    let ends = ends(&trace);
    assert_eq!(
        ends.iter().filter(|how| ***how == How::Signal(9)).count(),
        1
    );
    assert_eq!(
        ends.iter().filter(|how| ***how == How::Signal(15)).count(),
        2
    );
    assert!(ends.contains(&&How::Exit(0)));
}

/// What the lesson says of `multiprocessing.Pool`: the dead worker is replaced, its task never answered.
#[test]
fn cpythons_pool_replaces_the_worker_and_waits_for_ever() {
    let program = "
import os, signal, time
from multiprocessing import get_context, TimeoutError
def work(n):
    if n == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return n * n
with get_context('fork').Pool(2) as pool:
    before = {p.pid for p in pool._pool}
    asked = pool.map_async(work, range(4), chunksize=1)
    while {p.pid for p in pool._pool} <= before:
        time.sleep(0.01)
    try:
        print(asked.get(0.5))
    except TimeoutError:
        print('TimeoutError')
    print(pool.apply(work, (5,)))
";
    let Ok(output) = Command::new("python3")
        .args(["-W", "ignore", "-c", program])
        .output()
    else {
        let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
        assert!(!needed, "python3 is needed here and is missing");
        return;
    };
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "TimeoutError\n25\n"
    );
}

fn scene() -> Scene {
    let mut scene = Scene::open("process-pool", &[("workers", "2"), ("kill", "yes")]);
    let born = |parent: Option<&str>, pid| What::Born {
        kind: Kind::Process,
        parent: parent.map(|parent| parent.parse::<ActorId>().unwrap()),
        name: "first".to_owned(),
        ids: Ids {
            pid: Some(pid),
            ..Ids::default()
        },
    };
    let fact = |key: &str, value: &str, source| What::Fact {
        key: key.into(),
        value: value.to_owned(),
        source,
    };
    let message = |from: &str, to: &str, verb: &str, value: &str| What::Message {
        from: from.to_owned(),
        to: to.to_owned(),
        verb: verb.into(),
        value: value.to_owned(),
    };
    scene.event("p0", born(None, 4711));
    scene.event("p0/1", born(Some("p0"), 4712));
    scene.event("p0/2", born(Some("p0"), 4713));
    for chunk in ["t1–t2", "t3–t4", "t5–t6", "t7–t8"] {
        scene.event("p0", message("p0", "todo", "put", chunk));
    }
    scene.event("p0/1", message("todo", "p0/1", "get", "t1–t2"));
    scene.event("p0/1", fact("task", "t1–t2", Source::Demo));
    scene.event("p0/2", message("todo", "p0/2", "get", "t3–t4"));
    scene.event("p0/2", fact("task", "t3–t4", Source::Demo));
    scene.event("p0/2", fact("processor", "1", Source::Kernel));
    scene.line("p0/2", "put", 70);
    scene.event(
        "p0/1",
        What::State {
            state: State::Zombie,
            source: Source::Kernel,
            status: Some(9),
        },
    );
    scene.event(
        "p0/1",
        What::Ended {
            how: How::Signal(9),
            reaped_by: "p0".parse().ok(),
        },
    );
    for (key, value) in [
        ("died", "1"),
        ("done", "2"),
        ("alone", "24.0 ms"),
        ("together", "13.2 ms"),
        ("ratio", "1.82"),
        ("lost", "2"),
    ] {
        scene.event("p0", fact(key, value, Source::Demo));
    }
    scene.line("p0", "collect", 90);
    scene
}

#[test]
fn the_workers_their_pipes_and_what_was_lost() {
    let mut scene = scene();
    insta::assert_snapshot!("process_pool_en_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("process_pool_en_120x36", screen(&scene.app, 120, 36));
    scene.app.lang = Lang::Zh;
    insta::assert_snapshot!("process_pool_zh_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("process_pool_zh_120x36", screen(&scene.app, 120, 36));
}
