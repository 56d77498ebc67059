//! The run's own thread: one epoll over the listener, every connection, and a pidfd for every process.
//!
//! ```text
//! listener ─▶ accept, check SO_PEERCRED ─▶ Hello ─▶ events ─▶ Order ─▶ Told
//! pidfd    ─▶ exited: drain its line, ask /proc ─▶ state Z, the kernel's word
//! wake     ─▶ commands to actors, signals to processes, or the end: drop the warden's line, wait for it
//! ```
//! The end of a connection says nothing about the process: it comes before the zombie state as often as not. The pidfd does.

mod processes;

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;

use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::socket::{getsockopt, sockopt};
use tempfile::TempDir;

use super::order::Order;
use super::{Shared, Told, held, process_limit};
use crate::lessons::{Lesson, Settings};
use crate::protocol::{
    ActorId, Body, Command, Event, Hello, LONGEST_LINE, Launch, Source, Stream, VERSION, Verb,
    WardenSays, What, launch,
};
use crate::sys::clock::now_ns;
use crate::sys::pidfd;
use processes::{Stopping, Watched};

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
}

pub(super) struct Reactor {
    shared: Arc<Shared>,
    epoll: Epoll,
    listener: UnixListener,
    stage: Child,
    _stage_ended: OwnedFd,
    start_ns: u64,
    next_token: u64,
    lines: HashMap<u64, Line>,
    speakers: HashMap<ActorId, u64>,
    watched: HashMap<u64, Watched>,
    stopping: Stopping,
    by_pid: HashMap<i32, ActorId>,
    last_stamps: HashMap<ActorId, u64>,
    born: HashSet<ActorId>,
    order: Order,
    someone_died: bool,
    finished: bool,
    failure: Option<String>,
    _directory: TempDir,
    /// Closed when this program is gone, however that came about: see `sys::leash`.
    _lifeline: OwnedFd,
}

impl Reactor {
    pub(super) fn start(
        program: &Path,
        lesson: &Lesson,
        settings: &Settings,
        script: bool,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        // TempDir makes it 0700.
        let directory = tempfile::Builder::new().prefix("concurrium-").tempdir()?;
        let socket = directory.path().join("line");
        let listener = UnixListener::bind(&socket)?;
        listener.set_nonblocking(true)?;
        // The standard library asks for a backlog of 128: a thousand processes may knock at once.
        nix::sys::socket::listen(
            &listener,
            nix::sys::socket::Backlog::new(4096).unwrap_or(nix::sys::socket::Backlog::MAXCONN),
        )?;
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        epoll.add(&listener, EpollEvent::new(EpollFlags::EPOLLIN, LISTENER))?;
        epoll.add(&shared.wake, EpollEvent::new(EpollFlags::EPOLLIN, WAKE))?;
        let start_ns = now_ns();
        let launch = Launch {
            socket,
            body: Body::Demo(lesson.id.clone()),
            settings: settings.clone(),
            listing: lesson.listing.with(settings).listed(),
            first: lesson.first_process().to_owned(),
            script,
            limit: process_limit(),
            start_ns,
        };
        let (theirs, lifeline) = nix::unistd::pipe2(nix::fcntl::OFlag::O_CLOEXEC)?;
        let stage = std::process::Command::new(program)
            .arg0(env!("CARGO_PKG_NAME"))
            .args([launch::ARGUMENT, &serde_json::to_string(&launch)?])
            .stdin(theirs)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let stage_ended = pidfd::open(stage.id() as i32)?;
        epoll.add(&stage_ended, EpollEvent::new(EpollFlags::EPOLLIN, STAGE))?;
        Ok(Self {
            shared,
            epoll,
            _stage_ended: stage_ended,
            listener,
            stage,
            start_ns,
            next_token: STAGE,
            lines: HashMap::new(),
            speakers: HashMap::new(),
            watched: HashMap::new(),
            stopping: Stopping::default(),
            by_pid: HashMap::new(),
            last_stamps: HashMap::new(),
            born: HashSet::new(),
            order: Order::default(),
            someone_died: false,
            finished: false,
            failure: None,
            _directory: directory,
            _lifeline: lifeline,
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
            // and for a moment after SIGSTOP the kernel is asked whether it has come to that.
            let gap = self.someone_died && self.order.has_gap();
            let timeout = match self.stopping.ask_in_ms() {
                Some(ms) => EpollTimeout::from(ms),
                None if gap => EpollTimeout::from(GAP_MS),
                None => EpollTimeout::NONE,
            };
            let count = match self.epoll.wait(&mut ready, timeout) {
                Ok(count) => count,
                Err(nix::errno::Errno::EINTR) => continue,
                Err(error) => {
                    self.failure = Some(format!("epoll failed: {error}"));
                    break;
                }
            };
            if count == 0 && self.stopping.ask_in_ms().is_none() {
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
                    token => self.hear(token),
                }
            }
            self.ask_who_stopped();
            let events = self.order.ready();
            if !events.is_empty() {
                self.shared.tell(events.into_iter().map(Told::Event));
            }
            if self.finished {
                break;
            }
        }
        self.drain();
        let failure = self.failure.take();
        let shared = Arc::clone(&self.shared);
        self.end();
        shared.tell([Told::Over(failure)]);
    }

    /// Drops the warden's line, by which it knows that all is to end, and waits until it has ended all.
    fn end(mut self) {
        // Whoever has knocked and wasn't let in yet hears by this that it is over, and whoever is on the way finds nobody:
        // left open, a warden that comes only now would wait for us, and we for it.
        drop(self.listener);
        self.lines.clear();
        let _ = self.stage.wait();
    }

    /// Hears what the last processes had said before they were gone.
    fn drain(&mut self) {
        self.accept();
        for token in self.lines.keys().copied().collect::<Vec<_>>() {
            self.hear(token);
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

    fn accept(&mut self) {
        while let Ok((stream, _)) = self.listener.accept() {
            let Ok(peer) = getsockopt(&stream, sockopt::PeerCredentials) else {
                continue;
            };
            if peer.uid() != nix::unistd::geteuid().as_raw()
                || stream.set_nonblocking(true).is_err()
            {
                continue; // nobody of ours
            }
            let token = self.token();
            if self
                .epoll
                .add(&stream, EpollEvent::new(EpollFlags::EPOLLIN, token))
                .is_ok()
            {
                let line = Line {
                    stream,
                    pid: peer.pid(),
                    heard: Vec::new(),
                    speaker: None,
                    last_stamp: 0,
                };
                self.lines.insert(token, line);
            }
        }
    }

    /// Does what was asked for. True: the run is to be ended.
    fn obey(&mut self) -> bool {
        let _ = self.shared.wake.read();
        let orders = std::mem::take(&mut *held(&self.shared.orders));
        for (actor, command) in orders.commands {
            if let Command::Do {
                verb: Verb::Signal { signal, to },
            } = &command
            {
                self.signal(to, *signal);
                continue;
            }
            let host = self
                .speakers
                .get(&actor.host())
                .and_then(|token| self.lines.get_mut(token));
            if let Some(host) = host {
                say(&mut host.stream, &command);
            }
        }
        orders.end
    }

    /// Reads all there is on a connection.
    fn hear(&mut self, token: u64) {
        let Some(line) = self.lines.get_mut(&token) else {
            return;
        };
        let mut bytes = [0; 16 * 1024];
        let open = loop {
            match line.stream.read(&mut bytes) {
                Ok(0) => break false,
                Ok(n) => line.heard.extend_from_slice(&bytes[..n]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break false,
            }
        };
        let mut heard = std::mem::take(&mut line.heard);
        let mut start = 0;
        while let Some(length) = heard[start..].iter().position(|&byte| byte == b'\n') {
            let said = &heard[start..start + length];
            if let Err(why) = self.said(token, said) {
                self.failure.get_or_insert(why);
                self.finished = true;
            }
            start += length + 1;
        }
        heard.drain(..start);
        if heard.len() > LONGEST_LINE {
            self.failure.get_or_insert(format!(
                "a line of the stage is longer than {LONGEST_LINE} bytes"
            ));
            self.finished = true;
        }
        match self.lines.get_mut(&token) {
            Some(line) if open => line.heard = heard,
            _ => self.hung_up(token),
        }
    }

    fn hung_up(&mut self, token: u64) {
        self.someone_died = true;
        let Some(line) = self.lines.remove(&token) else {
            return;
        };
        if let Some(Some(actor)) = line.speaker {
            self.last_stamps.insert(actor.clone(), line.last_stamp);
            self.speakers.remove(&actor);
        }
    }

    /// The warden is gone; if it said no farewell, something went wrong. Its processes leave when their lines hang up.
    fn stage_ended(&mut self) {
        self.accept();
        for token in self.lines.keys().copied().collect::<Vec<_>>() {
            self.hear(token);
        }
        if !self.finished {
            self.failure
                .get_or_insert("the stage was killed; its processes have been ended".to_owned());
            self.finished = true;
        }
    }

    /// Takes in one line. An error is a sentence: the stage speaks wrongly.
    fn said(&mut self, token: u64, said: &[u8]) -> Result<(), String> {
        let wrong = |error: serde_json::Error| {
            format!("the stage said something that can't be read: {error}")
        };
        let Some(line) = self.lines.get_mut(&token) else {
            return Ok(());
        };
        let Some(speaker) = &line.speaker else {
            let hello: Hello = serde_json::from_slice(said).map_err(wrong)?;
            return self.greeted(token, hello);
        };
        if speaker.is_none() {
            let says = serde_json::from_slice(said).map_err(wrong)?;
            self.warden_says(says);
            return Ok(());
        }
        let event: Event = serde_json::from_slice(said).map_err(wrong)?;
        line.last_stamp = event.seq;
        if matches!(event.what, What::Ended { .. }) {
            self.forget(&event.actor);
        }
        if let What::Born { ids, .. } = &event.what {
            self.born.insert(event.actor.clone());
            self.born(&event.actor, ids.ppid);
        }
        self.order.came(event);
        Ok(())
    }

    fn greeted(&mut self, token: u64, hello: Hello) -> Result<(), String> {
        let Some(line) = self.lines.get_mut(&token) else {
            return Ok(());
        };
        if hello.concurrium != VERSION {
            return Err(format!(
                "the stage speaks version {} of the protocol, this program version {VERSION}",
                hello.concurrium
            ));
        }
        if hello.pid != line.pid {
            return Err(format!(
                "process {} says that it is {}",
                line.pid, hello.pid
            ));
        }
        line.speaker = Some(hello.actor.clone());
        let Some(actor) = hello.actor else {
            self.shared.tell([Told::Started]);
            return Ok(());
        };
        self.speakers.insert(actor.clone(), token);
        if actor.as_str() == actor.process() {
            self.by_pid.insert(hello.pid, actor.clone());
            // It may be gone already: then whoever reaped it says so.
            if let Ok(pidfd) = pidfd::open(hello.pid) {
                let watch = self.token();
                if self
                    .epoll
                    .add(&pidfd, EpollEvent::new(EpollFlags::EPOLLIN, watch))
                    .is_ok()
                {
                    self.watched
                        .insert(watch, Watched::new(pidfd, hello.pid, actor, token));
                }
            }
        }
        Ok(())
    }

    fn warden_says(&mut self, says: WardenSays) {
        match says {
            WardenSays::Reaped {
                stamp,
                t_ns,
                pid,
                how,
            } => {
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
                            key: "reaped".into(),
                            value: pid.to_string(),
                            source: Source::Kernel,
                        },
                    ),
                };
                self.order.came(Event {
                    seq: stamp,
                    t_ns,
                    actor: what.0,
                    what: what.1,
                });
            }
            WardenSays::Terminal { stamp, t_ns, text } => {
                let what = What::Output {
                    stream: Stream::Stderr,
                    text,
                };
                self.order.came(Event {
                    seq: stamp,
                    t_ns,
                    actor: ActorId::root(),
                    what,
                });
            }
            WardenSays::Failed { why } => {
                self.failure = Some(why);
                self.finished = true;
            }
            WardenSays::Finished => self.finished = true,
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
