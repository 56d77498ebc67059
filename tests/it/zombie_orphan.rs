//! `zombie-orphan` on real stages: state Z, wait statuses and an orphan's new parent, by the kernel's word; and its listing
//! held against CPython.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use concurrium::protocol::{ActorId, Event, How, Signal, Source, State, Stream, What};
use concurrium::sys::proc;

use crate::stages::{Stepped, gone, printed, run, world};
use crate::twins::{in_cpython, native};

/// The kernel's facts with this key, each with its actor, in order.
fn facts<'a>(trace: &'a [Event], key: &str) -> Vec<(&'a ActorId, &'a str)> {
    let fact = |event: &'a Event| match &event.what {
        What::Fact {
            key: about,
            value,
            source: Source::Kernel,
        } if &**about == key => Some((&event.actor, value.as_str())),
        _ => None,
    };
    trace.iter().filter_map(fact).collect()
}

#[test]
fn the_kernel_shows_zombies_their_statuses_and_an_orphans_new_parent() {
    let trace = run("zombie-orphan", &[("zombies", "2"), ("code", "3")], &[]);
    let world = world(&trace);
    let zombie = |id: &ActorId, wanted: i32| {
        trace.iter().any(|event| {
            event.actor == *id
                && event.what
                    == What::State {
                        state: State::Zombie,
                        source: Source::Kernel,
                        status: Some(wanted),
                    }
        })
    };
    let root = ActorId::root();
    let (parent, orphan) = (root.child(3), root.child(3).child(1));
    assert!(zombie(&root.child(1), 768) && zombie(&root.child(2), 768) && zombie(&parent, 9));
    let told = facts(&trace, "status");
    assert_eq!(told, [(&root, "768"), (&root, "768"), (&root, "9")]);

    let pid = |id| world.actor(id).unwrap().ids.pid.unwrap().to_string();
    let warden = world.actor(&root).unwrap().ids.ppid.unwrap().to_string();
    let ppids: Vec<_> = facts(&trace, "ppid")
        .into_iter()
        .filter(|(actor, _)| **actor == orphan)
        .map(|(_, value)| value.to_owned())
        .collect();
    // Asked by itself, seen by the link when its parent died, asked by itself again.
    assert_eq!(ppids, [pid(&parent), warden.clone(), warden.clone()]);
    let lines = [
        "Z 768 3".to_owned(),
        "Z 768 3".to_owned(),
        format!("ppid {}", pid(&parent)),
        "Z 9 -9".to_owned(),
        format!("ppid {warden}"),
    ];
    assert_eq!(printed(&trace), lines);
    let end = |id: &ActorId| {
        let actor = world.actor(id).unwrap();
        (actor.how().cloned(), actor.reaped_by.clone())
    };
    assert_eq!(
        end(&root.child(1)),
        (Some(How::Exit(3)), Some(root.clone()))
    );
    assert_eq!(end(&parent), (Some(How::Signal(9)), Some(root.clone())));
    assert_eq!(end(&orphan), (Some(How::Exit(0)), None), "by the warden");
    for actor in world.actors() {
        assert!(gone(actor.ids.pid.unwrap()));
    }
}

#[test]
fn an_orphan_has_another_parent_the_moment_its_own_is_dead() {
    let mut stage = Stepped::open("zombie-orphan", &[]);
    let (root, parent) = (ActorId::root(), ActorId::root().child(2));
    let orphan = parent.child(1);
    stage.step_to(&root, "look");
    stage.step_to(&root.child(1), "exit");
    stage.permit(&root.child(1));
    stage.step_to(&root, "fork-parent");
    stage.permit(&root);
    stage.step_to(&parent, "pause");
    stage.step_to(&orphan, "before");
    stage.permit(&orphan);
    stage.step_to(&root, "kill");
    let before = stage.world.actor(&parent).unwrap().ids.pid.unwrap();
    let pid = stage.world.actor(&orphan).unwrap().ids.pid.unwrap();
    assert_eq!(proc::stat(pid).unwrap().ppid, before);
    // By the student's hand, before the lesson's own script comes to it.
    stage.signal(&parent, Signal::Kill);
    stage.until(|world| world.actor(&parent).unwrap().state == State::Zombie);
    let after = proc::stat(pid).unwrap().ppid;
    assert_ne!(after, before);
    let told = stage.world.actor(&orphan).unwrap();
    assert_eq!(told.fact("ppid"), Some(after.to_string().as_str()));
    let warden = stage.world.actor(&root).unwrap().ids.ppid;
    assert_eq!(Some(after), warden);
    // The script kills a zombie, which is no error, and the lesson goes on to its end.
    stage.step_to(&root, "wake");
    stage.permit(&root);
    stage.step_to(&orphan, "after");
}

#[test]
fn a_dead_orphan_is_a_broken_pipe_to_the_one_who_would_wake_it() {
    let mut stage = Stepped::open("zombie-orphan", &[]);
    let (root, parent) = (ActorId::root(), ActorId::root().child(2));
    let orphan = parent.child(1);
    stage.step_to(&root, "look");
    stage.step_to(&root.child(1), "exit");
    stage.permit(&root.child(1));
    stage.step_to(&root, "fork-parent");
    stage.permit(&root);
    stage.step_to(&parent, "pause");
    stage.step_to(&orphan, "before");
    stage.permit(&orphan);
    stage.step_to(&root, "wake");
    stage.signal(&orphan, Signal::Term);
    let ended = |world: &concurrium::world::World| {
        world.actor(&orphan).unwrap().how() == Some(&How::Signal(15))
    };
    stage.until(ended);
    stage.permit(&root);
    stage.until(|world| world.actor(&root).unwrap().how() == Some(&How::Exit(1)));
}

#[test]
fn the_knobs_say_how_they_end() {
    let trace = run("zombie-orphan", &[("code", "0"), ("death", "SIGTERM")], &[]);
    assert!(printed(&trace).contains(&"Z 0 0") && printed(&trace).contains(&"Z 15 -15"));
    let stderr = |event: &Event| {
        matches!(
            event.what,
            What::Output {
                stream: Stream::Stderr,
                ..
            }
        )
    };
    assert!(!trace.iter().any(stderr));
}

/// What is printed, with the orphan's two parents as words: they are nobody's to foresee.
fn told(lines: &[String]) -> Vec<String> {
    let mut ppids = lines.iter().filter(|line| line.starts_with("ppid "));
    let (before, after) = (ppids.next().unwrap(), ppids.next().unwrap());
    assert_ne!(before, after, "its parent is another one");
    let word = |line: &String| match line {
        line if line == before => "ppid before".to_owned(),
        line if line == after => "ppid after".to_owned(),
        line => line.clone(),
    };
    lines.iter().map(word).collect()
}

#[test]
fn the_listing_prints_the_same_on_cpython() {
    for set in [
        &[][..],
        &[("zombies", "4"), ("code", "255")],
        &[("code", "0"), ("death", "SIGTERM")],
    ] {
        let Some(expected) = in_cpython("zombie-orphan", set) else {
            return;
        };
        assert_eq!(
            told(&native("zombie-orphan", set)),
            told(&expected),
            "{set:?}"
        );
    }
}

#[test]
fn a_refused_fork_is_said_and_the_lesson_ends_cleanly() {
    for limit in ["1", "2", "3"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_concurrium"))
            .args(["run", "zombie-orphan", "--json"])
            .env("CONCURRIUM_PROCESSES", limit)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{limit}: {text}");
        let refused = text.contains("\"event\":\"refused\"");
        assert_eq!(refused, limit != "3", "{limit}: {text}");
    }
}
