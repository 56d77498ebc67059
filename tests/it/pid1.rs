//! As a system's first process, as in a container: signals end it as anywhere, and nobody stays a zombie.

use std::io::{self, Read};
use std::process::{Child, Command};

use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::pty::{Pty, only_child, signal, stat};
use crate::waiting::until;

/// A command in a world of pids of its own, whose first process it is. None: the system makes no such worlds.
fn first(arguments: &[&str]) -> Option<Command> {
    let namespaces = [
        "--user",
        "--map-root-user",
        "--pid",
        "--fork",
        "--mount-proc",
    ];
    let mut command = Command::new("unshare");
    command.args(namespaces);
    let possible = command
        .arg("true")
        .output()
        .is_ok_and(|came| came.status.success());
    if !possible {
        println!("not tried: this system gives nobody a pid namespace");
        return None;
    }
    let mut command = Command::new("unshare");
    command
        .args(namespaces)
        // Who started the tests may ignore signals, as `nohup` does.
        .args(["env", "--default-signal=HUP,INT,QUIT,TERM"])
        .arg(env!("CARGO_BIN_EXE_concurrium"))
        .args(arguments);
    Some(command)
}

/// The first process of that world, seen from here.
fn pid1(unshare: &Child) -> Pid {
    only_child(Pid::from_raw(unshare.id().try_into().unwrap()))
}

#[test]
fn plain_commands_end_by_signals() {
    for ending in [
        Signal::SIGINT,
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGQUIT,
    ] {
        let Some(mut command) = first(&["run", "gil", "--json"]) else {
            return;
        };
        // It has more to say than the pipe holds, and nobody reads on: it can't end by itself.
        let (reads, writes) = io::pipe().unwrap();
        fcntl(&writes, FcntlArg::F_SETPIPE_SZ(4096)).unwrap();
        let mut running = command.stdout(writes).spawn().unwrap();
        let mut begun = [0];
        (&reads).read_exact(&mut begun).unwrap();
        signal(pid1(&running), ending);
        let status = running.wait().unwrap();
        assert_eq!(status.code(), Some(128 + ending as i32), "{ending}");
    }
}

#[test]
fn it_says_how_the_program_ended() {
    for (arguments, code) in [(&["list"][..], 0), (&["run", "nothing"][..], 2)] {
        let Some(mut command) = first(arguments) else {
            return;
        };
        assert_eq!(command.output().unwrap().status.code(), Some(code));
    }
}

#[test]
fn the_full_screen_ends_and_leaves_no_zombie() {
    let Some(mut command) = first(&["open", "fork-tree", "--lang", "en"]) else {
        return;
    };
    command.env("TERM", "xterm-256color");
    let pty = Pty::run(&command);
    pty.wait_for_text("who moves next");
    let pid1 = only_child(pty.program());
    let app = only_child(only_child(pid1));
    let warden = only_child(app);
    let demo = only_child(warden);
    // Its processes are the first process's now: it waits for them.
    signal(warden, Signal::SIGKILL);
    pty.wait_for_text("the stage was killed");
    until("the zombie's end", || stat(demo).is_none());
    // Its group is orphaned.
    pty.send("\x1a");
    pty.wait_for_text("There is no shell to go back to");
    signal(pid1, Signal::SIGTERM);
    assert_eq!(pty.exit_code(), 128 + Signal::SIGTERM as i32);
    crate::terminal::is_given_back(&pty);
}
