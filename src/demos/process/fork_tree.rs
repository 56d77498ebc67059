//! `fork-tree`: fork returns twice.

use crate::protocol::keys::Key;
use crate::stage::Actor;

pub(in crate::demos) fn run(py: &mut Actor) {
    let forks = py.int("forks");
    let shape = py.text("shape").to_owned();

    for i in 0..forks {
        py.cue("fork");
        let Ok(pid) = py.fork() else { break };
        py.fact(&Key::Local("i").to_string(), i.to_string());
        py.cue("print");
        py.print(format!("{i} {pid}"));
        if shape == "chain" && pid != 0 {
            break;
        }
        if shape == "star" && pid == 0 {
            break;
        }
    }
    // It stands there once: each further round is the same again.
    py.cue("wait");
    while py.wait().is_ok() {}
    py.cue("exit");
    py.exit(0)
}
