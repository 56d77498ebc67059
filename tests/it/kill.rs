//! No process survives the program, whatever kills it: the terminal program is SIGKILLed in the middle of each lesson,
//! at random moments, and within a second nothing of the run is left.

use std::os::unix::ffi::OsStrExt;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::chance::{Chance, asked, times};
use crate::pty::{PATIENCE, Pty, only_child, signal};
use crate::waiting::comes;

/// How often each lesson's program is killed, in a sample.
const SAMPLE: u64 = 5;
/// How long it may take until all are gone: much longer than it does, on any machine. How long it did is printed.
const LIMIT: Duration = PATIENCE;

/// The living processes that carry this mark in their environment, as every process of a run inherits it.
pub(crate) fn marked(mark: &str) -> Vec<i32> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(pid) = String::from_utf8_lossy(entry.file_name().as_bytes()).parse::<i32>() else {
            continue;
        };
        let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
        if environment
            .split(|&byte| byte == 0)
            .any(|variable| variable == mark.as_bytes())
        {
            found.push(pid);
        }
    }
    found
}

/// Waits until `wanted` holds of the marked processes and says how long that took.
pub(crate) fn until(mark: &str, limit: Duration, wanted: impl Fn(&[i32]) -> bool) -> Duration {
    let start = Instant::now();
    let mut found = Vec::new();
    let came = comes(limit, || {
        found = marked(mark);
        wanted(&found)
    });
    assert!(came, "after {limit:?} there are {found:?} of {mark}");
    start.elapsed()
}

/// Kills the terminal program several times, each at a random moment of the first `moments` microseconds in which a lesson plays
/// at full speed; the longest time until all was gone.
pub(crate) fn kill(lesson: &[&str], moments: u64) -> Duration {
    let mut worst = Duration::ZERO;
    let mut most = 0;
    let seed = asked("KILL_SEED", std::process::id().into());
    println!("KILL_SEED={seed}");
    let mut chance = Chance::new(seed);
    let times = times(SAMPLE);
    for n in 0..times {
        let mark = format!(
            "CONCURRIUM_TEST_RUN={}-{}-{n}",
            lesson[0],
            std::process::id()
        );
        let (name, value) = mark.split_once('=').unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_concurrium"));
        command
            .arg("open")
            .args(lesson)
            .args(["--lang", "en"])
            .env(name, value)
            .env("TERM", "xterm-256color");
        let pty = Pty::run(&command);
        // Paused it stays, and so does the speed, also when the run is over: nothing here passes by.
        pty.wait_for_text("paused 1×");
        let app = only_child(pty.program());
        // Full speed, and play.
        pty.send("++++ ");
        pty.wait_for("a run that plays, or is over", |screen| {
            !screen.contents().contains(" 1×")
        });
        // A random moment of the run, not a wait for something: any moment will do.
        std::thread::sleep(Duration::from_micros(chance.any() % moments));
        most = most.max(marked(&mark).len());
        signal(app, Signal::SIGKILL);
        // The shell between the test and the program carries the mark too; it is the test's own.
        let shell = Pid::as_raw(pty.job());
        worst = worst.max(until(&mark, LIMIT, |found| {
            found.iter().all(|pid| *pid == shell)
        }));
    }
    println!(
        "{}: {times} kills of up to {most} processes, all gone after {worst:?} at most",
        lesson[0]
    );
    worst
}

#[test]
fn a_killed_terminal_program_leaves_no_process_of_a_fork_tree() {
    kill(&["fork-tree", "--set", "forks=7"], 200_000);
}

#[test]
fn a_killed_terminal_program_leaves_no_zombie_and_no_orphan() {
    kill(&["zombie-orphan", "--set", "zombies=6"], 100_000);
}

#[test]
fn a_killed_terminal_program_leaves_no_worker() {
    kill(
        &["process-pool", "--set", "tasks=8", "--set", "workers=8"],
        250_000,
    );
}

#[test]
fn a_killed_terminal_program_leaves_no_daemon() {
    kill(&["daemon"], 150_000);
}

#[test]
fn a_killed_terminal_program_leaves_no_process_of_a_thread_pool() {
    kill(
        &["thread-pool", "--set", "tasks=200", "--set", "work=cpu"],
        60_000,
    );
}

#[test]
fn a_killed_terminal_program_leaves_no_house() {
    kill(&["three-ways", "--set", "workers=8"], 400_000);
}

#[test]
fn a_killed_terminal_program_leaves_no_process_of_a_generator() {
    kill(&["generator"], 20_000);
}

#[test]
fn a_stopped_process_survives_neither_the_terminal_program_nor_its_warden() {
    let mark = format!("CONCURRIUM_TEST_RUN=stopped-{}", std::process::id());
    let (name, value) = mark.split_once('=').unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["open", "zombie-orphan", "--lang", "en"])
        .env(name, value)
        .env("TERM", "xterm-256color");
    let pty = Pty::run(&command);
    pty.wait_for_text("stands before line");
    pty.send("xs");
    pty.wait_for_text("a signal has stopped");
    let app = only_child(pty.program());
    let warden = only_child(app);
    // The warden first: it can't end anybody any more.
    signal(warden, Signal::SIGKILL);
    signal(app, Signal::SIGKILL);
    let shell = Pid::as_raw(pty.job());
    until(&mark, LIMIT, |found| found.iter().all(|pid| *pid == shell));
}

/// A lesson whose processes carry the mark; and its app, its warden and the run's first process.
fn opened(mark: &str) -> (Pty, [Pid; 3]) {
    let (name, value) = mark.split_once('=').unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["open", "fork-tree", "--lang", "en"])
        .env(name, value)
        .env("TERM", "xterm-256color");
    let pty = Pty::run(&command);
    pty.wait_for_text("who moves next");
    let app = only_child(pty.program());
    let warden = only_child(app);
    (pty, [app, warden, only_child(warden)])
}

#[test]
fn neither_a_stopped_warden_nor_a_stopped_demo_holds_anybody_up() {
    let mark = format!("CONCURRIUM_TEST_RUN=held-up-{}", std::process::id());
    // Stopped once; the warden stopped again and again, so that it never ends anybody; and killed besides.
    for way in ["once", "again", "killed"] {
        let (pty, [_, warden, demo]) = opened(&mark);
        signal(warden, Signal::SIGSTOP);
        signal(demo, Signal::SIGSTOP);
        if way == "killed" {
            signal(warden, Signal::SIGKILL);
            pty.wait_for_text("the stage was killed");
        }
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let start = Instant::now();
                let stop = |pid| nix::sys::signal::kill(pid, Signal::SIGSTOP);
                while way == "again" && stop(warden).is_ok() && start.elapsed() < PATIENCE {
                    let _ = stop(demo);
                    std::thread::yield_now();
                }
            });
            pty.send("q");
            pty.wait_for_text("Enter");
            pty.send("q");
            assert_eq!(pty.exit_code(), 0, "{way}");
            let shell = Pid::as_raw(pty.job());
            until(&mark, PATIENCE, |found| {
                found.iter().all(|pid| *pid == shell)
            });
        });
    }
}
