//! The parent side: starts a stage, hears its processes, hands on permits, and sees that everything ends.
//!
//! Never knows how a run is drawn or told.

pub(crate) mod directory;
mod freely;
mod order;
mod reactor;
mod room;
mod shared;
mod standstill;
mod writers;

pub use freely::{Came, FreeRuns};
pub use shared::Told;
pub use standstill::Standstill;

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::gettid;

use crate::link::shared::{Shared, held};
use crate::machine;
use crate::protocol::{ActorId, Body, Command, Piece, Program, Script};
use crate::sys::proc;

/// A live run. Dropped, it ends with every process it has, within a second.
pub struct Live {
    shared: Arc<Shared>,
    /// The pid of the stage's first process, the warden.
    stage: i32,
    /// The id of the thread that hears it.
    hears: i32,
    reactor: Option<JoinHandle<()>>,
    /// Hangs up when the run's own thread is at its end.
    at_its_end: mpsc::Receiver<()>,
}

/// This very program, even if its file has been replaced since it was started.
pub const THIS_PROGRAM: &str = "/proc/self/exe";

/// How a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// The lesson's own script runs.
    Script,
    /// The same, in the same directory and with the same umask wherever, and by whomever, it is started.
    ScriptAsEverywhere,
    /// Verbs alone drive it.
    Verbs,
}

impl Live {
    /// Starts a run of this. `script`: whether the lesson's own script runs, or verbs alone drive it.
    ///
    /// # Errors
    /// Something of the machine that a run needs is missing: what, why it is needed and what to do.
    pub fn start(piece: &Piece, script: bool) -> io::Result<Self> {
        Self::start_by(Path::new(THIS_PROGRAM), piece, script)
    }

    /// Starts a run whose stage is another copy of this program.
    ///
    /// # Errors
    /// As [`Live::start`].
    pub fn start_by(program: &Path, piece: &Piece, script: bool) -> io::Result<Self> {
        let how = match script {
            true => Begins::Script,
            false => Begins::Verbs,
        };
        Self::begin(program, piece, how)
    }

    /// The same of the lesson's own script, where a demo finds the same directory and the same umask wherever, and by whomever,
    /// it is started.
    ///
    /// # Errors
    /// As [`Live::start`].
    pub fn start_as_everywhere(program: &Path, piece: &Piece) -> io::Result<Self> {
        let how = match piece.body {
            Body::CPython(Script {
                program: Program::Listing { .. },
                ..
            })
            | Body::Demo(_) => Begins::ScriptAsEverywhere,
            Body::CPython(_) | Body::Freely { .. } => Begins::Script,
        };
        Self::begin(program, piece, how)
    }

    fn begin(program: &Path, piece: &Piece, how: Begins) -> io::Result<Self> {
        machine::proc()?;
        let shared = Arc::new(Shared {
            told: Mutex::default(),
            news: machine::event()?,
            orders: Mutex::default(),
            wake: machine::event()?,
            holds_back: AtomicBool::new(false),
        });
        // The thread before the stage: where there is no room for it, nothing has to be ended.
        let (start, started) = mpsc::channel::<reactor::Reactor>();
        let (lives, at_its_end) = mpsc::channel();
        let (own, hears) = mpsc::channel();
        let thread = machine::thread("link", move || {
            let _lives: mpsc::Sender<()> = lives;
            let _ = own.send(gettid().as_raw());
            if let Ok(reactor) = started.recv() {
                reactor.run();
            }
        })?;
        let reactor = reactor::Reactor::start(program, piece, how, Arc::clone(&shared))?;
        let stage = reactor.stage_pid();
        let _ = start.send(reactor); // the thread waits for it
        Ok(Self {
            shared,
            stage,
            hears: hears.recv().unwrap_or(stage),
            reactor: Some(thread),
            at_its_end,
        })
    }

    /// Tells an actor's host something. An actor that is gone doesn't hear it.
    pub fn send(&self, actor: &ActorId, command: Command) {
        held(&self.shared.orders)
            .commands
            .push((actor.clone(), command));
        let _ = self.shared.wake.write(1);
    }

    /// From here on those who run and say nothing for long are asked where they are. In a script they know that.
    pub fn asks_the_silent(&self) {
        held(&self.shared.orders).asks = true;
        let _ = self.shared.wake.write(1);
    }

    /// Takes up to `most` of what was told.
    pub fn take(&self, most: usize) -> Vec<Told> {
        let mut told = held(&self.shared.told);
        let _ = self.shared.news.read();
        let count = most.min(told.len());
        let taken = told.drain(..count).collect();
        if !told.is_empty() {
            let _ = self.shared.news.write(1);
        }
        taken
    }

    /// Whether no thread of the run, nor the one that hears it, as the kernel says, runs or is about to, and nothing is held
    /// back: what hasn't been told by then will only be told when somebody is let go, or a sleep is over.
    pub fn is_asleep(&self) -> bool {
        let mut pids = proc::descendants(self.stage);
        pids.push(self.stage);
        // In this order: what the run has said last is heard by then.
        proc::all_sleep(&pids)
            && proc::thread_sleeps(self.hears)
            && !self.shared.holds_back.load(Ordering::SeqCst)
    }

    /// Sleeps until there is something to take.
    pub fn wait(&self) {
        let mut news = [PollFd::new(self.descriptor(), PollFlags::POLLIN)];
        let _ = poll(&mut news, PollTimeout::NONE);
    }

    /// Whether there is something to take within so many milliseconds.
    pub fn has_news_within(&self, milliseconds: u8) -> bool {
        let mut news = [PollFd::new(self.descriptor(), PollFlags::POLLIN)];
        poll(&mut news, PollTimeout::from(milliseconds)).unwrap_or(0) > 0
    }

    /// A descriptor that is readable when there is something to take.
    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.shared.news.as_fd()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        held(&self.shared.orders).end = true;
        let _ = self.shared.wake.write(1);
        let late = self.at_its_end.recv_timeout(reactor::LIMIT) == Err(RecvTimeoutError::Timeout);
        if let Some(reactor) = self.reactor.take().filter(|_| !late) {
            let _ = reactor.join();
        }
    }
}
