//! Random signals at random moments: to guardian, app and warden, in every lesson, its tour, the quiz, with notes, suspended
//! and not; while scripts run that are hard to be rid of, to these, too. Whatever comes, the terminal is given back, nobody is left, nothing hangs, no file stays.
//!
//! A few in every run of the tests; `ATTACK=1000` makes so many, `ATTACK_SEED=7` tries others. The seed is printed, and with
//! each finding what was done. A finding is written down, and the attack goes on.

mod scripts;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use crate::chance::{Chance, asked};
use crate::kill::marked;
use crate::pty::{Pty, children};
use crate::waiting::comes;

/// How many attacks there are in every run of the tests.
const FEW: u64 = 12;

/// How long anything may take that the program is asked for: much longer than it does, on any machine.
const LIMIT: Duration = crate::pty::PATIENCE;

const ENDING: [Signal; 4] = [
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGINT,
    Signal::SIGQUIT,
];

/// What was found; `dirty`, `survivor`, `hang` or `file`, and after what.
type Findings = Vec<(&'static str, String)>;

/// What an attack is made on.
struct Target {
    name: &'static str,
    arguments: Vec<String>,
    /// What may be pressed.
    keys: &'static [&'static str],
    /// How long it goes on at most before it is attacked, in milliseconds.
    goes_on: usize,
}

struct Attack<'a> {
    chance: &'a mut Chance,
    pty: Pty,
    done: String,
    /// Whether guardian or app was killed: never both, which nothing mends but `reset-terminal`.
    killed: bool,
    /// Whether a script runs, whose processes are attacked, too.
    runs_script: bool,
}

fn lesson(chance: &mut Chance) -> Target {
    let lesson = chance.one(&crate::shelf::all().into_iter().collect::<Vec<_>>());
    let words: &[&str] = match chance.below(10) {
        0..5 => &["open", &lesson.id],
        5..7 => &["tour", &lesson.id],
        7 => &["quiz"],
        8 => &["notes", "--plain"],
        _ => &[],
    };
    Target {
        name: "lesson",
        arguments: words.iter().map(|word| (*word).to_owned()).collect(),
        keys: &["", " ", "++++ ", "m", "m++++ ", "\r"],
        goes_on: 200,
    }
}

fn script(chance: &mut Chance, scripts: &[PathBuf]) -> Target {
    let script = chance.one(scripts).display().to_string();
    let free: &[&str] = match chance.below(4) {
        0 => &["--free"],
        _ => &[],
    };
    let words = ["open"].iter().chain(free).copied();
    Target {
        name: "script",
        arguments: words.map(str::to_owned).chain([script]).collect(),
        keys: &["", " ", "++++ ", "++++ ", "eeee", "++++ q", "++++ qq"],
        goes_on: 1000,
    }
}

impl Attack<'_> {
    fn pause(&mut self, most_ms: usize) {
        let micros = self.chance.below(most_ms * 1000) as u64;
        std::thread::sleep(Duration::from_micros(micros));
    }

    /// One of the run's processes, or of their children.
    fn of_the_run(&mut self) -> Option<Pid> {
        let [.., warden] = self.them();
        let first = children(warden?);
        let all = first.iter().flat_map(|one| children(*one));
        let all: Vec<Pid> = all.chain(first.iter().copied()).collect();
        (!all.is_empty()).then(|| self.chance.one(&all))
    }

    /// Guardian, app and warden, as far as they are there.
    fn them(&self) -> [Option<Pid>; 3] {
        let first_child = |of: Pid| children(of).first().copied();
        let guardian = first_child(self.pty.job());
        let app = guardian.and_then(first_child);
        [guardian, app, app.and_then(first_child)]
    }

    fn send(&mut self, to: Option<Pid>, whom: &str, signal: Signal) {
        if let Some(pid) = to {
            let _ = kill(pid, signal); // it may just have ended
            self.done += &format!(" {signal}→{whom}");
        }
    }

    fn some_signal(&mut self) {
        let [guardian, app, warden] = self.them();
        let ending = self.chance.one(&ENDING);
        match self.chance.below(if self.runs_script { 13 } else { 10 }) {
            10..13 => {
                let one = self.of_the_run();
                let signals = [Signal::SIGKILL, Signal::SIGSTOP, Signal::SIGSEGV, ending];
                let signal = self.chance.one(&signals);
                self.send(one, "one of the run", signal);
            }
            0 | 1 => self.send(guardian, "guardian", ending),
            2 | 3 => self.send(app, "app", ending),
            4 => self.send(warden, "warden", Signal::SIGKILL),
            5 => self.send(warden, "warden", Signal::SIGSTOP),
            6 => match self.chance.below(2) {
                0 => self.send(guardian, "guardian", Signal::SIGSTOP),
                _ => self.send(app, "app", Signal::SIGSTOP),
            },
            7 => {
                self.send(guardian, "guardian", Signal::SIGTSTP);
                self.pause(20);
                self.send(guardian, "guardian", Signal::SIGCONT);
            }
            _ if self.killed => {}
            8 => {
                self.killed = guardian.is_some();
                self.send(guardian, "guardian", Signal::SIGKILL);
            }
            _ => {
                self.killed = app.is_some();
                self.send(app, "app", Signal::SIGKILL);
            }
        }
    }

    fn attack(&mut self, target: &Target) {
        if self.chance.below(4) > 0 {
            // Otherwise it is still starting.
            self.pty
                .comes_to(LIMIT, |screen| !screen.contents().trim().is_empty());
            self.pty.send(self.chance.one(target.keys));
        }
        self.pause(target.goes_on);
        if self.chance.below(3) == 0 {
            self.pty.send("\x1a");
            self.done += " ^Z";
            if self.chance.below(2) == 0 {
                self.pty.ends_within(Duration::from_millis(300));
            }
        }
        for _ in 0..=self.chance.below(3) {
            self.some_signal();
            self.pause(30);
        }
        // At last it is asked for its end as `kill %1` does.
        if let [Some(guardian), ..] = self.them() {
            let ending = self.chance.one(&ENDING);
            self.done += &format!(" {ending}→job");
            // What the shell has forked and is not yet our program might not hear it.
            comes(LIMIT, || {
                let begun = has_begun(guardian);
                if !begun {
                    let _ = kill(guardian, Signal::SIGCONT); // it may have been stopped before that
                }
                begun
            });
            let _ = killpg(guardian, ending);
            let _ = killpg(guardian, Signal::SIGCONT);
        }
    }

    fn look(&self, mark: &str, temporary: &Path, found: &mut Findings) {
        let start = Instant::now();
        let shell = self.pty.job().as_raw();
        let left = loop {
            let mut left = marked(mark);
            left.retain(|pid| *pid != shell);
            if left.is_empty() || start.elapsed() > LIMIT {
                break left;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let mut find = |what, more: String| found.push((what, format!("{}: {more}", self.done)));
        let guardian = self.them()[0].map(Pid::as_raw);
        if guardian.is_some_and(|guardian| left.contains(&guardian)) {
            find("hang", left.iter().map(|pid| who(*pid)).collect());
        } else if !left.is_empty() {
            find("survivor", left.iter().map(|pid| who(*pid)).collect());
        }
        for pid in left {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
        let clean = self.pty.comes_to(LIMIT, |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        if !clean || self.pty.settings() != *self.pty.settings_before() {
            find("dirty", format!("modes clean: {clean}"));
        }
        let files = std::fs::read_dir(temporary).unwrap().flatten();
        let files: Vec<_> = files.map(|entry| entry.file_name()).collect();
        if !files.is_empty() {
            find("file", format!("{files:?}"));
        }
    }
}

/// A process, for who looks for the cause.
/// Whether a process is our program by now, or none any more.
fn has_begun(pid: Pid) -> bool {
    let program = std::fs::read_link(format!("/proc/{pid}/exe"));
    program.map_or(true, |program| {
        program == Path::new(env!("CARGO_BIN_EXE_concurrium"))
    })
}

fn who(pid: i32) -> String {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let line = String::from_utf8_lossy(&line).replace('\0', " ");
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let waits = std::fs::read_to_string(format!("/proc/{pid}/wchan")).unwrap_or_default();
    format!("[{line}; {stat}; {waits}]")
}

/// One attack on one program.
fn one(n: u64, target: &Target, chance: &mut Chance, found: &mut Findings) {
    let own = std::process::id();
    let mark = format!("CONCURRIUM_TEST_RUN=attack-{}-{own}-{n}", target.name);
    let temporary = tempfile::tempdir().unwrap();
    let runtime = tempfile::tempdir().unwrap();
    let arguments = &target.arguments;
    let with = |command: &mut Command| {
        let (name, value) = mark.split_once('=').unwrap();
        command
            .env(name, value)
            .env("TERM", "xterm-256color")
            .env("XDG_RUNTIME_DIR", runtime.path())
            .env("TMPDIR", temporary.path());
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command.args(arguments);
    with(&mut command);
    // A presenter for the notes, and a reader of the notes for a presenter, who are not attacked.
    let presenter = (arguments.first().is_some_and(|word| word == "notes")).then(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        command
            .args(["open", "fork-tree"])
            .env("TERM", "xterm-256color")
            .env("XDG_RUNTIME_DIR", runtime.path());
        let pty = Pty::run(&command);
        pty.comes_to(LIMIT, vt100::Screen::alternate_screen);
        pty.send("m");
        let socket = || std::fs::read_dir(runtime.path().join("concurrium")).map(Iterator::count);
        let start = Instant::now();
        while !socket().is_ok_and(|sockets| sockets > 0) && start.elapsed() < LIMIT {
            std::thread::sleep(Duration::from_millis(5));
        }
        pty
    });
    let mut attack = Attack {
        pty: Pty::start_job(&command),
        chance,
        done: format!("{n} {}", arguments.join(" ")),
        killed: false,
        runs_script: target.arguments.iter().any(|word| word.ends_with(".py")),
    };
    let reader = (presenter.is_none() && attack.chance.below(4) == 0).then(|| {
        let mut reader = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        reader
            .args(["notes", "--plain"])
            .env("XDG_RUNTIME_DIR", runtime.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        reader.spawn().unwrap()
    });
    attack.attack(target);
    attack.look(&mark, temporary.path(), found);
    if let Some(mut reader) = reader {
        // The presentation is over: so is the reading.
        let start = Instant::now();
        while reader.try_wait().unwrap().is_none() {
            if start.elapsed() > LIMIT {
                found.push(("hang", format!("{}: the reader of its notes", attack.done)));
                let _ = reader.kill();
                let _ = reader.wait();
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Many attacks; nothing may be found.
fn attacks(on: impl Fn(&mut Chance) -> Target) {
    let (attacks, seed) = (asked("ATTACK", FEW), asked("ATTACK_SEED", 1));
    println!("ATTACK={attacks} ATTACK_SEED={seed}");
    let mut chance = Chance::new(seed);
    let mut found = Findings::new();
    for n in 0..attacks {
        let target = on(&mut chance);
        one(n, &target, &mut chance, &mut found);
    }
    for (what, after) in &found {
        println!("{what}: {after}");
    }
    let count = |wanted| found.iter().filter(|(what, _)| *what == wanted).count();
    let counts = ["dirty", "survivor", "hang", "file"].map(|what| (what, count(what)));
    println!("{attacks} attacks: {counts:?}");
    assert!(found.is_empty(), "{counts:?}");
}

#[test]
fn whatever_signals_come_nothing_is_left_and_nothing_hangs() {
    attacks(lesson);
}

#[test]
fn whatever_signals_come_while_a_script_runs_nothing_is_left_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let scripts = scripts::write(folder.path());
    attacks(|chance| script(chance, &scripts));
}

/// A second, and three for what runs beside the tests.
const SOON: Duration = Duration::from_secs(4);

#[test]
fn a_script_is_left_soon_whatever_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut scripts = scripts::write(folder.path());
    scripts.retain(|script| !script.ends_with("waits.py")); // there a q is an answer
    for script in scripts {
        let mark = format!("CONCURRIUM_TEST_RUN=left-{}", script.display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        let (name, value) = mark.split_once('=').unwrap();
        command.args(["open", "--lang", "en"]).arg(&script);
        command.env(name, value).env("TERM", "xterm-256color");
        let pty = Pty::run(&command);
        pty.wait_for_text("who moves next?");
        pty.send("++++ ");
        pty.wait_for_text("Space  pause");
        let start = Instant::now();
        pty.send("qq");
        assert_eq!(pty.exit_code(), 0, "{}", script.display());
        let took = start.elapsed();
        assert!(took < SOON, "{}: {took:?}", script.display());
        let shell = pty.job().as_raw();
        crate::kill::until(&mark, LIMIT, |left| left.iter().all(|pid| *pid == shell));
    }
}
