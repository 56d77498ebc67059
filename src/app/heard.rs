//! What the run says: it is there, something happened in it, it is over.
//!
//! Never knows who hears it from where.

use crate::app::acts::{goals, input};
use crate::app::effect::Effect;
use crate::app::looks_back;
use crate::app::state::App;
use crate::app::state::open::{Open, Run};
use crate::i18n::{Lang, say, word};
use crate::lessons::LooksBack;
use crate::lockstep::Lockstep;
use crate::protocol::{Event, What};
use crate::world::Actor;

/// The stage answers.
pub(super) fn started(app: &mut App) {
    if let Some(open) = app.lesson_mut().filter(|open| open.run == Run::Starting) {
        open.run = Run::Live;
    }
}

/// Whether it was said that nobody can move, or that nobody is there yet.
fn is_about_nobody(notice: Option<&str>, lang: Lang) -> bool {
    let keys = ["app.nobody_stands", "app.starting", "app.all_stepping"];
    keys.iter().any(|key| notice == Some(word(lang, key)))
}

/// Something happened.
pub(super) fn happened(app: &mut App, event: Event) -> Vec<Effect> {
    let (lang, predicting) = (app.lang, app.predicting);
    let tours = app.tour.is_some();
    let holds = app.presenting.as_ref().is_some_and(|class| class.holds);
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
    // A script's statements are never passed over: what they show needn't be remembered.
    if !open.play.is_script() {
        open.familiar.happened(&event);
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
    let said = goals::heard(open, &actor, &what, lang);
    let unsaid = goals::waits_no_more(open, &actor, &what);
    // Where nobody can move any more, what hasn't come will never come.
    let over = open.history.live().waits_for().is_for_ever();
    // Playing waits for an answer: once, and Space goes on without one.
    // A run that was begun with a schedule shows what was found.
    let given = |lockstep: &Lockstep| !lockstep.schedule().0.is_empty();
    let asks = predicting && !open.lockstep.as_ref().is_some_and(given);
    let asks = asks && (has_come(open) || is_asked_here(open, &what));
    let opens = open.predictions.happened(&open.history, over, asks);
    // It waits for a verdict to be read, too, where a question stands behind it.
    let predictions = &open.predictions;
    let told = predictions.verdict().is_some() || predictions.due() > 0 && !holds;
    let reads = told && predictions.open().is_some();
    let mut pauses = false;
    if opens || reads {
        pauses = std::mem::take(&mut open.playing);
        open.passing = None;
    }
    if opens {
        open.way = None;
    }
    // Who has ended isn't followed any more in a lesson, unless somebody goes back to look; in a script one says oneself who goes.
    let chosen = open.selected.as_ref() == Some(&actor) && !open.play.is_script();
    if chosen
        && open
            .history
            .live()
            .actor(&actor)
            .is_some_and(Actor::is_gone)
    {
        open.selected = None;
    }
    open.follow();
    let effects = time_passes(open);
    let back = (!tours).then(|| looks_back::position(open)).flatten();
    let looked_at = back.and(open.play.lesson.looks_back.as_ref());
    if let Some(position) = back {
        open.passing = None;
        open.seek(position);
        if matches!(looked_at, Some(LooksBack::Wait(_))) {
            open.aside = open.past;
        }
    }
    let unsaid =
        unsaid || matches!(what, What::Line(_)) && is_about_nobody(app.notice.as_deref(), lang);
    app.notice = said.or(app.notice.take().filter(|_| !unsaid));
    if let Some(looked_at) = looked_at {
        let key = match looked_at {
            LooksBack::HandOvers(_) => "app.looks_back.hand_overs",
            LooksBack::Wait(_) => "app.looks_back.wait",
        };
        app.notice = Some(word(lang, key).to_owned());
    }
    if pauses {
        let why = if reads {
            "app.paused_to_read"
        } else {
            "app.paused_to_ask"
        };
        app.notice = Some(word(lang, why).to_owned());
    }
    input::look(app);
    effects
}

/// Whether the run has come to where it is first looked at: before that nothing is asked.
fn has_come(open: &mut Open) -> bool {
    if let Some(way) = &mut open.way
        && way.arrives(&open.history)
    {
        open.way = None;
    }
    open.way.is_none()
}

/// Whether a question that a plan names is asked at the line before which somebody stands now: then the way ends there.
fn is_asked_here(open: &Open, what: &What) -> bool {
    let What::Line(spot) = what else { return false };
    let mut named = open.play.lesson.questions.iter().filter(|question| {
        let asks = open.asks.as_ref();
        asks.is_some_and(|asks| asks.contains(&question.name))
    });
    named.any(|question| question.at.as_deref() == Some(&*spot.cue))
}

/// Where nobody can move, time passes until the first sleeper wakes.
fn time_passes(open: &mut Open) -> Vec<Effect> {
    let next = open.history.live().next_to_wake();
    let next = next.map(|(actor, until)| (actor.id.clone(), until));
    if next.is_none() || next == open.woken {
        return Vec::new();
    }
    open.woken.clone_from(&next);
    let effect = |(actor, until)| Effect::TimePasses(actor, until);
    next.map(effect).into_iter().collect()
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
            open.passing = None;
            open.permits = crate::app::state::permits::Permits::default();
            app.notice = None; // what to do next is to be read, not how one came here
        }
    }
}

fn fail(open: &mut Open, why: String) {
    open.run = Run::Failed(why);
    open.permits = crate::app::state::permits::Permits::default();
}
