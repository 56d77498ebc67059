//! → gets to the point: no lesson needs many presses of it, and each question that is answered on the way has its verdict.

use concurrium::app::{Run, actions, next};
use concurrium::lessons::{Lesson, Next, Settings};

use crate::predictions::set;
use crate::sitting::Sitting;

/// How many presses of → lead to the end at most.
const MOST: usize = 40;

/// How many keys lead from the home screen to the first verdict at most, where CPython alone runs a lesson.
const FIRST: usize = 10;

/// What there was on the way to a lesson's end.
struct Walk {
    sitting: Sitting,
    /// How many presses of →, and how many questions were answered.
    presses: usize,
    answers: usize,
    /// How many verdicts came on the screen, and how many keys led to the first, `Enter` on the home screen among them.
    verdicts: usize,
    first: usize,
}

/// Walks through a lesson by →, answering every question by its first choice.
fn walk(lesson: &'static Lesson, settings: Settings) -> Walk {
    let mut sitting = Sitting::open(lesson, settings);
    sitting.settle();
    let (mut presses, mut answers, mut waited, mut first) = (0, 0, 0, 0);
    let mut verdicts: Vec<String> = Vec::new();
    loop {
        let open = sitting.app.lesson().expect("it is open");
        let predictions = &open.predictions;
        if let Some(asked) = predictions.verdict() {
            let name = &asked.question.name;
            if !verdicts.contains(name) {
                verdicts.push(name.clone());
            }
            if first == 0 {
                first = 1 + presses + answers;
            }
        }
        if predictions.open().is_some() && !predictions.is_covered() {
            answers += 1;
            sitting.press('A');
            continue;
        }
        if open.is_through() && predictions.due() == 0 {
            return Walk {
                sitting,
                presses,
                answers,
                verdicts: verdicts.len(),
                first,
            };
        }
        // What sleeps for a time, or waits for the kernel, goes on by itself.
        if !open.is_through() && open.history.live().standing().next().is_none() {
            sitting.hear(100);
            waited += 1;
            assert!(waited < 600, "{}: nothing comes", lesson.id);
            continue;
        }
        assert!(presses < 4 * MOST, "{}: → leads to no end", lesson.id);
        presses += 1;
        sitting.press('→');
        sitting.settle();
    }
}

#[test]
fn no_lesson_needs_many_presses_and_no_verdict_is_lost() {
    let long = crate::shelf::each(|lesson| {
        let mut long = Vec::new();
        for next in &lesson.next {
            if let Next::Set(knobs) = next {
                let mut way = walk(lesson, set(lesson, knobs));
                what_is_shown_is_a_step(&mut way.sitting, lesson);
                println!(
                    "{} {knobs:?}: {} keys to the first verdict",
                    lesson.id, way.first
                );
                if way.presses > MOST {
                    long.push(format!("{} {knobs:?} {}", lesson.id, way.presses));
                }
                assert_eq!(way.verdicts, way.answers, "{} {knobs:?}", lesson.id);
            }
        }
        let mut way = walk(lesson, lesson.defaults());
        let (presses, answers, first) = (way.presses, way.answers, way.first);
        println!(
            "{}: {presses} presses, {answers} answers, {first} keys to the first verdict",
            lesson.id
        );
        if presses > MOST {
            long.push(format!("{} {presses}", lesson.id));
        }
        assert_eq!(way.verdicts, answers, "{}", lesson.id);
        assert!(answers > 0, "{}", lesson.id);
        let only_cpython = crate::shelf::in_rust()
            .iter()
            .all(|rust| rust.id != lesson.id);
        assert!(
            first <= FIRST || !only_cpython,
            "{}: {first} keys to the first verdict",
            lesson.id
        );
        the_keys_do_what_they_say(&mut way.sitting, lesson);
        long
    });
    let long: Vec<String> = long.into_iter().flatten().collect();
    assert_eq!(long, [""; 0], "more than {MOST} presses of →");
}

/// `g` leads to where ← and → stop, too: between two events of a step the screen would be of neither.
fn what_is_shown_is_a_step(sitting: &mut Sitting, lesson: &Lesson) {
    sitting.press('g');
    let open = sitting.app.lesson().expect("it is open");
    let (at, history) = (open.position(), &open.history);
    let is_step = at == history.len() || history.beat_before(at + 1) == at;
    assert!(is_step, "{}: {at}", lesson.id);
}

#[test]
fn what_is_suggested_changes_the_least_and_names_what_changes() {
    let mut here = crate::shelf::run_here().into_iter();
    let Some(lesson) = here.find(|lesson| lesson.id == "executors") else {
        return;
    };
    let mut settings = lesson.defaults();
    settings.set(lesson, "what", "full").expect("it fits");
    let words: Vec<String> = next::next(&walk(lesson, settings).sitting.app)
        .into_iter()
        .map(|one| one.word)
        .collect();
    assert_eq!(words, ["set workers to 1", "next: cancel-timeout"]);
}

/// At the end stands what to try next, and its keys do it there.
fn the_keys_do_what_they_say(sitting: &mut Sitting, lesson: &'static Lesson) {
    let id = &lesson.id;
    let tries = next::next(&sitting.app);
    assert!(!tries.is_empty(), "{id}: nothing to try next");
    assert!(tries.len() <= 3, "{id}: {tries:?}");
    let footer = actions::footer(&sitting.app);
    let hints: Vec<&str> = footer.iter().map(|hint| hint.action).collect();
    let leads_on = lesson.next.iter().any(|next| matches!(next, Next::Open(_)));
    assert_eq!(hints.contains(&"next-lesson"), leads_on, "{id}: {hints:?}");
    for key in ['→', ' ', ' '] {
        sitting.press(key);
        assert_eq!(sitting.app.notice, None, "{id}");
        let still = next::next(&sitting.app);
        assert_eq!(still, tries, "{id}: {key:?} takes nothing away");
    }
    for next in &lesson.next {
        match next {
            Next::Do(name) => {
                let legal = actions::legal(&sitting.app).any(|action| action.name == name);
                assert!(legal, "{id}: {name} can't be done at the end");
            }
            Next::Open(other) => {
                assert!(crate::shelf::all().iter().any(|l| l.id == *other), "{id}");
            }
            Next::Set(_) => {}
        }
    }
    let suggested = sitting.app.lesson().expect("open").suggested();
    if let Some(knobs) = suggested {
        sitting.press('o');
        sitting.press('\r');
        let open = sitting.app.lesson().expect("open");
        assert!(open.run == Run::Starting, "{id}: another run");
        for (knob, value) in &knobs {
            assert_eq!(open.play.settings.get(knob), value, "{id}");
        }
    }
    sitting.press('N');
    let open = sitting.app.lesson().expect("open");
    let last = sitting.app.notice.is_some();
    assert!(last || open.play.lesson.id != *id, "{id}: N leads nowhere");
}
