//! What `multiprocessing` starts by spawn and by a fork server: children are actors, and the library's own are told apart.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use concurrium::protocol::{ActorId, Event, Fate, How, Stream, What};

use crate::own_script::{concurrium, leave, opened, said};
use crate::pythons::Python;
use crate::transparency::interpreters;

const SCRIPT: &str = r#"import multiprocessing
import sys

n = 1


def work(to):
    m = n
    to.put(m)
    sys.exit(3)


def change():
    global n
    n = 10


if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    change()
    found = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=work, args=(found,))
    process.start()
    process.join()
    print(found.get(), process.exitcode)
"#;

/// The trace of a script, and with which code it ended.
fn trace(python: &Python, script: &str, method: &str) -> (Vec<Event>, i32) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("it.py"), script).unwrap();
    let python = python.program().to_str().unwrap();
    let arguments = ["run", "--json", "--python", python, "it.py", method];
    let (code, told, complaint) = said(&concurrium(folder.path(), &arguments));
    let events = told.lines().skip(1).map(serde_json::from_str);
    let events: Result<_, _> = events.collect();
    (events.unwrap_or_else(|_| panic!("{told}{complaint}")), code)
}

/// Who was born with a name that begins so; and of whom.
fn born(events: &[Event], begins: &str) -> (ActorId, ActorId) {
    let found = events.iter().find_map(|event| match &event.what {
        What::Born {
            name,
            parent: Some(parent),
            ..
        } if name.starts_with(begins) => Some((event.actor.clone(), parent.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{begins} was never born"))
}

fn facts(events: &[Event], actor: &ActorId, wanted: &str) -> Vec<String> {
    let of_it = events.iter().filter(|event| event.actor == *actor);
    let values = of_it.filter_map(|event| match &event.what {
        What::Fact { key, value, .. } if &**key == wanted => Some(value.clone()),
        _ => None,
    });
    values.collect()
}

fn functions(events: &[Event], actor: &ActorId) -> Vec<String> {
    let of_it = events.iter().filter(|event| event.actor == *actor);
    let mut functions: Vec<String> = of_it
        .filter_map(|event| match &event.what {
            What::Line(spot) => spot.function.as_deref().map(str::to_owned),
            _ => None,
        })
        .collect();
    functions.dedup();
    functions
}

fn end(events: &[Event], actor: &ActorId) -> (How, Option<ActorId>) {
    let ended = events.iter().find_map(|event| match &event.what {
        What::Ended { how, reaped_by } if event.actor == *actor => {
            Some((how.clone(), reaped_by.clone()))
        }
        _ => None,
    });
    ended.unwrap_or_else(|| panic!("{actor} has never ended"))
}

fn printed(events: &[Event]) -> Vec<String> {
    let lines = events.iter().filter_map(|event| match &event.what {
        What::Output {
            stream: Stream::Stdout,
            text,
            ..
        } => Some(text.clone()),
        _ => None,
    });
    lines.collect()
}

#[test]
fn a_spawned_child_is_an_actor_that_runs_the_program_again() {
    for python in interpreters() {
        let (events, code) = trace(&python, SCRIPT, "spawn");
        assert_eq!((code, printed(&events)), (0, vec!["1 3".to_owned()]));
        let (child, parent) = born(&events, "child-");
        assert_eq!(parent, ActorId::root(), "{}", python.release);
        assert_eq!(facts(&events, &child, "spawned"), ["child"]);
        assert_eq!(facts(&events, &child, "called"), ["Process-1"]);
        assert_eq!(functions(&events, &child), ["<module>", "work"]);
        assert_eq!(end(&events, &child), (How::Exit(3), Some(parent)));
        let (tracker, _) = born(&events, "tracker-");
        assert_eq!(facts(&events, &tracker, "helper"), ["tracker"]);
        assert_eq!(functions(&events, &tracker), [""; 0]);
        end(&events, &tracker);
    }
}

#[test]
fn a_fork_servers_child_is_an_actor_and_the_server_is_never_held() {
    for python in interpreters() {
        let (events, code) = trace(&python, SCRIPT, "forkserver");
        assert_eq!((code, printed(&events)), (0, vec!["1 3".to_owned()]));
        let (server, parent) = born(&events, "forkserver-");
        assert_eq!(parent, ActorId::root());
        assert_eq!(facts(&events, &server, "helper"), ["forkserver"]);
        assert_eq!(functions(&events, &server), [""; 0], "{}", python.release);
        let (child, parent) = born(&events, "child-");
        assert_eq!(parent, server);
        assert_eq!(facts(&events, &child, "called"), ["Process-1"]);
        // Where the server has imported the program, its children have it of that.
        let functions = functions(&events, &child);
        let imports = functions == ["<module>", "work"] || functions == ["work"];
        assert!(imports, "{functions:?} on {}", python.release);
        assert_eq!(end(&events, &child), (How::Exit(3), Some(server.clone())));
        end(&events, &server);
    }
}

#[test]
fn a_forked_child_is_called_as_the_library_does_and_as_it_calls_itself_later() {
    let script = SCRIPT.replace(
        "    m = n\n",
        "    multiprocessing.current_process().name = 'me'\n    m = n\n",
    );
    for python in interpreters() {
        let (events, code) = trace(&python, &script, "fork");
        assert_eq!((code, printed(&events)), (0, vec!["10 3".to_owned()]));
        let (child, _) = born(&events, "child-");
        let called = facts(&events, &child, "called");
        assert_eq!(called, ["Process-1", "me"], "{}", python.release);
    }
}

#[test]
fn without_a_guard_the_child_says_what_has_ended_it() {
    let script = SCRIPT.replace("if __name__ == \"__main__\":", "if True:");
    let script = script.replace("(sys.argv[1])", "(sys.argv[1], force=True)");
    let script = script.replace("found.get(), ", "");
    for python in interpreters() {
        let (events, _) = trace(&python, &script, "spawn");
        assert_eq!(printed(&events), ["1"], "{}", python.release);
        let (child, _) = born(&events, "child-");
        let uncaught = events.iter().any(|event| {
            let fate = matches!(&event.what, What::Exception { text, fate: Fate::Uncaught, .. } if text.starts_with("RuntimeError"));
            event.actor == child && fate
        });
        assert!(uncaught, "{}", python.release);
        assert_eq!(end(&events, &child).0, How::Exit(1));
    }
}

#[test]
fn a_spawned_child_is_stepped_and_the_librarys_own_processes_keep_nobody_waiting() {
    let script = SCRIPT.replace("sys.argv[1]", "'spawn'");
    let (_folder, pty) = opened("spawns.py", &script);
    pty.wait_for_text("stands before line 4");
    // Whoever's turn it is, until all have ended.
    pty.send("+++ ");
    pty.wait_for("a tracker that nobody waits for, and the end", |screen| {
        let seen = screen.contents();
        // Each has a memory of its own.
        let apart = seen.contains("n = 10 main, 1 Process-1");
        apart && seen.contains("tracker-") && seen.contains("1 3") && seen.contains("t is over")
    });
    leave(&pty);
}
