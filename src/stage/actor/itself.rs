//! What a process does to itself: its directory, its session, its umask, its first three descriptors; and what the kernel
//! then says of it.
//!
//! Never knows other processes.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::stat::{Mode, umask};
use nix::unistd::{Pid, chdir, dup2_stderr, dup2_stdin, dup2_stdout, getppid, getsid, setsid};

use crate::i18n::Sentence;
use crate::protocol::launch::FILES;
use crate::protocol::{Source, What};
use crate::stage::actor::{Actor, Refused};
use crate::sys::{pidfd, proc, pty};

/// A pty that is nobody's terminal yet.
pub struct SpareTerminal {
    /// The name of its slave, which is to be opened: `/dev/pts/7`.
    pub name: PathBuf,
    _master: OwnedFd,
}

impl Actor {
    /// `os.openpty()`, less the slave.
    ///
    /// # Errors
    /// The system has no pty left: said as an event.
    pub fn spare_terminal(&self) -> Result<SpareTerminal, Refused> {
        let (master, name) = self.try_to("openpty", pty::spare())?;
        let _master = master;
        Ok(SpareTerminal { name, _master })
    }

    /// `os.chdir(path)`
    ///
    /// # Errors
    /// As the kernel has it (Python's `OSError`): said as an event.
    pub fn chdir(&self, path: &str) -> Result<(), Refused> {
        self.try_to("chdir", chdir(path))
    }

    /// `os.setsid()`
    ///
    /// # Errors
    /// The process leads a group already (Python's `PermissionError`): said as an event.
    pub fn setsid(&self) -> Result<(), Refused> {
        self.try_to("setsid", setsid()).map(drop)
    }

    /// `os.getsid(0)`
    pub fn getsid(&self) -> i32 {
        // Nobody is refused their own session.
        getsid(None).map_or(0, Pid::as_raw)
    }

    /// `while os.getppid() == parent: time.sleep(0.01)`, but that the kernel wakes it when the parent has ended.
    pub fn until_orphaned_by(&self, parent: i32) {
        let child_of_it = || getppid().as_raw() == parent;
        if !child_of_it() {
            return;
        }
        let on = "os.getppid()";
        self.blocked(on, None);
        // Its pid was still its own when the descriptor was opened, if it is our parent still.
        while let Ok(pidfd) = pidfd::open(parent)
            && child_of_it()
        {
            let mut ended = [PollFd::new(pidfd.as_fd(), PollFlags::POLLIN)];
            let _ = poll(&mut ended, PollTimeout::NONE); // interrupted or not: the kernel is asked again
        }
        self.unblocked(on);
    }

    /// `os.umask(mask)`
    pub fn umask(&self, mask: u32) {
        umask(Mode::from_bits_truncate(mask));
    }

    /// `open(path, mode)`, for Python's modes that read, append or do both: `r`, `a`, `a+`, `ab+`.
    ///
    /// # Errors
    /// As the kernel has it: said as an event.
    pub fn open(&self, path: &Path, mode: &str) -> Result<File, Refused> {
        let appends = mode.starts_with('a');
        let opened = OpenOptions::new()
            .read(!appends || mode.contains('+'))
            .append(appends)
            .create(appends)
            .open(path);
        self.try_to("open", opened)
    }

    /// `os.open(path, os.O_RDWR)`: of a terminal, the way in which a session leader without one gets it.
    ///
    /// # Errors
    /// As the kernel has it; told to the caller alone, who asks in order to know.
    pub fn open_terminal(&self, path: &Path) -> std::io::Result<File> {
        OpenOptions::new().read(true).write(true).open(path)
    }

    /// Whether the kernel knows a controlling terminal of this process.
    pub fn has_terminal(&self) -> bool {
        let stat = proc::stat(std::process::id().cast_signed());
        stat.is_some_and(|stat| proc::tty_name(stat.tty).is_some())
    }

    /// `os.dup2(file.fileno(), fd)` for one of the first three descriptors.
    ///
    /// # Errors
    /// As the kernel has it: said as an event.
    pub fn dup2(&self, file: &File, fd: i32) -> Result<(), Refused> {
        let done = match fd {
            0 => dup2_stdin(file),
            1 => dup2_stdout(file),
            _ => dup2_stderr(file),
        };
        self.try_to("dup2", done)
    }

    /// A file in the run's own directory, which goes when the run ends.
    pub fn private_file(&self, name: &str) -> PathBuf {
        debug_assert!(FILES.contains(&name), "{name} wouldn't go");
        self.run.launch.socket.with_file_name(name)
    }

    /// `print(text, file=open(path, "a"))`
    ///
    /// # Errors
    /// As the kernel has it: said as an event.
    pub fn append(&self, path: &Path, text: &str) -> Result<(), Refused> {
        let mut file = self.open(path, "a")?;
        self.try_to("write", writeln!(file, "{text}"))
    }

    /// `time.sleep(seconds)`
    pub fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn try_to<T, E: Into<std::io::Error>>(
        &self,
        what: &str,
        done: Result<T, E>,
    ) -> Result<T, Refused> {
        done.map_err(|error| self.no_room(what, &error.into()))
    }

    /// Reads from the kernel what a daemon changes about itself, and tells what is new: `ppid`, `pgid`, `sid`, `leader`
    /// (of its session: yes or no), `tty`, `cwd`, `umask` and `fd0` to `fd2`. What can't be read is said as an event.
    pub fn look(&self) {
        let pid = std::process::id().cast_signed();
        let Some(stat) = proc::stat(pid) else {
            self.saw("stat", Err(std::io::ErrorKind::NotFound.into()));
            return;
        };
        let yes_or_no = if stat.sid == pid { "yes" } else { "no" };
        self.saw("ppid", Ok(stat.ppid.to_string()));
        self.saw("pgid", Ok(stat.pgid.to_string()));
        self.saw("sid", Ok(stat.sid.to_string()));
        self.saw("leader", Ok(yes_or_no.to_owned()));
        self.saw(
            "tty",
            Ok(proc::tty_name(stat.tty).unwrap_or("none".to_owned())),
        );
        self.saw("cwd", proc::cwd(pid));
        self.saw("umask", proc::umask(pid));
        for (fd, key) in [(0, "fd0"), (1, "fd1"), (2, "fd2")] {
            self.saw(key, proc::descriptor(pid, fd));
        }
    }

    /// Tells a fact of the kernel's, if it is news; what can't be read is news once.
    fn saw(&self, key: &'static str, read: std::io::Result<String>) {
        let value = match read {
            Ok(value) => value,
            Err(error) => {
                let known = self.seen.borrow_mut().insert(key, String::new());
                if known.as_deref() == Some("") {
                    return;
                }
                let why = Sentence::new("refused.look").with("key", key);
                self.refused("look", &why.with("error", &error));
                return;
            }
        };
        let known = self.seen.borrow_mut().insert(key, value.clone());
        if known.as_ref() != Some(&value) {
            self.tell(What::Fact {
                key: key.into(),
                value,
                source: Source::Kernel,
            });
        }
    }
}
