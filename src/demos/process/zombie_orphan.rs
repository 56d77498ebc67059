//! `zombie-orphan`: who waits for whom, and who is there when nobody does.

use crate::stage::Actor;

pub(in crate::demos) fn run(py: &mut Actor) {
    let zombies = py.int("zombies");
    let code = i32::try_from(py.int("code")).unwrap_or_default();
    let death = py.text("death").to_owned();

    for _ in 0..zombies {
        py.cue("fork");
        let Ok(pid) = py.fork() else { return };
        if pid == 0 {
            py.cue("exit");
            py.exit(code)
        }
    }
    for _ in 0..zombies {
        bury(py);
    }

    let Ok((ours, theirs)) = py.socketpair() else {
        return;
    };
    py.cue("fork-parent");
    let Ok(parent) = py.fork() else { return };
    if parent == 0 {
        drop(ours);
        py.cue("fork-orphan");
        let Ok(orphan) = py.fork() else { return };
        if orphan != 0 {
            drop(theirs);
            py.cue("pause");
            py.pause()
        }
        py.cue("before");
        py.print(format!("ppid {}", py.getppid()));
        py.send(&theirs);
        py.cue("sleep");
        py.recv(&theirs, "theirs.recv(1)");
        py.cue("after");
        py.print(format!("ppid {}", py.getppid()));
        py.exit(0)
    }
    drop(theirs);
    py.cue("hear");
    py.recv(&ours, "ours.recv(1)");
    py.cue("kill");
    py.kill(parent, &death);
    bury(py);
    py.cue("wake");
    py.send(&ours);
    py.cue("bye");
    py.recv(&ours, "ours.recv(1)");
}

fn bury(py: &Actor) {
    py.cue("look");
    let Ok(pid) = py.waitid() else { return };
    let state = py.state_of(pid);
    py.cue("reap");
    let Ok(status) = py.waitpid(pid) else { return };
    let left = waitstatus_to_exitcode(status);
    py.cue("print");
    py.print(format!("{state} {status} {left}"));
}

/// `os.waitstatus_to_exitcode(status)`: the exit code, or the signal with a minus before it.
fn waitstatus_to_exitcode(status: i32) -> i32 {
    match status & 0x7f {
        0 => (status >> 8) & 0xff,
        signal => -signal,
    }
}
