//! What single events do to a world, one scenario a test.
#![expect(
    clippy::unwrap_used,
    reason = "a test's trace is possible unless it says otherwise"
)]

use std::sync::Arc;

use super::*;
use crate::protocol::keys::CHOSEN;
use crate::protocol::{Event, State, Stream, What};

/// A world and the events that made it, in the order in which they are told.
#[derive(Default)]
struct Told {
    world: World,
}

impl Told {
    fn then(&mut self, actor: &str, what: What) -> &mut Self {
        self.attempt(actor, what).unwrap();
        self
    }

    fn attempt(&mut self, actor: &str, what: What) -> Result<(), Impossible> {
        let event = Event {
            seq: self.world.seq + 1,
            t_ns: 10 * self.world.seq,
            actor: actor.parse().unwrap(),
            what,
        };
        self.world.apply(&event)
    }

    fn actor(&self, id: &str) -> &Actor {
        self.world.actor(&id.parse().unwrap()).unwrap()
    }
}

fn born(kind: Kind, parent: Option<&str>, name: &str) -> What {
    What::Born {
        kind,
        parent: parent.map(|id| id.parse().unwrap()),
        name: name.into(),
        ids: Ids::default(),
    }
}

fn line(number: u32) -> What {
    What::line(Arc::from("fork"), number, number + 10)
}

fn state(state: State, status: Option<i32>) -> What {
    What::State {
        state,
        source: Source::Kernel,
        status,
    }
}

fn message(from: &str, to: &str, verb: &str, value: &str) -> What {
    What::Message {
        from: from.into(),
        to: to.into(),
        verb: Arc::from(verb),
        value: value.into(),
    }
}

fn ended(how: How, reaped_by: Option<&str>) -> What {
    What::Ended {
        how,
        reaped_by: reaped_by.map(|id| id.parse().unwrap()),
    }
}

fn one_process() -> Told {
    let mut told = Told::default();
    told.then("p0", born(Kind::Process, None, "main"));
    told
}

#[test]
fn an_actor_stands_at_a_line_until_it_goes_on() {
    let mut told = one_process();
    assert!(!told.actor("p0").standing);
    told.then("p0", line(8));
    assert_eq!(told.actor("p0").state, State::Ready);
    assert_eq!(told.actor("p0").at.as_ref().unwrap().line, 8);
    assert_eq!(told.world.standing().count(), 1);

    told.then(
        "p0",
        What::Fact {
            key: Arc::from("fork"),
            value: "[0]".into(),
            source: Source::Demo,
        },
    )
    .then("p0", message("p0", "p0.g1", "send", "1"))
    .then(
        "p0",
        What::Output {
            stream: Stream::Stdout,
            text: String::new(),
            open: false,
            unsigned: false,
        },
    );
    assert!(told.actor("p0").standing, "done by hand, it still stands");

    told.then("p0", state(State::Running, None));
    assert!(!told.actor("p0").standing);
    assert_eq!(
        told.actor("p0").at.as_ref().unwrap().line,
        8,
        "it last passed it"
    );
}

#[test]
fn who_waited_by_hand_before_a_line_stands_there_again() {
    let mut told = one_process();
    let (on, owner) = (Arc::from("python3"), None);
    told.then("p0", line(8))
        .then("p0", What::blocked(on, owner));
    assert!(!told.actor("p0").standing);
    let on = Arc::from("python3");
    told.then("p0", What::Unblocked { on });
    assert_eq!(told.actor("p0").state, State::Running);
    let ready = What::State {
        state: State::Ready,
        source: Source::Demo,
        status: None,
    };
    told.then("p0", ready);
    let actor = told.actor("p0");
    assert_eq!((actor.state, actor.standing), (State::Ready, true));
    assert_eq!(actor.at.as_ref().unwrap().line, 8);
}

#[test]
fn a_blocked_actor_names_what_it_waits_for_until_it_wakes() {
    let mut told = one_process();
    told.then("p0", line(8)).then(
        "p0",
        What::blocked(Arc::from("lock"), Some("p0.t1".parse().unwrap())),
    );
    let actor = told.actor("p0");
    assert_eq!((actor.state, actor.standing), (State::Blocked, false));
    assert_eq!(actor.blocked_on.as_deref(), Some("lock"));
    assert_eq!(actor.owner.as_ref().unwrap().as_str(), "p0.t1");
    told.then(
        "p0",
        What::Unblocked {
            on: Arc::from("lock"),
        },
    );
    let actor = told.actor("p0");
    assert_eq!((actor.state, &actor.blocked_on), (State::Running, &None));
    assert_eq!(actor.owner, None);
}

#[test]
fn a_zombie_keeps_its_status_and_ends_when_it_is_waited_for() {
    let mut told = one_process();
    told.then("p0/1", born(Kind::Process, Some("p0"), "child"))
        .then("p0/1", state(State::Zombie, Some(768)));
    let child = told.actor("p0/1");
    assert_eq!(
        (child.state, child.state_source),
        (State::Zombie, Source::Kernel)
    );
    assert_eq!(child.zombie_status, Some(768));
    told.then("p0/1", ended(How::Exit(3), Some("p0")));
    let child = told.actor("p0/1");
    assert_eq!(child.state, State::Ended);
    assert_eq!(child.how(), Some(&How::Exit(3)));
    assert_eq!(child.reaped_by, Some(ActorId::root()));
}

#[test]
fn what_was_stopped_is_again_what_it_was_when_it_is_continued() {
    let mut told = one_process();
    let kernel = |state| What::State {
        state,
        source: Source::Kernel,
        status: None,
    };
    told.then("p0", line(3)).then("p0", kernel(State::Stopped));
    let stopped = told.actor("p0");
    assert_eq!(
        (stopped.state, stopped.stopped_in, stopped.standing),
        (State::Stopped, Some(State::Ready), true)
    );
    told.then("p0", kernel(State::Stopped))
        .then("p0", kernel(State::Running));
    let continued = told.actor("p0");
    assert_eq!(
        (continued.state, continued.stopped_in, continued.standing),
        (State::Ready, None, true)
    );
    told.then("p0", kernel(State::Stopped))
        .then("p0", state(State::Zombie, Some(9)))
        .then("p0", kernel(State::Stopped));
    let killed = told.actor("p0");
    assert_eq!(
        (killed.state, killed.stopped_in, killed.standing),
        (State::Zombie, None, false)
    );
}

#[test]
fn a_signal_to_one_that_has_ended_is_refused_and_that_can_be_told() {
    let mut told = one_process();
    told.then("p0", ended(How::Exit(0), None)).then(
        "p0",
        What::Refused {
            what: "SIGTERM".into(),
            why: "nobody is there".into(),
            said: None,
        },
    );
    assert_eq!(told.actor("p0").state, State::Ended);
}

#[test]
fn what_has_ended_stays_so() {
    let mut told = one_process();
    told.then("p0", ended(How::Exit(0), None))
        .then("p0", state(State::Zombie, Some(9)))
        .then("p0", ended(How::Signal(9), None));
    let actor = told.actor("p0");
    assert_eq!(
        (actor.state, actor.how(), actor.zombie_status),
        (State::Ended, Some(&How::Exit(0)), None)
    );
    let before = told.world.clone();
    let error = told.attempt("p0", line(3)).unwrap_err();
    assert_eq!(error.to_string(), "event 5: p0 has ended");
    assert_eq!(told.world, before);
}

#[test]
fn impossible_events_change_nothing_and_say_where_and_why() {
    let mut told = one_process();
    let before = told.world.clone();
    let mut refused = |actor: &str, what: What, why: &str| {
        let error = told.attempt(actor, what).unwrap_err();
        assert_eq!(error.to_string(), format!("event 2: {why}"));
    };
    refused("p0", born(Kind::Process, None, "main"), "p0 is born twice");
    refused("p0/1", line(1), "p0/1 was never born");
    refused(
        "p0/1",
        born(Kind::Process, Some("p0/2"), "x"),
        "its parent p0/2 was never born",
    );
    refused(
        "p0/1",
        born(Kind::Process, None, "x"),
        "only the first process of a run has no parent",
    );
    for seq in [0, 1, 3, u64::MAX] {
        let event = Event {
            seq,
            t_ns: 0,
            actor: ActorId::root(),
            what: line(1),
        };
        let error = told.world.apply(&event).unwrap_err();
        assert_eq!(error.why, "it should be number 2");
    }
    assert_eq!(told.world, before);
}

#[test]
fn queues_add_up_in_whatever_order_threads_report() {
    let mut told = one_process();
    for value in ["'a'", "'b'", "'c'"] {
        told.then("p0", message("p0", "tasks", "put", value));
    }
    told.then("p0", message("tasks", "p0.t1", "get", "'b'"));
    let queue = told.world.queue("tasks").unwrap();
    assert_eq!(queue.items().collect::<Vec<_>>(), ["'a'", "'c'"]);
    assert_eq!((queue.put, queue.got), (3, 1));

    // Taken before the giver said that it had given.
    told.then("p0", message("tasks", "p0.t1", "get", "'d'"))
        .then("p0", message("p0", "tasks", "put", "'d'"));
    let queue = told.world.queue("tasks").unwrap();
    assert_eq!(queue.items().collect::<Vec<_>>(), ["'a'", "'c'"]);
    assert_eq!((queue.put, queue.got), (4, 2));

    told.then("p0", message("p0", "p0.g1", "put", "1"));
    assert_eq!(told.world.queue("p0.g1"), None, "an actor is no queue");
}

#[test]
fn the_last_things_are_kept() {
    let mut told = one_process();
    told.then("p0", message("p0", "p0.g1", "send", "'x'"))
        .then(
            "p0",
            What::Outcome {
                verb: Arc::from("send"),
                call: "g.send('x')".into(),
                result: Comes::Raise,
                value: None,
                exception: Some("StopIteration".into()),
            },
        )
        .then(
            "p0",
            What::Refused {
                what: Arc::from("fork"),
                why: "full".into(),
                said: None,
            },
        );
    let world = &told.world;
    assert_eq!(world.last_message.as_ref().unwrap().value, "'x'");
    let outcome = world.last_outcome.as_ref().unwrap();
    assert_eq!((outcome.seq, &*outcome.text), (3, "StopIteration"));
    assert_eq!(world.last_refusal.as_ref().unwrap().why, "full");
    assert_eq!(world.last_actor, Some(ActorId::root()));
    assert_eq!((world.seq, world.t_ns), (4, 30));
}

#[test]
fn a_later_fact_replaces_the_one_with_its_key_in_its_place() {
    let mut told = one_process();
    for (key, value) in [("cwd", "/home"), ("umask", "0o22"), ("cwd", "/")] {
        told.then(
            "p0",
            What::Fact {
                key: Arc::from(key),
                value: value.into(),
                source: Source::Kernel,
            },
        );
    }
    let facts: Vec<_> = told.actor("p0").facts.iter().collect();
    assert_eq!((&*facts[0].key, &*facts[0].value), ("cwd", "/"));
    assert_eq!((facts[0].since, facts.len()), (4, 2));
    assert_eq!(told.actor("p0").fact("umask"), Some("0o22"));
}

#[test]
fn a_clone_does_not_feel_what_happens_later() {
    let mut told = one_process();
    let before = told.world.clone();
    told.then("p0", line(1))
        .then("p0/1", born(Kind::Process, Some("p0"), "child"));
    assert_eq!(before.actors().len(), 1);
    assert_eq!(before.actor(&ActorId::root()).unwrap().at, None);
    assert_eq!(before.actor(&ActorId::root().child(1)), None);
}

/// The tree as text, as a pane would draw it.
fn drawn(world: &World) -> String {
    let rows = world.tree().into_iter().map(|branch| {
        let mut row: String = branch
            .last
            .iter()
            .map(|&last| if last { '`' } else { '|' })
            .collect();
        row.push_str(branch.actor.id.as_str());
        row
    });
    rows.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_tree_has_each_parent_directly_before_its_own() {
    let mut told = one_process();
    assert_eq!(World::default().tree(), []);
    told.then("p0/1", born(Kind::Process, Some("p0"), "a"))
        .then("p0/2", born(Kind::Process, Some("p0"), "b"))
        .then("p0/1/1", born(Kind::Process, Some("p0/1"), "c"))
        .then("p0.t1", born(Kind::Thread, Some("p0"), "worker"))
        .then("p0/1/1.g1", born(Kind::Coroutine, Some("p0/1/1"), "g"))
        .then("p0/1/2", born(Kind::Process, Some("p0/1"), "d"));
    assert_eq!(
        drawn(&told.world),
        "p0 |p0/1 ||p0/1/1 ||`p0/1/1.g1 |`p0/1/2 |p0/2 `p0.t1"
    );
    assert_eq!(told.actor("p0/1/1.g1").state, State::Created);
}

#[test]
fn a_deep_chain_is_no_recursion() {
    let mut told = one_process();
    let mut parent = String::from("p0");
    // As deep as names of actors go (200 bytes).
    for _ in 0..99 {
        let child = format!("{parent}/1");
        told.then(&child, born(Kind::Process, Some(&parent), "c"));
        parent = child;
    }
    let tree = told.world.tree();
    assert_eq!(tree.len(), 100);
    assert_eq!(tree[99].last, vec![true; 99]);
}

#[test]
fn who_comes_back_to_the_prompt_was_driven_by_hand() {
    let mut told = Told::default();
    told.then("p0", born(Kind::Process, None, "main"))
        .then("p0", What::blocked("sleep(1)".into(), None))
        .then("p0", What::blocked("prompt".into(), None));
    assert!(told.world.is_at_prompt() && !told.world.was_driven_by_hand());
    told.then("p0", line(7))
        .then("p0", What::blocked("prompt".into(), None));
    assert!(told.world.was_driven_by_hand());
}

#[test]
fn who_stands_and_reaches_a_generator_drives_it_by_hand() {
    let outcome = |exception: Option<&str>| What::Outcome {
        verb: "close".into(),
        call: "g.close()".to_owned(),
        result: Comes::Return,
        value: None,
        exception: exception.map(str::to_owned),
    };
    let standing = || {
        let mut told = Told::default();
        told.then("p0", born(Kind::Process, None, "main"))
            .then("p0", line(7));
        told
    };
    let mut nobody = standing();
    nobody.then("p0", outcome(Some("NameError: name 'g' is not defined")));
    assert!(!nobody.world.steered);
    let mut by_hand = standing();
    by_hand.then("p0", outcome(None));
    assert!(by_hand.world.steered);
    // By its own line it has left where it stood.
    let mut own = standing();
    let runs = What::State {
        state: State::Running,
        source: Source::Demo,
        status: None,
    };
    own.then("p0", runs).then("p0", outcome(None));
    assert!(!own.world.steered);
}

#[test]
fn a_task_whose_turn_comes_has_a_place_in_the_queue_and_may_be_chosen() {
    let puts = |task: &str| What::Message {
        from: "p0".to_owned(),
        to: "ready".to_owned(),
        verb: "put".into(),
        value: task.to_owned(),
    };
    let chosen = |task: &str| What::Fact {
        key: CHOSEN.into(),
        value: task.to_owned(),
        source: Source::Demo,
    };
    let mut told = Told::default();
    told.then("p0", born(Kind::Process, None, "main"))
        .then("p0.g1", born(Kind::Coroutine, Some("p0"), "one"))
        .then("p0.g2", born(Kind::Coroutine, Some("p0"), "two"))
        .then("p0", puts("one"))
        .then("p0", puts("two"));
    let turns = |told: &Told| {
        let places = told.world.actors().map(|actor| told.world.turn(actor));
        places.collect::<Vec<_>>()
    };
    assert_eq!(turns(&told), [None, Some(1), Some(2)]);
    assert!(!told.world.steered);
    told.then("p0", chosen("two"));
    let is_chosen: Vec<bool> = told
        .world
        .actors()
        .map(|actor| told.world.is_chosen(actor))
        .collect();
    assert_eq!(
        (is_chosen, told.world.steered),
        (vec![false, false, true], true)
    );
    told.then("p0", chosen(""));
    assert!(!told.world.actors().any(|actor| told.world.is_chosen(actor)));
}
