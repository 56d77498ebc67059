//! A tour recorded without a terminal: on a clock of its own, as fast as the run goes, and the same every time.
//!
//! Never knows where the recording goes.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use crate::app::App;
use crate::app::Touring;
use crate::background::Background;
use crate::files;
use crate::i18n::Lang;
use crate::i18n::Sentence;
use crate::lessons::Lesson;
use crate::painter::Painter;
use crate::play::Plays;
use crate::record::captions::Caption;
use crate::record::cast::{Cast, Version};
use crate::record::driver::Driver;
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
}

/// Changes nothing on a terminal: a player goes on until it comes.
const NOTHING: &[u8] = b"\x1b[0m";

/// How long the title is shown.
const TITLE: Duration = Duration::from_secs(2);

/// How much longer than it takes to read it the last caption stays: a picture that goes at once seems to have been cut.
const HELD: Duration = Duration::from_secs(3);

/// Plays a lesson's tour on a screen of so many columns and rows, and records it: a title, then what happens, without the
/// rows for keys. Returns what was said when. Its stages are copies of `program`.
///
/// # Errors
/// The lesson has no tour that can be recorded this way, the run breaks off, or the recording can't be written.
pub fn tour(
    program: &Path,
    plays: Plays,
    lesson: &'static Lesson,
    showing: Showing,
    out: impl Write,
) -> anyhow::Result<Vec<Caption>> {
    let Showing {
        size,
        lang,
        background,
        version,
    } = showing;
    let mut app = App::new(lang, plays);
    app.stand_ins = true;
    app.background = background;
    let effects = app.tour(lesson);
    let effects = effects.ok_or_else(|| Sentence::new("run.no_tour").with("lesson", &lesson.id))?;
    let mut driver = Driver::new(app).by(program);
    driver.carry_out(effects)?;
    let title = format!("Concurrium: {}", lesson.text(lang).title);
    let mut cast = Cast::begin(out, version, size, &title).map_err(|error| unwritten(&error))?;
    let mut painter = Painter::default();
    let theme = driver.look(size).1;
    let card = painter.paint(title_card::draw(lesson, lang, theme, size), None)?;
    cast.output(Duration::ZERO, &card)
        .map_err(|error| unwritten(&error))?;
    driver.clock = TITLE;
    let mut said: Vec<Caption> = Vec::new();
    loop {
        driver.settled()?;
        let Some((tour, open)) = driver.app.tour.as_ref().zip(driver.app.lesson()) else {
            let end = driver.clock + HELD;
            cast.output(end, NOTHING)
                .map_err(|error| unwritten(&error))?;
            if let Some(last) = said.last_mut() {
                last.to = end;
            }
            return Ok(said);
        };
        if let Some(text) = steps::captioned(tour, open, lang) {
            match said.last_mut() {
                Some(last) if last.text == text => last.to = driver.clock,
                last => {
                    if let Some(last) = last {
                        last.to = driver.clock;
                    }
                    let (from, to) = (driver.clock, driver.clock);
                    said.push(Caption { from, to, text });
                }
            }
        }
        for mark in std::mem::take(&mut driver.marks) {
            cast.marker(driver.clock, &mark)
                .map_err(|error| unwritten(&error))?;
        }
        let (picture, _) = driver.look_clean(size);
        let bytes = painter.paint(picture, None)?;
        cast.output(driver.clock, &bytes)
            .map_err(|error| unwritten(&error))?;
        let key = tour.key();
        must_have_come(tour, &driver)?;
        let (before, _) = driver.look(size);
        if !driver.wake()? {
            anyhow::bail!(Sentence::new("run.tour_waits"));
        }
        driver.settled()?;
        if let Some(key) = key
            && driver.look(size).0 == before
        {
            let key = Sentence::new("run.tour_presses").with("key", &key);
            anyhow::bail!(key);
        }
    }
}

fn unwritten(error: &io::Error) -> anyhow::Error {
    let why = files::why_not_written(error);
    Sentence::new("record.unwritten").with("why", why).into()
}

/// What a caption speaks of has to be there.
fn must_have_come(tour: &Touring, driver: &Driver) -> anyhow::Result<()> {
    let Some((cue, open)) = tour.came_to().zip(driver.app.lesson()) else {
        return Ok(());
    };
    let mut actors = open.history.live().actors();
    let there = |actor: &Actor| actor.at.as_ref().is_some_and(|at| *at.cue == *cue);
    anyhow::ensure!(
        actors.any(there),
        "the tour waits for somebody before {cue}, and nobody comes"
    );
    Ok(())
}
