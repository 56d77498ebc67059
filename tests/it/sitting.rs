//! The explorer without its terminal, at a real stage: keys in, and what comes of them.

use std::path::Path;
use std::time::Instant;

use concurrium::app::{App, Code, Effect, Input, Key, Open, Run, Screen};
use concurrium::i18n::Lang;
use concurrium::lessons::{Lesson, Settings};
use concurrium::link::{Live, Told};
use concurrium::protocol::{Command, Kind};
use nix::poll::{PollFd, PollFlags, poll};
use nix::unistd::Pid;

use crate::pty::{PATIENCE, stat};

/// More ticks of a processor's time than any lesson takes: what computes so long never ends.
const MOST_COMPUTED: u64 = 20_000;

/// The explorer at a real stage.
pub(crate) struct Sitting {
    pub(crate) app: App,
    live: Option<Live>,
    /// Whether the timer is wanted.
    pub(crate) wakes: bool,
    pressed: String,
}

impl Sitting {
    pub(crate) fn open(lesson: &'static Lesson, settings: Settings) -> Self {
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
                (Effect::Do(actor, verb), Some(live)) => {
                    live.send(&actor, Command::Do { verb, to: None });
                }
                (Effect::Wake(_), _) => self.wakes = true,
                (Effect::NoWake, _) => self.wakes = false,
                _ => {}
            }
        }
    }

    pub(crate) fn input(&mut self, input: Input) {
        let effects = self.app.update(input);
        self.carry_out(effects);
    }

    pub(crate) fn press(&mut self, key: char) {
        self.pressed.push(key);
        self.input(Input::Key(match key {
            '→' => plain(Code::Right),
            '\r' => plain(Code::Enter),
            letter => Key::char(letter),
        }));
    }

    /// Takes in what has come within so many milliseconds; false: nothing.
    pub(crate) fn hear(&mut self, ms: u8) -> bool {
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

    pub(crate) fn over(&self) -> bool {
        match &self.app.screen {
            Screen::Lesson(open) => open.run == Run::Over,
            Screen::Home | Screen::Slide(_) => true,
        }
    }

    /// Waits until nobody moves, says the kernel, nor is about to, knows the explorer. Those who sleep for a time wake.
    pub(crate) fn settle(&mut self) {
        let (mut start, mut before) = (Instant::now(), 0);
        while !self.over() {
            if start.elapsed() > PATIENCE {
                // Who computes takes as long as the machine lets it.
                let computed = self.computed();
                let waits = computed > before && computed < MOST_COMPUTED;
                let said = self.said();
                assert!(waits, "{computed} ticks: nothing comes any more: {said}");
                (start, before) = (Instant::now(), computed);
            }
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

    /// The processor time that the run's processes have had that are still there, in ticks.
    fn computed(&self) -> u64 {
        let actors = self.app.lesson().unwrap().history.live().actors();
        let pids = actors.filter(|actor| actor.kind == Kind::Process);
        let stats = pids.filter_map(|actor| stat(Pid::from_raw(actor.ids.pid?)));
        // utime and stime: see proc(5).
        let ticks = stats.flat_map(|stat| [11, 12].map(|at| stat[at].parse().unwrap_or(0)));
        ticks.sum::<u64>()
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
