//! The three lessons on real stages, checked by what the kernel says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{HashMap, HashSet};
use std::path::Path;

use concurrium::lessons::{Lesson, Settings};
use concurrium::link::{Live, Told};
use concurrium::protocol::{ActorId, Command, Event, How, Kind, Source, State, Stream, Verb, What};
use concurrium::world::World;

use crate::shelf;

fn start(lesson: &'static Lesson, settings: &Settings, script: bool) -> Live {
    Live::start_by(
        Path::new(env!("CARGO_BIN_EXE_concurrium")),
        &crate::shelf::piece(lesson, settings),
        script,
    )
    .unwrap()
}

/// Runs a lesson, each actor as fast as it can, and returns its trace.
pub(crate) fn run(lesson: &str, set: &[(&str, &str)], verbs: &[Verb]) -> Vec<Event> {
    let lesson = shelf::lesson(lesson);
    let mut settings = lesson.defaults();
    for (knob, value) in set {
        settings.set(lesson, knob, value).unwrap();
    }
    let mut verbs = verbs.iter().cloned();
    let live = start(lesson, &settings, verbs.len() == 0);
    let mut trace = Vec::new();
    loop {
        live.wait();
        for told in live.take(512) {
            match told {
                Told::Started => {}
                Told::Event(event) => {
                    match &event.what {
                        What::Line(_) => live.send(&event.actor, Command::Permit),
                        What::Blocked { on, .. } if &**on == "prompt" => {
                            let command = verbs
                                .next()
                                .map_or(Command::Finish, |verb| Command::Do { verb, to: None });
                            live.send(&event.actor, command);
                        }
                        _ => {}
                    }
                    trace.push(event);
                }
                Told::Over(error) => {
                    assert_eq!(error, None);
                    return trace;
                }
            }
        }
    }
}

pub(crate) fn world(trace: &[Event]) -> World {
    let mut world = World::default();
    for event in trace {
        world.apply(event).unwrap();
    }
    world
}

pub(crate) fn printed(trace: &[Event]) -> Vec<&str> {
    trace
        .iter()
        .filter_map(|event| match &event.what {
            What::Output {
                stream: Stream::Stdout,
                text,
                ..
            } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn exceptions(trace: &[Event]) -> Vec<Option<&str>> {
    trace
        .iter()
        .filter_map(|event| match &event.what {
            What::Outcome { exception, .. } => Some(exception.as_deref()),
            _ => None,
        })
        .collect()
}

pub(crate) fn gone(pid: i32) -> bool {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_err()
}

#[test]
fn three_forks_make_eight_processes_of_one_tree() {
    let trace = run("fork-tree", &[("forks", "3")], &[]);
    let world = world(&trace);
    let pids: HashMap<i32, &ActorId> = world
        .actors()
        .map(|actor| (actor.ids.pid.unwrap(), &actor.id))
        .collect();
    assert_eq!(pids.len(), 8);
    for actor in world.actors().skip(1) {
        assert_eq!(
            pids[&actor.ids.ppid.unwrap()],
            actor.parent.as_ref().unwrap()
        );
        assert_eq!(actor.how(), Some(&How::Exit(0)));
        assert_eq!(
            actor.reaped_by, actor.parent,
            "a parent waits for its own children"
        );
    }
    assert!(pids.keys().all(|&pid| gone(pid)));
    // Every fork returned twice: a pid in the parent, and 0 in the child.
    assert_eq!(printed(&trace).len(), 14);
    assert_eq!(
        printed(&trace)
            .iter()
            .filter(|line| line.ends_with(" 0"))
            .count(),
        7
    );
}

#[test]
fn the_other_shapes_have_one_process_more_than_forks() {
    let depth = |shape| {
        let trace = run("fork-tree", &[("forks", "4"), ("shape", shape)], &[]);
        let world = world(&trace);
        assert_eq!(world.actors().len(), 5);
        world
            .actors()
            .map(|actor| actor.id.as_str().matches('/').count())
            .max()
            .unwrap()
    };
    assert_eq!((depth("chain"), depth("star")), (4, 1));
}

#[test]
fn a_thousand_processes_run_and_end_cleanly() {
    let trace = run("fork-tree", &[("forks", "10")], &[]);
    let world = world(&trace);
    let pids: HashSet<i32> = world.actors().filter_map(|actor| actor.ids.pid).collect();
    assert_eq!(pids.len(), 1024);
    assert!(world.actors().all(|actor| actor.state == State::Ended));
    assert!(pids.into_iter().all(gone));
}

#[test]
fn a_run_that_is_dropped_before_its_stage_has_come_ends() {
    let lesson = shelf::lesson("generator");
    let (ended, all_ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for _ in 0..10 {
            drop(start(lesson, &lesson.defaults(), true));
        }
        ended.send(())
    });
    all_ended.recv_timeout(crate::pty::PATIENCE).unwrap();
}

/// A stage that is stepped by hand.
pub(crate) struct Stepped {
    pub(crate) live: Live,
    pub(crate) world: World,
}

impl Stepped {
    pub(crate) fn open(lesson: &str, set: &[(&str, &str)]) -> Self {
        Self::started(lesson, set, true)
    }

    /// Without the lesson's own script: verbs alone drive it.
    pub(crate) fn by_hand(lesson: &str, set: &[(&str, &str)]) -> Self {
        Self::started(lesson, set, false)
    }

    fn started(lesson: &str, set: &[(&str, &str)], script: bool) -> Self {
        let lesson = shelf::lesson(lesson);
        let mut settings = lesson.defaults();
        for (knob, value) in set {
            settings.set(lesson, knob, value).unwrap();
        }
        Self {
            live: start(lesson, &settings, script),
            world: World::default(),
        }
    }

    /// Takes in events until the world is as wanted.
    pub(crate) fn until(&mut self, wanted: impl Fn(&World) -> bool) {
        while !wanted(&self.world) {
            self.live.wait();
            for told in self.live.take(1) {
                match told {
                    Told::Started => {}
                    Told::Event(event) => self.world.apply(&event).unwrap(),
                    Told::Over(why) => panic!("the run is over: {why:?}"),
                }
            }
        }
    }

    pub(crate) fn permit(&self, id: &ActorId) {
        self.live.send(id, Command::Permit);
    }

    /// Steps one actor until it stands at a cue.
    pub(crate) fn step_to(&mut self, id: &ActorId, cue: &str) {
        let stands = |world: &World| world.actor(id).is_some_and(|actor| actor.standing);
        self.until(stands);
        while &*self.world.actor(id).unwrap().at.as_ref().unwrap().cue != cue {
            let before = self.world.actor(id).unwrap().touched;
            self.permit(id);
            self.until(|world| {
                let actor = world.actor(id).unwrap();
                actor.standing && actor.touched > before
            });
        }
    }
}

#[test]
fn a_child_that_is_not_waited_for_is_a_zombie_by_the_kernels_word() {
    let mut stage = Stepped::open("fork-tree", &[("forks", "1")]);
    let (parent, child) = (ActorId::root(), ActorId::root().child(1));
    stage.step_to(&parent, "wait");
    stage.step_to(&child, "exit");
    let pid = stage.world.actor(&child).unwrap().ids.pid.unwrap();
    stage.permit(&child);
    stage.until(|world| world.actor(&child).unwrap().state == State::Zombie);
    let zombie = stage.world.actor(&child).unwrap();
    assert_eq!(
        (zombie.state_source, zombie.zombie_status),
        (Source::Kernel, Some(0))
    );
    assert_eq!(concurrium::sys::proc::stat(pid).unwrap().state, 'Z');
    stage.permit(&parent);
    stage.until(|world| world.actor(&child).unwrap().state == State::Ended);
    assert!(gone(pid));
}

#[test]
fn dropping_a_run_ends_all_its_processes() {
    let mut stage = Stepped::open("fork-tree", &[("forks", "2")]);
    stage.step_to(&ActorId::root(), "wait");
    stage.until(|world| world.actors().len() == 3);
    let pids: Vec<i32> = stage
        .world
        .actors()
        .filter_map(|actor| actor.ids.pid)
        .collect();
    assert!(pids.iter().all(|&pid| !gone(pid)));
    drop(stage);
    assert!(pids.into_iter().all(gone));
}

#[test]
fn an_error_is_silent_until_its_result_is_asked_for() {
    let trace = run(
        "thread-pool",
        &[
            ("workers", "2"),
            ("tasks", "3"),
            ("failing", "1"),
            ("work", "cpu"),
        ],
        &[],
    );
    let world = world(&trace);
    let threads: Vec<_> = world
        .actors()
        .filter(|actor| actor.kind == Kind::Thread)
        .collect();
    let tids: HashSet<_> = threads
        .iter()
        .map(|thread| thread.ids.tid.unwrap())
        .collect();
    assert_eq!(tids.len(), 2, "two threads, each with a tid of its own");
    assert!(
        threads
            .iter()
            .all(|thread| thread.ids.pid == world.actor(&ActorId::root()).unwrap().ids.pid)
    );
    assert_eq!(printed(&trace), ["t1 1", "t2 raised t2 failed", "t3 9"]);
    assert_eq!(
        exceptions(&trace),
        [None, Some("ValueError: t2 failed"), None]
    );
    let at = |key: &str, value: &str| {
        trace
            .iter()
            .position(|event| matches!(&event.what, What::Fact { key: k, value: v, .. } if &**k == key && v == value))
            .unwrap()
    };
    let raised = trace
        .iter()
        .position(|event| {
            matches!(
                &event.what,
                What::Outcome {
                    exception: Some(_),
                    ..
                }
            )
        })
        .unwrap();
    assert!(at("t2", "failed") < raised && at("t2", "seen") < raised);
    assert!(printed(&trace[..at("t2", "failed")]).is_empty());
}

#[test]
fn the_student_may_ask_for_a_result_that_is_not_there_yet() {
    let mut stage = Stepped::open("thread-pool", &[("workers", "1"), ("tasks", "2")]);
    let main = ActorId::root();
    stage.step_to(&main, "join");
    stage.live.send(
        &main,
        Command::Do {
            verb: Verb::Result { task: "t2".into() },
            to: None,
        },
    );
    stage.until(|world| world.actor(&main).unwrap().blocked_on.as_deref() == Some("t2.result()"));
    let worker = main.thread(1);
    for _ in 0..2 {
        stage.step_to(&worker, "done");
        stage.permit(&worker);
        stage.step_to(&worker, "get");
        stage.permit(&worker);
        stage.until(|world| world.last_outcome.is_some() || world.actor(&worker).unwrap().standing);
        if stage.world.last_outcome.is_some() {
            break;
        }
    }
    stage.until(|world| world.last_outcome.is_some());
    assert_eq!(
        stage.world.last_outcome.as_ref().unwrap().text,
        "ValueError: t2 failed"
    );
}

#[test]
fn the_seeds_script_runs_as_in_python() {
    let trace = run("generator", &[], &[]);
    assert_eq!(
        printed(&trace),
        [
            "Looking for  python",
            "python generator",
            "RuntimeError: You're hosed, add python"
        ]
    );
    assert_eq!(
        exceptions(&trace),
        [
            None,
            None,
            Some("RuntimeError: You're hosed, add python"),
            None
        ]
    );
}

#[test]
fn all_four_endings_are_reached_by_hand() {
    let send = || Verb::Send {
        value: "'python generator'".into(),
    };
    let throw = |what: &str| Verb::Throw { what: what.into() };
    let ending = |verbs: &[Verb]| {
        let trace = run("generator", &[], verbs);
        let last = trace.iter().rev().find_map(|event| match &event.what {
            What::Outcome {
                value, exception, ..
            } => exception.clone().or(value.clone()),
            _ => None,
        });
        (
            last.unwrap(),
            printed(&trace)
                .last()
                .map(|line| (*line).to_owned())
                .unwrap(),
        )
    };
    let hosed = "\"You're hosed, add python\"";
    assert_eq!(
        ending(&[Verb::Next, send()]),
        // Printed when the program's end lets go of it.
        ("None".into(), "Go away, Goodbye".into())
    );
    assert_eq!(
        ending(&[Verb::Next, throw(&format!("RuntimeError {hosed}"))]),
        (
            "RuntimeError: You're hosed, add python".into(),
            "Looking for  python".into()
        )
    );
    assert_eq!(
        ending(&[Verb::Next, Verb::Close]),
        (
            "RuntimeError: generator ignored GeneratorExit".into(),
            "Go away, Goodbye".into()
        )
    );
    assert_eq!(
        ending(&[Verb::Next, throw("GeneratorExit")]),
        ("'final here'".into(), "Go away, Goodbye".into())
    );
}

#[test]
fn a_verb_while_the_body_runs_gets_pythons_answer() {
    let mut stage = Stepped::open("generator", &[]);
    let (main, g) = (ActorId::root(), ActorId::root().generator(1));
    stage.step_to(&main, "make");
    stage.live.send(
        &main,
        Command::Do {
            verb: Verb::Next,
            to: None,
        },
    );
    stage.until(|world| world.last_outcome.is_some());
    assert_eq!(
        stage.world.last_outcome.as_ref().unwrap().text,
        "NameError: name 'g' is not defined"
    );
    stage.step_to(&main, "next");
    stage.permit(&main);
    stage.step_to(&g, "looking");
    let before = stage.world.seq;
    stage.live.send(
        &main,
        Command::Do {
            verb: Verb::Next,
            to: None,
        },
    );
    stage.until(|world| {
        world
            .last_outcome
            .as_ref()
            .is_some_and(|outcome| outcome.seq > before)
    });
    assert_eq!(
        stage.world.last_outcome.as_ref().unwrap().text,
        "ValueError: generator already executing"
    );
    assert!(
        stage.world.actor(&g).unwrap().standing,
        "and it stands where it stood"
    );
}
