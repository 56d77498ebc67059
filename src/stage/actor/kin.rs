//! What a demo does with its next of kin: looks at a child, buries it, sends it a signal; asks who its parent is.
//!
//! Never knows threads or generators.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::str::FromStr;

use nix::sys::signal::{self, Signal};
use nix::unistd::{Pid, getppid, pause};

use crate::i18n::Sentence;
use crate::machine::room;
use crate::protocol::keys::{PPID, PROCESSOR};
use crate::protocol::{Source, What};
use crate::python::{Class, Exception, Value};
use crate::stage::actor::{Actor, NoChildren, Refused};
use crate::sys::{proc, process};

/// One end of a `socket.socketpair()`.
pub struct Socket(UnixStream);

impl Actor {
    /// How long it has stood before its lines so far, in nanoseconds: whoever gave the permits took that time.
    pub fn stood_ns(&self) -> u64 {
        self.line.borrow().waited_ns()
    }

    /// `os.getppid()`: the parent's pid as it is now, by the kernel's word.
    pub fn getppid(&self) -> i32 {
        let ppid = getppid().as_raw();
        self.kernel_fact(PPID, ppid.to_string());
        ppid
    }

    /// The kernel's letter for the state of a child, from `/proc/PID/stat`; `?` where it can't be read.
    pub fn state_of(&self, pid: i32) -> char {
        match proc::stat(pid) {
            Some(stat) => {
                self.kernel_fact("state", stat.state.to_string());
                stat.state
            }
            None => {
                let file = format!("/proc/{pid}/stat");
                let why = Sentence::new("refused.unreadable").with("file", file);
                self.refused("/proc", &why);
                '?'
            }
        }
    }

    /// `os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT).si_pid`: waits for any child to exit, and leaves it a zombie.
    ///
    /// # Errors
    /// There are no children.
    pub fn waitid(&self) -> Result<i32, NoChildren> {
        self.exited_child("os.waitid()")
    }

    /// `os.waitpid(pid, 0)[1]`: buries a child that has exited and gives its wait status.
    ///
    /// # Errors
    /// It is no child of this process.
    pub fn waitpid(&self, pid: i32) -> Result<i32, NoChildren> {
        let (status, _) = self.bury(pid)?;
        self.kernel_fact("status", status.to_string());
        Ok(status)
    }

    /// `os.kill(pid, signal)`, for a child of this process that it hasn't waited for: its pid is nobody else's.
    pub fn kill(&self, pid: i32, name: &str) {
        let child = self.children.borrow().get(&pid).cloned();
        let sent = Signal::from_str(name).and_then(|name| signal::kill(Pid::from_raw(pid), name));
        match (child, sent) {
            (Some(child), Ok(())) => {
                self.message(self.id.as_str(), child.as_str(), "signal", name);
            }
            (_, Err(error)) => drop(self.refused(name, &room::kernel(error))),
            (None, Ok(())) => {}
        }
    }

    /// `os.kill(os.getpid(), signal)`: of a deadly one, the end.
    pub fn kill_itself(&self, name: &str) {
        let own = self.id.as_str();
        self.message(own, own, "signal", name);
        if let Ok(name) = Signal::from_str(name) {
            let _ = signal::raise(name); // may always be sent to oneself
        }
    }

    /// `os.waitpid(-1, os.WNOHANG)[0]`: the pid of a child that had exited and is now buried. None: no child has.
    pub fn wait_now(&self) -> Option<i32> {
        let pid = process::exited_child(false).ok().flatten()?;
        let _ = self.bury(pid);
        Some(pid)
    }

    /// Tells which processor this process ran on last, by the kernel's word (`processor` of proc_pid_stat(5)).
    pub fn tell_processor(&self) {
        let pid = std::process::id().cast_signed();
        match proc::stat(pid).and_then(|stat| stat.processor) {
            Some(processor) => self.kernel_fact(PROCESSOR, processor.to_string()),
            None => {
                let file = format!("/proc/{pid}/stat");
                let why = Sentence::new("refused.no_processor").with("file", file);
                self.refused("/proc", &why);
            }
        }
    }

    /// `signal.pause()`, in a process that has no handler: it sleeps until a signal ends it.
    pub fn pause(&self) -> ! {
        self.blocked("signal.pause()", None);
        loop {
            pause(); // comes back for the line's own signal, too
        }
    }

    /// `socket.socketpair()`
    ///
    /// # Errors
    /// The system has no room for two more descriptors: said as an event.
    pub fn socketpair(&self) -> Result<(Socket, Socket), Refused> {
        match UnixStream::pair() {
            Ok((one, other)) => Ok((Socket(one), Socket(other))),
            Err(error) => Err(self.no_room("socketpair", &error)),
        }
    }

    /// `socket.send(b"!")`; when nobody can receive it any more, it raises, and the process ends as an uncaught exception ends it.
    pub fn send(&self, socket: &Socket) {
        if (&socket.0).write_all(b"!").is_err() {
            let args = vec![Value::Int(32), Value::from("Broken pipe")];
            self.uncaught(&Exception::new(Class::BrokenPipeError, args));
            self.exit(1);
        }
    }

    /// `socket.recv(1)`: sleeps until there is a byte, or nobody is left who could send one. `on` is what is shown of it.
    pub fn recv(&self, socket: &Socket, on: &str) {
        self.blocked(on, None);
        // No byte and no error are told apart by nobody here: either way the other side has moved.
        let _ = (&socket.0).read_exact(&mut [0]);
        self.unblocked(on);
    }

    /// Makes something known that the kernel says.
    fn kernel_fact(&self, key: &str, value: String) {
        self.tell(What::Fact {
            key: key.into(),
            value,
            source: Source::Kernel,
        });
    }
}
