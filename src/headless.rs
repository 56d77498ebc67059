//! A run without a screen: a sentence a step, or a JSON event a line.
//!
//! Never knows ratatui or crossterm.

pub mod exploration;
mod story;
mod turns;

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Write};

use crate::explore::Schedule;
use crate::files;
use crate::headless::story::Story;
pub use crate::headless::story::Wrap;
use crate::headless::turns::{PATIENCE, Turns};
use crate::i18n::{Lang, Sentence};
use crate::lessons::{BadLesson, Entry, Shelf};
use crate::link::{Live, Told};
use crate::lockstep::Lockstep;
use crate::machine;
use crate::play::Play;
use crate::printable;
use crate::protocol::{
    ActorId, Body, Command, Event, Header, How, Reason, Source, State, VERSION, Verb, What,
};
use crate::trace::{self, Beside};
use crate::world::World;

/// The lessons, a line each: id, model and title, or the same with the knobs as JSON objects.
///
/// # Errors
/// One of them can't be read.
pub fn list(shelf: &Shelf, json: bool, lang: Lang) -> Result<String, BadLesson> {
    let line = |entry: &Entry| -> Result<String, BadLesson> {
        let (title, _) = entry.head(lang)?;
        let id = &entry.id;
        if !json {
            return Ok(format!("{id:<20} {title}\n"));
        }
        let knobs = entry.open().map_err(Clone::clone)?.defaults();
        let model = entry.model.code();
        let object =
            serde_json::json!({"id": id, "model": model, "title": title, "knobs": knobs.as_map()});
        Ok(format!("{object}\n"))
    };
    shelf.entries().iter().map(line).collect()
}

/// How a run is told.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// As a story; the function cuts a text into lines that fit.
    Plain(Lang, Wrap),
    /// One JSON event a line, the header first.
    Json,
}

/// How a run came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    /// How its first process ended, if it did.
    pub how: Option<How>,
    /// Whether it was ended because nobody could move any more.
    pub deadlock: bool,
    /// Whether more was printed than is told.
    pub printed_more: bool,
}

impl Over {
    /// Says on standard error that not all that was printed is told.
    pub fn complain(&self, lang: Lang) {
        if self.printed_more {
            let why = Sentence::new("run.printed_more");
            let said = Sentence::new("cli.wrong.said").with("why", why);
            printable::complain(&said.said(lang));
        }
    }
}

/// What a run is told from outside.
#[derive(Debug, Default)]
pub struct Orders {
    /// What is done by hand, instead of the lesson's own script.
    pub verbs: Vec<Verb>,
    /// Who moves when; it fits the lesson.
    pub schedule: Option<Schedule>,
    /// Who goes next, where that isn't said so; None: it is up to what is run.
    pub order: Option<Turn>,
}

/// Who goes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// One at a time, round and round: each time the same.
    Round,
    /// Each as fast as it can.
    Free,
}

impl Turn {
    /// What it is where nothing is said: a lesson that measures how fast its actors are lets them.
    fn usual(play: &Play) -> Self {
        let free = match &play.body {
            Body::CPython(script) if script.free => true,
            _ => !play.lesson.measured.is_empty(),
        };
        match free {
            true => Turn::Free,
            false => Turn::Round,
        }
    }
}

/// Runs a lesson or a script to its end, its actors in the order that is asked for, and tells it on `out`. With `verbs` other than signals, the
/// lesson's own script isn't run. A signal is sent when its process stands before a line or is stopped, one each time.
/// A reader that goes away ends the run and is no error. Gives how it came out.
///
/// # Errors
/// The run could not be started, broke off, or could not be written down.
pub fn run(play: &Play, orders: Orders, format: Format, out: impl Write) -> anyhow::Result<Over> {
    let Orders {
        verbs,
        schedule,
        order,
    } = orders;
    let by_itself = verbs.is_empty() && schedule.is_none();
    let order = order.unwrap_or_else(|| Turn::usual(play));
    let (signals, verbs): (VecDeque<_>, VecDeque<_>) = verbs
        .into_iter()
        .partition(|verb| matches!(verb, Verb::Signal { .. }));
    let live = Live::start(&play.piece(), verbs.is_empty());
    let live =
        live.map_err(|error| Sentence::new("run.not_started").with("why", machine::told(&error)))?;
    let mut teller = Teller {
        play,
        told: match format {
            Format::Plain(lang, wrap) => Tale::Story(Story::new(lang, wrap)),
            Format::Json => Tale::Json,
        },
        out: io::BufWriter::new(out),
        world: World::default(),
        by_hand: !verbs.is_empty(),
        finished: false,
    };
    teller.begin(schedule.as_ref())?;
    let scheduled = play.program.clone().zip(schedule);
    let scheduled = scheduled.map(|(program, schedule)| Lockstep::new(program, schedule));
    let order = Order {
        verbs,
        signals,
        scheduled,
        turns: (by_itself && order == Turn::Round).then(Turns::default),
    };
    let followed = follow(&live, &mut teller, order);
    let first = teller.world.actor(&ActorId::root());
    let over = Over {
        how: first.and_then(|first| first.how().cloned()),
        deadlock: teller.world.waits_for().is_for_ever(),
        printed_more: teller.world.has_printed_more,
    };
    match followed {
        Err(error) if is_closed_pipe(&error) => Ok(over),
        Err(error) => Err(match error.downcast::<io::Error>() {
            // Nothing else in it is the system's.
            Ok(unwritten) => files::unwritten_output(&unwritten).into(),
            Err(other) => other,
        }),
        Ok(()) => Ok(over),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

fn follow(
    live: &Live,
    teller: &mut Teller<'_, impl Write>,
    mut order: Order,
) -> anyhow::Result<()> {
    let mut woken: Option<(ActorId, u64)> = None;
    loop {
        while order.somebody_is_waited_for(&teller.world) && !live.has_news_within(PATIENCE) {
            if let Some(actor) = order.goes_on(live.is_asleep(), &teller.world) {
                live.send(&actor, Command::Permit);
            }
        }
        if let Err(standstill) = live.wait_for_news() {
            teller.out.flush()?;
            return Err(standstill.sentence().into());
        }
        for told in live.take(1024) {
            match told {
                Told::Started => {}
                Told::Event(event) => {
                    if let Some(verb) = signal_for(&event, &mut order.signals) {
                        live.send(&event.actor, Command::Do { verb, to: None });
                    }
                    if order.waits_for_its_turn(&event) {
                        // The schedule says when.
                    } else if let Some(command) = answer(&event, &mut order.verbs) {
                        teller.finished |= command == Command::Finish;
                        live.send(&event.actor, command);
                    }
                    teller.tell(&event)?;
                    for actor in order.turn(&event, &teller.world) {
                        live.send(&actor, Command::Permit);
                    }
                    if let Some((sleeper, until_ns)) = teller.world.next_to_wake() {
                        let wake = (sleeper.id.clone(), until_ns);
                        if woken.as_ref() != Some(&wake) {
                            live.send(&wake.0, Command::TimePasses { until_ns });
                            woken = Some(wake);
                        }
                    }
                    if teller.world.waits_for().is_for_ever() {
                        teller.deadlock()?;
                        return Ok(teller.out.flush()?); // dropping the run ends it
                    }
                }
                Told::Over(None) => {
                    teller.out.flush()?;
                    return all_sent(&order.signals);
                }
                Told::Over(Some(why)) => {
                    teller.out.flush()?;
                    return Err(Sentence::new("run.broke_off").with("why", why).into());
                }
            }
        }
        teller.out.flush()?;
    }
}

/// Who is told what, and when.
struct Order {
    verbs: VecDeque<Verb>,
    signals: VecDeque<Verb>,
    scheduled: Option<Lockstep>,
    turns: Option<Turns>,
}

impl Order {
    /// Whether this event's actor stands before a line and goes on when the schedule says so.
    fn waits_for_its_turn(&self, event: &Event) -> bool {
        let ruled = |scheduled: &Lockstep| scheduled.decides() && scheduled.rules(&event.actor);
        let has_turns = self.turns.is_some() || self.scheduled.as_ref().is_some_and(ruled);
        matches!(event.what, What::Line(_)) && has_turns
    }

    /// Whether one is on the way whose word is waited for.
    fn somebody_is_waited_for(&self, world: &World) -> bool {
        let turns = self.turns.as_ref();
        turns.is_some_and(|turns| turns.are_waited_for(world))
    }

    /// Nobody has said anything for a while: who goes on meanwhile.
    fn goes_on(&mut self, asleep: bool, world: &World) -> Option<ActorId> {
        let turns = self.turns.as_mut()?;
        turns.is_silent(world, asleep);
        turns.next(world)
    }

    /// After an event: whose turn it is; who is let go by the schedule; everybody who stands, once it is over.
    fn turn(&mut self, event: &Event, world: &World) -> Vec<ActorId> {
        if let Some(turns) = &mut self.turns {
            turns.heard(event);
            return turns.next(world).into_iter().collect();
        }
        let Some(scheduled) = &mut self.scheduled else {
            return Vec::new();
        };
        scheduled.heard(event);
        if let Some(actor) = scheduled.due(world) {
            scheduled.let_go(&actor);
            return vec![actor];
        }
        if !scheduled.ends(world) {
            return Vec::new();
        }
        let all = world.standing().filter(|actor| scheduled.rules(&actor.id));
        all.map(|actor| actor.id.clone()).collect()
    }
}

/// The next signal for a process that has come to stand before a line, before it is let go, or that is stopped.
fn signal_for(event: &Event, signals: &mut VecDeque<Verb>) -> Option<Verb> {
    let stopped = What::State {
        state: State::Stopped,
        source: Source::Kernel,
        status: None,
    };
    let moment = matches!(event.what, What::Line(_)) || event.what == stopped;
    let for_it = |verb: &Verb| matches!(verb, Verb::Signal { to, .. } if *to == event.actor);
    let at = signals.iter().position(for_it).filter(|_| moment)?;
    signals.remove(at)
}

/// A signal whose process never came to a line is a wish that the run didn't fulfil.
fn all_sent(signals: &VecDeque<Verb>) -> anyhow::Result<()> {
    match signals.front() {
        Some(Verb::Signal { signal, to }) => {
            let name = signal.name();
            let sentence = Sentence::new("run.not_sent").with("signal", name);
            Err(sentence.with("process", to).into())
        }
        _ => Ok(()),
    }
}

/// What an actor is told when it stands or waits for a verb.
fn answer(event: &Event, verbs: &mut VecDeque<Verb>) -> Option<Command> {
    match &event.what {
        What::Line(_) => Some(Command::Permit),
        _ if at_prompt(event) => Some(
            verbs
                .pop_front()
                .map_or(Command::Finish, |verb| Command::Do { verb, to: None }),
        ),
        _ => None,
    }
}

/// Whether an actor waits for what is done by hand.
fn at_prompt(event: &Event) -> bool {
    matches!(&event.what, What::Blocked { on, .. } if Reason::of(on) == Reason::Prompt)
}

/// How a run is being told.
enum Tale {
    Story(Story),
    Json,
}

struct Teller<'a, W: Write> {
    play: &'a Play,
    told: Tale,
    out: io::BufWriter<W>,
    world: World,
    /// Whether verbs were given: then the prompt and main's end are no part of the story, but what that lets go of is.
    by_hand: bool,
    finished: bool,
}

impl<W: Write> Teller<'_, W> {
    fn begin(&mut self, schedule: Option<&Schedule>) -> io::Result<()> {
        match &self.told {
            Tale::Story(story) => match schedule {
                Some(schedule) => writeln!(self.out, "{}", story.schedule(schedule)),
                None => Ok(()),
            },
            Tale::Json => {
                let header = Header {
                    concurrium: VERSION,
                    lesson: self.play.lesson.id.clone(),
                    knobs: self.play.settings.clone(),
                    // A script tells it itself.
                    listing: (!self.play.is_script()).then(|| self.play.listing.listed()),
                    schedule: schedule.map(|schedule| schedule.to_string().into()),
                    python: self.play.python.as_deref().map(Into::into),
                };
                trace::write_header(&mut self.out, &header, &Beside::default())
            }
        }
    }

    /// Says that nobody can move any more, where the run itself hasn't said so.
    fn deadlock(&mut self) -> io::Result<()> {
        let Tale::Story(story) = &self.told else {
            return Ok(());
        };
        match story.deadlock(&self.world) {
            Some(said) => writeln!(self.out, "{said}"),
            None => Ok(()),
        }
    }

    fn tell(&mut self, event: &Event) -> anyhow::Result<()> {
        self.world.apply(event)?;
        match &mut self.told {
            Tale::Json => trace::write_event(&mut self.out, event)?,
            // A prompt that nobody sits before is no part of the story, nor is, by hand, main's end.
            Tale::Story(_) if at_prompt(event) => {}
            Tale::Story(_) if self.by_hand && self.finished && event.actor == ActorId::root() => {}
            Tale::Story(story) => {
                for line in story.tell(self.play, event, &self.world) {
                    writeln!(self.out, "{line}")?;
                }
            }
        }
        Ok(())
    }
}
