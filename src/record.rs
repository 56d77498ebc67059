//! Records: the screen of a lesson as a picture, and its steps as a page, made from a real run; and what a terminal shows, as asciinema plays it.
//!
//! Never knows crossterm, and needs no terminal.

pub mod captions;
pub mod cast;
mod claims;
mod driver;
mod page;
mod picture;
pub mod recorder;
mod stand_in;
mod steps;
mod title_card;
mod tour;
pub mod whole_lines;

use crate::app::{App, Code, Input, Key, Run};
use crate::background::Background;
use crate::i18n::{Lang, Sentence};
use crate::lessons::Lesson;
use crate::play::{Play, Plays};
use crate::saved::Saved;
use crate::view;
use crate::world::Waits;
use driver::Driver;

pub use claims::Unseen;
pub use picture::svg;
pub use title_card::title;
pub use tour::{Recorded, Showing, tour};

/// The smallest and the greatest size of a picture: columns, rows.
pub const SIZES: [(u16, u16); 2] = [view::layout::LEAST, (300, 100)];

/// Keys that are pressed, read as a tour's are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys(Vec<Key>);

impl std::str::FromStr for Keys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        crate::app::keys(text).map(Keys)
    }
}

/// What is to be seen in a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The step to go to: the picture is of the first moment of rest from there on. None: the end.
    pub at: Option<usize>,
    /// The keys that are pressed then, one after the other. With some, questions are asked on the way.
    pub keys: Keys,
    /// Columns and rows, within [`SIZES`].
    pub size: (u16, u16),
    /// The language of the screen.
    pub lang: Lang,
    /// The ground of the screen.
    pub background: Background,
    /// Whether the rows for keys are left out.
    pub clean: bool,
}

impl View {
    /// What is to be seen, as SVG.
    fn of(&self, driver: &mut Driver, title: &str) -> String {
        let (buffer, theme) = match self.clean {
            true => driver.look_clean(self.size),
            false => driver.look(self.size),
        };
        svg(&buffer, theme.ground(), title)
    }
}

/// Returns the screen of a saved run at the asked moment as SVG: nothing runs, and all is as it was.
///
/// # Errors
/// A key that was pressed started a run, and that broke off.
pub fn picture_of_saved(plays: Plays, saved: Saved, view: &View) -> anyhow::Result<String> {
    let mut app = App::new(view.lang, plays);
    app.background = view.background;
    let title = title(saved.play.lesson, &saved.play.settings, view.lang);
    app.replay(saved.play, saved.history, saved.fault);
    let mut driver = Driver::new(app);
    let to = match view.at {
        None => vec![Key::plain(Code::End)],
        Some(at) => vec![Key::plain(Code::Right); at.saturating_sub(1)],
    };
    for key in to.into_iter().chain(view.keys.0.iter().copied()) {
        driver.input(Input::Key(key))?;
    }
    Ok(view.of(&mut driver, &title))
}

/// What a page shows.
#[derive(Debug)]
pub enum Paged {
    /// Each step of a run.
    Run(Box<Play>),
    /// Where a lesson's tour stops.
    Tour(&'static Lesson),
    /// Each step of a saved run.
    Saved(Box<Saved>),
}

/// A run as one HTML file: step by step, on a screen of so many columns and rows without the rows for keys. What differs from
/// run to run is shown by stand-ins, but for a saved run.
///
/// # Errors
/// The run could not be started, or broke off; the lesson has no tour.
pub fn page(plays: Plays, of: Paged, size: (u16, u16), lang: Lang) -> anyhow::Result<String> {
    let mut app = App::new(lang, plays);
    app.predicting = false;
    let is_tour = matches!(of, Paged::Tour(_));
    let mut driver = match of {
        Paged::Run(play) => {
            app.stand_ins = true;
            let effects = app.open_play(*play);
            let mut driver = Driver::new(app);
            driver.carry_out(effects)?;
            go_through(&mut driver)?;
            driver
        }
        Paged::Tour(lesson) => {
            app.stand_ins = true;
            let effects = app.tour(lesson);
            let effects =
                effects.ok_or_else(|| Sentence::new("run.no_tour").with("lesson", &lesson.id))?;
            let mut driver = Driver::new(app);
            driver.carry_out(effects)?;
            driver
        }
        Paged::Saved(saved) => {
            app.replay(saved.play, saved.history, saved.fault);
            Driver::new(app)
        }
    };
    let title = driver.app.lesson().map(|open| &open.play);
    let title = title.map(|play| title_card::title(play.lesson, &play.settings, lang));
    let title = title.unwrap_or_default();
    let steps = match is_tour {
        true => steps::of_tour(&mut driver, size)?,
        false => steps::of_run(&mut driver, size)?,
    };
    let grounds = steps::grounds(&mut driver, size);
    Ok(page::html(&title, &steps, grounds, lang))
}

/// Runs this, its actors taking turns, and returns the screen at the asked moment as SVG. What differs from run to run
/// is shown by stand-ins.
///
/// # Errors
/// The run could not be started, or broke off.
pub fn picture(plays: Plays, play: Play, view: &View) -> anyhow::Result<String> {
    let mut app = App::new(view.lang, plays);
    app.predicting = !view.keys.0.is_empty();
    app.stand_ins = true;
    app.background = view.background;
    let title = title(play.lesson, &play.settings, view.lang);
    let effects = app.open_play(play);
    let mut driver = Driver::new(app);
    driver.carry_out(effects)?;
    go_to(&mut driver, view.at)?;
    for &key in &view.keys.0 {
        driver.input(Input::Key(key))?;
        driver.settled()?;
    }
    driver.make_the_same();
    Ok(view.of(&mut driver, &title))
}

/// Takes every step there is, one after the other: what is told of each is what has happened in it.
fn go_through(driver: &mut Driver) -> anyhow::Result<()> {
    go_to(driver, Some(usize::MAX))?;
    driver.make_the_same();
    Ok(())
}

/// Takes steps until there have been so many and everybody is at rest, or there are no more.
fn go_to(driver: &mut Driver, beat: Option<usize>) -> anyhow::Result<()> {
    loop {
        // On the way to the end it doesn't matter whose turn comes when, and a crowd is there sooner; but where there are
        // schedules, it decides which end.
        let has_schedules = driver
            .app
            .lesson()
            .is_some_and(|open| open.lockstep.is_some());
        match beat {
            None if !has_schedules => driver.settle(None)?,
            _ => driver.settled()?,
        }
        let Some(open) = driver.app.lesson() else {
            return Ok(());
        };
        let there = beat.is_some_and(|beat| open.history.beats() >= beat);
        if there || open.run != Run::Live {
            return Ok(());
        }
        match open.history.live().waits_for() {
            Waits::Permit if !open.permits.any() => {
                driver.input(Input::Key(Key::plain(Code::Right)))?;
            }
            Waits::Verb | Waits::Signal | Waits::Never => return Ok(()),
            Waits::Nothing | Waits::Permit | Waits::Outside | Waits::End => driver.news()?,
        }
    }
}
