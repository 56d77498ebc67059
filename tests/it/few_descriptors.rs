//! Few descriptors: every lesson ends or is refused with a sentence; nothing spins, nothing is said that isn't so, nothing is left.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use nix::unistd::Pid;

use crate::pty::{PATIENCE, Pty, only_child, stat};
use crate::waiting::until;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// The program with a limit on its descriptors, and one on its processor time, so that one that spins is killed.
fn limited(descriptors: u32, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -t 30; ulimit -n $1; shift; exec \"$@\"", "sh"])
        .arg(descriptors.to_string())
        .arg(PROGRAM)
        .args(arguments)
        .env("TERM", "xterm-256color");
    command
}

/// Either it came to its end, or it says what there is too little of and what to do.
fn ends_or_refuses(what: &str, output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.code() {
        Some(0) => {}
        Some(1) => assert!(said.contains("ulimit -n"), "{what}: {said}"),
        other => panic!("{what}: {other:?}: {said}"),
    }
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn every_lesson_ends_or_is_refused_whatever_the_limit() {
    let many = |lesson: &str| match lesson {
        "thread-pool" => "workers=16",
        "fork-tree" => "forks=5",
        "deadlock" => "philosophers=5",
        _ => "",
    };
    std::thread::scope(|scope| {
        for lesson in crate::shelf::in_rust() {
            scope.spawn(move || {
                for descriptors in [6, 12, 20, 22, 25] {
                    let mut arguments = vec!["run", &*lesson.id, "--json"];
                    match many(&lesson.id) {
                        "" => {}
                        knob => arguments.extend(["--set", knob]),
                    }
                    let what = format!("{} with {descriptors}", lesson.id);
                    let output = limited(descriptors, &arguments).output().unwrap();
                    let said = ends_or_refuses(&what, &output);
                    assert!(!said.contains("os error"), "{what}: {said}");
                }
            });
        }
    });
}

#[test]
fn a_thread_without_a_line_is_refused_and_the_others_go_on() {
    let arguments = ["run", "thread-pool", "--set", "workers=16"];
    let arguments = [&arguments[..], &["--set", "tasks=8", "--plain"]].concat();
    let said = ends_or_refuses("plain", &limited(24, &arguments).output().unwrap());
    assert!(said.contains("asked for thread and was refused"), "{said}");
    assert!(
        said.contains("t8 64") && !said.contains("worker 16"),
        "{said}"
    );
}

#[test]
fn who_waits_for_a_thread_that_was_refused_waits_in_a_deadlock() {
    // There is room for consumers alone: nobody fills the buffer.
    let arguments = ["run", "producer-consumer", "--set", "items=4", "--plain"];
    let said = (18..24).map(|descriptors| {
        let output = limited(descriptors, &arguments).output().unwrap();
        ends_or_refuses("producer-consumer", &output)
    });
    let alone = |said: &String| said.contains("consumer") && !said.contains("C producer");
    let said: Vec<String> = said.filter(alone).collect();
    assert!(
        said.iter()
            .any(|said| said.contains("Nobody can move any more")),
        "{said:#?}"
    );
}

#[test]
fn a_schedule_whose_threads_were_refused_is_left() {
    for descriptors in 18..24 {
        let arguments = ["run", "deadlock", "--schedule", "AABB", "--plain"];
        let output = limited(descriptors, &arguments).output().unwrap();
        ends_or_refuses("deadlock", &output);
    }
}

/// The socket in a directory, once it is there.
fn socket_in(directory: &Path) -> PathBuf {
    let inside = |path: &Path| std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut found = None;
    until("a socket", || {
        let mut paths = inside(directory).flat_map(|entry| {
            let entries: Vec<_> = inside(&entry.path()).map(|entry| entry.path()).collect();
            entries
        });
        found = paths.find(|path| UnixStream::connect(path).is_ok());
        found.is_some()
    });
    found.unwrap()
}

fn flood(path: &Path) -> Vec<UnixStream> {
    (0..64)
        .map_while(|_| UnixStream::connect(path).ok())
        .collect()
}

#[test]
fn a_run_that_cannot_let_everybody_in_breaks_off_with_a_sentence() {
    let directory = tempfile::tempdir().unwrap();
    // It waits for its children, and for what it says to be read.
    let run = limited(40, &["run", "fork-tree", "--set", "forks=8", "--json"])
        .env("TMPDIR", directory.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let flood = flood(&socket_in(directory.path()));
    let output = run.wait_with_output().unwrap();
    drop(flood);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("couldn't be let in: no descriptor"), "{said}");
}

/// Waits until every thread of a process is seen asleep at many moments one after the other: one that spins never is.
pub(crate) fn comes_to_rest(pid: Pid) {
    let since = Instant::now();
    let mut rests = 0;
    while rests < 20 {
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task"));
        let awake = tasks.into_iter().flatten().flatten().find_map(|task| {
            let tid: i32 = task.file_name().to_string_lossy().parse().ok()?;
            stat(Pid::from_raw(tid)).filter(|stat| matches!(&*stat[0], "R" | "D"))
        });
        rests = if awake.is_none() { rests + 1 } else { 0 };
        assert!(since.elapsed() < PATIENCE, "{pid} never rests: {awake:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_flood_of_viewers_leaves_the_presenter_at_rest() {
    let runtime = tempfile::tempdir().unwrap();
    let mut command = limited(30, &["open", "generator", "--lang", "en", "--no-state"]);
    let pty = Pty::run(command.env("XDG_RUNTIME_DIR", runtime.path()));
    pty.wait_for_text("step 2");
    pty.send("m");
    pty.wait_for("presenter mode", |screen| {
        !screen.contents().contains("all keys")
    });
    let flood = flood(&socket_in(runtime.path()));
    assert!(flood.len() > 30, "{}", flood.len());
    comes_to_rest(only_child(pty.program()));
    pty.send("L");
    pty.wait_for_text("第 2 步");
    drop(flood);
    pty.send("qqq");
    assert_eq!(pty.exit_code(), 0);
}
