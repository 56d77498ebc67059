//! The program stops and goes on as a job does; suspended, it ends as surely as otherwise, whoever asks for it; where there
//! is no shell to go back to, nothing stops.

use std::process::Command;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::kill;
use crate::pty::{PATIENCE, Pty, only_child, signal, stat};
use crate::terminal::{is_given_back, shows_a_picture};
use crate::waiting::until;

/// What a shell says of a job that SIGTSTP has stopped.
const STOPPED: i32 = 128 + Signal::SIGTSTP as i32;

/// A lesson with processes, as a job; the mark that all of them carry.
fn a_job(name: &str) -> (Pty, String) {
    let mark = format!(
        "CONCURRIUM_TEST_RUN=suspended-{name}-{}",
        std::process::id()
    );
    let (variable, value) = mark.split_once('=').unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["open", "fork-tree", "--lang", "en"])
        .env(variable, value)
        .env("TERM", "xterm-256color");
    let pty = Pty::start_job(&command);
    pty.wait_for_text("who moves next");
    (pty, mark)
}

/// Ctrl-Z, until the shell has the terminal.
fn suspend(pty: &Pty) {
    pty.send("\x1a");
    assert_eq!(pty.exit_code(), STOPPED, "the shell sees it stop");
    is_given_back(pty);
}

/// Waits until nobody is left but, it may be, the shell.
fn nobody_is_left(mark: &str, shell: Pid) {
    kill::until(mark, PATIENCE, |found| {
        found.iter().all(|pid| *pid == shell.as_raw())
    });
}

#[test]
fn the_job_stops_and_goes_on() {
    for by_key in [true, false] {
        let (pty, mark) = a_job("goes-on");
        let shell = pty.job();
        for _ in 0..2 {
            match by_key {
                true => pty.send("\x1a"),
                false => signal(pty.program(), Signal::SIGTSTP),
            }
            assert_eq!(pty.exit_code(), STOPPED);
            is_given_back(&pty);
            pty.wipe();
            pty.order("fg");
            shows_a_picture(&pty);
        }
        pty.send(" ");
        pty.send("qq");
        assert_eq!(pty.exit_code(), 0);
        is_given_back(&pty);
        nobody_is_left(&mark, shell);
    }
}

#[test]
fn in_the_background_it_stops_again() {
    let (pty, _) = a_job("background");
    suspend(&pty);
    pty.order("bg");
    assert_eq!(pty.exit_code(), 0, "bg itself");
    let job = pty.program();
    // Stopped for good, not on the way from one stop to the next: `T` and nothing to be taken by it.
    until_stopped(job);
    is_given_back(&pty);
    pty.order("fg");
    shows_a_picture(&pty);
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
}

pub(crate) fn until_stopped(pid: Pid) {
    until("its stop", || stat(pid).is_some_and(|stat| stat[0] == "T"));
}

#[test]
fn a_suspended_program_ends_when_it_is_asked_to() {
    for ending in [
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGINT,
        Signal::SIGQUIT,
    ] {
        // As `kill %1` does it, with and without the SIGCONT that not every shell sends; and to one of the two alone.
        for way in ["job", "job and CONT", "app", "guardian and CONT"] {
            let (pty, mark) = a_job("asked");
            let (shell, guardian) = (pty.job(), pty.program());
            suspend(&pty);
            match way {
                "app" => signal(only_child(guardian), ending),
                "guardian and CONT" => {
                    signal(guardian, ending);
                    signal(guardian, Signal::SIGCONT);
                }
                _ => killpg(guardian, ending).unwrap(),
            }
            if way == "job and CONT" {
                let _ = killpg(guardian, Signal::SIGCONT); // it may be gone by now
            }
            nobody_is_left(&mark, shell);
            is_given_back(&pty);
        }
    }
}

/// Whether a signal has come that its process hasn't taken yet.
fn has_pending(pid: Pid, signal: Signal) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let shared = status.lines().find_map(|line| line.strip_prefix("ShdPnd:"));
    let set = shared.and_then(|set| u64::from_str_radix(set.trim(), 16).ok());
    set.is_some_and(|set| set >> (signal as u64 - 1) & 1 == 1)
}

#[test]
fn what_asks_for_the_end_while_the_job_is_about_to_stop_is_heard() {
    let (pty, mark) = a_job("about-to-stop");
    let (shell, guardian) = (pty.job(), pty.program());
    // The guardian has no time just now; the app has given the terminal back, and asks it to stop the job.
    signal(guardian, Signal::SIGSTOP);
    until_stopped(guardian);
    signal(only_child(guardian), Signal::SIGTSTP);
    until("its request", || has_pending(guardian, Signal::SIGUSR1));
    signal(guardian, Signal::SIGTERM);
    signal(guardian, Signal::SIGCONT);
    nobody_is_left(&mark, shell);
    is_given_back(&pty);
}

#[test]
fn a_suspended_program_ends_with_its_shell_and_its_terminal() {
    for end in ["kill %1", "exit", "killed", "vanished"] {
        let (mut pty, mark) = a_job("shell");
        let shell = pty.job();
        suspend(&pty);
        match end {
            "exit" => pty.shell_leaves(),
            "killed" => pty.shell_is_killed(),
            "vanished" => pty.vanish(),
            order => pty.order(order),
        }
        nobody_is_left(&mark, shell);
        if end == "kill %1" {
            is_given_back(&pty);
        }
    }
}

#[test]
fn a_suspended_program_ends_with_its_guardian_or_its_app() {
    for of_the_app in [true, false] {
        let (pty, mark) = a_job("killed");
        let (shell, guardian) = (pty.job(), pty.program());
        suspend(&pty);
        match of_the_app {
            true => signal(only_child(guardian), Signal::SIGKILL),
            false => signal(guardian, Signal::SIGKILL),
        }
        nobody_is_left(&mark, shell);
        is_given_back(&pty);
    }
}

#[test]
fn without_a_shell_nothing_stops() {
    // Here the program is of its session leader's own group, which is orphaned.
    for by_key in [true, false] {
        let pty = Pty::start(&["open", "fork-tree", "--lang", "en"]);
        pty.wait_for_text("who moves next");
        match by_key {
            true => pty.send("\x1a"),
            false => pty.signal_job(Signal::SIGTSTP),
        }
        pty.wait_for_text("There is no shell to go back to");
        pty.send("qq");
        assert_eq!(pty.exit_code(), 0);
        is_given_back(&pty);
    }
}
