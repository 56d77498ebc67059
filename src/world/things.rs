//! The things of a run that are no actors: what the actors have said of shared variables, buffers, locks and tasks.
//!
//! Whoever said something about a thing last is right. Never knows how a thing is drawn.

use std::collections::BTreeMap;

use crate::protocol::keys::{FREE, Key, LEFT, TaskState};
use crate::protocol::{ActorId, Reason, State, Thing, ThingKind};
use crate::world::{Actor, Fact, World};

/// The shared things of a small program, each by name, in their names' order.
#[derive(Debug, Default)]
pub struct Things<'w> {
    /// The variables: their values.
    pub variables: BTreeMap<&'w str, &'w Fact>,
    /// The buffers: what is in them, as Python writes a list.
    pub buffers: BTreeMap<&'w str, &'w Fact>,
    /// The locks: see [`holder`].
    pub locks: BTreeMap<&'w str, &'w Fact>,
    /// A script's queues, events and the like: how each is, a [`Thing`].
    pub others: BTreeMap<&'w str, &'w Fact>,
}

/// Who has a lock, by name, as its fact says; None: nobody.
pub fn holder(lock: &Fact) -> Option<&str> {
    (&*lock.value != FREE).then_some(&*lock.value)
}

fn is_left(lock: Option<&Fact>) -> bool {
    lock.is_some_and(|fact| &*fact.value == LEFT)
}

/// A task: something a pool is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task<'w> {
    /// How far it has come.
    pub state: TaskState,
    /// When that was said: an event's `seq`.
    since: u64,
    /// Whether it raised, seen or not.
    pub raised: bool,
    /// What came of it, once somebody has asked: the value, or the exception as Python words it.
    pub answer: Option<&'w str>,
}

impl World {
    /// The shared things.
    pub fn things(&self) -> Things<'_> {
        let mut things = Things::default();
        for fact in self.actors().flat_map(|actor| &actor.facts) {
            let (of, name) = match Key::of(&fact.key) {
                Key::Shared(name) => (&mut things.variables, name),
                Key::Buffer(name) => (&mut things.buffers, name),
                Key::Lock(name) => (&mut things.locks, name),
                Key::Thing(name) => (&mut things.others, name),
                _ => continue,
            };
            // A copy that a fork has left locked is another lock.
            if matches!(Key::of(&fact.key), Key::Lock(_)) && is_left(Some(fact)) {
                continue;
            }
            let known = of.entry(name).or_insert(fact);
            if fact.since > known.since {
                *known = fact;
            }
        }
        things
    }

    /// The processes that have a copy of this lock which was left locked by their fork, in order of birth.
    pub fn left_locked(&self, lock: &str) -> Vec<&Actor> {
        let key = Key::Lock(lock).to_string();
        let told = self.locks.get(&*key).into_iter().flatten();
        let left = told.filter(|&(_, &by)| is_left(self.actors[by].facts.get(&key)));
        let processes = left.map(|(&process, _)| &*self.actors[process]);
        processes.filter(|process| !process.is_gone()).collect()
    }

    /// Whether this actor waits for a lock that its process's fork has left locked: nobody can let go of it.
    pub fn waits_for_what_was_left(&self, actor: &Actor) -> bool {
        let Some(Reason::Lock(name)) = actor.reason() else {
            return false;
        };
        is_left(self.last_of_lock(name, actor).map(|(_, fact)| fact))
    }

    /// The shared variables as they are now in this actor's process, which has memory of its own.
    pub fn shared_by(&self, actor: &ActorId) -> BTreeMap<&str, &Fact> {
        let mut shared: BTreeMap<&str, &Fact> = BTreeMap::new();
        let of_it = self.actors();
        let of_it = of_it.filter(|by| by.id.process() == actor.process());
        for fact in of_it.flat_map(|actor| &actor.facts) {
            if let Key::Shared(name) = Key::of(&fact.key) {
                let known = shared.entry(name).or_insert(fact);
                if fact.since > known.since {
                    *known = fact;
                }
            }
        }
        shared
    }

    /// A shared variable as it is now in each process that has told of it, in order of birth: each has memory of its own.
    pub fn shared_apart(&self, name: &str) -> Vec<(&Actor, &Fact)> {
        let mut apart: Vec<(&Actor, &Fact)> = Vec::new();
        let key = Key::Shared(name).to_string();
        for actor in self.actors() {
            let (Some(fact), Some(process)) = (actor.facts.get(&key), self.process_of(&actor.id))
            else {
                continue;
            };
            let process = &*self.actors[process];
            match apart.iter_mut().find(|(whose, _)| whose.id == process.id) {
                Some((_, known)) if fact.since > known.since => *known = fact,
                Some(_) => {}
                None => apart.push((process, fact)),
            }
        }
        apart
    }

    /// The actor with this name, the last one that was born.
    pub fn named(&self, name: &str) -> Option<&Actor> {
        self.actors()
            .filter(|actor| actor.name == name)
            .max_by_key(|actor| self.index.get(&actor.id))
    }

    /// What was said last of the lock that this actor waits for, and who said so. A lock of threads is their process's own.
    pub(super) fn last_of_lock(&self, name: &str, waits: &Actor) -> Option<(&Actor, &Fact)> {
        let key = Key::Lock(name).to_string();
        let told = self.locks.get(&*key)?;
        let own = self.process_of(&waits.id);
        let left = own.and_then(|own| told.get(&own));
        let left = left.is_some_and(|&by| is_left(self.actors[by].facts.get(&key)));
        let told = told
            .iter()
            .filter(|(process, _)| (waits.owner.is_none() && !left) || own == Some(**process));
        let told = told.map(|(_, &by)| &*self.actors[by]);
        let told = told.filter_map(|by| Some((by, by.facts.get(&key)?)));
        told.max_by_key(|(_, fact)| fact.since)
    }

    /// Who has what an actor waits for. A lock may have come to another since it began to wait; of anything else it has said itself who.
    pub fn awaited(&self, actor: &Actor) -> Option<&Actor> {
        let said = actor.owner.as_ref().and_then(|owner| self.actor(owner));
        let Some(Reason::Lock(name)) = actor.reason().or_else(|| actor.awaits()) else {
            return said;
        };
        let Some((by, fact)) = self.last_of_lock(name, actor) else {
            return said;
        };
        match holder(fact) {
            Some(holder) if said.is_none_or(|said| said.name != holder) => {
                // Mostly it is who has taken it that says so.
                let by = (by.name == holder).then_some(by);
                by.or_else(|| self.named(holder)).or(said)
            }
            _ => said,
        }
    }

    /// The thing that this actor calls so, and how it is: one that processes have between them, or of its own process.
    pub fn thing(&self, name: &str, actor: &ActorId) -> Option<Thing<'_>> {
        let key = Key::Thing(name).to_string();
        let told = self
            .actors()
            .filter_map(|by| Some((by, by.facts.get(&key)?, Thing::of(by.fact(&key)?)?)));
        let its = told.filter(|(by, _, thing)| thing.between || by.id.process() == actor.process());
        let last = its.max_by_key(|(_, fact, _)| fact.since);
        last.map(|(_, _, thing)| thing)
    }

    /// A pool in which tasks wait for a worker, and none will ever be free, as nobody can move any more: its name, how many workers it
    /// has, and how many tasks wait.
    pub fn pool_without_a_worker(&self) -> Option<(&str, usize, usize)> {
        let others = self.things().others;
        let mut pools = others.into_iter().filter_map(|(name, fact)| {
            let said = Thing::of(&fact.value)?;
            match said.kind {
                ThingKind::Executor { workers, waiting } if workers > 0 && waiting > 0 => {
                    Some((name, workers, waiting))
                }
                _ => None,
            }
        });
        pools.next().filter(|_| self.waits_for().is_for_ever())
    }

    /// Whether somebody waits for this lock.
    pub fn is_waited_for(&self, lock: &str) -> bool {
        let waits = |actor: &Actor| actor.reason() == Some(Reason::Lock(lock));
        self.actors().any(waits)
    }

    /// How many wait on a condition.
    pub fn waiting_on(&self, condition: &str) -> usize {
        let waits = |on: &str| match Reason::of(on) {
            Reason::Wait(thing) => thing == condition,
            Reason::Other(call) => call.strip_suffix(".wait_for()") == Some(condition),
            _ => false,
        };
        let blocked = self.actors().filter(|actor| actor.state == State::Blocked);
        let waiting = blocked.filter(|actor| actor.blocked_on.as_deref().is_some_and(waits));
        waiting.count()
    }

    /// The tasks, by number.
    pub fn tasks(&self) -> BTreeMap<u32, Task<'_>> {
        let mut tasks: BTreeMap<u32, Task<'_>> = BTreeMap::new();
        let facts = || self.actors().flat_map(|actor| &actor.facts);
        for fact in facts() {
            let Key::Task(number) = Key::of(&fact.key) else {
                continue;
            };
            let Some(state) = TaskState::of(&fact.value) else {
                continue;
            };
            let (since, raised) = (fact.since, state == TaskState::Failed);
            let task = tasks.entry(number).or_insert(Task {
                state,
                since,
                raised,
                answer: None,
            });
            // Its worker goes on saying that it failed, whoever has seen it since.
            task.raised |= raised;
            if since > task.since {
                (task.state, task.since) = (state, since);
            }
        }
        for fact in facts() {
            if let Key::TaskResult(number) = Key::of(&fact.key)
                && let Some(task) = tasks.get_mut(&number)
            {
                task.answer.get_or_insert(&*fact.value);
            }
        }
        tasks
    }

    /// The first task whose exception nobody has seen.
    pub fn unseen_failure(&self) -> Option<u32> {
        let tasks = self.tasks();
        let failed = |(_, task): &(&u32, &Task<'_>)| task.state == TaskState::Failed;
        tasks.iter().find(failed).map(|(number, _)| *number)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::protocol::{Event, Ids, Kind, Source, What};

    fn told(facts: &[(&str, &str, &str)]) -> World {
        let mut world = World::default();
        let mut then = |actor: &str, what| {
            let (seq, actor) = (world.seq + 1, actor.parse().unwrap());
            let t_ns = seq;
            world
                .apply(&Event {
                    seq,
                    t_ns,
                    actor,
                    what,
                })
                .unwrap();
        };
        for (actor, kind) in [("p0", Kind::Process), ("p0.t1", Kind::Thread)] {
            let parent = (actor != "p0").then(crate::protocol::ActorId::root);
            let (name, ids) = (actor.to_owned(), Ids::default());
            then(
                actor,
                What::Born {
                    kind,
                    parent,
                    name,
                    ids,
                },
            );
        }
        for (actor, key, value) in facts {
            let (key, value) = ((*key).into(), (*value).to_owned());
            let source = Source::Demo;
            then(actor, What::Fact { key, value, source });
        }
        world
    }

    #[test]
    fn the_last_word_about_a_thing_counts_whoever_says_it() {
        let world = told(&[
            ("p0", "lock fork0", "free"),
            ("p0", "shared counter", "0"),
            ("p0.t1", "lock fork0", "A"),
            ("p0.t1", "shared counter", "1"),
            ("p0", "buffer buf", "[]"),
            ("p0", "shared counter", "2"),
        ]);
        let things = world.things();
        assert_eq!(holder(things.locks["fork0"]), Some("A"));
        assert_eq!(&*things.variables["counter"].value, "2");
        assert_eq!(&*things.buffers["buf"].value, "[]");
        let free = told(&[("p0", "lock fork0", "free")]);
        assert_eq!(holder(free.things().locks["fork0"]), None);
    }

    #[test]
    fn who_is_waited_for_is_who_has_the_lock_now() {
        let mut world = told(&[("p0", "lock a", "p0")]);
        let mut then = |actor: &str, what| {
            let (seq, actor) = (world.seq + 1, actor.parse().unwrap());
            let t_ns = seq;
            let event = Event {
                seq,
                t_ns,
                actor,
                what,
            };
            world.apply(&event).unwrap();
            let waits = world.actor(&"p0.t1".parse().unwrap()).unwrap();
            world.awaited(waits).map(|owner| owner.label())
        };
        let born = |name: &str| What::Born {
            kind: Kind::Thread,
            parent: Some(crate::protocol::ActorId::root()),
            name: name.to_owned(),
            ids: Ids::default(),
        };
        then("p0.t2", born("bob"));
        let waits = What::blocked("a.acquire()".into(), Some("p0".parse().unwrap()));
        assert_eq!(then("p0.t1", waits).as_deref(), Some("p0"));
        let takes = What::Fact {
            key: "lock a".into(),
            value: "bob".to_owned(),
            source: Source::Demo,
        };
        assert_eq!(then("p0.t2", takes).as_deref(), Some("bob"));
    }

    #[test]
    fn a_task_that_raised_is_known_by_its_worker_not_by_its_text() {
        let world = told(&[
            ("p0", "t1", "queued"),
            ("p0", "t2", "queued"),
            ("p0.t1", "t1", "done"),
            ("p0.t1", "t2", "failed"),
            ("p0", "t3", "a state of a later version"),
        ]);
        assert_eq!(world.unseen_failure(), Some(2));
        let world = told(&[
            ("p0.t1", "t1", "done"),
            ("p0.t1", "t2", "failed"),
            ("p0", "t1 result", "'no Error'"),
            ("p0", "t1", "seen"),
            ("p0", "t2 result", "KeyboardInterrupt"),
            ("p0", "t2", "seen"),
        ]);
        assert_eq!(world.unseen_failure(), None);
        let tasks = world.tasks();
        assert_eq!(
            (tasks[&1].raised, tasks[&1].answer),
            (false, Some("'no Error'"))
        );
        assert_eq!((tasks[&2].raised, tasks[&2].state), (true, TaskState::Seen));
    }
}
