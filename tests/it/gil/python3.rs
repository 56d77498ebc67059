//! `gil` beside the machine's own python3, and what is left of both when somebody is killed: nothing.

use std::process::Command as Program;
use std::time::Instant;

use concurrium::protocol::{ActorId, Command, Verb};
use concurrium::sys::proc;
use concurrium::world::World;
use nix::sys::signal::Signal;
use nix::unistd::Pid;

use super::{main, number};
use crate::kill::kill;
use crate::pty::{PATIENCE, signal};
use crate::stages::{Stepped, printed, run, world};
use crate::twins::{in_cpython, native};

/// The version that `python3` is, as numbers.
fn version(world: &World) -> Vec<u32> {
    let version = main(world).fact("python3").unwrap();
    version.split('.').map(|n| n.parse().unwrap_or(0)).collect()
}

#[test]
fn the_listing_prints_the_same_on_cpython_but_for_what_is_measured() {
    let figures = |lines: Vec<String>| -> Vec<String> {
        let word = |word: &str| match word.contains('.') && word.parse::<f64>().is_ok() {
            true => "FIGURE".to_owned(),
            false => word.to_owned(),
        };
        let line = |line: &String| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
        lines.iter().map(line).collect()
    };
    for set in [
        [("threads", "1"), ("rounds", "50"), ("work", "cpu")],
        [("threads", "1"), ("rounds", "50"), ("work", "call")],
        [("threads", "2"), ("rounds", "50"), ("work", "io")],
    ] {
        let Some(expected) = in_cpython("gil", &set) else {
            return;
        };
        assert_eq!(figures(native("gil", &set)), figures(expected), "{set:?}");
    }
}

#[test]
fn python3_runs_the_same_program_when_asked() {
    if in_cpython("generator", &[]).is_none() {
        return;
    }
    let set = [("threads", "2"), ("rounds", "200")];
    let trace = run("gil", &set, &[Verb::Python3]);
    let world = world(&trace);
    for key in [
        "threads wall",
        "processes wall",
        "threads cores",
        "processes cores",
    ] {
        assert!(number(&world, &format!("python3 {key}")) >= 0.0);
    }
    let say =
        "import sys; print('on' if getattr(sys, '_is_gil_enabled', lambda: True)() else 'off')";
    let said = Program::new("python3").args(["-I", "-c", say]).output();
    let said = String::from_utf8(said.unwrap().stdout).unwrap();
    assert_eq!(main(&world).fact("python3 gil"), Some(said.trim()));
    assert!(main(&world).fact("python3 build").is_some());
    let lost = number(&world, "python3 lost");
    if version(&world) >= vec![3, 10] && said.trim() == "on" {
        assert_eq!(lost, 0.0, "no switch point lies between load and store");
    }
    assert!((0.0..400_000.0).contains(&lost), "{lost}");
    assert!(printed(&trace).is_empty(), "the script itself wasn't run");
}

/// A `python3` that answers as a free-threaded build would, whatever this machine's is; the directory it lies in.
fn stand_in(gil_is_on: bool) -> Option<(tempfile::TempDir, String)> {
    in_cpython("generator", &[])?;
    let path = std::env::var("PATH").unwrap();
    let real = Program::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output()
        .unwrap();
    let real = String::from_utf8(real.stdout).unwrap();
    let gil = if gil_is_on { "True" } else { "False" };
    let script = format!(
        "#!/bin/sh
exec '{}' -I -W ignore -c \"import sys, sysconfig
sys._is_gil_enabled = lambda: {gil}
sysconfig.get_config_vars()['Py_GIL_DISABLED'] = 1
exec(sys.argv[-1])\" \"$@\"
",
        real.trim()
    );
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("python3");
    crate::programs::write(&file, &script);
    let path = format!("{}:{path}", dir.path().display());
    Some((dir, path))
}

#[test]
fn a_free_threaded_python3_is_named_and_whether_its_gil_is_on() {
    for (gil_is_on, gil) in [(false, "off"), (true, "on")] {
        let Some((_dir, path)) = stand_in(gil_is_on) else {
            return;
        };
        let output = Program::new(env!("CARGO_BIN_EXE_concurrium"))
            .args(["run", "gil", "--do", "python3", "--json"])
            .args(["--set", "threads=1", "--set", "rounds=50"])
            .env("PATH", path)
            .output()
            .unwrap();
        assert!(output.status.success());
        let told = String::from_utf8(output.stdout).unwrap();
        let fact = |key: &str, value: &str| {
            let fact = format!("\"key\":\"{key}\",\"value\":\"{value}\"");
            assert!(told.contains(&fact), "{fact} is not in {told}");
        };
        fact("python3 build", "free-threaded");
        fact("python3 gil", gil);
        fact("python3 lost", "0");
    }
}

#[test]
fn without_a_python3_the_lesson_says_so_and_goes_on() {
    let output = Program::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "gil", "--do", "python3", "--plain"])
        .env("PATH", "/nonexistent")
        .output()
        .unwrap();
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    let refused = "asked for python3 and was refused: there is none on the PATH; install Python 3";
    assert!(told.contains(refused), "{told}");
}

#[test]
fn a_killed_terminal_program_leaves_no_process_of_a_gil() {
    kill(&["gil", "--set", "rounds=2000"], 400_000);
}

/// The processes that `of` has started and that are alive.
fn programs(of: i32) -> Vec<i32> {
    let alive = |pid: &i32| proc::stat(*pid).is_some_and(|stat| stat.state != 'Z');
    let all = proc::descendants(of).into_iter();
    all.filter(alive).collect()
}

#[test]
fn a_python3_on_its_way_ends_with_the_run_whoever_is_killed() {
    if in_cpython("generator", &[]).is_none() {
        return;
    }
    for warden_first in [false, true] {
        let set = [("threads", "8"), ("rounds", "5000")];
        let mut stage = Stepped::by_hand("gil", &set);
        let root = ActorId::root();
        let blocked_on = move |world: &World, on: &str| {
            let main = world.actor(&ActorId::root());
            main.is_some_and(|main| main.blocked_on.as_deref() == Some(on))
        };
        stage.until(|world| blocked_on(world, "prompt"));
        let verb = Verb::Python3;
        stage.live.send(&root, Command::Do { verb, to: None });
        stage.until(|world| blocked_on(world, "python3"));
        let pid = main(&stage.world).ids.pid.unwrap();
        let started = loop {
            let started = programs(pid);
            if !started.is_empty() {
                break started;
            }
            std::thread::yield_now();
        };
        if warden_first {
            let warden = proc::stat(pid).unwrap().ppid;
            signal(Pid::from_raw(warden), Signal::SIGKILL);
        }
        drop(stage);
        let alive = |pid: &i32| proc::stat(*pid).is_some_and(|s| s.state != 'Z');
        let start = Instant::now();
        while alive(&pid) || started.iter().any(alive) {
            assert!(start.elapsed() < PATIENCE, "{pid} or {started:?} lives on");
            std::thread::yield_now();
        }
    }
}
