//! The pool of processes on a real stage, and what CPython's own `Pool` does when a worker is killed.

use std::collections::BTreeSet;
use std::process::Command;

use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Event, How, Ids, Kind, Signal, Source, State, What};

use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::{Stepped, gone, run};

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
    // A pool that was kept waiting for most of its time isn't measured, and says so.
    match fact(&trace, "ratio")[..] {
        [(ratio, _)] => assert!(ratio.parse::<f64>().unwrap() > 0.0),
        _ => assert_eq!(fact(&trace, "stood").len(), 1),
    }
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

#[test]
fn a_worker_killed_by_hand_in_mid_task_is_replaced_and_its_chunk_never_comes() {
    let mut stage = Stepped::open("process-pool", &[("workers", "1"), ("tasks", "1")]);
    let (root, worker) = (ActorId::root(), ActorId::root().child(1));
    stage.step_to(&root, "collect");
    stage.step_to(&worker, "work");
    let pid = stage.world.actor(&worker).unwrap().ids.pid.unwrap();
    stage.signal(&worker, Signal::Kill);
    let dead =
        |world: &concurrium::world::World| world.actor(&worker).unwrap().state == State::Zombie;
    stage.until(dead);
    stage.step_to(&root, "fork");
    assert!(gone(pid), "it has been waited for");
    stage.step_to(&root, "collect");
    let another = root.child(2);
    stage.until(|world| world.actor(&another).is_some());
    assert_ne!(stage.world.actor(&another).unwrap().ids.pid, Some(pid));
    stage.step_to(&root, "print");
    let told = stage.world.actor(&root).unwrap();
    assert_eq!(
        (told.fact("died"), told.fact("lost")),
        (Some("1"), Some("1"))
    );
    assert_eq!(told.fact("done"), None, "nothing came");
    let killed = stage.world.actor(&worker).unwrap();
    assert_eq!(killed.how(), Some(&How::Signal(9)));
    assert_eq!(killed.reaped_by, Some(root.clone()));
}

#[test]
fn a_worker_killed_with_the_lock_in_hand_hangs_the_others_and_the_lesson_ends() {
    let mut stage = Stepped::open("process-pool", &[("workers", "1"), ("tasks", "1")]);
    let (root, worker) = (ActorId::root(), ActorId::root().child(1));
    stage.step_to(&root, "send");
    stage.step_to(&worker, "get");
    stage.permit(&worker);
    // It has the lock and sleeps in reading: there is nothing in the pipe yet.
    let asleep = |world: &concurrium::world::World| {
        world.actor(&worker).unwrap().blocked_on.as_deref() == Some("todo.get()")
    };
    stage.until(asleep);
    stage.signal(&worker, Signal::Kill);
    stage.step_to(&root, "collect");
    stage.step_to(&root, "fork");
    stage.step_to(&root, "collect");
    let another = root.child(2);
    stage.step_to(&another, "get");
    stage.permit(&another);
    let hangs = |world: &concurrium::world::World| {
        world.actor(&another).unwrap().blocked_on.as_deref() == Some("todo.get(): _rlock")
    };
    stage.until(hangs);
    stage.step_to(&root, "print");
    stage.permit(&root);
    stage.until(|world| world.actor(&root).unwrap().how() == Some(&How::Exit(0)));
    assert_eq!(
        stage.world.actor(&another).unwrap().how(),
        Some(&How::Signal(15))
    );
    assert_eq!(stage.world.actor(&root).unwrap().fact("lost"), Some("1"));
}

#[test]
fn refused_forks_are_said_and_fewer_workers_do_the_work() {
    for (limit, answered) in [("1", false), ("2", true), ("3", true)] {
        let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
            .args(["run", "process-pool", "--json"])
            .args(["--set", "workers=3", "--set", "tasks=12"])
            .env("CONCURRIUM_PROCESSES", limit)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{limit}: {text}");
        assert!(text.contains("\"event\":\"refused\""), "{limit}: {text}");
        // 1 + 2 + … + 12, a hundred thousand times, and nothing lost.
        assert_eq!(text.contains("7800000 []"), answered, "{limit}: {text}");
    }
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
    let mut scene = Scene::open(
        "process-pool",
        &[("workers", "2"), ("tasks", "12"), ("kill", "yes")],
    );
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
    scene.event("p0", fact("tasks", "12", Source::Demo));
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
        ("cores", "4"),
        ("load", "0.3"),
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
