//! What a run's own thread and its owner share: what was told, and what is to be handed on.
//!
//! Never knows who is on the other side of either.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::sys::eventfd::EventFd;

use crate::i18n::Sentence;
use crate::protocol::{ActorId, Command, Event};

/// What a run tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The stage answers.
    Started,
    /// Something happened; `seq` counts from 1 without gaps.
    Event(Event),
    /// The run is over; what went wrong, if something did. Nothing comes after it.
    Over(Option<Sentence>),
}

/// What the run's own thread and its owner share.
pub(super) struct Shared {
    pub(super) told: Mutex<VecDeque<Told>>,
    /// Readable while `told` may hold something.
    pub(super) news: EventFd,
    pub(super) orders: Mutex<Orders>,
    /// Readable while `orders` may hold something.
    pub(super) wake: EventFd,
    /// Whether something has come that isn't told yet: a stamp before it is still missing, and waited for.
    pub(super) holds_back: AtomicBool,
}

#[derive(Default)]
pub(super) struct Orders {
    pub(super) commands: Vec<(ActorId, Command)>,
    /// Whether those are asked where they are who run and say nothing for long.
    pub(super) asks: bool,
    pub(super) end: bool,
}

/// The lock, whoever has panicked with it.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Tells the owner.
    pub(super) fn tell(&self, told: impl IntoIterator<Item = Told>) {
        held(&self.told).extend(told);
        let _ = self.news.write(1);
    }
}
