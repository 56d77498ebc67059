//! `gil` on real stages, checked by what the kernel says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod python3;
pub(crate) mod screen;

use std::collections::HashSet;

use concurrium::protocol::{ActorId, Event, How, Kind, Source, What};
use concurrium::world::{Actor, World};

use crate::stages::{gone, run, world};

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
    let trace = run("gil", &[("threads", "3"), ("rounds", "400")], &[]);
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
    assert!(of(Kind::Process).all(|child| child.how() == Some(&How::Exit(0))));
    assert!(pids.into_iter().chain([pid]).all(gone));

    let threads = lanes(&world, Kind::Thread);
    assert_eq!(threads.len(), 3);
    assert_eq!(at_once(&threads, &['h', 'k']), 1, "one holder at a time");
    assert_eq!(lanes(&world, Kind::Process).len(), 3);
    let all = threads.iter().flatten();
    assert!(all.clone().all(|letter| "hkwb.".contains(*letter)));
    let processors = std::thread::available_parallelism().unwrap().get() as f64;
    for (of, kind) in [("threads", Kind::Thread), ("processes", Kind::Process)] {
        assert!(number(&world, &format!("{of} wall")) > 0.0);
        let cores = number(&world, &format!("{of} cores"));
        // A tenth is what rounding to one decimal may add; and take away, where the machine gives them next to nothing.
        assert!(cores <= processors + 0.1, "{of}: {cores}");
        let ran = lanes(&world, kind)
            .concat()
            .iter()
            .any(|letter| "hk".contains(*letter));
        assert!(ran, "{of}: nobody held the GIL");
    }
    assert!(number(&world, "threads cores") <= 1.1, "threads take turns");
    assert!(number(&world, "switches") >= 3.0);
    let c = (main(&world).fact("c"), main(&world).fact("lost"));
    assert_eq!(c, (Some("1200000"), Some("0")));
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
        What::Blocked { on, owner, .. } if &**on == "GIL" => Some((&event.actor, owner.as_ref()?)),
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
    let told = trace
        .iter()
        .filter(|event| matches!(&event.what, What::Unblocked { on } if &**on == "GIL"))
        .count();
    assert!((2..=24).contains(&told), "{told}");
    assert!(number(&world(&trace), "switches") > told as f64);
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
