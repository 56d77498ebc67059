//! A tour recorded without a terminal: on a clock of its own, as fast as the run goes, and the same every time.
//!
//! Never knows where the recording goes.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::cast::{Cast, Version};
use super::driver::Driver;
use crate::app::App;
use crate::app::tour::Touring;
use crate::i18n::Lang;
use crate::lessons::{Lesson, Shelf};
use crate::painter::Painter;
use crate::world::Actor;

/// Plays a lesson's tour on a screen of so many columns and rows, and records it. Its stages are copies of `program`.
///
/// # Errors
/// The lesson has no tour that can be recorded this way, the run breaks off, or the recording can't be written.
pub fn tour(
    program: &Path,
    shelf: &'static Shelf,
    lesson: &'static Lesson,
    size: (u16, u16),
    lang: Lang,
    version: Version,
    out: impl Write,
) -> anyhow::Result<()> {
    let mut app = App::new(lang, shelf);
    app.stand_ins = true;
    let effects = app.tour(lesson);
    let effects = effects.with_context(|| format!("{} has no tour", lesson.id))?;
    let mut driver = Driver::new(app, lesson).by(program);
    driver.carry_out(effects)?;
    let title = format!("Concurrium: {}", lesson.text(lang).title);
    let mut cast = Cast::begin(out, version, size, &title)?;
    let mut painter = Painter::default();
    loop {
        driver.settled()?;
        for mark in std::mem::take(&mut driver.marks) {
            cast.marker(driver.clock, &mark)?;
        }
        let (picture, _) = driver.look(size);
        cast.output(driver.clock, &painter.paint(picture, None)?)?;
        let Some(tour) = &driver.app.tour else {
            return Ok(());
        };
        let key = tour.key();
        must_have_come(tour, &driver)?;
        let (before, _) = driver.look(size);
        if !driver.wake()? {
            anyhow::bail!("the tour waits for something that doesn't come");
        }
        driver.settled()?;
        if let Some(key) = key
            && driver.look(size).0 == before
        {
            anyhow::bail!("the tour presses {:?}, and nothing changes", key.code);
        }
    }
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
