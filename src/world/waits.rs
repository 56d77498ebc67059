//! What a run waits for: the one place that knows whether somebody will move, could move, or nobody can any more.
//!
//! ```text
//! somebody runs ─▶ Nothing      stands before a line ─▶ Permit      is stopped ─▶ Signal      all have ended ─▶ End
//! all sleep     ─▶ Never (the run has said that they lie in a deadlock), Verb (at the prompt), or Outside
//! ```
//! That all sleep isn't enough to say that nobody can move: a clock, a file or the kernel may wake them. Only the run knows
//! that nothing will: the last one to fall asleep says so, by the fact `deadlock`.
//!
//! Never knows permits that are on their way, nor what the kernel says of a process at this moment.

use crate::protocol::keys::DEADLOCK;
use crate::protocol::{Kind, Reason, State};
use crate::world::{Actor, World, things};

/// What a run waits for, as far as has been heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// For nothing: somebody runs, or is about to be born.
    Nothing,
    /// For a permit: somebody stands before a line, and nobody runs.
    Permit,
    /// For SIGCONT: somebody is stopped, and nobody else could move.
    Signal,
    /// For the student's next verb: the script is over.
    Verb,
    /// For the clock or the kernel: all of them sleep, and one will be woken.
    Outside,
    /// For ever: nobody can move any more, whoever is let go.
    Never,
    /// For its end to be told: all have ended.
    End,
}

impl Waits {
    /// Whether nothing will happen by itself: a permit, a signal or a verb is needed, or nothing helps.
    pub fn is_at_rest(self) -> bool {
        !matches!(self, Waits::Nothing)
    }

    /// Whether nobody can move any more.
    pub fn is_for_ever(self) -> bool {
        self == Waits::Never
    }
}

impl World {
    /// What the run waits for at this moment.
    pub fn waits_for(&self) -> Waits {
        let mut stopped = false;
        let mut standing = false;
        let mut alive = 0;
        for actor in self.actors().filter(|actor| self.lives(actor)) {
            alive += 1;
            match actor.state {
                State::Running => return Waits::Nothing,
                State::Stopped => stopped = true,
                _ => standing |= actor.standing,
            }
        }
        match () {
            () if self.actors.is_empty() => Waits::Nothing,
            () if standing => Waits::Permit,
            () if stopped => Waits::Signal,
            () if alive == 0 => Waits::End,
            () if self.is_deadlocked() => Waits::Never,
            () if self.is_at_prompt() => Waits::Verb,
            () => Waits::Outside,
        }
    }

    /// Whether an actor hasn't ended, and may do something of its own; one whose process was killed never says that it has ended.
    fn lives(&self, actor: &Actor) -> bool {
        if actor.is_helping_process() && !actor.standing {
            return false;
        }
        let dead = |state| matches!(state, State::Ended | State::Zombie);
        let process = self.index.get(actor.id.process());
        let killed = process.is_some_and(|&at| dead(self.actors[at].state));
        !dead(actor.state) && !killed
    }

    /// Whether the first process waits for what is done by hand.
    pub fn is_at_prompt(&self) -> bool {
        self.first_process().is_some_and(Actor::is_at_prompt)
    }

    /// Whether it has come to the prompt again: something was done by hand.
    pub fn was_driven_by_hand(&self) -> bool {
        self.first_process().is_some_and(|first| first.prompts > 1)
    }

    fn first_process(&self) -> Option<&Actor> {
        self.actors().find(|actor| actor.parent.is_none())
    }

    /// Whether the run has said that it lies in a deadlock, and all have fallen asleep; or all wait for one another, and for
    /// nobody else.
    fn is_deadlocked(&self) -> bool {
        let said = self.actors().any(|actor| actor.fact(DEADLOCK).is_some());
        let mut moving = self
            .actors()
            .filter(|actor| self.lives(actor) && !is_carried(actor));
        moving.all(|actor| {
            let waits = actor.state == State::Blocked && (said || actor.parked);
            waits && !self.is_about_to_wake(actor)
        })
    }

    /// Whose sleep ends next, and when, if nobody can move before: all sleep or wait for one another, and none for the kernel.
    pub fn next_to_wake(&self) -> Option<(&Actor, u64)> {
        if self.waits_for() != Waits::Outside {
            return None;
        }
        let mut next: Option<(&Actor, u64)> = None;
        for actor in self.actors().filter(|actor| self.lives(actor)) {
            if is_carried(actor) {
                continue;
            }
            if self.is_about_to_wake(actor) {
                return None;
            }
            match actor.until_ns {
                Some(until) if next.is_none_or(|(_, first)| until < first) => {
                    next = Some((actor, until));
                }
                Some(_) => {}
                None if actor.parked => {}
                None => return None, // somebody outside may move it
            }
        }
        next
    }

    /// Those who wait for one another and will for ever, in order of birth, suspended tasks among them; empty as long as somebody can
    /// move.
    pub fn stuck(&self) -> Vec<&Actor> {
        match self.waits_for() {
            Waits::Never => self
                .actors()
                .filter(|actor| self.lives(actor))
                .filter(|actor| !is_carried(actor) || actor.awaits().is_some())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether a sleeper waits for somebody who has ended, and the kernel hasn't woken it yet; or for a frame that it has resumed,
    /// and that hasn't set out yet, or has come back.
    fn is_about_to_wake(&self, actor: &Actor) -> bool {
        let gone = |actor: &Actor| matches!(actor.state, State::Ended | State::Zombie);
        let owner = actor.owner.as_ref().and_then(|owner| self.actor(owner));
        if owner.is_some_and(is_carried) {
            return true;
        }
        // A lock isn't let go of by an end: whoever has ended with it has it still. One that is free somebody is about to have.
        if let Some(Reason::Lock(name)) = actor.reason()
            && let Some((_, told)) = self.last_of_lock(name, actor)
        {
            return things::holder(told).is_none();
        }
        if owner.is_some_and(gone) {
            return true;
        }
        match actor.reason() {
            Some(Reason::Join(name)) => self
                .children(&actor.id)
                .any(|child| child.name == name && gone(child)),
            // For any child: those that have exited are zombies until it has woken.
            Some(Reason::Other(_)) if actor.parked => self
                .actors()
                .any(|child| child.state == State::Zombie && self.is_child(child, actor)),
            _ => false,
        }
    }

    fn is_child(&self, child: &Actor, of: &Actor) -> bool {
        let parent = child.parent.as_ref();
        parent.is_some_and(|parent| parent.process() == of.id.process())
    }
}

/// Whether it is a suspended frame: nothing happens to it but by who resumes it.
fn is_carried(actor: &Actor) -> bool {
    let suspended = matches!(actor.state, State::Created | State::Suspended);
    suspended && actor.kind == Kind::Coroutine
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::protocol::{ActorId, Event, How, Ids, Kind, Source, What};

    #[derive(Default)]
    struct Told(World);

    impl Told {
        fn then(&mut self, actor: &str, what: What) -> Waits {
            let (seq, t_ns) = (self.0.seq + 1, 0);
            let actor = actor.parse().unwrap();
            let event = Event {
                seq,
                t_ns,
                actor,
                what,
            };
            self.0.apply(&event).unwrap();
            self.0.waits_for()
        }

        fn born(&mut self, actor: &str, kind: Kind, name: &str) -> Waits {
            let parent = (actor != "p0").then(ActorId::root);
            let ids = Ids::default();
            let name = name.to_owned();
            self.then(
                actor,
                What::Born {
                    kind,
                    parent,
                    name,
                    ids,
                },
            )
        }

        fn blocked(&mut self, actor: &str, on: &str) -> Waits {
            let on = on.into();
            self.then(actor, What::blocked(on, None))
        }

        fn ended(&mut self, actor: &str) -> Waits {
            let how = How::Return("None".to_owned());
            let reaped_by = None;
            self.then(actor, What::Ended { how, reaped_by })
        }

        fn state(&mut self, actor: &str, state: State) -> Waits {
            let (source, status) = (Source::Kernel, None);
            self.then(
                actor,
                What::State {
                    state,
                    source,
                    status,
                },
            )
        }
    }

    fn parked(on: &str, owner: &str) -> What {
        What::Blocked {
            on: on.into(),
            owner: (!owner.is_empty()).then(|| owner.parse().unwrap()),
            parked: true,
            until_ns: None,
            input: false,
        }
    }

    #[test]
    fn those_who_wait_for_one_another_alone_wait_for_ever() {
        let mut told = Told::default();
        told.born("p0", Kind::Process, "main");
        told.born("p0.t1", Kind::Thread, "one");
        told.born("p0.t2", Kind::Thread, "two");
        told.then("p0.t1", parked("b.acquire()", "p0.t2"));
        told.then("p0.t2", parked("a.acquire()", "p0.t1"));
        assert!(told.0.stuck().is_empty());
        assert_eq!(told.then("p0", parked("t.join()", "p0.t1")), Waits::Never);
        let stuck: Vec<_> = told.0.stuck().iter().map(|one| one.label()).collect();
        assert_eq!(stuck, ["main", "one", "two"]);
        // A clock or the kernel may wake one, who may wake the others.
        assert_eq!(told.blocked("p0.t2", "time.sleep(1)"), Waits::Outside);
        told.then("p0.t2", parked("a.acquire()", "p0.t1"));
        // Whoever waits for one that has ended is about to wake.
        told.ended("p0.t1");
        assert_eq!(told.0.waits_for(), Waits::Outside);
    }

    #[test]
    fn time_passes_for_the_sleeper_who_wakes_first_where_nobody_can_move() {
        let sleeps = |until| What::Blocked {
            on: "time.sleep(1)".into(),
            owner: None,
            parked: false,
            until_ns: Some(until),
            input: false,
        };
        let mut told = Told::default();
        told.born("p0", Kind::Process, "main");
        told.born("p0.t1", Kind::Thread, "one");
        told.born("p0.t2", Kind::Thread, "two");
        told.then("p0.t1", sleeps(30));
        told.then("p0.t2", sleeps(20));
        let next = |told: &Told| {
            told.0
                .next_to_wake()
                .map(|(actor, until)| (actor.label(), until))
        };
        assert_eq!(next(&told), None, "main can move");
        told.then("p0", parked("t.join()", "p0.t1"));
        assert_eq!(next(&told), Some(("two".to_owned(), 20)));
        // A wait that gives up before is the next; the kernel has a time of its own.
        let mut gives_up = sleeps(10);
        if let What::Blocked { on, .. } = &mut gives_up {
            *on = "lock.acquire()".into();
        }
        told.then("p0", gives_up);
        assert_eq!(next(&told), Some(("main".to_owned(), 10)));
        told.blocked("p0", "os.read(3)");
        assert_eq!(next(&told), None);
    }

    #[test]
    fn a_suspended_frame_moves_nobody_and_one_that_is_resumed_is_about_to_run() {
        let mut told = Told::default();
        told.born("p0", Kind::Process, "main");
        told.born("p0.t1", Kind::Thread, "one");
        told.born("p0.g1", Kind::Coroutine, "g");
        told.then("p0.t1", parked("lock.acquire()", ""));
        // Resumed, and not yet on its way: that is no deadlock.
        assert_eq!(told.then("p0", parked("next(g)", "p0.g1")), Waits::Outside);
        told.state("p0.g1", State::Running);
        told.state("p0.g1", State::Suspended);
        told.then(
            "p0",
            What::Unblocked {
                on: "next(g)".into(),
            },
        );
        assert_eq!(told.then("p0", parked("other.acquire()", "")), Waits::Never);
        assert_eq!(told.0.stuck().len(), 2);
    }

    #[test]
    fn tasks_that_wait_for_one_another_are_stuck_once_nothing_can_wake_their_loop() {
        let mut told = Told::default();
        told.born("p0", Kind::Process, "main");
        for (task, name) in [("p0.g1", "A"), ("p0.g2", "B"), ("p0.g3", "g")] {
            told.born(task, Kind::Coroutine, name);
            told.state(task, State::Suspended);
        }
        let source = Source::Demo;
        let mut fact = |actor: &str, key: &'static str, value: &str| {
            let (key, value) = (key.into(), value.to_owned());
            told.then(actor, What::Fact { key, value, source });
        };
        fact("p0.g1", "lock a", "A");
        fact("p0.g1", "waits", "b.acquire()");
        fact("p0.g2", "lock b", "B");
        fact("p0.g2", "waits", "a.acquire()");
        // A timer would wake the loop, and who knows whom that lets go.
        assert_eq!(told.blocked("p0", "select()"), Waits::Outside);
        assert!(told.0.stuck().is_empty());
        assert_eq!(told.then("p0", parked("select()", "")), Waits::Never);
        let stuck = told.0.stuck().into_iter();
        let stuck: Vec<_> = stuck
            .map(|one| {
                let awaited = told.0.awaited(one).map(Actor::label);
                (one.label(), one.waits_in(), awaited)
            })
            .collect();
        let (a, b) = (Some("A".to_owned()), Some("B".to_owned()));
        let expected = [
            ("main".to_owned(), Some("select()"), None),
            ("A".to_owned(), Some("b.acquire()"), b),
            ("B".to_owned(), Some("a.acquire()"), a),
        ];
        assert_eq!(stuck, expected);
    }

    #[test]
    fn a_wait_for_a_child_ends_with_the_child() {
        let mut told = Told::default();
        told.born("p0", Kind::Process, "main");
        told.born("p0/1", Kind::Process, "child");
        told.then("p0/1", parked("lock.acquire()", ""));
        assert_eq!(told.then("p0", parked("os.wait()", "")), Waits::Never);
        told.state("p0/1", State::Zombie);
        assert_eq!(told.0.waits_for(), Waits::Outside);
    }

    fn line() -> What {
        What::line("join".into(), 1, 1)
    }

    #[test]
    fn sleepers_wait_for_somebody_until_the_run_says_that_nobody_will_come() {
        let mut told = Told::default();
        assert_eq!(told.0.waits_for(), Waits::Nothing);
        assert_eq!(told.born("p0", Kind::Process, "main"), Waits::Nothing);
        assert_eq!(told.born("p0.t1", Kind::Thread, "A"), Waits::Nothing);
        assert_eq!(told.born("p0.t2", Kind::Thread, "B"), Waits::Nothing);
        assert_eq!(told.then("p0", line()), Waits::Nothing);
        assert_eq!(told.ended("p0.t1"), Waits::Nothing);
        assert_eq!(told.blocked("p0.t2", "lock.acquire()"), Waits::Permit);
        let what = What::Fact {
            key: "deadlock".into(),
            value: "B: lock.acquire()".to_owned(),
            source: Source::Demo,
        };
        assert_eq!(told.then("p0.t2", what), Waits::Permit);
        // The kernel is about to wake it: A has ended.
        assert_eq!(told.blocked("p0", "A.join()"), Waits::Outside);
        assert_eq!(told.blocked("p0", "B.join()"), Waits::Never);
        assert_eq!(told.state("p0", State::Stopped), Waits::Signal);
        assert_eq!(told.state("p0", State::Running), Waits::Never);
        assert_eq!(told.ended("p0"), Waits::End);
    }

    #[test]
    fn a_prompt_a_clock_and_a_killed_process_are_told_apart() {
        let mut told = Told::default();
        told.born("p0", Kind::Process, "first");
        told.born("p0/1", Kind::Process, "child");
        told.born("p0/1.t1", Kind::Thread, "A");
        assert_eq!(told.blocked("p0", "os.wait()"), Waits::Nothing);
        assert_eq!(told.state("p0/1", State::Zombie), Waits::Outside);
        assert_eq!(told.blocked("p0", "prompt"), Waits::Verb);
        assert_eq!(told.state("p0", State::Zombie), Waits::End);
    }
}
