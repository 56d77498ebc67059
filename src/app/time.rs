//! Time: what comes when the timer does, and when it is needed.
//!
//! The timer runs only while there is something to do when it comes: [`keep_going`] is the one place that arms it.
//! Never knows clocks: `Wake` and `Woken` stand for them.

use crate::app::acts::{explore, playing, vote};
use crate::app::effect::Effect;
use crate::app::state::App;
use crate::app::state::open::{Open, Run};
use crate::app::state::speed::SPEEDS;
use crate::app::{keymap, tour};
use crate::i18n::{Lang, say, word};
use crate::lockstep::Lockstep;
use crate::protocol::{ActorId, Command, Goal, Verb};

/// Milliseconds between two steps of a replay at the speed that knows no pause.
const FASTEST_REPLAY: u64 = 20;

/// A second of a countdown.
const SECOND: u64 = 1000;

/// The timer has come.
pub(super) fn woken(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    if app.timer.take().is_none() {
        return Vec::new(); // it was called off when it was already on its way
    }
    if explore::is_busy(app) {
        return explore::woken(app);
    }
    if vote::counts_down(app) {
        vote::second(app);
        return Vec::new();
    }
    if app.tour.is_some() {
        return match tour::woken(app) {
            tour::Next::Key(key) => keymap::press(app, key),
            tour::Next::Effects(effects) => effects,
        };
    }
    let Some(open) = app.lesson_mut().filter(|open| open.playing) else {
        return Vec::new();
    };
    if open.past.is_some() {
        let later = open.later();
        open.seek(later);
        return Vec::new();
    }
    playing::step_on(open, lang).unwrap_or_default()
}

/// After every input: lets all go who may, and asks for the timer exactly while it is needed.
pub(super) fn keep_going(app: &mut App, effects: &mut Vec<Effect>) {
    let lang = app.lang;
    // A recording looks at each step, once all is at rest.
    let each_step_counts = app.tour.is_some() || app.stand_ins;
    let mut passed = None;
    let mut ends_before = false;
    let wanted = app.lesson_mut().and_then(|open| {
        for effect in effects.iter() {
            match effect {
                Effect::Do(_, Verb::Signal { .. }) => {} // the link's business
                Effect::Do(actor, _) | Effect::Tell(actor, Command::Do { .. }) => {
                    open.permits.does(actor.host());
                }
                _ => {}
            }
        }
        if open.past.is_none() && open.is_at_its_end() {
            open.playing = false;
        }
        let comes_out = open.predictions.verdict().is_some();
        if each_step_counts || open.past.is_some() || comes_out {
            open.passing = None;
        }
        passed = playing::pass(open, effects);
        ends_before = playing::go_the_way(open, effects);
        let_all_go(open, effects);
        next_tick(open)
    });
    if let Some(passed) = passed.filter(|_| !app.lesson().is_some_and(Open::is_through)) {
        let n = passed.to_string();
        app.notice = Some(say(lang, "app.passed", &[("n", &n)]));
    }
    if ends_before {
        app.notice = Some(word(lang, "app.ends_before").to_owned());
    }
    let wanted = match explore::is_busy(app) {
        true => Some(1),
        false if vote::counts_down(app) => Some(SECOND),
        false if app.tour.is_some() => tour::next_tick(app),
        false => wanted,
    };
    if wanted == app.timer {
        return;
    }
    app.timer = wanted;
    effects.push(wanted.map_or(Effect::NoWake, Effect::Wake));
}

/// At the speed that knows no pause, everybody goes as soon as they stand.
fn let_all_go(open: &mut Open, effects: &mut Vec<Effect>) {
    let live = open.past.is_none() && open.run == Run::Live;
    let free = live && open.playing && SPEEDS[open.speed].every_ms == 0;
    if live && open.lockstep.as_ref().is_some_and(Lockstep::decides) {
        if (free || open.hurries)
            && let Some(id) = playing::next(open)
        {
            effects.extend(playing::step(open, &id, Lang::En).unwrap_or_default());
        }
        return;
    }
    if !free {
        return;
    }
    let live = open.history.live();
    let ready: Vec<ActorId> = live
        .standing()
        .filter(|actor| open.permits.could(actor))
        .map(|actor| actor.id.clone())
        .collect();
    for id in ready {
        open.permits.give(&id);
        effects.push(open.let_go(id, Goal::Event));
    }
}

/// In how many milliseconds the next step is due; None while there is none to take.
fn next_tick(open: &Open) -> Option<u64> {
    let every = SPEEDS[open.speed].every_ms;
    if !open.playing {
        None
    } else if open.past.is_some() {
        Some(every.max(FASTEST_REPLAY))
    } else {
        let due = every > 0 && open.run == Run::Live;
        (due && playing::next(open).is_some()).then_some(every)
    }
}
