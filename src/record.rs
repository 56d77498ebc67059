//! Records: the screen of a lesson as a picture, made from a real run; and what a terminal shows, as asciinema plays it.
//!
//! Never knows crossterm, and needs no terminal.

pub mod cast;
mod picture;
pub mod recorder;

use anyhow::Context;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Code, Effect, Input, Key, Open, Run};
use crate::i18n::Lang;
use crate::lessons::{Lesson, Settings};
use crate::link::{Live, Told};
use crate::protocol::{Command, State};
use crate::view;
use crate::view::theme::{Depth, Theme};

pub use picture::svg;

/// The smallest and the greatest size of a picture: columns, rows.
pub const SIZES: [(u16, u16); 2] = [view::layout::LEAST, (300, 100)];

/// Milliseconds without news after which a world in which nobody runs is at rest: a sleeper may have been woken and not have said so yet.
const REST: u8 = 20;

/// What is to be seen in a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The step to go to: the picture is of the first moment of rest from there on. None: the end.
    pub at: Option<usize>,
    /// Columns and rows, within [`SIZES`].
    pub size: (u16, u16),
    /// The language of the screen.
    pub lang: Lang,
}

/// Runs a lesson, its actors taking turns, and returns the screen at the asked moment as SVG.
///
/// # Errors
/// The run could not be started, or broke off.
pub fn picture(lesson: &'static Lesson, settings: Settings, view: &View) -> anyhow::Result<String> {
    let mut taker = Taker {
        app: App::new(view.lang),
        lesson,
        live: None,
    };
    taker.app.predicting = false;
    let effects = taker.app.open(lesson, settings);
    taker.carry_out(effects)?;
    taker.go_to(view.at)?;
    let theme = Theme {
        depth: Depth::True,
        light: false,
        ascii: false,
    };
    let (columns, rows) = view.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    view::draw(&taker.app, &theme, buffer.area, &mut buffer);
    let title = format!("Concurrium: {}", lesson.text(view.lang).title);
    Ok(svg(&buffer, theme.ground(), &title))
}

/// Sits before the explorer in the student's place, without a terminal.
struct Taker {
    app: App,
    lesson: &'static Lesson,
    live: Option<Live>,
}

impl Taker {
    /// Takes steps until there have been so many and everybody is at rest, or there are no more.
    fn go_to(&mut self, beat: Option<usize>) -> anyhow::Result<()> {
        // On the way to the end it doesn't matter whose turn comes when, and a crowd is there sooner.
        let rest = beat.map_or(PollTimeout::ZERO, |_| PollTimeout::from(REST));
        let beat = beat.unwrap_or(usize::MAX);
        while let Some(open) = self.app.lesson() {
            match &open.run {
                Run::Over | Run::Replay(_) => break,
                Run::Failed(why) => anyhow::bail!("the run broke off: {why}"),
                Run::Starting | Run::Live => {}
            }
            if !nobody_runs(open) {
                self.hear(PollTimeout::NONE)?;
            } else if self.hear(rest)? {
                // Somebody had still something to say.
            } else if self.past(beat) || !self.step()? {
                break;
            }
        }
        Ok(())
    }

    fn past(&self, beat: usize) -> bool {
        let open = self.app.lesson();
        open.is_some_and(|open| open.history.beats() >= beat)
    }

    /// Lets the next one take a step. Without anybody to take one, waits for news; false when the student alone could make some.
    fn step(&mut self) -> anyhow::Result<bool> {
        let Some(open) = self.app.lesson() else {
            return Ok(false);
        };
        let live = open.history.live();
        if open.permits.next(live).is_some() {
            let key = Key::plain(Code::Right);
            let effects = self.app.update(Input::Key(key));
            self.carry_out(effects)?;
            return Ok(true);
        }
        let asks = |on: &str| on == "prompt";
        if live
            .actors()
            .any(|actor| actor.blocked_on.as_deref().is_some_and(asks))
        {
            return Ok(false);
        }
        self.hear(PollTimeout::NONE)
    }

    /// Waits for news this long and takes them in; false when there were none.
    fn hear(&mut self, timeout: PollTimeout) -> anyhow::Result<bool> {
        let Some(live) = &self.live else {
            anyhow::bail!("the run broke off");
        };
        let mut news = [PollFd::new(live.descriptor(), PollFlags::POLLIN)];
        if poll(&mut news, timeout)? == 0 {
            return Ok(false);
        }
        for told in live.take(usize::MAX) {
            let effects = self.app.update(match told {
                Told::Started => Input::Started,
                Told::Event(event) => Input::Happened(event),
                Told::Over(why) => Input::Over(why),
            });
            self.carry_out(effects)?;
        }
        Ok(true)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match (effect, &self.live) {
                (Effect::Start { settings, .. }, _) => {
                    let live = Live::start(self.lesson, &settings, true);
                    self.live = Some(live.context("the run can't be started")?);
                }
                (Effect::Stop, _) => self.live = None,
                (Effect::Permit(actor), Some(live)) => live.send(&actor, Command::Permit),
                (Effect::Do(actor, verb), Some(live)) => live.send(&actor, Command::Do { verb }),
                // There is no clock here to ask for, nor a terminal to leave.
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether nothing will happen by itself, as far as has been heard.
fn nobody_runs(open: &Open) -> bool {
    let mut actors = open.history.live().actors();
    open.run == Run::Live
        && !open.permits.any()
        && actors.all(|actor| actor.state != State::Running)
}
