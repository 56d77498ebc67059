//! When questions come and go, in every lesson as it stands: each before the step that decides it, and none after.

use std::collections::{BTreeMap, BTreeSet};

use concurrium::demos;
use concurrium::history::History;
use concurrium::lessons::{Lesson, Settings};
use concurrium::predict::{self, Asked, Predictions};

use crate::predictions;
use crate::sitting::Sitting;

/// After a press of →: how many events there were, which question was open and the number it bore, and which answer was told.
struct Look {
    events: usize,
    open: Option<String>,
    number: Option<usize>,
    told: Option<String>,
}

/// The lesson's defaults; what would compute for long computes less: the first of the settings that its questions are held
/// against the run with.
fn settings(lesson: &Lesson) -> Settings {
    let mut settings = lesson.defaults();
    let first = predictions::sets(lesson).swap_remove(0);
    for (knob, value) in first {
        settings.set(lesson, &knob, &value).unwrap();
    }
    settings
}

/// Walks through a lesson by →, answering nothing.
fn walk(lesson: &'static Lesson) -> (Sitting, Vec<Look>) {
    let mut sitting = Sitting::open(lesson, settings(lesson));
    sitting.settle();
    let (mut looks, mut waited) = (Vec::new(), 0);
    loop {
        let open = sitting.app.lesson().unwrap();
        let asked = open.predictions.open();
        let told = open.predictions.verdict();
        let told = told.and_then(|asked| asked.verdict.as_ref());
        looks.push(Look {
            events: open.history.len(),
            open: asked.map(|asked| asked.question.name.clone()),
            number: asked.map(|asked| open.predictions.place(asked).0),
            told: told.map(|verdict| verdict.truth.clone()),
        });
        if open.is_through() {
            return (sitting, looks);
        }
        // What sleeps for a time, or waits for the kernel, goes on by itself.
        if open.history.live().standing().next().is_none() {
            looks.pop();
            sitting.hear(100);
            waited += 1;
            assert!(waited < 600, "{}: nothing comes", lesson.id);
            continue;
        }
        sitting.press('→');
        sitting.settle();
    }
}

/// What comes of the questions in this trace when each is answered, by its first choice, as soon as it is asked.
fn answered(lesson: &'static Lesson, history: &History) -> Vec<Asked> {
    let settings = settings(lesson);
    let program = demos::program(&lesson.id, &settings);
    let mut predictions = Predictions::new(lesson, &settings, program);
    let mut so_far = History::default();
    for event in history.events() {
        so_far.push(event.clone()).unwrap();
        predictions.happened(&so_far, so_far.live().waits_for().is_for_ever(), true);
        if let Some(open) = predictions.open() {
            let first = open.choices[0].value.clone();
            predictions.predict(&first);
        }
    }
    predictions.happened(&so_far, true, true);
    predictions.asked().into_iter().cloned().collect()
}

#[test]
fn a_question_is_open_before_the_step_that_decides_it_and_never_after() {
    crate::shelf::each(|lesson| {
        let (sitting, looks) = walk(lesson);
        let history = &sitting.app.lesson().unwrap().history;
        let step = |position: usize| history.beat_at(position);
        let mut decided: BTreeMap<String, usize> = BTreeMap::new();
        for asked in answered(lesson, history) {
            let (name, verdict) = (asked.question.name.clone(), asked.verdict.unwrap());
            println!(
                "{} {name}: opens {}, decided {}, g {}, {}",
                lesson.id,
                step(asked.at),
                step(verdict.at),
                step(verdict.shows),
                verdict.truth
            );
            assert!(asked.at < verdict.at, "{} {name}", lesson.id);
            let explored = verdict.shows == verdict.at;
            assert!(explored || asked.at < verdict.shows, "{} {name}", lesson.id);
            decided.insert(name, verdict.at);
        }
        let fits = |name: &&String| {
            let mut questions = lesson.questions.iter();
            questions.any(|q| q.name == **name && predict::fits(q, &settings(lesson)))
        };
        let all = lesson.questions.iter().map(|question| &question.name);
        let all: BTreeSet<&String> = all.filter(fits).collect();
        let open = looks.iter().filter_map(|look| look.open.as_ref());
        let asked: BTreeSet<&String> = open.collect();
        let at_all: BTreeSet<&String> = decided.keys().collect();
        assert!(asked.is_subset(&all) && at_all.is_subset(&all));
        // As many come as are announced.
        let predictions = &sitting.app.lesson().unwrap().predictions;
        for asked in predictions.all() {
            assert_eq!(predictions.place(asked).1, at_all.len(), "{}", lesson.id);
        }
        let mut numbers: Vec<usize> = looks.iter().filter_map(|look| look.number).collect();
        numbers.dedup();
        let in_order: Vec<usize> = (1..=numbers.len()).collect();
        assert_eq!(numbers, in_order, "{}: as they are met", lesson.id);
        // Who answers none is told what each answer was.
        let untold = predictions
            .all()
            .filter(|asked| at_all.contains(&asked.question.name) && asked.verdict.is_none());
        let untold: Vec<_> = untold.map(|asked| &asked.question.name).collect();
        assert!(untold.is_empty(), "{}: {untold:?}", lesson.id);
        // Where a question isn't in the way of another one, each comes, with answers and without.
        assert_eq!(asked, at_all, "{}", lesson.id);
        for look in &looks {
            let open = look.open.as_ref();
            let over = open.filter(|name| look.events >= decided[*name]);
            assert_eq!(over, None, "{} step {}", lesson.id, step(look.events));
        }
    });
}

#[test]
fn a_question_goes_by_with_the_step_that_it_asks_about_and_its_answer_is_told_for_a_while() {
    let lesson = crate::shelf::lesson("zombie-orphan");
    let (_, looks) = walk(lesson);
    // While others move, the one whose line is asked about still stands before it.
    let goes = |at: &usize| looks[*at].open.is_some() && looks[*at + 1].open.is_none();
    let goes: Vec<usize> = (0..looks.len() - 1).filter(goes).collect();
    assert_eq!(goes.len(), 2, "each opens once: {goes:?}");
    for (open, truth) in goes.into_iter().zip(["768", "9"]) {
        let told = |at: usize| looks[at].told.as_deref();
        assert_eq!(told(open), None);
        let comes = (open..looks.len()).find(|at| told(*at).is_some());
        let comes = comes.expect("it is told");
        assert_eq!(told(comes), Some(truth));
        assert_eq!(told(comes + 1), Some(truth), "it can be read");
        assert_eq!(told(comes + 2), None, "it has been read");
    }
}

#[test]
fn a_question_whose_answer_shows_later_stays_open_until_then() {
    let lesson = crate::shelf::lesson("cancel-timeout");
    let (sitting, looks) = walk(lesson);
    let open = sitting.app.lesson().unwrap();
    let late = open
        .predictions
        .all()
        .find(|asked| asked.question.name == "late");
    let shows = late.unwrap().verdict.as_ref().expect("it is told").shows;
    let at: Vec<usize> = (0..looks.len())
        .filter(|at| looks[*at].open.is_some())
        .collect();
    // Before main suspends, and while the job sleeps, or is asked to stop: not any more where the timeout has come.
    assert!(at.len() > 1);
    assert!(at.iter().all(|at| looks[*at].events < shows));
}
