//! Predictions: the answer is the run's own, the truth is among the choices, knobs change it; and no key is kept from anybody.

use std::collections::{BTreeMap, BTreeSet};

use concurrium::app::{App, Code, Input, Key, Overlay};
use concurrium::history::History;
use concurrium::i18n::Lang;
use concurrium::lessons::{Lesson, Question, Settings};
use concurrium::predict::{self, Asked, Predictions};
use concurrium::protocol::{Event, Spot, What};
use concurrium::{demos, explore, saved};

use crate::fake::Session;
use crate::lesson_tests::{self, Set};
use crate::runs::run;
use crate::shelf;
use crate::snapshots::screen;

/// What comes of a lesson's questions in this trace when everybody predicts the first choice.
pub(crate) fn asked(lesson: &'static Lesson, settings: &Settings, trace: &[Event]) -> Vec<Asked> {
    let program = demos::program(&lesson.id, settings);
    let mut predictions = Predictions::new(lesson, settings, program);
    let mut history = History::default();
    for event in trace {
        history.push(event.clone()).expect("a possible event");
        predictions.happened(&history, false, true);
        if let Some(open) = predictions.open() {
            let first = open.choices[0].value.clone();
            assert!(predictions.predict(&first));
        }
    }
    predictions.happened(&history, true, true);
    predictions.asked().into_iter().cloned().collect()
}

pub(crate) fn set(lesson: &Lesson, values: &Set) -> Settings {
    let mut settings = lesson.defaults();
    for (name, value) in values {
        settings.set(lesson, name, value).expect("the value fits");
    }
    settings
}

/// The settings with which a lesson's questions are held against the run here.
pub(crate) fn sets(lesson: &Lesson) -> Vec<Set> {
    let python = shelf::version_of_python3();
    lesson_tests::of(lesson).predictions.sets(python)
}

#[test]
fn every_question_is_answered_by_the_run_and_the_truth_can_be_chosen() {
    let mut wrong = Vec::new();
    for lesson in crate::shelf::run_here() {
        let id = &*lesson.id;
        let mut truths: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut asks: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
        for values in &sets(lesson) {
            let settings = set(lesson, values);
            let trace = run(id, values);
            let asked = asked(lesson, &settings, trace);
            let names: Vec<&str> = asked.iter().map(|a| a.question.name.as_str()).collect();
            let meant = lesson.questions.iter();
            let meant: BTreeSet<&str> = meant
                .filter(|q| predict::fits(q, &settings) && could_choose(q, lesson, &settings))
                .filter(|q| comes(q, trace))
                .map(|q| q.name.as_str())
                .collect();
            assert_eq!(meant, names.into_iter().collect(), "{id} {values:?}");
            asks.insert(meant);
            for asked in &asked {
                let name = &asked.question.name;
                let verdict = asked.verdict.as_ref();
                let verdict = verdict.unwrap_or_else(|| panic!("{id} {name}: no answer"));
                let chosen = asked.choices.iter().find(|c| c.value == verdict.truth);
                let about = format!("{id} {values:?} {name}: {verdict:?} of {:?}", asked.choices);
                let stated = predict::stated(asked.question, lesson, &settings);
                if stated
                    .as_ref()
                    .is_some_and(|stated| *stated != verdict.truth)
                {
                    wrong.push(format!("{about}, stated {stated:?}"));
                }
                assert!(chosen.is_some(), "{about}");
                assert!(
                    verdict.shows > asked.at || asked.question.asks.is_explored(),
                    "{about}"
                );
                truths
                    .entry(name)
                    .or_default()
                    .insert(verdict.truth.clone());
            }
        }
        assert!(
            asks.len() > 1 || truths.values().any(|truths| truths.len() > 1),
            "{id}: no knob changes what is asked, nor any answer: {truths:?}"
        );
    }
    assert_eq!(wrong, [""; 0], "other than the lesson says beforehand");
}

/// Whether the run comes to the question's moment.
fn comes(question: &Question, trace: &[Event]) -> bool {
    let Some(at) = &question.at else { return true };
    let stands =
        |event: &&Event| matches!(&event.what, What::Line(Spot { cue, .. }) if **cue == **at);
    trace.iter().filter(stands).count() >= question.time
}

/// Whether these knobs leave something to choose.
fn could_choose(question: &Question, lesson: &Lesson, settings: &Settings) -> bool {
    predict::choices(question, lesson, settings).len() > 1
}

#[test]
fn every_lesson_asks_one_to_four_questions_with_any_knobs_it_names() {
    for lesson in crate::shelf::all() {
        let asks = |settings: &Settings| {
            let asked = lesson.questions.iter();
            asked.filter(|q| predict::fits(q, settings)).count()
        };
        let named = lesson.questions.iter().map(|question| &question.only);
        for only in named.chain([&Set::new()]) {
            let asks = asks(&set(lesson, only));
            assert!((1..=4).contains(&asks), "{} {only:?}: {asks}", lesson.id);
        }
        assert!(lesson.questions.len() > 1, "{}", lesson.id);
    }
}

#[test]
fn a_wrong_number_is_refuted_where_there_is_one_more() {
    let lesson = shelf::lesson("fork-tree");
    let trace = run("fork-tree", &Set::new());
    // The first choice is forks + 1 = 4.
    let asked = asked(lesson, &lesson.defaults(), trace);
    let verdict = asked[0].verdict.as_ref().expect("an answer");
    assert_eq!(
        (asked[0].predicted.as_deref(), &*verdict.truth),
        (Some("4"), "8")
    );
    let born = |event: &&Event| matches!(event.what, What::Born { .. });
    let until = &trace[..verdict.shows];
    assert_eq!(until.iter().filter(born).count(), 5);
    assert!(born(&until.last().expect("a birth")));
}

#[test]
fn the_explorers_answer_comes_with_a_schedule_that_shows_it() {
    let lesson = shelf::lesson("lost-update");
    let settings = set(lesson, &Set::from([("rounds".to_owned(), "2".to_owned())]));
    let program = demos::program("lost-update", &settings).expect("a program");
    let probe = concurrium::lessons::Probe::Least;
    let proven = predict::explored::answer(&probe, &program, &settings).expect("few states");
    assert_eq!(proven.value, "2");
    let mut machine = explore::Machine::new(program);
    let schedule = proven.schedule.expect("a schedule");
    machine.follow(&schedule).expect("it fits");
    assert_eq!(machine.outcome().values, [2]);
}

/// The rows of the question or the verdict on a screen of 80×24, where there is one, in this language.
fn pane(app: &mut App, lang: Lang) -> Vec<String> {
    app.lang = lang;
    let screen = screen(app, 80, 24);
    let titles = [
        "─ predict · ",
        "─ you predicted ",
        "─ 先猜一猜 · ",
        "─ 你猜",
    ];
    let rows = screen.lines().map(str::to_owned);
    let rows: Vec<String> = rows
        .skip_while(|row| !titles.iter().any(|title| row.contains(*title)))
        .collect();
    let until = rows.len().saturating_sub(2);
    rows[..until].to_vec()
}

#[test]
fn questions_and_verdicts_fit_a_small_screen_in_both_languages() {
    crate::shelf::each(|lesson| {
        for values in &sets(lesson) {
            let most = lesson.questions.iter().map(|q| q.choices.len()).max();
            for at in 0..most.unwrap_or(0) {
                fits_when_predicted(lesson, values, at);
            }
        }
    });
}

/// Holds that every question and verdict is whole where each is answered by its choice number `at`, from 0, or its last.
fn fits_when_predicted(lesson: &'static Lesson, values: &Set, at: usize) {
    let id = &*lesson.id;
    let is_whole = |app: &mut App, lang: Lang| {
        let rows = pane(app, lang);
        let cut = rows.iter().find(|row| row.trim_end().ends_with('…'));
        assert_eq!(cut, None, "{id} {values:?} {lang:?}");
        rows
    };
    let mut app = App::new(Lang::En, crate::shelf::plays());
    app.open(lesson, set(lesson, values));
    app.update(Input::Started);
    let mut seen = None;
    for event in run(id, values) {
        app.update(Input::Happened(event.clone()));
        to_the_present(&mut app);
        let open = app.lesson().expect("it is open");
        let Some(asked) = open.predictions.shown() else {
            continue;
        };
        let answers = asked.verdict.is_none() && asked.predicted.is_none();
        let letter = asked.choices.len().min(at + 1) - 1;
        let now = Some((asked.question.name.clone(), asked.verdict.is_some()));
        if std::mem::replace(&mut seen, now.clone()) == now {
            continue;
        }
        // How a question stands there doesn't depend on the answer that comes.
        let is_new = !answers || at == 0;
        for lang in Lang::ALL.into_iter().filter(|_| is_new) {
            let rows = is_whole(&mut app, lang);
            assert!(rows.len() > 2, "{id} {lang:?}: {rows:?}");
        }
        if answers {
            let letter = char::from(b'A' + u8::try_from(letter).expect("few"));
            app.update(Input::Key(Key::char(letter)));
        }
    }
    app.update(Input::Over(None));
    for lang in Lang::ALL {
        is_whole(&mut app, lang);
    }
    assert!(seen.is_some(), "{id} {values:?}: nothing was asked");
}

/// The lesson fork-tree with its first question open.
fn fork_tree() -> Session {
    let s = Session::lesson("fork-tree");
    assert!(s.open().predictions.open().is_some());
    s
}

#[test]
fn a_letter_predicts_and_the_run_says_how_it_was() {
    let mut s = fork_tree();
    s.keys("A");
    let waiting: Vec<_> = s.open().predictions.waiting().collect();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].predicted.as_deref(), Some("4"));
    s.keys("g");
    assert_eq!(s.notice(), "Nothing that you predicted has come out yet.");
    s.keys("→ → → → → →");
    s.input(Input::Over(None));
    let asked = &s.open().predictions.asked()[0];
    let verdict = asked.verdict.as_ref().expect("an answer");
    let born = s.open().world.actors().len();
    assert_eq!(verdict.truth, born.to_string());
    assert_eq!(asked.is_right(), Some(born == 4));
    s.keys("g");
    assert!(s.where_one_is().starts_with("PAST") || verdict_is_at_the_end(&s));
}

fn verdict_is_at_the_end(s: &Session) -> bool {
    let asked = &s.open().predictions.asked()[0];
    let verdict = asked.verdict.as_ref();
    verdict.is_some_and(|verdict| verdict.shows == s.open().history.len())
}

#[test]
fn any_other_key_just_goes_on_and_the_question_is_passed_over() {
    let mut s = fork_tree();
    s.permits();
    s.keys("→");
    assert_eq!(s.permits(), "p0");
    s.keys("→ → → →");
    assert!(
        s.open()
            .predictions
            .open()
            .is_none_or(|open| open.question.name != "processes")
    );
    assert!(s.open().predictions.waiting().next().is_none());
}

#[test]
fn a_number_can_be_typed_and_what_is_none_is_said() {
    let mut s = fork_tree();
    s.keys("# x Enter");
    let Some(Overlay::Prompt(prompt)) = s.app.overlays.last() else {
        panic!("the prompt stays");
    };
    assert_eq!(prompt.error.as_deref(), Some("“x” is no whole number."));
    s.keys("Backspace 5 Enter");
    let predicted = s.open().predictions.waiting().next();
    assert_eq!(
        predicted.and_then(|asked| asked.predicted.as_deref()),
        Some("5")
    );
}

/// What went by is looked back at; questions stand in the present.
fn to_the_present(app: &mut App) {
    if app.lesson().is_some_and(|open| open.past.is_some()) {
        app.update(Input::Key(Key::plain(Code::End)));
    }
}

/// The verdicts that come on the screen, in their order, when every question is answered by its first choice and → is
/// pressed whenever something is to be read before the next thing.
fn verdicts(lesson: &'static Lesson, settings: Settings, trace: &[Event]) -> (Vec<String>, usize) {
    let mut app = App::new(Lang::En, crate::shelf::plays());
    app.open(lesson, settings);
    app.update(Input::Started);
    let mut shown: Vec<String> = Vec::new();
    let mut answered = 0;
    let mut look = |app: &mut App, over: bool| {
        // A verdict, the question behind it, the verdict that it leads to, and so on.
        for _ in 0..12 {
            let predictions = &app.lesson().expect("open").predictions;
            let covered = predictions.is_covered();
            let name = predictions
                .verdict()
                .map(|asked| asked.question.name.clone());
            let asks = predictions.open().is_some();
            let more = over && predictions.due() > 0;
            if let Some(name) = name.filter(|name| shown.last() != Some(name)) {
                shown.push(name);
            }
            if asks && !covered {
                answered += 1;
                app.update(Input::Key(Key::char('A')));
            } else if covered || more {
                app.update(Input::Key(Key::plain(Code::Right)));
            } else {
                break;
            }
        }
    };
    for event in trace {
        app.update(Input::Happened(event.clone()));
        to_the_present(&mut app);
        look(&mut app, false);
    }
    app.update(Input::Over(None));
    look(&mut app, true);
    (shown, answered)
}

#[test]
fn every_answered_question_has_its_verdict_on_the_screen_once() {
    for lesson in crate::shelf::run_here() {
        for values in &sets(lesson) {
            let trace = run(&lesson.id, values);
            let (shown, answered) = verdicts(lesson, set(lesson, values), trace);
            let once: BTreeSet<&String> = shown.iter().collect();
            assert_eq!(
                once.len(),
                shown.len(),
                "{} {values:?}: {shown:?}",
                lesson.id
            );
            assert_eq!(shown.len(), answered, "{} {values:?}: {shown:?}", lesson.id);
            assert!(answered > 0, "{} {values:?}", lesson.id);
        }
    }
}

#[test]
fn playing_waits_once_for_an_answer() {
    let mut app = App::new(Lang::En, crate::shelf::plays());
    let lesson = shelf::lesson("fork-tree");
    app.open(lesson, lesson.defaults());
    app.update(Input::Started);
    let plays = |app: &App| app.lesson().expect("open").playing;
    app.update(Input::Key(Key::char(' ')));
    assert!(plays(&app));
    let trace = run("fork-tree", &Set::new());
    app.update(Input::Happened(trace[0].clone()));
    assert!(plays(&app), "there is no line to ask about yet");
    app.update(Input::Happened(trace[1].clone()));
    assert!(!plays(&app), "a question has come");
    let notice = app.notice.clone().expect("it says why it has stopped");
    assert!(notice.starts_with("Paused at the question"), "{notice}");
    app.update(Input::Key(Key::char(' ')));
    assert!(plays(&app), "Space goes on without an answer");
    app.update(Input::Happened(trace[2].clone()));
    assert!(plays(&app), "once is enough");
}

/// The run of `multiprocessing`, but nobody's `n` is told before the second question is asked.
fn decided_late(events: &[Event]) -> Vec<Event> {
    let is_told =
        |event: &Event| matches!(&event.what, What::Fact { key, .. } if &**key == "shared n");
    let is_asked = |event: &Event| matches!(&event.what, What::Line(spot) if &*spot.cue == "get");
    let told = events.iter().find(|event| is_told(event));
    let told = told.expect("main tells of `n` first");
    let mut late = Vec::new();
    for event in events.iter().filter(|event| !is_told(event)) {
        late.push(event.clone());
        if is_asked(event) {
            late.push(told.clone());
        }
    }
    for (event, seq) in late.iter_mut().zip(1..) {
        (event.seq, event.t_ns) = (seq, seq);
    }
    late
}

#[test]
fn playing_lets_a_verdict_be_read_before_the_question_behind_it() {
    let mut app = App::new(Lang::En, shelf::plays());
    let lesson = shelf::lesson("multiprocessing");
    let recorded = saved::recorded(shelf::plays(), lesson).unwrap().unwrap();
    app.open(lesson, lesson.defaults());
    app.update(Input::Started);
    app.update(Input::Key(Key::char(' ')));
    let mut events = decided_late(recorded.history.events()).into_iter();
    let mut plays_until_it_pauses = |app: &mut App| {
        while app.lesson().expect("open").playing {
            let event = events.next().expect("it pauses before its end");
            app.update(Input::Happened(event));
        }
        app.notice.clone().unwrap_or_default()
    };
    let place = |app: &App| {
        let predictions = &app.lesson().expect("open").predictions;
        predictions.shown().map(|asked| predictions.place(asked).0)
    };
    plays_until_it_pauses(&mut app);
    assert_eq!(place(&app), Some(1));
    app.update(Input::Key(Key::char('A')));
    app.update(Input::Key(Key::char(' ')));
    plays_until_it_pauses(&mut app);
    assert_eq!(place(&app), Some(2));
    app.update(Input::Key(Key::char(' ')));
    let notice = plays_until_it_pauses(&mut app);
    assert!(notice.starts_with("Paused: the answer"), "{notice}");
    assert_eq!(place(&app), Some(1), "its verdict");
    app.update(Input::Key(Key::char(' ')));
    assert_eq!(place(&app), Some(2), "still open");
    assert!(!app.lesson().expect("open").playing);
    app.update(Input::Key(Key::char(' ')));
    assert!(app.lesson().expect("open").playing, "and on");
}

#[test]
fn an_answer_is_acknowledged_at_once() {
    let mut s = fork_tree();
    s.keys("C");
    assert_eq!(s.notice(), "You predict 8. Go on: you will be told.");
}

#[test]
fn p_lets_nobody_ask_any_more() {
    let mut s = fork_tree();
    s.keys("p");
    assert!(s.open().predictions.open().is_none());
    s.keys("A");
    assert_eq!(s.notice(), "There is no question now.");
    s.keys("r");
    assert!(s.open().predictions.open().is_none());
    s.keys("p r");
    assert!(s.open().predictions.open().is_some());
}
