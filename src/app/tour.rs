//! A tour plays itself: it presses the keys a student would press, says what there is to see, and waits for the reader.
//!
//! Any key but Space takes the lesson over, where it is. What it waits for in between is the run, not a time.
//! Never knows clocks: `Wake` and `Woken` stand for them.

use crate::app::acts;
use crate::app::effect::Effect;
use crate::app::key::{Code, Key, keys};
use crate::app::state::open::{Open, Run};
use crate::app::state::touring::{Phase, Touring};
use crate::app::state::{App, Screen};
use crate::i18n::{Lang, word};
use crate::lessons::{Lesson, Settings, Stop};
use crate::narrate;
use crate::protocol::{Spot, What};

/// Milliseconds between two keys of a tour: one sees what each of them does.
const BETWEEN_KEYS: u64 = 600;

/// Milliseconds between two steps of the run after the first [`WATCHED`] of them: a long way is gone more quickly.
const HURRYING: u64 = 150;

/// How many steps of the run are taken slowly.
const WATCHED: usize = 6;

/// Milliseconds between a step's end and its caption: whoever sleeps can say by then that they were woken.
const ARRIVING: u64 = 50;

/// Milliseconds between two steps that are only passed through.
const PASSING: u64 = 20;

/// Milliseconds before the first letter of a caption is read, and for each cell of it: some 20 cells a second.
const READING: (u64, u64) = (1500, 50);

/// Begins a lesson's tour; None when it has none.
pub(super) fn begin(app: &mut App, lesson: &'static Lesson) -> Option<Vec<Effect>> {
    through(app, lesson, lesson.toured(), &lesson.tour.as_ref()?.step)
}

/// Begins the tour of the program, in the shelf's first lesson; None when it has none.
pub(super) fn of_the_program(app: &mut App) -> Option<Vec<Effect>> {
    let lesson = app.plays.shelf.entries().first()?.open().ok()?;
    through(
        app,
        lesson,
        lesson.defaults(),
        &lesson.tour.as_ref()?.program,
    )
}

fn through(
    app: &mut App,
    lesson: &'static Lesson,
    settings: Settings,
    stops: &'static [Stop],
) -> Option<Vec<Effect>> {
    let predicted = std::mem::replace(&mut app.predicting, false);
    app.tour = Some(Touring {
        stops,
        at: 0,
        phase: does(stops.first()?),
        paused: false,
        predicted,
    });
    Some(acts::lesson::open(app, lesson, settings))
}

fn does(stop: &Stop) -> Phase {
    Phase::Does {
        keys: keys(&stop.keys).unwrap_or_default().into(),
        since: None,
        steps: 0,
        moved: false,
    }
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
    let is_passing = tour.is_before(&app.pace);
    match &tour.phase {
        Phase::Does {
            keys, since, steps, ..
        } => {
            let since = since.unwrap_or(open.history.len());
            let every = match *steps < WATCHED {
                _ if is_passing => PASSING as f64,
                _ if keys.is_empty() && !goes_on(open, stop, since) => ARRIVING as f64,
                true => BETWEEN_KEYS as f64 / app.pace.speed,
                false => HURRYING as f64 / app.pace.speed,
            };
            open.is_at_rest().then_some(milliseconds(every))
        }
        Phase::Says if is_passing => Some(PASSING),
        Phase::Says => {
            let pause = app.pace.pause.or(stop.pause);
            let reading = || reading(open.play.lesson, &stop.say, app.lang) as f64;
            let long = pause.map_or_else(reading, |seconds| seconds * 1000.0);
            Some(milliseconds(long / app.pace.speed))
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a pause is some seconds; a negative one is none"
)]
fn milliseconds(many: f64) -> u64 {
    many as u64
}

/// Whether a tour has done what it does before its next caption.
pub(super) fn has_arrived(app: &App) -> bool {
    let Some((tour, open)) = app.tour.as_ref().zip(app.lesson()) else {
        return false;
    };
    let stop = tour.stops.get(tour.at);
    stop.is_some_and(|stop| match &tour.phase {
        Phase::Does { keys, since, .. } => {
            let since = since.unwrap_or(open.history.len());
            keys.is_empty() && !goes_on(open, stop, since)
        }
        Phase::Says => false,
    })
}

/// How many milliseconds it takes to read a caption.
fn reading(lesson: &Lesson, caption: &str, lang: Lang) -> u64 {
    let text = lesson.text(lang).captions.get(caption);
    let cells = text.map_or(0, |text| unicode_width::UnicodeWidthStr::width(&**text));
    READING.0 + READING.1 * cells as u64
}

/// What comes of the timer in a tour.
pub(super) enum Next {
    /// A key is to be pressed.
    Key(Key),
    /// This is to be done.
    Effects(Vec<Effect>),
}

/// The timer has come: the next key, the next step of the run, the caption, or the next step of the tour.
pub(super) fn woken(app: &mut App) -> Next {
    let Some((tour, open)) = app.tour.as_mut().zip(match &app.screen {
        Screen::Lesson(open) => Some(open),
        Screen::Home | Screen::Slide(_) => None,
    }) else {
        return Next::Effects(Vec::new());
    };
    let Some(stop) = tour.stops.get(tour.at) else {
        over(app, "app.tour_over");
        return Next::Effects(Vec::new());
    };
    match &mut tour.phase {
        Phase::Does {
            keys,
            since,
            steps,
            moved,
        } => {
            if let Some(key) = keys.pop_front() {
                *moved = true;
                return Next::Key(key);
            }
            let since = *since.get_or_insert(open.history.len());
            if goes_on(open, stop, since) {
                *steps += 1;
                *moved = true;
                return Next::Key(Key::plain(Code::Right));
            }
            tour.phase = Phase::Says;
            let label = open.play.lesson.text(app.lang).captions.get(&stop.say);
            let label = label.map_or(&*stop.say, |text| text);
            Next::Effects(vec![Effect::Mark(narrate::plain(label))])
        }
        Phase::Says => {
            tour.at += 1;
            let is_over = app.pace.to.is_some_and(|to| tour.at >= to);
            match tour.stops.get(tour.at).filter(|_| !is_over) {
                Some(next) => tour.phase = does(next),
                None => over(app, "app.tour_over"),
            }
            Next::Effects(Vec::new())
        }
    }
}

/// Whether the run takes one more step before the tour speaks.
fn goes_on(open: &Open, stop: &Stop, since: usize) -> bool {
    let can = open.run == Run::Live && open.permits.next(open.history.live()).is_some();
    let comes = |until: &str| {
        let events = open.history.events()[since..].iter();
        let stands = events.filter(|event| match &event.what {
            What::Line(Spot { cue, .. }) => **cue == *until,
            _ => false,
        });
        stands.count() < stop.times
    };
    can && (stop.to_the_end || stop.until.as_deref().is_some_and(comes))
}
