//! An opened lesson: where one looks, and whom one looks at.
//!
//! Never knows keys or effects.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::app::effect::Effect;
use crate::app::state::familiar::Familiar;
use crate::app::state::files::Files;
use crate::app::state::marks::Marks;
use crate::app::state::pane::{Pane, Tab};
use crate::app::state::permits::Permits;
use crate::app::state::way::Way;
use crate::explore::Schedule;
use crate::history::History;
use crate::lessons::{Fold, Next, Scene, Settings, Shown};
use crate::lockstep::Lockstep;
use crate::play::Play;
use crate::predict::{Asked, Predictions};
use crate::protocol::{ActorId, Command, Event, Goal, State};
use crate::world::{Actor, World};

/// How many events back a pane looks at most.
const LOOK_BACK: usize = 10_000;

/// The speed a lesson opens with: a step a second.
const FIRST_SPEED: usize = 2;

/// An opened lesson: its run, and how one looks at it.
#[derive(Debug)]
pub struct Open {
    /// What is run.
    pub play: Play,
    /// The trace so far.
    pub history: History,
    /// Of a run that was recorded to stand for a live one: as much of it as was looked at.
    pub(in crate::app) seen: Option<History>,
    /// Where one looks: None follows the live end, otherwise a position in the past.
    pub past: Option<usize>,
    /// The world one looks at.
    pub world: World,
    /// Where the run is.
    pub run: Run,
    /// Whether steps follow one another by themselves.
    pub playing: bool,
    /// An index into [`SPEEDS`].
    pub speed: usize,
    /// The actor the student looks at; steps by Enter are its own.
    pub selected: Option<ActorId>,
    /// The pane that the arrow keys scroll.
    pub focus: Pane,
    /// Which listing is shown.
    pub tab: Tab,
    /// Whether what is only scaffolding is shown, too.
    pub unfolded: bool,
    /// The virtual twin of a run that has schedules.
    pub lockstep: Option<Lockstep>,
    /// What is asked before it shows.
    pub predictions: Predictions,
    /// Whether the schedule is followed without a pause: after something was taken back.
    pub hurries: bool,
    /// What steps have shown.
    pub familiar: Familiar,
    /// While → goes on to what is new: how many steps it has passed.
    pub passing: Option<u32>,
    /// The way to where it is first looked at, as long as it isn't there.
    pub(in crate::app) way: Option<Way>,
    /// The questions that are asked alone, if a plan names them.
    pub(in crate::app) asks: Option<Vec<String>>,
    /// Who has been let go and hasn't answered yet.
    pub permits: Permits,
    /// How many events there were when somebody was let go last.
    pub let_go_at: usize,
    /// With which knobs the lesson was opened before it was opened with these.
    pub tried: Vec<Settings>,
    /// Whether it was looked back at what was too fast.
    pub looked_back: bool,
    /// The moment that is looked back at, from which → leads to the present at once.
    pub(in crate::app) aside: Option<usize>,
    /// Who was let go last.
    pub went: Option<ActorId>,
    /// The sleeper for whom time has passed last, and until when.
    pub woken: Option<(ActorId, u64)>,
    /// The scene that was chosen instead of the lesson's own.
    pub scene: Option<Scene>,
    /// The marks that were set by hand, in a script.
    pub marks: Marks,
    /// Who was let go on to a mark, and hasn't come to one yet.
    pub to_mark: Option<ActorId>,
    /// The line of the listing that its cursor is at, from 1, in a script.
    pub line: Option<u32>,
    /// Which file of a script the listing shows, and how far each is scrolled.
    pub(super) files: Files,
    /// The first line shown of each other pane that was scrolled by hand, by `Pane as usize`; None: it follows what happens.
    pub scroll: [Option<usize>; Pane::ALL.len()],
}

/// Where a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// The stage has been asked for and hasn't answered yet.
    Starting,
    /// It is live.
    Live,
    /// It came to its end.
    Over,
    /// It could not be started, or broke off: what happened and what to do.
    Failed(String),
    /// It was run before and saved: nothing runs. What couldn't be read of it, if something couldn't.
    Replay(Option<String>),
}

impl Open {
    /// A lesson whose run has been asked for.
    pub fn new(play: Play) -> Self {
        let program = play.program.clone();
        Self {
            history: History::default(),
            seen: None,
            past: None,
            world: World::default(),
            run: Run::Starting,
            playing: false,
            speed: FIRST_SPEED,
            selected: None,
            focus: Pane::Stage,
            tab: Tab::Python,
            unfolded: false,
            predictions: Predictions::new(play.lesson, &play.settings, program.clone()),
            // On CPython one goes as one likes.
            lockstep: program
                .filter(|_| !play.is_on_cpython())
                .map(|program| Lockstep::new(program, Schedule::default())),
            play,
            hurries: false,
            familiar: Familiar::default(),
            passing: None,
            way: None,
            asks: None,
            permits: Permits::default(),
            let_go_at: 0,
            tried: Vec::new(),
            looked_back: false,
            aside: None,
            went: None,
            woken: None,
            scene: None,
            marks: Marks::default(),
            to_mark: None,
            line: None,
            files: Files::default(),
            scroll: [None; Pane::ALL.len()],
        }
    }

    /// Asks these questions alone.
    pub(in crate::app) fn ask_only(&mut self, names: Vec<String>) {
        self.predictions.ask_only(&names);
        self.asks = Some(names);
    }

    /// Whether one looks at the last that was seen of a run: there its questions are asked. A saved one was seen before.
    pub fn is_at_the_front(&self) -> bool {
        match &self.seen {
            Some(seen) => seen.len() == self.position(),
            None => self.past.is_none() && !matches!(self.run, Run::Replay(_)),
        }
    }

    /// The position one looks at: the live end's, or one in the past.
    pub fn position(&self) -> usize {
        self.past.unwrap_or(self.history.len())
    }

    /// The events up to the position one looks at, the last [`LOOK_BACK`] of them: where a pane looks for what was last so.
    pub fn lately(&self) -> &[Event] {
        let past = &self.history.events()[..self.position().min(self.history.len())];
        &past[past.len().saturating_sub(LOOK_BACK)..]
    }

    /// What the listing shows, from the top: all of it, or what isn't folded away. What is folded is open while somebody stands
    /// in it.
    pub fn listing_rows(&self) -> Vec<Shown> {
        if self.tab == Tab::Rust {
            let lines = self.play.other.unwrap_or_default().lines().count();
            return (0..lines).map(Shown::Line).collect();
        }
        let stands_in = |fold: &Fold| {
            let ended = |actor: &&Actor| matches!(actor.state, State::Ended | State::Zombie);
            let actors = self.world.actors().filter(|actor| !ended(actor));
            let places = actors.filter_map(|actor| actor.at.as_ref());
            let mut places = places.filter(|place| place.file.is_none());
            places.any(|place| fold.lines.contains(&(place.line as usize).wrapping_sub(1)))
        };
        if self.play.is_script() {
            return (0..self.lines().len()).map(Shown::Line).collect();
        }
        let listing = &self.play.listing;
        if self.unfolded {
            return listing.whole();
        }
        listing.shown(stands_in)
    }

    /// The actors as the stage numbers them, from 1: each parent directly before its own.
    pub fn rows(&self) -> Vec<ActorId> {
        let tree = self.world.tree();
        tree.into_iter()
            .map(|branch| branch.actor.id.clone())
            .collect()
    }

    /// The actor the panes point at: the selected one, otherwise the one something happened to last. In a script that is the one that
    /// was let go, once it stands again, whoever else has come to a line meanwhile. In a lesson that shows a whole
    /// program, nobody who has ended is followed, unless it is chosen or all have.
    pub fn highlighted(&self) -> Option<&ActorId> {
        let selected = self.selected.as_ref();
        let known = selected.filter(|id| self.world.actor(id).is_some());
        let follows = self.play.is_script() && self.past.is_none();
        let went = self.went.as_ref().filter(|_| follows);
        let stands = |id: &&ActorId| self.world.actor(id).is_some_and(|actor| actor.standing);
        known.or(went.filter(stands)).or_else(|| {
            let last = self.shown_instead().map(|event| &event.actor);
            let last = last.or(self.world.last_actor.as_ref())?;
            Some(self.in_place_of(last).unwrap_or(last))
        })
    }

    /// Who is looked at instead of somebody who has ended, or is nowhere in the listing any more, where a lesson shows a whole program: one
    /// who stands, otherwise the one in the listing to whom something happened last.
    fn in_place_of(&self, last: &ActorId) -> Option<&ActorId> {
        let is_seen = |actor: &Actor| actor.at.is_some() && !actor.is_gone();
        if !self.shows_a_program() || self.world.actor(last).is_some_and(is_seen) {
            return None;
        }
        let seen = self.world.actors().filter(|actor| is_seen(actor));
        let next = seen.max_by_key(|actor| (actor.standing, actor.touched));
        next.map(|actor| &actor.id)
    }

    /// Whether it is a lesson whose stage shows a whole program, with all who come and go in it.
    pub(in crate::app) fn shows_a_program(&self) -> bool {
        !self.play.is_script() && self.scene() == Scene::Program
    }

    /// Whether a permit would let this actor take a step, now, at the live end.
    pub fn can_step(&self, id: &ActorId) -> bool {
        let actor = self.history.live().actor(id);
        self.run == Run::Live && actor.is_some_and(|actor| self.permits.could(actor))
    }

    /// Who goes next, where nobody is chosen.
    pub fn in_turn(&self) -> Option<ActorId> {
        let chosen = self.selected.is_some() || self.lockstep.is_some();
        (!chosen && self.run == Run::Live).then(|| self.permits.next(self.history.live()))?
    }

    /// What lets an actor go, so far.
    pub(in crate::app) fn let_go(&mut self, id: ActorId, to: Goal) -> Effect {
        self.let_go_at = self.history.len();
        self.went = Some(id.clone());
        match self.play.is_script() {
            true => Effect::Tell(
                id,
                Command::Run {
                    to,
                    marks: self.marks.told(),
                },
            ),
            false => Effect::Permit(id),
        }
    }

    /// The line of the listing that the actor stands at whom the panes point at, from 1; None: it stands in another file.
    pub fn current_line(&self) -> Option<u32> {
        let actor = self.world.actor(self.highlighted()?)?;
        let place = actor.at.as_ref()?;
        (place.file == self.file()).then_some(place.line)
    }

    /// What the stage shows.
    pub fn scene(&self) -> Scene {
        let lesson = self.play.lesson;
        let there = lesson.scene_on_cpython;
        let there = there.filter(|_| self.play.is_on_cpython());
        self.scene.or(there).unwrap_or(lesson.scene)
    }

    /// Who runs in a script, past statement after statement: that may take long, and they can be asked to stand.
    pub fn is_on_the_way(&self) -> impl Iterator<Item = &Actor> {
        let live = self.run == Run::Live && self.play.is_script();
        let actors = self.history.live().actors().filter(move |_| live);
        let goes = |actor: &&Actor| actor.state == State::Running && !actor.standing;
        let is_followed =
            |actor: &Actor| !actor.is_another_program() && !actor.is_helping_process();
        actors.filter(move |actor| goes(actor) && is_followed(actor))
    }

    /// Looks at the live end from here on.
    pub(in crate::app) fn go_live(&mut self) {
        if self.past.take().is_some() {
            self.world = self.history.live().clone();
        }
        self.scroll = [None; Pane::ALL.len()];
        self.leave_listing();
    }

    /// Looks at a position; one at or after the last event is the live end, one before the first step is the first step.
    pub(in crate::app) fn seek(&mut self, position: usize) {
        let position = position.max(self.history.beat_after(0));
        if position >= self.history.len() {
            return self.go_live();
        }
        self.past = Some(position);
        self.world = self.history.seek(position);
        self.scroll = [None; Pane::ALL.len()];
        self.leave_listing();
    }

    /// The position one step earlier; None at the first step.
    pub(in crate::app) fn earlier(&self) -> Option<usize> {
        let step = self.history.beat_at(self.position());
        let this = self.history.beat_before(self.position() + 1);
        (step > 1).then(|| self.history.beat_before(this))
    }

    /// Where ← and → stop first that shows what had happened by this position.
    pub(in crate::app) fn stop_at(&self, position: usize) -> usize {
        let stop = self.history.beat_after(position.saturating_sub(1));
        if self.history.beat_at(stop) == self.history.beats() {
            self.history.len()
        } else {
            stop
        }
    }

    /// The verdict that this step of the past shows.
    pub fn verdict_here(&self) -> Option<&Asked> {
        let asked = self.predictions.to_look_at();
        asked.filter(|asked| {
            let one_run = asked.verdict.as_ref().filter(|it| it.schedule.is_none());
            let shows = one_run.filter(|_| !asked.question.asks.is_explored());
            shows.is_some_and(|it| self.past == Some(self.stop_at(it.shows)))
        })
    }

    /// The position one step later; the live end's when the last step is reached.
    pub(in crate::app) fn later(&self) -> usize {
        self.stop_at(self.position() + 1)
    }

    /// Looks again at where one looks: the trace is another one now.
    pub fn look_again(&mut self) {
        self.world = self.history.seek(self.position());
    }

    /// Whether nothing will happen before somebody is let go, as far as has been heard.
    pub fn is_at_rest(&self) -> bool {
        match self.run {
            Run::Starting => false,
            Run::Live => !self.permits.any() && self.history.live().waits_for().is_at_rest(),
            Run::Over | Run::Failed(_) | Run::Replay(_) => true,
        }
    }

    /// Whether the run can't go on: it is over, or nobody in it can ever move again.
    pub fn is_at_its_end(&self) -> bool {
        match self.run {
            Run::Starting => false,
            Run::Live => self.history.live().waits_for().is_for_ever(),
            Run::Over | Run::Failed(_) | Run::Replay(_) => true,
        }
    }

    /// Whether one looks at the end of a script that is over: nobody moves any more unless by hand.
    pub fn is_through(&self) -> bool {
        let live = self.history.live();
        let rests = || self.is_at_rest() && live.standing().next().is_none() && live.is_at_prompt();
        self.past.is_none() && (self.is_at_its_end() || rests())
    }

    /// What is to be tried once this run is through, but for settings that were tried in this sitting.
    pub fn fresh(&self) -> impl Iterator<Item = &Next> {
        let next = self.play.lesson.next.iter().filter(|_| self.is_through());
        next.filter(|next| {
            let mut tried = std::iter::once(&self.play.settings).chain(&self.tried);
            !tried.any(|settings| next.is_so(settings))
        })
    }

    /// The setting that is to be tried next, once this one is through: first of all one that goes well, then the one that leaves the most
    /// as it is; of several the first behind this one, for they are the lesson's way.
    pub fn suggested(&self) -> Option<BTreeMap<String, String>> {
        let settings = &self.play.settings;
        let way = &self.play.lesson.next;
        let here = way.iter().rposition(|next| next.is_so(settings));
        let (before, behind) = way.split_at(here.map_or(0, |here| here + 1));
        let fresh: Vec<&Next> = self.fresh().collect();
        let sets = behind.iter().chain(before).filter_map(|next| match next {
            Next::Set(knobs) if fresh.contains(&next) => Some(knobs),
            _ => None,
        });
        let is_so = |(knob, value): &(&String, &String)| settings.get(knob) == *value;
        let nearest = sets.min_by_key(|knobs| Reverse(knobs.iter().filter(is_so).count()));
        self.way_back().or_else(|| nearest.cloned())
    }

    /// Follows what happened, where one looks at the live end.
    pub(in crate::app) fn follow(&mut self) {
        if self.past.is_none() {
            self.world = self.history.live().clone();
            self.scroll[Pane::Why as usize] = None;
            self.follow_file();
        }
    }
}
