//! Time travel, by counting what it does rather than how long it takes.
#![expect(
    clippy::unwrap_used,
    reason = "a test's trace is possible unless it says otherwise"
)]

use std::sync::Arc;

use super::*;
use crate::protocol::{Ids, Kind, Source, Stream, limits};

/// A long run: `actors` processes in a star, then each in turn comes to a line and goes past it.
fn long(events: usize, actors: u32) -> History {
    let root = ActorId::root();
    let mut history = History::default();
    for at in 0..u32::try_from(events).unwrap() {
        let actor = match at % actors {
            0 => root.clone(),
            n => root.child(n),
        };
        let what = if at < actors {
            What::Born {
                kind: Kind::Process,
                parent: (at > 0).then(|| root.clone()),
                name: "child".into(),
                ids: Ids::default(),
            }
        } else if at / actors % 2 == 1 {
            What::line(Arc::from("fork"), at, at)
        } else {
            What::State {
                state: State::Running,
                source: Source::Demo,
                status: None,
            }
        };
        push(&mut history, &actor, what).unwrap();
    }
    history
}

fn push(history: &mut History, actor: &ActorId, what: What) -> Result<(), Impossible> {
    let seq = history.live().seq + 1;
    history.push(Event {
        seq,
        t_ns: seq,
        actor: actor.clone(),
        what,
    })
}

fn root_born() -> History {
    long(1, 1)
}

fn line() -> What {
    What::line(Arc::from("fork"), 1, 1)
}

fn output(text: &str) -> What {
    What::Output {
        stream: Stream::Stdout,
        text: text.into(),
        open: false,
        unsigned: false,
    }
}

#[test]
fn no_seek_applies_more_events_than_a_quarter_of_what_is_in_the_world() {
    let history = long(100_000, 1_000);
    let most = history.live().weight() / SHARE;
    assert!(history.keyframes.len() >= 100_000 / most - 1);
    for position in 0..=history.len() {
        let (keyframe, rest) = history.route(position);
        assert!(rest.len() <= most, "{position}: {rest:?}");
        assert_eq!(rest.end, position);
        let start = keyframe.map_or(0, |world| world.seq);
        assert_eq!(u64::try_from(rest.start).unwrap(), start, "{position}");
    }
    for position in [0, 1, 255, 256, 257, 77_777, 99_999, 100_000, 200_000] {
        let seen = history.seek(position).seq;
        assert_eq!(seen, u64::try_from(position.min(100_000)).unwrap());
    }
}

#[test]
fn in_a_small_world_keyframes_lie_close() {
    let history = long(10_000, 3);
    assert_eq!(history.keyframes.len(), 10_000 / KEYFRAME_EVERY);
}

/// What all keyframes weigh together, each as if it shared nothing.
fn kept(history: &History) -> usize {
    history
        .keyframes
        .iter()
        .map(|(_, world)| world.weight())
        .sum()
}

/// The worst for keyframes: every birth makes the world larger, for every later keyframe to keep.
#[test]
fn all_keyframes_together_weigh_no_more_than_the_events() {
    let root = ActorId::root();
    let mut history = root_born();
    for n in (1..).take(limits::MOST_ACTORS - 1) {
        let born = What::Born {
            kind: Kind::Coroutine,
            parent: Some(root.clone()),
            name: "g".into(),
            ids: Ids::default(),
        };
        push(&mut history, &root.generator(n), born).unwrap();
    }
    let fact = |history: &mut History, of: u32, key: u32| {
        let what = What::Fact {
            key: format!("fact {key}").into(),
            value: "x".into(),
            source: Source::Demo,
        };
        push(history, &root.generator(of), what)
    };
    for n in (0..).take(limits::MOST_FACTS) {
        fact(&mut history, 1 + n % 500, n / 500).unwrap();
    }
    for n in (0..).take(limits::MOST_FACTS) {
        fact(&mut history, 1 + n % 500, n / 500).unwrap();
    }
    assert!(
        kept(&history) <= (SHARE + 1) * history.len(),
        "{}",
        kept(&history)
    );
    let refused = fact(&mut history, 501, 0).unwrap_err();
    assert!(
        refused.why.starts_with("30000 facts may be known at most"),
        "{refused}"
    );
    fact(&mut history, 1, 0).unwrap();
}

#[test]
fn what_is_beyond_a_limit_is_refused_and_changes_nothing() {
    let root = ActorId::root();
    let mut history = root_born();
    let born = |parent: &ActorId| What::Born {
        kind: Kind::Coroutine,
        parent: Some(parent.clone()),
        name: "g".into(),
        ids: Ids::default(),
    };
    let mut parent = root.clone();
    for n in 2..=limits::MOST_GENERATIONS {
        let child = root.generator(n.into());
        push(&mut history, &child, born(&parent)).unwrap();
        parent = child;
    }
    let message = |verb: &str, thing: &str, value: &str| {
        let (from, to) = match verb {
            "put" => ("p0", thing),
            _ => (thing, "p0"),
        };
        What::Message {
            from: from.into(),
            to: to.into(),
            verb: verb.into(),
            value: value.into(),
        }
    };
    for n in 0..limits::MOST_QUEUES {
        push(
            &mut history,
            &root,
            message("put", &format!("queue {n}"), "x"),
        )
        .unwrap();
    }
    for n in limits::MOST_QUEUES..limits::MOST_QUEUED {
        let verb = ["put", "get"][n % 2];
        push(
            &mut history,
            &root,
            message(verb, "queue 0", &n.to_string()),
        )
        .unwrap();
    }
    let before = history.clone();
    let long = "x".repeat(limits::LONGEST_NAME + 1);
    for (what, why) in [
        (
            born(&parent),
            "a run may have 256 generations of actors at most",
        ),
        (
            message("put", "another", "x"),
            "a run may have 1000 queues at most",
        ),
        (
            message("put", "queue 1", "y"),
            "10000 values may wait at most",
        ),
        (
            message("get", "queue 1", "y"),
            "10000 values may wait at most",
        ),
        (
            message("put", &long, "x"),
            "a name may have 256 bytes at most, this one has 257",
        ),
    ] {
        let actor = match what {
            What::Born { .. } => root.generator(1000),
            _ => root.clone(),
        };
        let refused = push(&mut history, &actor, what).unwrap_err();
        assert!(refused.why.starts_with(why), "{refused}");
    }
    assert_eq!(
        (history.len(), history.live()),
        (before.len(), before.live())
    );
    // What was taken early, put at last, makes room; so does a value that is taken.
    push(&mut history, &root, message("put", "queue 0", "9999")).unwrap();
    push(&mut history, &root, message("get", "queue 1", "x")).unwrap();
    for n in 0..2 {
        push(
            &mut history,
            &root,
            message("put", "queue 2", &n.to_string()),
        )
        .unwrap();
    }
    assert!(push(&mut history, &root, message("put", "queue 2", "y")).is_err());
}

#[test]
fn of_one_actor_no_more_is_known_than_may_be() {
    let root = ActorId::root();
    let mut history = root_born();
    let fact = |n: usize| What::Fact {
        key: format!("fact {n}").into(),
        value: "x".into(),
        source: Source::Demo,
    };
    for n in 0..limits::MOST_FACTS_OF_ONE {
        push(&mut history, &root, fact(n)).unwrap();
    }
    let refused = push(&mut history, &root, fact(limits::MOST_FACTS_OF_ONE)).unwrap_err();
    assert_eq!(refused.why, "5000 facts may be known of an actor at most");
    push(&mut history, &root, fact(0)).unwrap();
}

#[test]
fn the_names_of_actors_are_kept_once() {
    let mut history = root_born();
    let again = "p0".parse().unwrap();
    push(&mut history, &again, output("x")).unwrap();
    let [first, second] = [0, 1].map(|at| history.events()[at].actor.as_str().as_ptr());
    assert_eq!(first, second);
}

#[test]
fn an_impossible_event_leaves_the_history_as_it_was() {
    let mut history = root_born();
    let stranger = ActorId::root().child(7);
    assert!(push(&mut history, &stranger, line()).is_err());
    assert!(push(&mut history, &stranger, output("x")).is_err());
    assert_eq!(
        (history.len(), history.beats(), history.lanes().len()),
        (1, 1, 1)
    );
    assert_eq!(history.outputs().len(), 0);
    assert_eq!(*history.live(), history.seek(1));
}

#[test]
fn another_parent_is_a_beat_and_the_same_one_again_is_none() {
    let root = ActorId::root();
    let mut history = History::default();
    let ids = Ids {
        ppid: Some(7),
        ..Ids::default()
    };
    let born = What::Born {
        kind: Kind::Process,
        parent: None,
        name: "first".into(),
        ids,
    };
    push(&mut history, &root, born).unwrap();
    let beats = |history: &mut History, ppid: &str, source| {
        let what = What::Fact {
            key: "ppid".into(),
            value: ppid.into(),
            source,
        };
        push(history, &root, what).unwrap();
        history.beats()
    };
    assert_eq!(beats(&mut history, "7", Source::Kernel), 1);
    assert_eq!(beats(&mut history, "1", Source::Kernel), 2);
    assert_eq!(beats(&mut history, "1", Source::Kernel), 2);
    assert_eq!(beats(&mut history, "7", Source::Demo), 2);
}

#[test]
fn the_arrow_keys_stop_at_beats_only() {
    let root = ActorId::root();
    let mut history = root_born(); // 1: a beat
    push(&mut history, &root, output("a")).unwrap(); // 2
    push(&mut history, &root, line()).unwrap(); // 3: a beat
    push(&mut history, &root, output("b")).unwrap(); // 4
    assert_eq!(history.beats(), 2);
    assert_eq!(
        [0, 1, 2, 3, 4].map(|at| history.beat_at(at)),
        [0, 1, 1, 2, 2]
    );
    assert_eq!(
        [0, 1, 2, 3, 4].map(|at| history.beat_before(at)),
        [0, 0, 1, 1, 3]
    );
    assert_eq!(
        [0, 1, 2, 3, 4].map(|at| history.beat_after(at)),
        [1, 3, 3, 4, 4]
    );
    let about = |at| history.beat_event(at).map(|event| event.seq);
    assert_eq!(
        [0, 1, 2, 3, 4].map(about),
        [None, Some(1), Some(1), Some(3), Some(3)]
    );
}

#[test]
fn an_empty_history_answers_everything() {
    let history = History::default();
    assert_eq!(history.seek(5), World::default());
    assert_eq!((history.beat_before(3), history.beat_after(3)), (0, 0));
    assert_eq!((history.beat_at(0), history.beats()), (0, 0));
    assert_eq!(history.beat_event(0), None);
    assert!(history.is_empty() && history.lanes().is_empty());
}

#[test]
fn what_was_printed_is_found_by_position() {
    let root = ActorId::root();
    let mut history = root_born();
    push(&mut history, &root, output("a")).unwrap();
    push(&mut history, &root, line()).unwrap();
    push(&mut history, &root, output("b")).unwrap();
    assert_eq!(
        [0, 1, 2, 3, 4].map(|at| history.outputs_until(at)),
        [0, 0, 1, 1, 2]
    );
    let places: Vec<u64> = history.outputs().rev().map(|event| event.seq).collect();
    assert_eq!(places, [4, 2]);
}

#[test]
fn a_lane_says_from_where_on_its_actor_was_in_which_state() {
    let root = ActorId::root();
    let mut history = root_born();
    push(&mut history, &root, line()).unwrap();
    push(&mut history, &root, line()).unwrap();
    push(
        &mut history,
        &root,
        What::blocked(Arc::from("os.wait()"), None),
    )
    .unwrap();
    let lane = &history.lanes()[0];
    assert_eq!(lane.actor, root);
    assert_eq!(
        lane.spans,
        [(1, State::Running), (2, State::Ready), (4, State::Blocked)]
    );
}
