//! Sits before the explorer in the student's place, without a terminal: it lets the run come to rest before every look.
//!
//! Never knows what is made of what it sees.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Effect, Input, Run, Screen};
use crate::history::History;
use crate::i18n::Sentence;
use crate::link::{Live, THIS_PROGRAM, Told};
use crate::machine;
use crate::protocol::{Command, Event, State, What};
use crate::record::stand_in::StandIns;
use crate::view;
use crate::view::theme::{Depth, Theme};

/// Milliseconds without news after which a world in which nobody runs is at rest: a sleeper may have been woken and not have said so yet.
const REST: u8 = 10;

/// The explorer, a run, and a clock that only goes when it is told to.
pub(super) struct Driver {
    /// The explorer.
    pub(super) app: App,
    /// How long it has been open.
    pub(super) clock: Duration,
    /// What was to be marked since this was last looked at.
    pub(super) marks: Vec<String>,
    /// Of which program the stage is another copy.
    program: PathBuf,
    live: Option<Live>,
    stand_ins: StandIns,
    /// How many events have been made the same in every run.
    same: usize,
    /// In how many milliseconds the explorer wants to be woken.
    wake: Option<u64>,
}

impl Driver {
    /// Before an explorer that nothing was asked of yet.
    pub(super) fn new(app: App) -> Self {
        Self {
            app,
            clock: Duration::ZERO,
            marks: Vec::new(),
            program: PathBuf::from(THIS_PROGRAM),
            live: None,
            stand_ins: StandIns::default(),
            same: 0,
            wake: None,
        }
    }

    /// The same with stages that are copies of another program.
    pub(super) fn by(mut self, program: &Path) -> Self {
        program.clone_into(&mut self.program);
        self
    }

    /// Takes an input in, and carries out what follows.
    pub(super) fn input(&mut self, input: Input) -> anyhow::Result<()> {
        let effects = self.app.update(input);
        self.carry_out(effects)
    }

    /// Waits until nothing more will happen by itself.
    ///
    /// # Errors
    /// The run could not be started, or broke off.
    pub(super) fn settle(&mut self, longest: Option<u8>) -> anyhow::Result<()> {
        let rest = longest.map_or(PollTimeout::ZERO, PollTimeout::from);
        while let Some(open) = self.app.lesson() {
            match &open.run {
                Run::Over | Run::Replay(_) => break,
                Run::Failed(why) => anyhow::bail!(Sentence::new("run.broke_off").with("why", why)),
                Run::Starting | Run::Live => {}
            }
            if !open.is_at_rest() {
                self.news()?;
            } else if !self.hear(rest)? && (longest.is_none() || self.is_asleep()) {
                // What was told just before everybody fell asleep is here by now.
                if !self.hear(PollTimeout::ZERO)? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Waits until nothing more will happen by itself, and makes what has happened meanwhile the same in every run.
    ///
    /// # Errors
    /// As for [`Driver::settle`].
    pub(super) fn settled(&mut self) -> anyhow::Result<()> {
        self.settle(Some(REST))?;
        self.make_the_same();
        Ok(())
    }

    /// Puts what has happened since the last time in an order that doesn't depend on who was faster, with stand-ins for what
    /// the kernel gave.
    pub(super) fn make_the_same(&mut self) {
        let Screen::Lesson(open) = &mut self.app.screen else {
            return;
        };
        if open.history.len() < self.same {
            (self.same, self.stand_ins) = (0, StandIns::default()); // another run
        }
        let t_ns = u64::try_from(self.clock.as_nanos()).unwrap_or(u64::MAX);
        let (before, new) = open.history.events().split_at(self.same);
        let mut told = [before, &in_order(new)].concat();
        // Where somebody acts on what would then be yet to come, it stays as it was told.
        if with_seq(told.clone()).is_none() {
            told = open.history.events().to_vec();
        }
        self.stand_ins.put_into(&mut told[self.same..], t_ns);
        if let Some(history) = with_seq(told) {
            open.history = history;
            open.look_again();
        }
        self.same = open.history.len();
    }

    fn is_asleep(&self) -> bool {
        self.live.as_ref().is_none_or(Live::is_asleep)
    }

    /// Waits for news and takes them in.
    ///
    /// # Errors
    /// None will come: the run stands still.
    pub(super) fn news(&mut self) -> anyhow::Result<()> {
        if let Some(live) = &self.live {
            live.wait_for_news()?;
        }
        self.hear(PollTimeout::ZERO)?;
        Ok(())
    }

    /// Waits for news this long and takes them in; false when there were none.
    fn hear(&mut self, timeout: PollTimeout) -> anyhow::Result<bool> {
        let Some(live) = &self.live else {
            anyhow::bail!(Sentence::new("run.ended_early"));
        };
        let mut news = [PollFd::new(live.descriptor(), PollFlags::POLLIN)];
        if poll(&mut news, timeout)? == 0 {
            return Ok(false);
        }
        for told in live.take(usize::MAX) {
            self.input(match told {
                Told::Started => Input::Started,
                Told::Event(mut event) => {
                    // Some that were told before may have been left out.
                    let told = self.app.lesson().map_or(0, |open| open.history.len());
                    event.seq = told as u64 + 1;
                    Input::Happened(event)
                }
                Told::Over(why) => Input::Over(why),
            })?;
        }
        Ok(true)
    }

    /// Lets the time come for which the explorer asked to be woken; false when it didn't.
    pub(super) fn wake(&mut self) -> anyhow::Result<bool> {
        let Some(wake) = self.wake.take() else {
            return Ok(false);
        };
        self.clock += Duration::from_millis(wake);
        self.input(Input::Woken)?;
        Ok(true)
    }

    /// The screen as it is now, in full colours.
    pub(super) fn look(&self, (columns, rows): (u16, u16)) -> (Buffer, Theme) {
        let theme = Theme {
            depth: Depth::True,
            light: false,
            ascii: false,
            loud: false,
        };
        let theme = theme.on(self.app.background);
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        view::draw(&self.app, &theme, buffer.area, &mut buffer);
        (buffer, theme)
    }

    /// The same without the rows that are for whoever presses keys: who moves next, and the key bar.
    pub(super) fn look_clean(&self, (columns, rows): (u16, u16)) -> (Buffer, Theme) {
        const KEYS: u16 = 2;
        let (seen, theme) = self.look((columns, rows + KEYS));
        let mut screen = Buffer::empty(Rect::new(0, 0, columns, rows));
        let cells = screen.content.len();
        screen.content.clone_from_slice(&seen.content[..cells]);
        (screen, theme)
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match (effect, &self.live) {
                (Effect::Start(piece), _) => {
                    self.live = None;
                    let live = Live::start_by(&self.program, &piece, true);
                    self.live = Some(live.map_err(|error| {
                        Sentence::new("run.not_started").with("why", machine::told(&error))
                    })?);
                }
                (Effect::Stop, _) => self.live = None,
                (Effect::Permit(actor), Some(live)) => live.send(&actor, Command::Permit),
                (Effect::Tell(actor, command), Some(live)) => live.send(&actor, command),
                (Effect::TimePasses(actor, until_ns), Some(live)) => {
                    live.send(&actor, Command::TimePasses { until_ns });
                }
                (Effect::Do(actor, verb), Some(live)) => live.send(&actor, Command::Do { verb }),
                (Effect::Wake(ms), _) => self.wake = Some(ms),
                (Effect::NoWake, _) => self.wake = None,
                (Effect::Mark(label), _) => self.marks.push(label),
                // Nothing is kept, and there is no terminal to leave.
                _ => {}
            }
        }
        Ok(())
    }
}

/// Births first, then each actor's events by themselves. Whether a child is seen as a zombie before the parent that waits for
/// it has it is chance: it is left out where both happened meanwhile.
fn in_order(events: &[Event]) -> Vec<Event> {
    let ended: Vec<_> = events
        .iter()
        .filter(|event| matches!(event.what, What::Ended { .. }))
        .map(|event| &event.actor)
        .collect();
    let is_zombie = |event: &Event| match event.what {
        What::State { state, .. } => state == State::Zombie,
        _ => false,
    };
    let mut ordered: Vec<Event> = events
        .iter()
        .filter(|event| !(is_zombie(event) && ended.contains(&&event.actor)))
        .cloned()
        .collect();
    // Of what was said several times meanwhile, the last counts: how often one looked is chance, too.
    let mut said = HashSet::new();
    let mut lasting: Vec<Event> = Vec::new();
    for event in ordered.drain(..).rev() {
        let first = match &event.what {
            What::Fact { key, .. } => said.insert((event.actor.clone(), Arc::clone(key))),
            _ => true,
        };
        if first {
            lasting.push(event);
        }
    }
    ordered.extend(lasting.into_iter().rev());
    let late = |event: &Event| !matches!(event.what, What::Born { .. });
    ordered.sort_by_cached_key(|event| (late(event), event.actor.to_string()));
    ordered
}

/// These events one after the other; None if they can't follow one another so.
fn with_seq(events: Vec<Event>) -> Option<History> {
    let mut history = History::default();
    for (at, mut event) in events.into_iter().enumerate() {
        event.seq = at as u64 + 1;
        history.push(event).ok()?;
    }
    Some(history)
}
