//! Thousands of actors on every lesson's screen: whatever they say of one another, a picture takes a look at each of
//! them, not at each pair, let alone at each three.

use concurrium::app::{App, Code, Input, Key};
use concurrium::history::History;
use concurrium::i18n::Lang;
use concurrium::lessons;
use concurrium::protocol::{ActorId, Event, Ids, Kind, Source, What};
use concurrium::view::{self, theme::Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::shelf;

/// How many actors there are.
const CROWD: u32 = 1000;

fn push(history: &mut History, actor: &ActorId, what: What) {
    let seq = history.live().seq + 1;
    let event = Event {
        seq,
        t_ns: seq,
        actor: actor.clone(),
        what,
    };
    history.push(event).expect("a possible event");
}

/// Threads or generators, each of which waits for the next one, sends to it, and knows of a task of its own.
fn crowd(kind: Kind) -> History {
    let root = ActorId::root();
    let id = |n: u32| match kind {
        Kind::Coroutine => root.generator(n),
        _ => root.thread(n),
    };
    let mut history = History::default();
    let born = |kind, parent: Option<&ActorId>, name: String| What::Born {
        kind,
        parent: parent.cloned(),
        name,
        ids: Ids::default(),
    };
    push(
        &mut history,
        &root,
        born(Kind::Process, None, "main".to_owned()),
    );
    let last = CROWD - 1;
    for n in 1..=last {
        push(
            &mut history,
            &id(n),
            born(kind, Some(&root), format!("s{n}")),
        );
    }
    for n in 1..=last {
        let next = n % last + 1;
        let facts = [
            ("target".to_owned(), format!("s{next}")),
            (format!("t{n}"), "failed".to_owned()),
            (format!("t{n} result"), "ValueError".to_owned()),
        ];
        for (key, value) in facts {
            let what = What::Fact {
                key: key.into(),
                value,
                source: Source::Demo,
            };
            push(&mut history, &id(n), what);
        }
        let what = What::blocked("lock.acquire()".into(), Some(id(next)));
        push(&mut history, &id(n), what);
    }
    let deadlock = What::Fact {
        key: "deadlock".into(),
        value: "all".into(),
        source: Source::Demo,
    };
    let joins = What::blocked("s1.join()".into(), None);
    push(&mut history, &root, joins);
    push(&mut history, &root, deadlock);
    history
}

/// What a lesson's screen shows of a run, after the last key of these.
fn picture(lesson: &'static lessons::Lesson, history: History, keys: &[Code]) -> String {
    let mut app = App::new(Lang::En, crate::shelf::plays());
    app.replay(app.plays.of(lesson, lesson.defaults()), history, None);
    for &code in keys {
        app.update(Input::Key(Key::plain(code)));
    }
    let area = Rect::new(0, 0, 140, 45);
    let mut cells = Buffer::empty(area);
    let theme = Theme::of_environment(|_| None);
    view::draw(&app, &theme, area, &mut cells);
    cells.content().iter().map(|cell| cell.symbol()).collect()
}

#[test]
fn a_crowd_is_drawn_on_every_lessons_screen() {
    for kind in [Kind::Thread, Kind::Coroutine] {
        let history = crowd(kind);
        for lesson in crate::shelf::all() {
            let shown = picture(lesson, history.clone(), &[Code::End]);
            assert!(
                shown.contains(&format!("of {CROWD}")),
                "{}: {shown}",
                lesson.id
            );
        }
    }
}

#[test]
fn a_circle_is_found_among_a_crowd_and_named_from_its_first_on() {
    let lesson = shelf::lesson("deadlock");
    let shown = picture(lesson, crowd(Kind::Thread), &[Code::End]);
    // The panes order threads by their names in the trace.
    assert!(shown.contains("s1 → s2 → s3 → s4"), "{shown}");
}
