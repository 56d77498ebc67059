//! The lessons of tasks that take turns: who is ready, who waits, and in which order they run.

use concurrium::app::{Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::narrate;
use concurrium::protocol::{Event, Ids, Source, Spot, State, What};
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
        let there = matches!(&what, What::Line(Spot { cue: at, .. }) if &**at == cue);
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
    let trace = run("scheduler", &[("style", "yield from"), ("tasks", "3")], &[]);
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
            let ready: Vec<&str> = world.queue("ready").unwrap().items().collect();
            assert!(!ready.contains(&"sum"), "event {}", event.seq);
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
        fact(&world, "loop", "turns")
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
fn it_is_told_what_a_task_waits_for_and_not_that_it_no_longer_does() {
    let trace = run("scheduler", &[("style", "await")], &[]);
    let mut world = World::default();
    let mut told = Vec::new();
    for event in &trace {
        world.apply(event).unwrap();
        if matches!(&event.what, What::Fact { key, .. } if &**key == "waits") {
            let sentence = narrate::sentence(event, &world, Lang::En);
            told.push(sentence.map(|sentence| narrate::plain(&sentence)));
        }
    }
    let waits = "sum is suspended until t1 is done".to_owned();
    assert_eq!(told, [Some(waits), None]);
}

#[test]
fn the_ready_queue_can_be_looked_back_on() {
    let set = [("style", "yield from"), ("tasks", "3")];
    let mut scene = until("scheduler", &set, "turn", 3);
    let mut after = |code: Code| {
        let (ctrl, alt) = (false, false);
        scene.app.update(Input::Key(Key { code, ctrl, alt }));
        screen(&scene.app, 80, 24)
    };
    // Back over t3's step and main's: t3 waits for its turn again.
    let past = [Code::Left, Code::Left].map(&mut after);
    assert!(past[0].contains(" ready  t1  t2 "), "{}", past[0]);
    assert!(past[1].contains(" ready  t3  t1 "), "{}", past[1]);
    assert!(
        past[1].contains("PAST") && past[1].contains("○ ready"),
        "{}",
        past[1]
    );
    let live = after(Code::End);
    assert!(
        live.contains("LIVE") && live.contains(" ready  t1  t2 "),
        "{live}"
    );
}

#[test]
fn pictures_of_the_scheduler() {
    let set = [("style", "yield from"), ("tasks", "3")];
    pictures("scheduler", until("scheduler", &set, "turn", 4));
    let set = [("style", "await"), ("tasks", "9")];
    let crowded = until("scheduler", &set, "take", 6);
    insta::assert_snapshot!("scheduler_crowded", screen(&crowded.app, 80, 24));
    let mut ended = until("scheduler", &[("tasks", "2")], "print", 1);
    ended.app.lang = Lang::Zh;
    insta::assert_snapshot!("scheduler_ended", screen(&ended.app, 80, 24));
}
