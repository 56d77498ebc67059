//! `fork-tree`: fork returns twice.

use crate::stage::Actor;

pub(in crate::demos) fn run(py: &mut Actor) {
    let forks = py.int("forks");
    let shape = py.text("shape").to_owned();

    for i in 0..forks {
        py.cue("fork");
        let Ok(pid) = py.fork() else { break };
        py.cue("print");
        py.print(format!("{i} {pid}"));
        if shape == "chain" && pid != 0 {
            break;
        }
        if shape == "star" && pid == 0 {
            break;
        }
    }
    loop {
        py.cue("wait");
        if py.wait().is_err() {
            py.cue("no-children");
            break;
        }
    }
    py.cue("exit");
    py.exit(0)
}
