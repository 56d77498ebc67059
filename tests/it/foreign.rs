//! Foreign text at every door: arguments, files and their names, the environment, a publisher that isn't ours. Nothing a
//! terminal would obey comes out, on standard output, on standard error, or in a cell of the screen.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use concurrium::i18n::Lang;
use concurrium::printable::is_harmless;
use concurrium::protocol::{Comes, Header, How, Ids, Kind, Source, State, Stream, VERSION, What};
use concurrium::view::theme::{Depth, Theme};
use concurrium::{trace, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::pty::Pty;
use crate::scenes::Scene;

/// Sets the title, moves the cursor, changes colours as C1 does, turns the line round, hides.
const HOSTILE: &str =
    "x\x1b]0;pwn\x07\r\x08\x7f\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\ty";

/// What panes read.
const FACTS: &[&str] = &[
    "task",
    "lost",
    "waits",
    "ratio",
    "stood",
    "cores",
    "load",
    "python3",
    "died",
    "local x",
    "local line",
    "yield from",
    "turns",
    "together",
    "time",
    "target",
    "switches",
    "python3 lost",
    "processor",
    "next",
    "never awaited",
    "n",
    "gone",
    "fork",
    "done",
    "counter",
    "clock",
    "alone",
    "cwd",
    "umask",
    "fd 0",
];

/// Runs the program without a terminal and holds what it says to the rule. Returns both streams.
fn said(arguments: &[&str], environment: &[(&str, &Path)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    let mut both = String::new();
    for stream in [output.stdout, output.stderr] {
        let text = String::from_utf8(stream).unwrap();
        for line in text.lines() {
            assert!(line.chars().all(is_harmless), "{arguments:?}: {line:?}");
        }
        both += &text;
    }
    both
}

#[test]
fn no_argument_reaches_a_terminal_as_it_is() {
    let knob = format!("{HOSTILE}=1");
    let value = format!("forks={HOSTILE}");
    let pattern = format!("pattern={HOSTILE}");
    let [send, throw, signal] = ["send", "throw", "signal"].map(|verb| format!("{verb} {HOSTILE}"));
    let nowhere = format!("/nowhere/{HOSTILE}.jsonl");
    let option = format!("--{HOSTILE}");
    for arguments in [
        &[HOSTILE][..],
        &[&option],
        &["--lang", HOSTILE],
        &["--record", &nowhere],
        &["--record", &nowhere, "list"],
        &["--cast-version", HOSTILE],
        &["--theme", HOSTILE],
        &["open", HOSTILE],
        &["open", &nowhere],
        &["open", &nowhere, "--set", HOSTILE],
        &["list", HOSTILE],
        &["run", HOSTILE],
        &["run", "fork-tree", "--set", HOSTILE],
        &["run", "fork-tree", "--set", &knob],
        &["run", "fork-tree", "--set", &value],
        &["run", "generator", "--set", &pattern],
        &["run", "generator", "--do", HOSTILE],
        &["run", "generator", "--do", &send],
        &["run", "generator", "--do", &throw],
        &["run", "daemon", "--do", HOSTILE],
        &["run", "daemon", "--do", &signal],
        &["run", "lost-update", "--schedule", HOSTILE],
        &["run", "lost-update", "--seed", HOSTILE],
        &["explore", HOSTILE],
        &["explore", "lost-update", "--states", HOSTILE],
        &["notes", HOSTILE],
        &["quiz", HOSTILE],
        &["quiz", "--seed", HOSTILE],
        &["tour", HOSTILE],
        &["tour", "generator", "--size", HOSTILE],
        &["tour", "generator", "--size", "80x24", "--record", &nowhere],
        &["picture", HOSTILE],
        &["picture", "generator", "--keys", HOSTILE],
        &["picture", "generator", "--size", HOSTILE],
        &["picture", "generator", "-o", &nowhere],
        &["reset-terminal", HOSTILE],
        &["help", HOSTILE],
    ] {
        let said = said(arguments, &[]);
        assert!(!said.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_value_done_by_hand_is_told_and_cannot_be_obeyed() {
    // A literal may hold them, where Python's may: all but the ends of lines.
    let line = HOSTILE.replace(['\r', '\u{2028}'], "");
    let send = format!("send '{line}'");
    let verbs = ["--do", "next", "--do", &send];
    let plain = said(
        &[&["run", "generator", "--plain"], &verbs[..]].concat(),
        &[],
    );
    assert!(plain.contains(r"\x1b]0;pwn\x07"), "{plain}");
    let json = said(&[&["run", "generator", "--json"], &verbs[..]].concat(), &[]);
    assert!(json.contains(r"\u202e"), "{json}");
}

#[test]
fn no_file_speaks_to_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let quoted = serde_json::Value::from(HOSTILE).to_string();
    let header = r#"{"concurrium":1,"lesson":"fork-tree","knobs":{}}"#;
    let event =
        |what: &str| format!("{header}\n{{\"seq\":1,\"t_ns\":1,\"actor\":\"p0\",{what}}}\n");
    let hostile = OsString::from(format!("{HOSTILE}.jsonl"));
    for (file, content) in [
        (hostile.clone(), HOSTILE.to_owned()),
        ("raw.jsonl".into(), format!("{header}\n{HOSTILE}\n")),
        (
            "lesson.jsonl".into(),
            header.replace("\"fork-tree\"", &quoted),
        ),
        (
            "knob.jsonl".into(),
            header.replace("{}", &format!("{{{quoted}:\"1\"}}")),
        ),
        (
            "value.jsonl".into(),
            header.replace("{}", &format!("{{\"forks\":{quoted}}}")),
        ),
        ("event.jsonl".into(), event(&format!("\"event\":{quoted}"))),
        (
            "kind.jsonl".into(),
            event(&format!("\"event\":\"born\",\"kind\":{quoted}")),
        ),
        (
            "actor.jsonl".into(),
            event("\"event\":\"born\"").replace("\"p0\"", &quoted),
        ),
    ] {
        let path = folder.path().join(&file);
        fs::write(&path, content).unwrap();
        let said = said(&["open", path.to_str().unwrap()], &[]);
        assert!(!said.is_empty(), "{file:?}");
    }
}

#[test]
fn no_variable_speaks_to_the_terminal() {
    let hostile = Path::new(HOSTILE);
    let locale = format!("zh_CN.{HOSTILE}");
    let absolute = format!("/{HOSTILE}");
    for (variable, value) in [
        ("LC_ALL", Path::new(&locale)),
        ("LANG", hostile),
        ("TERM", hostile),
        ("COLORFGBG", hostile),
        ("XDG_RUNTIME_DIR", Path::new(&absolute)),
        ("XDG_STATE_HOME", Path::new(&absolute)),
        ("TMPDIR", Path::new(&absolute)),
        ("PATH", hostile),
    ] {
        for arguments in [
            &["list"][..],
            &["notes"],
            &["run", "generator", "--plain"],
            &[],
        ] {
            said(arguments, &[(variable, value)]);
        }
    }
}

#[test]
fn a_foreign_publishers_notes_are_only_read() {
    let runtime = tempfile::tempdir().unwrap();
    let folder = runtime.path().join("concurrium");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    let listener = UnixListener::bind(folder.join("1.sock")).unwrap();
    // It lives as long as the test: everybody is told the same, those too who only knock.
    std::thread::spawn(move || {
        let quoted = serde_json::Value::from(HOSTILE);
        let choice = serde_json::json!({"name": quoted, "right": true});
        let asked = serde_json::json!({"question": quoted, "choices": [choice], "rounds": [[1]]});
        let line = serde_json::json!({
            "concurrium_notes": 3, "began": 0, "lang": quoted, "lesson": quoted, "place": quoted,
            "step": quoted, "status": quoted, "sees": [quoted], "asked": asked, "says": [quoted], "about": [quoted],
            "then": [[quoted, quoted]], "next": quoted,
        });
        for mut viewer in listener.incoming().flatten() {
            let _ = writeln!(viewer, "{line}\n{HOSTILE}");
        }
    });
    let said = said(&["notes"], &[("XDG_RUNTIME_DIR", runtime.path())]);
    let seen = r"x\x1b]0;pwn\x07\r\x08\x7f\x9b31m\u202e\u2066\u200b\ufeff\u2028";
    assert_eq!(said.matches(seen).count(), 6, "{said}");
}

/// A run in which everything that is text is hostile.
fn hostile_run(lesson: &str) -> Scene {
    let mut scene = Scene::open(lesson, &[]);
    let root = Ids {
        pid: Some(100),
        ..Ids::default()
    };
    scene.born("p0", Kind::Process, None, HOSTILE, root);
    scene.born("p0.t1", Kind::Thread, Some("p0"), HOSTILE, Ids::default());
    scene.born(
        "p0.g1",
        Kind::Coroutine,
        Some("p0"),
        HOSTILE,
        Ids::default(),
    );
    let cue = scene
        .app
        .lesson()
        .and_then(|open| open.play.listing.cues().next().map(str::to_owned));
    if let Some(cue) = cue {
        scene.line("p0", &cue, 1);
    }
    for actor in ["p0", "p0.t1", "p0.g1"] {
        for key in FACTS {
            scene.fact(actor, key, HOSTILE);
        }
        let why = HOSTILE.to_owned();
        scene.event(
            actor,
            What::Refused {
                what: HOSTILE.into(),
                why,
                said: None,
            },
        );
        for stream in [Stream::Stdout, Stream::Stderr] {
            let text = HOSTILE.to_owned();
            scene.event(
                actor,
                What::Output {
                    stream,
                    text,
                    open: false,
                    unsigned: false,
                },
            );
        }
    }
    let call = HOSTILE.to_owned();
    let outcome = |result, value: Option<&str>, exception: Option<&str>| What::Outcome {
        verb: HOSTILE.into(),
        call: call.clone(),
        result,
        value: value.map(str::to_owned),
        exception: exception.map(str::to_owned),
    };
    scene.event("p0", outcome(Comes::Yield, Some(HOSTILE), None));
    scene.event("p0", outcome(Comes::Raise, None, Some(HOSTILE)));
    scene.message("p0", "p0.g1", HOSTILE, HOSTILE);
    scene.blocked("p0", HOSTILE);
    let (state, source, status) = (State::Suspended, Source::Demo, None);
    scene.event(
        "p0.g1",
        What::State {
            state,
            source,
            status,
        },
    );
    let how = How::Raise(HOSTILE.to_owned());
    let reaped_by = None;
    scene.event("p0.t1", What::Ended { how, reaped_by });
    scene
}

#[test]
fn no_cell_of_the_screen_is_obeyed_and_what_was_there_is_seen() {
    for lesson in crate::shelf::all() {
        let scene = hostile_run(&lesson.id);
        let mut app = scene.app;
        for (lang, size) in [(Lang::En, (140, 40)), (Lang::Zh, (80, 24))] {
            app.lang = lang;
            let theme = Theme {
                depth: Depth::None,
                ..Theme::of_environment(|_| None)
            };
            let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
            view::draw(&app, &theme, buffer.area, &mut buffer);
            let seen: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
            assert!(seen.chars().all(is_harmless), "{}: {seen:?}", lesson.id);
            assert!(seen.contains(r"\x1b]0;"), "{}: {seen}", lesson.id);
            assert!(
                !seen.contains('\u{fffd}'),
                "{} lets something by: {seen}",
                lesson.id
            );
        }
    }
}

#[test]
fn a_hostile_run_writes_nothing_of_its_own_to_the_terminal_or_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let (run, cast) = (
        folder.path().join("run.jsonl"),
        folder.path().join("run.cast"),
    );
    let scene = hostile_run("fork-tree");
    let header = Header {
        concurrium: VERSION,
        lesson: "fork-tree".into(),
        knobs: Default::default(),
        schedule: None,
        python: None,
        listing: None,
    };
    let mut file = Vec::new();
    trace::write_header(&mut file, &header, &trace::Beside::default()).unwrap();
    for event in scene.app.lesson().unwrap().history.events() {
        trace::write_event(&mut file, event).unwrap();
    }
    fs::write(&run, file).unwrap();
    let arguments = [
        "open",
        run.to_str().unwrap(),
        "--record",
        cast.to_str().unwrap(),
    ];
    let pty = Pty::start(&arguments);
    pty.wait_for_text("REPLAY");
    pty.send("\x1b[F");
    pty.wait_for_text(r"\x1b]0;pwn");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    let recorded = fs::read_to_string(cast).unwrap();
    for obeyed in [
        "\x1b]0;", "\x07", "\u{9b}", "\u{202e}", "\u{2066}", "\u{200b}",
    ] {
        assert_eq!(pty.written(obeyed.as_bytes()), None, "{obeyed:?}");
        let quoted = serde_json::Value::from(obeyed).to_string();
        let quoted = quoted.trim_matches('"');
        assert!(
            !recorded.contains(quoted) && !recorded.contains(obeyed),
            "{obeyed:?}"
        );
    }
}
