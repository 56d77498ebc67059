//! Holds the completions to the definition of the command line: each value they offer is one that it takes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::cli::{self, help};
use crate::{demos, lessons};

fn asked(words: &[&str]) -> Vec<String> {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    let shelf = lessons::built_in().unwrap();
    let asked = Asked { words, stays: 0 };
    let said = answered(&help::command(Lang::En), shelf, Lang::En, asked);
    said.lines().map(str::to_owned).collect()
}

/// The values alone.
fn offered(words: &[&str]) -> Vec<String> {
    asked(words).into_iter().skip(1).step_by(2).collect()
}

#[test]
fn commands_lessons_and_options_are_offered_by_what_was_begun() {
    assert_eq!(offered(&["concurrium", "ex"]), ["explore"]);
    assert_eq!(
        offered(&["concurrium", "open", "lo"]),
        ["lost-update", "lock"]
    );
    assert_eq!(offered(&["concurrium", "--lang", ""]), ["en", "zh"]);
    assert_eq!(offered(&["concurrium", "--lang=z"]), ["--lang=zh"]);
    assert_eq!(offered(&["concurrium", "man", "pic"]), ["picture"]);
    assert_eq!(offered(&["concurrium", "help", "pic"]), ["picture"]);
    assert_eq!(offered(&["concurrium", "completions", "f"]), ["fish"]);
    let line = ["concurrium", "run", "--json", "fork-tree", "--s"];
    assert_eq!(
        offered(&line),
        ["--set", "--step", "--stdout", "--schedule", "--seed"]
    );
    let line = ["concurrium", "open", "--step", ""];
    assert_eq!(offered(&line), ["statement", "event", "mark"]);
    assert_eq!(offered(&["concurrium", "run", "--stdout", "p"]), ["pipe"]);
    assert!(!offered(&["concurrium", "run", "--json", "--"]).contains(&"--json".to_owned()));
}

#[test]
fn knobs_and_their_values_are_those_of_the_lesson() {
    let line = ["concurrium", "run", "lost-update", "--set", "t"];
    assert_eq!(offered(&line), ["threads=2", "threads=3", "threads=4"]);
    let line = [
        "concurrium",
        "run",
        "--set",
        "threads=3",
        "lost-update",
        "--set",
        "",
    ];
    assert_eq!(offered(&line), ["rounds=", "switches="]);
    let line = ["concurrium", "open", "lost-update", "--set", "switches="];
    assert_eq!(
        offered(&line),
        [
            "switches=any step",
            "switches=up to 3.9",
            "switches=from 3.10"
        ]
    );
    assert_eq!(
        offered(&["concurrium", "run", "none-such", "--set", ""]),
        [""; 0]
    );
}

#[test]
fn verbs_are_what_can_be_done_by_hand_in_the_lesson() {
    let line = ["concurrium", "run", "generator", "--do", ""];
    assert_eq!(offered(&line), values::GENERATORS);
    let line = ["concurrium", "run", "zombie-orphan", "--do", "signal K"];
    assert_eq!(offered(&line), ["signal KILL p0/1"]);
}

#[test]
fn files_may_stand_where_a_file_is_read_or_written() {
    for line in [
        &["concurrium", "open", ""][..],
        &["concurrium", "run", "./my_script.py", "--", ""],
        &["concurrium", "run", "./my_script.py", "--l"],
        &["concurrium", "listing", "lock", "-o", ""],
        &["concurrium", "--record", ""],
    ] {
        assert_eq!(asked(line)[0], "files", "{line:?}");
    }
    assert_eq!(asked(&["concurrium", "tour", ""])[0], "no files");
}

/// bash cuts words at `=`, and takes open quotes off: what it puts an answer in the place of is the second argument.
#[test]
fn bash_gets_what_stands_behind_its_own_cut() {
    let value = "switches=any step";
    for (line, part, rest) in [
        ("c open lock --set swi", "swi", value),
        ("c open lock --set switches=", "", "any step"),
        ("c open lock --set switches=an", "an", "any step"),
        (r"c open lock --set switches=any\ s", r"any\ s", "any step"),
        (
            "c open lock --set \"switches=any s",
            "switches=any s",
            value,
        ),
        (
            "c open lock --set \"switches=\"an",
            "\"switches=\"an",
            value,
        ),
    ] {
        let asked = Shell::Bash.asked(vec![line.to_owned(), part.to_owned()]);
        assert!(value.starts_with(asked.words.last().unwrap()), "{line}");
        let command = help::command(Lang::En);
        let shelf = lessons::built_in().unwrap();
        let said = answered(&command, shelf, Lang::En, asked);
        assert!(said.lines().any(|line| line == rest), "{line}: {said}");
    }
}

#[test]
fn somebody_has_thought_of_the_values_of_each_argument() {
    let whole = help::command(Lang::En);
    for command in std::iter::once(&whole).chain(whole.get_subcommands()) {
        for argument in command
            .get_arguments()
            .filter(|one| place::takes_a_value(one))
        {
            let (command, id) = (command.get_name(), argument.get_id());
            let known = values::source(argument).is_some();
            assert!(known, "{command}: {id} has no line in values::source");
        }
    }
}

#[test]
fn what_is_offered_is_taken() {
    let plays = demos::plays(lessons::built_in().unwrap());
    for lesson in plays.shelf.open_all().unwrap() {
        for knob in &lesson.knobs {
            let begun = format!("{}=", knob.name);
            for value in offered(&["concurrium", "run", &lesson.id, "--set", &begun]) {
                lesson
                    .defaults()
                    .set(lesson, &knob.name, &value[begun.len()..])
                    .unwrap();
            }
        }
    }
    for command in [
        "open", "run", "tour", "quiz", "explore", "picture", "listing",
    ] {
        for lesson in offered(&["concurrium", command, ""]) {
            let line = ["concurrium", command, &lesson].map(OsString::from);
            let plan = cli::plan(plays, line, |_| None);
            assert!(
                plan.is_ok(),
                "{command} {lesson}: {}",
                plan.unwrap_err().text
            );
        }
    }
}
