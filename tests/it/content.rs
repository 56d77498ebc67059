//! The lessons and the screen's words, checked like a program: a gap fails here, and every listing runs on real CPython.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use concurrium::demos;
use concurrium::i18n::{Lang, word, words};
use concurrium::lessons::{self, Lesson, Model, Range, check};
use concurrium::python::Version;

use crate::twins::in_cpython;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    let after_braces = text.split('{').skip(1);
    after_braces
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        // A plural, `{n:round|rounds}`, which a language may do without, is about the same value.
        .map(|name| name.split_once(':').map_or(name, |(name, _)| name))
        .collect()
}

#[test]
fn every_lesson_of_the_order_loads_and_every_folder_is_in_the_order() {
    let known: BTreeSet<String> = crate::shelf::all()
        .into_iter()
        .map(|l| l.id.clone())
        .collect();
    assert_eq!(
        known.len(),
        crate::shelf::all().len(),
        "an id is there twice"
    );
    let mut folders = BTreeSet::new();
    for model in Model::ALL {
        let folder = root().join("assets/lessons").join(model.code());
        for entry in fs::read_dir(folder).expect("every model has its folder") {
            folders.insert(
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    assert_eq!(known, folders);
}

#[test]
fn the_readme_tells_of_every_lesson() {
    let readme = include_str!("../../README.md");
    for lesson in crate::shelf::all() {
        let row = format!("| `{}` |", lesson.id);
        assert!(readme.contains(&row), "{}", lesson.id);
    }
}

#[test]
fn models_follow_one_another() {
    let models: Vec<Model> = crate::shelf::all()
        .into_iter()
        .map(|lesson| lesson.model)
        .collect();
    assert!(models.is_sorted(), "{models:?}");
}

#[test]
fn every_lesson_is_sound() {
    for lesson in crate::shelf::all() {
        let faults = check::faults(lesson);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn no_text_holds_a_joined_emoji() {
    for path in files(&root().join("assets")) {
        let text = fs::read_to_string(&path).expect("assets are text");
        // A zero-width joiner or variation selector: terminals disagree about its width.
        let joined = text.contains(['\u{200d}', '\u{fe0e}', '\u{fe0f}']);
        assert!(!joined, "{}", path.display());
    }
}

#[test]
fn the_words_of_all_languages_are_those_of_english() {
    let english: BTreeMap<_, _> = words(Lang::En).collect();
    for lang in Lang::ALL {
        for (key, said) in words(lang) {
            let meant = english.get(key);
            let meant = meant.unwrap_or_else(|| panic!("{lang:?} {key}: English has no such key"));
            assert_eq!(placeholders(said), placeholders(meant), "{lang:?} {key}");
            assert!(!said.is_empty(), "{lang:?} {key}");
        }
    }
    // What a language hasn't got is said in English. Chinese has everything.
    let keys = |lang| words(lang).map(|(key, _)| key).collect::<BTreeSet<_>>();
    assert_eq!(keys(Lang::En), keys(Lang::Zh));
}

#[test]
fn every_key_that_the_sources_use_exists() {
    let mut used = 0;
    for path in files(&root().join("src")) {
        let source = fs::read_to_string(&path).expect("sources are text");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for after in source.split("Sentence::new(\"").skip(1) {
            let key = after.split('"').next().unwrap_or_default();
            assert_ne!(word(Lang::En, key), "⟨?⟩", "{}: {key:?}", path.display());
            used += 1;
        }
        for call in ["word(", "say("] {
            for after in source.split(call).skip(1) {
                // `word(lang, "key")`: the key is the second argument, when it is written out.
                let Some((_, second)) = after.split_once(',') else {
                    continue;
                };
                let Some(literal) = second.trim_start().strip_prefix('"') else {
                    continue;
                };
                let key = literal.split('"').next().unwrap_or_default();
                // A key has a section; what has none is a text of its own.
                if !key.contains('.') {
                    continue;
                }
                if after
                    .find('(')
                    .is_none_or(|at| at > after.len() - second.len())
                {
                    assert_ne!(word(Lang::En, key), "⟨?⟩", "{}: {key:?}", path.display());
                    used += 1;
                }
            }
        }
    }
    assert!(used > 0, "the sources use words");
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What fork returned, in which round of the loop.
fn forks(values: &[(&str, &str)]) -> Option<Vec<(usize, i32)>> {
    let printed = in_cpython("fork-tree", values)?;
    let pair = |line: &String| {
        let (round, pid) = line.split_once(' ').expect("two numbers");
        (round.parse().expect("a round"), pid.parse().expect("a pid"))
    };
    Some(printed.iter().map(pair).collect())
}

#[test]
fn the_fork_tree_doubles_at_each_round() {
    for (values, n) in [(vec![], 3), (vec![("forks", "5")], 5)] {
        let Some(forks) = forks(&values) else { return };
        for round in 0..n {
            let of_round = || forks.iter().filter(move |(at, _)| *at == round);
            assert_eq!(of_round().count(), 2 << round, "round {round}");
            assert_eq!(of_round().filter(|(_, pid)| *pid == 0).count(), 1 << round);
        }
        let children: BTreeSet<i32> = forks
            .iter()
            .map(|(_, pid)| *pid)
            .filter(|pid| *pid != 0)
            .collect();
        assert_eq!(
            children.len(),
            (1 << n) - 1,
            "2**n processes, one of which was there before"
        );
    }
}

#[test]
fn a_chain_and_a_star_have_one_child_a_round() {
    for shape in ["chain", "star"] {
        let Some(mut forks) = forks(&[("forks", "4"), ("shape", shape)]) else {
            return;
        };
        forks.sort_by_key(|(round, pid)| (*round, *pid != 0));
        let rounds: Vec<(usize, bool)> = forks.iter().map(|(at, pid)| (*at, *pid != 0)).collect();
        let expected: Vec<_> = (0..4).flat_map(|at| [(at, false), (at, true)]).collect();
        assert_eq!(rounds, expected, "{shape}");
    }
}

#[test]
fn the_thread_pool_gives_squares_and_keeps_its_errors_until_asked() {
    let line = |n: usize, fails: bool| match fails {
        true => format!("t{n} raised t{n} failed"),
        false => format!("t{n} {}", n * n),
    };
    let Some(printed) = in_cpython("thread-pool", &[("tasks", "8")]) else {
        return;
    };
    let expected: Vec<String> = (1..=8).map(|n| line(n, n == 2)).collect();
    assert_eq!(printed, expected);

    let two = [
        ("workers", "16"),
        ("tasks", "5"),
        ("work", "cpu"),
        ("failing", "2"),
    ];
    let expected: Vec<String> = (1..=5).map(|n| line(n, n == 2 || n == 3)).collect();
    assert_eq!(in_cpython("thread-pool", &two), Some(expected));

    let all = [("workers", "1"), ("tasks", "3"), ("failing", "200")];
    let expected: Vec<String> = (1..=3).map(|n| line(n, true)).collect();
    assert_eq!(in_cpython("thread-pool", &all), Some(expected));

    let none = [("tasks", "1"), ("failing", "0")];
    assert_eq!(in_cpython("thread-pool", &none), Some(vec![line(1, false)]));
}

#[test]
fn the_generator_prints_what_the_seed_did() {
    let Some(printed) = in_cpython("generator", &[]) else {
        return;
    };
    let raised = "RuntimeError: You're hosed, add python";
    assert_eq!(printed, ["Looking for  python", "python generator", raised]);
    for pattern in ["进程", r#"a "quoted" \ word"#, "C++ or 'it'"] {
        let printed = in_cpython("generator", &[("pattern", pattern)]);
        let looking = format!("Looking for  {pattern}");
        assert_eq!(printed, Some(vec![looking, raised.to_owned()]));
    }
}

#[test]
fn every_coroutine_lesson_in_rust_can_be_asked_for_every_python_that_we_know() {
    let versions: Vec<String> = Version::all().map(|version| version.to_string()).collect();
    let in_rust = |lesson: &Lesson| demos::find(&lesson.id).is_some();
    for lesson in crate::shelf::all() {
        let knob = lesson.knob(lessons::PYTHON);
        assert_eq!(
            knob.is_some(),
            lesson.model == Model::Coroutine && in_rust(lesson),
            "{}",
            lesson.id
        );
        if let Some(knob) = knob {
            let Range::Choice { choices, default } = &knob.range else {
                panic!("{}: a version is one of several", lesson.id)
            };
            assert_eq!(*choices, versions, "{}", lesson.id);
            assert_eq!(*default, Version::default().to_string(), "{}", lesson.id);
        }
    }
}
