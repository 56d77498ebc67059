//! The loop: sleeps until something comes, takes it in, carries out what follows, draws if something changed.
//!
//! It polls nothing by time: while nothing happens it uses no CPU and writes no byte.
//!
//! Never knows what an input means.

mod background;
mod panic;

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::Signal;
use ratatui::layout::Rect;

use crate::app::{Effect, Input, Unwritten};
use crate::files;
use crate::i18n::Sentence;
use crate::machine::{self, room};
use crate::notes::Notes;
use crate::notes::publisher::Publisher;
use crate::printable::complain;
use crate::progress::file::Keeper;
use crate::record::recorder::Recorder;
use crate::sys::proc;
use crate::tui::canvas::Canvas;
use crate::tui::first::{First, Prepared};
use crate::tui::guardian::{self, PANICKED};
use crate::tui::input::{self, Decoder, Listener, Typed};
use crate::tui::modes;
use crate::tui::program::{Program, Runs, Start};
use crate::tui::session::Session;
use crate::tui::signals::{ENDING, HANDOVER, Signals};
use crate::tui::writer::Writer;

/// Runs the app, and returns its exit code. The terminal is given back by then.
pub(super) fn run<P: Program, R: Runs>(session: &Arc<Session>, prepared: Prepared<P, R>) -> u8 {
    panic::give_the_terminal_back(Arc::clone(session));
    let signals = match Signals::open() {
        Ok(signals) => signals,
        Err(error) => {
            complain(&format!("concurrium: {error}"));
            return 1;
        }
    };
    let Prepared {
        start,
        canvas,
        first,
    } = prepared;
    let Start {
        program,
        runs,
        keeper,
        recorder,
        asks_background,
        effects,
    } = start;
    let mut app = Loop {
        session,
        signals,
        program,
        runs,
        keeper,
        recorder,
        publisher: None,
        no_notes: false,
        decoder: Decoder::default(),
        asks_background,
        answer_until: None,
        listener: Listener::default(),
        canvas,
        dirty: first.is_none(),
        first,
        writer: Writer::default(),
        area: None,
        hits: None,
        suspended: false,
        wake: None,
        silence: None,
        end: None,
    };
    app.runs_until_its_end(effects);
    app.swallow_the_answer();
    session.leave();
    app.runs.stop();
    if let Err(word) = app.keeper.finish() {
        complain(&format!("concurrium: {word}"));
    }
    if panic::has_happened() {
        return PANICKED;
    }
    app.end.unwrap_or(0)
}

struct Loop<'a, P: Program, R> {
    session: &'a Session,
    signals: Signals,
    program: P,
    runs: R,
    keeper: Keeper,
    recorder: Option<Recorder>,
    publisher: Option<Publisher>,
    /// Whether it was said that notes can't be published.
    no_notes: bool,
    decoder: Decoder,
    /// Whether the terminal is still to be asked what its ground is.
    asks_background: bool,
    /// Until when an answer is to be expected; None once it has come, or was never asked for.
    answer_until: Option<Instant>,
    listener: Listener,
    canvas: Canvas,
    /// The first picture, until the terminal is ours.
    first: Option<First<P::Hits>>,
    writer: Writer,
    /// What is drawn on; None while the terminal has no cells.
    area: Option<Rect>,
    /// What is where in the last picture.
    hits: Option<P::Hits>,
    /// Whether something has changed since the last picture.
    dirty: bool,
    /// Whether the terminal is the shell's until the job goes on. Nothing is taken in then but signals.
    suspended: bool,
    /// When the program asked to be woken.
    wake: Option<Instant>,
    /// When what was typed in part has waited long enough for its rest.
    silence: Option<Instant>,
    /// The exit code, once it is known.
    end: Option<u8>,
}

/// What there is to be taken in.
struct Ready {
    tty: PollFlags,
    signals: bool,
    runs: bool,
}

impl<P: Program, R: Runs> Loop<'_, P, R> {
    fn runs_until_its_end(&mut self, effects: Vec<Effect>) {
        self.enter();
        self.show();
        self.carry_out(effects);
        while self.end.is_none() {
            self.show();
            match self.wait() {
                Ok(ready) => self.take_in(&ready),
                Err(Errno::EINTR) => {}
                Err(_) => self.end = Some(1),
            }
        }
    }

    /// Takes the terminal, at the start and whenever the job goes on, unless it is to end. In the background the job first
    /// stops until it is brought to the foreground, as a job does that needs the terminal.
    fn enter(&mut self) {
        if self.end.is_some() {
            return;
        }
        if self.session.is_in_background() {
            return self.suspend();
        }
        self.writer.discard();
        self.suspended = false;
        // The rest of what was typed before went to whoever had the terminal meanwhile.
        self.decoder = Decoder::default();
        self.silence = None;
        match self.session.enter() {
            // A terminal that takes nothing now only reads slowly.
            Ok(()) | Err(Errno::ETIMEDOUT) => self.resized(),
            Err(_) => self.hung_up(),
        }
    }

    /// Draws if something changed and the last frame is out, and writes what the terminal takes.
    fn show(&mut self) {
        if self.suspended {
            return;
        }
        loop {
            if self.dirty && self.writer.is_idle() {
                self.draw();
            }
            if self.writer.flush(self.session).is_err() {
                self.hung_up();
                return;
            }
            if !self.writer.is_idle() {
                return;
            }
            if !self.dirty && !self.ask_background() {
                return;
            }
        }
    }

    fn draw(&mut self) {
        self.dirty = false;
        let Some(area) = self.area else { return };
        // Writing into memory can't fail.
        if let Ok((frame, hits)) = self.canvas.frame(&self.program, area) {
            self.submit(&frame, hits);
        }
    }

    /// Hands a frame on, to the terminal and to what records it.
    fn submit(&mut self, frame: &[u8], hits: P::Hits) {
        self.writer.submit(frame);
        self.hits = Some(hits);
        self.record(|recorder| recorder.output(frame));
    }

    /// Records something; a recorder that fails is dropped with a word.
    fn record(&mut self, what: impl FnOnce(&mut Recorder) -> Result<(), Sentence>) {
        if let Some(recorder) = &mut self.recorder
            && let Err(word) = what(recorder)
        {
            self.recorder = None;
            self.update(Input::Word(word));
        }
    }

    /// Publishes the presenter's notes; where there is no place for them, one word is said.
    fn publish(&mut self, notes: Option<Notes>) {
        let Some(notes) = notes else {
            self.publisher = None;
            return;
        };
        if self.publisher.is_none() {
            match Publisher::open() {
                Ok(publisher) => self.publisher = Some(publisher),
                Err(error) => {
                    if !std::mem::replace(&mut self.no_notes, true) {
                        let why = machine::told(&room::explained(error));
                        let word = Sentence::new("present.no_notes").with("why", why);
                        self.update(Input::Word(word));
                    }
                }
            }
        }
        if let Some(publisher) = &self.publisher {
            publisher.publish(&notes);
        }
    }

    /// Sleeps until there is something to do.
    fn wait(&self) -> nix::Result<Ready> {
        let mut tty = PollFlags::empty(); // that it hangs up is said all the same
        tty.set(PollFlags::POLLIN, !self.suspended);
        tty.set(PollFlags::POLLOUT, !self.writer.is_idle());
        let mut fds = vec![
            PollFd::new(self.session.as_fd(), tty),
            PollFd::new(self.signals.as_fd(), PollFlags::POLLIN),
        ];
        fds.extend(
            self.runs
                .descriptors()
                .into_iter()
                .filter(|_| !self.suspended)
                .map(|runs| PollFd::new(runs, PollFlags::POLLIN)),
        );
        poll(&mut fds, self.timeout())?;
        let what = |index: usize| {
            fds.get(index)
                .and_then(PollFd::revents)
                .unwrap_or(PollFlags::empty())
        };
        Ok(Ready {
            tty: what(0),
            signals: !what(1).is_empty(),
            runs: (2..fds.len()).any(|index| !what(index).is_empty()),
        })
    }

    /// For ever, unless the program asked to be woken, or the rest of a sequence is to come.
    fn timeout(&self) -> PollTimeout {
        let timers = self.wake.into_iter().chain(self.silence);
        let Some(wake) = timers.min().filter(|_| !self.suspended) else {
            return PollTimeout::NONE;
        };
        // poll counts whole milliseconds: one less would wake too early, and again, until the time has come.
        let left = wake.saturating_duration_since(Instant::now()) + Duration::from_micros(999);
        PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX)
    }

    fn take_in(&mut self, ready: &Ready) {
        if ready.signals {
            self.take_signals();
        }
        if ready.tty.contains(PollFlags::POLLIN) {
            self.take_typed();
        } else if ready
            .tty
            .intersects(PollFlags::POLLHUP | PollFlags::POLLERR | PollFlags::POLLNVAL)
        {
            self.hung_up();
        } else if self
            .silence
            .is_some_and(|silence| silence <= Instant::now())
        {
            let typed = self.decoder.silence();
            self.typed(typed);
        }
        if ready.runs {
            for input in self.runs.take() {
                self.update(input);
            }
        }
        if !self.suspended && self.wake.is_some_and(|wake| wake <= Instant::now()) {
            self.wake = None;
            self.update(Input::Woken);
        }
    }

    fn take_signals(&mut self) {
        while let Some(signal) = self.signals.next() {
            match signal {
                Signal::SIGWINCH if !self.suspended => self.resized(),
                Signal::SIGTSTP => self.asked_to_suspend(),
                HANDOVER => self.enter(),
                // Somebody has stopped this process alone, who knows what the terminal shows by now.
                Signal::SIGCONT if !self.suspended => self.enter(),
                signal if ENDING.contains(&signal) => self.leave_with(128 + signal as i32),
                _ => {}
            }
        }
    }

    fn take_typed(&mut self) {
        let mut bytes = [0; 4096];
        let typed = match self.session.read(&mut bytes) {
            Ok(Some(count)) => {
                if let Some(background) = self.listener.hear(&bytes[..count]) {
                    self.answer_until = None;
                    self.update(Input::Background(background));
                }
                self.decoder.feed(&bytes[..count])
            }
            Ok(None) => return,
            // Whoever stopped the guardian alone has given the terminal to the shell.
            Err(_) if self.session.is_in_background() => return self.suspend(),
            Err(_) => return self.hung_up(),
        };
        self.typed(typed);
    }

    /// Takes in what was typed, and waits for the rest of what isn't complete.
    fn typed(&mut self, typed: Vec<Typed>) {
        let patience = self.decoder.patience();
        self.silence = patience.and_then(|patience| Instant::now().checked_add(patience));
        for typed in typed {
            let input = match typed {
                Typed::Key(key) => Some(Input::Key(key)),
                Typed::Paste(text) => Some(Input::Paste(text)),
                Typed::Mouse(mouse) => self
                    .area
                    .zip(self.hits.as_ref())
                    .and_then(|(area, hits)| input::to_input(mouse, area, hits)),
            };
            if let Some(input) = input {
                self.update(input);
            }
        }
    }

    fn update(&mut self, input: Input) {
        self.dirty = true;
        let effects = self.program.update(input);
        self.carry_out(effects);
    }

    /// Carries out effects, and those that follow from them, in their order.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Start(piece) => {
                    self.record(|recorder| recorder.marker(piece.body.id()));
                    self.runs.stop();
                    if let Err(why) = self.runs.start(&piece) {
                        self.dirty = true;
                        effects.extend(self.program.update(Input::Over(Some(why))));
                    }
                }
                Effect::Stop => self.runs.stop(),
                Effect::Permit(actor) => self.runs.permit(&actor),
                Effect::Tell(actor, command) => self.runs.tell(&actor, command),
                Effect::TimePasses(actor, until) => self.runs.time_passes(&actor, until),
                Effect::Do(actor, verb) => self.runs.act(&actor, verb),
                Effect::Wake(ms) => {
                    self.wake = Instant::now().checked_add(Duration::from_millis(ms));
                }
                Effect::NoWake => self.wake = None,
                Effect::Write { file, bytes } => {
                    let written = files::create(&file, &bytes);
                    let written = written.map(|()| file.clone());
                    let written = written.map_err(|error| Unwritten {
                        file,
                        is_there: error.kind() == ErrorKind::AlreadyExists,
                        why: files::why_not_written(&error),
                    });
                    self.dirty = true;
                    effects.extend(self.program.update(Input::Written(written)));
                }
                Effect::Open(what) => {
                    if let Err(why) = self.runs.open(what) {
                        self.dirty = true;
                        effects.extend(self.program.update(Input::Opened(Err(why))));
                    }
                }
                Effect::GoOn(typed) => {
                    let names = files::names::going_on(&typed, ".py");
                    self.dirty = true;
                    effects.extend(self.program.update(Input::GoesOn(names)));
                }
                Effect::Publish(notes) => self.publish(notes),
                Effect::Mark(label) => self.record(|recorder| recorder.marker(&label)),
                Effect::Remember(note) => {
                    if let Some(word) = self.keeper.remember(&note).unwrap_or_else(Some) {
                        self.dirty = true;
                        effects.extend(self.program.update(Input::Word(word)));
                    }
                }
                Effect::Results { file, table } => {
                    if let Err(word) = files::put(&file, &table) {
                        self.dirty = true;
                        effects.extend(self.program.update(Input::Word(word)));
                    }
                }
                Effect::RunFreely(piece) => {
                    if let Err(why) = self.runs.run_freely(&piece) {
                        self.dirty = true;
                        effects.extend(self.program.update(Input::FreelyOver(Some(why))));
                    }
                }
                Effect::EndFreeRuns => self.runs.end_free_runs(),
                Effect::Mouse(ours) => {
                    self.session.takes_mouse(ours);
                    self.writer.append(modes::mouse(ours));
                }
                Effect::Repaint => self.canvas.forget(),
                Effect::Suspend => self.asked_to_suspend(),
                Effect::Quit => self.leave_with(0),
            }
        }
    }

    /// The terminal shows something else now: asks its size, and draws everything.
    fn resized(&mut self) {
        let Ok((columns, rows)) = self.session.size() else {
            return self.hung_up();
        };
        self.area = Canvas::area((columns, rows));
        self.record(|recorder| recorder.size((columns, rows)));
        if let Some(first) = self.first.take()
            && first.size == (columns, rows)
        {
            return self.submit(&first.frame, first.hits);
        }
        self.canvas.forget();
        self.update(Input::Resized(columns, rows));
    }

    /// Gives the terminal to the shell, if there is one that would give it back.
    fn asked_to_suspend(&mut self) {
        if self.suspended || self.end.is_some() {
            return;
        }
        if proc::group_is_orphaned() {
            return self.update(Input::NoShell);
        }
        self.suspend();
    }

    /// Gives the terminal back and has the job stopped; when it goes on, the guardian calls for [`Loop::enter`].
    fn suspend(&mut self) {
        self.writer.discard();
        self.suspended = true;
        self.session.leave();
        if guardian::ask_to_stop_the_job(self.session).is_err() {
            self.hung_up();
        }
    }

    fn hung_up(&mut self) {
        self.leave_with(128 + Signal::SIGHUP as i32);
    }

    /// The first reason to end counts.
    fn leave_with(&mut self, code: i32) {
        self.end.get_or_insert(u8::try_from(code).unwrap_or(1));
    }
}
