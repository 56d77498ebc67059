//! The explorer: joins what it is (`app`), how it looks (`view`) and where its runs come from (`link`) to the terminal (`tui`).
//!
//! Never decides anything itself.

mod speaker;

use std::os::fd::BorrowedFd;
use std::process::ExitCode;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::Results;
use crate::app::{App, Effect, Input, Pace, Quizzing, Target, ToOpen};
use crate::background::Background;
use crate::files::names;
use crate::i18n::{Lang, Sentence, charset, say};
use crate::lecture::Lecture;
use crate::lessons::{Lesson, Settings};
use crate::link::{Came, FreeRuns, Live, Told, directory};
use crate::machine;
use crate::play::{Play, Plays};
use crate::progress::file::Keeper;
use crate::protocol::{self, ActorId, Body, Command, Piece, Verb, What};
use crate::record::recorder::Recorder;
use crate::saved::Saved;
use crate::script::{Asked, Named, Opening, Watch};
use crate::tui::{self, Program, Runs, Start};
use crate::view::theme::{Depth, Theme};
use crate::view::{self, Hits};

pub use speaker::speaker;

/// How much of a run is taken in before the keys are heard again.
const BATCH: usize = 128;

/// What the explorer is given beside what it shows.
pub struct Seat {
    /// The lessons there are, and who makes plays of them.
    pub plays: Plays,
    /// The screen's language.
    pub lang: Lang,
    /// The ground that was chosen; None: the terminal's own.
    pub background: Option<Background>,
    /// Where progress is kept.
    pub keeper: Keeper,
    /// Whether the mouse is ours to begin with.
    pub mouse: bool,
    /// What records the screen, if something does.
    pub recorder: Option<Recorder>,
    /// The table that votes and predictions go to, if they are to.
    pub results: Option<Results>,
}

/// Opens the explorer, at its home screen or in a lesson, and returns its exit code.
///
/// Must be called while the process has one thread.
pub fn open(seat: Seat, chosen: Option<(&'static Lesson, Settings)>) -> ExitCode {
    run(seat, |app| match chosen {
        Some((lesson, settings)) => app.open(lesson, settings),
        None => Vec::new(),
    })
}

/// Opens one's own script and returns the exit code.
///
/// Must be called while the process has one thread.
pub fn script(seat: Seat, play: Play) -> ExitCode {
    run(seat, |app| app.open_play(play))
}

/// Opens a saved run and returns the exit code.
///
/// Must be called while the process has one thread.
pub fn replay(seat: Seat, saved: Saved) -> ExitCode {
    run(seat, |app| {
        app.replay(saved.play, saved.history, saved.fault);
        if let Some(file) = &saved.another {
            app.notice = Some(say(app.lang, "app.is_another", &[("file", file)]));
        }
        Vec::new()
    })
}

/// Plays a lesson's tour, where it has one, and returns the exit code.
///
/// Must be called while the process has one thread.
pub fn tour(seat: Seat, lesson: &'static Lesson, pace: Pace) -> ExitCode {
    run(seat, move |app| {
        app.pace = pace;
        app.tour(lesson).unwrap_or_default()
    })
}

/// Presents a plan and returns the exit code.
///
/// Must be called while the process has one thread.
pub fn present(seat: Seat, lecture: Lecture) -> ExitCode {
    run(seat, |app| app.present(lecture))
}

/// Asks drills and returns the exit code.
///
/// Must be called while the process has one thread.
pub fn quiz(seat: Seat, quiz: Quizzing) -> ExitCode {
    run(seat, |app| {
        app.quiz(quiz);
        Vec::new()
    })
}

fn run(seat: Seat, begin: impl FnOnce(&mut App) -> Vec<Effect>) -> ExitCode {
    let var = |name: &str| std::env::var(name).ok();
    let theme = Theme::of_environment(var);
    // The Linux console would print a part of the question, and its ground is dark.
    let can_be_asked = theme.depth != Depth::None && var("TERM").is_none_or(|term| term != "linux");
    let ended = tui::run(seat.lang, move || {
        let mut app = App::new(seat.lang, seat.plays);
        app.background_is_chosen = seat.background.is_some();
        app.background = seat
            .background
            .or(Background::of_environment(var))
            .unwrap_or_default();
        // Other drills each time: this is where their seeds begin.
        app.quizzes = u64::from(std::process::id()) << 20;
        let asks_background = can_be_asked && !app.background_is_chosen;
        let (progress, word) = seat.keeper.load();
        app.recalls(progress);
        app.results = seat.results;
        let mut effects = begin(&mut app);
        if !seat.mouse {
            effects.insert(0, app.takes_mouse(false));
        }
        let charset = charset::foreign(var);
        let charset = charset.map(|foreign| foreign.sentence(app.lang));
        app.notice = charset
            .or(app.notice)
            .or(word.map(|word| word.said(app.lang)));
        Start {
            program: Explorer { app, theme },
            runs: Stages {
                live: None,
                free: None,
                opening: None,
                watch: None,
            },
            keeper: seat.keeper,
            recorder: seat.recorder,
            asks_background,
            effects,
        }
    });
    // Still here is the guardian, who may have seen the rest of the program be killed.
    directory::sweep_everywhere();
    ended.pass_on()
}

struct Explorer {
    app: App,
    theme: Theme,
}

/// What is where in a picture, and where one types.
struct Picture {
    hits: Hits,
    cursor: Option<(u16, u16)>,
}

impl tui::Hits for Picture {
    fn at(&self, column: u16, row: u16) -> Option<Target> {
        self.hits.at(column, row)
    }

    fn cursor(&self) -> Option<(u16, u16)> {
        self.cursor
    }
}

impl Program for Explorer {
    type Hits = Picture;

    fn update(&mut self, input: Input) -> Vec<Effect> {
        self.app.update(input)
    }

    fn draw(&self, area: Rect, buffer: &mut Buffer) -> Picture {
        let theme = self.theme.on(self.app.background);
        let hits = view::draw(&self.app, &theme, area, buffer);
        Picture {
            hits,
            cursor: view::cursor(&self.app, area),
        }
    }
}

/// Runs on real stages.
struct Stages {
    live: Option<Live>,
    free: Option<FreeRuns>,
    /// One's own script that is being opened.
    opening: Option<Opening>,
    /// The files of the script that runs.
    watch: Option<Watch>,
}

impl Stages {
    fn send(&self, actor: &ActorId, command: Command) {
        if let Some(live) = &self.live {
            live.send(actor, command);
        }
    }
}

impl Runs for Stages {
    fn start(&mut self, piece: &Piece) -> Result<(), Sentence> {
        self.stop();
        let live = Live::start(piece, true)
            .map_err(|error| Sentence::new("run.not_started").with("why", machine::told(&error)))?;
        self.watch = match &piece.body {
            Body::CPython(script) => {
                if !matches!(script.program, protocol::Program::Listing { .. }) {
                    live.asks_the_silent();
                }
                Watch::begin(&script.program)
            }
            Body::Demo(_) | Body::Freely { .. } => None,
        };
        self.live = Some(live);
        Ok(())
    }

    fn stop(&mut self) {
        self.live = None;
        self.free = None;
        self.watch = None;
    }

    fn permit(&mut self, actor: &ActorId) {
        self.send(actor, Command::Permit);
    }

    fn tell(&mut self, actor: &ActorId, command: Command) {
        self.send(actor, command);
    }

    fn time_passes(&mut self, actor: &ActorId, until_ns: u64) {
        self.send(actor, Command::TimePasses { until_ns });
    }

    fn act(&mut self, actor: &ActorId, verb: Verb) {
        self.send(actor, Command::Do { verb, to: None });
    }

    fn open(&mut self, what: ToOpen) -> Result<(), Sentence> {
        let opening = match what {
            ToOpen::Script(file) => {
                Opening::begin(Asked::of(Named::File(names::path(&file).into())))
            }
            ToOpen::Lesson(play) => Opening::on_cpython(*play),
        };
        self.opening = Some(opening.map_err(|error| machine::told(&error))?);
        Ok(())
    }

    fn run_freely(&mut self, piece: &Piece) -> Result<(), Sentence> {
        self.free = None;
        self.free = Some(FreeRuns::start(piece).map_err(|error| freely(machine::told(&error)))?);
        Ok(())
    }

    fn end_free_runs(&mut self) {
        self.free = None;
    }

    fn descriptors(&self) -> Vec<BorrowedFd<'_>> {
        let live = self.live.as_ref().map(Live::descriptor);
        let free = self.free.as_ref().map(FreeRuns::descriptor);
        let opening = self.opening.as_ref().map(Opening::descriptor);
        let watch = self.watch.as_ref().map(Watch::descriptor);
        let all = live.into_iter().chain(free).chain(opening).chain(watch);
        all.collect()
    }

    fn take(&mut self) -> Vec<Input> {
        let told = self.live.as_ref().map(|live| live.take(BATCH));
        let told = told.unwrap_or_default().into_iter().map(|told| match told {
            Told::Started => Input::Started,
            Told::Event(event) => {
                if let (What::Source { file, part: 1, .. }, Some(watch)) =
                    (&event.what, &mut self.watch)
                    && let Some(file) = file
                {
                    watch.also(&**file);
                }
                Input::Happened(event)
            }
            Told::Over(why) => Input::Over(why),
        });
        let mut taken: Vec<Input> = told.collect();
        let changed = self.watch.as_ref().and_then(Watch::changed);
        taken.extend(changed.map(|file| Input::Changed(file.to_owned())));
        let opened = self.opening.as_ref().and_then(Opening::take);
        if let Some(opened) = opened {
            self.opening = None;
            let opened = opened.map(Box::new).map_err(|none| none.told());
            taken.push(Input::Opened(opened));
        }
        let came = self.free.as_mut().map(|free| free.take(BATCH));
        for came in came.unwrap_or_default() {
            match came {
                Came::Out(outcome, times) => taken.push(Input::CameOut(outcome, times)),
                Came::Over(why) => {
                    self.free = None;
                    taken.push(Input::FreelyOver(why.map(freely)));
                    break;
                }
            }
        }
        taken
    }
}

/// Says of what it is told.
fn freely(why: Sentence) -> Sentence {
    Sentence::new("run.free").with("why", why)
}
