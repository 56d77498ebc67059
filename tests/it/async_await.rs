//! `async-await` on a real stage: what it prints is what CPython prints; time, sockets and requests to stop are as they say.

use concurrium::app::{Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{Source, Stream, What};
use concurrium::world::World;

use crate::scheduling::{pictures, until};
use crate::snapshots::screen;
use crate::stages::{printed, run, world};
use crate::twins::{in_cpython, native};

const LESSON: &str = "async-await";

#[test]
fn it_prints_what_cpython_prints() {
    for set in [
        &[][..],
        &[("how", "sequential")],
        &[("how", "taskgroup"), ("tasks", "5")],
        &[("how", "forgotten")],
        &[("tasks", "100")],
        &[("blocking", "yes")],
        &[("blocking", "yes"), ("how", "sequential"), ("tasks", "2")],
        &[("blocking", "yes"), ("cancel", "obeyed")],
        &[("blocking", "yes"), ("cancel", "swallowed"), ("tasks", "1")],
        &[("cancel", "obeyed")],
        &[("cancel", "swallowed"), ("how", "taskgroup")],
        &[("cancel", "obeyed"), ("how", "taskgroup"), ("tasks", "1")],
    ] {
        let Some(expected) = in_cpython(LESSON, set) else {
            return;
        };
        assert_eq!(native(LESSON, set), expected, "{set:?}");
    }
}

/// The seconds that a run printed.
fn took(set: &[(&str, &str)]) -> f64 {
    let trace = run(LESSON, set, &[]);
    let lines = printed(&trace);
    let line = lines.iter().find_map(|line| line.split_once(" s, "));
    line.unwrap().0.parse().unwrap()
}

#[test]
fn together_takes_the_longest_sleep_and_one_after_the_other_the_sum() {
    let five = ("tasks", "5");
    assert_eq!(took(&[five, ("how", "gather")]), 0.5);
    assert_eq!(took(&[five, ("how", "taskgroup")]), 0.5);
    assert_eq!(took(&[five, ("how", "sequential")]), 1.5);
    // On the real clock a busy machine may add to it, but not a second.
    let real = ("clock", "real");
    let together = took(&[five, real, ("how", "gather")]);
    assert!((0.5..1.5).contains(&together), "{together}");
    let sum = took(&[five, real, ("how", "sequential")]);
    assert!(sum >= 1.5, "{sum}");
}

#[test]
fn a_blocked_loop_resumes_nobody() {
    let trace = run(LESSON, &[("blocking", "yes")], &[]);
    let mut world = World::default();
    let mut blocked = false;
    for event in &trace {
        world.apply(event).unwrap();
        match &event.what {
            What::Blocked { on, .. } if on.starts_with("time.sleep") => blocked = true,
            What::Unblocked { on } if on.starts_with("time.sleep") => {
                assert_eq!(world.actors().next().unwrap().fact("clock"), Some("0.50"));
                let ready = world.queue("ready").unwrap().items();
                assert_eq!(ready.collect::<Vec<_>>(), ["t2", "t3"]);
                return;
            }
            what => assert!(
                !blocked || matches!(what, What::Fact { key, .. } if &**key == "clock"),
                "{what:?}"
            ),
        }
    }
    panic!("it never blocked");
}

#[test]
fn the_kernel_says_when_the_socket_can_be_read() {
    for clock in ["virtual", "real"] {
        let trace = run(LESSON, &[("tasks", "1"), ("clock", clock)], &[]);
        let kernel = |wanted: &str| {
            trace.iter().find_map(|event| match &event.what {
                What::Fact {
                    key,
                    value,
                    source: Source::Kernel,
                } if &**key == wanted => Some((event.seq, value.clone())),
                _ => None,
            })
        };
        let (_, pair) = kernel("socketpair").unwrap();
        let (readable, fd) = kernel("readable").unwrap();
        assert_eq!(fd, format!("fd {}", pair.split_once(' ').unwrap().0));
        let heard = trace.iter().find(
            |event| matches!(&event.what, What::Output { text, .. } if text == "heard: all done"),
        );
        assert!(heard.unwrap().seq > readable);
    }
}

#[test]
fn what_was_never_awaited_is_warned_of_and_never_began() {
    let trace = run(LESSON, &[("how", "forgotten")], &[]);
    let warnings: Vec<&str> = trace
        .iter()
        .filter_map(|event| match &event.what {
            What::Output {
                stream: Stream::Stderr,
                text,
                ..
            } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let warning = "RuntimeWarning: coroutine 'work' was never awaited";
    assert_eq!(warnings, [warning], "once for its line, as in CPython");
    let world = world(&trace);
    let begun = |name: &str| {
        let mut actors = world.actors();
        actors
            .find(|actor| actor.name == name)
            .unwrap()
            .at
            .is_some()
    };
    assert!(begun("main()") && !begun("t1") && !begun("t3"));
}

#[test]
fn the_queues_are_empty_in_the_end() {
    for how in ["sequential", "gather", "taskgroup"] {
        let world = world(&run(LESSON, &[("how", how), ("cancel", "obeyed")], &[]));
        for queue in ["ready", "timers"] {
            let left = world.queue(queue).map_or(0, |queue| queue.len());
            assert_eq!(left, 0, "{how} {queue}");
        }
    }
}

#[test]
fn a_blocked_loop_can_be_looked_back_on() {
    let mut scene = until(LESSON, &[("blocking", "yes")], "sleep", 1);
    let mut after = |code: Code| {
        let (ctrl, alt) = (false, false);
        scene.app.update(Input::Key(Key { code, ctrl, alt }));
        screen(&scene.app, 120, 36)
    };
    let before = after(Code::Left);
    for seen in ["PAST", "now 0.00 virtual", "in time.sleep(0.5)"] {
        assert!(before.contains(seen), "{seen} in {before}");
    }
    let first = after(Code::Home);
    assert!(first.contains("PAST  step 1 of"), "{first}");
    let live = after(Code::End);
    assert!(
        live.contains("LIVE") && live.contains("now 0.50 virtual"),
        "{live}"
    );
    assert!(live.contains(" ready   t2  t3"), "{live}");
    let chinese = after(Code::Char('L'));
    assert!(chinese.contains("虚拟 0.50 秒"), "{chinese}");
}

#[test]
fn pictures_of_tasks() {
    pictures("async_waiting", until(LESSON, &[], "run", 2));
    let blocking = [("blocking", "yes")];
    let mut blocked = until(LESSON, &blocking, "sleep", 1);
    insta::assert_snapshot!("async_blocked", screen(&blocked.app, 80, 24));
    blocked.app.lang = Lang::Zh;
    insta::assert_snapshot!("async_blocked_zh", screen(&blocked.app, 80, 24));
    let asked = until(LESSON, &[("cancel", "obeyed")], "asked", 1);
    insta::assert_snapshot!("async_asked", screen(&asked.app, 80, 24));
    let obeyed = until(LESSON, &[("cancel", "obeyed")], "took", 1);
    insta::assert_snapshot!("async_obeyed", screen(&obeyed.app, 80, 24));
    let one = until(LESSON, &[("how", "sequential")], "run", 3);
    insta::assert_snapshot!("async_sequential", screen(&one.app, 80, 24));
    let forgotten = until(LESSON, &[("how", "forgotten")], "took", 1);
    insta::assert_snapshot!("async_forgotten", screen(&forgotten.app, 80, 24));
    let hundred = until(LESSON, &[("tasks", "100")], "write", 5);
    insta::assert_snapshot!("async_hundred", screen(&hundred.app, 120, 36));
}
