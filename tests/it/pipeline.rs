//! `pipeline`: what it prints is what CPython prints; each line goes from station to station, and closing goes the same way.

use concurrium::protocol::{Event, State, What};

use crate::scheduling::{fact, pictures, until};
use crate::stages::{run, world};
use crate::twins::{in_cpython, native};

const LESSON: &str = "pipeline";

#[test]
fn the_pipeline_prints_what_cpython_prints() {
    for greps in ["1", "2", "3"] {
        for primed in ["yes", "no"] {
            let set = [("greps", greps), ("primed", primed)];
            let Some(expected) = in_cpython(LESSON, &set) else {
                return;
            };
            assert_eq!(native(LESSON, &set), expected, "{set:?}");
        }
    }
}

/// `from verb to`, by name, of every message of this verb.
fn ways(trace: &[Event], verb: &str) -> Vec<String> {
    let world = world(trace);
    let name = |id: &str| {
        let mut actors = world.actors();
        actors
            .find(|actor| actor.id.as_str() == id)
            .map_or(id.to_owned(), |actor| actor.name.clone())
    };
    let ways = trace.iter().filter_map(|event| match &event.what {
        What::Message {
            from, to, verb: v, ..
        } if &**v == verb => Some(format!("{} {verb} {}", name(from), name(to))),
        _ => None,
    });
    ways.collect()
}

#[test]
fn a_line_goes_from_station_to_station_and_the_answer_to_whoever_sent_it() {
    let trace = run(LESSON, &[], &[]);
    let one_line = ["source send grep python", "grep python send printer"];
    assert_eq!(ways(&trace, "send"), [one_line, one_line].concat());
    let answers = ways(&trace, "yield");
    // Priming answers main; from then on each answers the one before it.
    assert_eq!(
        answers[..2],
        ["printer yield main", "grep python yield main"]
    );
    assert_eq!(
        answers[2..5],
        [
            "printer yield grep python",
            "grep python yield source",
            "source yield main"
        ]
    );
}

#[test]
fn closing_the_source_closes_down_the_line() {
    let trace = run(LESSON, &[("greps", "2")], &[]);
    // The second grep's close finds the shared printer closed: no message, for nobody is woken.
    assert_eq!(
        ways(&trace, "close"),
        [
            "main close source",
            "source close grep python",
            "grep python close printer",
            "source close grep yield"
        ]
    );
    let world = world(&trace);
    assert_eq!(
        fact(&world, "source", "target"),
        Some("grep python, grep yield")
    );
    for actor in world.actors() {
        assert!(
            matches!(actor.state, State::Ended | State::Zombie),
            "{}",
            actor.name
        );
    }
}

#[test]
fn pictures_of_the_pipeline() {
    pictures("pipeline", until(LESSON, &[], "print", 1));
    pictures(
        "pipeline_broadcast",
        until(LESSON, &[("greps", "3")], "end", 2),
    );
    pictures(
        "pipeline_unprimed",
        until(LESSON, &[("primed", "no")], "forgotten", 1),
    );
}
