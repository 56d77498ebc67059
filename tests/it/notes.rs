//! Speaker's notes: a second program follows the first; one that is slow or gone hinders nobody, and nothing is left.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use concurrium::app::Effect;

use crate::fake::Session;
use crate::pty::Pty;

fn presenter(runtime: &Path) -> Pty {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["open", "fork-tree", "--lang", "en", "--no-state"])
        .env("TERM", "xterm-256color")
        .env("XDG_RUNTIME_DIR", runtime);
    let pty = Pty::run(&command);
    pty.wait_for_text("predict");
    pty.send("m");
    // The keys that could be pressed give way to those that were.
    pty.wait_for("presenter mode", |screen| {
        !screen.contents().contains("knobs")
    });
    pty
}

fn socket(runtime: &Path) -> Option<PathBuf> {
    let folder = fs::read_dir(runtime.join("concurrium")).ok()?;
    let mut paths = folder.filter_map(|entry| Some(entry.ok()?.path()));
    paths.find(|path| {
        path.extension()
            .is_some_and(|extension| extension == "sock")
    })
}

fn notes(runtime: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["notes", "--plain"])
        .env("XDG_RUNTIME_DIR", runtime)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs")
}

/// Reads lines until one has this in it.
fn read_until(out: &mut impl BufRead, wanted: &str) -> String {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        let read = out.read_line(&mut line).expect("it is UTF-8");
        assert!(read > 0, "{wanted:?} isn't in {text}");
        text += &line;
        if line.contains(wanted) {
            return text;
        }
    }
}

#[test]
fn a_second_program_follows_the_first_to_its_end() {
    let runtime = tempfile::tempdir().expect("a folder");
    let pty = presenter(runtime.path());
    let mut viewer = notes(runtime.path());
    let mut out = BufReader::new(viewer.stdout.take().expect("it is piped"));
    let first = read_until(&mut out, "How many processes");
    assert!(first.contains("A tree of forks · step 2 of 2"), "{first}");
    // One that never reads, and one that goes at once.
    let path = socket(runtime.path()).expect("a socket");
    let slow = UnixStream::connect(&path).expect("it listens");
    drop(UnixStream::connect(&path).expect("it listens"));
    pty.send("B");
    pty.wait_for_text("you predict 6");
    for _ in 0..40 {
        pty.send("L"); // as many changes as a socket doesn't hold
    }
    pty.send("l");
    read_until(&mut out, "step 3 of");
    // Whoever goes home between two lessons presents all the same.
    pty.send("qq");
    pty.wait_for_text("Enter");
    read_until(&mut out, "The home screen");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    let output = viewer
        .wait_with_output()
        .expect("it ends with the presentation");
    assert!(output.status.success());
    assert_eq!(socket(runtime.path()), None, "nothing is left");
    drop(slow);
}

#[test]
fn without_a_presenter_one_is_told_what_to_do_and_dead_sockets_go() {
    let runtime = tempfile::tempdir().expect("a folder");
    let folder = runtime.path().join("concurrium");
    fs::create_dir(&folder).expect("a folder");
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("it is ours");
    drop(std::os::unix::net::UnixListener::bind(folder.join("7.sock")).expect("a socket"));
    let output = notes(runtime.path()).wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("press m there"), "{said}");
    assert_eq!(socket(runtime.path()), None);
}

/// A socket at which somebody listens who lets nobody in, and at which no more than these can wait.
fn full(path: &Path) -> (UnixListener, Vec<UnixStream>) {
    let _ = fs::remove_file(path);
    let listener = UnixListener::bind(path).expect("a socket");
    let one = nix::sys::socket::Backlog::new(1).expect("it is small");
    nix::sys::socket::listen(&listener, one).expect("it listens");
    // A backlog of 1 is room for two.
    let waiting = (0..2).map(|_| UnixStream::connect(path).expect("there is room"));
    let waiting = waiting.collect();
    (listener, waiting)
}

#[test]
fn whoever_listens_and_does_not_answer_is_not_waited_for() {
    let runtime = tempfile::tempdir().expect("a folder");
    let pty = presenter(runtime.path());
    let path = socket(runtime.path()).expect("a socket");
    // The presenter leaves though its socket is another's now.
    let other = full(&path);
    pty.send("qqq");
    assert_eq!(pty.exit_code(), 0);
    drop(other);

    let _full = full(&path);
    let _silent = UnixListener::bind(path.with_file_name("1.sock")).expect("a socket");
    let output = notes(runtime.path()).wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("nobody presents"), "{said}");
}

#[test]
fn a_directory_that_others_can_enter_is_refused() {
    let runtime = tempfile::tempdir().expect("a folder");
    let folder = runtime.path().join("concurrium");
    fs::create_dir(&folder).expect("a folder");
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let pty = presenter(runtime.path());
    pty.wait_for_text("Speaker's notes can't be published");
    pty.send("qqq");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn notes_are_published_when_they_change_and_taken_back_at_the_end() {
    let mut s = Session::lesson("fork-tree");
    s.keys("m");
    let published = |s: &mut Session| -> Vec<Option<String>> {
        let effects = s.effects.drain(..);
        let published = effects.filter_map(|effect| match effect {
            Effect::Publish(notes) => Some(notes.map(|notes| notes.place)),
            _ => None,
        });
        published.collect()
    };
    let place = |step| Some(format!("A tree of forks · step {step} of {step}"));
    assert_eq!(published(&mut s), [place(2)]);
    s.keys("Tab");
    assert_eq!(published(&mut s), [], "they are the same");
    s.keys("→");
    assert_eq!(published(&mut s).last(), Some(&place(4)));
    s.keys("m");
    assert_eq!(published(&mut s), [None]);
}

#[test]
fn the_presenter_is_told_the_answer_from_the_first_and_who_moves_by_role() {
    let mut s = Session::lesson("fork-tree");
    s.keys("m");
    let noted = |s: &Session| concurrium::app::notes::notes(&s.app).expect("one presents");
    let right = |s: &Session| -> Vec<String> {
        let asked = noted(s).asked.expect("a question is open");
        let right = asked.choices.into_iter().filter(|choice| choice.right);
        right.map(|choice| choice.name).collect()
    };
    let says = |s: &Session, words: &str| noted(s).says.iter().any(|said| said.contains(words));
    assert!(
        noted(&s).sees[0].starts_with("the first ("),
        "{:?}",
        noted(&s).sees
    );
    assert_eq!(right(&s), ["8"]);
    assert!(!says(&s, "That is so if all go on forking"));
    s.keys("V A 1 7 Enter Enter");
    assert_eq!(right(&s), ["8"], "the round is closed");
    // With other knobs it is another.
    let mut s = Session::home();
    let lesson = crate::shelf::lesson("fork-tree");
    let mut settings = lesson.defaults();
    settings.set(lesson, "shape", "chain").expect("it fits");
    s.start_with(lesson, settings);
    s.keys("m");
    assert_eq!(right(&s), ["4"]);
    assert!(says(&s, "That is so if all go on forking"));
}

#[test]
fn what_is_no_dead_socket_of_a_presenter_is_never_deleted() {
    let runtime = tempfile::tempdir().expect("a folder");
    let folder = private_folder(runtime.path());
    let elsewhere = runtime.path().join("elsewhere");
    let bind = |path: PathBuf| std::os::unix::net::UnixListener::bind(path).expect("a socket");
    fs::write(folder.join("1.sock"), "mine").expect("a file");
    drop(bind(elsewhere.clone()));
    std::os::unix::fs::symlink(&elsewhere, folder.join("2.sock")).expect("a link");
    drop(bind(folder.join("mine.sock")));
    drop(bind(folder.join("3.sock")));
    let pty = presenter(runtime.path());
    let mut said = notes(runtime.path());
    let mut out = BufReader::new(said.stdout.take().expect("a pipe"));
    read_until(&mut out, "step");
    pty.send("qqq");
    assert_eq!(pty.exit_code(), 0);
    assert!(said.wait().expect("it ends").success());
    let mut left: Vec<_> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["1.sock", "2.sock", "mine.sock"]);
    assert!(elsewhere.exists());
}

#[test]
fn a_killed_presenters_socket_goes_when_the_next_one_begins() {
    let runtime = tempfile::tempdir().expect("a folder");
    let pty = presenter(runtime.path());
    let left = socket(runtime.path()).expect("a socket");
    let app = crate::pty::only_child(pty.program());
    let gone = crate::pty::Witness::of(app);
    crate::pty::signal(app, nix::sys::signal::Signal::SIGKILL);
    gone.wait();
    assert!(left.exists());
    let next = presenter(runtime.path());
    assert!(!left.exists() && socket(runtime.path()).is_some());
    next.send("qqq");
    assert_eq!(next.exit_code(), 0);
}

fn private_folder(runtime: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let folder = runtime.join("concurrium");
    fs::create_dir(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("it is ours");
    folder
}

#[test]
fn a_screen_of_notes_waits_follows_each_step_and_takes_the_next_presenter() {
    let runtime = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(["notes", "--lang", "en"])
        .env("TERM", "xterm-256color")
        .env("XDG_RUNTIME_DIR", runtime.path());
    let screen = Pty::run(&command);
    screen.wait_for_text("Nobody presents yet");
    let first_line = |step: &str| {
        let step = step.to_owned();
        screen.wait_for("the step on the first line", move |screen| {
            let text = screen.contents();
            let first = text.lines().next().unwrap_or_default().to_owned();
            first.contains("fork-tree") && first.contains(&step)
        });
    };
    let pty = presenter(runtime.path());
    first_line("step 2 of 2");
    screen.wait_for_text("question open");
    pty.send("V");
    pty.send("A17\r");
    screen.wait_for_text("17 hands");
    pty.send("\r");
    screen.wait_for_text("round 1 closed");
    screen.wait_for_text("After the vote");
    pty.send("l");
    first_line("step 4 of 4");
    // Both questions are still to be decided; what is said is the step's.
    screen.wait_for_text("question open");
    pty.send("VA2\r\r");
    screen.wait_for_text("round 1 closed");
    pty.send("l");
    screen.wait_for_text("what will differ between the two");
    pty.send("qqq");
    assert_eq!(pty.exit_code(), 0);
    screen.wait_for_text("Nobody presents yet");
    let next = presenter(runtime.path());
    first_line("step 2 of 2");
    screen.send("q");
    assert_eq!(screen.exit_code(), 0);
    next.send("qqq");
    assert_eq!(next.exit_code(), 0);
}
