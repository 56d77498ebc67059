//! `own-memory` on real stages, checked by what the kernel says; beside CPython, through a pipe and on a terminal; where
//! something is refused; on the screen; killed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, How, Source, State, What};
use concurrium::world::World;

use crate::kill::kill;
use crate::scenes::Scene;
use crate::snapshots::screen;
use crate::stages::{Stepped, gone, run, world};
use crate::twins::{in_cpython, native};

const LESSON: &str = "own-memory";

/// What the kernel tells the test itself of the mapping that begins at this address: shared and private pages.
fn kernels(pid: i32, address: &str) -> (usize, usize) {
    let smaps = fs::read_to_string(format!("/proc/{pid}/smaps")).unwrap();
    let head = format!("{}-", address.trim_start_matches("0x"));
    let entry = smaps.lines().skip_while(|line| !line.starts_with(&head));
    let entry: Vec<&str> = entry
        .take_while(|line| !line.starts_with("VmFlags"))
        .collect();
    assert!(!entry.is_empty(), "{address} begins a mapping of {pid}");
    let count = |name: &str| {
        let sizes = entry.iter().filter_map(|line| line.strip_prefix(name));
        let sizes = sizes.filter_map(|rest| rest.split_ascii_whitespace().nth(1));
        sizes
            .map(|size| size.parse::<usize>().unwrap())
            .sum::<usize>()
            * 1024
            / page()
    };
    (count("Shared_"), count("Private_"))
}

fn page() -> usize {
    let size = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE);
    usize::try_from(size.unwrap().unwrap()).unwrap()
}

/// The lesson's two processes, stepped by hand.
struct Two {
    stage: Stepped,
    parent: ActorId,
    child: ActorId,
}

impl Two {
    /// Both stand behind the fork; the memory has so many pages.
    fn forked(set: &[(&str, &str)]) -> Self {
        let parent = ActorId::root();
        let child = parent.child(1);
        let mut stage = Stepped::open(LESSON, set);
        stage.step_to(&parent, "write");
        stage.step_to(&child, "write");
        Self {
            stage,
            parent,
            child,
        }
    }

    fn fact(&self, whose: &ActorId, key: &str) -> String {
        self.told(whose, key).0
    }

    fn told(&self, whose: &ActorId, key: &str) -> (String, Source) {
        let actor = self.stage.world.actor(whose).unwrap();
        let fact = actor.facts.get(key).unwrap();
        (fact.value.to_string(), fact.source)
    }

    /// The counts that were told, which are the kernel's, and equal to those that it gives anybody who asks.
    fn pages(&self, whose: &ActorId) -> (usize, usize) {
        let (shared, private) = (
            self.told(whose, "pages shared"),
            self.told(whose, "pages private"),
        );
        assert_eq!((shared.1, private.1), (Source::Kernel, Source::Kernel));
        let told = (shared.0.parse().unwrap(), private.0.parse().unwrap());
        let pid = self.stage.world.actor(whose).unwrap().ids.pid.unwrap();
        assert_eq!(told, kernels(pid, &self.fact(whose, "address")), "{whose}");
        told
    }

    fn both(&self, key: &str) -> [String; 2] {
        [&self.parent, &self.child].map(|whose| self.fact(whose, key))
    }
}

#[test]
fn exactly_the_pages_written_to_are_copied() {
    // Whoever of the two writes first; a quarter of a megabyte, all of four, nothing.
    for (megabytes, written, child_first) in [(1, 25, true), (4, 100, false), (2, 0, true)] {
        let set = [
            ("megabytes", megabytes.to_string()),
            ("written", written.to_string()),
        ];
        let set = set.each_ref().map(|(knob, value)| (*knob, value.as_str()));
        let all = (megabytes << 20) / page();
        let copied = all * written / 100;
        let mut two = Two::forked(&set);
        let (parent, child) = (two.parent.clone(), two.child.clone());
        assert_eq!(two.pages(&parent), (all, 0), "shared after the fork");
        assert_eq!(two.pages(&child), (all, 0), "shared after the fork");
        let (first, second) = if child_first {
            (&child, &parent)
        } else {
            (&parent, &child)
        };
        two.stage.step_to(first, "look");
        assert_eq!(two.pages(first), (all - copied, copied));
        assert_eq!(two.pages(second), (all - copied, copied), "told at once");
        two.stage.step_to(second, "look");
        assert_eq!(two.pages(first), (all - copied, copied));
        assert_eq!(two.pages(second), (all - copied, copied));
        two.stage.step_to(&child, "exit");
        two.stage.permit(&child);
        two.stage.step_to(&parent, "count");
        assert_eq!(two.pages(&parent), (0, all), "the parent alone is left");
    }
}

#[test]
fn one_address_has_two_values_in_two_frames() {
    let mut two = Two::forked(&[("megabytes", "1")]);
    let (parent, child) = (two.parent.clone(), two.child.clone());
    let [one, other] = two.both("address");
    assert_eq!(one, other);
    assert_eq!(two.both("memory[0]"), ["1", "1"]);
    let frames = |two: &Two| {
        let actor = two.stage.world.actor(&two.parent).unwrap();
        // Only root is told.
        actor.fact("page frame").map(|_| two.both("page frame"))
    };
    if let Some([one, other]) = frames(&two) {
        assert_eq!(one, other, "nothing is copied by the fork itself");
    }
    two.stage.step_to(&child, "look");
    two.stage.step_to(&parent, "look");
    assert_eq!(two.both("memory[0]"), ["2", "3"]);
    assert_eq!(two.both("byte at the address"), ["2", "3"]);
    assert_eq!(two.told(&child, "memory[0]").1, Source::Demo);
    assert_eq!(two.told(&child, "byte at the address").1, Source::Kernel);
    if let Some([one, other]) = frames(&two) {
        assert_ne!(one, other);
    }
    let at = u64::from_str_radix(one.trim_start_matches("0x"), 16).unwrap();
    for (whose, value) in [(&parent, 2), (&child, 3)] {
        let pid = two.stage.world.actor(whose).unwrap().ids.pid.unwrap();
        // A security module may keep one process's memory from another of the same user.
        if let Ok(memory) = File::open(format!("/proc/{pid}/mem")) {
            let mut byte = [0];
            memory.read_exact_at(&mut byte, at).unwrap();
            assert_eq!(byte[0], value, "{whose}");
        }
    }
}

#[test]
fn who_reads_moves_the_others_offset_too() {
    for child_first in [true, false] {
        let mut two = Two::forked(&[("megabytes", "1")]);
        let (parent, child) = (two.parent.clone(), two.child.clone());
        assert_eq!(two.both("file offset"), ["0", "0"]);
        let (first, second) = if child_first {
            (&child, &parent)
        } else {
            (&parent, &child)
        };
        two.stage.step_to(first, "flush");
        assert_eq!(two.both("file offset"), ["3", "3"]);
        two.stage.step_to(second, "flush");
        assert_eq!(two.both("file offset"), ["6", "6"]);
        assert_eq!(two.told(&parent, "file offset").1, Source::Kernel);
    }
}

#[test]
fn the_buffer_is_copied_where_it_holds_something() {
    for (stdout, waiting) in [("pipe", "6"), ("terminal", "0")] {
        let mut two = Two::forked(&[("megabytes", "1"), ("stdout", stdout)]);
        let child = two.child.clone();
        assert_eq!(two.both("bytes in buffer"), [waiting, waiting], "{stdout}");
        two.stage.step_to(&child, "exit");
        assert_eq!(two.both("bytes in buffer"), [waiting, "0"], "{stdout}");
    }
}

#[test]
fn both_processes_end_and_leave_nothing() {
    let trace = run(LESSON, &[("megabytes", "64")], &[]);
    let world: World = world(&trace);
    assert_eq!(world.actors().len(), 2);
    for actor in world.actors() {
        assert_eq!(actor.how(), Some(&How::Exit(0)));
        assert!(gone(actor.ids.pid.unwrap()));
    }
}

#[test]
fn the_listing_prints_the_same_in_cpython_but_for_the_order() {
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    for (megabytes, written, stdout) in [
        ("4", "25", "pipe"),
        ("1", "0", "pipe"),
        ("1", "100", "terminal"),
        ("2", "1", "terminal"),
    ] {
        let set = [
            ("megabytes", megabytes),
            ("written", written),
            ("stdout", stdout),
        ];
        let Some(expected) = in_cpython(LESSON, &set) else {
            return;
        };
        assert_eq!(sorted(native(LESSON, &set)), sorted(expected), "{set:?}");
    }
}

/// What a Python program writes on its standard output: through a pipe, or on a terminal.
fn python_writes(program: &str, terminal: bool) -> Option<String> {
    let mut python = Command::new("python3");
    python
        .args(["-W", "ignore", "-c", program])
        .env_remove("PYTHONUNBUFFERED");
    let (mut reader, writer): (File, Stdio) = if terminal {
        let pair = nix::pty::openpty(None, None).unwrap();
        (pair.master.into(), pair.slave.into())
    } else {
        let (reader, writer) = nix::unistd::pipe().unwrap();
        (reader.into(), writer.into())
    };
    let spawned = python.stdout(writer).spawn();
    // The command holds the end to write to: while it is open, the other end has no end.
    drop(python);
    let Ok(mut child) = spawned else {
        assert!(
            std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_none(),
            "python3 is needed here and is missing"
        );
        return None;
    };
    let mut text = Vec::new();
    // A terminal that nobody holds any more reads as an error; what came before it is kept.
    let ended = reader.read_to_end(&mut text);
    assert!(ended.is_ok() || terminal);
    assert!(child.wait().unwrap().success());
    Some(String::from_utf8(text).unwrap())
}

#[test]
fn cpythons_own_output_comes_twice_through_a_pipe_and_once_on_a_terminal() {
    let program = "import os\nprint('hello')\nif os.fork():\n    os.wait()\n";
    for (stdout, terminal, times) in [("pipe", false, 2), ("terminal", true, 1)] {
        let Some(text) = python_writes(program, terminal) else {
            return;
        };
        assert_eq!(text.matches("hello").count(), times, "{text:?}");
        let printed = native(LESSON, &[("megabytes", "1"), ("stdout", stdout)]);
        let last = printed.last().unwrap();
        assert_eq!(*last, format!("hellos: {times}"));
    }
}

/// Runs the lesson from the command line and returns its events.
fn told(command: &mut Command) -> Vec<serde_json::Value> {
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {complaint}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().skip(1);
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn refusals(events: &[serde_json::Value]) -> Vec<&serde_json::Value> {
    let refused = |event: &&serde_json::Value| event["event"] == "refused";
    events.iter().filter(refused).collect()
}

#[test]
fn who_may_not_see_frames_is_told_once_and_the_lesson_goes_on() {
    // A copy where anybody may run it: this one may lie in a folder of root's.
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("concurrium");
    // By another process: copied here, it could be open for writing in a child that another test is just forking.
    let mut copy = Command::new("cp");
    let copied = copy.arg(env!("CARGO_BIN_EXE_concurrium")).arg(&program);
    assert!(copied.status().unwrap().success());
    let mut command = Command::new(&program);
    command.args(["run", LESSON, "--json", "--set", "megabytes=1"]);
    if nix::unistd::getuid().is_root() {
        command.uid(65_534).gid(65_534).current_dir("/");
    }
    let events = told(&mut command);
    let refused = refusals(&events);
    let of = |actor: &str| {
        refused
            .iter()
            .filter(|event| event["actor"] == actor)
            .count()
    };
    assert_eq!((of("p0"), of("p0/1"), refused.len()), (1, 1, 2));
    assert_eq!(refused[0]["what"], "/proc/self/pagemap");
    assert!(refused[0]["why"].as_str().unwrap().contains("root alone"));
    let printed = |text: &str| events.iter().any(|event| event["text"] == text);
    assert!(printed("memory 2") && printed("memory 3") && printed("hellos: 2"));
}

#[test]
fn memory_that_the_kernel_does_not_give_is_a_refusal_and_a_clean_end() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -d 60000; exec \"$0\" \"$@\""]);
    command.arg(env!("CARGO_BIN_EXE_concurrium"));
    command.args(["run", LESSON, "--json", "--set", "megabytes=64"]);
    let events = told(&mut command);
    let refused = refusals(&events);
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["what"], "mmap");
    assert_eq!(events.last().unwrap()["event"], "ended");
}

#[test]
fn a_killed_terminal_program_leaves_no_process_of_it() {
    kill(&[LESSON, "--set", "megabytes=64"], 200_000);
}

fn kernel_fact(scene: &mut Scene, id: &str, key: &str, value: &str) {
    scene.event(
        id,
        What::Fact {
            key: key.into(),
            value: value.to_owned(),
            source: Source::Kernel,
        },
    );
}

/// The child has just written to its part of the pages.
pub(crate) fn written() -> Scene {
    let mut scene = Scene::open(LESSON, &[]);
    scene.process("p0", None, 4711);
    scene.process("p0/1", Some("p0"), 4712);
    for id in ["p0", "p0/1"] {
        scene.fact(id, "address", "0x7f4e30836000");
        scene.fact(id, "memory[0]", "1");
        for (key, value) in [
            ("byte at the address", "1"),
            ("page frame", "0x12d25a"),
            ("pages shared", "1024"),
            ("pages private", "0"),
            ("file offset", "0"),
        ] {
            kernel_fact(&mut scene, id, key, value);
        }
        scene.fact(id, "bytes in buffer", "6").line(id, "write", 44);
    }
    scene.state("p0/1", State::Running);
    scene.fact("p0/1", "memory[0]", "3");
    kernel_fact(&mut scene, "p0/1", "byte at the address", "3");
    kernel_fact(&mut scene, "p0/1", "page frame", "0x30bef1");
    for id in ["p0", "p0/1"] {
        kernel_fact(&mut scene, id, "pages shared", "768");
        kernel_fact(&mut scene, id, "pages private", "256");
    }
    scene.line("p0/1", "look", 49);
    scene
}

#[test]
fn its_screens() {
    let mut scene = written();
    insta::assert_snapshot!("own_memory_en_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("own_memory_en_120x36", screen(&scene.app, 120, 36));
    insta::assert_snapshot!("own_memory_en_40x12", screen(&scene.app, 40, 12));
    scene.app.lang = Lang::Zh;
    insta::assert_snapshot!("own_memory_zh_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("own_memory_zh_120x36", screen(&scene.app, 120, 36));
}

#[test]
fn its_screen_before_there_is_anything() {
    let empty = Scene::open(LESSON, &[]);
    assert!(screen(&empty.app, 80, 24).contains("Nobody is here yet."));
    let mut alone = Scene::open(LESSON, &[]);
    alone.process("p0", None, 4711);
    let text = screen(&alone.app, 80, 24);
    assert!(
        text.contains("4711°") && text.contains("no child yet"),
        "{text}"
    );
}

#[test]
fn what_the_kernel_does_not_tell_has_its_word() {
    let mut scene = Scene::open(LESSON, &[]);
    scene.process("p0", None, 4711);
    assert!(!screen(&scene.app, 80, 24).contains("can't be read"));
    scene.fact("p0", "memory[0]", "1");
    kernel_fact(&mut scene, "p0", "byte at the address", "1");
    kernel_fact(&mut scene, "p0", "pages shared", "0");
    kernel_fact(&mut scene, "p0", "pages private", "1024");
    let text = screen(&scene.app, 80, 24);
    let unread: Vec<&str> = text
        .lines()
        .filter(|l| l.contains("can't be read"))
        .collect();
    assert!(unread.len() == 1 && unread[0].contains("frame°"), "{text}");
}
