//! Who has written what is read on the stage's terminals. Programs that nobody tells of write there, and the terminal doesn't say who.
//!
//! ```text
//! one other program lives                     ─▶ that one
//! none lives, and there is one process alone  ─▶ that one
//! anything else                               ─▶ nobody knows
//! ```
//! What a script's own processes print they tell themselves. Never knows what is written.

use std::collections::BTreeSet;

use crate::protocol::keys::PROGRAM;
use crate::protocol::{ActorId, Kind, What};

/// The processes that live, and which of them are other programs. One that nobody has waited for counts: what it has written may be
/// read yet.
#[derive(Debug, Default)]
pub(super) struct Writers {
    processes: BTreeSet<ActorId>,
    programs: BTreeSet<ActorId>,
}

impl Writers {
    /// Something has happened.
    pub(super) fn hear(&mut self, actor: &ActorId, what: &What) {
        match what {
            What::Born {
                kind: Kind::Process,
                ..
            } => {
                self.processes.insert(actor.clone());
            }
            What::Ended { .. } => {
                self.processes.remove(actor);
                self.programs.remove(actor);
            }
            What::Fact { key, value, .. } if &**key == PROGRAM => {
                match value.is_empty() {
                    true => self.programs.remove(actor),
                    false => self.programs.insert(actor.clone()),
                };
            }
            _ => {}
        }
    }

    /// Who has written now; None: that isn't known.
    pub(super) fn writer(&self) -> Option<&ActorId> {
        let could = match self.programs.is_empty() {
            true => &self.processes,
            false => &self.programs,
        };
        could.first().filter(|_| could.len() == 1)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;
    use crate::protocol::{How, Ids, Source};

    fn born(kind: Kind) -> What {
        What::Born {
            kind,
            parent: None,
            name: "x".into(),
            ids: Ids::default(),
        }
    }

    fn program(value: &str) -> What {
        What::Fact {
            key: PROGRAM.into(),
            value: value.into(),
            source: Source::Demo,
        }
    }

    #[test]
    fn the_one_program_that_lives_has_written_or_the_one_process_or_nobody_knows() {
        let id = |name: &str| -> ActorId { name.parse().unwrap() };
        let mut writers = Writers::default();
        let mut then = |actor: &str, what: What| {
            writers.hear(&id(actor), &what);
            writers.writer().map(ToString::to_string)
        };
        let is = |name: &str| Some(name.to_owned());
        assert_eq!(then("p0", born(Kind::Process)), is("p0"));
        assert_eq!(then("p0.t1", born(Kind::Thread)), is("p0"));
        assert_eq!(then("p0/1", born(Kind::Process)), None);
        assert_eq!(then("p0/1", program("echo")), is("p0/1"));
        // An exec that failed after all.
        assert_eq!(then("p0/1", program("")), None);
        assert_eq!(then("p0/1", program("echo")), is("p0/1"));
        assert_eq!(then("p0/2", born(Kind::Process)), is("p0/1"));
        assert_eq!(then("p0/2", program("ps")), None);
        assert_eq!(
            then(
                "p0/1",
                What::Ended {
                    how: How::Exit(0),
                    reaped_by: None
                }
            ),
            is("p0/2")
        );
        assert_eq!(
            then(
                "p0/2",
                What::Ended {
                    how: How::Exit(0),
                    reaped_by: None
                }
            ),
            is("p0")
        );
    }
}
