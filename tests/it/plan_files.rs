//! The files of plans: each fault is named with its line and its reason, and a bad plan costs nothing.

use crate::plans::concurrium;

const WRONG: &str = r#"titel = "x"
[[entry]]
slide = ""
[[entry]]
lesson = "fork-tee"
[[entry]]
lesson = "fork-tree"
set = { forks = 99, shap = "star" }
start = "wiat"
ask = ["lines", "liness"]
minutes = 0
[[entry]]
lesson = "lost-update"
set = { threads = 3 }
ask = "schedules"
times = 2
note = "x"
[[entry]]
minutes = 3
[[entry]]
slide = "a"
lesson = "lock"
[[entry]]
tour = "nowhere.toml"
[[entry]]
run = "nowhere.jsonl"
[[entry]]
run = "broken.jsonl"
[[entry]]
script = "nowhere.py"
[[entry]]
lesson = "lock"
start = 0
"#;

#[test]
fn each_fault_is_named_with_its_line_and_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("plan.toml"), WRONG).unwrap();
    std::fs::write(folder.path().join("broken.jsonl"), "no run\n").unwrap();
    for (lang, faults) in [
        (
            "en",
            &[
                (1, "a plan has no titel; it can have title, entry"),
                (3, "slide is a text in quotes"),
                (5, "did you mean fork-tree?"),
                (8, "forks must be a whole number from 1 to 10, not \"99\""),
                (8, "fork-tree has no knob \"shap\""),
                (
                    9,
                    "no line of fork-tree is marked wiat; these are: fork, print",
                ),
                (
                    10,
                    "fork-tree has no question liness; it has processes, lines",
                ),
                (11, "minutes is a number above 0"),
                (15, "lost-update doesn't ask schedules with these knobs"),
                (16, "times goes with a start that is a mark"),
                (17, "lesson has no note; it can have lesson, set,"),
                (
                    18,
                    "this entry shows nothing: give it one of slide, lesson, tour, run, script",
                ),
                (20, "this entry has slide, lesson, and shows one thing"),
                (24, "nowhere.toml can't be opened: there is no such file"),
                (26, "nowhere.jsonl"),
                (28, "broken.jsonl: line 1:"),
                (30, "nowhere.py"),
                (33, "start is a step's number, or the name of a marked line"),
            ],
        ),
        (
            "zh",
            &[
                (1, "教案：不能写 titel；能写的有：title、entry"),
                (3, "slide 应是引号里的文字"),
                (5, "fork-tree"),
                (8, "forks"),
                (8, "shap"),
                (9, "没有哪一行标着 wiat"),
                (10, "没有 liness 这一题"),
                (11, "minutes 应是大于 0"),
                (15, "不会问 schedules"),
                (16, "times 要和标记一起用"),
                (17, "lesson：不能写 note"),
                (18, "什么也没放"),
                (20, "一项只放一样东西"),
                (24, "nowhere.toml 打不开"),
                (26, "nowhere.jsonl"),
                (28, "broken.jsonl"),
                (30, "nowhere.py"),
                (33, "start 应是第几步"),
            ],
        ),
    ] {
        let arguments = ["present", "--check", "plan.toml", "--lang", lang];
        let output = concurrium(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), faults.len(), "{said}");
        for (line, (number, why)) in lines.iter().zip(faults.iter()) {
            let place = match lang {
                "en" => format!("plan.toml, line {number}: "),
                _ => format!("plan.toml 第 {number} 行："),
            };
            assert!(line.starts_with(&place), "{line}: {place}");
            assert!(line.contains(why), "{line}: {why}");
        }
    }
}

#[test]
fn a_bad_plan_is_refused_before_anything_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("plan.toml", WRONG);
    put("syntax.toml", "[[entry]]\nslide = \"a\n");
    put("empty.toml", "title = \"nothing\"\n");
    std::fs::write(folder.path().join("latin.toml"), b"title = \"\xe9\"\n").unwrap();
    for (arguments, code, said) in [
        (
            &["plan.toml", "--record", "x.cast"][..],
            2,
            "line 1: a plan has no titel; it can have title, entry; and 17 more",
        ),
        (&["syntax.toml"], 2, "syntax.toml, line 2: "),
        (&["empty.toml"], 2, "empty.toml: it has no [[entry]]"),
        (
            &["--check", "empty.toml"],
            1,
            "empty.toml: it has no [[entry]]",
        ),
        (&["--check", "syntax.toml"], 2, "syntax.toml, line 2: "),
        (
            &["none.toml"],
            2,
            "none.toml can't be opened: there is no such file",
        ),
        (
            &["--check", "none.toml"],
            2,
            "none.toml can't be opened: there is no such file",
        ),
        (
            &["--check", "/dev/zero"],
            2,
            "it has more than 1048576 bytes",
        ),
        (&["--check", "latin.toml"], 2, "it isn't UTF-8"),
        (&["--check", "."], 2, "it is a folder"),
        (
            &["--check", "plan.toml", "--record", "x.cast"],
            2,
            "--record records the explorer",
        ),
    ] {
        let arguments = [&["present", "--lang", "en"], arguments].concat();
        let output = concurrium(&arguments, folder.path());
        let all = [output.stdout, output.stderr].concat();
        let all = String::from_utf8(all).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {all}");
        assert!(all.contains(said), "{arguments:?}: {all}");
        assert!(!folder.path().join("x.cast").exists());
    }
}
