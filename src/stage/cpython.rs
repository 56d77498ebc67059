//! The other body of a stage: a script on the machine's own CPython. The first process becomes the interpreter, and the agent
//! in it speaks for all that comes of it.
//!
//! ```text
//! warden ── writes the agent into the run's directory
//!   └─ fork ─▶ own group, limits, descriptors ─▶ execve(python3 -B script.py …), the agent's folder in PYTHONPATH
//! ```
//! Python begins with a module `sitecustomize`, where it finds one: that is the agent. What is run is run by Python alone.
//! What demos share in memory the processes of a script share as open files: see [`Counters`].
//! Never knows what the script does.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::Signal;
use nix::unistd::{
    Pid, Whence, dup2_stderr, dup2_stdin, dup2_stdout, execve, getpid, lseek, setpgid, tcsetpgrp,
};

use crate::printable;
use crate::protocol::launch::COUNTER;
use crate::protocol::{Launch, Program, Script, Step};
use crate::sys::{process, signal};

/// What a process may write into a file, in bytes.
const LARGEST_FILE: u64 = 256 << 20;

/// How long a process may compute, in seconds.
const PROCESSOR: u64 = 600;

/// Where Python looks for modules, and what the agent is told by.
const PATH: &[u8] = b"PYTHONPATH";
const TOLD: &[u8] = b"CONCURRIUM_AGENT";

/// Where temporary files go.
const TEMPORARY: &[u8] = b"TMPDIR";

/// The exit code of a first process that couldn't become the interpreter, as shells have it.
const NOT_STARTED: i32 = 127;

/// Numbers that all processes of a script share: each the position of an open file, which the kernel moves for one of them at a
/// time. That holds of regular files alone, so they lie in the run's directory, without a name.
pub(super) struct Counters {
    stamps: OwnedFd,
    /// Nanoseconds that have passed on the script's clock.
    passed: OwnedFd,
    /// Up to when the machine's time was counted for it.
    counted: OwnedFd,
    /// How many stand, and may go on.
    standing: OwnedFd,
    processes: OwnedFd,
    lines: OwnedFd,
    /// No number: which actor each process is, by its pid. See `assets/agent/kin.py`.
    kin: OwnedFd,
}

impl Counters {
    pub(super) fn make(directory: &Path) -> io::Result<Self> {
        let path = directory.join(COUNTER);
        let make = || {
            let made: File = OpenOptions::new()
                .read(true)
                .write(true)
                .create_new(true)
                .open(&path)?;
            std::fs::remove_file(&path)?;
            Ok::<OwnedFd, io::Error>(made.into())
        };
        Ok(Self {
            stamps: make()?,
            passed: make()?,
            counted: make()?,
            standing: make()?,
            processes: make()?,
            lines: make()?,
            kin: make()?,
        })
    }

    /// The next number, from 1, of the order in which things happen in this run.
    pub(super) fn next_stamp(&self) -> u64 {
        let moved = lseek(self.stamps.as_fd(), 1, Whence::SeekCur);
        moved.map_or(0, i64::cast_unsigned)
    }

    /// What the agent is told at its start: see `assets/agent/run.py`.
    fn told(&self, launch: &Launch, script: &Script) -> String {
        let own = std::os::unix::process::parent_id();
        format!(
            "terminal={},warden={own},start={},stamps={},passed={},counted={},standing={},processes={},lines={},kin={},most_processes={},most_lines={},gated={},typed={},real={},step={}",
            launch.terminal,
            launch.start_ns,
            self.stamps.as_raw_fd(),
            self.passed.as_raw_fd(),
            self.counted.as_raw_fd(),
            self.standing.as_raw_fd(),
            self.processes.as_raw_fd(),
            self.lines.as_raw_fd(),
            self.kin.as_raw_fd(),
            launch.limit.saturating_sub(1),
            launch.lines.saturating_sub(2),
            u8::from(!script.free),
            u8::from(script.input.is_none()),
            u8::from(script.real_time),
            script.step.map_or("", Step::name),
        )
    }

    /// Lets the program have them that takes this process's place.
    fn inherit(&self) -> nix::Result<()> {
        let of_time = [&self.passed, &self.counted, &self.standing];
        let others = [&self.stamps, &self.processes, &self.lines, &self.kin];
        for counter in of_time.into_iter().chain(others) {
            fcntl(counter, FcntlArg::F_SETFD(FdFlag::empty()))?;
        }
        Ok(())
    }
}

/// What it writes on.
pub(super) struct Output {
    /// None: the stage's own terminal.
    pub(super) stdout: Option<OwnedFd>,
    pub(super) stderr: OwnedFd,
}

/// What goes with a lesson's listing.
pub(super) struct Listing {
    /// The folder that it lies in: what it makes in temporary files goes there, too.
    pub(super) folder: PathBuf,
    /// What its actors are called, by the function that each runs.
    pub(super) names: BTreeMap<String, String>,
}

impl Listing {
    /// What the agent is told of it. No blank stands in that.
    fn told(&self, launch: &Launch) -> String {
        let names = self.names.iter();
        let names = names.map(|(function, name)| format!("{function}:{name}").replace(' ', "_"));
        let names: Vec<String> = names.collect();
        let first = &launch.piece.first;
        format!(",lesson=1,first={first},names={}", names.join(";"))
    }
}

/// All that becoming the interpreter takes.
#[derive(Clone, Copy)]
pub(super) struct Becoming<'a> {
    pub(super) launch: &'a Launch,
    pub(super) script: &'a Script,
    /// Of a lesson's listing, what goes with it.
    pub(super) listing: Option<&'a Listing>,
    pub(super) agent: &'a Path,
    pub(super) counters: &'a Counters,
    pub(super) output: &'a Output,
}

/// Becomes the interpreter. To be called by the first process, the warden's descriptors closed.
pub(super) fn become_interpreter(becoming: &Becoming<'_>) -> ! {
    let why = match become_it(becoming) {
        Ok(never) => match never {},
        Err(errno) => errno,
    };
    // On the terminal that is its standard error: the warden passes it on.
    let interpreter = &becoming.script.interpreter;
    printable::complain(&format!("{interpreter} can't be started: {why}"));
    process::leave(NOT_STARTED)
}

fn become_it(becoming: &Becoming<'_>) -> nix::Result<std::convert::Infallible> {
    let Becoming {
        launch,
        script,
        listing,
        agent,
        counters,
        output,
    } = *becoming;
    // As a shell does it: a job of its own in the foreground. What it sends its group reaches nobody else. A lesson's listing is
    // where its demo would be.
    if listing.is_none() {
        setpgid(Pid::from_raw(0), Pid::from_raw(0))?;
        tcsetpgrp(io::stdin(), getpid())?;
    }
    for name in [Signal::SIGTTOU, Signal::SIGPIPE, Signal::SIGXFSZ] {
        signal::set_default(name)?;
    }
    let (kind, named) = match &script.program {
        Program::File(file) => ("file", file),
        Program::Module(module) => ("module", module),
        Program::Input(kept) => ("input", kept),
        // The warden has written it into a file.
        Program::Listing { .. } => return Err(Errno::ENOENT),
    };
    // A program that came on standard input is read from there.
    let read = match &script.program {
        Program::Input(kept) => Some(Path::new(kept)),
        _ => script.input.as_deref(),
    };
    if let Some(read) = read {
        let opened = File::open(read).map_err(|error| errno_of(&error))?;
        dup2_stdin(opened)?;
    }
    if let Some(stdout) = &output.stdout {
        dup2_stdout(stdout)?;
    }
    dup2_stderr(&output.stderr)?;
    limit()?;
    let mut told = counters.told(launch, script);
    if let Some(listing) = listing {
        told += &listing.told(launch);
    }
    let told = format!("{told} {kind} {named}");
    counters.inherit()?;
    execve(
        &text(script.interpreter.as_bytes())?,
        &arguments(script)?,
        &environment(agent, &told, listing.map(|listing| &*listing.folder))?,
    )
}

fn text(text: &[u8]) -> nix::Result<CString> {
    CString::new(text).map_err(|_| Errno::EINVAL)
}

/// What the interpreter is called with. It writes no `.pyc`.
fn arguments(script: &Script) -> nix::Result<Vec<CString>> {
    let mut arguments = vec![text(script.interpreter.as_bytes())?, text(b"-B")?];
    match &script.program {
        Program::File(file) => arguments.push(text(file.as_bytes())?),
        Program::Module(module) => arguments.extend([text(b"-m")?, text(module.as_bytes())?]),
        Program::Input(_) | Program::Listing { .. } => arguments.push(text(b"-")?),
    }
    for argument in &script.arguments {
        arguments.push(text(argument.as_bytes())?);
    }
    Ok(arguments)
}

/// Our environment, and what the agent takes out of it again: see `assets/agent/sitecustomize.py`. `temporary`: where files go that
/// are made for a while, if not where they go elsewhere.
fn environment(agent: &Path, told: &str, temporary: Option<&Path>) -> nix::Result<Vec<CString>> {
    let agent = agent.as_os_str().as_bytes();
    let set = |name: &[u8], value: &[u8]| text(&[name, b"=", value].concat());
    let mut environment = Vec::new();
    let mut path = agent.to_vec();
    for (name, value) in std::env::vars_os() {
        match name.as_bytes() {
            PATH if value.is_empty() => {}
            PATH => path = [agent, b":", value.as_bytes()].concat(),
            TEMPORARY if temporary.is_some() => {}
            name => environment.push(set(name, value.as_bytes())?),
        }
    }
    environment.push(set(PATH, &path)?);
    environment.push(set(TOLD, told.as_bytes())?);
    if let Some(folder) = temporary {
        environment.push(set(TEMPORARY, folder.as_os_str().as_bytes())?);
    }
    Ok(environment)
}

/// What a script may take of the machine. Where less was allowed before, that holds.
fn limit() -> nix::Result<()> {
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = memory.lines().find_map(|line| {
        let kib = line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?;
        kib.trim().parse::<u64>().ok()
    });
    let half = total.map_or(1 << 32, |kib| kib * 1024 / 2);
    for (resource, most) in [
        (Resource::RLIMIT_FSIZE, LARGEST_FILE),
        (Resource::RLIMIT_CPU, PROCESSOR),
        (Resource::RLIMIT_AS, half),
    ] {
        let (soft, hard) = getrlimit(resource)?;
        setrlimit(resource, soft.min(most), hard)?;
    }
    Ok(())
}

fn errno_of(error: &io::Error) -> Errno {
    error.raw_os_error().map_or(Errno::EIO, Errno::from_raw)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn stamps_begin_at_one_and_leave_no_file() {
        let directory = tempfile::tempdir().unwrap();
        let counters = Counters::make(directory.path()).unwrap();
        assert_eq!((counters.next_stamp(), counters.next_stamp()), (1, 2));
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
