//! `daemon`: the seed note's double fork.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::stage::{Actor, NoFork, Refused};

/// Looks at what the kernel says now, and stands before the next line.
#[track_caller]
fn cue(py: &Actor, name: &str) {
    py.look();
    py.cue(name);
}

/// As the listing has it, but that a knob which can't be followed is no reason to stop: the fork then succeeds.
fn no_more_processes(py: &Actor) {
    cue(py, "limit");
    let _ = py.no_more_processes();
}

/// `except OSError as err`: says so on standard error and leaves with 1.
fn not_forked(py: &Actor, mark: &str, which: &str, why: &NoFork) -> ! {
    cue(py, mark);
    py.print_error(format!("{which} {why}"));
    py.exit(1)
}

fn daemonize(py: &mut Actor, second_fork: bool, refuse: &str) -> Result<(), Refused> {
    if refuse == "first fork" {
        no_more_processes(py);
    }
    cue(py, "fork");
    match py.fork() {
        Ok(0) => {}
        Ok(_) => {
            cue(py, "exit-first");
            py.exit(0)
        }
        Err(why) => not_forked(py, "refused-first", "fork 1", &why),
    }
    cue(py, "chdir");
    py.chdir("/")?;
    cue(py, "setsid");
    py.setsid()?;
    cue(py, "umask");
    py.umask(0);
    if refuse == "second fork" {
        no_more_processes(py);
    }
    if second_fork {
        cue(py, "fork-again");
        match py.fork() {
            Ok(0) => {}
            Ok(pid) => {
                cue(py, "print");
                py.print(format!("PID {pid}"));
                cue(py, "exit-second");
                py.exit(0)
            }
            Err(why) => not_forked(py, "refused-second", "fork 2", &why),
        }
    }
    cue(py, "flush-out");
    let _ = std::io::stdout().flush();
    cue(py, "flush-err");
    let _ = std::io::stderr().flush();
    let null = Path::new("/dev/null");
    cue(py, "open-in");
    let stdin = py.open(null, "r")?;
    cue(py, "open-out");
    let stdout = py.open(null, "a+")?;
    cue(py, "open-err");
    let stderr = py.open(null, "ab+")?;
    cue(py, "dup-in");
    py.dup2(&stdin, 0)?;
    cue(py, "dup-out");
    py.dup2(&stdout, 1)?;
    cue(py, "dup-err");
    py.dup2(&stderr, 2)
}

fn do_daemon_func(py: &Actor, terminal: &Path, log: &Path) -> Result<(), Refused> {
    cue(py, "orphan");
    py.until_orphaned_by(py.getsid());
    cue(py, "terminal");
    let _terminal = py.open_terminal(terminal);
    let has = if py.has_terminal() { "yes" } else { "no" };
    py.fact("own terminal", has);
    cue(py, "tty");
    let had = match py.open_terminal(Path::new("/dev/tty")) {
        Ok(_) => "a terminal",
        Err(_) => "no terminal",
    };
    for n in 1..=3 {
        cue(py, "write");
        let said = format!("{n} I have {had}");
        py.append(log, &said)?;
        py.fact("log", said);
        py.sleep(Duration::from_millis(100));
    }
    Ok(())
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let second_fork = py.text("second_fork") == "on";
    let Ok(spare) = py.spare_terminal() else {
        return;
    };
    let log = py.private_file("daemon.log");
    py.fact("log file", log.to_string_lossy());
    let refuse = py.text("refuse").to_owned();
    let done =
        daemonize(py, second_fork, &refuse).and_then(|()| do_daemon_func(py, &spare.name, &log));
    py.look();
    py.exit(i32::from(done.is_err()))
}
