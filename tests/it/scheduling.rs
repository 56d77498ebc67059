//! The lessons of tasks that take turns: who is ready, who waits, and in which order they run.

use concurrium::i18n::Lang;
use concurrium::protocol::{Event, Ids, Source, State, What};
use concurrium::world::World;

use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::{run, world};
use crate::twins::{in_cpython, native};

/// A lesson's real run, up to the `nth` time that somebody stands at a cue.
pub(crate) fn until(lesson: &str, set: &[(&str, &str)], cue: &str, nth: usize) -> Scene {
    let mut scene = Scene::open(lesson, set);
    let mut left = nth;
    for Event { actor, what, .. } in run(lesson, set, &[]) {
        let there = matches!(&what, What::Line { cue: at, .. } if &**at == cue);
        scene.event(actor.as_str(), without_pid(what));
        left -= usize::from(there);
        if left == 0 {
            return scene;
        }
    }
    panic!("{lesson} {set:?} comes to {cue} less than {nth} times");
}

/// A picture is the same in every run.
fn without_pid(what: What) -> What {
    match what {
        What::Born {
            kind, parent, name, ..
        } => What::Born {
            kind,
            parent,
            name,
            ids: Ids::default(),
        },
        what => what,
    }
}

/// A scene's screens in both languages and both sizes.
pub(crate) fn pictures(name: &str, mut scene: Scene) {
    for lang in Lang::ALL {
        scene.app.lang = lang;
        for (width, height) in [(80, 24), (120, 36)] {
            let code = lang.code();
            let name = format!("{name}_{code}_{width}x{height}");
            insta::assert_snapshot!(name, screen(&scene.app, width, height));
        }
    }
}

/// A fact of an actor at the end of a run.
pub(crate) fn fact<'a>(world: &'a World, name: &str, key: &str) -> Option<&'a str> {
    let mut actors = world.actors();
    actors.find(|actor| actor.name == name)?.fact(key)
}

#[test]
fn the_scheduler_prints_what_cpython_prints() {
    for style in ["yield", "yield from", "await"] {
        for tasks in ["1", "3", "9"] {
            let set = [("style", style), ("tasks", tasks)];
            let Some(expected) = in_cpython("scheduler", &set) else {
                return;
            };
            assert_eq!(native("scheduler", &set), expected, "{set:?}");
        }
    }
}

#[test]
fn who_waits_for_a_result_is_in_no_queue_until_it_is_there() {
    let trace = run("scheduler", &[("style", "yield from")], &[]);
    let mut world = World::default();
    let mut waited = 0;
    for event in &trace {
        world.apply(event).unwrap();
        let sum = world.actors().find(|actor| actor.name == "sum");
        let Some(sum) = sum.filter(|sum| sum.state == State::Suspended) else {
            continue;
        };
        if let Some(on) = sum.fact("waits").filter(|on| !on.is_empty()) {
            waited += 1;
            let ready = &world.queue("ready").unwrap().items;
            assert!(!ready.contains(&"sum".to_owned()), "event {}", event.seq);
            assert!(on == "t1", "t1 takes longest, the others are done by then");
        }
    }
    assert!(waited > 10, "{waited}");
    assert!(
        world
            .actors()
            .all(|actor| actor.state == State::Ended && actor.state_source != Source::Model)
    );
}

#[test]
fn asking_again_and_again_costs_more_turns_than_being_woken() {
    let turns = |style| {
        let world = world(&run("scheduler", &[("style", style), ("tasks", "9")], &[]));
        fact(&world, "main", "turns")
            .unwrap()
            .parse::<u32>()
            .unwrap()
    };
    // Nine tasks of 9 to 1 steps and an end each: 54. `sum` looks ten times in vain and ends; or it begins, is woken once, and ends.
    assert_eq!(turns("yield"), 54 + 11);
    assert_eq!(turns("yield from"), 54 + 2);
    assert_eq!(turns("await"), turns("yield from"));
}

#[test]
fn pictures_of_the_scheduler() {
    let set = [("style", "yield from")];
    pictures("scheduler", until("scheduler", &set, "turn", 4));
    let set = [("style", "await"), ("tasks", "9")];
    let crowded = until("scheduler", &set, "again", 5);
    insta::assert_snapshot!("scheduler_crowded", screen(&crowded.app, 80, 24));
    let mut ended = until("scheduler", &[("tasks", "2")], "print", 1);
    ended.app.lang = Lang::Zh;
    insta::assert_snapshot!("scheduler_ended", screen(&ended.app, 80, 24));
}
