//! Sits before the explorer in the student's place, without a terminal: it lets the run come to rest before every look.
//!
//! Never knows what is made of what it sees.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Effect, Input, Run, Screen, ToOpen};
use crate::history::History;
use crate::i18n::Sentence;
use crate::link::{Live, THIS_PROGRAM, Told};
use crate::machine;
use crate::protocol::keys::Key;
use crate::protocol::{ActorId, Command, Event, How, Kind, State, What};
use crate::record::stand_in::StandIns;
use crate::script;
use crate::view;
use crate::view::theme::{Depth, Theme};
use crate::world::Waits;

/// Milliseconds without news after which a world in which nobody runs is at rest: a sleeper may have been woken and not have said so yet.
const REST: u8 = 10;

/// The rows for whoever presses keys, at the bottom of a screen.
const KEYS: u16 = 2;

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
    /// Whether the run was told something since it was last at rest.
    stirred: bool,
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
            stirred: true,
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
            // Once all have ended it is told that the run is over, however long that takes.
            let is_ending = open.history.live().waits_for() == Waits::End;
            if !open.is_at_rest() || is_ending {
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
        // At rest it stays: only who is told something moves.
        if std::mem::take(&mut self.stirred) || self.hears_something()? {
            self.settle(Some(REST))?;
            self.make_the_same();
        }
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
        let measured = open.play.lesson.measured(&open.play.settings);
        // On CPython threads are the machine's own.
        let races = measured.is_some() || open.play.is_on_cpython();
        let mut new = in_order(new, races);
        // Where somebody acts on what would then be yet to come, it stays as it was told.
        if with_seq([before, &new].concat()).is_none() {
            new = open.history.events()[self.same..].to_vec();
        }
        let new = self.stand_ins.put_into(new, t_ns, measured);
        let told = [before, &new].concat();
        if let Some(history) = with_seq(told) {
            open.history = history;
            open.look_again();
        }
        self.same = open.history.len();
    }

    /// Whether something was told that nobody waited for.
    fn hears_something(&mut self) -> anyhow::Result<bool> {
        match self.live {
            Some(_) => self.hear(PollTimeout::ZERO),
            None => Ok(false),
        }
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
        let theme = theme(&self.app);
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        view::draw(&self.app, &theme, buffer.area, &mut buffer);
        (buffer, theme)
    }

    /// The same without the rows that are for whoever presses keys: who moves next, and the key bar.
    pub(super) fn look_clean(&mut self, (columns, rows): (u16, u16)) -> (Buffer, Theme) {
        // One that needs two rows would reach up into the picture.
        let notice = self.app.notice.take();
        let (seen, theme) = self.look((columns, rows + KEYS));
        self.app.notice = notice;
        let mut screen = Buffer::empty(Rect::new(0, 0, columns, rows));
        let cells = screen.content.len();
        screen.content.clone_from_slice(&seen.content[..cells]);
        (screen, theme)
    }

    /// Where a tour speaks on the clean screen, if one does.
    pub(super) fn speaks_in(&self, (columns, rows): (u16, u16)) -> Option<Rect> {
        let area = Rect::new(0, 0, columns, rows + KEYS);
        view::speaks_in(&self.app, &theme(&self.app), area)
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            self.stirred |= stirs(&effect);
            match (effect, &self.live) {
                (Effect::Start(piece), _) => {
                    self.live = None;
                    let live = Live::start_as_everywhere(&self.program, &piece);
                    self.live = Some(live.map_err(|error| {
                        Sentence::new("run.not_started").with("why", machine::told(&error))
                    })?);
                }
                (Effect::Open(ToOpen::Lesson(play)), _) => {
                    let found = script::lesson(*play, None, |name| std::env::var_os(name));
                    let found = found.map(Box::new).map_err(|none| none.told());
                    let effects = self.app.update(Input::Opened(found));
                    self.carry_out(effects)?;
                }
                (Effect::Stop, _) => self.live = None,
                (Effect::Permit(actor), Some(live)) => live.send(&actor, Command::Permit),
                (Effect::Tell(actor, command), Some(live)) => live.send(&actor, command),
                (Effect::TimePasses(actor, until_ns), Some(live)) => {
                    live.send(&actor, Command::TimePasses { until_ns });
                }
                (Effect::Do(actor, verb), Some(live)) => {
                    live.send(&actor, Command::Do { verb, to: None });
                }
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

/// What is told of who already stands is told by others, sooner or later: it comes before the line.
fn stand_last(events: Vec<Event>) -> Vec<Event> {
    let mut done: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        let stood = match (done.last(), &event.what) {
            (Some(last), What::Fact { .. }) => {
                last.actor == event.actor && matches!(last.what, What::Line(_))
            }
            _ => false,
        };
        let at = done.len() - usize::from(stood);
        done.insert(at, event);
    }
    done
}

/// Whether the run may move by this.
fn stirs(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Start(_)
            | Effect::Stop
            | Effect::Permit(_)
            | Effect::Tell(..)
            | Effect::TimePasses(..)
            | Effect::Do(..)
    )
}

/// Full colours, on the ground that was chosen.
fn theme(app: &App) -> Theme {
    let theme = Theme {
        depth: Depth::True,
        light: false,
        ascii: false,
        loud: false,
    };
    theme.on(app.background)
}

/// Births first, then each actor's events by themselves. Whether a child is seen as a zombie before the parent that waits for
/// it has it is chance: it is left out where both happened meanwhile. Where they race, so is who waited meanwhile, how
/// often, and for whom.
fn in_order(events: &[Event], races: bool) -> Vec<Event> {
    let passed = match races {
        true => passed_waits(events),
        false => HashSet::new(),
    };
    let events = events.iter().enumerate();
    let events = events.filter(|(at, _)| !passed.contains(at));
    let events: Vec<&Event> = events.map(|(_, event)| event).collect();
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
        .map(|&event| event.clone())
        .collect();
    // Of what was said several times meanwhile, the last counts: how often one looked is chance, too.
    let mut said = HashSet::new();
    let mut lasting: Vec<Event> = Vec::new();
    for mut event in ordered.drain(..).rev() {
        let first = match &event.what {
            What::Fact { key, .. } if is_of_all(key, races) => {
                event.actor = event.actor.leader();
                said.insert((event.actor.clone(), Arc::clone(key)))
            }
            What::Fact { key, .. } => said.insert((event.actor.clone(), Arc::clone(key))),
            _ => true,
        };
        if first {
            lasting.push(event);
        }
    }
    ordered.extend(lasting.into_iter().rev());
    let place = |event: &Event| match &event.what {
        What::Born { .. } => 0,
        What::Fact { key, .. } if is_of_all(key, races) => 1,
        _ => 2,
    };
    ordered.sort_by_cached_key(|event| (place(event), event.actor.to_string()));
    stand_last(ordered)
}

/// Whether that says how a thing is that a process's threads share, or a variable where they race: who of them saw it last is chance,
/// how it was seen last isn't.
fn is_of_all(key: &str, races: bool) -> bool {
    match Key::of(key) {
        Key::Thing(_) => true,
        Key::Shared(_) => races,
        _ => false,
    }
}

/// The places of waits that were over before one looked, and of asking for a lock meanwhile.
fn passed_waits(events: &[Event]) -> HashSet<usize> {
    let mut passed = early_deaths(events);
    let mut waits = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        let actor = &event.actor;
        match &event.what {
            What::Blocked { .. } => passed.extend(waits.insert(actor, at)),
            // One that had begun before is over now.
            What::Unblocked { .. } => {
                let begun = waits.remove(actor);
                passed.extend(begun.into_iter().flat_map(|begun| [begun, at]));
            }
            What::Message { verb, .. } if **verb == *"ask" => {
                passed.insert(at);
            }
            What::Line(_) | What::Ended { .. } => passed.extend(waits.remove(actor)),
            _ => {}
        }
    }
    passed
}

/// The places of all that threads did whose process was killed meanwhile: how many of them it had by then is chance.
fn early_deaths(events: &[Event]) -> HashSet<usize> {
    let killed = |event: &&Event| match &event.what {
        What::Ended { how, .. } => matches!(how, How::Signal(_)),
        What::State { status, .. } => {
            status.is_some_and(|status| matches!(How::of_status(status), How::Signal(_)))
        }
        _ => false,
    };
    let killed: HashSet<&str> = events
        .iter()
        .filter(killed)
        .map(|event| event.actor.as_str())
        .collect();
    let is_thread = |what: &What| {
        matches!(
            what,
            What::Born {
                kind: Kind::Thread,
                ..
            }
        )
    };
    let born: HashSet<&ActorId> = events
        .iter()
        .filter(|event| is_thread(&event.what) && killed.contains(event.actor.process()))
        .map(|event| &event.actor)
        .collect();
    let places = events.iter().enumerate();
    places
        .filter(|(_, event)| born.contains(&event.actor))
        .map(|(at, _)| at)
        .collect()
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
