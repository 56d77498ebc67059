//! The run's directory and its socket are the user's alone: whatever the umask, and whoever takes the socket's place.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use concurrium::protocol::Settings;
use concurrium::protocol::launch::{ARGUMENT, Body, Launch, Listed, Piece, STRANGER};
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use crate::pty::{Pty, Witness, only_child, signal};
use crate::suspended::until_stopped;

fn directories(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn lesson(place: &Path, umask: &str) -> Pty {
    let mut command = Command::new("/bin/sh");
    let program = env!("CARGO_BIN_EXE_concurrium");
    let line = format!("umask {umask}; exec {program} open fork-tree --no-state --lang en");
    command
        .args(["-c", &line])
        .env("TERM", "xterm-256color")
        .env("TMPDIR", place);
    let pty = Pty::run(&command);
    pty.wait_for_text("predict");
    pty
}

#[test]
fn the_runs_directory_is_0700_whatever_the_umask_and_gone_afterwards() {
    for umask in ["0", "022", "077", "0777"] {
        let place = tempfile::tempdir().unwrap();
        let pty = lesson(place.path(), umask);
        let made = directories(place.path());
        assert_eq!(made.len(), 1, "{made:?}");
        let mode = fs::metadata(&made[0]).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o700, "umask {umask}: {mode:o}");
        pty.send("qq");
        assert_eq!(pty.exit_code(), 0);
        assert_eq!(directories(place.path()), [""; 0].map(PathBuf::from));
    }
}

#[test]
fn what_was_left_is_removed_also_when_a_signal_ends_the_program() {
    let place = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["--no-state", "--lang", "en"])
        .env("TERM", "xterm-256color")
        .env("TMPDIR", place.path());
    let pty = Pty::run(&command);
    pty.wait_for_text("fork-tree");
    // As an app leaves it that hadn't the time to clear up before its end.
    fs::create_dir(place.path().join("concurrium-run-left")).unwrap();
    signal(pty.program(), Signal::SIGTERM);
    assert_eq!(pty.exit_code(), 128 + Signal::SIGTERM as i32);
    assert_eq!(directories(place.path()), [""; 0].map(PathBuf::from));
}

/// Kills the app and its warden, and the guardian before them if it is named, so that none of them can clear up.
fn kill_all(app: Pid, guardian: Option<Pid>) {
    let warden = only_child(app);
    let victims = [Some(warden), guardian, Some(app)];
    // Each would clear up after the others: the app stands still meanwhile, or it would see the warden go.
    signal(app, Signal::SIGSTOP);
    until_stopped(app);
    for victim in victims.into_iter().flatten() {
        let gone = Witness::of(victim);
        signal(victim, Signal::SIGKILL);
        gone.wait();
    }
}

#[test]
fn what_a_killed_program_has_left_goes_when_the_next_run_begins() {
    let place = tempfile::tempdir().unwrap();
    let pty = lesson(place.path(), "022");
    let guardian = pty.program();
    kill_all(only_child(guardian), Some(guardian));
    let left = directories(place.path());
    assert_eq!(left.len(), 1);
    let next = lesson(place.path(), "022");
    let there = directories(place.path());
    assert!(
        there.len() == 1 && there != left,
        "{left:?}, then {there:?}"
    );
    next.send("qq");
    assert_eq!(next.exit_code(), 0);
}

#[test]
fn the_guardian_clears_up_when_nobody_else_can() {
    let place = tempfile::tempdir().unwrap();
    let pty = lesson(place.path(), "022");
    kill_all(only_child(pty.program()), None);
    assert_eq!(pty.exit_code(), 128 + Signal::SIGKILL as i32);
    assert_eq!(directories(place.path()), [""; 0].map(PathBuf::from));
}

/// A stage that is to connect to this socket, where `terminal` should be.
fn stage(socket: &Path, terminal: u32) -> Child {
    let launch = Launch {
        socket: socket.to_owned(),
        terminal: terminal.cast_signed(),
        piece: Piece {
            body: Body::Demo("fork-tree".to_owned()),
            settings: Settings::default(),
            listing: Listed::default(),
            first: "first".to_owned(),
        },
        script: true,
        as_everywhere: false,
        limit: 10,
        lines: 30,
        start_ns: 0,
    };
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args([ARGUMENT, &serde_json::to_string(&launch).unwrap()])
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn who_takes_the_sockets_place_is_told_nothing() {
    let place = tempfile::tempdir().unwrap();
    let socket = place.path().join("line");
    let listener = UnixListener::bind(&socket).unwrap();
    // Its parent, and of its user; but another is said to have started it.
    let mut warden = stage(&socket, 1);
    assert_eq!(warden.wait().unwrap().code(), Some(STRANGER));
    let mut heard = Vec::new();
    let (mut line, _) = listener.accept().unwrap();
    line.read_to_end(&mut heard).unwrap();
    assert_eq!(heard, b"");
    assert!(socket.exists(), "what is a stranger's stays");

    // The one who started it hears who speaks.
    let mut warden = stage(&socket, std::process::id());
    let (mut line, _) = listener.accept().unwrap();
    let mut said = [0; 14];
    line.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"{\"concurrium\":");
    drop((line, listener));
    warden.wait().unwrap();
}

#[test]
fn another_users_process_is_told_nothing() {
    if !nix::unistd::geteuid().is_root() {
        return; // only root can be somebody else
    }
    const LISTENS: &str = "import socket, sys
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); print(flush=True)
sys.stdout.buffer.write(s.accept()[0].recv(99))";
    let place = tempfile::tempdir().unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let socket = place.path().join("line");
    let listens = Command::new("python3")
        .args(["-c", LISTENS, socket.to_str().unwrap()])
        .uid(65534)
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut stranger) = listens else {
        return; // there is no python3
    };
    let mut said = stranger.stdout.take().unwrap();
    said.read_exact(&mut [0]).unwrap();
    let mut warden = stage(&socket, stranger.id());
    assert_eq!(warden.wait().unwrap().code(), Some(STRANGER));
    let mut heard = Vec::new();
    said.read_to_end(&mut heard).unwrap();
    assert_eq!(heard, b"");
    stranger.wait().unwrap();
}

#[test]
fn a_lesson_that_writes_a_file_of_its_own_leaves_none() {
    let place = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "daemon", "--json"])
        .env("TMPDIR", place.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("daemon.log"),
        "{told}"
    );
    assert_eq!(directories(place.path()), [""; 0].map(PathBuf::from));
}

#[test]
fn a_long_place_for_temporary_files_simply_works() {
    let place = tempfile::tempdir().unwrap();
    let long = place.path().join("long".repeat(40));
    fs::create_dir(&long).unwrap();
    for place in [long, place.path().join("nowhere")] {
        let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
            .args(["run", "fork-tree"])
            .env("TMPDIR", &place)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{said}");
    }
}
