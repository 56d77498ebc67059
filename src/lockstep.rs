//! A virtual run beside the real one: it knows which schedule the real threads have followed, and enforces one.
//!
//! It hears the run's events and takes the same steps. So it knows where everybody should stand, and when the next of a
//! given schedule may be let go. Never knows how the run is told or drawn.

use crate::explore::{Machine, Program, Schedule, Status};
use crate::protocol::{ActorId, Event, State, What};
use crate::world::World;

/// The virtual twin of a real run, and the schedule that is left to follow.
pub struct Lockstep {
    machine: Machine,
    schedule: Schedule,
    /// What has been done so far.
    moves: Schedule,
    /// Who was let go by the schedule and hasn't set out yet.
    leaving: Option<ActorId>,
    over: bool,
    /// Whether a thread that it needs was refused.
    broken: bool,
}

impl std::fmt::Debug for Lockstep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lockstep")
            .field("schedule", &self.schedule)
            .field("moves", &self.moves)
            .finish_non_exhaustive()
    }
}

/// The actor that a thread of the program is: main starts them in order.
fn actor_of(thread: usize) -> ActorId {
    ActorId::root().thread(u32::try_from(thread + 1).unwrap_or(u32::MAX))
}

impl Lockstep {
    /// A run of this program that is to follow this schedule; an empty one leaves it free.
    pub fn new(program: Program, schedule: Schedule) -> Self {
        Self {
            machine: Machine::new(program),
            over: schedule.0.is_empty(),
            schedule,
            moves: Schedule::default(),
            leaving: None,
            broken: false,
        }
    }

    /// The schedule that is being followed.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The schedule of what has been done so far.
    pub fn moves(&self) -> Schedule {
        self.moves.clone()
    }

    /// Whether the schedule still decides who moves; afterwards everybody does.
    pub fn decides(&self) -> bool {
        !self.over
    }

    /// Leaves the schedule.
    pub fn leave(&mut self) {
        self.over = true;
    }

    /// Whether this actor's steps are the schedule's.
    pub fn rules(&self, actor: &ActorId) -> bool {
        self.thread_of(actor).is_some()
    }

    fn thread_of(&self, actor: &ActorId) -> Option<usize> {
        (0..self.machine.threads()).find(|&thread| actor_of(thread) == *actor)
    }

    /// Takes the step that an event tells of: one that sets out, or goes on past its line. At a lock that another holds, and
    /// before it is woken and tries again, it has taken none.
    pub fn heard(&mut self, event: &Event) {
        self.broken |= matches!(&event.what, What::Refused { what, .. } if &**what == "thread");
        let Some(thread) = self.thread_of(&event.actor) else {
            return;
        };
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
        let goes = set_out || matches!(event.what, What::Passes(_));
        if goes && self.machine.is_enabled(thread) {
            self.machine.step(thread);
            self.moves.push(thread);
        }
    }

    /// What has been done, but for the last step, and for all before which no switch may come; None when nothing has been.
    pub fn without_the_last(&self) -> Option<Schedule> {
        let mut again = Machine::new(self.machine.program().clone());
        let mut before = None;
        for (done, &thread) in self.moves.0.iter().enumerate() {
            if again.may_switch() {
                before = Some(done);
            }
            again.step(thread.into());
        }
        before.map(|done| Schedule(self.moves.0[..done].to_vec()))
    }

    /// Who is to be let go now by the schedule, if the moment has come.
    pub fn due(&self, world: &World) -> Option<ActorId> {
        if self.over || self.broken || self.leaving.is_some() || !self.everybody_is_there(world) {
            return None;
        }
        let next = self.schedule.0.get(self.moves.0.len())?;
        Some(actor_of(usize::from(*next)))
    }

    /// Notes that this actor is let go.
    pub fn let_go(&mut self, actor: &ActorId) {
        self.leaving = Some(actor.clone());
    }

    /// Whether the schedule has come to its end, to the end of its last step, or can't be followed because one of its threads
    /// couldn't be started; from then on it decides nothing.
    pub fn ends(&mut self, world: &World) -> bool {
        let last = self.moves.0.len() >= self.schedule.0.len() && self.leaving.is_none();
        let ends = !self.over && (self.broken || (last && self.everybody_is_there(world)));
        self.over |= ends;
        ends
    }

    /// Whether each real thread is where its virtual twin is.
    fn everybody_is_there(&self, world: &World) -> bool {
        (0..self.machine.threads()).all(|thread| {
            let Some(actor) = world.actor(&actor_of(thread)) else {
                return false;
            };
            match self.machine.status(thread) {
                Status::Ready(..) | Status::Kept(..) => actor.standing,
                // It was let go, and sleeps; or it stands, since nobody let it go.
                Status::Blocked(..) => actor.standing || actor.state == State::Blocked,
                Status::Asleep(..) => actor.state == State::Blocked,
                Status::Ended(_) => actor.state == State::Ended,
            }
        })
    }
}
