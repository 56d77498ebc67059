//! Free runs on a stage, heard: how often a program came out how, as it is told.
//!
//! Never waits for all of them, and never knows what they are shown beside.

use std::io;
use std::os::fd::BorrowedFd;

use crate::explore::Outcome;
use crate::i18n::Sentence;
use crate::link::standstill::Standstill;
use crate::link::{Live, Told};
use crate::protocol::launch::{CAME_OUT, NOT_RUN};
use crate::protocol::{Body, Event, Piece, What};

/// Free runs that go on. Dropped, they end, as a [`Live`] run does.
pub struct FreeRuns {
    live: Live,
    to_come: u32,
}

/// What came of free runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// So many more came out so.
    Out(Outcome, u32),
    /// No more will come; why, if not all did. Nothing that follows it counts.
    Over(Option<Sentence>),
}

impl FreeRuns {
    /// Starts those of a piece that is free runs.
    ///
    /// # Errors
    /// As [`Live::start`].
    pub fn start(piece: &Piece) -> io::Result<Self> {
        let to_come = match piece.body {
            Body::Freely { times, .. } => times,
            _ => 0,
        };
        let live = Live::start(piece, true)?;
        Ok(Self { live, to_come })
    }

    /// A descriptor that is readable when there is something to take.
    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.live.descriptor()
    }

    /// Sleeps until there is something to take.
    ///
    /// # Errors
    /// There will be nothing: they stand still.
    pub fn wait_for_news(&self) -> Result<(), Standstill> {
        self.live.wait_for_news()
    }

    /// Takes what was told, in a bite of so many events at most.
    pub fn take(&mut self, most: usize) -> Vec<Came> {
        let told = self.live.take(most);
        told.into_iter()
            .filter_map(|told| self.came(told))
            .collect()
    }

    fn came(&mut self, told: Told) -> Option<Came> {
        match told {
            Told::Started => None,
            Told::Event(Event {
                what: What::Fact { key, value, .. },
                ..
            }) => match &*key {
                CAME_OUT => Some(match serde_json::from_str(&value) {
                    Ok((outcome, times)) => {
                        self.to_come = self.to_come.saturating_sub(times);
                        Came::Out(outcome, times)
                    }
                    Err(error) => {
                        let why = Sentence::new("run.unreadable").with("error", &error);
                        Came::Over(Some(why))
                    }
                }),
                NOT_RUN => Some(Came::Over(Some(Sentence::foreign(value)))),
                _ => None,
            },
            Told::Event(_) => None,
            Told::Over(None) if self.to_come > 0 => {
                let left = self.to_come;
                let why = Sentence::new("run.free_missing").with("left", &left);
                Some(Came::Over(Some(why)))
            }
            Told::Over(why) => Some(Came::Over(why)),
        }
    }
}
