//! The command line as a user meets it: exit codes, sentences, streams.

use std::io::Read;
use std::process::{Command, Output, Stdio};

use concurrium::protocol::{Event, Header};

fn concurrium(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(arguments)
        .stdin(Stdio::null())
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C")
        .output()
        .unwrap()
}

#[test]
fn wrong_usage_is_answered_by_a_sentence_that_says_what_would_be_right() {
    for (arguments, sentence) in [
        (&["run", "forktree"][..], "did you mean fork-tree?"),
        (
            &["open", "nothing-like-it"],
            "`concurrium list` names them all",
        ),
        (
            &["run", "fork-tree", "--set", "fork=3"],
            "it has forks, shape",
        ),
        (
            &["run", "fork-tree", "--set", "forks=11"],
            "a whole number from 1 to 10, not \"11\"",
        ),
        (
            &["run", "fork-tree", "--set", "forks=many"],
            "a whole number from 1 to 10",
        ),
        (&["run", "fork-tree", "--set", "shape=ring"], "doubling"),
        (&["run", "fork-tree", "--set", "forks"], "--set forks=3"),
        (
            &["run", "fork-tree", "--do", "next"],
            "--do goes with generator",
        ),
        (
            &["run", "generator", "--do", "sned 1"],
            "did you mean send?",
        ),
        (
            &["run", "generator", "--do", "send 'abc"],
            "its last quote is missing",
        ),
        (
            &["run", "generator", "--do", "send"],
            "needs a Python literal",
        ),
        (
            &["run", "generator", "--do", "throw RuntimeEror"],
            "did you mean RuntimeError?",
        ),
        (
            &["run", "generator", "--plain", "--json"],
            "--plain can't be used with --json",
        ),
        (&["--lang", "fr", "list"], "the languages are en, zh"),
        (&[], "concurrium run LESSON --plain"),
    ] {
        let output = concurrium(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(sentence), "{arguments:?}: {said}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            output.stdout.is_empty(),
            "{arguments:?}: what is wrong isn't data"
        );
    }
}

#[test]
fn help_and_mistakes_are_told_in_the_language_that_is_asked_for() {
    let said = |arguments: &[&str]| {
        let output = concurrium(arguments);
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    for (arguments, code, words) in [
        (
            &["--help", "--lang", "zh"][..],
            0,
            "用法：concurrium [选项] [命令]",
        ),
        (&["--lang=zh", "run", "-h"], 0, "每行一个 JSON 事件"),
        (&["help", "quiz", "--lang", "zh"], 0, "只练这一课的内容"),
        (&["help", "quiz"], 0, "Only what this lesson is about"),
        (&["help", "quizz"], 2, "there is no command quizz"),
        (
            &["rum", "lock", "--lang", "zh"],
            2,
            "没有 rum 这个命令；是不是 run？",
        ),
        (&["run", "--lang", "zh"], 2, "缺少 <LESSON>"),
        (
            &["run", "lock", "--sed", "1", "--lang", "zh"],
            2,
            "是不是 --seed？",
        ),
        (
            &["quiz", "-n", "0", "--lang", "zh"],
            2,
            "应为 1 到 1000 之间的整数",
        ),
        (
            &["run", "forktree", "--lang", "zh"],
            2,
            "没有 \"forktree\" 这一课",
        ),
        (
            &["run", "lock", "--schedule", "AABB", "--lang", "zh"],
            2,
            "锁在 A 手里",
        ),
        (
            &["run", "generator", "--do", "send 'a", "--lang", "zh"],
            2,
            "缺少结尾的引号",
        ),
        (
            &["run", "fork-tree", "--set", "forks=99", "--lang", "zh"],
            2,
            "应为 1 到 10 之间的整数",
        ),
    ] {
        let (came, text) = said(arguments);
        assert_eq!(came, Some(code), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
    }
}

#[test]
fn a_run_tells_its_story_in_each_language() {
    for lang in ["en", "zh"] {
        // Its actors have names, not pids: the story is the same every time.
        let output = concurrium(&["run", "generator", "--lang", lang]);
        let text = String::from_utf8(output.stdout).unwrap();
        // The kernel shows a zombie only to whom looks in time.
        let zombie = |line: &&str| line.contains("main has exited") || line.contains("main 已退出");
        let lines: Vec<&str> = text.lines().filter(|line| !zombie(line)).collect();
        insta::assert_snapshot!(format!("story_generator_{lang}"), lines.join("\n"));
    }
}

#[test]
fn a_run_as_json_is_a_header_and_events_without_gaps() {
    let output = concurrium(&["run", "fork-tree", "--set", "forks=3", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let header: Header = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(
        (header.lesson.as_str(), header.knobs.get("forks")),
        ("fork-tree", "3")
    );
    let events: Vec<Event> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        events
            .iter()
            .map(|event| event.seq)
            .eq(1..=events.len() as u64)
    );
}

#[test]
fn verbs_by_hand_end_in_what_python_answers() {
    for (verbs, last) in [
        (
            &["next", "close"][..],
            "g.close() → raises RuntimeError: generator ignored GeneratorExit",
        ),
        (
            &["send 1"],
            "g.send(1) → raises TypeError: can't send non-None value to a just-started generator",
        ),
        (
            &["next", "throw GeneratorExit"],
            "g.throw(GeneratorExit) → yields 'final here'",
        ),
        (&["close", "next"], "next(g) → raises StopIteration"),
        (
            &["throw 5"],
            "g.throw(5) → raises TypeError: exceptions must be classes or instances deriving from BaseException, not int",
        ),
    ] {
        let mut arguments = vec!["run", "generator", "--plain"];
        arguments.extend(verbs.iter().flat_map(|verb| ["--do", verb]));
        let output = concurrium(&arguments);
        assert_eq!(output.status.code(), Some(0), "{verbs:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        // What the program's end lets go of is told after it.
        let outcome = text.lines().rfind(|line| line.contains(" → "));
        assert_eq!(outcome.map(str::trim), Some(last), "{verbs:?}");
    }
}

#[test]
fn a_suspended_generator_that_the_end_lets_go_of_is_closed() {
    for (python, above) in [
        (
            "3.13",
            "Exception ignored in: <generator object grep at 0x…>",
        ),
        (
            "3.14",
            "Exception ignored while closing generator <generator object grep at 0x…>:",
        ),
    ] {
        let python = format!("python={python}");
        let output = concurrium(&[
            "run",
            "generator",
            "--plain",
            "--set",
            &python,
            "--do",
            "next",
        ]);
        let text = String::from_utf8(output.stdout).unwrap();
        let (_, end) = text.split_once("next(g) → yields None\n").unwrap();
        // A why is told below its line, deeper than what happens.
        let happens = end.lines().filter(|line| !line.starts_with("    "));
        assert_eq!(
            happens.collect::<Vec<_>>(),
            [
                "  g is suspended, and nobody refers to it any more: it is closed",
                "g, line 11: print(\"Go away, Goodbye\")",
                "  | Go away, Goodbye",
                "g, line 12: yield \"final here\"",
                "  g yields 'final here' to main",
                &format!("  | {above}"),
                "  | RuntimeError: generator ignored GeneratorExit",
                "  g has ended: raised RuntimeError: generator ignored GeneratorExit",
            ]
        );
    }
}

#[test]
fn a_fork_beyond_the_cap_is_refused_and_the_lesson_goes_on() {
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "fork-tree", "--json"])
        .env("CONCURRIUM_PROCESSES", "4")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("\"event\":\"refused\"")
            && text.contains("this run may have 4 processes at once")
    );
    assert!(text.lines().last().unwrap().contains("\"event\":\"ended\""));
}

#[test]
fn a_refusal_of_the_stage_is_told_in_the_language_that_is_asked_for() {
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "fork-tree", "--lang", "zh"])
        .env("CONCURRIUM_PROCESSES", "4")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("这次运行同时最多 4 个进程"), "{text}");
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "fork-tree", "--set", "forks=6", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

/// Its standard output, as text.
fn says(arguments: &[&str]) -> String {
    let output = concurrium(arguments);
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn each_command_has_its_page_of_the_manual_in_each_language() {
    let all = says(&["completions", "zsh", "--", "concurrium", "man", ""]);
    let pages: Vec<&str> = all.lines().skip(1).step_by(2).collect();
    assert!(
        pages.contains(&"run") && pages.contains(&"man"),
        "{pages:?}"
    );
    for lang in ["en", "zh"] {
        let whole = says(&["man", "--lang", lang]);
        assert!(whole.contains(".TH concurrium 1"), "{whole}");
        for page in &pages {
            let name = page.replace('-', "\\-");
            assert!(whole.contains(&format!("concurrium\\-{name}(1)")), "{page}");
            let said = says(&["man", page, "--lang", lang]);
            assert!(said.contains(&format!(".TH concurrium-{page} 1")), "{said}");
            assert!(!said.contains('⟨'), "{said}");
        }
    }
    let wrong = concurrium(&["man", "rnu"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("rnu"));
}

#[test]
fn the_script_completes_in_bash_as_if_tab_were_pressed() {
    // What bash would do with the line, its own cuts at `=` included.
    const PRESS: &str = r#"
        source <(concurrium completions bash) || exit
        compopt() { :; }
        COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=("${@:3}") COMP_CWORD=$(($# - 3))
        _concurrium concurrium "$2" && printf '%s\n' "${COMPREPLY[@]}""#;
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_concurrium"));
    let folder = program.parent().unwrap().display();
    let others = std::env::var("PATH").unwrap();
    let pressed = |line: &str, replaced: &str, words: &[&str]| {
        let output = Command::new("bash")
            .args(["-c", PRESS, "bash", line, replaced])
            .args(words)
            .env("PATH", format!("{folder}:{others}"))
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        pressed("concurrium open lo", "lo", &["concurrium", "open", "lo"]),
        "lost-update\nlock\n"
    );
    let words = ["concurrium", "open", "lock", "--set", "switches", "=", "f"];
    assert_eq!(
        pressed("concurrium open lock --set switches=f", "f", &words),
        "from\\ 3.10\n"
    );
    let words = ["concurrium", "open", "lock", "--set", "\"switches=f"];
    assert_eq!(
        pressed(
            "concurrium open lock --set \"switches=f",
            "switches=f",
            &words
        ),
        "switches=from 3.10\n"
    );
}

#[test]
fn each_shell_has_its_script() {
    for (shell, begins) in [
        ("bash", "# Completion of concurrium for bash"),
        ("zsh", "#compdef concurrium\n"),
        ("fish", "# Completion of concurrium for fish"),
    ] {
        let script = says(&["completions", shell]);
        assert!(script.starts_with(begins), "{script}");
        assert!(script.contains(&format!("concurrium completions {shell} -- ")));
    }
    assert_eq!(concurrium(&["completions", "csh"]).status.code(), Some(2));
}
