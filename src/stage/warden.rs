//! The stage's first process: it starts the demo, adopts its orphans, and ends everything when the terminal program
//! lets go of the control line, however that came about.
//!
//! Single-threaded, so that it may fork. Never runs a demo itself.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::SignalFd;

use crate::agent;
use crate::i18n::Sentence;
use crate::leftover;
use crate::machine::{self, Need, Needed, room};
use crate::protocol::launch::{ASKED, FILES, STRANGER};
use crate::protocol::{How, Launch, Program, Script, Stream, WardenSays};
use crate::refusal;
use crate::stage::actor::{Actor, Work};
use crate::stage::connection::Connection;
use crate::stage::cpython::{self, Becoming, Counters, Listing, Output};
use crate::stage::written::Written;
use crate::sys::clock::now_ns;
use crate::sys::process::{self, Forked};
use crate::sys::shared_page::SharedPage;
use crate::sys::{kill, leash, pty, signal};

/// Runs a stage to its end and returns its exit code.
pub(super) fn main(launch: &Launch, does: Option<Does>) -> i32 {
    process::close_from(3);
    let directory = launch.socket.parent().unwrap_or(&launch.socket);
    let mut control = match Connection::open(launch, None) {
        Ok(control) => control,
        // Nobody to tell. Of a terminal program that was killed meanwhile nothing is left; a stranger's is the stranger's.
        Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => return STRANGER,
        Err(_) => {
            clear(directory, launch);
            return 1;
        }
    };
    let failed = match Warden::prepare(launch, does) {
        Ok(mut warden) => match process::fork().needed(Need::Processes, "fork(2)") {
            Ok(Forked::Child) => {
                // Kept open, a copy of the control line would hide the warden's end from the terminal program.
                drop(control);
                warden.become_first(launch);
            }
            Ok(Forked::Parent(_)) => {
                warden.watch(&mut control);
                warden.end_everything();
                None
            }
            Err(error) => {
                let none = Sentence::new("refused.first_process");
                Some(none.with("why", room::sentence(&error)))
            }
        },
        Err(error) => Some(machine::told(&room::explained(error))),
    };
    // The terminal program removes the private directory too, unless it was killed.
    clear(directory, launch);
    tell(
        &mut control,
        &failed.map_or(WardenSays::Finished, |why| WardenSays::Failed {
            said: refusal::by_name(&why),
            why: why.to_string(),
        }),
    );
    0
}

/// What the first process does.
pub(super) enum Does {
    /// Work of ours.
    Work(Work),
    /// It becomes an interpreter, and runs a script.
    Runs(Script),
}

/// Removes the run's private directory.
fn clear(directory: &Path, launch: &Launch) {
    agent::clear(directory);
    leftover::clear(directory, &FILES, &launch.socket);
}

/// How the first process begins, all that it needs made.
enum Begins {
    Work(Work),
    Runs {
        script: Box<Script>,
        listing: Option<Listing>,
        agent: PathBuf,
        counters: Counters,
        /// What it writes on. The ends at which that is read are taken away once they are.
        output: Output,
        read: Vec<(OwnedFd, Stream)>,
    },
}

impl Begins {
    fn of(does: Does, directory: &Path) -> io::Result<Self> {
        let place = directory.display().to_string();
        Ok(match does {
            Does::Work(work) => Begins::Work(work),
            Does::Runs(mut script) => {
                let mut listing = None;
                if let Program::Listing {
                    text,
                    marked,
                    names,
                    ..
                } = &script.program
                {
                    let file = agent::write_listing(directory, text, marked);
                    let file = file.needed(Need::Directory, &place)?;
                    listing = Some(Listing {
                        folder: directory.join(agent::LISTING),
                        names: names.clone(),
                    });
                    script.program = Program::File(file.display().to_string());
                }
                let (errors, stderr) = machine::another_terminal()?;
                let mut read = vec![(errors, Stream::Stderr)];
                let mut stdout = None;
                if script.piped {
                    let (from, to) = machine::pipe()?;
                    let flags = FcntlArg::F_SETFL(OFlag::O_NONBLOCK);
                    fcntl(&from, flags).needed(Need::Calls, "fcntl(2)")?;
                    read.push((from, Stream::Stdout));
                    stdout = Some(to);
                }
                Begins::Runs {
                    script: Box::new(script),
                    listing,
                    agent: agent::put_into(directory).needed(Need::Directory, &place)?,
                    counters: Counters::make(directory).needed(Need::Directory, &place)?,
                    output: Output { stdout, stderr },
                    read,
                }
            }
        })
    }
}

struct Warden {
    begins: Begins,
    page: &'static SharedPage,
    children: SignalFd,
    /// What is written on the terminals: the stage's own, and the one that a script has for its standard error.
    written: Vec<Written>,
    /// Where a script's processes ask to have told what was written there before: they tell themselves what they print.
    asked: Option<UnixListener>,
    start_ns: u64,
}

impl Warden {
    fn prepare(launch: &Launch, does: Option<Does>) -> io::Result<Self> {
        let body = &launch.piece.body;
        let does = does.ok_or_else(|| io::Error::other(format!("nothing is called {body:?}")))?;
        // A crashed demo leaves no core file on the user's disk.
        setrlimit(Resource::RLIMIT_CORE, 0, 0).needed(Need::Calls, "setrlimit(2)")?;
        let mut child_signal = SigSet::empty();
        child_signal.add(Signal::SIGCHLD);
        let mut blocked = child_signal;
        // Comes when the master of our own terminal is closed: at the end, or when nothing comes of this.
        blocked.add(Signal::SIGHUP);
        let masked = blocked.thread_block();
        masked.needed(Need::Calls, "rt_sigprocmask(2)")?;
        // Standard input is the terminal program's lifeline until it is our own terminal.
        let lifeline = io::stdin().as_fd().try_clone_to_owned();
        let lifeline = lifeline.needed(Need::Calls, "fcntl(2)")?;
        let terminal = machine::own_terminal()?;
        leash::go_on_at_the_end_of(lifeline).needed(Need::Calls, "fcntl(2)")?;
        nix::sys::prctl::set_child_subreaper(true).needed(Need::Calls, "prctl(2)")?;
        pty::ignore_hang_ups().needed(Need::Calls, "rt_sigaction(2)")?;
        // However this program was started: SIGTERM ends a demo that doesn't object.
        let default = signal::set_default(Signal::SIGTERM);
        default.needed(Need::Calls, "rt_sigaction(2)")?;
        let children = machine::signals(&child_signal)?;
        // At the end it reads in /proc who is left: what that takes must be there, or nothing is begun.
        for held in [1, 2, 3].map(|_| terminal.try_clone()) {
            held.needed(Need::Descriptors, "fcntl(2)")?;
        }
        let page = SharedPage::map(launch.limit, launch.lines).needed(Need::Memory, "mmap(2)")?;
        let _ = page.reserve(); // the terminal program has looked that there is room for one
        let directory = launch.socket.parent().unwrap_or(&launch.socket);
        let mut begins = Begins::of(does, directory)?;
        let own = match &begins {
            Begins::Work(_) => Stream::Stderr,
            Begins::Runs { .. } => Stream::Stdout,
        };
        let mut written = vec![Written::on(terminal, own)];
        if let Begins::Runs { read, .. } = &mut begins {
            let others = read.drain(..);
            written.extend(others.map(|(from, stream)| Written::on(from, stream)));
        }
        let asked = match &begins {
            Begins::Work(_) => None,
            Begins::Runs { .. } => {
                let asked = UnixListener::bind(directory.join(ASKED));
                let asked = asked.needed(Need::Sockets, "bind(2)")?;
                asked
                    .set_nonblocking(true)
                    .needed(Need::Calls, "ioctl(2)")?;
                Some(asked)
            }
        };
        Ok(Self {
            begins,
            page,
            children,
            written,
            asked,
            start_ns: launch.start_ns,
        })
    }

    /// The first process of the run: the warden's descriptors and signal mask are not its own.
    fn become_first(self, launch: &Launch) -> ! {
        let Self {
            begins,
            page,
            children,
            written,
            asked,
            ..
        } = self;
        drop((children, written, asked));
        let _ = SigSet::all().thread_unblock();
        match begins {
            Begins::Work(work) => Actor::first(launch, page).run(work),
            Begins::Runs {
                script,
                listing,
                agent,
                counters,
                output,
                ..
            } => cpython::become_interpreter(&Becoming {
                launch,
                script: &script,
                listing: listing.as_ref(),
                agent: &agent,
                counters: &counters,
                output: &output,
            }),
        }
    }

    /// Reaps, and passes on what is written on the stage's terminal, until the terminal program lets go or nobody is left.
    fn watch(&mut self, control: &mut Connection) {
        loop {
            let ready = {
                let mut sources = vec![
                    PollFd::new(control.as_fd(), PollFlags::POLLIN),
                    PollFd::new(self.children.as_fd(), PollFlags::POLLIN),
                ];
                let terminals = self.written.iter().map(AsFd::as_fd);
                let asked = self.asked.iter().map(AsFd::as_fd);
                sources.extend(
                    terminals
                        .chain(asked)
                        .map(|one| PollFd::new(one, PollFlags::POLLIN)),
                );
                match poll(&mut sources, PollTimeout::NONE) {
                    Ok(_) | Err(Errno::EINTR) => {}
                    Err(_) => return,
                }
                let ready: Vec<bool> = sources
                    .iter()
                    .map(|source| source.any().unwrap_or(false))
                    .collect();
                ready
            };
            if ready[0] {
                return; // the terminal program says nothing on this line: it has let go
            }
            if ready[2..].contains(&true) {
                // Who asks before it is read waits until it has been told.
                let asked: Vec<_> = self
                    .asked
                    .iter()
                    .flat_map(UnixListener::incoming)
                    .map_while(Result::ok)
                    .collect();
                self.pass_on_terminals(control, !asked.is_empty());
            }
            if ready[1] {
                while let Ok(Some(_)) = self.children.read_signal() {}
                if !self.reap_all(Some(control)) {
                    self.pass_on_terminals(control, true);
                    return;
                }
            }
        }
    }

    /// Reaps every child that has exited. False: there are no children any more.
    fn reap_all(&mut self, mut control: Option<&mut Connection>) -> bool {
        loop {
            match process::exited_child(false) {
                Ok(Some(pid)) => {
                    self.page.release(pid);
                    if let Some(control) = &mut control {
                        // What it has written before it ended is told before its end.
                        self.pass_on_terminals(control, false);
                    }
                    let how = match process::reap(pid) {
                        Ok(status) => How::of_status(status),
                        Err(Errno::ECHILD) => continue,
                        Err(_) => return false, // asked again, it would say the same
                    };
                    if let Some(control) = &mut control {
                        let (stamp, t_ns) = self.moment();
                        tell(
                            control,
                            &WardenSays::Reaped {
                                stamp,
                                t_ns,
                                pid,
                                how,
                            },
                        );
                    }
                }
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }

    fn moment(&self) -> (u64, u64) {
        (
            match &self.begins {
                Begins::Work(_) => self.page.next_stamp(),
                Begins::Runs { counters, .. } => counters.next_stamp(),
            },
            now_ns().saturating_sub(self.start_ns),
        )
    }

    /// `all`: also the beginning of a line that may go on.
    fn pass_on_terminals(&mut self, control: &mut Connection, all: bool) {
        for at in 0..self.written.len() {
            let mut lines = self.written[at].lines();
            if all {
                lines.extend(self.written[at].unfinished());
            }
            for (text, open) in lines {
                let (stamp, t_ns) = self.moment();
                let stream = self.written[at].stream;
                tell(
                    control,
                    &WardenSays::Terminal {
                        stamp,
                        t_ns,
                        stream,
                        text,
                        open,
                    },
                );
            }
        }
    }

    /// Kills every process of the run, again and again, until the kernel says that no child is left.
    fn end_everything(&mut self) {
        self.page.close();
        let own = std::process::id().cast_signed();
        loop {
            kill::all_below(own, self.page.pids());
            if !self.reap_all(None) {
                return;
            }
            // Until the killed ones have become zombies; a signal descriptor wakes us for each.
            let mut child = [PollFd::new(self.children.as_fd(), PollFlags::POLLIN)];
            let _ = poll(&mut child, 5_u8);
            while let Ok(Some(_)) = self.children.read_signal() {}
        }
    }
}

/// Tells the terminal program something. When it is gone that is no reason to leave before everything is ended:
/// the control line's hang-up will be seen next.
fn tell(control: &mut Connection, what: &WardenSays) {
    let _ = control.try_to_tell(what);
}
