//! What is told of a step in which several have moved: what is new, in whichever order it came.

use concurrium::app::Input;
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, What};

use crate::fake::{Session, blocked, line, p0};

/// Who is told of, and what, once worker 1 was let go and this has come, the first of it first.
fn told(came: [(ActorId, What); 2]) -> (ActorId, Vec<String>) {
    let mut s = Session::lesson("thread-pool");
    s.held = true;
    s.keys("→");
    s.permits();
    let said: Vec<Input> = s.stage.says.drain(..).collect();
    let Some(Input::Happened(first)) = said.into_iter().next() else {
        panic!("worker 1 was let go, and has done something");
    };
    let happened = |(seq, (actor, what))| {
        let mut event = first.clone();
        (event.seq, event.actor, event.what) = (seq, actor, what);
        Input::Happened(event)
    };
    s.stage.says = (first.seq..).zip(came).map(happened).collect();
    s.deliver();
    let open = s.open();
    let about = open.spotlight().expect("something has happened");
    (about.actor.clone(), open.told(Lang::En, &[]))
}

/// What comes of these two, in either order: it is the same.
fn in_either_order(one: (ActorId, What), other: (ActorId, What)) -> (ActorId, Vec<String>) {
    let forth = told([one.clone(), other.clone()]);
    let back = told([other, one]);
    assert_eq!(forth, back);
    forth
}

#[test]
fn who_comes_to_a_line_for_the_first_time_is_told_whoever_waits_meanwhile() {
    let worker = ActorId::root().thread(1);
    let (about, told) = in_either_order((p0(), line("results")), (worker, blocked("tasks.get()")));
    assert_eq!(about, p0(), "{told:?}");
}

#[test]
fn of_two_who_come_to_a_line_for_the_first_time_the_first_process_is_told() {
    let worker = ActorId::root().thread(1);
    let (about, told) = in_either_order((p0(), line("results")), (worker, line("get")));
    assert_eq!(about, p0(), "{told:?}");
}
