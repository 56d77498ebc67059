//! Who moves when: permits, one by one or by the timer, and what the run answers.
//!
//! The timer runs only while there is something to do when it comes: [`keep_going`] is the one place that arms it.
//! Never knows clocks: `Wake` and `Woken` stand for them.

use crate::app::effect::Effect;
use crate::app::state::Answer;
use crate::app::state::open::{Open, Run};
use crate::app::state::speed::SPEEDS;
use crate::i18n::{Lang, say, word};
use crate::lessons::ByHand;
use crate::narrate;
use crate::protocol::{ActorId, Command, FILE, Goal, State};
use crate::world::Actor;

/// How many steps a verdict stays to be read at least, and how many milliseconds while it plays.
const READING: u32 = 2;
const READING_MS: u64 = 5000;

/// How many steps that show nothing new are passed by one key at most.
const MOST_PASSED: u32 = 12;

/// Lets this actor take one step, at the live end.
pub(in crate::app) fn step(open: &mut Open, id: &ActorId, lang: Lang) -> Answer {
    step_to(open, id, Goal::Statement, lang)
}

/// Lets this actor go, so far; in a lesson that is always a step.
pub(in crate::app) fn step_to(open: &mut Open, id: &ActorId, to: Goal, lang: Lang) -> Answer {
    goes_live(open, lang)?;
    if open.predictions.is_covered() {
        open.predictions.goes_on(1); // first the question
        return Ok(Vec::new());
    }
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
        begin(open, id);
        open.permits.give(id);
        return Ok(vec![open.let_go(id.clone(), to)]);
    }
    // A script's actor may go a long way: it is asked to stand.
    if open.play.is_script() && open.permits.stepping(id) {
        return Ok(Vec::new()); // it is about to go
    }
    let on_the_way = open.is_on_the_way().any(|actor| actor.id == *id);
    if on_the_way {
        return Ok(vec![Effect::Tell(id.clone(), Command::Stand)]);
    }
    // Time is a script's own: whoever waits for that can be chosen, too.
    if let Some(until) = open.history.live().actor(id).and_then(sleeps_until) {
        return Ok(vec![Effect::TimePasses(id.clone(), until)]);
    }
    if let Some(effect) = chooses(open, id) {
        return Ok(vec![effect]);
    }
    Err(match open.history.live().actor(id) {
        Some(actor) if open.permits.stepping(id) => say(
            lang,
            "app.stepping",
            &[("who", &narrate::called(actor, lang))],
        ),
        Some(actor) => why_not(open, actor, lang),
        None => word(lang, "app.nobody_there").to_owned(),
    })
}

/// A task of a script that is ready: it is to go next, said where one of its loop stands.
fn chooses(open: &Open, id: &ActorId) -> Option<Effect> {
    let live = open.history.live();
    let task = live.actor(id).filter(|_| open.play.is_script())?;
    let is_ready = live.is_ready(task) && matches!(task.state, State::Created | State::Suspended);
    let stands = |actor: &&Actor| actor.id.host() == id.host() && open.permits.could(actor);
    let by = live.standing().find(stands).filter(|_| is_ready)?;
    Some(Effect::Tell(
        by.id.clone(),
        Command::Choose { next: id.clone() },
    ))
}

/// Until when an actor waits that time alone lets go on.
fn sleeps_until(actor: &Actor) -> Option<u64> {
    actor.until_ns.filter(|_| actor.state == State::Blocked)
}

/// A step begins: what it will show is compared with what was seen, and who reads or hesitates has one step less for it.
fn begin(open: &mut Open, id: &ActorId) {
    let at = open
        .history
        .live()
        .actor(id)
        .and_then(|actor| actor.at.as_ref());
    let mark = at.map(|place| place.cue.clone()).unwrap_or_default();
    open.familiar.begins(id, &mark);
    let passed_on = open.passing.is_some_and(|passed| passed > 0);
    if !passed_on && !open.hurries && open.way.is_none() {
        open.predictions.goes_on(reading(open.playing, open.speed));
    }
}

/// How many steps a verdict stays to be read.
pub(in crate::app) fn reading(plays: bool, speed: usize) -> u32 {
    let every = match plays {
        true => SPEEDS[speed].every_ms,
        false => READING_MS,
    };
    let steps = u32::try_from(READING_MS / every.max(1)).unwrap_or(u32::MAX);
    steps.max(READING)
}

/// Lets the next one take a step, and goes on from there as long as steps show nothing new.
pub(in crate::app) fn step_on(open: &mut Open, lang: Lang) -> Answer {
    open.passing = None;
    // A script is played by what happens in it; one's own key goes from statement to statement.
    let to = match open.playing {
        true => Goal::Event,
        false => Goal::Statement,
    };
    let effects = step_next(open, to, lang)?;
    // Where every order of steps is what is looked at, each step counts.
    if open.play.program.is_none() && !open.play.is_script() {
        open.passing = Some(0);
    }
    Ok(effects)
}

/// Once a step has ended that was to go on to what is new: the next one, if it has shown nothing new. Says how many were
/// passed, when it goes on no more.
pub(in crate::app) fn pass(open: &mut Open, effects: &mut Vec<Effect>) -> Option<u32> {
    let passed = open.passing.filter(|_| open.is_at_rest())?;
    let live = open.run == Run::Live && open.past.is_none();
    if open.familiar.ends() && live && passed < MOST_PASSED {
        open.passing = Some(passed + 1);
        if let Some(next) = next(open)
            && let Ok(more) = step(open, &next, Lang::En)
        {
            effects.extend(more);
            return None;
        }
    }
    open.passing = None;
    (passed > 0).then_some(passed)
}

/// On its way to where it is first looked at: the next step, once nobody moves. Says whether the run is through and never came
/// so far. Whoever looks back meanwhile has had enough of it.
pub(in crate::app) fn go_the_way(open: &mut Open, effects: &mut Vec<Effect>) -> bool {
    if open.past.is_some() || matches!(open.run, Run::Failed(_)) {
        open.way = None;
    }
    if open.way.is_none() || open.history.is_empty() || !open.is_at_rest() {
        return false;
    }
    if open.is_through() {
        open.way = None;
        return true;
    }
    // In the middle of a step all may rest for a moment; then the next event goes on with it.
    if let Some(next) = next(open)
        && let Ok(more) = step(open, &next, Lang::En)
    {
        effects.extend(more);
    }
    false
}

/// Lets the next one go, so far, round robin, at the live end.
pub(in crate::app) fn step_next(open: &mut Open, to: Goal, lang: Lang) -> Answer {
    must_be_live(open, lang)?;
    if let Some(id) = next(open) {
        return step_to(open, &id, to, lang);
    }
    if open.play.is_script() && open.permits.any() {
        return Ok(Vec::new()); // somebody is about to go
    }
    let on_the_way: Vec<ActorId> = open.is_on_the_way().map(|actor| actor.id.clone()).collect();
    if !on_the_way.is_empty() {
        let stand = |id| Effect::Tell(id, Command::Stand);
        return Ok(on_the_way.into_iter().map(stand).collect());
    }
    let live = open.history.live();
    // Nobody has stood yet.
    if open.play.is_script()
        && live
            .actors()
            .all(|actor| actor.at.is_none() && !actor.is_gone())
    {
        return Err(word(lang, "app.starting").to_owned());
    }
    let prompt = live.actors().find(|actor| actor.is_at_prompt());
    // A thread in an interpreter of its own stands nowhere: who waits for it comes by itself.
    let goes = |actor: &Actor| actor.state == State::Running && actor.at.is_none();
    Err(match prompt {
        _ if open.permits.any() || live.actors().any(goes) => {
            word(lang, "app.all_stepping").to_owned()
        }
        Some(main) => why_not(open, main, lang),
        None if live.waits_for().is_for_ever() => word(lang, "app.nobody_ever").to_owned(),
        None => word(lang, "app.nobody_stands").to_owned(),
    })
}

/// Whose turn it is: the schedule's next, where one is followed (main goes as it likes), otherwise round robin.
pub(in crate::app) fn next(open: &Open) -> Option<ActorId> {
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

/// Goes to the live end, to do something there. In a saved run nothing can be done: one stays where one looks, and is told so.
pub(in crate::app) fn goes_live(open: &mut Open, lang: Lang) -> Result<(), String> {
    if !matches!(open.run, Run::Replay(_)) {
        open.go_live();
    }
    must_be_live(open, lang)
}

/// Says why nothing can be done in a run that isn't live.
pub(in crate::app) fn must_be_live(open: &Open, lang: Lang) -> Result<(), String> {
    match &open.run {
        Run::Live => Ok(()),
        Run::Starting => Err(word(lang, "app.starting").to_owned()),
        Run::Over => Err(word(lang, "app.over").to_owned()),
        Run::Failed(why) => Err(why.clone()),
        Run::Replay(fault) => Err(fault.clone().unwrap_or_else(|| {
            let key = match open.play.is_only_seen() {
                true => "app.only_seen",
                false => "app.replay",
            };
            say(lang, key, &[("file", open.play.settings.get(FILE))])
        })),
    }
}

/// Why an actor can't take a step.
fn why_not(open: &Open, actor: &Actor, lang: Lang) -> String {
    let who = narrate::called(actor, lang);
    let on = actor.blocked_on.as_deref().unwrap_or_default();
    let key = match actor.state {
        State::Blocked if actor.is_at_prompt() => match open.play.lesson.lets(ByHand::Python3) {
            true => "app.at_prompt_python3",
            false => "app.at_prompt",
        },
        State::Blocked => "app.is_blocked",
        State::Created if open.world.is_ready(actor) => "app.is_ready",
        State::Created => "app.is_created",
        State::Suspended => "app.is_suspended",
        State::Stopped => "app.is_stopped",
        State::Zombie => "app.is_zombie",
        State::Ended => "app.has_ended",
        State::Running | State::Ready => "app.is_running",
    };
    say(lang, key, &[("who", &who), ("on", on)])
}
