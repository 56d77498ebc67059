//! `daemon`: the seed note's double fork.

use std::path::Path;
use std::time::Duration;

use crate::stage::{Actor, Refused};

/// Looks at what the kernel says now, and stands before the next line.
#[track_caller]
fn cue(py: &Actor, name: &str) {
    py.look();
    py.cue(name);
}

fn daemonize(py: &mut Actor, second_fork: bool) -> Result<(), Refused> {
    cue(py, "flush");
    let _ = std::io::Write::flush(&mut std::io::stdout());
    cue(py, "fork");
    if py.fork()? != 0 {
        cue(py, "exit-first");
        py.exit(0);
    }
    cue(py, "chdir");
    py.chdir("/")?;
    cue(py, "setsid");
    py.setsid()?;
    cue(py, "umask");
    py.umask(0);
    if second_fork {
        cue(py, "fork-again");
        let pid = py.fork()?;
        if pid != 0 {
            cue(py, "print");
            py.print(format!("daemon {pid}"));
            cue(py, "exit-second");
            py.exit(0);
        }
    }
    let null = Path::new("/dev/null");
    cue(py, "open-in");
    let stdin = py.open(null, false)?;
    cue(py, "open-out");
    let stdout = py.open(null, true)?;
    cue(py, "open-err");
    let stderr = py.open(null, true)?;
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
    cue(py, "tty");
    let had = match py.open_terminal(Path::new("/dev/tty")) {
        Ok(_) => "a terminal",
        Err(_) => "no terminal",
    };
    for n in 1..=3 {
        cue(py, "write");
        py.append(log, &format!("{n} {had}"))?;
        py.fact("log", format!("{n} {had}"));
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
    let done = daemonize(py, second_fork).and_then(|()| do_daemon_func(py, &spare.name, &log));
    py.look();
    py.exit(i32::from(done.is_err()))
}
