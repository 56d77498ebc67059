//! What a lesson says holds of the run that it is said of: each case of a text comes, and none says what is so with other knobs alone.

use std::collections::BTreeSet;

use concurrium::demos;
use concurrium::history::History;
use concurrium::i18n::Lang;
use concurrium::lessons::{Case, Lesson, Moment, Probe, Settings};
use concurrium::narrate;
use concurrium::predict::explored;
use concurrium::protocol::keys::{HELPER, NEXT};
use concurrium::protocol::{ActorId, Event, How, What};

use crate::lesson_tests::{self, Set};
use crate::predictions::set;
use crate::runs;

/// The lesson's runs with these knobs: one, and where a text speaks of who raises another, in which somebody does.
fn traces(lesson: &Lesson, settings: &Settings, values: &Set) -> Vec<&'static [Event]> {
    let raises = || {
        let program = demos::program(&lesson.id, settings)?;
        explored::answer(&Probe::CanRaise, &program, settings)?.schedule
    };
    // Who raises is up to the race, but in an order of steps in which somebody does.
    let notes = lesson.text(Lang::default()).cases.values().flatten();
    let schedule = notes
        .map(|(case, _)| case)
        .any(|case| case.raising)
        .then(raises)
        .flatten();
    let runs = std::iter::once(None).chain(schedule.as_ref().map(Some));
    runs.map(|schedule| &*runs::whole(&lesson.id, values, schedule).events)
        .collect()
}

/// All that is said of a run in a language, step by step, and at its end; and all that somebody waits for or does next. When somebody
/// has to wait is up to the kernel.
fn said(
    lesson: &Lesson,
    settings: &Settings,
    traces: &[&[Event]],
    lang: Lang,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut said, mut done) = (BTreeSet::new(), BTreeSet::new());
    for trace in traces {
        let mut history = History::default();
        for event in *trace {
            history.push(event.clone()).expect("a possible event");
            match &event.what {
                What::Blocked { on, .. } => done.insert(on.to_string()),
                What::Fact { key, value, .. } if **key == *NEXT => done.insert(value.clone()),
                // Whom a signal ends on the way there hasn't come to wait: that is up to the kernel too.
                What::Ended {
                    how: How::Signal(_),
                    ..
                } => ended_at(&history).is_some_and(|cue| done.insert(ended(cue))),
                _ => false,
            };
            if matches!(
                event.what,
                What::Line(_)
                    | What::Blocked { .. }
                    | What::State { .. }
                    | What::Exception { .. }
                    | What::Ended { .. }
            ) {
                let world = history.live();
                said.extend(narrate::note(lesson, settings, event, world, lang, &[]));
            }
        }
    }
    let raising = ends_badly(traces);
    let now = Moment {
        settings,
        doing: None,
        again: false,
        helping: traces.iter().any(|events| helps_at_a_line(events)),
        raising,
        gone_on: false,
        undecided: &[],
    };
    said.insert(lesson.text(lang).ending(&now).to_owned());
    (said, done)
}

/// Whether one of the library's own processes came to a marked line.
fn helps_at_a_line(events: &[Event]) -> bool {
    let helps = |event: &&Event| matches!(&event.what, What::Fact { key, .. } if &**key == HELPER);
    let helpers: Vec<_> = events
        .iter()
        .filter(helps)
        .map(|event| &event.actor)
        .collect();
    let comes = |event: &Event| matches!(event.what, What::Line(_));
    events
        .iter()
        .any(|event| comes(event) && helpers.contains(&&event.actor))
}

/// Whether the first process left with a code that says so, in one of the runs.
fn ends_badly(traces: &[&[Event]]) -> bool {
    let badly = |event: &Event| {
        let how = match &event.what {
            What::Ended { how, .. } => Some(how),
            _ => None,
        };
        event.actor == ActorId::root() && matches!(how, Some(How::Exit(1..)))
    };
    traces.iter().copied().flatten().any(badly)
}

/// At which marked line the last event's actor was ended.
fn ended_at(history: &History) -> Option<&str> {
    let world = history.live();
    let ended = world.actor(world.last_actor.as_ref()?)?;
    Some(&*ended.at.as_ref()?.cue)
}

/// What is done where somebody is ended at a marked line.
fn ended(cue: &str) -> String {
    format!("ended at {cue}")
}

/// With which knobs something else is said, or mustn't be.
fn sets(lesson: &Lesson) -> BTreeSet<Set> {
    let text = lesson.text(Lang::default());
    let notes = text.cases.values().flatten();
    let cases = notes.chain(&text.end_cases).map(|(case, _)| &case.knobs);
    let mut sets: BTreeSet<Set> = cases.cloned().collect();
    sets.extend(
        lesson_tests::of(lesson)
            .untrue
            .into_iter()
            .map(|it| it.with),
    );
    if !sets.is_empty() {
        sets.insert(Set::new());
    }
    sets
}

/// The longest piece of a text that nothing is filled into.
fn piece(text: &str) -> &str {
    let pieces = text
        .split('{')
        .map(|piece| piece.split_once('}').map_or(piece, |it| it.1));
    pieces.max_by_key(|piece| piece.len()).unwrap_or_default()
}

fn faults(lesson: &'static Lesson) -> Vec<String> {
    let mut faults = Vec::new();
    let sets = sets(lesson).into_iter().map(|values| {
        let settings = set(lesson, &values);
        let traces = traces(lesson, &settings, &values);
        (values, settings, traces)
    });
    let sets: Vec<_> = sets.collect();
    for lang in Lang::ALL {
        let (mut all, mut doings) = (BTreeSet::new(), BTreeSet::new());
        for (values, settings, traces) in &sets {
            let (said, done) = said(lesson, settings, traces, lang);
            doings.extend(done);
            for untrue in lesson_tests::of(lesson).untrue {
                if untrue.with != *values {
                    continue;
                }
                for words in &untrue.words[lang.code()] {
                    let by = said.iter().filter(|text| text.contains(&**words));
                    faults.extend(by.map(|text| format!("{} {values:?}: {text}", lesson.id)));
                }
            }
            all.extend(said);
        }
        let text = lesson.text(lang);
        let of_cues = text.cases.iter();
        let notes = of_cues.flat_map(|(cue, cases)| cases.iter().map(move |case| (&**cue, case)));
        let notes = notes.chain(text.end_cases.iter().map(|case| ("", case)));
        let notes = notes.filter(|(_, (case, _))| case.until.is_none());
        // An end that comes of a Python without something comes on such a one alone.
        let mut runs = sets.iter();
        let bad = runs.any(|(.., traces)| ends_badly(traces));
        let notes = notes.filter(|(cue, (case, _))| bad || !(cue.is_empty() && case.raising));
        // And on such a one nothing else that is said of the same knobs need come.
        let raises = |case: &Case| {
            let ends = text.end_cases.iter().map(|(end, _)| end);
            let mut raising = ends.filter(|end| end.raising);
            raising.any(|end| end.knobs.iter().all(|(k, v)| case.knobs.get(k) == Some(v)))
        };
        let notes = notes.filter(|(_, (case, _))| !(bad && !case.raising && raises(case)));
        // A library's own process runs the file on newer Pythons alone: there nobody says the end of older ones.
        let mut runs = sets.iter().flat_map(|(.., traces)| traces);
        let helps = runs.any(|events| helps_at_a_line(events));
        let ends = &text.end_cases;
        let is_of_older = |case: &Case| {
            let newer = Case {
                helping: true,
                ..case.clone()
            };
            !case.helping && ends.iter().any(|(case, _)| *case == newer)
        };
        let of_another = |cue: &str, case: &Case| match helps {
            true => cue.is_empty() && is_of_older(case),
            false => case.helping,
        };
        let notes = notes.filter(|(cue, (case, _))| !of_another(cue, case));
        for (cue, (case, note)) in notes {
            let comes = match &case.doing {
                Some(_) => doings
                    .iter()
                    .any(|doing| *doing == ended(cue) || case.is_while(doing)),
                None => all.iter().any(|said| said.contains(piece(note))),
            };
            if !comes {
                faults.push(format!("{} {case:?} is never said: {note}", lesson.id));
            }
        }
    }
    faults
}

#[test]
fn what_is_said_holds_with_the_knobs_of_the_run() {
    let faults: Vec<String> = crate::shelf::each(faults).into_iter().flatten().collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
