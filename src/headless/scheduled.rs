//! A schedule enforced on real threads: a virtual run goes along and says when everybody stands where they should.
//!
//! Never knows how the run is told.

use std::collections::VecDeque;

use crate::explore::{Machine, Program, Schedule, Status};
use crate::protocol::{ActorId, Event, State, What};
use crate::world::World;

/// Who is to move next on the real threads.
pub(super) struct Scheduled {
    machine: Machine,
    steps: VecDeque<u8>,
    /// Who was let go and hasn't set out yet.
    leaving: Option<ActorId>,
    /// Whether all steps have been taken, to the end of the last.
    over: bool,
}

/// The actor that a thread of the program is: main starts them in order.
fn actor_of(thread: usize) -> ActorId {
    ActorId::root().thread(thread as u32 + 1)
}

impl Scheduled {
    pub(super) fn new(program: Program, schedule: &Schedule) -> Self {
        Self {
            machine: Machine::new(program),
            steps: schedule.0.iter().copied().collect(),
            leaving: None,
            over: false,
        }
    }

    /// Whether the schedule still decides who moves; afterwards everybody does.
    pub(super) fn decides(&self) -> bool {
        !self.over
    }

    /// Whether this actor's steps are the schedule's.
    pub(super) fn rules(&self, actor: &ActorId) -> bool {
        *actor != ActorId::root()
    }

    /// After an event: who is to be let go now, if the moment has come; everybody who stands, once it is over.
    pub(super) fn next(&mut self, event: &Event, world: &World) -> Vec<ActorId> {
        let set_out = matches!(
            event.what,
            What::State {
                state: State::Running,
                ..
            }
        );
        if set_out && self.leaving.as_ref() == Some(&event.actor) {
            self.leaving = None;
        }
        if self.over || self.leaving.is_some() || !self.everybody_is_there(world) {
            return Vec::new();
        }
        let Some(thread) = self.steps.pop_front().map(usize::from) else {
            self.over = true;
            let all = world.standing().filter(|actor| self.rules(&actor.id));
            return all.map(|actor| actor.id.clone()).collect();
        };
        self.machine.step(thread);
        let actor = actor_of(thread);
        self.leaving = Some(actor.clone());
        vec![actor]
    }

    /// Whether each real thread is where its virtual twin is.
    fn everybody_is_there(&self, world: &World) -> bool {
        (0..self.machine.threads()).all(|thread| {
            let Some(actor) = world.actor(&actor_of(thread)) else {
                return false;
            };
            match self.machine.status(thread) {
                Status::Ready(..) | Status::Blocked(..) => actor.standing,
                Status::Asleep(..) => actor.state == State::Blocked,
                Status::Ended(_) => actor.state == State::Ended,
            }
        })
    }
}
