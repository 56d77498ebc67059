//! Programs that a script's processes become by `exec`, and whose the lines are that such programs print.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;

use concurrium::protocol::{Event, What};

use crate::own_script::{concurrium, said};

/// What a script's run tells.
fn events(script: &str) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.py"), script).unwrap();
    let odd = folder.path().join("odd");
    crate::programs::write(&odd, "no program\n");
    let (_, told, complaint) = said(&concurrium(folder.path(), &["run", "--json", "a.py"]));
    assert_eq!(complaint, "");
    let events = told.lines().skip(1);
    events
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The programs that this actor was said to be, one after the other.
fn programs(events: &[Event], actor: &str) -> Vec<String> {
    let of_it = events.iter().filter(|event| event.actor.as_str() == actor);
    let said = of_it.filter_map(|event| match &event.what {
        What::Fact { key, value, .. } if &**key == "program" => Some(value.clone()),
        _ => None,
    });
    said.collect()
}

/// Who printed this line; None: nobody knows.
fn printer<'e>(events: &'e [Event], line: &str) -> Option<&'e str> {
    let printed = events.iter().find_map(|event| match &event.what {
        What::Output { text, unsigned, .. } if text == line => Some((event, *unsigned)),
        _ => None,
    });
    let (event, unsigned) = printed.unwrap_or_else(|| panic!("{line} wasn't printed"));
    (!unsigned).then(|| event.actor.as_str())
}

#[test]
fn of_the_tries_along_the_path_the_one_that_takes_is_told() {
    let events = events(
        r#"import os
os.environ["PATH"] = "/nowhere:/nor/here:/usr/bin:/bin"
if os.fork() == 0:
    os.execvp("echo", ["echo", "from echo"])
os.wait()
if os.fork() == 0:
    try:
        os.execvp("nonesuch", ["nonesuch"])
    except OSError:
        os._exit(7)
os.wait()
if os.fork() == 0:
    try:
        os.execv("./odd", ["odd"])
    except OSError:
        os._exit(8)
os.wait()
os.execvp("echo", ["echo", "the last"])
"#,
    );
    assert_eq!(programs(&events, "p0/1"), ["echo"]);
    assert_eq!(programs(&events, "p0/2"), [] as [&str; 0]);
    // The kernel finds it, and then no program in it: taken back.
    assert_eq!(programs(&events, "p0/3"), ["odd", ""]);
    assert_eq!(programs(&events, "p0"), ["echo"]);
    assert_eq!(printer(&events, "from echo"), Some("p0/1"));
    assert_eq!(printer(&events, "the last"), Some("p0"));
}

#[test]
fn what_a_program_prints_is_its_own_and_of_two_nobodys() {
    let events = events(
        r#"import os, subprocess
gate, door = os.pipe()
os.set_inheritable(gate, True)
# It prints once it was told that it lives.
shell = subprocess.Popen(f"read go <&{gate}; echo by a shell", shell=True, close_fds=False)
os.write(door, b"go\n")
shell.wait()
one = subprocess.Popen(["sh", "-c", f"read go <&{gate}; echo by one of two"], close_fds=False)
two = subprocess.Popen(["sleep", "100"])
os.write(door, b"go\n")
one.wait()
two.kill()
two.wait()
print("by main")
"#,
    );
    assert_eq!(printer(&events, "by a shell"), Some("p0/1"));
    assert_eq!(printer(&events, "by one of two"), None);
    assert_eq!(printer(&events, "by main"), Some("p0"));
}

#[test]
fn what_it_has_become_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let script = "import os\nos.execv('/bin/echo', ['echo', 'hello'])\n";
    fs::write(folder.path().join("a.py"), script).unwrap();
    let (code, told, _) = said(&concurrium(folder.path(), &["run", "a.py"]));
    let said = "main is another program from here on, echo: it isn't followed";
    assert!(code == 0 && told.contains(said), "{told}");
}
