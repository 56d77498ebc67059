//! What a trace adds up to: every actor's state, the queues, the last thing that happened.
//!
//! Never knows ratatui, sockets or clocks: a world is made of events alone.

mod facts;
mod frames;
mod queue;
mod reduce;
#[cfg(test)]
mod tests;
pub mod things;
mod tree;
mod waits;

pub use facts::{Fact, Facts};
pub use frames::{Frame, Frames};
pub use queue::Queue;
pub use tree::Branch;
pub use waits::Waits;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::protocol::{ActorId, After, Comes, How, Ids, Kind, Reason, Said, Source, State, keys};

/// All there is after some events of a trace.
///
/// Cheap to clone: actors and queues are shared between clones until one of them changes. What was printed isn't in it;
/// see `History::outputs`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World {
    /// The last event's place in the run; 0 before the first.
    pub seq: u64,
    /// The last event's time.
    pub t_ns: u64,
    /// Every actor born so far, in order of birth.
    actors: Vec<Arc<Actor>>,
    index: Arc<HashMap<ActorId, usize>>,
    /// The threads, generators and tasks of each process, by order of birth.
    within: Arc<HashMap<usize, Vec<usize>>>,
    /// Who said last how a lock is, in each process, by order of birth.
    locks: Arc<HashMap<Arc<str>, BTreeMap<usize, usize>>>,
    /// The marked lines that somebody has been at.
    been: Arc<BTreeMap<Arc<str>, u32>>,
    /// The queues, by name.
    queues: BTreeMap<Arc<str>, Arc<Queue>>,
    /// How many facts are known, of all actors together.
    facts: usize,
    /// How many values are in all queues together, or were taken early.
    queued: usize,
    /// Whom the last event happened to.
    pub last_actor: Option<ActorId>,
    /// The last value that went from one to another.
    pub last_message: Option<Arc<Passed>>,
    /// How the last verb or `result()` came out.
    pub last_outcome: Option<Arc<CameOut>>,
    /// Whether somebody who stood before a line was asked for something by hand: what the script's own lines meet from then on
    /// isn't what they meet by themselves.
    pub steered: bool,
    /// The last thing that was refused, and why.
    pub last_refusal: Option<Arc<Refusal>>,
    /// Whether somebody has printed more than is told.
    pub has_printed_more: bool,
}

/// Something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked for.
    pub what: String,
    /// Why, in English.
    pub why: String,
    /// Why, by name.
    pub said: Option<Said>,
}

/// A value on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// When: the event's `seq`.
    pub seq: u64,
    /// The giver.
    pub from: String,
    /// The taker.
    pub to: String,
    /// How.
    pub verb: Arc<str>,
    /// What: Python's `repr`.
    pub value: String,
}

/// How a call came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameOut {
    /// When: the event's `seq`.
    pub seq: u64,
    /// The call, as Python would write it.
    pub call: String,
    /// Which way.
    pub result: Comes,
    /// The value, or the exception's last traceback line.
    pub text: String,
}

/// An actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its name in the trace.
    pub id: ActorId,
    /// What it is.
    pub kind: Kind,
    /// Who made it.
    pub parent: Option<ActorId>,
    /// How many generations there are up to it, the first process being one.
    generation: u16,
    /// What the lesson calls it.
    pub name: String,
    /// What the kernel calls it.
    pub ids: Ids,
    /// Its state.
    pub state: State,
    /// Who said so.
    pub state_source: Source,
    /// The marked line it stands at or last passed.
    pub at: Option<Place>,
    /// Whether it stands before that line, waiting for a permit.
    pub standing: bool,
    /// By which calls it came there, with their variables; empty where that isn't told.
    pub frames: Frames,
    /// The exception that is on its way through its calls, or that has ended it, as Python words it.
    pub exception: Option<Arc<str>>,
    /// What it waits for, while it is blocked.
    pub blocked_on: Option<Arc<str>>,
    /// Who holds that.
    pub owner: Option<ActorId>,
    /// Whether nobody but an actor of the run can end that.
    pub parked: bool,
    /// When it goes on by itself, on the run's clock, where that is known.
    pub until_ns: Option<u64>,
    /// Whether it waits for a line that the student types.
    pub wants_input: bool,
    /// How often it has come to the prompt, where one drives by hand.
    pub prompts: u32,
    /// What it was when a signal stopped it, and will be again: all but its state stays as it was meanwhile.
    pub stopped_in: Option<State>,
    /// What is known about it, in the order it was first said.
    pub facts: Facts,
    /// A zombie's exit status, as the kernel shows it.
    pub zombie_status: Option<i32>,
    /// How it ended; what it returned may be long, and is shared.
    how: Option<Arc<How>>,
    /// Who waited for it.
    pub reaped_by: Option<ActorId>,
    /// When it was born: an event's `seq`.
    pub born: u64,
    /// When the last thing happened to it.
    pub touched: u64,
}

/// A place in the listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The marked line's name.
    pub cue: Arc<str>,
    /// Its number in the Python listing, from 1.
    pub line: u32,
    /// Its number in the Rust source, from 1.
    pub rust: u32,
    /// Of which file it is, where that isn't the listing.
    pub file: Option<Arc<str>>,
    /// In which function, where that is known.
    pub function: Option<Arc<str>>,
    /// Whether the line never ends, and nobody can be made to stand in it.
    pub endless: bool,
    /// After what it stands there, if it isn't before the line.
    pub after: Option<After>,
    /// How often somebody of the run has come to the line before.
    pub before: u32,
}

/// An event that can't follow what came before: says where and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq}: {why}")]
pub struct Impossible {
    /// The event's place in the run.
    pub seq: u64,
    /// Why it can't be.
    pub why: String,
}

impl Actor {
    /// The value of a fact.
    pub fn fact(&self, key: &str) -> Option<&str> {
        self.facts.get(key).map(|fact| &*fact.value)
    }

    /// What it waits for, while it is blocked.
    pub fn reason(&self) -> Option<Reason<'_>> {
        self.blocked_on.as_deref().map(Reason::of)
    }

    /// What a suspended task awaits.
    pub fn awaits(&self) -> Option<Reason<'_>> {
        self.awaited_call().map(Reason::of)
    }

    fn awaited_call(&self) -> Option<&str> {
        let said = self.fact(keys::WAITS);
        said.filter(|on| self.state == State::Suspended && !on.is_empty())
    }

    /// The call that it waits in, asleep or as a suspended task.
    pub fn waits_in(&self) -> Option<&str> {
        self.blocked_on.as_deref().or_else(|| self.awaited_call())
    }

    /// Whether it waits for what is done by hand.
    pub fn is_at_prompt(&self) -> bool {
        self.reason() == Some(Reason::Prompt)
    }

    /// How it ended.
    pub fn how(&self) -> Option<&How> {
        self.how.as_deref()
    }

    /// Where it runs and has come to no other line for long: what the kernel says that it does.
    pub fn inside(&self) -> Option<&str> {
        let said = self.facts.get(keys::INSIDE);
        let said = said.filter(|said| said.since == self.touched && self.state == State::Running);
        said.map(|said| &*said.value)
    }

    /// Whether it is in a line that never ends, and that nobody can be made to stand in.
    pub fn is_in_an_endless_line(&self) -> bool {
        self.at.as_ref().is_some_and(|place| place.endless)
    }

    /// Whether it is another program that a script has started, or that has taken a process's place: it isn't followed.
    pub fn is_another_program(&self) -> bool {
        self.fact(keys::PROGRAM)
            .is_some_and(|name| !name.is_empty())
    }

    /// Whether it is a process or a thread of the library's own: none of the script's lines is run by it.
    pub fn is_helper(&self) -> bool {
        self.fact(keys::HELPER).is_some()
    }

    /// Whether it is a process of the library's own, as a fork server is: it waits for others alone, unless it stands at a lesson's mark.
    pub fn is_helping_process(&self) -> bool {
        self.kind == Kind::Process && self.is_helper()
    }

    /// Whether it is a thread that has ended because its process has, wherever it was.
    pub fn ended_with_its_process(&self) -> bool {
        self.fact(keys::DAEMON).is_some() && self.state == State::Ended && self.how().is_none()
    }

    /// Whether it runs nothing any more, waited for or not.
    pub fn is_gone(&self) -> bool {
        matches!(self.state, State::Zombie | State::Ended)
    }

    /// Whether it is the one process of a lesson about something else: `main`, or the `loop` of one about tasks.
    pub fn is_the_program(&self) -> bool {
        self.kind == Kind::Process && matches!(&*self.name, "main" | "loop")
    }

    /// Whether it is a process that has its pid in its name, as a script's have: `child-4711`.
    pub fn is_named_by_pid(&self) -> bool {
        let pid = self.ids.pid.filter(|_| self.kind == Kind::Process);
        pid.is_some_and(|pid| self.name.ends_with(&format!("-{pid}")))
    }

    /// Whether it has a name of its own, and needs no other word: its pid is in it, or `multiprocessing` has given it one.
    pub fn has_its_own_name(&self) -> bool {
        self.is_named_by_pid() || self.fact(keys::CALLED).is_some()
    }

    /// What people call it: a process as `multiprocessing` does, or by its pid, others by the lesson's name; so too the one process of a lesson
    /// about something else.
    pub fn label(&self) -> String {
        if let Some(called) = self.fact(keys::CALLED) {
            return called.to_owned();
        }
        match (self.kind, self.ids.pid) {
            _ if self.is_named_by_pid() => self.name.clone(),
            (Kind::Process, Some(pid)) if !self.is_the_program() => pid.to_string(),
            _ => self.name.clone(),
        }
    }
}

/// What an actor weighs beside a fact: about as many bytes as this many facts.
const ACTOR: usize = 4;

impl World {
    /// Whether there was no room left for what the run tells: from some event on nobody's steps are told.
    pub fn goes_on_untold(&self) -> bool {
        let first = self.actors.first();
        first.is_some_and(|first| first.fact(keys::UNTOLD).is_some())
    }

    /// How much there is in it: what a copy takes that shares nothing, in facts.
    pub fn weight(&self) -> usize {
        let others = self.queues.len() + self.been.len();
        ACTOR * self.actors.len() + self.facts + self.queued + others
    }

    /// The id as this world has it, so that it is kept once; the same one for nobody of this world.
    pub fn shared_id(&self, id: ActorId) -> ActorId {
        match self.actor(&id) {
            Some(actor) => actor.id.clone(),
            None => id,
        }
    }

    /// Whether somebody has been at this marked line.
    pub fn was_at(&self, cue: &str) -> bool {
        self.been.contains_key(cue)
    }

    /// Every actor, in order of birth.
    pub fn actors(&self) -> impl ExactSizeIterator<Item = &Actor> {
        self.actors.iter().map(Arc::as_ref)
    }

    /// The actor with this id.
    pub fn actor(&self, id: &ActorId) -> Option<&Actor> {
        self.birth_order(id).map(|at| &*self.actors[at])
    }

    /// The actor's place in the order of birth, from 0: its index in [`World::actors`].
    pub fn birth_order(&self, id: &ActorId) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// The place in the order of birth of the process that an actor lives in.
    fn process_of(&self, id: &ActorId) -> Option<usize> {
        self.index.get(id.process()).copied()
    }

    /// The threads of a process beside its first, its generators and its tasks, in order of birth.
    pub fn within(&self, process: &ActorId) -> impl Iterator<Item = &Actor> {
        let at = self.birth_order(process);
        let within = at.and_then(|at| self.within.get(&at));
        within.into_iter().flatten().map(|&at| &*self.actors[at])
    }

    /// The actors a process, thread or generator made, in order of birth.
    pub fn children<'a>(&'a self, id: &'a ActorId) -> impl Iterator<Item = &'a Actor> {
        self.actors()
            .filter(move |actor| actor.parent.as_ref() == Some(id))
    }

    /// The actors that stand before a line and could take a step now, in order of birth.
    pub fn standing(&self) -> impl Iterator<Item = &Actor> {
        self.actors().filter(|actor| actor.standing)
    }

    /// The queues, by name.
    pub fn queues(&self) -> impl Iterator<Item = (&str, &Queue)> {
        self.queues.iter().map(|(name, queue)| (&**name, &**queue))
    }

    /// Whether it is a task whose turn comes: it is in the queue of an event loop.
    pub fn is_ready(&self, actor: &Actor) -> bool {
        actor.kind == Kind::Coroutine && self.ready_with(actor).is_some()
    }

    /// Whether it is a task of an event loop's, no generator: it is ready, or has been suspended by what it awaits, or its loop's thread
    /// runs it.
    pub fn is_task(&self, actor: &Actor) -> bool {
        let host = self.actor(&actor.id.host());
        let carried = host.and_then(|host| host.blocked_on.as_deref());
        let carried = carried.and_then(|on| on.strip_suffix(".send(None)"));
        let is_told = actor.fact(keys::WAITS).is_some() || carried == Some(&*actor.name);
        actor.kind == Kind::Coroutine && (is_told || self.is_ready(actor))
    }

    /// Its place in that queue, from 1.
    pub fn turn(&self, actor: &Actor) -> Option<usize> {
        let mut items = self.ready_with(actor)?.items();
        items.position(|item| item == &*actor.name).map(|at| at + 1)
    }

    fn ready_with(&self, actor: &Actor) -> Option<&Queue> {
        let of_loops = |name: &str| name == keys::READY || name.starts_with("ready#");
        let mut queues = self.queues().filter(|(name, _)| of_loops(name));
        queues.find_map(|(_, queue)| queue.holds(&actor.name).then_some(queue))
    }

    /// Whether it is a task that was chosen by hand to go next.
    pub fn is_chosen(&self, actor: &Actor) -> bool {
        let host = self.actor(&actor.id.host());
        let chosen = host.and_then(|host| host.fact(keys::CHOSEN));
        actor.kind == Kind::Coroutine && chosen == Some(&*actor.name)
    }

    /// A queue by name.
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        self.queues.get(name).map(Arc::as_ref)
    }
}
