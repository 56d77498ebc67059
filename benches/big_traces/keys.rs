//! Keys and clicks on an opened run, on the screen of every lesson, and the slowest of them with its drawing.

use std::time::Duration;

use concurrium::app::{App, Code, Input, Key, Screen, Target};
use concurrium::i18n::Lang;
use concurrium::saved::Saved;
use concurrium::view::{self, theme::Theme};
use concurrium::{demos, lessons};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::processor;

/// The slowest key.
pub(crate) struct Slowest {
    /// What it and the picture after it took of the processor, which may have other things to do.
    pub(crate) took: Duration,
    /// On which lesson's screen, and which it was.
    pub(crate) what: String,
}

/// Presses keys on every lesson's screen.
pub(crate) fn press(saved: Saved) -> Slowest {
    let theme = Theme::of_environment(|_| None);
    let area = Rect::new(0, 0, 160, 50);
    let mut slowest = Slowest {
        took: Duration::ZERO,
        what: String::new(),
    };
    let mut history = saved.history;
    let plays = demos::plays(lessons::built_in().expect("the shelf"));
    for lesson in plays.shelf.open_all().expect("the lessons") {
        let mut app = App::new(Lang::En, plays);
        let len = history.len();
        app.replay(plays.of(lesson, lesson.defaults()), history, None);
        for input in inputs(len) {
            let before = processor();
            app.update(input.clone());
            let mut picture = Buffer::empty(area);
            view::draw(&app, &theme, area, &mut picture);
            let took = processor() - before;
            if took > slowest.took {
                slowest = Slowest {
                    took,
                    what: format!("{}: {input:?}", lesson.id),
                };
            }
        }
        let Screen::Lesson(open) = &mut app.screen else {
            unreachable!("no key of these leaves the lesson")
        };
        history = std::mem::take(&mut open.history);
    }
    slowest
}

fn inputs(len: usize) -> Vec<Input> {
    let key = |code| {
        Input::Key(Key {
            code,
            ctrl: false,
            alt: false,
        })
    };
    let mut inputs = Vec::new();
    for part in 1..=5 {
        // One pane after the other has the focus, and is scrolled.
        let position = (len * part / 5).saturating_sub(part);
        inputs.push(Input::Click(Target::Position(position)));
        inputs.extend([Code::Left, Code::Down, Code::Tab].map(key));
    }
    inputs.extend(
        [
            Code::End,
            Code::Left,
            Code::Home,
            Code::Char('z'),
            Code::F(12),
        ]
        .map(key),
    );
    inputs
}
