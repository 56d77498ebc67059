//! `gil` on real stages, checked by what the kernel says; beside CPython; on the screen; killed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::process::Command;

use concurrium::app::{Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Event, How, Ids, Kind, Source, State, Verb, What};
use concurrium::world::{Actor, World};

use crate::kill::kill;
use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::{gone, printed, run, world};
use crate::twins::{in_cpython, native};

fn main(world: &World) -> &Actor {
    world.actor(&ActorId::root()).unwrap()
}

fn number(world: &World, key: &str) -> f64 {
    main(world).fact(key).unwrap().parse().unwrap()
}

/// The lanes of the threads, or of the processes.
fn lanes(world: &World, of: Kind) -> Vec<Vec<char>> {
    let workers = world
        .actors()
        .filter(|actor| actor.kind == of && actor.parent.is_some());
    let lane = |actor: &Actor| main(world).fact(&format!("lane {}", actor.id));
    workers
        .map(|actor| lane(actor).unwrap().chars().collect())
        .collect()
}

/// How many lanes have one of these letters in the fullest slice of time.
fn at_once(lanes: &[Vec<char>], letters: &[char]) -> usize {
    let in_slice = |n: usize| {
        lanes
            .iter()
            .filter(|lane| letters.contains(&lane[n]))
            .count()
    };
    (0..lanes[0].len()).map(in_slice).max().unwrap()
}

#[test]
fn threads_and_processes_do_the_same_work_and_are_measured() {
    let trace = run("gil", &[("threads", "3"), ("rounds", "50")], &[]);
    let world = world(&trace);
    let pid = main(&world).ids.pid.unwrap();
    let of = |kind| {
        let actors = world.actors();
        actors.filter(move |actor: &&Actor| actor.kind == kind && actor.parent.is_some())
    };
    let tids: HashSet<i32> = of(Kind::Thread).map(|t| t.ids.tid.unwrap()).collect();
    assert_eq!(tids.len(), 3, "real threads, each with a tid of its own");
    assert!(of(Kind::Thread).all(|thread| thread.ids.pid == Some(pid)));
    let pids: HashSet<i32> = of(Kind::Process).map(|p| p.ids.pid.unwrap()).collect();
    assert_eq!(pids.len(), 3, "real processes");
    assert!(of(Kind::Process).all(|child| child.ids.ppid == Some(pid)));
    assert!(of(Kind::Process).all(|child| child.how == Some(How::Exit(0))));
    assert!(pids.into_iter().chain([pid]).all(gone));

    let threads = lanes(&world, Kind::Thread);
    assert_eq!(threads.len(), 3);
    assert_eq!(at_once(&threads, &['h', 'k']), 1, "one holder at a time");
    assert_eq!(lanes(&world, Kind::Process).len(), 3);
    let all = threads.iter().flatten();
    assert!(all.clone().all(|letter| "hkwb.".contains(*letter)));
    let processors = std::thread::available_parallelism().unwrap().get() as f64;
    for of in ["threads", "processes"] {
        assert!(number(&world, &format!("{of} wall")) > 0.0);
        let cores = number(&world, &format!("{of} cores"));
        // A tenth is what rounding to one decimal may add.
        assert!(cores > 0.0 && cores <= processors + 0.1, "{of}: {cores}");
    }
    assert!(number(&world, "threads cores") <= 1.1, "threads take turns");
    assert!(number(&world, "switches") >= 3.0);
    assert_eq!(main(&world).fact("c"), Some("150000"));
}

#[test]
fn what_is_a_model_says_so_and_what_is_measured_is_the_kernels() {
    let trace = run("gil", &[("threads", "1"), ("rounds", "50")], &[]);
    let world = world(&trace);
    let source = |key: &str| {
        let facts = &main(&world).facts;
        facts.iter().find(|fact| &*fact.key == key).unwrap().source
    };
    for key in ["lane p0.t1", "lane p0/2", "switches", "c"] {
        assert_eq!(source(key), Source::Model, "{key}");
    }
    for key in [
        "threads wall",
        "threads cores",
        "processes wall",
        "processes cores",
    ] {
        assert_eq!(source(key), Source::Kernel, "{key}");
    }
}

/// Who waits for the GIL, and who has it, wherever that was told.
fn waits(trace: &[Event]) -> Vec<(&ActorId, &ActorId)> {
    let waits = trace.iter().filter_map(|event| match &event.what {
        What::Blocked { on, owner } if &**on == "GIL" => Some((&event.actor, owner.as_ref()?)),
        _ => None,
    });
    waits.collect()
}

#[test]
fn hand_overs_are_told_as_far_as_one_may_want_to_step_through_them() {
    let set = [("threads", "8"), ("rounds", "300"), ("interval", "1")];
    let trace = run("gil", &set, &[]);
    let waits = waits(&trace);
    assert!(waits.iter().all(|(waiter, holder)| waiter != holder));
    assert!((2..=24).contains(&waits.len()), "{}", waits.len());
    assert!(number(&world(&trace), "switches") > waits.len() as f64);
    assert!(trace.len() < 300, "{} events", trace.len());
}

#[test]
fn who_sleeps_lets_others_have_it() {
    let set = [("threads", "4"), ("work", "io"), ("rounds", "500")];
    let world = world(&run("gil", &set, &[]));
    let threads = lanes(&world, Kind::Thread);
    assert!(
        at_once(&threads, &['b']) > 1,
        "several sleep at the same time"
    );
    assert_eq!(main(&world).fact("c"), Some("0"));
}

/// The version that `python3` is, as numbers.
fn version(world: &World) -> Vec<u32> {
    let version = main(world).fact("python3").unwrap();
    version.split('.').map(|n| n.parse().unwrap_or(0)).collect()
}

#[test]
fn the_listing_prints_the_same_on_cpython_but_for_what_is_measured() {
    let figures = |lines: Vec<String>| -> Vec<String> {
        let word = |word: &str| match word.contains('.') && word.parse::<f64>().is_ok() {
            true => "FIGURE".to_owned(),
            false => word.to_owned(),
        };
        let line = |line: &String| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
        lines.iter().map(line).collect()
    };
    for set in [
        [("threads", "1"), ("rounds", "50"), ("work", "cpu")],
        [("threads", "2"), ("rounds", "50"), ("work", "io")],
    ] {
        let Some(expected) = in_cpython("gil", &set) else {
            return;
        };
        assert_eq!(figures(native("gil", &set)), figures(expected), "{set:?}");
    }
}

#[test]
fn python3_runs_the_same_program_when_asked() {
    if in_cpython("generator", &[]).is_none() {
        return;
    }
    let set = [("threads", "2"), ("rounds", "200")];
    let trace = run("gil", &set, &[Verb::Python3]);
    let world = world(&trace);
    for key in [
        "threads wall",
        "processes wall",
        "threads cores",
        "processes cores",
    ] {
        assert!(number(&world, &format!("python3 {key}")) >= 0.0);
    }
    let c = number(&world, "python3 c");
    if version(&world) >= vec![3, 10] {
        assert_eq!(
            c, 400_000.0,
            "none is lost where no switch point lies in between"
        );
    }
    assert!(c > 0.0 && c <= 400_000.0);
    assert!(printed(&trace).is_empty(), "the script itself wasn't run");
}

#[test]
fn without_a_python3_the_lesson_says_so_and_goes_on() {
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "gil", "--do", "python3", "--plain"])
        .env("PATH", "/nonexistent")
        .output()
        .unwrap();
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    let refused = "asked for python3 and was refused: there is none on the PATH; install Python 3";
    assert!(told.contains(refused), "{told}");
}

#[test]
fn python3_is_asked_for_where_it_can_be() {
    let refused = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "fork-tree", "--do", "python3"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("--do python3 goes with gil"), "{said}");
    let mut scene = measured();
    scene.app.update(Input::Key(Key::char('p')));
    assert_eq!(scene.app.notice, None);
    scene.blocked("p0", "t1.join()");
    scene.app.update(Input::Key(Key::char('p')));
    let notice = scene.app.notice.clone().unwrap();
    assert!(notice.contains("t1.join()"), "{notice}");
}

#[test]
fn a_killed_terminal_program_leaves_no_process_of_a_gil() {
    kill(&["gil", "--set", "rounds=2000"], 2, 60_000);
}

/// Three threads at the GIL: t1 has it, t2 has asked for it, t3 and main wait as well.
fn racing() -> Scene {
    let mut scene = Scene::open("gil", &[("threads", "3")]);
    scene.main(7001).line("p0", "start", 40);
    scene.state("p0", State::Running);
    for n in 1..=3 {
        let ids = Ids {
            tid: Some(7001 + n),
            ..Ids::default()
        };
        let (id, name) = (format!("p0.t{n}"), format!("t{n}"));
        scene.born(&id, Kind::Thread, Some("p0"), &name, ids);
    }
    let t1: ActorId = "p0.t1".parse().unwrap();
    for waiter in ["p0", "p0.t3", "p0.t2"] {
        let (on, owner) = ("GIL".into(), Some(t1.clone()));
        scene.event(waiter, What::Blocked { on, owner });
    }
    scene
}

/// The same after its end: threads and processes are measured, and so is python3.
fn measured() -> Scene {
    let mut scene = racing();
    for n in 1..=3 {
        scene.ended(&format!("p0.t{n}"), How::Return("None".to_owned()), None);
    }
    let lane = |letters: &str| letters.repeat(5);
    for (key, value) in [
        ("switches", "59".to_owned()),
        ("c", "2741003".to_owned()),
        ("threads wall", "0.29".to_owned()),
        ("threads cores", "1.0".to_owned()),
        ("lane p0.t1", lane("hhhhwwwwwwww")),
        ("lane p0.t2", lane("wwwwhhhhwwww")),
        ("lane p0.t3", lane("wwwwwwwwhhkb")),
    ] {
        scene.fact("p0", key, &value);
    }
    scene.output("p0", "threads: 0.29 s, 1.0 cores");
    scene.line("p0", "lost", 120).output("p0", "c = 2741003");
    scene.state("p0", State::Running).line("p0", "wait", 90);
    for n in 4..=6 {
        let id = format!("p0/{n}");
        scene.process(&id, Some("p0"), 7004 + n);
        scene.ended(&id, How::Exit(0), Some("p0"));
        scene.fact("p0", &format!("lane {id}"), &lane("hhhhhhkhhh.."));
    }
    for (key, value) in [
        ("processes wall", "0.16"),
        ("processes cores", "1.9"),
        ("python3", "3.11.7"),
        ("python3 threads wall", "0.19"),
        ("python3 threads cores", "1.0"),
        ("python3 c", "3000000"),
        ("python3 processes wall", "0.11"),
        ("python3 processes cores", "1.9"),
    ] {
        scene.fact("p0", key, value);
    }
    scene.output("p0", "processes: 0.16 s, 1.9 cores");
    scene.blocked("p0", "prompt");
    scene
}

#[test]
fn the_lesson_on_the_screen() {
    for (name, mut scene) in [("racing", racing()), ("measured", measured())] {
        for lang in [Lang::En, Lang::Zh] {
            scene.app.lang = lang;
            for (width, height) in [(80, 24), (120, 36), (40, 12)] {
                let name = format!("gil_{name}_{}_{width}x{height}", lang.code());
                insta::assert_snapshot!(name, screen(&scene.app, width, height));
            }
        }
    }
}

#[test]
fn the_prompt_at_the_end_says_what_this_lesson_offers() {
    let mut scene = measured();
    scene.app.update(Input::Key(Key {
        code: Code::Right,
        ctrl: false,
        alt: false,
    }));
    let notice = scene.app.notice.clone().unwrap();
    assert!(notice.contains("p runs it on python3"), "{notice}");
}
