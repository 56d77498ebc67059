//! While a question is open, `why` leaves the answer to the student.

use std::collections::BTreeSet;

use concurrium::app::{App, Input, Pane};
use concurrium::i18n::Lang;
use concurrium::lessons::{Lesson, Settings};
use concurrium::predict::life::PATIENCE;
use concurrium::protocol::{Event, What};

use crate::cut::Picture;
use crate::lesson_tests;
use crate::predictions::{asked, set};
use crate::runs::run;

/// What `why` says while each question is open, step by step of somebody who goes on without an answer: the question's name,
/// the language and the words.
fn said(
    lesson: &'static Lesson,
    settings: &Settings,
    trace: &[Event],
) -> BTreeSet<(String, &'static str, String)> {
    let mut said = BTreeSet::new();
    // Of several questions that come at one moment each is asked by itself.
    for question in &lesson.questions {
        let mut app = App::new(Lang::En, crate::shelf::plays());
        app.open(lesson, settings.clone());
        app.update(Input::Started);
        let mut since = None;
        for event in trace {
            app.update(Input::Happened(event.clone()));
            // In the middle of a step nobody reads.
            if !matches!(event.what, What::Line(_)) {
                continue;
            }
            let open = app.lesson().unwrap();
            let Some(asked) = open.predictions.open() else {
                continue;
            };
            if asked.question.name != question.name {
                crate::cut::answer(&mut app, false);
                continue;
            }
            let beats = open.history.beats();
            if beats >= *since.get_or_insert(beats) + PATIENCE as usize {
                break;
            }
            for lang in Lang::ALL {
                app.lang = lang;
                let why = Picture::of(&app, (80, 60)).body(Pane::Why).concat();
                said.insert((question.name.clone(), lang.code(), letters(&why)));
            }
        }
    }
    said
}

/// Whether these words stand there: a number not as a part of another one, such as a pid.
fn says(text: &str, words: &str) -> bool {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let (begins, ends) = (digit(words.chars().next()), digit(words.chars().last()));
    text.match_indices(words).any(|(at, _)| {
        let before = digit(text[..at].chars().last());
        let after = digit(text[at + words.len()..].chars().next());
        !(begins && before || ends && after)
    })
}

/// Without blanks, which come and go where lines are broken, and without Markdown's marks.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !"`*".contains(*letter))
        .collect()
}

/// What would answer a question: what the lesson's author names, and the answer itself where that can't be chance.
fn answers(
    lesson: &'static Lesson,
    settings: &Settings,
    trace: &[Event],
    lang: Lang,
) -> Vec<(String, String)> {
    let named = lesson_tests::of(lesson).gives_away;
    let mut answers = Vec::new();
    for (question, words) in named {
        let words = words[lang.code()].iter().map(|words| letters(words));
        answers.extend(words.map(|words| (question.clone(), words)));
    }
    // The answer of this run.
    for asked in asked(lesson, settings, trace) {
        let truth = asked.verdict.expect("an answer").truth;
        if truth.len() > 4 && truth.parse::<u64>().is_err() {
            answers.push((asked.question.name.clone(), letters(&truth)));
        }
    }
    answers
}

/// What is wrong with one lesson.
fn faults(lesson: &'static Lesson) -> BTreeSet<String> {
    let mut faults = BTreeSet::new();
    let mut unasked: BTreeSet<&str> = lesson.questions.iter().map(|q| &*q.name).collect();
    let (tests, python) = (lesson_tests::of(lesson), crate::shelf::version_of_python3());
    for values in &tests.predictions.sets(python) {
        let settings = set(lesson, values);
        let trace = run(&lesson.id, values);
        let said = said(lesson, &settings, trace);
        for lang in Lang::ALL {
            let answers = answers(lesson, &settings, trace, lang);
            for (question, _, why) in said.iter().filter(|(_, of, _)| *of == lang.code()) {
                unasked.remove(&**question);
                let answers = answers.iter().filter(|(of, _)| of == question);
                for (_, words) in answers.filter(|(_, words)| says(why, words)) {
                    faults.insert(format!("{} {question}: {words:?} in {why:?}", lesson.id));
                }
            }
        }
    }
    // Where a newer CPython alone comes to some of them.
    let unasked = unasked
        .into_iter()
        .filter(|_| tests.predictions.are_all_for(python));
    faults.extend(unasked.map(|question| format!("{} {question}: never asked", lesson.id)));
    faults
}

#[test]
fn while_a_question_is_open_why_leaves_the_answer_to_the_student() {
    let faults: Vec<String> = crate::shelf::each(faults).into_iter().flatten().collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Words that stand nowhere keep nothing: a text that was written anew needs others.
#[test]
fn what_would_answer_a_question_is_named_in_the_words_of_the_lesson() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lessons");
    let mut faults = Vec::new();
    for lesson in crate::shelf::all() {
        let named = lesson_tests::of(lesson).gives_away;
        for question in &lesson.questions {
            for lang in Lang::ALL {
                let words = named
                    .get(&question.name)
                    .and_then(|words| words.get(lang.code()));
                let folder = format!("{root}/{}/{}", lesson.model.code(), lesson.id);
                let text = std::fs::read_to_string(format!("{folder}/{}.md", lang.code()));
                let text = letters(&text.unwrap());
                let (place, found) = (
                    format!("{} {} {lang:?}", lesson.id, question.name),
                    words.map(|words| {
                        !words.is_empty()
                            && words.iter().all(|words| text.contains(&letters(words)))
                    }),
                );
                if found != Some(true) {
                    faults.push(place);
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
