//! What the student does by hand: next, send, throw, close; asking for a task's `result()`; signals.
//!
//! Legal in every state of the generator: Python answers, not this program.

use crate::app::acts::playing::{goes_live, must_be_live};
use crate::app::effect::Effect;
use crate::app::state::App;
use crate::app::state::open::Open;
use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::{Asks, Prompt};
use crate::i18n::{Lang, say, word};
use crate::protocol::keys::Key;
use crate::protocol::{ActorId, Command, Kind, Signal, State, Verb};
use crate::python::throw;
use crate::world::{Actor, World};

/// Does this to the generator, at the live end.
pub(in crate::app) fn drive(app: &mut App, verb: Verb) -> Vec<Effect> {
    app.in_lesson(|open, lang| {
        goes_live(open, lang)?;
        if open.play.is_script() {
            let (generator, by) = in_script(open, lang)?;
            let (verb, to) = (as_python(verb), Some(generator));
            return Ok(vec![Effect::Tell(by, Command::Do { verb, to })]);
        }
        Ok(vec![Effect::Do(ActorId::root(), verb)])
    })
}

/// What is thrown, spelled as Python reads it.
fn as_python(verb: Verb) -> Verb {
    match verb {
        Verb::Throw { what } => Verb::Throw {
            what: throw::for_a_script(&what).unwrap_or(what),
        },
        verb => verb,
    }
}

/// Which generator of a script is driven: the one that was chosen, otherwise the one that something happened to last; and who stands
/// and can call it: somebody of the thread that carries it, otherwise of its process.
fn in_script(open: &Open, lang: Lang) -> Result<(ActorId, ActorId), String> {
    let live = open.history.live();
    let chosen = open.selected.as_ref().and_then(|id| live.actor(id));
    let chosen = chosen.filter(|actor| actor.kind == Kind::Coroutine);
    let can_be = |actor: &&Actor| actor.kind == Kind::Coroutine && !actor.is_gone();
    // One that runs, or waits for another, can't be called but in vain.
    let rests = |actor: &Actor| matches!(actor.state, State::Created | State::Suspended);
    let newest = |actor: &&Actor| (rests(actor), actor.touched);
    let last = || live.actors().filter(can_be).max_by_key(newest);
    let generator = chosen.or_else(last);
    let generator = generator.ok_or_else(|| word(lang, "app.no_generator"))?;
    let may = |actor: &&Actor| open.permits.could(actor);
    let of_its_process = |actor: &&Actor| actor.id.process() == generator.id.process();
    let of_its_thread = |actor: &&Actor| actor.id.host() == generator.id.host();
    let here = live.standing().filter(may).filter(of_its_process);
    let mut here: Vec<&Actor> = here.collect();
    here.sort_by_key(|actor| !of_its_thread(actor));
    let by = here.first().ok_or_else(|| {
        let with = [("generator", &*generator.name)];
        say(lang, "app.nobody_calls", &with)
    })?;
    Ok((generator.id.clone(), by.id.clone()))
}

/// Whether there is a generator of a script's that somebody could drive now. A task is its event loop's to drive.
pub(in crate::app) fn drives_somebody(open: &Open) -> bool {
    let live = open.history.live();
    let generator = in_script(open, Lang::En).ok();
    let generator = generator.and_then(|(generator, _)| live.actor(&generator));
    generator.is_some_and(|actor| !actor.is_gone() && !live.is_task(actor))
}

/// Opens the prompt of a verb that takes a value.
pub(in crate::app) fn ask_for(app: &mut App, asks: Asks) -> Vec<Effect> {
    let effects = app.in_lesson(|open, lang| {
        goes_live(open, lang)?;
        if open.play.is_script() {
            in_script(open, lang)?;
        }
        Ok(Vec::new())
    });
    if app.notice.is_none() {
        app.overlays.push(Overlay::Prompt(Prompt::new(asks)));
    }
    effects
}

/// Runs the listing on the machine's own `python3`, once main can.
pub(in crate::app) fn run_python3(app: &mut App) -> Vec<Effect> {
    app.in_lesson(|open, lang| {
        goes_live(open, lang)?;
        match busy(open.history.live()) {
            None => Ok(vec![Effect::Do(ActorId::root(), Verb::Python3)]),
            Some(on) => Err(say(lang, "app.main_busy", &[("on", on)])),
        }
    })
}

/// What main waits for, if it can't do anything by hand now.
fn busy(world: &World) -> Option<&str> {
    let main = world.actor(&ActorId::root());
    main.filter(|main| main.state == State::Blocked && !main.is_at_prompt())
        .and_then(|main| main.blocked_on.as_deref())
}

/// Asks for the `result()` of the first task whose exception nobody has seen.
pub(in crate::app) fn ask_result(app: &mut App) -> Vec<Effect> {
    app.in_lesson(|open, lang| {
        goes_live(open, lang)?;
        let live = open.history.live();
        let unseen = live.unseen_failure();
        let unseen = unseen.ok_or_else(|| say(lang, "app.no_failure", &[]))?;
        let unseen = Key::Task(unseen).to_string();
        ask(live, &unseen)
            .map_err(|on| say(lang, "app.main_blocked", &[("task", &unseen), ("on", on)]))
    })
}

/// Asks which signal the process that one looks at is to be sent.
pub(in crate::app) fn choose_signal(app: &mut App) -> Vec<Effect> {
    let mut to = None;
    let effects = app.in_lesson(|open, lang| {
        to = open.highlighted().and_then(|id| id.process().parse().ok());
        goes_live(open, lang)?;
        match &to {
            Some(_) => Ok(Vec::new()),
            None => Err(word(lang, "app.nobody_there").to_owned()),
        }
    });
    if app.notice.is_none() {
        app.overlays.extend(to.map(Overlay::Signal));
    }
    effects
}

/// Sends the chosen process this signal. What comes of it the kernel says.
pub(in crate::app) fn signal(app: &mut App, signal: Signal) -> Vec<Effect> {
    let Some(Overlay::Signal(to)) = app.overlays.pop() else {
        return Vec::new();
    };
    app.in_lesson(|open, lang| {
        must_be_live(open, lang)?;
        open.selected = Some(to.clone());
        Ok(vec![Effect::Do(to.clone(), Verb::Signal { signal, to })])
    })
}

/// The effect, or what main waits for instead.
fn ask<'w>(live: &'w World, task: &str) -> Result<Vec<Effect>, &'w str> {
    match busy(live) {
        None => {
            let task = task.to_owned();
            Ok(vec![Effect::Do(ActorId::root(), Verb::Result { task })])
        }
        Some(on) => Err(on),
    }
}
