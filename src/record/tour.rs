//! A tour recorded without a terminal: on a clock of its own, as fast as the run goes, and the same every time.
//!
//! Never knows where the recording goes.

use std::io::Write;

use anyhow::Context;

use super::cast::{Cast, Version};
use super::driver::Driver;
use crate::app::App;
use crate::i18n::Lang;
use crate::lessons::Lesson;
use crate::painter::Painter;

/// Plays a lesson's tour on a screen of so many columns and rows, and records it.
///
/// # Errors
/// The lesson has no tour that can be recorded this way, the run breaks off, or the recording can't be written.
pub fn tour(
    lesson: &'static Lesson,
    size: (u16, u16),
    lang: Lang,
    version: Version,
    out: impl Write,
) -> anyhow::Result<()> {
    let mut app = App::new(lang);
    app.stand_ins = true;
    let effects = app.tour(lesson);
    let effects = effects.with_context(|| format!("{} has no tour", lesson.id))?;
    let mut driver = Driver::new(app, lesson);
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
        if driver.app.tour.is_none() {
            return Ok(());
        }
        if !driver.wake()? {
            anyhow::bail!("the tour waits for something that doesn't come");
        }
    }
}
