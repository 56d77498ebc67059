//! The steps of a run, one after the other, as a page shows them: the screen without what only a reader at the keyboard
//! needs, and what is said of it.
//!
//! Never knows what is made of them.

use ratatui::style::Style;

use crate::app::{Code, Input, Key, Open, Touring};
use crate::background::Background;
use crate::i18n::{Lang, Sentence};
use crate::narrate;
use crate::record::driver::Driver;
use crate::record::page::Step;

/// Every step of the run that was, from its first to its last.
///
/// # Errors
/// A key has started another run, and that broke off.
pub(super) fn of_run(driver: &mut Driver, size: (u16, u16)) -> anyhow::Result<Vec<Step>> {
    if let Some(open) = driver.app.lesson() {
        let (play, history) = (open.play.clone(), open.history.clone());
        driver.app.replay(play, history, None);
    }
    let mut steps = Vec::new();
    while let Some(open) = driver.app.lesson() {
        let (position, lang) = (open.position(), driver.app.lang);
        let said = open.told(lang, &[]);
        steps.push(step(
            driver,
            size,
            said.iter().map(|said| narrate::plain(said)),
        ));
        driver.input(Input::Key(Key::plain(Code::Right)))?;
        if driver.app.lesson().map(Open::position) == Some(position) {
            break;
        }
    }
    Ok(steps)
}

/// Where a tour stops, with its captions.
///
/// # Errors
/// The run breaks off, or the tour waits for something that doesn't come.
pub(super) fn of_tour(driver: &mut Driver, size: (u16, u16)) -> anyhow::Result<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut before = None;
    loop {
        driver.settled()?;
        let Some((tour, open)) = driver.app.tour.as_ref().zip(driver.app.lesson()) else {
            return Ok(steps);
        };
        let said = captioned(tour, open, driver.app.lang);
        if said != before {
            let said = said.clone();
            steps.extend(said.map(|said| step(driver, size, std::iter::once(said))));
        }
        before = said;
        if !driver.wake()? {
            let waits = Sentence::new("record.waits").with("step", &steps.len());
            anyhow::bail!(waits);
        }
    }
}

/// What a tour says now, without markup.
pub(super) fn captioned(tour: &Touring, open: &Open, lang: Lang) -> Option<String> {
    let captions = &open.play.lesson.text(lang).captions;
    let said = tour.caption().and_then(|name| captions.get(name));
    said.map(|said| narrate::plain(said))
}

/// What is seen now, on both grounds.
fn step(driver: &mut Driver, size: (u16, u16), said: impl Iterator<Item = String>) -> Step {
    let screens = [Background::Dark, Background::Light].map(|background| {
        driver.app.background = background;
        driver.look_clean(size).0
    });
    Step {
        screens,
        said: said.collect(),
    }
}

/// The looks of an empty cell, on a dark ground and on a light one.
pub(super) fn grounds(driver: &mut Driver, size: (u16, u16)) -> [Style; 2] {
    [Background::Dark, Background::Light].map(|background| {
        driver.app.background = background;
        driver.look(size).1.ground()
    })
}
