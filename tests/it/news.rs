//! What is told of a step in which several have moved: what is new, in whichever order it came.

use concurrium::app::{App, Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Event, What};
use concurrium::saved;

use crate::fake::{Session, blocked, line, p0};
use crate::shelf;
use crate::snapshots::screen;

/// The lesson on executors, as it was recorded, up to its first event of which this is so.
fn executors(until: impl Fn(&Event) -> bool) -> (App, Vec<Event>) {
    let mut app = App::new(Lang::En, shelf::plays());
    let lesson = shelf::lesson("executors");
    let recorded = saved::recorded(shelf::plays(), lesson);
    let recorded = recorded.expect("it can be read").expect("it is there");
    app.open(lesson, lesson.defaults());
    app.update(Input::Started);
    let events = recorded.history.events();
    let end = events.iter().position(until).expect("it comes") + 1;
    for event in &events[..end] {
        app.update(Input::Happened(event.clone()));
    }
    (app, events[end..].to_vec())
}

fn waits_for(event: &Event, awaited: &str) -> bool {
    matches!(&event.what, What::Blocked { on, .. } if **on == *awaited)
}

#[test]
fn what_a_step_has_led_to_is_told_though_a_worker_waits_for_its_next_task_since() {
    // main has its first result, and the worker that has spoken last is nowhere in the listing.
    let (mut app, rest) = executors(|event| matches!(event.what, What::Output { .. }));
    app.update(Input::Happened(rest[0].clone()));
    let open = app.lesson().expect("open");
    let (at, worker) = (open.history.len(), ActorId::root().thread(1));
    let wakes = What::Unblocked {
        on: "work_queue.get()".into(),
    };
    let says = [wakes, blocked("work_queue.get()")];
    let t_ns = open.history.events()[at - 1].t_ns;
    for (seq, what) in (at as u64 + 1..).zip(says) {
        app.update(Input::Happened(Event {
            seq,
            t_ns,
            actor: worker.clone(),
            what,
        }));
    }
    let open = app.lesson().expect("open");
    let last = open.history.events().last().expect("something");
    assert!(waits_for(last, "work_queue.get()"));
    let told = open.told(Lang::En, &[]);
    assert!(told[0].starts_with("**main** stands before"), "{told:?}");
    assert_eq!(open.highlighted(), Some(&p0()));
}

#[test]
fn the_verdict_stays_where_g_leads() {
    let (mut app, _) = executors(|event| matches!(event.what, What::Output { .. }));
    app.update(Input::Key(Key::char('g')));
    assert!(app.lesson().expect("open").past.is_some());
    let shown = screen(&app, 80, 24);
    assert!(shown.contains("Threads share memory"), "{shown}");
    assert!(shown.contains("this step shows it"), "{shown}");
    app.update(Input::Key(Key::plain(Code::Left)));
    let before = screen(&app, 80, 24);
    assert!(!before.contains("Threads share memory"), "{before}");
}

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

#[test]
fn who_is_waited_for_while_a_worker_runs_that_stands_nowhere_comes_by_itself() {
    let worker = ActorId::root().thread(1);
    let (mut app, _) = executors(|event| event.actor == worker);
    app.update(Input::Key(Key::plain(Code::Right)));
    let notice = app.notice.as_deref().unwrap_or_default();
    assert!(notice.starts_with("Everyone who could move"), "{notice}");
}
