//! A tour plays itself: it presses the keys a student would press, says what there is to see, and waits for the reader.
//!
//! Any key but Space takes the lesson over, where it is. What it waits for in between is the run, not a time.
//! Never knows clocks: `Wake` and `Woken` stand for them.

use std::collections::VecDeque;

use crate::app::{App, Code, Effect, Key, Open, Run, keymap};
use crate::i18n::{Lang, word};
use crate::lessons::{Lesson, Settings, Stop};
use crate::narrate;
use crate::protocol::What;

/// Milliseconds between two keys of a tour: one sees what each of them does.
const BETWEEN_KEYS: u64 = 600;

/// Milliseconds between two steps of the run after the first [`WATCHED`] of them: a long way is gone more quickly.
const HURRYING: u64 = 150;

/// How many steps of the run are taken slowly.
const WATCHED: usize = 6;

/// Milliseconds before the first letter of a caption is read, and for each cell of it: some 20 cells a second.
const READING: (u64, u64) = (1500, 50);

/// A tour that is being played.
#[derive(Debug)]
pub struct Touring {
    stops: &'static [Stop],
    /// The step it is at, from 0.
    at: usize,
    phase: Phase,
    /// Whether it waits for Space.
    pub paused: bool,
    /// Whether lessons asked for predictions before it began.
    predicted: bool,
}

#[derive(Debug)]
enum Phase {
    /// Keys are still to be pressed, then steps taken.
    Does {
        keys: VecDeque<Key>,
        /// The position of the history at which steps began to be taken.
        since: Option<usize>,
        /// How many were taken.
        steps: usize,
    },
    /// The caption is read.
    Says,
}

impl Touring {
    /// The caption that is shown, if one is: its name.
    pub fn caption(&self) -> Option<&'static str> {
        let said = match self.phase {
            Phase::Says => Some(self.at),
            // What was said stays until something else is.
            Phase::Does { .. } => self.at.checked_sub(1),
        };
        said.and_then(|at| self.stops.get(at))
            .map(|stop| &*stop.say)
    }

    /// The key that it presses next, if it presses one.
    pub fn key(&self) -> Option<Key> {
        match &self.phase {
            Phase::Does { keys, .. } => keys.front().copied(),
            Phase::Says => None,
        }
    }

    /// The marked line before which somebody should stand now that the caption is shown.
    pub fn came_to(&self) -> Option<&'static str> {
        let stop = self.stops.get(self.at)?;
        let says = matches!(self.phase, Phase::Says);
        stop.until.as_deref().filter(|_| says)
    }

    /// Which step it is at, from 1, and of how many.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.stops.len())
    }
}

/// Begins a lesson's tour; None when it has none.
pub(super) fn begin(app: &mut App, lesson: &'static Lesson) -> Option<Vec<Effect>> {
    let stops = &lesson.tour.as_ref()?.step;
    let predicted = std::mem::replace(&mut app.predicting, false);
    app.tour = Some(Touring {
        stops,
        at: 0,
        phase: does(stops.first()?),
        paused: false,
        predicted,
    });
    let settings: Settings = lesson.defaults();
    Some(app.open(lesson, settings))
}

fn does(stop: &Stop) -> Phase {
    Phase::Does {
        keys: keys(&stop.keys).unwrap_or_default().into(),
        since: None,
        steps: 0,
    }
}

/// Reads what a tour's step presses.
///
/// # Errors
/// The name of no key.
pub fn keys(script: &str) -> Result<Vec<Key>, String> {
    let mut keys = Vec::new();
    let mut rest = script.trim();
    while !rest.is_empty() {
        if let Some(text) = rest.strip_prefix('"') {
            let (typed, after) = text.split_once('"').ok_or("a text has no end")?;
            keys.extend(typed.chars().map(Key::char));
            rest = after.trim_start();
            continue;
        }
        let (name, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        keys.push(key(name)?);
        rest = after.trim_start();
    }
    Ok(keys)
}

fn key(name: &str) -> Result<Key, String> {
    let mut letters = name.chars();
    let code = match name {
        "←" => Code::Left,
        "→" => Code::Right,
        "↑" => Code::Up,
        "↓" => Code::Down,
        "Home" => Code::Home,
        "End" => Code::End,
        "Enter" => Code::Enter,
        "Esc" => Code::Esc,
        "Tab" => Code::Tab,
        "PgUp" => Code::PageUp,
        "PgDn" => Code::PageDown,
        _ => match (letters.next(), letters.next()) {
            (Some(letter), None) => Code::Char(letter),
            _ => return Err(format!("{name}: no such key")),
        },
    };
    Ok(Key::plain(code))
}

/// A key of the student's: Space holds the tour, any other takes the lesson over. True when that is all it does.
pub(super) fn takes(app: &mut App, key: Key) -> bool {
    let Some(tour) = &mut app.tour else {
        return false;
    };
    if key == Key::char(' ') {
        tour.paused = !tour.paused;
        return true;
    }
    let looks = [Key::char('L'), Key::plain(Code::F(12)), Key::ctrl('z')];
    if !looks.contains(&key) {
        over(app, "app.taken_over");
    }
    false
}

/// The tour is left; the lesson stays where it is.
pub(super) fn over(app: &mut App, why: &str) {
    if let Some(tour) = app.tour.take() {
        app.predicting = tour.predicted;
        app.notice = Some(word(app.lang, why).to_owned());
    }
}

/// In how many milliseconds the tour goes on; None while it waits for the run, or for Space.
pub(super) fn next_tick(app: &App) -> Option<u64> {
    let tour = app.tour.as_ref().filter(|tour| !tour.paused)?;
    let open = app.lesson()?;
    let stop = tour.stops.get(tour.at)?;
    match tour.phase {
        Phase::Does { steps, .. } => {
            let every = match steps < WATCHED {
                true => BETWEEN_KEYS,
                false => HURRYING,
            };
            is_at_rest(open).then_some(every)
        }
        Phase::Says => Some(match stop.pause {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a pause is some seconds; a negative one is none"
            )]
            Some(seconds) => (seconds * 1000.0) as u64,
            None => reading(open.play.lesson, &stop.say, app.lang),
        }),
    }
}

/// How many milliseconds it takes to read a caption.
fn reading(lesson: &Lesson, caption: &str, lang: Lang) -> u64 {
    let text = lesson.text(lang).captions.get(caption);
    let cells = text.map_or(0, |text| unicode_width::UnicodeWidthStr::width(&**text));
    READING.0 + READING.1 * cells as u64
}

/// Whether nothing will happen before somebody is let go, as far as has been heard.
pub fn is_at_rest(open: &Open) -> bool {
    match open.run {
        Run::Starting => false,
        Run::Live => !open.permits.any() && open.history.live().waits_for().is_at_rest(),
        Run::Over | Run::Failed(_) | Run::Replay(_) => true,
    }
}

/// The timer has come: the next key, the next step of the run, the caption, or the next step of the tour.
pub(super) fn woken(app: &mut App) -> Vec<Effect> {
    let Some((tour, open)) = app.tour.as_mut().zip(match &app.screen {
        crate::app::Screen::Lesson(open) => Some(open),
        crate::app::Screen::Home => None,
    }) else {
        return Vec::new();
    };
    let Some(stop) = tour.stops.get(tour.at) else {
        over(app, "app.tour_over");
        return Vec::new();
    };
    match &mut tour.phase {
        Phase::Does { keys, since, steps } => {
            if let Some(key) = keys.pop_front() {
                return keymap::press(app, key);
            }
            let since = *since.get_or_insert(open.history.len());
            if goes_on(open, stop, since) {
                *steps += 1;
                return keymap::press(app, Key::plain(Code::Right));
            }
            tour.phase = Phase::Says;
            let label = open.play.lesson.text(app.lang).captions.get(&stop.say);
            let label = label.map_or(&*stop.say, |text| text);
            vec![Effect::Mark(narrate::plain(label))]
        }
        Phase::Says => {
            tour.at += 1;
            match tour.stops.get(tour.at) {
                Some(next) => tour.phase = does(next),
                None => over(app, "app.tour_over"),
            }
            Vec::new()
        }
    }
}

/// Whether the run takes one more step before the tour speaks.
fn goes_on(open: &Open, stop: &Stop, since: usize) -> bool {
    let can = open.run == Run::Live && open.permits.next(open.history.live()).is_some();
    let comes = |until: &str| {
        let events = open.history.events()[since..].iter();
        let stands = events.filter(|event| match &event.what {
            What::Line { cue, .. } => **cue == *until,
            _ => false,
        });
        stands.count() < stop.times
    };
    can && (stop.to_the_end || stop.until.as_deref().is_some_and(comes))
}
