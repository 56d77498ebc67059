//! What goes by where nobody stands, and where to look back at it.
//!
//! Never knows what is shown there.

use crate::app::state::open::Open;
use crate::lessons::LooksBack;
use crate::protocol::keys::CLOCK;
use crate::protocol::{ActorId, Event, Reason, What};

/// How many hand-overs are looked back at.
const LOOKED_AT: usize = 4;

/// Where to look back to, once all rest. It is done once, right behind what is looked back at, or never: whoever plays, or looks
/// elsewhere by then, isn't taken away from it.
pub(super) fn position(open: &mut Open) -> Option<usize> {
    let back = open.play.lesson.looks_back.as_ref()?;
    if open.looked_back {
        return None;
    }
    let first = match back {
        LooksBack::HandOvers(mark) => hand_overs(open, mark),
        LooksBack::Wait(call) => wait(open, call),
    };
    let busy = open.playing || open.past.is_some() || open.way.is_some();
    match (back, first) {
        (LooksBack::Wait(_), Some(_)) if busy => {
            open.looked_back = true;
            None
        }
        (_, Some(first)) if !busy && open.is_at_rest() => {
            open.looked_back = true;
            usize::try_from(first).ok()
        }
        _ => None,
    }
}

/// Once the first process stands at this mark or behind it: the last few times that a thread waited for the interpreter's lock. They
/// were too fast to be stopped at. None where nobody waited for it.
fn hand_overs(open: &Open, mark: &str) -> Option<u64> {
    let live = open.history.live();
    let main = live.actor(&ActorId::root())?;
    if !(main.standing && live.was_at(mark)) {
        return None;
    }
    let waits = |event: &&Event| match &event.what {
        What::Blocked { on, owner, .. } => owner.is_some() && Reason::of(on) == Reason::Gil,
        _ => false,
    };
    let waits = open.history.events().iter().rev().filter(waits);
    waits.take(LOOKED_AT).last().map(|event| event.seq)
}

/// The first time that somebody waited in this call until it was time, once the clock has gone on for that. A script's own takes none.
fn wait(open: &Open, call: &str) -> Option<u64> {
    let events = open.history.events();
    let is_wait = |event: &&Event| match &event.what {
        What::Blocked { on, until_ns, .. } => &**on == call && until_ns.is_some(),
        _ => false,
    };
    let goes_on = |wait: &&Event| {
        let later = events.iter().skip_while(|event| event.seq <= wait.seq);
        let mut later = later.filter(|event| event.actor == wait.actor);
        let over = matches!(
            later.next().map(|event| &event.what),
            Some(What::Unblocked { .. })
        );
        let clock = later.next().map(|event| &event.what);
        over && matches!(clock, Some(What::Fact { key, .. }) if **key == *CLOCK)
    };
    events
        .iter()
        .filter(is_wait)
        .find(goes_on)
        .map(|event| event.seq)
}
