//! Tours: each plays to its end on a real run, says all its captions, is the same every time, and can be taken over.

use std::path::Path;
use std::process::{Command, Output};

use concurrium::app::{Pace, keys};
use concurrium::background::Background;
use concurrium::i18n::Lang;
use concurrium::lessons::Lesson;
use concurrium::record::{self, Recorded, captions::Caption, cast::Version};

use concurrium::view::markdown;
use concurrium::view::theme::Theme;

use crate::fake::Session;
use crate::pty::Pty;
use crate::recordings::play;
use crate::shelf;

fn with_tours() -> impl Iterator<Item = &'static Lesson> {
    crate::shelf::all()
        .into_iter()
        .filter(|lesson| lesson.tour.is_some())
}

#[test]
fn every_lesson_has_a_tour() {
    assert_eq!(with_tours().count(), crate::shelf::all().len());
}

#[test]
fn a_tours_captions_fit_their_place_and_its_keys_can_be_read() {
    for lesson in with_tours() {
        let tour = lesson.tour.as_ref().expect("it has one");
        let theme = Theme::of_environment(|_| None);
        for (stop, lang) in tour.stops().flat_map(|s| Lang::ALL.map(|lang| (s, lang))) {
            // The caption's place on a screen of 80×24.
            let text = &lesson.text(lang).captions[&stop.say];
            let rows = markdown::render(text, 76, &theme, None).len();
            assert!(
                rows <= 3,
                "{} {lang:?} {}: {rows} rows",
                lesson.id,
                stop.say
            );
        }
        for stop in tour.stops() {
            assert!(keys(&stop.keys).is_ok(), "{}: {}", lesson.id, stop.keys);
        }
    }
}

/// What `record::tour` makes of a lesson's tour at 80×24: the recording, and what was said when.
fn recorded(lesson: &'static Lesson, pace: Pace) -> (String, Recorded) {
    let mut cast = Vec::new();
    let recorded = record::tour(
        Path::new(env!("CARGO_BIN_EXE_concurrium")),
        crate::shelf::plays(),
        lesson,
        record::Showing {
            size: (80, 24),
            lang: Lang::En,
            background: Background::Dark,
            version: Version::V2,
            pace,
        },
        &mut cast,
    )
    .unwrap_or_else(|error| panic!("{}: {error:#}", lesson.id));
    (String::from_utf8(cast).expect("text"), recorded)
}

fn record(lesson: &str, file: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["tour", lesson, "--size", "80x24", "--record"])
        .arg(file)
        .args(more)
        .output()
        .expect("it runs")
}

/// One recording is made here, the other by another program that was started elsewhere, with another umask and environment, and
/// has twice as much to do beside.
#[test]
fn a_tour_is_recorded_the_same_anywhere_and_shows_what_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let lessons = crate::shelf::run_here();
    std::thread::scope(|scope| {
        for part in lessons.chunks(lessons.len().div_ceil(3)) {
            let folder = folder.path();
            scope.spawn(move || {
                for lesson in part {
                    is_the_same_anywhere(lesson, folder);
                }
            });
        }
    });
}

fn is_the_same_anywhere(lesson: &'static Lesson, folder: &Path) {
    let file = folder.join(&lesson.id);
    let elsewhere = Command::new("sh")
        .args(["-c", "umask 077; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_concurrium"))
        .args([
            "tour", &lesson.id, "--size", "80x24", "--lang", "en", "--record",
        ])
        .arg(&file)
        .env("TERM", "dumb")
        .env("TMPDIR", folder)
        .current_dir(folder)
        .output();
    let elsewhere = elsewhere.expect("it runs");
    let said = String::from_utf8_lossy(&elsewhere.stderr);
    assert!(elsewhere.status.success(), "{}: {said}", lesson.id);
    let (cast, recorded) = recorded(lesson, Pace::default());
    let other = std::fs::read_to_string(&file).expect("it is there");
    for (at, (here, there)) in cast.lines().zip(other.lines()).enumerate() {
        assert!(here == there, "{} line {at}:\n{here}\n{there}", lesson.id);
    }
    assert!(cast == other, "{}: one is longer", lesson.id);
    assert_eq!(recorded.unseen, [], "{}", lesson.id);

    let steps = lesson.tour.as_ref().map_or(0, |tour| tour.step.len());
    assert_eq!(recorded.said.len(), steps, "{}", lesson.id);
    let mut at = std::time::Duration::ZERO;
    for caption in &recorded.said {
        assert!(
            at <= caption.from && caption.from < caption.to,
            "{caption:?}"
        );
        at = caption.to;
    }
    let (screen, markers) = play(&cast);
    assert_eq!(markers.len(), steps, "{}: {markers:?}", lesson.id);
    let last = screen.screen().contents();
    assert!(
        last.contains(&format!("tour {steps} of {steps}")),
        "{}: {last}",
        lesson.id
    );
    assert!(!last.contains("The tour is over."), "{}: {last}", lesson.id);
    assert!(last.contains("stand-in pids"), "{}: {last}", lesson.id);
    let figures = last.contains("stand-in pids and figures");
    assert_eq!(figures, !lesson.measured.is_empty(), "{}", lesson.id);
}

#[test]
fn a_part_of_a_tour_is_recorded_at_another_pace() {
    let lesson = shelf::lesson("generator");
    let (whole, all) = recorded(lesson, Pace::default());
    let part = Pace {
        speed: 2.0,
        pause: Some(3.0),
        from: 2,
        to: Some(3),
    };
    let (cast, some) = recorded(lesson, part);
    let texts = |said: &[Caption]| -> Vec<String> {
        said.iter().map(|caption| caption.text.clone()).collect()
    };
    assert_eq!(texts(&some.said), texts(&all.said[1..3]));
    let shown = some.said[0].to - some.said[0].from;
    // Three seconds at twice the speed, and half of what is between two steps.
    assert!((1500..2000).contains(&shown.as_millis()), "{shown:?}");
    assert!(whole.contains("concurrium open generator"), "a title");
    assert!(!cast.contains("concurrium open generator"), "no title");
    let (screen, markers) = play(&cast);
    assert_eq!(markers.len(), 2);
    assert!(screen.screen().contents().contains("tour 3 of 7"));
    let header = whole.lines().next().unwrap_or_default();
    assert!(header.contains("(pattern = python, python = "), "{header}");
}

#[test]
fn what_nobody_can_see_is_told_and_a_tour_of_ones_own_is_played() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, cast) = (
        folder.path().join("own.toml"),
        folder.path().join("own.cast"),
    );
    let own = "lesson = \"fork-tree\"\nset = { forks = \"2\" }\n\n[[step]]\nuntil = \"print\"\nsay = \"Look: `fork()` and `exec()`.\"\n";
    std::fs::write(&file, own).expect("it can be written");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_concurrium"));
        let output = command.args(arguments).args(["--lang", "en"]).output();
        let output = output.expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let (file, cast) = (file.to_string_lossy(), cast.to_string_lossy());
    let (code, said) = run(&["tour", &file, "--size", "80x24", "--record", &cast]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said,
        "concurrium: caption 1 speaks of `exec()`, which isn't on the screen then\n"
    );
    let recorded = std::fs::read_to_string(&*cast).expect("it is there");
    assert!(recorded.contains("--set forks=2"), "{recorded}");
    let (screen, _) = play(&recorded);
    let last = screen.screen().contents();
    assert!(last.contains("Look: fork() and exec()."), "{last}");
    let (code, said) = run(&["page", &file, "-o", &cast.replace(".cast", ".html")]);
    assert_eq!(code, Some(0), "{said}");
    std::fs::write(&*file, own.replace("print", "prnt")).expect("it can be written");
    let (code, said) = run(&["tour", &file]);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("own.toml, line 4: no line of fork-tree is marked prnt"),
        "{said}"
    );
}

#[test]
fn a_recording_is_in_the_asked_language_and_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("zh.cast");
    let output = record("generator", &file, &["--lang", "zh", "--cast-version", "3"]);
    assert!(output.status.success());
    let recorded = std::fs::read_to_string(file).expect("it is there");
    assert!(recorded.contains(r#""version":3"#));
    let (screen, _) = play(&recorded);
    let last = screen.screen().contents();
    assert!(last.contains("导览 ") && !last.contains("空格"), "{last}");
}

#[test]
fn captions_are_written_beside_a_recording() {
    let folder = tempfile::tempdir().expect("a folder");
    let cast = |of: &str| folder.path().join(of).with_extension("cast");
    for (name, begins) in [("g.srt", "1\n00:00:0"), ("g.vtt", "WEBVTT\n\n1\n00:00:0")] {
        let file = folder.path().join(name);
        let output = record(
            "generator",
            &cast(&name.replace('.', "-")),
            &["--captions", file.to_str().expect("text")],
        );
        assert!(output.status.success(), "{output:?}");
        let written = std::fs::read_to_string(file).expect("it is there");
        assert!(written.starts_with(begins), "{written}");
        let tour = crate::shelf::lesson("generator")
            .tour
            .as_ref()
            .expect("it has one");
        assert_eq!(
            written.matches(" --> ").count(),
            tour.step.len(),
            "{written}"
        );
    }
    let output = record("generator", &cast("wrong"), &["--captions", "x.txt"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_lesson_without_a_tour_and_a_size_without_a_recording_are_wrong_usage() {
    let tour = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_concurrium"))
            .arg("tour")
            .args(arguments)
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(tour(&["generator", "--size", "80x24"]).contains("--record FILE.cast"));
    assert!(tour(&["generatr"]).contains("did you mean generator?"));
}

#[test]
fn space_holds_a_tour_and_any_other_key_takes_the_lesson_over() {
    let mut s = Session::home();
    s.tour("generator");
    assert!(s.timer.is_some(), "it goes by itself");
    s.keys("space");
    assert_eq!(s.timer, None, "it is held");
    s.keys("space");
    assert!(s.timer.is_some());
    assert!(!s.app.predicting, "a tour asks nothing");
    s.permits();
    s.keys("→");
    assert_eq!(s.permits(), "p0", "the key does what it always does");
    assert!(s.app.tour.is_none() && s.app.predicting);
    assert_eq!(s.timer, None);
    assert!(s.notice().starts_with("The lesson is yours now"));
}

#[test]
fn a_tour_says_then_goes_on_and_leaves_the_lesson_to_the_student() {
    let mut s = Session::home();
    s.tour("generator");
    let mut said = Vec::new();
    let mut ticks = 0;
    while let Some(tour) = &s.app.tour {
        said.extend(tour.caption().filter(|name| said.last() != Some(name)));
        ticks += 1;
        assert!(ticks < 200, "it comes to its end");
        s.tick();
    }
    let lesson = shelf::lesson("generator");
    let stops = &lesson.tour.as_ref().expect("it has one").step;
    assert_eq!(
        said,
        stops.iter().map(|stop| &*stop.say).collect::<Vec<_>>()
    );
    assert!(s.notice().starts_with("The tour is over."));
}

#[test]
fn a_newcomer_is_offered_the_program_in_ninety_seconds_until_the_first_lesson() {
    let mut s = Session::home();
    assert!(s.app.offers_tour());
    s.keys("j k");
    assert!(s.app.offers_tour(), "it takes no key but its own");
    s.keys("t");
    let mut said = Vec::new();
    let mut milliseconds = 0;
    while let Some(tour) = &s.app.tour {
        said.extend(tour.caption().filter(|name| said.last() != Some(name)));
        milliseconds += s.timer.expect("it goes by itself");
        assert!(milliseconds < 200_000, "it comes to its end");
        s.tick();
    }
    let lesson = crate::shelf::all()[0];
    let stops = &lesson.tour.as_ref().expect("it has one").program;
    let names: Vec<&str> = stops.iter().map(|stop| &*stop.say).collect();
    assert_eq!(said, names);
    assert!((75_000..=100_000).contains(&milliseconds), "{milliseconds}");
    s.keys("q t");
    assert!(!s.app.offers_tour() && s.app.tour.is_none() && s.app.lesson().is_none());
}

#[test]
fn a_tour_plays_in_the_terminal() {
    let pty = Pty::start(&["tour", "generator", "--lang", "en"]);
    pty.wait_for_text("tour 1 of 7");
    pty.wait_for_text("is about to be");
    pty.send(" ");
    pty.wait_for_text("Space goes on");
    pty.send("l");
    pty.wait_for_text("The lesson is yours now");
    pty.send("qq");
    assert_eq!(pty.exit_code(), 0);
}
