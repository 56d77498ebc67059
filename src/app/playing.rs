//! Who moves when: permits, one by one or by the timer, and what the run answers.
//!
//! The timer runs only while there is something to do when it comes: [`keep_going`] is the one place that arms it.
//! Never knows clocks: `Wake` and `Woken` stand for them.

use crate::app::{App, Effect, Open, Run, SPEEDS};
use crate::app::{explore, tour};
use crate::i18n::{Lang, say, word};
use crate::lessons::ByHand;
use crate::lockstep::Lockstep;
use crate::protocol::{ActorId, Event, State, Verb};
use crate::world::Actor;

/// Milliseconds between two steps of a replay at the speed that knows no pause.
const FASTEST_REPLAY: u64 = 20;

/// What a reducer of the lesson answers: effects, or why there are none.
pub(super) type Answer = Result<Vec<Effect>, String>;

/// Lets this actor take one step, at the live end.
pub(super) fn step(open: &mut Open, id: &ActorId, lang: Lang) -> Answer {
    open.go_live();
    must_be_live(open, lang)?;
    // One that is stopped at its line will find its permit when it is continued.
    let stopped = |actor: &Actor| actor.state == State::Stopped && actor.standing;
    let waiting = open.history.live().actor(id).is_some_and(stopped) && open.permits.may_have(id);
    if open.can_step(id) || waiting {
        if let Some(lockstep) = &mut open.lockstep
            && lockstep.rules(id)
        {
            if lockstep.due(open.history.live()).as_ref() != Some(id) {
                lockstep.leave(); // the student goes another way
            }
            lockstep.let_go(id);
        }
        open.permits.give(id);
        return Ok(vec![Effect::Permit(id.clone())]);
    }
    Err(match open.history.live().actor(id) {
        Some(actor) if open.permits.stepping(id) => {
            say(lang, "app.stepping", &[("who", &actor.label())])
        }
        Some(actor) => why_not(open, actor, lang),
        None => word(lang, "app.nobody_there").to_owned(),
    })
}

/// Lets the next one take a step, round robin, at the live end.
pub(super) fn step_next(open: &mut Open, lang: Lang) -> Answer {
    must_be_live(open, lang)?;
    if let Some(id) = next(open) {
        return step(open, &id, lang);
    }
    let live = open.history.live();
    let prompt = live.actors().find(|actor| actor.is_at_prompt());
    Err(match prompt {
        _ if open.permits.any() => word(lang, "app.all_stepping").to_owned(),
        Some(main) => why_not(open, main, lang),
        None if live.waits_for().is_for_ever() => word(lang, "app.nobody_ever").to_owned(),
        None => word(lang, "app.nobody_stands").to_owned(),
    })
}

/// Whose turn it is: the schedule's next, where one is followed (main goes as it likes), otherwise round robin.
fn next(open: &Open) -> Option<ActorId> {
    let live = open.history.live();
    let lockstep = open.lockstep.as_ref().filter(|lockstep| lockstep.decides());
    let Some(lockstep) = lockstep else {
        return open.permits.next(live);
    };
    let main = live.actor(&ActorId::root());
    match main.filter(|main| open.permits.could(main)) {
        Some(main) => Some(main.id.clone()),
        None if open.permits.any() => None,
        None => lockstep.due(live),
    }
}

/// Says why nothing can be done in a run that isn't live.
pub(super) fn must_be_live(open: &Open, lang: Lang) -> Result<(), String> {
    match &open.run {
        Run::Live => Ok(()),
        Run::Starting => Err(word(lang, "app.starting").to_owned()),
        Run::Over => Err(word(lang, "app.over").to_owned()),
        Run::Failed(why) => Err(why.clone()),
        Run::Replay(fault) => Err(fault
            .clone()
            .unwrap_or_else(|| word(lang, "app.replay").to_owned())),
    }
}

/// Why an actor can't take a step.
fn why_not(open: &Open, actor: &Actor, lang: Lang) -> String {
    let who = actor.label();
    let on = actor.blocked_on.as_deref().unwrap_or_default();
    let key = match actor.state {
        State::Blocked if actor.is_at_prompt() => match open.play.lesson.lets(ByHand::Python3) {
            true => "app.at_prompt_python3",
            false => "app.at_prompt",
        },
        State::Blocked => "app.is_blocked",
        State::Created => "app.is_created",
        State::Suspended => "app.is_suspended",
        State::Stopped => "app.is_stopped",
        State::Zombie => "app.is_zombie",
        State::Ended => "app.has_ended",
        State::Running | State::Ready => "app.is_running",
    };
    say(lang, key, &[("who", &who), ("on", on)])
}

/// The timer has come.
pub(super) fn woken(app: &mut App) -> Vec<Effect> {
    let lang = app.lang;
    if app.timer.take().is_none() {
        return Vec::new(); // it was called off when it was already on its way
    }
    if explore::is_busy(app) {
        return explore::woken(app);
    }
    if app.tour.is_some() {
        return tour::woken(app);
    }
    let Some(open) = app.lesson_mut().filter(|open| open.playing) else {
        return Vec::new();
    };
    if open.past.is_some() {
        let later = open.later();
        open.seek(later);
        return Vec::new();
    }
    step_next(open, lang).unwrap_or_default()
}

/// The stage answers.
pub(super) fn started(app: &mut App) {
    if let Some(open) = app.lesson_mut().filter(|open| open.run == Run::Starting) {
        open.run = Run::Live;
    }
}

/// Something happened.
pub(super) fn happened(app: &mut App, event: Event) -> Vec<Effect> {
    let (lang, predicting) = (app.lang, app.predicting);
    let Some(open) = app.lesson_mut() else {
        return Vec::new();
    };
    match open.run {
        Run::Live | Run::Over => {}
        // Before a run has started, all but a first event is an earlier run's.
        Run::Starting if event.seq == 1 => open.run = Run::Live,
        Run::Starting | Run::Failed(_) | Run::Replay(_) => return Vec::new(),
    }
    if let Some(lockstep) = &mut open.lockstep {
        lockstep.heard(&event);
    }
    let (actor, what) = (event.actor.clone(), event.what.clone());
    if let Err(impossible) = open.history.push(event) {
        let why = impossible.to_string();
        fail(open, say(lang, "app.impossible", &[("why", &why)]));
        return vec![Effect::Stop];
    }
    open.permits.happened(&actor, &what, open.history.live());
    if let Some(lockstep) = &mut open.lockstep
        && lockstep.ends(open.history.live())
    {
        open.hurries = false;
    }
    // Where nobody can move any more, what hasn't come will never come.
    let over = open.history.live().waits_for().is_for_ever();
    open.predictions.happened(&open.history, over, predicting);
    open.follow();
    Vec::new()
}

/// The run has come to its end.
pub(super) fn over(app: &mut App, error: Option<String>) {
    let Some(open) = app.lesson_mut() else { return };
    match (error, &open.run) {
        (_, Run::Failed(_) | Run::Replay(_)) | (None, Run::Starting) => {}
        (Some(why), _) => fail(open, why),
        (None, _) => {
            open.run = Run::Over;
            open.predictions.happened(&open.history, true, false);
            open.permits = crate::app::Permits::default();
        }
    }
}

fn fail(open: &mut Open, why: String) {
    open.run = Run::Failed(why);
    open.permits = crate::app::Permits::default();
}

/// After every input: lets all go who may, and asks for the timer exactly while it is needed.
pub(super) fn keep_going(app: &mut App, effects: &mut Vec<Effect>) {
    let wanted = app.lesson_mut().and_then(|open| {
        for effect in effects.iter() {
            match effect {
                Effect::Do(_, Verb::Signal { .. }) => {} // the link's business
                Effect::Do(actor, _) => open.permits.does(actor.host()),
                _ => {}
            }
        }
        let over = match open.run {
            Run::Over | Run::Failed(_) | Run::Replay(_) => true,
            Run::Starting => false,
            Run::Live => open.history.live().waits_for().is_for_ever(),
        };
        if open.past.is_none() && over {
            open.playing = false;
        }
        let_all_go(open, effects);
        next_tick(open)
    });
    let wanted = match explore::is_busy(app) {
        true => Some(1),
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
            && let Some(id) = next(open)
        {
            effects.extend(step(open, &id, Lang::En).unwrap_or_default());
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
        effects.push(Effect::Permit(id));
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
        (due && next(open).is_some()).then_some(every)
    }
}
