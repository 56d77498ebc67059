//! An opened lesson: where one looks, and whom one looks at.
//!
//! Never knows keys or effects.

use crate::app::{Open, Pane, Permits, Run, Tab};
use crate::explore::Schedule;
use crate::history::History;
use crate::lockstep::Lockstep;
use crate::play::Play;
use crate::predict::Predictions;
use crate::protocol::{ActorId, Event};
use crate::world::World;

/// How many events back a pane looks at most.
const LOOK_BACK: usize = 10_000;

/// The speed a lesson opens with: a step a second.
const FIRST_SPEED: usize = 2;

impl Open {
    /// A lesson whose run has been asked for.
    pub fn new(play: Play) -> Self {
        let program = play.program.clone();
        Self {
            history: History::default(),
            past: None,
            world: World::default(),
            run: Run::Starting,
            playing: false,
            speed: FIRST_SPEED,
            selected: None,
            focus: Pane::Stage,
            tab: Tab::Python,
            predictions: Predictions::new(play.lesson, &play.settings, program.clone()),
            lockstep: program.map(|program| Lockstep::new(program, Schedule::default())),
            play,
            hurries: false,
            permits: Permits::default(),
            scroll: [None; 5],
        }
    }

    /// The position one looks at: the live end's, or one in the past.
    pub fn position(&self) -> usize {
        self.past.unwrap_or(self.history.len())
    }

    /// The events up to the position one looks at, the last [`LOOK_BACK`] of them: where a pane looks for what was last so.
    pub fn lately(&self) -> &[Event] {
        let past = &self.history.events()[..self.position().min(self.history.len())];
        &past[past.len().saturating_sub(LOOK_BACK)..]
    }

    /// The actors as the stage numbers them, from 1: each parent directly before its own.
    pub fn rows(&self) -> Vec<ActorId> {
        let tree = self.world.tree();
        tree.into_iter()
            .map(|branch| branch.actor.id.clone())
            .collect()
    }

    /// The actor the panes point at: the selected one, otherwise the one something happened to last.
    pub fn highlighted(&self) -> Option<&ActorId> {
        let selected = self.selected.as_ref();
        selected
            .filter(|id| self.world.actor(id).is_some())
            .or(self.world.last_actor.as_ref())
    }

    /// Whether a permit would let this actor take a step, now, at the live end.
    pub fn can_step(&self, id: &ActorId) -> bool {
        let actor = self.history.live().actor(id);
        self.run == Run::Live && actor.is_some_and(|actor| self.permits.could(actor))
    }

    /// Looks at the live end from here on.
    pub(super) fn go_live(&mut self) {
        if self.past.take().is_some() {
            self.world = self.history.live().clone();
        }
        self.scroll = [None; 5];
    }

    /// Looks at a position; one at or after the last event is the live end, one before the first step is the first step.
    pub(super) fn seek(&mut self, position: usize) {
        let position = position.max(self.history.beat_after(0));
        if position >= self.history.len() {
            return self.go_live();
        }
        self.past = Some(position);
        self.world = self.history.seek(position);
        self.scroll = [None; 5];
    }

    /// The position one step earlier; None at the first step.
    pub(super) fn earlier(&self) -> Option<usize> {
        let step = self.history.beat_at(self.position());
        let this = self.history.beat_before(self.position() + 1);
        (step > 1).then(|| self.history.beat_before(this))
    }

    /// The position one step later; the live end's when the last step is reached.
    pub(super) fn later(&self) -> usize {
        let next = self.history.beat_after(self.position());
        if self.history.beat_at(next) == self.history.beats() {
            self.history.len()
        } else {
            next
        }
    }

    /// Looks again at where one looks: the trace is another one now.
    pub fn look_again(&mut self) {
        self.world = self.history.seek(self.position());
    }

    /// Follows what happened, where one looks at the live end.
    pub(super) fn follow(&mut self) {
        if self.past.is_none() {
            self.world = self.history.live().clone();
            self.scroll[Pane::Why as usize] = None;
        }
    }
}
