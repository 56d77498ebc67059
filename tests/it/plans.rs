//! Plans for the hour: entries are opened as they say, the example is presented to its end by keys, and what is left for a
//! moment is come back to.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use concurrium::app::{Effect, Screen};
use concurrium::i18n::Lang;
use concurrium::lecture::{self, Lecture, Outside};

use crate::fake::Session;
use crate::pty::Pty;
use crate::snapshots::screen;

/// What a plan says, read in the folder of the tests' scripts.
pub(crate) fn read(text: &str) -> Lecture {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let outside = Outside {
        plays: crate::shelf::plays(),
        folder: &folder,
        var: &|name| std::env::var_os(name),
        tour: &|file| panic!("no tour of one's own: {}", file.display()),
    };
    lecture::read(text, &outside).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn presenting(text: &str) -> Session {
    let mut s = Session::home();
    s.present(read(text));
    s
}

const PLAN: &str = r##"
title = "An hour"

[[entry]]
slide = """
# Processes

- one
- two
"""
minutes = 2
notes = "Say **hello**."

[[entry]]
lesson = "fork-tree"
start = "wait"
ask = false
minutes = 10

[[entry]]
lesson = "fork-tree"
set = { forks = 2 }
ask = "lines"
"##;

fn place(s: &Session) -> String {
    let text = screen(&s.app, 80, 24);
    text.lines()
        .next()
        .unwrap_or_default()
        .split("  ")
        .find(|part| part.contains(" of "))
        .unwrap_or_default()
        .trim()
        .to_owned()
}

#[test]
fn one_goes_through_it_by_keys_and_no_further_than_its_ends() {
    let mut s = presenting(PLAN);
    assert!(s.app.presenting.is_some());
    assert_eq!(place(&s), "1 of 3");
    s.keys("K");
    assert_eq!(s.notice(), "This is the first entry of the plan.");
    s.keys("J");
    assert_eq!(place(&s), "2 of 3");
    let forks = |s: &Session| s.open().play.settings.count("forks");
    assert_eq!(forks(&s), 3);
    s.keys("J");
    assert_eq!((place(&s), forks(&s)), ("3 of 3".to_owned(), 2));
    s.keys("J");
    assert_eq!(s.notice(), "This is the last entry of the plan.");
    assert_eq!(place(&s), "3 of 3");
    s.effects.clear();
    // A clicker's keys turn slides, both ways; what ran ends with a slide.
    s.keys("K K");
    assert!(s.effects.contains(&Effect::Stop));
    assert!(matches!(s.app.screen, Screen::Slide(_)));
    s.keys("PgDn");
    assert_eq!(place(&s), "2 of 3");
}

#[test]
fn a_run_begins_where_the_plan_says_and_asks_what_it_says() {
    let mut s = presenting(PLAN);
    s.keys("J");
    let world = &s.open().world;
    let root = concurrium::protocol::ActorId::root();
    let at = |s: &Session| {
        let actor = s.open().world.actor(&root).cloned();
        actor
            .and_then(|actor| actor.at)
            .map(|at| at.cue.to_string())
    };
    assert!(world.actor(&root).is_some());
    assert_eq!(at(&s).as_deref(), Some("wait"), "{}", s.where_one_is());
    assert!(s.open().predictions.asked().is_empty(), "it asks nothing");
    s.permits();
    s.keys("→");
    assert_ne!(s.permits(), "", "from there on it goes by hand");

    // The other question of the two, and again after a restart and with other knobs.
    for keys in ["J", "r", "o → Enter"] {
        s.keys(keys);
        assert!(s.open().predictions.open().is_none(), "{keys}");
        assert_eq!(place(&s), "3 of 3", "{keys}");
        s.keys("→");
        let asked = s.open().predictions.open().expect("it is asked");
        assert_eq!(asked.question.name, "lines", "{keys}");
        assert_eq!(s.open().predictions.place(asked), (1, 1));
    }
}

#[test]
fn a_question_that_the_plan_names_is_not_gone_past() {
    let plan = "[[entry]]\nlesson = \"fork-tree\"\nask = \"lines\"\nstart = \"wait\"\n";
    let s = presenting(plan);
    let asked = s.open().predictions.open().expect("it is asked");
    assert_eq!(asked.question.name, "lines");
    // One that is asked at the beginning is asked where the class sees it begin.
    let s = presenting(&plan.replace("lines", "processes"));
    let asked = s.open().predictions.open().expect("it is asked");
    assert_eq!(asked.question.name, "processes");
    assert_eq!(asked.at, s.open().history.len());
}

#[test]
fn a_run_that_never_comes_so_far_says_so() {
    let s = presenting("[[entry]]\nlesson = \"fork-tree\"\nstart = 99\nask = false\n");
    assert!(s.notice().contains("never comes"), "{}", s.notice());
    assert_eq!(
        s.open().history.beats(),
        s.open().history.beat_at(usize::MAX)
    );
    let s = presenting("[[entry]]\nlesson = \"fork-tree\"\nstart = 3\nask = false\n");
    assert!(s.open().history.beats() >= 3);
    assert_eq!(s.notice(), "");
}

#[test]
fn leaving_asks_once_and_the_plan_waits() {
    let mut s = presenting(PLAN);
    s.keys("q");
    assert!(s.notice().contains("leaves the plan"), "{}", s.notice());
    s.keys("↓ q");
    assert!(
        matches!(s.app.screen, Screen::Slide(_)),
        "another key stays"
    );
    s.keys("J q q");
    assert!(matches!(s.app.screen, Screen::Home));
    assert!(s.notice().contains("J goes back"), "{}", s.notice());
    let text = screen(&s.app, 80, 24);
    assert!(text.contains(" J  the plan"), "{text}");
    // Something else on the way, which has no place in the plan.
    s.keys("g Enter");
    assert_eq!(s.open().play.settings.count("forks"), 3);
    assert_eq!(place(&s), "step 2 of 2");
    s.keys("J");
    assert_eq!(place(&s), "2 of 3", "back to the entry that was left");
    s.keys("N");
    assert_eq!(s.open().play.lesson.id, "own-memory");
    s.keys("K");
    assert_eq!(s.open().play.lesson.id, "fork-tree");
}

#[test]
fn notes_say_where_in_the_plan_one_is_and_what_comes_next() {
    let mut s = Session::home();
    s.present(read(PLAN));
    let published = |s: &Session| {
        let mut all = s.effects.iter().rev().filter_map(|effect| match effect {
            Effect::Publish(Some(notes)) => Some(notes.clone()),
            _ => None,
        });
        all.next().expect("notes")
    };
    let notes = published(&s);
    assert_eq!(notes.place, "1 of 3 · Processes");
    assert_eq!(notes.says, ["Say hello."]);
    assert_eq!(notes.sees, ["Processes", "• one\n• two"]);
    assert_eq!(notes.next, "lesson: A tree of forks");
    assert_eq!(notes.plan.expect("a plan").window, Some((0, 120)));
    s.keys("J");
    let plan = published(&s).plan.expect("a plan");
    assert_eq!((&*plan.place, plan.window), ("2 of 3", Some((120, 720))));
    s.keys("J");
    let notes = published(&s);
    assert_eq!((&*notes.next, notes.plan.expect("one").window), ("", None));
    s.keys("q q");
    let notes = published(&s);
    assert_eq!(notes.next, "lesson: A tree of forks", "which was left");
}

#[test]
fn a_tour_and_a_saved_run_are_entries_too() {
    let folder = tempfile::tempdir().unwrap();
    let run = concurrium(
        &["run", "fork-tree", "--set", "forks=1", "--json"],
        folder.path(),
    );
    std::fs::write(folder.path().join("run.jsonl"), &run.stdout).unwrap();
    let plan = "[[entry]]\ntour = \"fork-tree\"\n[[entry]]\nrun = \"run.jsonl\"\nstart = 4\n";
    std::fs::write(folder.path().join("plan.toml"), plan).unwrap();
    // The plan names what lies beside it, wherever it is presented from.
    let place = folder.path().join("plan.toml");
    let checked = concurrium(
        &["present", "--check", &place.to_string_lossy()],
        Path::new("/"),
    );
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let pty = Pty::start(&["present", &place.to_string_lossy(), "--lang", "en"]);
    pty.wait_for_text("tour 1 of");
    pty.send("J");
    pty.wait_for_text("REPLAY");
    pty.wait_for_text("step 4 of");
    pty.send("K");
    pty.wait_for_text("tour 1 of");
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_script_of_ones_own_is_an_entry_and_begins_at_its_mark() {
    if crate::pythons::all().is_empty() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = "import sys\nn = len(sys.argv)\nfor i in range(n):\n    print(i)  #: show\nprint(\"end\")\n";
    std::fs::write(folder.path().join("count.py"), script).unwrap();
    let plan =
        "[[entry]]\nscript = \"count.py\"\nargs = [\"a\", \"b\"]\nstart = \"show\"\ntimes = 3\n";
    let place = folder.path().join("plan.toml");
    std::fs::write(&place, plan).unwrap();
    let pty = Pty::start(&["present", &place.to_string_lossy(), "--lang", "en"]);
    pty.wait_for("the third time round", |screen| {
        let text = screen.contents();
        text.contains(" 1 of 1 ") && text.contains("i = 2")
    });
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 0);
}

/// In the middle of a step all of a run's actors may rest for a moment: that isn't its end.
#[test]
fn a_real_run_goes_all_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let entry = |lesson: &str, start: &str| {
        format!("[[entry]]\nlesson = \"{lesson}\"\nstart = {start}\nask = \"throw\"\n")
    };
    let plan = entry("generator", "\"throw\"")
        + &entry("async-await", "30").replace("\"throw\"", "false")
        + &entry("generator", "99");
    let plan = plan.replace("start = 99\nask = \"throw\"", "start = 99\nask = false");
    let place = folder.path().join("plan.toml");
    std::fs::write(&place, plan).unwrap();
    let pty = Pty::start(&["present", &place.to_string_lossy(), "--lang", "en"]);
    pty.wait_for_text("g.throw(RuntimeError, …) comes next");
    pty.send("J");
    pty.wait_for("its thirtieth step", |screen| {
        let text = screen.contents();
        (30..36).any(|step| text.contains(&format!("step {step} of {step} ")))
    });
    pty.send("J");
    pty.wait_for_text("never comes to where the plan starts it");
    pty.send("\x03");
    assert_eq!(pty.exit_code(), 0);
}

pub(crate) fn concurrium(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

/// Presents the example in `docs/` to its end, with three votes, as its notes say.
#[test]
fn the_example_is_good_and_is_presented_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for lang in Lang::ALL {
        let plan = format!("docs/plan.{}.toml", lang.code());
        let checked = concurrium(&["present", "--check", &plan, "--lang", "en"], root);
        let said = String::from_utf8(checked.stdout).unwrap();
        assert_eq!(
            said,
            format!("{plan}: 7 entries, 45 minutes; nothing is wrong\n")
        );

        let plan = root.join(plan);
        let (plan, votes) = (plan.to_string_lossy(), folder.path().join(lang.code()));
        let results = votes.to_string_lossy();
        let arguments = [
            "present",
            &plan,
            "--lang",
            lang.code(),
            "--results",
            &results,
        ];
        let pty = Pty::start(&arguments);
        let entry = |n: u32, sees: &str| {
            let place = match lang {
                Lang::En => format!(" {n} of 7 "),
                Lang::Zh => format!(" {n} / 7 "),
            };
            pty.wait_for(&format!("entry {n}, {sees}"), |screen| {
                let text = screen.contents();
                text.contains(&place) && text.contains(sees)
            });
        };
        entry(1, "fork()");
        pty.send("J");
        entry(2, "A 4   B 6   C 8   D 7");
        pty.send("VA12\rB9\rC16\r\r");
        entry(2, "43%");
        pty.send("VC30\rD7\r\r");
        entry(2, "81%");
        pty.send("J");
        entry(3, "A 0      B 1024   C 256");
        pty.send("J");
        entry(4, "n = n + 1");
        pty.send("J");
        entry(5, "A 2   B 1   C 0");
        pty.send("VB37\r\r");
        entry(5, "100%");
        pty.send("J");
        entry(6, "1▷ main");
        pty.send("J");
        entry(7, "concurrium quiz lost-update");
        pty.send("J");
        let last = concurrium::i18n::word(lang, "app.last_entry");
        entry(7, last);
        pty.send("qq");
        pty.wait_for_text("zombie-orphan");
        pty.send("q");
        assert_eq!(pty.exit_code(), 0);
        // The votes of the whole hour are there, each question's below the one before.
        let votes = std::fs::read_to_string(votes).unwrap();
        for row in [
            "1,fork-tree,forks=3 shape=doubling,processes,1,C,8,16,",
            "1,fork-tree,forks=3 shape=doubling,processes,2,C,8,30,",
            "2,lost-update,rounds=1 switches=any step threads=2,least,1,B,1,37,",
        ] {
            assert!(votes.lines().any(|line| line == row), "{row}:\n{votes}");
        }
    }
}

#[test]
fn slides_on_the_screen() {
    let long = "[[entry]]\nslide = \"\"\"\n# Too long for it\n\n1. a\n2. b\n3. c\n\n```python\nx = 1\n```\n\nAnd *more* of it, in a paragraph that is wrapped at the width of the slide.\n\nEnd.\n\"\"\"\n";
    for lang in Lang::ALL {
        for (width, height) in [(80, 24), (40, 12)] {
            let mut s = Session::home();
            s.app.lang = lang;
            s.present(read(PLAN));
            let name = format!("plan_slide_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
            s.keys("J");
            let name = format!("plan_lesson_{}_{width}x{height}", lang.code());
            insta::assert_snapshot!(name, screen(&s.app, width, height));
        }
    }
    let mut s = presenting(long);
    insta::assert_snapshot!("plan_long_slide_40x12", screen(&s.app, 40, 12));
    s.keys("↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓ ↓");
    assert!(
        screen(&s.app, 40, 12).contains("End."),
        "it scrolls to its end"
    );
}
