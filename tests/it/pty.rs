//! A terminal for tests: a program runs in a pseudo-terminal, vt100 keeps the screen it would show.
//!
//! ```text
//!   test ── master ═ slave ── sh (session leader) ── the program
//! ```
//! The shell in between outlives the program, as a user's does: when a session's leader ends the kernel hangs up the
//! terminal and resets it, and nothing could be seen of how the program left it. Program and shell are one job.
//!
//! Nothing here sleeps: everything waits for a condition, [`PATIENCE`] at most, and panics with the screen then.
//!
//! ```no_run
//! let mut pty = Pty::start(&["open", "generator"]);
//! pty.wait_for("the lesson", |screen| screen.contents().contains("generator"));
//! pty.send("q");
//! assert_eq!(pty.exit_code(), 0);
//! ```

use std::fs::File;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::num::NonZeroU16;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{SigHandler, Signal, kill, killpg};
use nix::sys::termios::{Termios, tcgetattr};
use nix::unistd::{Pid, setsid};

/// How long anything is waited for: much longer than it takes, on a machine that is busy with other things, too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Runs `"$@"` in the terminal, then says on standard error how it ended, and waits to be let go.
const SHELL: &str = r#"ulimit -c 0; "$@" </dev/tty >/dev/tty 2>&1; echo "ended $?" >&2; read _"#;

/// The same with job control, as a user's shell: the program is a job of its own. Then it does what it is told to
/// ([`Pty::order`]), and says after each order how that ended.
const JOB_SHELL: &str = r#"ulimit -c 0; set -m; "$@" </dev/tty >/dev/tty 2>&1; echo "ended $?" >&2
while read -r order; do eval "$order"; echo "ended $?" >&2; done"#;

/// A program in a terminal. Dropping it kills what is left of them.
pub(crate) struct Pty {
    _state: tempfile::TempDir,
    seen: Arc<Seen>,
    /// None once the terminal has vanished.
    master: Option<Arc<OwnedFd>>,
    slave: OwnedFd,
    before: Termios,
    shell: Child,
    /// What the shell reads: it is let go when this is dropped.
    orders: Option<ChildStdin>,
    ended: mpsc::Receiver<i32>,
    /// Ends the reader, when dropped.
    reading: Option<PipeWriter>,
    reader: Option<std::thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Seen {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    parser: vt100::Parser,
    bytes: u64,
    last_read: Option<Instant>,
    /// All that was written.
    raw: Vec<u8>,
}

impl State {
    fn written(&self, bytes: &[u8]) -> Option<usize> {
        self.raw
            .windows(bytes.len())
            .position(|window| window == bytes)
    }
}

impl Pty {
    /// Starts `concurrium` with these arguments in a terminal of 80 × 24.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        command.args(arguments).env("TERM", "xterm-256color");
        Self::run(&command)
    }

    /// Starts `concurrium` with these arguments as a job of its own, which can be suspended.
    pub(crate) fn start_job(command: &Command) -> Self {
        Self::under(JOB_SHELL, command)
    }

    /// Starts any program, with the arguments and environment of `command`.
    pub(crate) fn run(command: &Command) -> Self {
        Self::under(SHELL, command)
    }

    fn under(shell_script: &str, command: &Command) -> Self {
        let pair = openpty(&size(80, 24), None).unwrap();
        let (master, slave) = (Arc::new(pair.master), pair.slave);
        for fd in [master.as_fd(), slave.as_fd()] {
            let close = nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::FD_CLOEXEC);
            nix::fcntl::fcntl(fd, close).unwrap();
        }

        let before = tcgetattr(&slave).unwrap();
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", shell_script, "sh"])
            .arg(command.get_program())
            .args(command.get_args());
        // Nobody's own progress is touched.
        let state = tempfile::tempdir().unwrap();
        shell.env("XDG_STATE_HOME", state.path());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell
            .stdin(Stdio::piped())
            .stdout(slave.try_clone().unwrap())
            .stderr(Stdio::piped());
        // SAFETY: only setsid, sigaction and ioctl are called, all async-signal-safe, and nothing is allocated.
        unsafe {
            shell.pre_exec(|| {
                setsid()?;
                // Of tests in the background of a script these are ignored, and what is ignored is inherited.
                for heard in [Signal::SIGINT, Signal::SIGQUIT] {
                    nix::sys::signal::signal(heard, SigHandler::SigDfl)?;
                }
                // The slave is standard output.
                nix::errno::Errno::result(libc::ioctl(1, libc::TIOCSCTTY, 0))?;
                Ok(())
            });
        }
        let mut shell = shell.spawn().unwrap();

        let (tell, ended) = mpsc::channel();
        let words = BufReader::new(shell.stderr.take().unwrap());
        std::thread::spawn(move || {
            let codes = words
                .lines()
                .map_while(Result::ok)
                .filter_map(|line| line.strip_prefix("ended ")?.parse().ok());
            codes.map(|code| tell.send(code)).all(|told| told.is_ok())
        });

        let seen = Arc::new(Seen::default());
        let (until, reading) = std::io::pipe().unwrap();
        let reader = std::thread::spawn({
            let (seen, master) = (Arc::clone(&seen), Arc::clone(&master));
            move || read_until(&until, &master, &seen)
        });
        Self {
            _state: state,
            seen,
            master: Some(master),
            slave,
            before,
            orders: shell.stdin.take(),
            shell,
            ended,
            reading: Some(reading),
            reader: Some(reader),
        }
    }

    /// Waits until the screen is as it should be; `what` says what that is when it never is. Returns when what had come until
    /// then was read: before it was understood.
    pub(crate) fn wait_for(
        &self,
        what: &str,
        mut wanted: impl FnMut(&vt100::Screen) -> bool,
    ) -> Instant {
        let state = self.seen.lock();
        let (state, late) = self
            .seen
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !wanted(state.parser.screen()))
            .unwrap();
        if late.timed_out() {
            let screen = state.parser.screen().contents();
            drop(state);
            panic!("waited for {what}; the screen is\n{screen}");
        }
        state.last_read.unwrap_or_else(Instant::now)
    }

    /// Whether the screen comes to be so within `patience`.
    pub(crate) fn comes_to(
        &self,
        patience: Duration,
        mut wanted: impl FnMut(&vt100::Screen) -> bool,
    ) -> bool {
        let state = self.seen.lock();
        let unlike = |state: &mut State| !wanted(state.parser.screen());
        let waited = self
            .seen
            .changed
            .wait_timeout_while(state, patience, unlike);
        !waited.unwrap().1.timed_out()
    }

    /// Waits until the screen contains `text`.
    pub(crate) fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Where these bytes were first written, if they were.
    pub(crate) fn written(&self, bytes: &[u8]) -> Option<usize> {
        self.seen.lock().written(bytes)
    }

    /// Waits until these bytes have been written.
    pub(crate) fn wait_for_written(&self, bytes: &[u8]) {
        let (state, changed) = (self.seen.lock(), &self.seen.changed);
        let waited =
            changed.wait_timeout_while(state, PATIENCE, |state| state.written(bytes).is_none());
        assert!(!waited.unwrap().1.timed_out(), "waited for {bytes:?}");
    }

    /// Types.
    pub(crate) fn send(&self, keys: &str) {
        let mut master = File::from(self.master().try_clone().unwrap());
        master.write_all(keys.as_bytes()).unwrap();
    }

    /// Gives the terminal another size and wipes our screen: what is on it afterwards was drawn after. No side may
    /// have 0 cells here; [`Pty::claim_size`] can do that.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.wipe();
        let cells = |count| NonZeroU16::new(count).unwrap();
        self.seen
            .lock()
            .parser
            .set_size(cells(rows), cells(columns));
        self.claim_size(columns, rows);
    }

    /// Tells the program about a size, and nobody else.
    pub(crate) fn claim_size(&self, columns: u16, rows: u16) {
        let size = size(columns, rows);
        // SAFETY: TIOCSWINSZ reads one `winsize` through the pointer, which is valid for that and outlives the call.
        let answer =
            unsafe { libc::ioctl(self.master().as_raw_fd(), libc::TIOCSWINSZ, &raw const size) };
        nix::errno::Errno::result(answer).unwrap();
    }

    /// Empties our screen, keeping its modes: what is on it afterwards was drawn after.
    pub(crate) fn wipe(&self) {
        self.seen.lock().parser.process(b"\x1b[2J");
    }

    /// Waits until nothing has been written for `window`, and returns how many bytes were ever written.
    pub(crate) fn wait_for_quiet(&self, window: Duration) -> u64 {
        let deadline = Instant::now() + PATIENCE;
        let mut before = self.bytes();
        while self.writes_within(window) {
            assert!(
                Instant::now() < deadline,
                "still writing after {before} bytes"
            );
            before = self.bytes();
        }
        self.bytes()
    }

    /// Whether a byte is written within `window`.
    pub(crate) fn writes_within(&self, window: Duration) -> bool {
        let state = self.seen.lock();
        let before = state.bytes;
        let (_state, quiet) = self
            .seen
            .changed
            .wait_timeout_while(state, window, |state| state.bytes == before)
            .unwrap();
        !quiet.timed_out()
    }

    fn bytes(&self) -> u64 {
        self.seen.lock().bytes
    }

    /// The terminal's settings.
    pub(crate) fn settings(&self) -> Termios {
        tcgetattr(&self.slave).unwrap()
    }

    /// The terminal's settings before the program was started.
    pub(crate) fn settings_before(&self) -> &Termios {
        &self.before
    }

    /// The slave's side.
    pub(crate) fn slave(&self) -> &OwnedFd {
        &self.slave
    }

    /// The shell's pid, which also is the job's process group: what Ctrl-Z stops and `fg` continues.
    pub(crate) fn job(&self) -> Pid {
        pid(self.shell.id())
    }

    /// The program's pid.
    pub(crate) fn program(&self) -> Pid {
        only_child(self.job())
    }

    /// Tells the shell of [`Pty::start_job`] what to do next: `fg`, `kill %1`.
    pub(crate) fn order(&self, order: &str) {
        let mut orders = self.orders.as_ref().unwrap();
        writeln!(orders, "{order}").unwrap();
    }

    /// The shell leaves, as by `exit`.
    pub(crate) fn shell_leaves(&mut self) {
        self.orders = None;
        self.shell.wait().unwrap();
    }

    /// The shell is killed, as by a crash.
    pub(crate) fn shell_is_killed(&mut self) {
        self.shell.kill().unwrap();
        self.shell.wait().unwrap();
    }

    /// Sends `signal` to the whole job.
    pub(crate) fn signal_job(&self, signal: Signal) {
        killpg(self.job(), signal).unwrap();
    }

    /// Waits for the program's end: its exit code, or 128 + n after signal n, as shells say it.
    pub(crate) fn exit_code(&self) -> i32 {
        self.ended.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            // The screen may be locked: `without_reading`.
            let screen = self.seen.state.try_lock();
            let screen = screen.map(|state| state.parser.screen().contents());
            panic!("the program doesn't end; the screen is\n{screen:?}")
        })
    }

    /// The same, if it ends within `patience`.
    pub(crate) fn ends_within(&self, patience: Duration) -> Option<i32> {
        self.ended.recv_timeout(patience).ok()
    }

    /// Stops reading what the program writes, until the closure has run.
    pub(crate) fn without_reading<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        // The reader needs the lock before it takes anything from the terminal.
        let _state = self.seen.lock();
        meanwhile()
    }

    /// The terminal goes away, as when its window is closed.
    pub(crate) fn vanish(&mut self) {
        self.stop_reading();
        self.master = None;
    }

    fn stop_reading(&mut self) {
        self.reading = None;
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }

    fn master(&self) -> &OwnedFd {
        self.master.as_ref().unwrap()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        for job in children(self.job()) {
            let _ = killpg(job, Signal::SIGKILL); // a job of its own
        }
        let _ = killpg(self.job(), Signal::SIGKILL);
        let _ = self.shell.wait();
        self.stop_reading();
    }
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A failed test is no reason for the reader to fail too.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Feeds the screen with what the program writes, until the other end of `until` is dropped.
fn read_until(until: &PipeReader, master: &OwnedFd, seen: &Seen) {
    let mut file = File::from(master.try_clone().unwrap());
    let mut bytes = [0; 65536];
    loop {
        let mut fds = [
            PollFd::new(master.as_fd(), PollFlags::POLLIN),
            PollFd::new(until.as_fd(), PollFlags::POLLIN),
        ];
        poll(&mut fds, PollTimeout::NONE).unwrap();
        if fds[1].any() == Some(true) {
            return;
        }
        let mut state = seen.lock();
        // EIO: nobody has the slave's side open.
        let Ok(count @ 1..) = file.read(&mut bytes) else {
            return;
        };
        state.last_read = Some(Instant::now());
        state.parser.process(&bytes[..count]);
        state.bytes += count as u64;
        state.raw.extend_from_slice(&bytes[..count]);
        seen.changed.notify_all();
    }
}

/// A process that can be waited for, though it isn't our child, and whatever becomes of its pid.
pub(crate) struct Witness(OwnedFd);

impl Witness {
    /// Begins to watch a process that lives.
    pub(crate) fn of(pid: Pid) -> Self {
        use std::os::fd::FromRawFd;
        // SAFETY: pidfd_open takes two integers and touches no memory of ours.
        let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid.as_raw(), 0) };
        let fd = nix::errno::Errno::result(fd).unwrap();
        // SAFETY: the kernel has just made this descriptor for us alone.
        Self(unsafe { OwnedFd::from_raw_fd(fd.try_into().unwrap()) })
    }

    /// Waits for its end.
    pub(crate) fn wait(&self) {
        let mut fds = [PollFd::new(self.0.as_fd(), PollFlags::POLLIN)];
        let patience = PollTimeout::try_from(PATIENCE).unwrap();
        assert_eq!(poll(&mut fds, patience), Ok(1), "the process doesn't end");
    }
}

/// The only child that a process has.
pub(crate) fn only_child(of: Pid) -> Pid {
    let mut children = children(of).into_iter();
    let child = children.next().expect("it has a child");
    assert_eq!(children.next(), None, "more than one child");
    child
}

/// All children of a process.
pub(crate) fn children(of: Pid) -> Vec<Pid> {
    let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let child: i32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let parent: i32 = stat(Pid::from_raw(child))?.get(1)?.parse().ok()?;
        (parent == of.as_raw()).then_some(Pid::from_raw(child))
    });
    all.collect()
}

/// What `/proc/PID/stat` says after the program's name: the state first, then the parent's pid (proc(5)).
pub(crate) fn stat(pid: Pid) -> Option<Vec<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    Some(after_name.split_whitespace().map(str::to_owned).collect())
}

/// Sends `signal` to one process.
pub(crate) fn signal(pid: Pid, signal: Signal) {
    kill(pid, signal).unwrap();
}

fn pid(id: u32) -> Pid {
    Pid::from_raw(id.try_into().unwrap())
}

fn size(columns: u16, rows: u16) -> Winsize {
    Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}
