//! Who gets a lock that is let go, and where a thread can be made to wait: on real threads, stepped by hand.

use concurrium::demos;
use concurrium::explore::{Machine, Schedule, letter};
use concurrium::link::Told;
use concurrium::lockstep::Lockstep;
use concurrium::protocol::{ActorId, Command, Spot, State, What};

use crate::shelf;
use crate::stages::Stepped;

/// A run whose threads are stepped by hand, and its virtual twin.
struct Run {
    stage: Stepped,
    twin: Lockstep,
    program: concurrium::explore::Program,
    /// The last word about the lock and the counter.
    lock: String,
    counter: String,
    passed: Vec<String>,
}

fn thread(n: usize) -> ActorId {
    ActorId::root().thread(u32::try_from(n + 1).unwrap())
}

impl Run {
    fn open(lesson: &str, set: &[(&str, &str)]) -> Self {
        let known = shelf::lesson(lesson);
        let mut settings = known.defaults();
        for (knob, value) in set {
            settings.set(known, knob, value).unwrap();
        }
        let program = demos::program(lesson, &settings).unwrap();
        Self {
            stage: Stepped::open(lesson, set),
            twin: Lockstep::new(program.clone(), Schedule::default()),
            program,
            lock: String::new(),
            counter: String::new(),
            passed: Vec::new(),
        }
    }

    /// Takes in one event more; main goes as it likes. False when the run is over.
    fn hear(&mut self, everybody: bool) -> bool {
        self.stage.live.wait();
        for told in self.stage.live.take(1) {
            let event = match told {
                Told::Started => continue,
                Told::Over(why) => {
                    assert_eq!(why, None);
                    return false;
                }
                Told::Event(event) => event,
            };
            match &event.what {
                What::Fact { key, value, .. } if &**key == "lock lock" => {
                    self.lock.clone_from(value);
                }
                What::Fact { key, value, .. } if &**key == "shared counter" => {
                    self.counter.clone_from(value);
                }
                What::Passes(Spot { cue, .. }) => {
                    self.passed.push(format!("{} {cue}", event.actor));
                }
                What::Line(_) if everybody || event.actor == ActorId::root() => {
                    self.stage.live.send(&event.actor, Command::Permit);
                }
                _ => {}
            }
            self.twin.heard(&event);
            self.stage.world.apply(&event).unwrap();
        }
        true
    }

    /// Waits until all these threads have come to what they do: stand before this cue, or sleep.
    fn until(&mut self, wanted: &[(usize, Option<&str>)]) {
        let is = |run: &Self, (n, cue): (usize, Option<&str>)| {
            let actor = run.stage.world.actor(&thread(n));
            actor.is_some_and(|actor| match cue {
                Some(cue) => actor.standing && actor.at.as_ref().is_some_and(|at| &*at.cue == cue),
                None => actor.state == State::Blocked,
            })
        };
        while !wanted.iter().all(|wanted| is(self, *wanted)) {
            assert!(self.hear(false), "the run is over");
        }
    }

    fn step(&mut self, n: usize, comes_to: Option<&str>) {
        self.stage.permit(&thread(n));
        let before = self.stage.world.actor(&thread(n)).unwrap().touched;
        while self.stage.world.actor(&thread(n)).unwrap().touched == before {
            assert!(self.hear(false));
        }
        self.until(&[(n, comes_to)]);
    }

    /// Lets everybody go on to the end; the schedule that it all was, and which is one of the explorer's.
    fn finish(mut self) -> (String, String) {
        let standing: Vec<ActorId> = self
            .stage
            .world
            .standing()
            .map(|actor| actor.id.clone())
            .collect();
        for id in standing {
            self.stage.permit(&id);
        }
        while self.hear(true) {}
        let moves = self.twin.moves();
        let mut machine = Machine::new(self.program);
        machine.follow(&moves).unwrap();
        assert_eq!(machine.value(0).to_string(), self.counter, "{moves}");
        assert_eq!(machine.enabled().count(), 0, "{moves}");
        (moves.to_string(), self.counter)
    }
}

#[test]
fn whoever_is_let_go_first_gets_a_lock_that_was_let_go() {
    // The releaser comes round again and may have it as well as those who waited, the last to come before the first.
    for taker in 0..3 {
        let mut run = Run::open("lock", &[("threads", "3"), ("rounds", "2")]);
        run.until(&[
            (0, Some("acquire")),
            (1, Some("acquire")),
            (2, Some("acquire")),
        ]);
        run.step(0, Some("load"));
        run.step(1, None);
        run.step(2, None);
        for cue in ["add", "store", "release", "acquire"] {
            run.step(0, Some(cue));
        }
        // All three can try.
        run.until(&[(1, Some("acquire")), (2, Some("acquire"))]);
        assert_eq!(run.lock, "free");
        run.step(taker, Some("load"));
        assert_eq!(run.lock, letter(taker).to_string());
        for other in (0..3).filter(|other| *other != taker) {
            run.step(other, None);
            let owner = run.stage.world.actor(&thread(other)).unwrap().owner.clone();
            assert_eq!(owner, Some(thread(taker)));
        }
        let (moves, counter) = run.finish();
        assert_eq!(counter, "6");
        assert!(
            moves.starts_with(&format!("AAAAA{}", letter(taker))),
            "{moves}"
        );
    }
}

#[test]
fn played_by_itself_the_turn_goes_round_and_a_waiter_comes_before_the_releaser() {
    let mut run = Run::open("lock", &[("rounds", "2")]);
    run.until(&[(0, Some("acquire")), (1, Some("acquire"))]);
    run.step(0, Some("load"));
    run.step(1, None);
    for cue in ["add", "store", "release", "acquire"] {
        run.step(0, Some(cue));
        // Whoever was woken stands no later than who has woken it.
        let waiter = run.stage.world.actor(&thread(1)).unwrap();
        assert_eq!(waiter.standing, cue == "acquire");
    }
}

#[test]
fn a_thread_keeps_going_where_no_switch_may_come() {
    let mut run = Run::open("lost-update", &[("switches", "from 3.10"), ("rounds", "2")]);
    run.until(&[(0, Some("load")), (1, Some("load"))]);
    run.step(1, Some("load"));
    assert_eq!(run.counter, "1");
    assert_eq!(run.passed, ["p0.t2 add", "p0.t2 store"]);
    assert_eq!(run.twin.moves().to_string(), "BBB");
    // Taking back takes the whole stretch back.
    assert_eq!(run.twin.without_the_last(), Some(Schedule::default()));
    run.step(0, Some("load"));
    let before = run.twin.without_the_last().map(|moves| moves.to_string());
    assert_eq!(before.as_deref(), Some("BBB"));
    assert_eq!(run.finish().1, "4");
}
