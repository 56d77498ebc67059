//! Every schedule of the opened lesson: the search, in small pieces between two keys, and what is done with what it finds.
//!
//! Never knows clocks: the search goes on whenever the timer comes.

use std::collections::BTreeMap;

use crate::app::{App, Effect, Overlay, Screen};
use crate::explore::{Limits, Outcome, Program, Report, Schedule, Search};
use crate::i18n::word;
use crate::lockstep::Lockstep;

/// How many states are looked at between two keys.
const PIECE: usize = 4_000;

/// How many free runs are asked for by a key.
const FREE_RUNS: u32 = 1000;

/// How many states the pane keeps at most, and in how many bytes; the command line may keep more.
const LIMITS: Limits = Limits {
    states: 200_000,
    memory: 64 << 20,
};

/// The search, and the outcome that the cursor is at.
pub struct Explorer {
    search: Search,
    /// The program that is searched.
    pub program: Program,
    /// What was found, once everything was looked at.
    pub report: Option<Report>,
    /// An index into the report's outcomes.
    pub at: usize,
    /// How often each outcome came about in free runs on real threads.
    pub chance: BTreeMap<Outcome, u32>,
}

impl std::fmt::Debug for Explorer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Explorer")
            .field("report", &self.report)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl Explorer {
    /// A search that hasn't begun.
    pub fn new(program: Program) -> Self {
        Self {
            search: Search::new(program.clone(), LIMITS),
            program,
            report: None,
            at: 0,
            chance: BTreeMap::new(),
        }
    }

    /// How many states have been seen.
    pub fn states(&self) -> usize {
        self.search.states()
    }

    /// Looks at some more.
    pub fn go_on(&mut self) {
        if self.report.is_none() && self.search.advance(PIECE) {
            self.report = Some(self.search.report());
        }
    }

    fn schedule(&self) -> Option<Schedule> {
        let found = self.report.as_ref()?.outcomes.get(self.at)?;
        Some(found.schedule.clone())
    }
}

/// Opens the explorer of every schedule.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    let program = app.lesson().and_then(|open| open.play.program.clone());
    if let Some(program) = program {
        let mut explorer = Explorer::new(program);
        explorer.go_on(); // what is small is there at once
        app.overlays.push(Overlay::Explorer(Box::new(explorer)));
    }
    Vec::new()
}

/// Whether there is still something to look at.
pub(super) fn is_busy(app: &App) -> bool {
    let busy = |explorer: &Explorer| explorer.report.is_none();
    matches!(app.overlays.last(), Some(Overlay::Explorer(explorer)) if busy(explorer))
}

/// The timer has come.
pub(super) fn woken(app: &mut App) -> Vec<Effect> {
    if let Some(Overlay::Explorer(explorer)) = app.overlays.last_mut() {
        explorer.go_on();
    }
    Vec::new()
}

/// Asks for free runs on real threads: what chance makes of what is possible. While some are under way, for no more.
pub(super) fn try_freely(app: &mut App) -> Vec<Effect> {
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
pub(super) fn came_out(app: &mut App, outcome: Outcome, times: u32) {
    if let Some(explorer) = explorer(app) {
        *explorer.chance.entry(outcome).or_default() += times;
    }
}

/// No more free runs will come.
pub(super) fn freely_over(app: &mut App, why: Option<String>) {
    app.runs_freely = false;
    if explorer(app).is_some() && why.is_some() {
        app.notice = why;
    }
}

/// Ends free runs that nobody looks at any more.
pub(super) fn end_unseen(app: &mut App, effects: &mut Vec<Effect>) {
    if app.runs_freely && explorer(app).is_none() {
        app.runs_freely = false;
        effects.push(Effect::EndFreeRuns);
    }
}

/// The explorer of every schedule, wherever it lies.
fn explorer(app: &mut App) -> Option<&mut Explorer> {
    let mut overlays = app.overlays.iter_mut().rev();
    overlays.find_map(|overlay| match overlay {
        Overlay::Explorer(explorer) => Some(&mut **explorer),
        _ => None,
    })
}

/// Moves the cursor by so many outcomes.
pub(super) fn choose(app: &mut App, by: isize) -> Vec<Effect> {
    if let Some(Overlay::Explorer(explorer)) = app.overlays.last_mut() {
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
pub(super) fn load(app: &mut App) -> Vec<Effect> {
    let chosen = match app.overlays.last() {
        Some(Overlay::Explorer(explorer)) => explorer.schedule(),
        _ => None,
    };
    match chosen {
        Some(schedule) => follow(app, schedule),
        None => Vec::new(),
    }
}

/// Takes the last step of a thread back: a new run follows the schedule up to it.
pub(super) fn undo(app: &mut App) -> Vec<Effect> {
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
pub(super) fn follow(app: &mut App, schedule: Schedule) -> Vec<Effect> {
    let Some(open) = app.lesson() else {
        return Vec::new();
    };
    let settings = open.play.settings.clone();
    let effects = crate::app::lesson::again(app, settings);
    if let Some(open) = app.lesson_mut()
        && let Some(program) = open.play.program.clone()
    {
        open.lockstep = Some(Lockstep::new(program, schedule));
    }
    effects
}
