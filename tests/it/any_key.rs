//! Any key at any time in any lesson: what the screen says is on its way, comes. Where the explorer thinks that somebody runs
//! or was let go, something happens; otherwise the lesson would hang there for ever.
//!
//! Real stages, the explorer without its terminal. The seed is printed: `ANY_KEY=7` tries another.

use std::path::Path;
use std::time::Instant;

use concurrium::app::{App, Code, Effect, Input, Key, Open, Run, Screen};
use concurrium::i18n::Lang;
use concurrium::lessons::Lesson;
use concurrium::link::{Live, Told};
use concurrium::protocol::Command;
use nix::poll::{PollFd, PollFlags, poll};

use crate::chance::{Chance, asked};
use crate::pty::PATIENCE;

/// How many keys are pressed in each lesson.
const KEYS: usize = 40;

/// What does something to a run: steps, and what is done by hand.
const PRESSED: &str = "→→→→ 123\rnnscteP";

struct Sitting {
    app: App,
    live: Option<Live>,
    wakes: bool,
    pressed: String,
}

impl Sitting {
    fn open(lesson: &'static Lesson) -> Self {
        let mut settings = lesson.defaults();
        for (knob, value) in [("rounds", "50"), ("size", "5")] {
            let _ = settings.set(lesson, knob, value); // as short as can be, where there is such a knob
        }
        let mut app = App::new(Lang::En, crate::shelf::plays());
        let effects = app.open(lesson, settings);
        let mut sitting = Self {
            app,
            live: None,
            wakes: false,
            pressed: String::new(),
        };
        sitting.carry_out(effects);
        sitting
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match (effect, &self.live) {
                (Effect::Start(piece), _) => {
                    let program = Path::new(env!("CARGO_BIN_EXE_concurrium"));
                    self.live = Some(Live::start_by(program, &piece, true).unwrap());
                }
                (Effect::Permit(actor), Some(live)) => live.send(&actor, Command::Permit),
                (Effect::Do(actor, verb), Some(live)) => live.send(&actor, Command::Do { verb }),
                (Effect::Wake(_), _) => self.wakes = true,
                (Effect::NoWake, _) => self.wakes = false,
                _ => {}
            }
        }
    }

    fn input(&mut self, input: Input) {
        let effects = self.app.update(input);
        self.carry_out(effects);
    }

    fn press(&mut self, key: char) {
        self.pressed.push(key);
        self.input(Input::Key(match key {
            '→' => plain(Code::Right),
            '\r' => plain(Code::Enter),
            letter => Key::char(letter),
        }));
    }

    /// Takes in what has come within so many milliseconds; false: nothing.
    fn hear(&mut self, ms: u8) -> bool {
        let live = self.live.as_ref().unwrap();
        let mut news = [PollFd::new(live.descriptor(), PollFlags::POLLIN)];
        if poll(&mut news, ms).unwrap() == 0 {
            return false;
        }
        for told in live.take(usize::MAX) {
            self.input(match told {
                Told::Started => Input::Started,
                Told::Event(event) => Input::Happened(event),
                Told::Over(why) => Input::Over(why),
            });
        }
        true
    }

    fn over(&self) -> bool {
        match &self.app.screen {
            Screen::Lesson(open) => open.run == Run::Over,
            Screen::Home => true,
        }
    }

    /// Waits until nobody moves, says the kernel, nor is about to, knows the explorer. Those who sleep for a time wake.
    fn settle(&mut self) {
        let start = Instant::now();
        while !self.over() {
            let waits = start.elapsed() < PATIENCE;
            assert!(waits, "what it waits for never comes: {}", self.said());
            let rests = !self.hear(10)
                && self.live.as_ref().unwrap().is_asleep()
                && !self.hear(0)
                && self.app.lesson().is_some_and(Open::is_at_rest);
            if rests {
                break;
            }
        }
        let open = self.app.lesson().unwrap();
        assert!(!matches!(open.run, Run::Failed(_)), "{}", self.said());
    }

    fn said(&self) -> String {
        let open = self.app.lesson().unwrap();
        let live = open.history.live();
        let actors: Vec<_> = live
            .actors()
            .map(|actor| (actor.id.as_str(), actor.state, actor.blocked_on.as_deref()))
            .collect();
        format!(
            "{} after {:?}: {:?} {:?} {actors:?}",
            open.play.lesson.id, self.pressed, open.run, self.app.notice
        )
    }
}

fn plain(code: Code) -> Key {
    Key {
        code,
        ctrl: false,
        alt: false,
    }
}

#[test]
fn what_is_on_its_way_is_whatever_is_pressed() {
    let seed = asked("ANY_KEY", 1);
    println!("ANY_KEY={seed}");
    let mut chance = Chance::new(seed);
    let keys: Vec<char> = PRESSED.chars().collect();
    for lesson in crate::shelf::all() {
        let mut sitting = Sitting::open(lesson);
        sitting.settle();
        for _ in 0..KEYS {
            let key = chance.one(&keys);
            sitting.press(key);
            if !sitting.app.overlays.is_empty() {
                // Something is asked for: a value, an exception.
                let typed = if key == 't' { "ValueError\r" } else { "1\r" };
                typed.chars().for_each(|letter| sitting.press(letter));
            }
            match chance.below(3) {
                0 => {} // the next one comes before anything has come of it
                1 => drop(sitting.hear(1)),
                _ => sitting.settle(),
            }
            if sitting.wakes && chance.below(2) == 0 {
                sitting.input(Input::Woken);
            }
        }
        if sitting.app.lesson().is_some_and(|open| open.playing) {
            sitting.press(' ');
        }
        sitting.settle();
    }
}
