//! Every schedule of the opened lesson: the search, in small pieces between two keys, and what is done with what it finds.
//!
//! Never knows clocks: the search goes on whenever the timer comes.

use crate::app::effect::Effect;
use crate::app::state::every_schedule::EverySchedule;
use crate::app::state::overlay::Overlay;
use crate::app::state::{App, Screen};
use crate::explore::{Outcome, Schedule};
use crate::i18n::word;
use crate::lockstep::Lockstep;

/// How many free runs are asked for by a key.
const FREE_RUNS: u32 = 1000;

/// Opens the explorer of every schedule.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    let program = app.lesson().and_then(|open| open.play.program.clone());
    if let Some(program) = program {
        let mut explorer = EverySchedule::new(program);
        explorer.go_on(); // what is small is there at once
        app.overlays
            .push(Overlay::EverySchedule(Box::new(explorer)));
    }
    Vec::new()
}

/// Whether there is still something to look at.
pub(in crate::app) fn is_busy(app: &App) -> bool {
    let busy = |explorer: &EverySchedule| explorer.report.is_none();
    matches!(app.overlays.last(), Some(Overlay::EverySchedule(explorer)) if busy(explorer))
}

/// The timer has come.
pub(in crate::app) fn woken(app: &mut App) -> Vec<Effect> {
    if let Some(Overlay::EverySchedule(explorer)) = app.overlays.last_mut() {
        explorer.go_on();
    }
    Vec::new()
}

/// Asks for free runs on real threads: what chance makes of what is possible. While some are under way, for no more.
pub(in crate::app) fn try_freely(app: &mut App) -> Vec<Effect> {
    let piece = app.lesson().and_then(|open| open.play.freely(FREE_RUNS));
    match piece.filter(|_| !app.runs_freely) {
        Some(piece) => {
            app.runs_freely = true;
            vec![Effect::RunFreely(piece)]
        }
        None => Vec::new(),
    }
}

/// Free runs came out.
pub(in crate::app) fn came_out(app: &mut App, outcome: Outcome, times: u32) {
    if let Some(explorer) = explorer(app) {
        *explorer.chance.entry(outcome).or_default() += times;
    }
}

/// No more free runs will come.
pub(in crate::app) fn freely_over(app: &mut App, why: Option<String>) {
    app.runs_freely = false;
    if explorer(app).is_some() && why.is_some() {
        app.notice = why;
    }
}

/// Ends free runs that nobody looks at any more.
pub(in crate::app) fn end_unseen(app: &mut App, effects: &mut Vec<Effect>) {
    if app.runs_freely && explorer(app).is_none() {
        app.runs_freely = false;
        effects.push(Effect::EndFreeRuns);
    }
}

/// The explorer of every schedule, wherever it lies.
fn explorer(app: &mut App) -> Option<&mut EverySchedule> {
    let mut overlays = app.overlays.iter_mut().rev();
    overlays.find_map(|overlay| match overlay {
        Overlay::EverySchedule(explorer) => Some(&mut **explorer),
        _ => None,
    })
}

/// Moves the cursor by so many outcomes.
pub(in crate::app) fn choose(app: &mut App, by: isize) -> Vec<Effect> {
    if let Some(Overlay::EverySchedule(explorer)) = app.overlays.last_mut() {
        let outcomes = explorer
            .report
            .as_ref()
            .map_or(0, |report| report.outcomes.len());
        let last = outcomes.saturating_sub(1);
        explorer.at = explorer.at.saturating_add_signed(by).min(last);
    }
    Vec::new()
}

/// Starts a run on real threads that follows the chosen outcome's schedule.
pub(in crate::app) fn load(app: &mut App) -> Vec<Effect> {
    let chosen = match app.overlays.last() {
        Some(Overlay::EverySchedule(explorer)) => explorer.schedule(),
        _ => None,
    };
    match chosen {
        Some(schedule) => follow(app, schedule),
        None => Vec::new(),
    }
}

/// Takes the last step of a thread back: a new run follows the schedule up to it.
pub(in crate::app) fn undo(app: &mut App) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    let lockstep = open.lockstep.as_ref();
    let Some(moves) = lockstep.and_then(Lockstep::without_the_last) else {
        app.notice = Some(word(app.lang, "app.nothing_to_undo").to_owned());
        return Vec::new();
    };
    let effects = follow(app, moves);
    if let Screen::Lesson(open) = &mut app.screen {
        open.hurries = true;
    }
    effects
}

/// Starts a new run that follows this schedule.
pub(in crate::app) fn follow(app: &mut App, schedule: Schedule) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    let settings = open.play.settings.clone();
    let effects = crate::app::acts::lesson::again(app, settings);
    if let Some(open) = app.lesson_mut()
        && let Some(program) = open.play.program.clone()
    {
        open.lockstep = Some(Lockstep::new(program, schedule));
    }
    effects
}
