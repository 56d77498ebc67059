//! The daemon on a real stage, checked by what the kernel says; the same steps in CPython; its table on the screen.

use std::process::Command;
use std::time::{Duration, Instant};

use concurrium::i18n::Lang;
use concurrium::lessons;
use concurrium::protocol::{ActorId, Event, How, Ids, Kind, Source, What};

use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::run;

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
        ["1 no terminal", "2 no terminal", "3 no terminal"]
    );
    all_left_with_0(&trace, &["p0", "p0/1", daemon]);
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
        ["1 a terminal", "2 a terminal", "3 a terminal"]
    );
    all_left_with_0(&trace, &["p0", daemon]);
}

/// What the listing's daemon writes into its log under CPython. None: there is no python3, and it isn't required here.
fn log_in_cpython(second_fork: &str) -> Option<Vec<String>> {
    let lesson = lessons::find("daemon").unwrap();
    let mut settings = lesson.defaults();
    settings.set(lesson, "second_fork", second_fork).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("python3")
        .args(["-c", &lesson.listing.with(&settings).program()])
        .env("TMPDIR", folder.path())
        .stdout(std::process::Stdio::null())
        .status();
    let Ok(status) = status else {
        let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
        assert!(!needed, "python3 is needed here and is missing");
        return None;
    };
    assert!(status.success());
    // The daemon lives on when the program that was started has ended.
    let start = Instant::now();
    loop {
        let log = std::fs::read_dir(folder.path())
            .unwrap()
            .flatten()
            .next()
            .unwrap();
        let lines: Vec<String> = std::fs::read_to_string(log.path())
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        if lines.len() == 3 {
            return Some(lines);
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{lines:?}");
        std::thread::yield_now();
    }
}

#[test]
fn cpythons_daemon_writes_the_same_log() {
    for second_fork in ["on", "off"] {
        let Some(theirs) = log_in_cpython(second_fork) else {
            return;
        };
        let trace = run("daemon", &[("second_fork", second_fork)], &[]);
        assert_eq!(logged(&trace), theirs, "second_fork={second_fork}");
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
}
