//! The processes of a run by their pidfds: how the link knows that one has exited, and how a signal by hand reaches it.
//!
//! A pidfd stands for this very process: a signal can hit nobody whom the kernel gives its pid later, nor any stranger.
//!
//! ```text
//! SIGSTOP ─▶ sent ─▶ the process must run to stop ─▶ asked after 1, 2, 4 … ms: state T ─▶ told
//! SIGCONT ─▶ sent: it goes on from that very moment ─▶ asked at once: not T ─▶ told, before anything it says itself
//! exited  ─▶ its children's parents are asked for ─▶ a new ppid ─▶ told, before the parent's end
//! ```
//! The kernel tells of a stop to the parent alone, and the parent may be stopped itself: hence the asking.
//!
//! Never knows who asked for a signal, or why.

use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;

use crate::i18n::Sentence;
use crate::link::reactor::Reactor;
use crate::machine::room;
use crate::protocol::keys::PPID;
use crate::protocol::{ActorId, Signal, Source, State, What};
use crate::refusal;
use crate::sys::clock::now_ns;
use crate::sys::{pidfd, proc};

/// The longest pause between two questions to the kernel, in milliseconds.
const LONGEST_PAUSE: u16 = 256;

/// A process, by its pidfd, until it has been waited for.
pub(super) struct Watched {
    pub(super) pidfd: OwnedFd,
    pub(super) pid: i32,
    actor: ActorId,
    line: u64,
    /// Its parent, once it is known.
    ppid: Option<i32>,
    exited: bool,
    stopped: bool,
}

impl Watched {
    pub(super) fn new(pidfd: OwnedFd, pid: i32, actor: ActorId, line: u64) -> Self {
        Self {
            pidfd,
            pid,
            actor,
            line,
            ppid: None,
            exited: false,
            stopped: false,
        }
    }

    /// The kernel's letter for its state, and a zombie's wait status; None when it has been waited for.
    fn state(&self) -> Option<(char, Option<i32>)> {
        let stat = proc::stat(self.pid)?;
        // Asked after /proc, so that the pid we read was still this process's own.
        pidfd::exists(self.pidfd.as_fd()).then_some((stat.state, stat.wait_status))
    }
}

/// Those that were sent SIGSTOP and haven't been seen to stop.
#[derive(Default)]
pub(super) struct Stopping {
    tokens: Vec<u64>,
    pause: u16,
}

impl Stopping {
    /// When the kernel is to be asked again, in milliseconds; None while nobody is about to stop.
    pub(super) fn ask_in_ms(&self) -> Option<u16> {
        (!self.tokens.is_empty()).then_some(self.pause)
    }

    /// Whom the kernel is asked about now; the next time it is asked later.
    fn asked(&mut self) -> Vec<u64> {
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        self.tokens.clone()
    }

    fn add(&mut self, token: u64) {
        self.pause = 1;
        self.remove(token);
        self.tokens.push(token);
    }

    fn remove(&mut self, token: u64) {
        self.tokens.retain(|other| *other != token);
    }
}

impl Reactor {
    /// A process has exited. Whether it is a zombie now, the kernel knows.
    pub(super) fn exited(&mut self, token: u64) {
        self.stopping.remove(token);
        let Some(watched) = self.watched.get_mut(&token) else {
            return;
        };
        watched.exited = true;
        let _ = self.epoll.delete(&watched.pidfd);
        let (line, pid) = (watched.line, watched.pid);
        self.hear_out(line);
        let told = self.orphaned_by(pid);
        let state = self.watched.get(&token).and_then(Watched::state);
        if let Some(('Z', status)) = state {
            let what = What::State {
                state: State::Zombie,
                source: Source::Kernel,
                status,
            };
            self.saw_behind(told, token, what);
        }
    }

    /// A process has been waited for: its pid may be a stranger's from here on.
    pub(super) fn forget(&mut self, actor: &ActorId) {
        if let Some(token) = self.token_of(actor) {
            self.stopping.remove(token);
            if let Some(gone) = self.watched.remove(&token) {
                self.orphaned_by(gone.pid);
            }
        }
    }

    /// A process that another has told of speaks itself from here on, on this line.
    pub(super) fn speaks_itself(&mut self, actor: &ActorId, line: u64) {
        let watched = self.token_of(actor);
        if let Some(watched) = watched.and_then(|at| self.watched.get_mut(&at)) {
            watched.line = line;
        }
    }

    /// A process is born: from here on it is known whose child it is.
    pub(super) fn born(&mut self, actor: &ActorId, ppid: Option<i32>) {
        if let Some(watched) = self
            .token_of(actor)
            .and_then(|at| self.watched.get_mut(&at))
        {
            watched.ppid = ppid;
        }
    }

    /// A process has ended: its children have another parent now. Which, the kernel says. Gives the stamp behind which the last of
    /// them is told of; 0: it had none.
    fn orphaned_by(&mut self, dead: i32) -> u64 {
        let mut told = 0;
        let children: Vec<u64> = self
            .watched
            .iter()
            .filter(|(_, watched)| watched.ppid == Some(dead) && !watched.exited)
            .map(|(token, _)| *token)
            .collect();
        for token in children {
            let Some(watched) = self.watched.get_mut(&token) else {
                continue;
            };
            let stat = proc::stat(watched.pid).filter(|_| pidfd::exists(watched.pidfd.as_fd()));
            let Some(stat) = stat.filter(|stat| stat.ppid != dead) else {
                continue;
            };
            watched.ppid = Some(stat.ppid);
            let line = watched.line;
            self.hear_out(line);
            let what = What::Fact {
                key: PPID.into(),
                value: stat.ppid.to_string(),
                source: Source::Kernel,
            };
            told = told.max(self.saw(token, what));
        }
        told
    }

    /// Sends a process of the run a signal, and tells what came of it.
    pub(super) fn signal(&mut self, to: &ActorId, signal: Signal) {
        // What it has said until now, it said before the signal.
        let token = self.token_of(to);
        if let Some(watched) = token.and_then(|token| self.watched.get(&token)) {
            self.hear_out(watched.line);
        }
        let watched = token.and_then(|token| Some((token, self.watched.get_mut(&token)?)));
        let Some((token, watched)) = watched else {
            let why = match self.born.contains(to) {
                true => Sentence::new("refused.signal_gone"),
                false => Sentence::new("refused.signal_nobody"),
            };
            return self.refuse(to, signal, &why);
        };
        if let Err(error) = pidfd::send(watched.pidfd.as_fd(), number(signal)) {
            return self.refuse(to, signal, &why_refused(error));
        }
        let was_stopped = watched.stopped;
        let goes_on = signal == Signal::Cont
            && was_stopped
            && watched.state().is_some_and(|(state, _)| state != 'T');
        watched.stopped &= !goes_on;
        let stops = signal == Signal::Stop && !was_stopped && !watched.exited;
        let what = What::Message {
            from: "student".to_owned(),
            to: to.to_string(),
            verb: "signal".into(),
            value: signal.name().to_owned(),
        };
        self.saw(token, what);
        if goes_on {
            self.saw(token, kernel_says(State::Running));
        }
        match signal {
            Signal::Stop if stops => self.stopping.add(token),
            Signal::Cont => self.stopping.remove(token),
            _ => {}
        }
    }

    /// Asks the kernel whether those that were sent SIGSTOP have stopped.
    pub(super) fn ask_who_stopped(&mut self) {
        for token in self.stopping.asked() {
            let Some(watched) = self.watched.get_mut(&token) else {
                continue;
            };
            if watched.state().is_some_and(|(state, _)| state == 'T') {
                watched.stopped = true;
                let line = watched.line;
                self.stopping.remove(token);
                self.hear_out(line);
                self.saw(token, kernel_says(State::Stopped));
            }
        }
    }

    fn token_of(&self, actor: &ActorId) -> Option<u64> {
        let mut watched = self.watched.iter();
        watched
            .find(|(_, watched)| watched.actor == *actor)
            .map(|(token, _)| *token)
    }

    fn refuse(&mut self, to: &ActorId, signal: Signal, why: &Sentence) {
        // Of one that isn't there nothing can be told: then it is the first process's story.
        let known = self.born.contains(to);
        let actor = if known { to.clone() } else { ActorId::root() };
        if self.born.contains(&actor) {
            self.saw_of(actor, refusal::of(signal.name(), why));
        }
    }

    /// Tells what was seen of a process, right behind its own last word: behind this stamp.
    fn saw(&mut self, token: u64, what: What) -> u64 {
        self.saw_behind(0, token, what)
    }

    /// The same, and behind this stamp at least.
    fn saw_behind(&mut self, at_least: u64, token: u64, what: What) -> u64 {
        let Some(watched) = self.watched.get(&token) else {
            return at_least;
        };
        if !self.born.contains(&watched.actor) {
            return at_least;
        }
        let actor = watched.actor.clone();
        let after = self.last_stamp(&actor).max(at_least);
        self.order.saw(after, self.now(), actor, what);
        after
    }

    /// Tells what was seen of an actor, right behind its own last word.
    pub(super) fn saw_of(&mut self, actor: ActorId, what: What) {
        let after = self.last_stamp(&actor);
        self.order.saw(after, self.now(), actor, what);
    }

    /// The stamp of an actor's own last word; 0: it has said nothing.
    fn last_stamp(&self, actor: &ActorId) -> u64 {
        let line = self.speakers.get(actor);
        match line.and_then(|token| self.lines.get(token)) {
            Some(line) => line.last_stamp,
            None => self.last_stamps.get(actor).copied().unwrap_or(0),
        }
    }

    pub(super) fn now(&self) -> u64 {
        now_ns().saturating_sub(self.start_ns)
    }
}

/// What the kernel's answer to a signal means.
fn why_refused(error: Errno) -> Sentence {
    match error {
        Errno::ESRCH => Sentence::new("refused.signal_ending"),
        Errno::EPERM => Sentence::new("refused.signal_forbidden"),
        other => room::kernel(other),
    }
}

fn kernel_says(state: State) -> What {
    What::State {
        state,
        source: Source::Kernel,
        status: None,
    }
}

fn number(signal: Signal) -> i32 {
    use nix::sys::signal::Signal as Number;
    let number = match signal {
        Signal::Term => Number::SIGTERM,
        Signal::Stop => Number::SIGSTOP,
        Signal::Cont => Number::SIGCONT,
        Signal::Kill => Number::SIGKILL,
    };
    number as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_signal_is_told_in_words_and_with_the_kernels_own() {
        for (error, said) in [
            (Errno::ESRCH, "(ESRCH)"),
            (Errno::EPERM, "(EPERM)"),
            (Errno::EINVAL, "EINVAL"),
        ] {
            let why = why_refused(error).to_string();
            assert!(why.contains(said) && why.len() > 20, "{why}");
        }
    }

    #[test]
    fn the_kernel_is_asked_less_and_less_often_and_only_while_somebody_is_about_to_stop() {
        let mut stopping = Stopping::default();
        assert_eq!(stopping.ask_in_ms(), None);
        stopping.add(7);
        let mut pauses = Vec::new();
        for _ in 0..10 {
            pauses.extend(stopping.ask_in_ms());
            assert_eq!(stopping.asked(), [7]);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 256]);
        stopping.add(8);
        assert_eq!(stopping.ask_in_ms(), Some(1));
        stopping.remove(7);
        stopping.remove(8);
        assert_eq!(stopping.ask_in_ms(), None);
    }
}
