//! A script runs here as it runs without us: what it writes, on which stream, and how it ends.
//!
//! The scripts are `tests/scripts/KIND/*.py`, each with one possible outcome. Each is run by CPython alone and by `concurrium run`,
//! both on terminals of their own. A sample of them is held; all where `CONCURRIUM_SCRIPTS` is `all`, and otherwise those with
//! this in their path: `odd/`.
#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::thread;

use concurrium::protocol::{Event, Stream, What};
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::pty::{OpenptyResult, openpty};

use crate::pythons::{self, Python};

/// How many scripts of a kind are a sample.
const SAMPLE: usize = 2;

/// What a script is given: its own, not ours.
const ARGUMENTS: [&str; 2] = ["one", "--json"];

/// Held by who starts a program, for itself alone by who makes what it isn't to have.
static STARTING: RwLock<()> = RwLock::new(());

/// How a run came out.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    /// As a shell has it.
    code: i32,
}

fn scripts() -> Vec<PathBuf> {
    let which = std::env::var("CONCURRIUM_SCRIPTS").ok();
    let part = which.as_deref().filter(|which| *which != "all");
    let sorted = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    };
    let is_script = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "py");
    // Of its own modules only the main one is a script.
    let kinds = sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"));
    let scripts = |kind: &PathBuf| {
        let scripts = sorted(kind).into_iter().filter(is_script);
        scripts.take(if which.is_none() { SAMPLE } else { usize::MAX })
    };
    let is_meant =
        |script: &PathBuf| part.is_none_or(|part| script.to_string_lossy().contains(part));
    let scripts = kinds.iter().flat_map(scripts);
    scripts.filter(is_meant).collect()
}

/// Addresses differ from run to run.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        said += "0x";
        said += part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    said
}

fn code(status: ExitStatus) -> i32 {
    let killed = status.signal().map(|signal| 128 + signal);
    status.code().or(killed).unwrap()
}

/// All that is written on a terminal until nobody has it open any more.
fn all_of(master: OwnedFd) -> String {
    let mut bytes = Vec::new();
    // The last one to close it makes it an error (EIO).
    let _ = fs::File::from(master).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
}

/// What is run: what stands behind `python3`.
struct Program<'a> {
    words: Vec<&'a OsStr>,
    folder: &'a Path,
    /// What comes on its standard input.
    input: &'a Path,
}

impl<'a> Program<'a> {
    fn script(script: &'a Path) -> Self {
        let own = ARGUMENTS.map(OsStr::new);
        Self {
            words: [script.as_os_str()].into_iter().chain(own).collect(),
            folder: Path::new("."),
            input: Path::new("/dev/null"),
        }
    }

    fn stdin(&self) -> fs::File {
        fs::File::open(self.folder.join(self.input)).unwrap()
    }
}

/// A terminal that only who is given it has open.
fn terminal() -> OpenptyResult {
    // Nobody may be started between the two calls.
    let _alone = STARTING.write().unwrap();
    let terminal = openpty(None, None).unwrap();
    for end in [&terminal.master, &terminal.slave] {
        fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).unwrap();
    }
    terminal
}

fn alone(python: &Python, program: &Program<'_>) -> Outcome {
    let (out, err) = (terminal(), terminal());
    let mut command = Command::new(python.program());
    let child = command
        .env_remove("PYTHONUNBUFFERED")
        // As a shell starts it: what it sends its group reaches nobody else.
        .process_group(0)
        .arg("-B")
        .args(&program.words)
        .current_dir(program.folder)
        .stdin(program.stdin())
        .stdout(out.slave)
        .stderr(err.slave);
    let mut child = {
        let _others = STARTING.read().unwrap();
        child.spawn().unwrap()
    };
    drop(command);
    let stdout = thread::Builder::new().spawn(|| all_of(out.master)).unwrap();
    let stderr = all_of(err.master);
    Outcome {
        stdout: without_addresses(&stdout.join().unwrap()),
        stderr: without_addresses(&stderr),
        code: code(child.wait().unwrap()),
    }
}

fn here(python: &Python, program: &Program<'_>) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    let output = command
        .env_remove("PYTHONUNBUFFERED")
        .args(["run", "--json", "--python"])
        .arg(python.program())
        .args(&program.words)
        .current_dir(program.folder)
        .stdin(program.stdin())
        .output()
        .unwrap();
    // Ours, where the run breaks off.
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let (mut stdout, mut stderr) = (String::new(), complaint);
    for line in String::from_utf8_lossy(&output.stdout).lines().skip(1) {
        match serde_json::from_str::<Event>(line).unwrap().what {
            What::Output {
                stream, text, open, ..
            } => {
                let written = match stream {
                    Stream::Stdout | Stream::Stdin => &mut stdout,
                    Stream::Stderr => &mut stderr,
                };
                *written += &text;
                *written += if open { "" } else { "\n" };
            }
            What::Fault { what, why } => stderr += &format!("fault at {what}: {why}\n"),
            _ => {}
        }
    }
    Outcome {
        stdout: without_addresses(&stdout),
        stderr: without_addresses(&stderr),
        code: code(output.status),
    }
}

/// The interpreters that scripts run on.
pub(crate) fn interpreters() -> Vec<Python> {
    let mut all = pythons::all();
    all.retain(|python| !python.release.starts_with("3.8."));
    all
}

#[test]
fn a_script_writes_and_ends_as_without_us() {
    let (pythons, scripts) = (interpreters(), scripts());
    let cases: Vec<_> = pythons
        .iter()
        .flat_map(|python| scripts.iter().map(move |script| (python, script)))
        .collect();
    let next = AtomicUsize::new(0);
    let different = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            let holds = || {
                while let Some((python, script)) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let (alone, here) = (
                        alone(python, &Program::script(script)),
                        here(python, &Program::script(script)),
                    );
                    if here != alone {
                        let place = format!("{} on {}", script.display(), python.release);
                        let said = format!("{place}: {here:#?}, without us {alone:#?}");
                        different.lock().unwrap().push(said);
                    }
                }
            };
            thread::Builder::new().spawn_scoped(scope, holds).unwrap();
        }
    });
    let different = different.into_inner().unwrap();
    let all = cases.len();
    assert!(
        different.is_empty(),
        "{} of {all}:\n{}",
        different.len(),
        different.join("\n")
    );
}

/// What a program knows of how it was started.
const KNOWS: &str = "import sys
print(list(globals()), sys.argv, sys.path[0], __name__, __package__, __file__)
print(__spec__ and __spec__.name, type(__loader__), getattr(sys, 'orig_argv', [])[1:])
if len(sys.argv) > 1:
    raise ValueError(sys.argv[1])
";

#[test]
fn a_module_and_a_script_on_standard_input_begin_and_end_as_without_us() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    fs::create_dir_all(folder.join("package/inner")).unwrap();
    for (file, text) in [
        ("knows.py", KNOWS),
        ("package/__init__.py", "print('a package begins')\n"),
        ("package/__main__.py", KNOWS),
        ("package/inner/__init__.py", ""),
        ("package/inner/knows.py", KNOWS),
        ("reads.py", "print(input(), end='')\n"),
        ("broken.py", "def broken(:\n"),
    ] {
        fs::write(folder.join(file), text).unwrap();
    }
    for python in interpreters() {
        for (words, input) in [
            ("knows.py", "/dev/null"),
            ("-m knows one", "/dev/null"),
            ("-m package", "/dev/null"),
            ("-m package.inner.knows -m", "/dev/null"),
            ("-m package.inner", "/dev/null"),
            ("-m package.nothing", "/dev/null"),
            ("-m nothing", "/dev/null"),
            ("-m nothing.more", "/dev/null"),
            ("-m broken", "/dev/null"),
            ("- one", "knows.py"),
            ("-", "reads.py"),
            ("-", "broken.py"),
        ] {
            let program = Program {
                words: words.split(' ').map(OsStr::new).collect(),
                folder: &folder,
                input: input.as_ref(),
            };
            let (mut alone, here) = (alone(&python, &program), here(&python, &program));
            // Here it isn't we who wrote it.
            alone.stdout = alone.stdout.replace("'-B', ", "");
            assert_eq!(here, alone, "{words} < {input} on {}", python.release);
        }
    }
}

#[test]
fn nothing_is_written_beside_a_script() {
    for python in interpreters() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("own.py"), "words = 'own'\n").unwrap();
        let script = folder.path().join("script.py");
        fs::write(&script, "import own, random\nprint(own.words)\n").unwrap();
        assert_eq!(here(&python, &Program::script(&script)).stdout, "own\n");
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 2, "{}", python.release);
    }
}
