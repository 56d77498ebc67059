//! A run is saved, and opened again without anything running.

use std::path::Path;
use std::process::Command;

use crate::pty::Pty;

fn run(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(arguments)
        .output()
        .unwrap()
}

fn replayed(file: &Path) -> Pty {
    Pty::start(&["open", file.to_str().unwrap()])
}

#[test]
fn a_run_saved_by_its_key_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lesson.jsonl");
    let pty = Pty::start(&["open", "generator"]);
    pty.wait_for_text("g = grep(pattern)");
    pty.wait_for_text("step 2 of 2");
    pty.send("w");
    pty.wait_for_text("save as generator.jsonl");
    pty.send(&format!("\x15{}\r", file.display()));
    pty.wait_for_text("Saved in");
    pty.send("w");
    pty.wait_for_text("save as");
    pty.send(&format!("\x15{}\r", file.display()));
    pty.wait_for_text("lesson-2.jsonl");
    pty.send("\x1b");
    pty.wait_for_text("who moves next");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);

    let pty = replayed(&file);
    pty.wait_for_text("▷ REPLAY");
    pty.wait_for_text("step 1 of 2");
    // Who is to move can't, and one stays where one looks.
    pty.send("1");
    pty.wait_for("that nothing runs", |screen| {
        let seen = screen.contents();
        seen.contains("nothing runs") && seen.contains("step 1 of 2")
    });
    pty.send("l");
    pty.wait_for_text("step 2 of 2");
    pty.send("l");
    pty.wait_for_text("nothing runs");
    pty.send(" ");
    pty.wait_for_text("step 1 of 2");
    pty.wait_for_text("step 2 of 2");
    // The same lesson, live.
    pty.send("r");
    pty.wait_for_text("● LIVE");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_saved_run_keeps_its_schedule_and_its_own_listing() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        folder.path().join("old.jsonl"),
        folder.path().join("new.jsonl"),
    );
    let told = run(&["run", "lost-update", "--schedule", "AABABB", "--json"]).stdout;
    let told = String::from_utf8(told).unwrap();
    // As a version might have saved it whose listing had another line where somebody stands.
    let told = told.replacen("n = n + 1", "n += 1  # old", 1);
    let told = told.replacen('{', r#"{"by":["a later version"],"#, 1);
    std::fs::write(&old, told).unwrap();
    let pty = replayed(&old);
    pty.wait_for_text("▷ REPLAY");
    pty.wait_for_text("n += 1  # old");
    pty.send("w");
    pty.wait_for_text("save as");
    pty.send(&format!("\x15{}\r", new.display()));
    pty.wait_for_text("Saved in");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    let saved = std::fs::read_to_string(&new).unwrap();
    let header: serde_json::Value = serde_json::from_str(saved.lines().next().unwrap()).unwrap();
    assert_eq!(header["by"], serde_json::json!(["a later version"]));
    assert_eq!(header["schedule"], "AABABB");
    let program = header["listing"]["program"].as_str().unwrap();
    assert!(program.contains("n += 1  # old\n"), "{program}");
}

#[test]
fn what_a_later_version_added_is_passed_over_with_a_word_and_saved_again() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (
        folder.path().join("later.jsonl"),
        folder.path().join("again.jsonl"),
    );
    let told = run(&["run", "fork-tree", "--json", "--set", "forks=1"]).stdout;
    let told = String::from_utf8(told).unwrap();
    let mut lines = told.lines();
    let mut later = format!("{}\n", lines.next().unwrap());
    let mut seq = 0;
    for line in lines {
        // Numbered anew, with a field, a key and two events more behind every birth.
        let (_, rest) = line.split_once(',').unwrap();
        seq += 1;
        let more = if line.contains(r#""event":"ended""#) {
            r#","core_dumped":false"#
        } else {
            ""
        };
        later += &format!("{{\"seq\":{seq}{more},{rest}\n");
        if line.contains(r#""event":"born""#) {
            for what in [
                r#""actor":"p0","event":"fact","key":"mood","value":"fine","source":"demo"}"#,
                r#""actor":"p0","event":"dreams","of":{"sheep":[1.50,"electric"]}}"#,
                r#""actor":"p0/9.t1","event":"moves_core"}"#,
            ] {
                seq += 1;
                later += &format!("{{\"seq\":{seq},\"t_ns\":5,{what}\n");
            }
        }
    }
    std::fs::write(&old, &later).unwrap();
    let events = later.matches("dreams").count() + later.matches("moves_core").count();
    let fields = later.matches("core_dumped").count();
    assert!(events >= 4 && fields >= 2, "{later}");

    let pty = replayed(&old);
    pty.wait_for_text("▷ REPLAY");
    pty.wait_for_text(&format!(
        "{events} events of a kind this program doesn't know"
    ));
    pty.wait_for_text(&format!("{fields} events have"));
    pty.send("\x1b[F");
    pty.wait_for_text("exit");
    pty.send("w");
    pty.wait_for_text("save as");
    pty.send(&format!("\x15{}\r", new.display()));
    pty.wait_for_text("Saved in");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(std::fs::read_to_string(&new).unwrap(), later);
}

#[test]
fn a_truncated_run_is_shown_as_far_as_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cut.jsonl");
    let mut told = run(&["run", "fork-tree", "--json", "--set", "forks=1"]).stdout;
    told.truncate(told.len() - 20);
    let lines = told.split(|&byte| byte == b'\n').count();
    std::fs::write(&file, &told).unwrap();
    let pty = replayed(&file);
    pty.wait_for_text("▷ REPLAY");
    pty.wait_for_text(&format!("line {lines}: it is no event"));
    pty.send("\x1b[F");
    pty.wait_for_text("exit");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn what_is_no_saved_run_is_refused_before_anything_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("foreign.txt");
    std::fs::write(&file, "hello\n").unwrap();
    let refused = |arguments: &[&str], code: i32, said: &str| {
        let output = run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        assert!(
            stderr.contains(said) && output.stdout.is_empty(),
            "{stderr}"
        );
    };
    let name = file.to_str().unwrap();
    refused(
        &["open", name],
        1,
        "foreign.txt: line 1: this is no saved run",
    );
    refused(
        &["open", "./nowhere.jsonl"],
        1,
        "./nowhere.jsonl can't be opened",
    );
    refused(&["open", name, "--set", "forks=2"], 2, "leave --set out");
}
