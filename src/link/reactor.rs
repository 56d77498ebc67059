//! The run's own thread: one epoll over the listener, every connection, and a pidfd for every process.
//!
//! ```text
//! listener ─▶ accept, check SO_PEERCRED ─▶ Hello ─▶ events ─▶ Order ─▶ Told
//! pidfd    ─▶ exited: drain its line, ask /proc ─▶ state Z, the kernel's word
//! wake     ─▶ commands to actors, signals to processes, or the end
//! ```
//! The end of a connection says nothing about the process: it comes before the zombie state as often as not. The pidfd does.

mod arrivals;
mod ending;
mod hearing;
mod plenty;
mod processes;
mod silence;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use nix::sys::epoll::{Epoll, EpollEvent, EpollFlags, EpollTimeout};

use crate::i18n::Sentence;
use crate::link::Begins;
use crate::link::directory::RunDirectory;
use crate::link::order::Order;
use crate::link::room::Room;
use crate::link::shared::{Shared, Told, held};
use crate::machine::{self, Missing, Need, Needed};
use crate::protocol::keys::REAPED;
use crate::protocol::limits::{self, Beyond, Taken};
use crate::protocol::{
    ActorId, Body, Command, Event, Hello, Kind, Launch, Piece, Source, VERSION, Verb, WardenSays,
    What, launch,
};
use crate::refusal;
use crate::sys::clock::now_ns;
use crate::trace;
pub(super) use ending::LIMIT;
use plenty::Plenty;
use processes::{Stopping, Watched};
use silence::{Silence, Way};

/// How long a missing stamp is waited for once a process has died, in milliseconds.
const GAP_MS: u16 = 500;

const LISTENER: u64 = 0;
const WAKE: u64 = 1;
const STAGE: u64 = 2;

/// One connection of the run.
struct Line {
    stream: UnixStream,
    pid: i32,
    heard: Vec<u8>,
    /// None until its hello; then the actor, or None in it for the warden.
    speaker: Option<Option<ActorId>>,
    last_stamp: u64,
    way: Way,
}

pub(super) struct Reactor {
    shared: Arc<Shared>,
    epoll: Epoll,
    listener: UnixListener,
    stage: Child,
    stage_ended: OwnedFd,
    start_ns: u64,
    next_token: u64,
    lines: HashMap<u64, Line>,
    speakers: HashMap<ActorId, u64>,
    carriers: HashMap<ActorId, u64>,
    watched: HashMap<u64, Watched>,
    stopping: Stopping,
    by_pid: HashMap<i32, ActorId>,
    last_stamps: HashMap<ActorId, u64>,
    born: HashSet<ActorId>,
    order: Order,
    taken: Taken,
    /// Whether it is a script's run: its actors know more than permits.
    runs_script: bool,
    plenty: Plenty,
    silence: Silence,
    /// How many actors have spoken up.
    greetings: usize,
    someone_died: bool,
    finished: bool,
    failure: Option<Sentence>,
    _directory: RunDirectory,
    /// Closed when this program is gone, however that came about: see `sys::leash`.
    lifeline: OwnedFd,
}

impl Reactor {
    pub(super) fn start(
        program: &Path,
        piece: &Piece,
        how: Begins,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        let directory = RunDirectory::make()?;
        let socket = directory.socket();
        let listener = UnixListener::bind(&socket).needed(Need::Sockets, "bind(2)")?;
        let unblocked = listener.set_nonblocking(true);
        unblocked.needed(Need::Calls, "ioctl(2)")?;
        // The standard library asks for a backlog of 128: a thousand processes may knock at once.
        let backlog = nix::sys::socket::Backlog::new(4096);
        let backlog = backlog.unwrap_or(nix::sys::socket::Backlog::MAXCONN);
        nix::sys::socket::listen(&listener, backlog).needed(Need::Sockets, "listen(2)")?;
        let epoll = machine::epoll()?;
        let watch = |what: BorrowedFd<'_>, token| {
            let added = epoll.add(what, EpollEvent::new(EpollFlags::EPOLLIN, token));
            added.needed(Need::Calls, "epoll_ctl(2)")
        };
        watch(listener.as_fd(), LISTENER)?;
        watch(shared.wake.as_fd(), WAKE)?;
        let start_ns = now_ns();
        let room = Room::there_is()?;
        let launch = Launch {
            socket,
            terminal: std::process::id().cast_signed(),
            piece: piece.clone(),
            script: how != Begins::Verbs,
            as_everywhere: how == Begins::ScriptAsEverywhere,
            limit: room.processes,
            lines: room.lines,
            start_ns,
        };
        let (theirs, lifeline) = machine::pipe()?;
        let mut command = std::process::Command::new(program);
        command
            .arg0(env!("CARGO_PKG_NAME"))
            .args([launch::ARGUMENT, &serde_json::to_string(&launch)?]);
        let mut stage = machine::spawn(&mut command, theirs)?;
        let watched = machine::process_descriptor(stage.id().cast_signed()).and_then(|ended| {
            watch(ended.as_fd(), STAGE)?;
            Ok(ended)
        });
        let stage_ended = match watched {
            Ok(ended) => ended,
            Err(error) => {
                // It has forked nobody yet: it waits to be let in.
                let _ = stage.kill();
                let _ = stage.wait();
                return Err(error);
            }
        };
        Ok(Self {
            shared,
            epoll,
            stage_ended,
            listener,
            stage,
            start_ns,
            next_token: STAGE,
            lines: HashMap::new(),
            speakers: HashMap::new(),
            carriers: HashMap::new(),
            watched: HashMap::new(),
            stopping: Stopping::default(),
            by_pid: HashMap::new(),
            last_stamps: HashMap::new(),
            born: HashSet::new(),
            order: Order::default(),
            taken: Taken::default(),
            runs_script: matches!(piece.body, Body::CPython(_)),
            plenty: Plenty::default(),
            silence: Silence::default(),
            greetings: 0,
            someone_died: false,
            finished: false,
            failure: None,
            _directory: directory,
            lifeline,
        })
    }

    /// The pid of the stage's first process.
    pub(super) fn stage_pid(&self) -> i32 {
        self.stage.id().cast_signed()
    }

    /// Runs until the run is over or is to be ended; no process of it is left then.
    pub(super) fn run(mut self) {
        let mut ready = [EpollEvent::empty(); 256];
        loop {
            // Nothing is polled for: only a stamp that a dead process may have taken along is waited for with a limit,
            // for a moment after SIGSTOP the kernel is asked whether it has come to that, and who runs is asked where it is.
            let gap = self.someone_died && self.order.has_gap();
            self.shared.holds_back.store(gap, Ordering::SeqCst);
            let timeout = match self.stopping.ask_in_ms() {
                Some(ms) => EpollTimeout::from(ms),
                None if gap => EpollTimeout::from(GAP_MS),
                None if self.waits_for_the_silent() => EpollTimeout::from(silence::LOOKS_MS),
                None => EpollTimeout::NONE,
            };
            let count = match self.epoll.wait(&mut ready, timeout) {
                Ok(count) => count,
                Err(nix::errno::Errno::EINTR) => continue,
                Err(error) => {
                    let refused = Missing::of(Need::Calls, "epoll_wait(2)", &error.into());
                    self.failure = Some(refused.whole());
                    break;
                }
            };
            if count == 0 && gap && self.stopping.ask_in_ms().is_none() {
                self.order.give_up_gap();
            }
            for event in &ready[..count] {
                match event.data() {
                    LISTENER => self.accept(),
                    WAKE => {
                        if self.obey() {
                            return self.end();
                        }
                    }
                    STAGE => self.stage_ended(),
                    token if self.watched.contains_key(&token) => self.exited(token),
                    token => {
                        self.hear(token);
                    }
                }
            }
            self.ask_who_stopped();
            self.ask_the_silent();
            let events = self.order.ready();
            if !events.is_empty() {
                self.shared.tell(events.into_iter().map(Told::Event));
            }
            if self.finished {
                break;
            }
        }
        self.drain();
        if self.born.is_empty() {
            // Whoever couldn't even begin has said why.
            let said = self.order.last_words_of_the_unborn().map(str::to_owned);
            self.failure.get_or_insert_with(|| match said {
                Some(said) => Sentence::foreign(said),
                None => Sentence::new("run.silent"),
            });
        }
        let failure = self.failure.take();
        let shared = Arc::clone(&self.shared);
        self.end();
        shared.tell([Told::Over(failure)]);
    }

    /// Hears what the last processes had said before they were gone.
    fn drain(&mut self) {
        self.accept();
        for token in self.lines.keys().copied().collect::<Vec<_>>() {
            self.hear_out(token);
        }
        loop {
            let events = self.order.ready();
            if events.is_empty() && !self.order.has_gap() {
                return;
            }
            self.shared.tell(events.into_iter().map(Told::Event));
            self.order.give_up_gap();
        }
    }

    fn token(&mut self) -> u64 {
        self.next_token += 1;
        self.next_token
    }

    /// Does what was asked for. True: the run is to be ended.
    fn obey(&mut self) -> bool {
        let _ = self.shared.wake.read();
        let orders = std::mem::take(&mut *held(&self.shared.orders));
        self.silence.asks |= orders.asks;
        for (actor, command) in orders.commands {
            if let Command::Do {
                verb: Verb::Signal { signal, to },
                ..
            } = &command
            {
                self.signal(to, *signal);
                continue;
            }
            self.tell_host(&actor, &command);
        }
        orders.end
    }

    /// Tells an actor's host something. Who is carried by one thread now, and by another then, hears where it has spoken last.
    fn tell_host(&mut self, actor: &ActorId, command: &Command) {
        let carrier = self.carriers.get(actor);
        let host = carrier
            .or_else(|| self.speakers.get(&actor.host()))
            .and_then(|token| self.lines.get_mut(token));
        if let Some(host) = host {
            say(&mut host.stream, command);
        }
    }

    /// The warden is gone; if it said no farewell, something went wrong. Its processes leave when their lines hang up.
    fn stage_ended(&mut self) {
        self.accept();
        for token in self.lines.keys().copied().collect::<Vec<_>>() {
            self.hear_out(token);
        }
        if !self.finished {
            let code = self.stage.try_wait().ok().flatten();
            let why = match code.and_then(|status| status.code()) {
                Some(launch::STRANGER) => Sentence::new("run.stranger"),
                Some(_) => Sentence::new("run.speechless"),
                _ => Sentence::new("run.killed"),
            };
            self.failure.get_or_insert(why);
            self.finished = true;
        }
    }

    /// Takes in one line. An error is a sentence: the stage speaks wrongly.
    fn said(&mut self, token: u64, said: &[u8]) -> Result<(), Sentence> {
        let wrong =
            |error: serde_json::Error| Sentence::new("run.unreadable").with("error", &error);
        let Some(line) = self.lines.get_mut(&token) else {
            return Ok(());
        };
        let Some(speaker) = &line.speaker else {
            let hello: Hello = serde_json::from_slice(said).map_err(wrong)?;
            return self.greeted(token, hello);
        };
        if speaker.is_none() {
            let says = serde_json::from_slice(said).map_err(wrong)?;
            return self.warden_says(says);
        }
        // What a newer program says is kept, and counted, as it is in a file.
        let event = trace::Line::read(said).map_err(wrong)?.event;
        line.last_stamp = event.seq;
        if let Some(speaker) = speaker {
            line.way.heard(&event, speaker);
        }
        if speaker.as_ref() != Some(&event.actor) && matches!(event.what, What::Line(_)) {
            self.carriers.insert(event.actor.clone(), token);
        }
        if matches!(event.what, What::Ended { .. }) {
            self.forget(&event.actor);
        }
        if let What::Born { kind, ids, .. } = &event.what {
            self.born.insert(event.actor.clone());
            let silent = *kind == Kind::Process && !self.speakers.contains_key(&event.actor);
            if let Some(pid) = ids.pid.filter(|_| silent) {
                // A program that another has started: it never says a word itself.
                self.by_pid.insert(pid, event.actor.clone());
                self.watch(pid, event.actor.clone(), token)?;
            }
            self.born(&event.actor, ids.ppid);
        }
        self.come(event)
    }

    /// Takes in an event, unless a run may not have as much.
    fn come(&mut self, event: Event) -> Result<(), Sentence> {
        if self.is_untold(&event) {
            self.order.passed_over(event.seq);
            return Ok(());
        }
        self.taken.take(&event, 0).map_err(Sentence::foreign)?;
        self.order.came(event);
        Ok(())
    }

    fn greeted(&mut self, token: u64, hello: Hello) -> Result<(), Sentence> {
        let Some(line) = self.lines.get_mut(&token) else {
            return Ok(());
        };
        if hello.concurrium != VERSION {
            return Err(Sentence::new("run.version")
                .with("theirs", &hello.concurrium)
                .with("ours", &VERSION));
        }
        if hello.pid != line.pid {
            return Err(Sentence::new("run.impostor")
                .with("pid", &line.pid)
                .with("says", &hello.pid));
        }
        line.speaker = Some(hello.actor.clone());
        let Some(actor) = hello.actor else {
            self.shared.tell([Told::Started]);
            return Ok(());
        };
        self.greetings += 1;
        if self.greetings > limits::MOST_ACTORS {
            return Err(Sentence::foreign(Beyond::Actors));
        }
        self.speakers.insert(actor.clone(), token);
        // One that had lost its line speaks again.
        let known = self.by_pid.get(&hello.pid) == Some(&actor);
        if actor.as_str() == actor.process() {
            if known {
                self.speaks_itself(&actor, token);
            } else {
                self.by_pid.insert(hello.pid, actor.clone());
                self.watch(hello.pid, actor, token)?;
            }
        }
        Ok(())
    }

    fn warden_says(&mut self, says: WardenSays) -> Result<(), Sentence> {
        match says {
            WardenSays::Reaped {
                stamp,
                t_ns,
                pid,
                how,
            } => {
                self.hear_out_process(pid);
                let actor = self.by_pid.remove(&pid);
                if let Some(actor) = &actor {
                    self.forget(actor);
                }
                let what = match actor {
                    Some(actor) if self.born.contains(&actor) => (
                        actor,
                        What::Ended {
                            how,
                            reaped_by: None,
                        },
                    ),
                    _ => (
                        ActorId::root(),
                        What::Fact {
                            key: REAPED.into(),
                            value: pid.to_string(),
                            source: Source::Kernel,
                        },
                    ),
                };
                self.come(Event {
                    seq: stamp,
                    t_ns,
                    actor: what.0,
                    what: what.1,
                })
            }
            WardenSays::Terminal {
                stamp,
                t_ns,
                stream,
                text,
                open,
            } => {
                let what = What::Output {
                    stream,
                    text,
                    open,
                    unsigned: true,
                };
                self.come(Event {
                    seq: stamp,
                    t_ns,
                    actor: ActorId::root(),
                    what,
                })
            }
            WardenSays::Failed { why, said } => {
                self.failure = Some(refusal::sentence(&why, said.as_ref()));
                self.finished = true;
                Ok(())
            }
            WardenSays::Finished => {
                self.finished = true;
                Ok(())
            }
        }
    }
}

/// Writes a command. A host that is just dying doesn't hear it.
fn say(stream: &mut UnixStream, command: &Command) {
    if let Ok(mut line) = serde_json::to_vec(command) {
        line.push(b'\n');
        let _ = stream.write_all(&line);
    }
}
