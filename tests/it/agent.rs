//! The agent alone: its modules' own tests, in Python, on every interpreter that is found.
//!
//! By hand: `python3 -B -m unittest discover -s tests/agent`.

use std::process::Command;

use crate::transparency::interpreters;

#[test]
fn its_modules_keep_their_word_on_every_interpreter() {
    for python in interpreters() {
        let output = Command::new(python.program())
            .args(["-B", "-m", "unittest", "discover", "-s", "tests/agent"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap_or_else(|why| panic!("CPython {} can't be started: {why}", python.release));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "CPython {}:\n{said}",
            python.release
        );
        assert!(!said.contains("Ran 0 tests"), "{said}");
    }
}

#[test]
fn what_it_refuses_has_the_catalogues_words_in_each_language() {
    let agent = include_str!("../../assets/agent/refusals.py");
    let table = agent
        .lines()
        .skip_while(|line| !line.starts_with("SENTENCES"));
    let entries = table.skip(1).take_while(|line| *line != "}");
    let catalogue = |text: &str| -> toml::Table { text.parse().expect("a table") };
    let english = catalogue(include_str!("../../assets/ui/en.toml"));
    let chinese = catalogue(include_str!("../../assets/ui/zh.toml"));
    let mut count = 0;
    for entry in entries {
        let entry = entry.trim().trim_end_matches(',');
        let (key, words) = entry.split_once(": ").expect("a key and its words");
        let (key, words) = (key.trim_matches('"'), words.trim_matches('"'));
        assert_eq!(english["refused"][key].as_str(), Some(words), "{key}");
        assert!(chinese["refused"][key].as_str().is_some(), "{key}");
        count += 1;
    }
    assert!(count > 5, "{count}");
}
