//! A monkey at the keyboard: random keys, clicks, sizes, and a stage that answers late, twice, or nonsense.
//!
//! It never makes the explorer panic; whatever it did, Esc and q lead out; no actor ever gets a second permit for one line
//! (the fake stage fails the test then). The seed is fixed and printed: `MONKEY=123` tries another.

use concurrium::app::actions::{self, Action};
use concurrium::app::{Code, Effect, Input, Key, Overlay, Pane, SPEEDS, Tab, Target};
use concurrium::protocol::{ActorId, Event};

use crate::chance::{Chance, asked, times};
use crate::fake::{Session, blocked, child, fact, g, line, p0};

/// How many inputs are a sample.
const SAMPLE: u64 = 6_000;

impl Chance {
    fn action(&mut self) -> &'static Action {
        let all: Vec<&Action> = actions::all().collect();
        self.one(&all)
    }

    fn key(&mut self) -> Key {
        if self.below(3) > 0 {
            let action = self.action();
            return self.one(action.keys);
        }
        let letters: Vec<char> = "abcxyzQ0123456789'\"([,-_ 中文\u{301}\u{7f}"
            .chars()
            .collect();
        let code = match self.below(4) {
            0 => self.one(&[Code::Backspace, Code::Delete, Code::Home, Code::F(1)]),
            _ => Code::Char(self.one(&letters)),
        };
        Key {
            code,
            ctrl: self.below(8) == 0,
            alt: self.below(8) == 0,
        }
    }

    fn actor(&mut self) -> ActorId {
        self.one(&[p0(), child(), g(), p0().thread(1), p0().child(7)])
    }

    fn target(&mut self) -> Target {
        match self.below(7) {
            0 => Target::Lesson(self.below(5)),
            1 => Target::Actor(self.actor()),
            2 => Target::Position(self.below(30)),
            3 => Target::Tab(self.one(&[Tab::Python, Tab::Rust])),
            4 => Target::Action(self.action().name),
            5 => Target::Knob(self.below(6)),
            _ => Target::Pane(self.one(&[
                Pane::Stage,
                Pane::Listing,
                Pane::Timeline,
                Pane::Why,
                Pane::Output,
            ])),
        }
    }

    /// An event that comes too early or twice, from nobody, or out of nowhere: a stage that lies about who stands isn't among
    /// them, since it could only be believed.
    fn event(&mut self, session: &Session) -> Input {
        let len = session.app.lesson().map_or(0, |open| open.history.len());
        let (seq, actor, what) = match self.below(3) {
            0 => (len + self.one(&[0, 2, 1 << 40]), self.actor(), line("x")),
            1 => (len + 1, p0().child(7), blocked("x")),
            _ => (len + 1, self.actor(), fact("t1", "failed")),
        };
        Input::Happened(Event {
            seq: seq as u64,
            t_ns: 0,
            actor,
            what,
        })
    }

    fn input(&mut self, session: &Session) -> Input {
        match self.below(40) {
            0..20 => Input::Key(self.key()),
            20..25 => Input::Click(self.target()),
            25..28 => Input::Drag(self.target()),
            28..31 => {
                let target = (self.below(4) > 0).then(|| self.target());
                Input::Wheel(target, self.one(&[-3, -1, 1, 3, i32::MAX, i32::MIN]))
            }
            31 => Input::Paste(
                self.one(&["'a'\r\nb", "", "\u{1b}[2J", "9999999999999999999"])
                    .into(),
            ),
            32 if self.below(20) == 0 => self.event(session),
            32 if self.below(20) == 0 => {
                Input::Over(self.one(&[None, Some("broken".to_owned().into())]))
            }
            33 => Input::Resized(u16::try_from(self.below(300)).expect("small"), 0),
            _ => Input::Woken,
        }
    }
}

#[test]
fn a_monkey_breaks_nothing_and_can_always_leave() {
    breaks_nothing(times(SAMPLE), Session::home);
}

#[test]
fn a_monkey_before_a_class_breaks_nothing_either() {
    let plan = "[[entry]]\nslide = \"# a\"\n
        [[entry]]\nlesson = \"fork-tree\"\nstart = \"wait\"\nask = \"lines\"\n
        [[entry]]\ntour = \"fork-tree\"\n
        [[entry]]\nlesson = \"generator\"\nstart = 4\nask = false\n
        [[entry]]\nlesson = \"thread-pool\"\nstart = 99\n";
    breaks_nothing(times(SAMPLE) / 2, || {
        let mut session = Session::home();
        session.present(crate::plans::read(plan));
        session
    });
}

fn breaks_nothing(inputs: u64, begin: impl Fn() -> Session) {
    let seed = asked("MONKEY", 20_240_229);
    println!("MONKEY={seed}");
    let mut chance = Chance::new(seed);
    let mut session = begin();
    let mut opened = 0;
    let mut permits = 0;
    for _ in 0..inputs {
        session.held = chance.below(3) == 0;
        let input = chance.input(&session);
        session.input(input);
        if session.effects.contains(&Effect::Quit) {
            session = begin(); // somebody opens it again
        }
        opened += session
            .effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Start(_)))
            .count();
        permits += session.permits().split_whitespace().count();
        if let Some(open) = session.app.lesson() {
            assert!(open.speed < SPEEDS.len());
            assert!(open.past.is_none_or(|past| past < open.history.len()));
            assert_eq!(open.world, open.history.seek(open.position()));
            let counts_down = match session.app.overlays.last() {
                Some(Overlay::Vote(vote)) => vote.left.is_some_and(|left| left > 0),
                _ => false,
            };
            let needed = open.playing || session.app.tour.is_some() || counts_down;
            assert!(
                session.timer.is_none() || needed,
                "a timer that nobody needs"
            );
        }
    }
    assert!(
        opened as u64 > inputs / 400 && permits as u64 > inputs / 200,
        "it did something: {opened} runs, {permits} permits"
    );

    for _ in 0..8 {
        session.keys("Esc q");
        if session.effects.contains(&Effect::Quit) {
            return;
        }
    }
    panic!(
        "there is no way out of {:?} {:?}",
        session.app.screen, session.app.overlays
    );
}
