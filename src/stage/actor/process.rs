//! What a demo does with processes: fork, wait, leave.
//!
//! Never knows threads or generators.

use std::sync::Arc;
use std::{fmt, io};

use nix::errno::Errno;
use nix::sys::resource::{Resource, setrlimit};
use nix::unistd::{Uid, getuid, setuid};

use crate::i18n::Sentence;
use crate::protocol::keys::FORK;
use crate::protocol::{How, What};
use crate::stage::actor::{Actor, NoChildren, Refused};
use crate::stage::connection::Connection;
use crate::sys::process::{self, Forked, leave};
use crate::sys::room;
use crate::sys::shared_page::Full;

/// Why there is no room for another line.
pub(super) fn no_line() -> Sentence {
    Sentence::new("refused.no_line").with("limit", &room::descriptors())
}

/// Who is nobody: no file is theirs, and the limit on processes holds them.
const NOBODY: u32 = 65_534;

/// A fork that failed: Python's `OSError`, shown as `print` shows it. The event that says why has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFork(Errno);

impl fmt::Display for NoFork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = io::Error::from(self.0).to_string();
        let (words, _) = error.split_once(" (os error").unwrap_or((&error, ""));
        write!(f, "[Errno {}] {words}", self.0 as i32)
    }
}

impl From<NoFork> for Refused {
    fn from(_: NoFork) -> Refused {
        Refused
    }
}

impl Actor {
    /// `os.fork()`: gives 0 in the new process and the new one's pid in this one.
    ///
    /// # Errors
    /// The run has as many processes as it may, or the system has no room (Python's `BlockingIOError`): said as an event.
    pub fn fork(&mut self) -> Result<i32, NoFork> {
        let number = self.made.get() + 1;
        if let Err(full) = self.run.page.reserve() {
            let why = match full {
                Full::Processes => {
                    Sentence::new("refused.run_processes").with("most", &self.run.page.limit())
                }
                Full::Lines => no_line(),
            };
            self.refused("fork", &why);
            return Err(NoFork(Errno::EAGAIN));
        }
        let (parent, ppid) = (self.id.clone(), std::process::id().cast_signed());
        let pid = match process::fork() {
            Ok(Forked::Parent(pid)) => {
                self.made.set(number);
                self.children
                    .borrow_mut()
                    .insert(pid, self.id.child(number));
                pid
            }
            Ok(Forked::Child) => {
                // What this process remembers of earlier forks is its own copy now, as in Python.
                let forked = self.forked.take();
                let id = parent.child(number);
                let line = match Connection::open(&self.run.launch, Some(&id)) {
                    Ok(line) => line,
                    Err(error) => {
                        // The parent's line is still at hand, and it is its fork that came to nothing.
                        self.no_room("fork", &error);
                        self.run.page.claim(std::process::id().cast_signed());
                        leave(1);
                    }
                };
                *self = Self::attached(id, Arc::clone(&self.run), line);
                self.enter_process(Some(parent), ppid);
                self.forked.replace(forked);
                0
            }
            Err(error) => {
                self.run.page.unreserve();
                self.no_room("fork", &error.into());
                return Err(NoFork(error));
            }
        };
        self.forked.borrow_mut().push(pid);
        let returned = format!("{:?}", self.forked.borrow());
        self.fact(FORK, returned);
        Ok(pid)
    }

    /// `setrlimit(RLIMIT_NPROC, (0, 0))`, and from root `os.setuid(65534)`, whom the limit would not hold:
    /// the kernel refuses this process every fork from now on.
    ///
    /// # Errors
    /// As the kernel has it, where nobody is not to be become: said as an event.
    pub fn no_more_processes(&self) -> Result<(), Refused> {
        let limited = setrlimit(Resource::RLIMIT_NPROC, 0, 0);
        let held = limited.and_then(|()| match getuid().is_root() {
            true => setuid(Uid::from_raw(NOBODY)),
            false => Ok(()),
        });
        held.map_err(|error| {
            let why = Sentence::new("refused.limit").with("error", &error);
            self.refused("setrlimit", &why)
        })
    }

    /// `os.wait()`: waits for any child and gives its pid and how it left.
    ///
    /// # Errors
    /// There are no children.
    pub fn wait(&self) -> Result<(i32, How), NoChildren> {
        let pid = self.exited_child("os.wait()")?;
        let (_, how) = self.bury(pid)?;
        Ok((pid, how))
    }

    /// The pid of a child that has exited, left a zombie; until there is one, it sleeps in `on`.
    pub(super) fn exited_child(&self, on: &str) -> Result<i32, NoChildren> {
        let mut found = process::exited_child(false).map_err(|_| NoChildren)?;
        if found.is_none() {
            self.blocked(on, None);
            let waited = process::exited_child(true);
            self.unblocked(on);
            found = waited.map_err(|_| NoChildren)?;
        }
        found.ok_or(NoChildren)
    }

    /// Takes a zombie's wait status from the kernel, by which it is gone.
    pub(super) fn bury(&self, pid: i32) -> Result<(i32, How), NoChildren> {
        self.run.page.release(pid);
        let status = process::reap(pid).map_err(|_| NoChildren)?;
        let how = How::of_status(status);
        if let Some(child) = self.children.borrow_mut().remove(&pid) {
            self.tell_of(
                child,
                What::Ended {
                    how: how.clone(),
                    reaped_by: Some(self.id.clone()),
                },
            );
        }
        Ok((status, how))
    }

    /// `os._exit(code)`
    pub fn exit(&self, code: i32) -> ! {
        process::leave(code)
    }
}
