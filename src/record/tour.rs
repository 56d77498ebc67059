//! A tour recorded without a terminal: on a clock of its own, as fast as the run goes, and the same every time.
//!
//! Never knows where the recording goes.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Pace, Touring};
use crate::background::Background;
use crate::files;
use crate::i18n::{Lang, Sentence};
use crate::lessons::Lesson;
use crate::painter::Painter;
use crate::play::Plays;
use crate::record::captions::Caption;
use crate::record::cast::{Cast, Version};
use crate::record::claims::{self, Unseen};
use crate::record::driver::Driver;
use crate::record::picture::Ground;
use crate::record::{steps, title_card};
use crate::world::Actor;

/// How a tour is shown.
#[derive(Debug, Clone, Copy)]
pub struct Showing {
    /// Columns and rows.
    pub size: (u16, u16),
    /// The screen's language.
    pub lang: Lang,
    /// On which ground.
    pub background: Background,
    /// The version of the recording's format.
    pub version: Version,
    /// How fast, and from where to where.
    pub pace: Pace,
}

/// What was recorded.
#[derive(Debug, Default)]
pub struct Recorded {
    /// What was said when.
    pub said: Vec<Caption>,
    /// What was said, in any language, of something that couldn't be seen then.
    pub unseen: Vec<Unseen>,
}

/// Changes nothing on a terminal: a player goes on until it comes.
const NOTHING: &[u8] = b"\x1b[0m";

/// How long the title is shown.
const TITLE: Duration = Duration::from_secs(2);

/// How much longer than it takes to read it the last caption stays: a picture that goes at once seems to have been cut.
const HELD: Duration = Duration::from_secs(3);

/// Plays a lesson's tour on a screen of so many columns and rows, and records it: a title, then what happens, without the
/// rows for keys. A part that begins later has no title. Its stages are copies of `program`.
///
/// # Errors
/// The lesson has no tour, the run breaks off, a step of the tour does nothing or waits for what doesn't come, or the
/// recording can't be written.
pub fn tour(
    program: &Path,
    plays: Plays,
    lesson: &'static Lesson,
    showing: Showing,
    out: impl Write,
) -> anyhow::Result<Recorded> {
    let mut app = App::new(showing.lang, plays);
    app.stand_ins = true;
    app.background = showing.background;
    app.pace = showing.pace;
    let effects = app.tour(lesson);
    let effects = effects.ok_or_else(|| Sentence::new("run.no_tour").with("lesson", &lesson.id))?;
    let mut driver = Driver::new(app).by(program);
    driver.carry_out(effects)?;
    while touring(&driver).is_some_and(|tour| tour.is_before(&showing.pace)) {
        driver.settled()?;
        let waits = touring(&driver).map_or(1, Touring::number);
        goes_on(&mut driver, waits)?;
    }
    let mut recording = Recording::begin(&mut driver, lesson, showing, out)?;
    loop {
        driver.settled()?;
        let Some(tour) = touring(&driver) else {
            return recording.end(driver.clock);
        };
        let number = tour.number();
        let key = tour.key();
        must_have_come(tour, &driver, number)?;
        recording.look(&mut driver)?;
        let before = beside_caption(&mut driver, showing.size);
        goes_on(&mut driver, number)?;
        driver.settled()?;
        if let Some(key) = key
            && touring(&driver).is_some()
            && beside_caption(&mut driver, showing.size) == before
        {
            let key = key.to_string();
            let nothing = Sentence::new("record.nothing_changes").with("key", &key);
            anyhow::bail!(nothing.with("step", &number));
        }
        // What a step ends with, and what is said of it, come at once.
        if driver.app.tour_has_arrived() {
            let now = driver.clock;
            goes_on(&mut driver, number)?;
            driver.clock = now;
        }
    }
}

/// What is being recorded.
struct Recording<W> {
    cast: Cast<W>,
    showing: Showing,
    painter: Painter,
    /// How long the tour had been played when this began, and how long this had been recorded then.
    began: (Duration, Duration),
    recorded: Recorded,
    /// How many captions were held against the screen.
    held: usize,
}

impl<W: Write> Recording<W> {
    fn begin(
        driver: &mut Driver,
        lesson: &'static Lesson,
        showing: Showing,
        out: W,
    ) -> anyhow::Result<Self> {
        let Showing { size, lang, .. } = showing;
        let settings = driver.app.lesson().map(|open| open.play.settings.clone());
        let settings = settings.unwrap_or_else(|| lesson.defaults());
        let title = title_card::title(lesson, &settings, lang);
        let ground = Ground::of(driver.look_clean(size).1.ground());
        let mut cast = Cast::begin(out, showing.version, size, &title, Some(&ground))
            .map_err(|error| unwritten(&error))?;
        let mut painter = Painter::default();
        driver.marks.clear(); // of what was passed through
        let mut began = (driver.clock, Duration::ZERO);
        if showing.pace.from <= 1 {
            let theme = driver.look_clean(size).1;
            let card = title_card::draw(lesson, &settings, lang, theme, size);
            let card = painter.paint(card, None)?;
            cast.output(Duration::ZERO, &card)
                .map_err(|error| unwritten(&error))?;
            began.1 = TITLE;
        }
        Ok(Self {
            cast,
            showing,
            painter,
            began,
            recorded: Recorded::default(),
            held: 0,
        })
    }

    /// The time in the recording.
    fn at(&self, clock: Duration) -> Duration {
        self.began.1 + clock.saturating_sub(self.began.0)
    }

    /// Records what is to be seen now, and what is said.
    fn look(&mut self, driver: &mut Driver) -> anyhow::Result<()> {
        let at = self.at(driver.clock);
        self.caption(driver, at);
        for mark in std::mem::take(&mut driver.marks) {
            self.cast
                .marker(at, &mark)
                .map_err(|error| unwritten(&error))?;
        }
        let (picture, _) = driver.look_clean(self.showing.size);
        let bytes = self.painter.paint(picture, None)?;
        self.cast
            .output(at, &bytes)
            .map_err(|error| unwritten(&error))
    }

    fn caption(&mut self, driver: &mut Driver, at: Duration) {
        let Some((tour, open)) = driver.app.tour.as_ref().zip(driver.app.lesson()) else {
            return;
        };
        let said = &mut self.recorded.said;
        if let Some(last) = said.last_mut().filter(|last| last.to.is_zero())
            && (tour.caption().is_none() || tour.place().0 > self.held)
        {
            last.to = at;
        }
        if !tour.says() || tour.number() == self.held {
            return;
        }
        self.held = tour.number();
        let text = steps::captioned(tour, open, self.showing.lang).unwrap_or_default();
        said.push(Caption {
            from: at,
            to: Duration::ZERO,
            text,
        });
        self.hold(driver);
    }

    /// Holds the caption, in each language, against the screen in this language.
    fn hold(&mut self, driver: &mut Driver) {
        let lang = driver.app.lang;
        for other in Lang::ALL {
            driver.app.lang = other;
            let own = driver.speaks_in(self.showing.size).unwrap_or(Rect::ZERO);
            let screen = driver.look_clean(self.showing.size).0;
            let Some((tour, open)) = driver.app.tour.as_ref().zip(driver.app.lesson()) else {
                break;
            };
            let captions = &open.play.lesson.text(other).captions;
            let caption = tour.caption().and_then(|name| captions.get(name));
            let caption = caption.map_or("", |caption| caption);
            let words = claims::unseen(caption, tour.shows(), other, &screen, own);
            let unseen = words.into_iter().map(|words| Unseen {
                caption: self.held,
                lang: other,
                words,
            });
            self.recorded.unseen.extend(unseen);
        }
        driver.app.lang = lang;
    }

    /// The last caption stays a while.
    fn end(mut self, clock: Duration) -> anyhow::Result<Recorded> {
        let end = self.at(clock) + HELD;
        self.cast
            .output(end, NOTHING)
            .map_err(|error| unwritten(&error))?;
        if let Some(last) = self.recorded.said.last_mut() {
            last.to = end;
        }
        Ok(self.recorded)
    }
}

fn touring(driver: &Driver) -> Option<&Touring> {
    driver.app.tour.as_ref()
}

/// What is to be seen but for the caption.
fn beside_caption(driver: &mut Driver, size: (u16, u16)) -> Buffer {
    let (mut screen, _) = driver.look_clean(size);
    let own = driver.speaks_in(size).unwrap_or(Rect::ZERO);
    for position in own.intersection(screen.area).positions() {
        screen[position].reset();
    }
    screen
}

/// Lets the tour go on.
fn goes_on(driver: &mut Driver, step: usize) -> anyhow::Result<()> {
    match driver.wake()? {
        true => Ok(()),
        false => anyhow::bail!(Sentence::new("record.waits").with("step", &step)),
    }
}

fn unwritten(error: &io::Error) -> anyhow::Error {
    let why = files::why_not_written(error);
    Sentence::new("record.unwritten").with("why", why).into()
}

/// What a caption speaks of has to be there.
fn must_have_come(tour: &Touring, driver: &Driver, step: usize) -> anyhow::Result<()> {
    let Some((cue, open)) = tour.came_to().zip(driver.app.lesson()) else {
        return Ok(());
    };
    let mut actors = open.history.live().actors();
    let there = |actor: &Actor| actor.at.as_ref().is_some_and(|at| *at.cue == *cue);
    anyhow::ensure!(
        actors.any(there),
        Sentence::new("record.nobody_comes")
            .with("cue", cue)
            .with("step", &step)
    );
    Ok(())
}
