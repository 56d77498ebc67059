//! How the run answers a question: by an event, or by what there is at its end.
//!
//! Never knows what the student chose, nor the screen.

use crate::history::History;
use crate::lessons::Probe;
use crate::protocol::{ActorId, Event, Fate, How, Kind, Reason, Spot, State, Stream, What};
use crate::world::Actor;

/// An answer, and where in the trace it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The answer, as the choices spell it.
    pub value: String,
    /// The position after the event that shows it.
    pub at: usize,
}

/// The answer to a question that was asked at this position, if the last event gives it, or the run's end (`over`). To be asked
/// again after every event.
///
/// None for what only the explorer can tell.
pub fn answer(probe: &Probe, asked: usize, history: &History, over: bool) -> Option<Shown> {
    let value = match by_event(probe, history) {
        Some(value) => value,
        None if over => at_the_end(probe, asked, history)?,
        None => return None,
    };
    Some(Shown {
        value,
        at: history.len(),
    })
}

/// Whether the last event shows in this run what is asked of every schedule.
pub fn shows(probe: &Probe, history: &History) -> bool {
    let last = history.events().last().map(|event| &event.what);
    let raised = matches!(
        last,
        Some(
            What::Exception { .. }
                | What::Ended {
                    how: How::Raise(_),
                    ..
                }
        )
    );
    *probe == Probe::CanRaise && raised
}

/// Where a wrong number is refuted: where there is one more than that, if there ever is, otherwise at the answer.
pub fn refuted(
    probe: &Probe,
    asked: usize,
    wrong: &str,
    shown: &Shown,
    history: &History,
) -> usize {
    let Ok(wrong) = wrong.parse::<usize>() else {
        return shown.at;
    };
    let is_one = |event: &&Event| match probe {
        Probe::Count(kind) => is_born(event, *kind),
        Probe::Comes(mark) => event.seq > asked as u64 && comes(event, mark),
        Probe::Lines => matches!(event.what, What::Output { .. }),
        _ => false,
    };
    let one_more = history.events().iter().filter(is_one).nth(wrong);
    one_more.map_or(shown.at, |event| {
        usize::try_from(event.seq).unwrap_or(shown.at)
    })
}

fn is_born(event: &Event, kind: Kind) -> bool {
    matches!(event.what, What::Born { kind: born, .. } if born == kind)
}

fn comes(event: &Event, mark: &str) -> bool {
    matches!(&event.what, What::Line(Spot { cue, .. }) if **cue == *mark)
}

fn by_event(probe: &Probe, history: &History) -> Option<String> {
    let event = history.events().last()?;
    let actor = || history.live().actor(&event.actor);
    match (probe, &event.what) {
        (
            Probe::NextLine,
            What::Output {
                text,
                stream: Stream::Stdout,
                open: false,
                ..
            },
        ) => Some(text.clone()),
        (Probe::LineWith(part), What::Output { text, .. }) if text.contains(part) => {
            Some(text.clone())
        }
        (Probe::Outcome(asked), What::Outcome { verb, .. }) if **asked != **verb => None,
        (
            Probe::Outcome(_) | Probe::NextOutcome,
            What::Outcome {
                value, exception, ..
            },
        ) => exception.clone().or_else(|| value.clone()),
        (Probe::Fact(asked), What::Fact { key, value, .. }) if **asked == **key => {
            Some(value.clone())
        }
        (Probe::Reaches(asked), What::Fact { key, .. }) if **asked == **key => {
            let process = event.actor.process();
            let told = |event: &&Event| match &event.what {
                What::Fact { key, .. } => **key == **asked && event.actor.process() == process,
                _ => false,
            };
            // What a process has at first isn't a change.
            history.events().iter().filter(told).nth(1)?;
            Some(yes_or_no(process == ActorId::root().process()))
        }
        (Probe::NextBlocked, What::Blocked { on, .. }) if Reason::of(on) != Reason::Prompt => {
            let actor = actor().filter(|actor| actor.parent.is_some())?;
            Some(actor.name.clone())
        }
        (Probe::WaitsFor(who), What::Blocked { on, owner, .. }) => {
            actor().filter(|actor| actor.name == *who)?;
            let owner = owner.as_ref().and_then(|id| history.live().actor(id));
            Some(owner.map_or_else(|| on.to_string(), |owner| owner.name.clone()))
        }
        (
            Probe::WaitStatus,
            What::State {
                state: State::Zombie,
                status: Some(status),
                ..
            },
        ) => {
            actor().filter(|actor| actor.parent.is_some())?;
            Some(status.to_string())
        }
        // Those who sleep now sleep for ever.
        (Probe::Stuck, _) if history.live().waits_for().is_for_ever() => {
            let sleepers = history.live().actors().filter(|actor| sleeps(actor));
            Some(sleepers.count().to_string())
        }
        (Probe::End(who), What::Ended { how, .. }) => {
            actor().filter(|actor| actor.name == *who || actor.label() == *who)?;
            Some(words(how))
        }
        (Probe::NextEnd, What::Ended { .. }) => Some(actor()?.name.clone()),
        (
            Probe::Uncaught,
            What::Exception {
                fate: Fate::Uncaught,
                ..
            },
        ) => Some(actor()?.at.as_ref()?.cue.to_string()),
        _ => None,
    }
}

fn sleeps(actor: &Actor) -> bool {
    actor.state == State::Blocked && !actor.is_at_prompt()
}

fn yes_or_no(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

fn words(how: &How) -> String {
    match how {
        How::Exit(code) => code.to_string(),
        How::Signal(number) => format!("signal {number}"),
        How::Return(value) => value.clone(),
        How::Raise(exception) => exception.clone(),
    }
}

fn at_the_end(probe: &Probe, asked: usize, history: &History) -> Option<String> {
    match probe {
        Probe::Count(kind) => {
            let born = |event: &&Event| is_born(event, *kind);
            Some(history.events().iter().filter(born).count().to_string())
        }
        Probe::Comes(mark) => {
            let since = history.events().iter().skip(asked);
            let come = since.filter(|event| comes(event, mark));
            Some(come.count().to_string())
        }
        Probe::Lines => Some(history.outputs().len().to_string()),
        Probe::LastLine => match &history.outputs().next_back()?.what {
            What::Output { text, .. } => Some(text.clone()),
            _ => None,
        },
        Probe::LastFact(asked) => {
            let said = |event: &Event| match &event.what {
                What::Fact { key, value, .. } if **key == **asked => Some(value.clone()),
                _ => None,
            };
            history.events().iter().rev().find_map(said)
        }
        Probe::NextBlocked | Probe::WaitsFor(_) => Some("nobody".to_owned()),
        Probe::Stuck => Some("0".to_owned()),
        Probe::Reaches(_) => Some(yes_or_no(false)),
        Probe::Uncaught => Some("nowhere".to_owned()),
        _ => None,
    }
}
