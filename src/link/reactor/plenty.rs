//! A run that has told nearly all that a run may: whoever stands is let go to its end, and its steps aren't told any more.
//!
//! ```text
//! nearly full ─▶ said once ─▶ who comes to stand is let go ─▶ of who runs by itself: births, ends, what is printed and read
//! full but for the ends ─▶ nor what is printed
//! ```
//! What is passed over leaves whoever it is of as it was told last: running. Never knows how a run is shown.

use std::collections::HashSet;

use crate::link::reactor::Reactor;
use crate::protocol::keys::UNTOLD;
use crate::protocol::{ActorId, Command, Event, Fate, Goal, Kind, Source, State, What};

/// Whose steps aren't told any more.
#[derive(Default)]
pub(super) struct Plenty {
    /// Whether it was said.
    pub(super) begun: bool,
    /// Who was told to run last, and does so to its end.
    on_their_own: HashSet<ActorId>,
}

impl Reactor {
    /// Whether there is no room any more for an event of such a kind. Whoever comes to stand goes on.
    pub(super) fn is_untold(&mut self, event: &Event) -> bool {
        if !self.taken.is_nearly_full() {
            return false;
        }
        self.begin_to_be_silent();
        if matches!(event.what, What::Line(_)) {
            let command = match self.runs_script {
                true => Command::Run {
                    to: Goal::End,
                    marks: Vec::new(),
                },
                false => Command::Permit,
            };
            self.tell_host(&event.actor, &command);
        }
        let runs = &mut self.plenty.on_their_own;
        match &event.what {
            What::Born { kind, .. } => {
                if *kind != Kind::Coroutine {
                    runs.insert(event.actor.clone());
                }
                false
            }
            What::Unblocked { .. }
            | What::State {
                state: State::Running,
                source: Source::Demo,
                ..
            } => !runs.insert(event.actor.clone()),
            // The student is to type something.
            What::Blocked { input: true, .. } => {
                runs.remove(&event.actor);
                false
            }
            What::Line(_)
            | What::Passes(_)
            | What::Blocked { .. }
            | What::State {
                source: Source::Demo,
                ..
            } => runs.contains(&event.actor),
            What::Fact { source, .. } => *source == Source::Demo,
            What::Exception { fate, .. } => *fate != Fate::Uncaught,
            What::Output { .. } => self.taken.is_full_but_for_ends(),
            What::Message { .. } | What::Outcome { .. } | What::Unknown { .. } => true,
            What::Source { .. }
            | What::State { .. }
            | What::Refused { .. }
            | What::Fault { .. }
            | What::Ended { .. } => false,
        }
    }

    fn begin_to_be_silent(&mut self) {
        if std::mem::replace(&mut self.plenty.begun, true) {
            return;
        }
        let what = What::Fact {
            key: UNTOLD.into(),
            value: self.taken.events().to_string(),
            source: Source::Kernel,
        };
        self.saw_of(ActorId::root(), what);
    }
}
