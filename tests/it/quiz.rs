//! Drills: the same for the same seed, and what they say is what CPython does.

use std::collections::BTreeSet;
use std::process::Command;

use concurrium::app::Quizzing;
use concurrium::app::{App, Effect, Input, Key};
use concurrium::i18n::Lang;
use concurrium::lessons::DrillKind;
use concurrium::quiz::{Drill, Drills};

use crate::fake::Session;
use crate::generator_vs_cpython::python;
use crate::pty::Pty;
use crate::snapshots::screen;

fn drills(kind: DrillKind, count: usize) -> Vec<Drill> {
    Drills::new(&[kind], 11).take(count).collect()
}

fn truth(drill: &Drill) -> &str {
    &drill.choices[drill.answer]
}

fn sheet(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["quiz", "--plain"])
        .args(arguments)
        .output()
        .expect("it runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_same_seed_makes_the_same_sheet() {
    let fifty = ["--seed", "42", "-n", "50", "--lang", "en"];
    let first = sheet(&fifty);
    assert_eq!(first, sheet(&fifty));
    assert!(first.contains("\n50. "));
    assert_ne!(first, sheet(&["--seed", "43", "-n", "50", "--lang", "en"]));
    // Questions, a line of its own, answers: as many as questions.
    let (questions, answers) = first.split_once("\nAnswers\n").expect("a line of its own");
    let numbered = |text: &str| (1..=50).all(|n| text.contains(&format!("\n{n}. ")));
    assert!(numbered(questions) && numbered(answers));
}

#[test]
fn what_a_seed_makes_stays_the_same_for_ever() {
    insta::assert_snapshot!(
        "quiz_seed_1_en",
        sheet(&["--seed", "1", "-n", "6", "--lang", "en"])
    );
    insta::assert_snapshot!(
        "quiz_seed_1_zh",
        sheet(&["--seed", "1", "-n", "6", "--lang", "zh"])
    );
}

#[test]
fn drills_are_well_made() {
    for kind in DrillKind::ALL {
        for drill in drills(kind, 60) {
            let different: BTreeSet<&String> = drill.choices.iter().collect();
            assert_eq!(different.len(), drill.choices.len(), "{:?}", drill.choices);
            assert!((2..=4).contains(&drill.choices.len()));
            // Each wrong answer is answered by words of its own; the right one needs none.
            let answered = drill.ideas.iter().map(Option::is_some).enumerate();
            for (at, answered) in answered {
                assert_eq!(answered, at != drill.answer, "{:?}", drill.choices);
            }
            assert_eq!(drill.ideas.len(), drill.choices.len());
            for lang in Lang::ALL {
                let ideas = drill.ideas.iter().flatten();
                for words in ideas.chain([&drill.question, &drill.why]) {
                    let said = words.say(lang);
                    assert!(!said.contains("⟨?⟩") && !said.contains('{'), "{said}");
                }
            }
        }
    }
}

/// Runs each program under CPython, its last line replaced by what it gives or raises; None without a Python.
fn last_lines(drills: &[Drill]) -> Option<Vec<String>> {
    let mut program = String::from("import traceback\n");
    for drill in drills {
        let (before, last) = drill
            .program
            .trim_end()
            .rsplit_once('\n')
            .expect("two lines");
        program += &format!(
            "w = {{}}\nexec({before:?}, w)\ntry: print(repr(eval({last:?}, w)))\nexcept BaseException as e: print(traceback.format_exception_only(type(e), e)[-1].strip())\n"
        );
    }
    let printed = python(&program)?;
    Some(printed.lines().map(str::to_owned).collect())
}

#[test]
fn fifty_generators_answer_in_cpython_as_the_drills_say() {
    let drills = drills(DrillKind::Generators, 50);
    let Some(theirs) = last_lines(&drills) else {
        return;
    };
    for (drill, theirs) in drills.iter().zip(&theirs) {
        assert_eq!(truth(drill), theirs, "{}", drill.program);
    }
    assert_eq!(theirs.len(), 50);
}

/// What a program prints under CPython.
fn printed(program: &str) -> Option<String> {
    let output = Command::new("python3").args(["-c", program]).output();
    let Ok(output) = output else {
        let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
        assert!(!needed, "python3 is needed here and is missing");
        return None;
    };
    assert!(output.status.success(), "{program}");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn programs_that_fork_do_in_cpython_what_the_drills_say() {
    for drill in drills(DrillKind::Forks, 30) {
        let asked = drill.question.say(Lang::En);
        // Each process says when it ends, wherever that is.
        let ends = drill
            .program
            .replace("os._exit(0)", "os.write(1, b'!'); os._exit(0)");
        let ends = ends + "os.write(1, b'!')\nos._exit(0)\n";
        let Some(printed) = printed(&ends) else {
            return;
        };
        let (processes, letters): (String, String) =
            printed.chars().partition(|letter| *letter == '!');
        if asked.starts_with("How many processes") {
            assert_eq!(
                truth(&drill),
                processes.len().to_string(),
                "{}",
                drill.program
            );
        } else if asked.starts_with("How many letters") {
            assert_eq!(
                truth(&drill),
                letters.len().to_string(),
                "{}",
                drill.program
            );
        } else {
            let wrong = drill
                .choices
                .iter()
                .filter(|choice| *choice != truth(&drill));
            assert!(
                wrong.clone().all(|wrong| *wrong != letters),
                "{}",
                drill.program
            );
        }
    }
}

#[test]
fn programs_with_threads_print_in_cpython_what_is_possible() {
    for drill in drills(DrillKind::Threads, 12) {
        let Some(came) = printed(&drill.program) else {
            return;
        };
        let came = came.trim();
        if drill.question.say(Lang::En).starts_with("Which values") {
            assert!(
                truth(&drill).split(", ").any(|value| value == came),
                "{}",
                drill.program
            );
        } else {
            assert_ne!(truth(&drill), came, "{}", drill.program);
        }
    }
}

#[test]
fn a_drill_is_answered_once_and_counted() {
    let mut s = Session::home();
    s.app.quiz(Quizzing::new(&[DrillKind::Forks], 5, Some(2)));
    let quiz = |s: &Session| match s.app.overlays.last() {
        Some(concurrium::app::Overlay::Quiz(quiz)) => (
            quiz.score,
            quiz.answered,
            quiz.drill.as_ref().map(|drill| drill.answer),
        ),
        _ => panic!("the quiz is open"),
    };
    let right = quiz(&s).2.expect("a drill");
    let letter = char::from(b'a' + u8::try_from(right).expect("few"));
    s.input(Input::Key(Key::char(letter)));
    assert_eq!(quiz(&s).0, (1, 1));
    s.keys("a b");
    assert_eq!((quiz(&s).0, quiz(&s).1), ((1, 1), Some(right)), "once");
    s.keys("Enter");
    let right = quiz(&s).2.expect("another drill");
    s.keys(if right == 0 { "b" } else { "a" });
    assert_eq!(quiz(&s).0, (2, 1));
    s.keys("Enter");
    assert_eq!(quiz(&s).2, None, "it is over");
    s.keys("q");
    assert_eq!(s.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_drill_on_the_screen() {
    for lang in Lang::ALL {
        for (width, height) in [(80, 24), (120, 36)] {
            for (n, kind) in DrillKind::ALL.into_iter().enumerate() {
                let mut app = App::new(lang, crate::shelf::plays());
                app.quiz(Quizzing::new(&[kind], 3, None));
                app.update(Input::Key(Key::char('a')));
                let name = format!("quiz_{n}_{}_{width}x{height}", lang.code());
                insta::assert_snapshot!(name, screen(&app, width, height));
            }
        }
    }
}

#[test]
fn each_wrong_answer_is_answered_whole_on_a_small_screen() {
    let letters = |text: &str| -> String {
        let marks = |c: &char| !c.is_whitespace() && *c != '`' && *c != '*';
        text.chars().filter(marks).collect()
    };
    for kind in DrillKind::ALL {
        let mut app = App::new(Lang::En, crate::shelf::plays());
        app.quiz(Quizzing::new(&[kind], 7, None));
        let letters_in_turn = ['a', 'b', 'c', 'd'].into_iter().cycle();
        let answers = letters_in_turn.take(12).flat_map(|letter| {
            let langs = Lang::ALL.into_iter();
            langs.map(move |lang| (letter, lang))
        });
        for (letter, lang) in answers {
            app.lang = lang;
            app.update(Input::Key(Key::char(letter)));
            let Some(concurrium::app::Overlay::Quiz(quiz)) = app.overlays.last() else {
                panic!("the quiz is open");
            };
            let (drill, answered) = (quiz.drill.as_ref().expect("a drill"), quiz.answered);
            let rows = screen(&app, 80, 24);
            let right = rows.lines().filter_map(|row| row.rsplit('│').nth(1));
            let right = letters(&right.collect::<String>());
            let idea = answered.and_then(|at| drill.ideas[at].as_ref());
            for words in idea.into_iter().chain(answered.map(|_| &drill.why)) {
                let words = words.say(lang);
                assert!(right.contains(&letters(&words)), "{words}\n{rows}");
            }
            if Some(&lang) == Lang::ALL.last() {
                app.update(Input::Key(Key::plain(concurrium::app::Code::Enter)));
            }
        }
    }
}

#[test]
fn the_quiz_opens_in_a_terminal_and_a_lesson_without_drills_is_wrong_usage() {
    let pty = Pty::start(&["quiz", "generator", "--seed", "4", "--lang", "en"]);
    pty.wait_for_text("What does the last line");
    pty.send("a");
    pty.wait_for_text("of 1 right");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["quiz", "daemon", "--plain"])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("daemon has no drills; these have some: fork-tree"),
        "{said}"
    );
}
