//! What waits for a run without a reader knows when nothing will come: a deadlock, and a run that somebody has stopped.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use concurrium::lessons::{Lesson, Settings};
use concurrium::link::{Live, Told};
use concurrium::protocol::Command as Says;
use concurrium::world::{Waits, World};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const PROGRAM: &str = env!("CARGO_BIN_EXE_concurrium");

/// Knobs by which a run can come to a deadlock, its actors taking turns.
const DEADLOCKS: [&[&str]; 3] = [
    &["deadlock"],
    &["deadlock", "--set", "philosophers=4"],
    &[
        "producer-consumer",
        "--set",
        "wake=notify",
        "--set",
        "producers=2",
        "--set",
        "consumers=3",
        "--set",
        "capacity=1",
        "--set",
        "items=2",
    ],
];

#[test]
fn the_picture_of_a_deadlock_is_of_its_end_and_says_so() {
    for (n, run) in DEADLOCKS.iter().enumerate() {
        // A step that never comes is no reason to wait for it either.
        for more in [&[][..], &["--at", "9999"]] {
            let output = Command::new(PROGRAM)
                .args(["picture", "--lang", "en"])
                .args(*run)
                .args(more)
                .output()
                .unwrap();
            let svg = String::from_utf8(output.stdout).unwrap();
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(svg.ends_with("</svg>\n"), "{run:?} {more:?}: {error}");
            // The third comes to one or to its end, by who gets a lock.
            let said = svg.contains("Nobody can move any more") && svg.contains("Deadlock");
            assert!(said || n == 2, "{run:?} {more:?}");
        }
    }
}

/// Stops one of a run's processes, by its key in the first event, and waits for what the program says.
fn stopped(which: &str) {
    // It waits for its children; and it can't end before what it says is read: that is more than a pipe holds.
    let mut run = Command::new(PROGRAM)
        .args(["run", "fork-tree", "--set", "forks=8", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(run.stdout.take().unwrap());
    let mut first = String::new();
    for _ in 0..2 {
        first.clear();
        said.read_line(&mut first).unwrap();
    }
    let born: serde_json::Value = serde_json::from_str(&first).unwrap();
    let pid = i32::try_from(born[which].as_i64().unwrap()).unwrap();
    kill(Pid::from_raw(pid), Signal::SIGSTOP).unwrap();
    said.read_to_string(&mut String::new()).unwrap();
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let why = String::from_utf8(output.stderr).unwrap();
    let words = format!("process {pid} of the run was stopped from outside");
    assert!(why.contains(&words), "{why}");
    assert!(crate::stages::gone(pid));
}

#[test]
fn a_run_that_somebody_has_stopped_is_ended_with_a_sentence() {
    stopped("pid");
}

#[test]
fn a_run_whose_warden_somebody_has_stopped_is_ended_too() {
    stopped("ppid");
}

/// A run's processes, the stage's first among them, as far as they were born.
fn pids(world: &World) -> Vec<Pid> {
    let ids = || world.actors().map(|actor| actor.ids);
    let first = ids().next().and_then(|ids| ids.ppid);
    let all = ids().filter_map(|ids| ids.pid).chain(first);
    all.map(Pid::from_raw).collect()
}

/// Lets a run take this many steps, and holds it to resting before each of them.
fn rests_before_each_step(lesson: &'static Lesson, settings: &Settings, mut steps: u32) {
    let piece = crate::shelf::piece(lesson, settings);
    let live = Live::start_by(Path::new(PROGRAM), &piece, true).unwrap();
    let mut world = World::default();
    loop {
        live.wait_for_news().unwrap();
        for told in live.take(usize::MAX) {
            match told {
                Told::Started => {}
                Told::Event(event) => world.apply(&event).unwrap(),
                Told::Over(_) => return,
            }
        }
        match world.waits_for() {
            Waits::Permit => {}
            Waits::Verb => return,
            _ => continue,
        }
        for pid in pids(&world) {
            crate::few_descriptors::comes_to_rest(pid);
        }
        steps -= 1;
        let Some(next) = world.standing().next().filter(|_| steps > 0) else {
            return;
        };
        live.send(&next.id, Says::Permit);
    }
}

#[test]
fn a_run_that_waits_for_a_permit_uses_no_processor() {
    std::thread::scope(|scope| {
        for lesson in crate::shelf::in_rust() {
            // To its end, that of the daemon: it has let go of the terminal that the stage listens to.
            let steps = if lesson.id == "daemon" { 99 } else { 4 };
            scope.spawn(move || rests_before_each_step(lesson, &lesson.defaults(), steps));
        }
    });
}

/// A pool of processes has a thread of the library's own, which looks for news until a time of nought is over: the clock stands meanwhile.
#[test]
fn a_pools_own_thread_rests_while_somebody_stands() {
    let here = crate::shelf::run_here();
    let Some(lesson) = here.into_iter().find(|lesson| lesson.id == "executors") else {
        return;
    };
    let mut settings = lesson.defaults();
    settings.set(lesson, "kind", "processes").expect("it fits");
    rests_before_each_step(lesson, &settings, 99);
}
