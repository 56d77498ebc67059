//! The speaker's screen: joins what is heard (`notes`) and how it looks (`view`) to the terminal (`tui`).
//!
//! Never decides anything but where one has scrolled to.

use std::cell::{Cell, RefCell};
use std::os::fd::BorrowedFd;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{Code, Effect, Input, Key, Target, ToOpen};
use crate::background::Background;
use crate::i18n::{Lang, Sentence};
use crate::machine;
use crate::notes::Heard;
use crate::notes::listener::{Listener, News};
use crate::progress::file::Keeper;
use crate::protocol::{ActorId, Command, Piece, Verb};
use crate::sys::clock;
use crate::tui::{self, Program, Runs, Start};
use crate::view::speaker::{self, Desk};
use crate::view::theme::Theme;

/// How many rows a page key scrolls.
const PAGE: usize = 8;

/// Shows a presenter's notes until the speaker leaves, whoever presents meanwhile, and returns the exit code.
///
/// # Errors
/// There is no descriptor left.
///
/// Must be called while the process has one thread.
pub fn speaker(lang: Lang, background: Option<Background>) -> std::io::Result<ExitCode> {
    let theme = Theme::of_environment(|name| std::env::var(name).ok());
    let ground = background.or(Background::of_environment(|name| std::env::var(name).ok()));
    let theme = theme.on(ground.unwrap_or_default());
    let listener = Listener::open()?;
    let heard = Rc::<RefCell<Said>>::default();
    let ended = tui::run(lang, move || Start {
        program: Speaker {
            said: Rc::clone(&heard),
            from: 0,
            hidden: Cell::new(0),
            place: String::new(),
            lang,
            theme,
        },
        runs: Presenters { listener, heard },
        keeper: Keeper::of_nothing(),
        recorder: None,
        asks_background: false,
        effects: Vec::new(),
    });
    Ok(ended.pass_on())
}

/// What was said last.
#[derive(Default)]
struct Said {
    heard: Option<Heard>,
    fault: Option<Sentence>,
}

struct Speaker {
    said: Rc<RefCell<Said>>,
    /// The first row shown of what there is to say.
    from: usize,
    /// How many rows lay below the end of the last picture.
    hidden: Cell<usize>,
    /// Where the class was: somewhere else one reads from the beginning.
    place: String,
    lang: Lang,
    theme: Theme,
}

struct Nothing;

impl tui::Hits for Nothing {
    fn at(&self, _column: u16, _row: u16) -> Option<Target> {
        None
    }
}

impl Program for Speaker {
    type Hits = Nothing;

    fn update(&mut self, input: Input) -> Vec<Effect> {
        let down = |by: usize| by.min(self.hidden.get());
        match input {
            Input::Key(key) if key == Key::ctrl('c') => return vec![Effect::Quit],
            Input::Key(key) if key == Key::ctrl('z') => return vec![Effect::Suspend],
            Input::Key(key) if key == Key::ctrl('l') => return vec![Effect::Repaint],
            Input::Key(Key { code, .. }) => match code {
                Code::Char('q') | Code::Esc => return vec![Effect::Quit],
                Code::Down | Code::Char('j') => self.from += down(1),
                Code::PageDown | Code::Char(' ') => self.from += down(PAGE),
                Code::Up | Code::Char('k') => self.from = self.from.saturating_sub(1),
                Code::PageUp => self.from = self.from.saturating_sub(PAGE),
                Code::Home => self.from = 0,
                _ => {}
            },
            _ => {
                let said = self.said.borrow();
                let place = said.heard.as_ref().map(|heard| &heard.notes.place);
                let place = place.cloned().unwrap_or_default();
                if place != self.place {
                    (self.place, self.from) = (place, 0);
                }
            }
        }
        Vec::new()
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer) -> Nothing {
        let said = self.said.borrow();
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |now| now.as_secs());
        let notes = said.heard.as_ref().map(|heard| &heard.notes);
        let since = said
            .heard
            .as_ref()
            .map(|heard| now.saturating_sub(heard.began));
        let lang = notes.and_then(|notes| Lang::of_code(&notes.lang));
        let lang = lang.unwrap_or(self.lang);
        let fault = said.fault.as_ref().map(|fault| fault.said(lang));
        let (hour, minute) = clock::local(now);
        let desk = Desk {
            notes,
            fault: fault.as_deref(),
            since: since.map_or_else(String::new, hours),
            seconds: since.unwrap_or(0),
            clock: format!("{hour:02}:{minute:02}"),
            from: self.from,
            lang,
        };
        self.hidden
            .set(speaker::draw(&desk, &self.theme, area, buffer));
        Nothing
    }
}

/// `00:12:40`.
fn hours(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

/// Nothing runs here: what comes is what a presenter says.
struct Presenters {
    listener: Listener,
    heard: Rc<RefCell<Said>>,
}

impl Runs for Presenters {
    fn start(&mut self, _piece: &Piece) -> Result<(), Sentence> {
        Ok(())
    }

    fn stop(&mut self) {}

    fn permit(&mut self, _actor: &ActorId) {}

    fn tell(&mut self, _actor: &ActorId, _command: Command) {}

    fn time_passes(&mut self, _actor: &ActorId, _until_ns: u64) {}

    fn act(&mut self, _actor: &ActorId, _verb: Verb) {}

    fn open(&mut self, _what: ToOpen) -> Result<(), Sentence> {
        Ok(())
    }

    fn run_freely(&mut self, _piece: &Piece) -> Result<(), Sentence> {
        Ok(())
    }

    fn end_free_runs(&mut self) {}

    fn descriptors(&self) -> Vec<BorrowedFd<'_>> {
        self.listener.descriptors()
    }

    fn take(&mut self) -> Vec<Input> {
        let mut said = self.heard.borrow_mut();
        for news in self.listener.take() {
            match news {
                News::Second => {}
                News::Notes(heard) => {
                    *said = Said {
                        heard: Some(*heard),
                        fault: None,
                    };
                }
                News::Gone(fault) => {
                    *said = Said {
                        heard: None,
                        fault: fault.map(|fault| machine::told(&fault)),
                    };
                }
            }
        }
        // The clock has moved, or the notes have changed.
        vec![Input::Woken]
    }
}
