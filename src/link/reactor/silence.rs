//! Who runs and says nothing for long is asked where it is; where no answer comes, the kernel is asked what it does.
//!
//! ```text
//! runs ─ no word for 2 s ─▶ "where?" ─┬─▶ `passes`: in this line        (and so on, as long as it runs)
//!                                     └─▶ no word for 1 s more ─▶ fact `inside`: it computes, or sleeps in the kernel
//! ```
//! Who passes statements answers. Who doesn't is in a call that isn't the script's own Python, or in a loop on one line.
//! Never knows what it does there.

use crate::link::reactor::{Reactor, say};
use crate::protocol::keys::{COMPUTES, INSIDE, SLEEPS};
use crate::protocol::{ActorId, Command, Event, Source, State, What};
use crate::sys::proc;

/// How often it is looked who is silent, in milliseconds.
pub(super) const LOOKS_MS: u16 = 500;

const MS: u64 = 1_000_000;

/// How long somebody is silent before it is asked, and how long an answer is waited for.
const SILENT: u64 = 2000 * MS;
const ANSWERS: u64 = 1000 * MS;

/// Whether anybody is asked, and when it was looked last.
#[derive(Default)]
pub(super) struct Silence {
    pub(super) asks: bool,
    looked_ns: u64,
}

/// How far whoever speaks on a line has come.
#[derive(Default)]
pub(super) struct Way {
    /// Of which thread it is.
    tid: Option<i32>,
    /// Who has spoken last, and when.
    last: Option<ActorId>,
    said_ns: u64,
    /// Whether it is on its way: it neither stands nor waits.
    goes: bool,
    asked: Asked,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Asked {
    #[default]
    No,
    /// At this time.
    At(u64),
    /// It hasn't answered, and that was told.
    InVain,
}

impl Way {
    /// It says something, of itself or of another.
    pub(super) fn heard(&mut self, event: &Event, speaker: &ActorId) {
        self.said_ns = event.t_ns;
        self.asked = Asked::No;
        // One of its generators or tasks is told of as it is.
        let is_carried = event.actor.host() != event.actor;
        if event.actor != *speaker && !is_carried {
            return;
        }
        self.goes = match &event.what {
            What::Line(_) | What::Blocked { .. } | What::Ended { .. } => false,
            What::Born { ids, .. } => {
                self.tid = self.tid.or(ids.tid).or(ids.pid);
                true
            }
            What::Unblocked { .. }
            | What::Passes(_)
            | What::State {
                state: State::Running,
                ..
            } => true,
            _ => self.goes,
        };
        if self.last.as_ref() != Some(&event.actor) {
            self.last = Some(event.actor.clone());
        }
    }

    fn is_to_be_asked(&self) -> bool {
        self.goes && self.asked != Asked::InVain
    }
}

impl Reactor {
    /// Whether somebody may come to be asked, or to answer.
    pub(super) fn waits_for_the_silent(&self) -> bool {
        let asks = self.silence.asks && !self.plenty.begun;
        asks && self.lines.values().any(|line| line.way.is_to_be_asked())
    }

    /// Asks those who have been silent for long.
    pub(super) fn ask_the_silent(&mut self) {
        let now = self.now();
        let early = now < self.silence.looked_ns + u64::from(LOOKS_MS) * MS / 2;
        if early || !self.waits_for_the_silent() {
            return;
        }
        self.silence.looked_ns = now;
        let mut inside = Vec::new();
        for line in self.lines.values_mut() {
            if !line.way.is_to_be_asked() {
                continue;
            }
            match line.way.asked {
                Asked::No if now >= line.way.said_ns + SILENT => {
                    say(&mut line.stream, &Command::Where);
                    line.way.asked = Asked::At(now);
                }
                Asked::At(then) if now >= then + ANSWERS => {
                    let tid = line.way.tid.unwrap_or(line.pid);
                    let does = match proc::thread_state(line.pid, tid) {
                        Some('R') => COMPUTES,
                        Some('S' | 'D') => SLEEPS,
                        // It is stopped, or gone.
                        _ => continue,
                    };
                    line.way.asked = Asked::InVain;
                    inside.extend(line.way.last.clone().map(|actor| (actor, does)));
                }
                _ => {}
            }
        }
        for (actor, does) in inside {
            let what = What::Fact {
                key: INSIDE.into(),
                value: does.to_owned(),
                source: Source::Kernel,
            };
            self.saw_of(actor, what);
        }
    }
}
