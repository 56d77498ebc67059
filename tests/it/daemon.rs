//! The daemon on a real stage, checked by what the kernel says; the same steps in CPython; its table on the screen.

use std::process::{Command, Stdio};

use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Event, How, Ids, Kind, Source, Stream, What};
use concurrium::sys::proc;

use crate::scenes::Scene;
use crate::shelf;
use crate::snapshots::screen;
use crate::stages::{Stepped, gone, printed, run, world};

fn first() -> ActorId {
    ActorId::root()
}

fn child() -> ActorId {
    first().child(1)
}

/// The last value of an actor's fact, which must be the kernel's word.
fn kernel<'t>(trace: &'t [Event], actor: &str, key: &str) -> &'t str {
    let of = trace.iter().rev().find_map(|event| match &event.what {
        What::Fact {
            key: known,
            value,
            source,
        } if event.actor.as_str() == actor && &**known == key => Some((value, *source)),
        _ => None,
    });
    let (value, source) = of.unwrap_or_else(|| panic!("{actor} has no fact {key}"));
    assert_eq!(source, Source::Kernel, "{actor} {key}");
    value
}

fn pid(trace: &[Event], actor: &str) -> i32 {
    let born = trace.iter().find_map(|event| match &event.what {
        What::Born { ids, .. } if event.actor.as_str() == actor => ids.pid,
        _ => None,
    });
    born.unwrap()
}

fn logged(trace: &[Event]) -> Vec<&str> {
    let lines = trace.iter().filter_map(|event| match &event.what {
        What::Fact { key, value, .. } if &**key == "log" => Some(value.as_str()),
        _ => None,
    });
    lines.collect()
}

/// After its parents are gone, each said to have left with 0.
fn all_left_with_0(trace: &[Event], actors: &[&str]) {
    for actor in actors {
        let left = trace.iter().any(|event| {
            event.actor.as_str() == *actor
                && matches!(
                    event.what,
                    What::Ended {
                        how: How::Exit(0),
                        ..
                    }
                )
        });
        assert!(left, "{actor}");
    }
}

#[test]
fn the_daemon_has_left_everything_behind() {
    let trace = run("daemon", &[], &[]);
    let daemon = "p0/1/1";
    let pids = ["p0", "p0/1", daemon].map(|actor| pid(&trace, actor).to_string());
    for ancestor in ["p0", "p0/1"] {
        assert_ne!(
            kernel(&trace, daemon, "ppid"),
            pid(&trace, ancestor).to_string()
        );
    }
    let sid = kernel(&trace, daemon, "sid");
    assert_eq!(sid, pids[1], "the session is the one that its parent made");
    assert_ne!(sid, pids[2]);
    assert_ne!(sid, kernel(&trace, "p0", "sid"));
    assert_eq!(kernel(&trace, daemon, "pgid"), pids[1]);
    for (key, value) in [
        ("leader", "no"),
        ("tty", "none"),
        ("cwd", "/"),
        ("umask", "0"),
        ("fd0", "/dev/null"),
        ("fd1", "/dev/null"),
        ("fd2", "/dev/null"),
    ] {
        assert_eq!(kernel(&trace, daemon, key), value, "{key}");
    }
    assert!(kernel(&trace, "p0", "tty").starts_with("/dev/pts/"));
    assert_eq!(
        logged(&trace),
        [
            "1 I have no terminal",
            "2 I have no terminal",
            "3 I have no terminal"
        ]
    );
    let warden = world(&trace).actor(&first()).unwrap().ids.ppid.unwrap();
    assert_eq!(kernel(&trace, daemon, "ppid"), warden.to_string());
    all_left_with_0(&trace, &["p0", "p0/1", daemon]);
    for actor in ["p0", "p0/1", daemon] {
        assert!(gone(pid(&trace, actor)), "{actor}");
    }
}

#[test]
fn without_the_second_fork_the_leader_gets_the_terminal_it_opens() {
    let trace = run("daemon", &[("second_fork", "off")], &[]);
    let daemon = "p0/1";
    assert_eq!(kernel(&trace, daemon, "leader"), "yes");
    let tty = kernel(&trace, daemon, "tty");
    assert!(tty.starts_with("/dev/pts/"), "{tty}");
    assert_ne!(
        tty,
        kernel(&trace, "p0", "tty"),
        "not the one it was born with"
    );
    assert_eq!(
        logged(&trace),
        [
            "1 I have a terminal",
            "2 I have a terminal",
            "3 I have a terminal"
        ]
    );
    all_left_with_0(&trace, &["p0", daemon]);
}

#[test]
fn what_is_told_is_what_the_kernel_says_at_that_moment() {
    let mut stage = Stepped::open("daemon", &[]);
    stage.step_to(&first(), "exit-first");
    stage.step_to(&child(), "fork-again");
    let actor = stage.world.actor(&child()).unwrap();
    let pid = actor.ids.pid.unwrap();
    let told = |key: &str| actor.fact(key).unwrap();
    let stat = proc::stat(pid).unwrap();
    assert_eq!((stat.pgid, stat.sid, stat.tty), (pid, pid, 0));
    assert_eq!(told("ppid"), stat.ppid.to_string());
    assert_eq!(told("pgid"), pid.to_string());
    assert_eq!(told("sid"), pid.to_string());
    assert_eq!((told("leader"), told("tty")), ("yes", "none"));
    assert_eq!(told("cwd"), proc::cwd(pid).unwrap());
    assert_eq!(told("umask"), proc::umask(pid).unwrap());
    for (fd, key) in [(0, "fd0"), (1, "fd1"), (2, "fd2")] {
        assert_eq!(told(key), proc::descriptor(pid, fd).unwrap());
    }
}

#[test]
fn the_daemon_waits_for_its_parent_to_leave_and_ends_with_the_run() {
    let mut stage = Stepped::open("daemon", &[]);
    let daemon = child().child(1);
    stage.step_to(&first(), "exit-first");
    stage.permit(&first());
    stage.step_to(&child(), "print");
    stage.step_to(&daemon, "orphan");
    stage.permit(&daemon);
    stage
        .until(|world| world.actor(&daemon).unwrap().blocked_on.as_deref() == Some("os.getppid()"));
    stage.step_to(&child(), "exit-second");
    stage.permit(&child());
    stage.step_to(&daemon, "write");
    let pid = stage.world.actor(&daemon).unwrap().ids.pid.unwrap();
    let warden = stage.world.actor(&first()).unwrap().ids.ppid;
    assert_eq!(Some(proc::stat(pid).unwrap().ppid), warden);
    drop(stage);
    assert!(gone(pid));
}

#[test]
fn a_refused_fork_is_said_and_the_lesson_ends_cleanly() {
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "daemon", "--json"])
        .env("CONCURRIUM_PROCESSES", "1")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("\"event\":\"refused\""), "{text}");
    assert!(text.contains("refused-first"), "{text}");
    assert!(text.contains("\"how\":{\"exit\":1}"), "{text}");
}

/// What the listing prints under CPython: on standard output, in its daemon's log, on standard error; and its exit code.
struct Python {
    printed: Vec<String>,
    log: Vec<String>,
    errors: Vec<String>,
    code: Option<i32>,
}

/// None: there is no python3, and it isn't required here.
fn in_cpython(set: &[(&str, &str)]) -> Option<Python> {
    let lesson = shelf::lesson("daemon");
    let mut settings = lesson.defaults();
    for (knob, value) in set {
        settings.set(lesson, knob, value).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let alive = folder.path().join("alive");
    nix::unistd::mkfifo(&alive, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let temporary = folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    // Descriptor 9 is open as long as one of the processes lives: the end of the pipe is the end of the daemon.
    let python = Command::new("sh")
        .args([
            "-c",
            "exec 9> \"$ALIVE\"; exec python3 -W ignore -c \"$PROGRAM\"",
        ])
        .env("PROGRAM", lesson.listing.with(&settings).program())
        .env("ALIVE", &alive)
        .env("TMPDIR", &temporary)
        .env_remove("PYTHONUNBUFFERED")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::fs::read(&alive).unwrap();
    let output = python.wait_with_output().unwrap();
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        text.lines().map(str::to_owned).collect()
    };
    if output.status.code() == Some(127) {
        let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
        assert!(!needed, "python3 is needed here and is missing");
        return None;
    }
    let mut logs = std::fs::read_dir(&temporary).unwrap().flatten();
    let log = std::fs::read(logs.next().unwrap().path()).unwrap();
    Some(Python {
        printed: lines(&output.stdout),
        log: lines(&log),
        errors: lines(&output.stderr),
        code: output.status.code(),
    })
}

/// Lines less the daemon's pid, which is nobody's to foresee.
fn without_pids<T: AsRef<str>>(lines: &[T]) -> Vec<&str> {
    let word = |line: &'_ T| -> usize {
        let (_, pid) = line.as_ref().split_once(' ').unwrap();
        assert!(pid.parse::<i32>().unwrap() > 1);
        line.as_ref().len() - pid.len()
    };
    lines
        .iter()
        .map(|line| &line.as_ref()[..word(line)])
        .collect()
}

#[test]
fn cpythons_daemon_prints_and_writes_the_same() {
    for second_fork in ["on", "off"] {
        let set = [("second_fork", second_fork)];
        let Some(theirs) = in_cpython(&set) else {
            return;
        };
        assert_eq!((theirs.code, theirs.errors.len()), (Some(0), 0));
        let trace = run("daemon", &set, &[]);
        assert_eq!(logged(&trace), theirs.log, "second_fork={second_fork}");
        let ours = printed(&trace);
        assert_eq!(
            without_pids(&ours),
            without_pids(&theirs.printed),
            "{second_fork}"
        );
    }
}

/// What the run wrote on standard error.
fn errors(trace: &[Event]) -> Vec<&str> {
    let lines = trace.iter().filter_map(|event| match &event.what {
        What::Output {
            stream: Stream::Stderr,
            text,
            ..
        } => Some(text.as_str()),
        _ => None,
    });
    lines.collect()
}

#[test]
fn a_fork_that_the_kernel_refuses_is_said_as_in_cpython_and_leaves_with_1() {
    for (refuse, actor, says) in [
        ("first fork", "p0", "fork 1 [Errno 11]"),
        ("second fork", "p0/1", "fork 2 [Errno 11]"),
    ] {
        let set = [("refuse", refuse)];
        let trace = run("daemon", &set, &[]);
        let ours = errors(&trace);
        assert_eq!(ours.len(), 1, "{ours:?}");
        assert!(ours[0].starts_with(says), "{ours:?}");
        assert!(logged(&trace).is_empty() && printed(&trace).is_empty());
        let left = trace.iter().rev().find_map(|event| match &event.what {
            What::Ended { how, .. } if event.actor.as_str() == actor => Some(how.clone()),
            _ => None,
        });
        assert_eq!(left, Some(How::Exit(1)), "{refuse}");
        if let Some(theirs) = in_cpython(&set) {
            assert_eq!(theirs.errors, ours, "{refuse}");
            assert!(theirs.log.is_empty() && theirs.printed.is_empty());
            // The first to leave is the one whose exit code the shell sees.
            let code = if actor == "p0" { 1 } else { 0 };
            assert_eq!(theirs.code, Some(code));
        }
    }
}

fn scene() -> Scene {
    let mut scene = Scene::open("daemon", &[]);
    let born = |parent: Option<&str>, pid, ppid| What::Born {
        kind: Kind::Process,
        parent: parent.map(|parent| parent.parse::<ActorId>().unwrap()),
        name: "first".to_owned(),
        ids: Ids {
            pid: Some(pid),
            ppid: Some(ppid),
            ..Ids::default()
        },
    };
    let fact = |key: &str, value: &str| What::Fact {
        key: key.into(),
        value: value.to_owned(),
        source: Source::Kernel,
    };
    let first = [
        ("ppid", "4700"),
        ("pgid", "4700"),
        ("sid", "4700"),
        ("leader", "no"),
        ("tty", "/dev/pts/3"),
        ("cwd", "/home/ada/lectures/concurrency"),
        ("umask", "0o22"),
        ("fd0", "/dev/pts/3"),
        ("fd1", "/dev/pts/3"),
        ("fd2", "/dev/pts/3"),
    ];
    scene.event("p0", born(None, 4711, 4700));
    for (key, value) in first {
        scene.event("p0", fact(key, value));
    }
    scene.line("p0", "fork", 23);
    scene.event("p0", fact("fork", "[4712]"));
    scene.line("p0", "exit-first", 25);
    scene.event("p0/1", born(Some("p0"), 4712, 4711));
    scene.event("p0/1", fact("fork", "[0]"));
    for (key, value) in first {
        scene.event(
            "p0/1",
            fact(key, if key == "ppid" { "4711" } else { value }),
        );
    }
    scene.line("p0/1", "chdir", 28);
    scene.event(
        "p0",
        What::Ended {
            how: How::Exit(0),
            reaped_by: None,
        },
    );
    scene.event("p0/1", fact("cwd", "/"));
    scene.event("p0/1", fact("ppid", "4700"));
    scene.line("p0/1", "setsid", 30);
    for (key, value) in [
        ("pgid", "4712"),
        ("sid", "4712"),
        ("leader", "yes"),
        ("tty", "none"),
    ] {
        scene.event("p0/1", fact(key, value));
    }
    scene.line("p0/1", "umask", 32);
    scene
}

#[test]
fn the_table_marks_what_the_last_step_changed() {
    let mut scene = scene();
    insta::assert_snapshot!("daemon_en_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("daemon_en_120x36", screen(&scene.app, 120, 36));
    scene.app.lang = Lang::Zh;
    insta::assert_snapshot!("daemon_zh_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("daemon_zh_120x36", screen(&scene.app, 120, 36));
    scene.app.lang = Lang::En;
    insta::assert_snapshot!("daemon_en_40x12", screen(&scene.app, 40, 12));
    // Three columns are narrow: a device loses its folder, never its name.
    scene.event(
        "p0/1/1",
        What::Born {
            kind: Kind::Process,
            parent: Some(child()),
            name: "daemon".to_owned(),
            ids: Ids {
                pid: Some(4713),
                ppid: Some(4712),
                ..Ids::default()
            },
        },
    );
    scene.line("p0/1/1", "dup-out", 45);
    scene.state("p0/1/1", concurrium::protocol::State::Running);
    for (key, value) in [("fd1", "/dev/null"), ("umask", "0"), ("sid", "4712")] {
        let (key, value, source) = (key.into(), value.to_owned(), Source::Kernel);
        scene.event("p0/1/1", What::Fact { key, value, source });
    }
    scene.line("p0/1/1", "dup-err", 47);
    insta::assert_snapshot!("daemon_three_en_80x24", screen(&scene.app, 80, 24));
}
