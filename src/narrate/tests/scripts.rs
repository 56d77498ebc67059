//! The wording of what scripts alone have: other programs, a line that never ends, several calls of a line, what came on the way.

use super::*;
use crate::narrate::calls;
use crate::protocol::{Does, Spot};

#[test]
fn another_program_from_the_start_by_exec_and_one_that_never_came() {
    let mut told = Told::new();
    let said = |told: &mut Told, value: &str| {
        told.fact("p0/1", "program", value, Source::Demo)[0].to_owned()
    };
    assert_eq!(
        said(&mut told, "echo"),
        "**4712** is another program from here on, `echo`: it isn't followed"
    );
    assert_eq!(
        said(&mut told, "child"),
        "**4712** is another program from here on, `child`: it isn't followed"
    );
    assert_eq!(
        said(&mut told, ""),
        "The `exec` has failed: **4712** goes on as it was"
    );
    assert!(
        !told
            .world
            .actor(&"p0/1".parse().unwrap())
            .unwrap()
            .is_another_program()
    );
}

#[test]
fn who_computes_in_a_line_without_end_is_not_said_to_be_in_a_call() {
    let mut told = Told::new();
    let spot = |call: &str| {
        let What::Line(mut spot) = What::line("".into(), 1, 0) else {
            unreachable!("it is one")
        };
        spot.does = vec![Does {
            call: call.into(),
            on: None,
            now: None,
            n: None,
            of: None,
            who: None,
        }];
        What::Line(spot)
    };
    told.tell("p0", spot("endless"));
    let inside = told.fact("p0", "inside", "computes", Source::Kernel)[0].to_owned();
    assert!(
        inside.contains("goes round in line 1, a loop of Python's own"),
        "{inside}"
    );
    told.tell("p0", spot("sleep"));
    let inside = told.fact("p0", "inside", "computes", Source::Kernel)[0].to_owned();
    assert!(inside.contains("Since line 1 it is in a call"), "{inside}");
}

#[test]
fn what_goes_for_two_calls_of_a_line_is_said_once() {
    let told = Told::new();
    let does = |on: &str| Does {
        call: "gen_made".into(),
        on: Some(on.into()),
        now: None,
        n: None,
        of: None,
        who: None,
    };
    let What::Line(spot) = What::line("".into(), 1, 0) else {
        unreachable!("it is one")
    };
    let spot = Spot {
        does: vec![does("evens"), does("numbers")],
        ..spot
    };
    let event = Event {
        seq: 9,
        t_ns: 0,
        actor: ActorId::root(),
        what: What::Line(spot),
    };
    let said = calls::told(&event, &told.world, Lang::En).unwrap();
    assert_eq!(said.matches("generator function").count(), 1, "{said}");
}

#[test]
fn what_came_on_the_way_is_told_as_the_world_was_then() {
    let told = Told::new();
    let child: ActorId = "p0/1".parse().unwrap();
    let event = |seq: u64, what: What| Event {
        seq: told.world.seq + seq,
        t_ns: 0,
        actor: child.clone(),
        what,
    };
    let signal = What::Message {
        from: "student".into(),
        to: "p0/1".into(),
        verb: "signal".into(),
        value: "SIGTERM".into(),
    };
    let zombie = What::State {
        state: State::Zombie,
        source: Source::Kernel,
        status: Some(9 << 8),
    };
    let events = [event(1, signal), event(2, zombie)];
    let said = on_the_way(&events, |_| true, told.world.clone(), Lang::En);
    assert_eq!(said[0], "You send `SIGTERM` to **4712**");
}

#[test]
fn a_pools_worker_is_known_by_what_the_library_calls_it() {
    let mut told = Told::new();
    told.fact("p0/1", keys::CALLED, "ForkPoolWorker-2", Source::Demo);
    let waits = What::blocked("inqueue.get()".into(), None);
    let [en, zh] = told.tell("p0/1", waits);
    assert!(
        en.contains("for a task") && zh.contains("等任务"),
        "{en} {zh}"
    );
}
