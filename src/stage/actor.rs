//! What a demo sees of the world: the context by which it forks, prints, waits, and stands at its cues.
//!
//! An [`Actor`] lives in one process or one real thread and speaks on that one's line. Never knows the screen.

mod files;
mod itself;
mod kin;
mod memory;
mod process;
mod thread;
mod traceback;
mod witness;

pub use files::{TemporaryFile, TextFile};
pub use itself::SpareTerminal;
pub use kin::Socket;
pub use memory::Memory;
pub use process::NoFork;
pub use thread::Thread;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::Location;
use std::rc::Rc;
use std::sync::Arc;

use nix::unistd::{getpgrp, getppid, getsid};

use crate::i18n::Sentence;
use crate::machine::room;
use crate::protocol::{
    ActorId, Comes, Command, Event, How, Ids, Kind, Launch, Listed, PROMPT, PYTHON, Settings,
    Source, State, Stream, Verb, What,
};
use crate::python::{Exception, Py, Version};
use crate::refusal;
use crate::stage::actor::traceback::Tracebacks;
use crate::stage::connection::Connection;
use crate::sys::clock::now_ns;
use crate::sys::leash;
use crate::sys::process::leave;
use crate::sys::shared_page::SharedPage;

/// A refusal: the demo goes on without what it asked for. The event that says why has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// There is no child to wait for: Python's `ChildProcessError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoChildren;

/// The frame of a program's own lines.
const MODULE: &str = "<module>";

/// What is done on a stage, by its first process.
pub type Work = Box<dyn FnOnce(&mut Actor)>;

type Handler = Rc<dyn Fn(&Actor, &Verb)>;

/// The run, as every process of it knows it.
struct Run {
    launch: Launch,
    page: &'static SharedPage,
}

/// A process, thread or generator of the run, as its demo sees itself.
pub struct Actor {
    id: ActorId,
    run: Arc<Run>,
    line: Rc<RefCell<Connection>>,
    on_verb: Rc<RefCell<Option<Handler>>>,
    /// How many children, threads and generators were made on this line: a generator's own are numbered along with its host's.
    made: Rc<Cell<u32>>,
    forked: RefCell<Vec<i32>>,
    /// What the kernel said last of this process, by the fact's key.
    seen: RefCell<BTreeMap<&'static str, String>>,
    children: RefCell<HashMap<i32, ActorId>>,
    keeps: Rc<Keeps>,
    /// Of which function it is a frame: `<module>`, or a generator's.
    function: RefCell<String>,
    /// The number of the line that it stood before last; 0: none yet.
    stood: Cell<u32>,
    /// The exception that it met last, and at which line.
    met: RefCell<Option<(Arc<Exception>, u32)>>,
}

/// What an interpreter keeps beside the program.
#[derive(Default)]
struct Keeps {
    tracebacks: Tracebacks,
    /// The warnings that were shown: each is, once.
    warned: RefCell<BTreeSet<&'static str>>,
}

impl Actor {
    /// The first process of a run.
    pub(super) fn first(launch: &Launch, page: &'static SharedPage) -> Self {
        let run = Arc::new(Run {
            launch: launch.clone(),
            page,
        });
        let parent = getppid().as_raw();
        let Ok(line) = Connection::open(&run.launch, Some(&ActorId::root())) else {
            leave(leash::HUNG_UP); // the terminal program is gone
        };
        let actor = Self::attached(ActorId::root(), run, line);
        actor.enter_process(None, parent);
        actor
    }

    /// This actor, on a line of its own.
    fn attached(id: ActorId, run: Arc<Run>, line: Connection) -> Self {
        Self {
            id,
            run,
            line: Rc::new(RefCell::new(line)),
            on_verb: Rc::default(),
            made: Rc::default(),
            forked: RefCell::default(),
            seen: RefCell::default(),
            children: RefCell::default(),
            keeps: Rc::default(),
            function: RefCell::new(MODULE.to_owned()),
            stood: Cell::new(0),
            met: RefCell::default(),
        }
    }

    /// What every process does first: be known to the warden, be tied to its line, be born.
    fn enter_process(&self, parent: Option<ActorId>, ppid: i32) {
        use std::os::fd::AsFd;
        let pid = std::process::id().cast_signed();
        self.run.page.claim(pid);
        if self.run.page.is_closing() || leash::tie_to(self.line.borrow().as_fd()).is_err() {
            leave(leash::HUNG_UP);
        }
        self.tell(What::Born {
            kind: Kind::Process,
            name: match &parent {
                Some(_) => format!("child {pid}"),
                None => self.run.launch.piece.first.clone(),
            },
            parent,
            ids: Ids {
                pid: Some(pid),
                // The parent's pid was taken before the fork: it may be dead by now, and another the parent.
                ppid: Some(ppid),
                pgid: Some(getpgrp().as_raw()),
                sid: getsid(None).ok().map(|sid| sid.as_raw()),
                tid: None,
            },
        });
    }

    /// Does the stage's work and leaves.
    pub(super) fn run(self, work: impl FnOnce(&mut Actor)) -> ! {
        let mut actor = self;
        let work = std::panic::AssertUnwindSafe(|| work(&mut actor));
        // A panic has said its words on the stage's terminal; unwinding further would run the parent's code in a child.
        leave(if std::panic::catch_unwind(work).is_ok() {
            0
        } else {
            101
        })
    }

    /// The value of a number knob.
    pub fn int(&self, knob: &str) -> i64 {
        self.settings().int(knob)
    }

    /// How many, by a number knob.
    pub fn count(&self, knob: &str) -> usize {
        self.settings().count(knob)
    }

    /// The value of a knob, as text.
    pub fn text(&self, knob: &str) -> &str {
        self.settings().get(knob)
    }

    /// The listing, with this run's knobs.
    pub(crate) fn listing(&self) -> &Listed {
        &self.run.launch.piece.listing
    }

    /// The knobs.
    pub fn settings(&self) -> &Settings {
        &self.run.launch.piece.settings
    }

    /// The version of CPython that the lesson follows.
    pub fn python(&self) -> Version {
        self.text(PYTHON).parse().unwrap_or_default()
    }

    /// Whether the lesson's own script is to run; if not, verbs alone drive it.
    pub fn runs_script(&self) -> bool {
        self.run.launch.script
    }

    /// The actor's name in the trace.
    pub fn id(&self) -> &ActorId {
        &self.id
    }

    /// Says that something happened to this actor.
    pub(crate) fn tell(&self, what: What) {
        self.tell_of(self.id.clone(), what);
    }

    fn tell_of(&self, actor: ActorId, what: What) {
        let seq = self.run.page.next_stamp();
        let t_ns = now_ns().saturating_sub(self.run.launch.start_ns);
        self.line.borrow_mut().tell(&Event {
            seq,
            t_ns,
            actor,
            what,
        });
    }

    /// Stands before the marked line `cue` of the listing until there is a permit.
    ///
    /// What the student does by hand in the meantime is carried out here.
    #[track_caller]
    pub fn cue(&self, cue: &str) {
        self.cue_from(cue, Location::caller().line());
    }

    /// The same, from this line of the Rust source.
    pub(crate) fn cue_from(&self, cue: &str, rust: u32) {
        self.comes_to(cue, rust);
        self.await_permit();
        self.state(State::Running);
    }

    fn line_marked(&self, cue: &str) -> u32 {
        self.listing().marks.get(cue).copied().unwrap_or(0)
    }

    /// Says that it stands before the marked line `cue`.
    pub(crate) fn comes_to(&self, cue: &str, rust: u32) {
        let line = self.line_marked(cue);
        self.stood.set(line);
        let cue = cue.into();
        self.tell(What::line(cue, line, rust));
    }

    /// Says that it goes on past the marked line `cue` without standing before it.
    pub(crate) fn passes(&self, cue: &str, rust: u32) {
        let line = self.line_marked(cue);
        let cue = cue.into();
        self.tell(What::passes(cue, line, rust));
    }

    /// Stands still until there is a permit.
    pub(crate) fn await_permit(&self) {
        loop {
            match self.hear() {
                Command::Permit | Command::Run { .. } => break,
                Command::Do { verb, .. } => {
                    self.act(&verb);
                    // Whatever it did meanwhile: it stands before its line again, and a permit is its own.
                    self.state(State::Ready);
                }
                _ => {} // meant for who is at the prompt, or on its way
            }
        }
    }

    /// Waits for what the student does by hand, and carries it out, until no more is to come.
    pub fn prompt(&self) {
        loop {
            self.blocked(PROMPT, None);
            let command = loop {
                match self.hear() {
                    // There is no next line.
                    Command::Permit | Command::Run { .. } | Command::Stand | Command::Where => {}
                    command => break command,
                }
            };
            self.unblocked(PROMPT);
            match command {
                Command::Do { verb, .. } => self.act(&verb),
                _ => return,
            }
        }
    }

    fn hear(&self) -> Command {
        self.line.borrow_mut().hear()
    }

    fn act(&self, verb: &Verb) {
        let handler = self.on_verb.borrow().clone();
        if let Some(handler) = handler {
            handler(self, verb);
        }
    }

    /// What is to be done when the student does something by hand, wherever this actor's host stands.
    pub fn on_verb(&self, handler: impl Fn(&Actor, &Verb) + 'static) {
        *self.on_verb.borrow_mut() = Some(Rc::new(handler));
    }

    /// The program is over: nothing can be done by hand any more to what it still holds, and lets go of now.
    pub fn lets_go(&self) {
        *self.on_verb.borrow_mut() = None;
    }

    /// If an exception came, it came to this frame at the line that it stands at: that is what its traceback will say,
    /// whichever lines of the same frame it goes through after.
    pub(crate) fn meets(&self, came: &Py) {
        if let Err(exception) = came {
            let mut met = self.met.borrow_mut();
            if !matches!(&*met, Some((known, _)) if Arc::ptr_eq(known, exception)) {
                *met = Some((Arc::clone(exception), self.line()));
            }
        }
    }

    /// The line at which this exception came to this frame.
    fn line_of(&self, exception: &Arc<Exception>) -> u32 {
        match &*self.met.borrow() {
            Some((known, line)) if Arc::ptr_eq(known, exception) => *line,
            _ => self.line(),
        }
    }

    /// The tracebacks of its process.
    pub(crate) fn traceback(&self) -> &Tracebacks {
        &self.keeps.tracebacks
    }

    /// This exception leaves this frame, at the line at which it came to it.
    pub(crate) fn raises(&self, exception: &Arc<Exception>) {
        let (line, function) = (self.line_of(exception), self.function.borrow());
        self.keeps.tracebacks.passes(exception, &function, line);
    }

    /// The number of the line that it stood before last, or that its function begins with; 0: it is no function's.
    fn line(&self) -> u32 {
        let begins = format!("def {}(", self.function.borrow());
        let mut lines = self.listing().program.lines();
        let mut def = || lines.position(|line| line.trim_start().starts_with(&begins));
        match self.stood.get() {
            0 => def().and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0),
            line => line,
        }
    }

    /// Writes a warning to standard error, as CPython does the first time that a line of the program gives rise to it.
    pub(crate) fn warn_once(&self, warning: &'static str) {
        if self.keeps.warned.borrow_mut().insert(warning) {
            self.uncaught(&warning);
        }
    }

    /// `print(...)`: the text may have several lines.
    pub fn print(&self, text: impl AsRef<str>) {
        for line in text.as_ref().split('\n') {
            self.tell(What::output(Stream::Stdout, line.to_owned()));
        }
    }

    /// `print(..., file=sys.stderr)`: the text has one line.
    pub fn print_error(&self, text: impl Into<String>) {
        self.tell(What::output(Stream::Stderr, text.into()));
    }

    /// Makes something about this actor known.
    pub fn fact(&self, key: &str, value: impl Into<String>) {
        self.known(key, value, Source::Demo);
    }

    /// Makes something about this actor known, and who says so.
    pub fn known(&self, key: &str, value: impl Into<String>, source: Source) {
        self.tell(What::Fact {
            key: key.into(),
            value: value.into(),
            source,
        });
    }

    /// Says that this actor sleeps until `on` comes.
    pub fn blocked(&self, on: &str, owner: Option<&ActorId>) {
        self.tell(What::blocked(on.into(), owner.cloned()));
    }

    /// Says that `on` has come.
    pub fn unblocked(&self, on: &str) {
        self.tell(What::Unblocked { on: on.into() });
    }

    /// Says that a value goes from one to another.
    pub fn message(&self, from: &str, to: &str, verb: &str, value: impl Into<String>) {
        self.tell(What::Message {
            from: from.into(),
            to: to.into(),
            verb: verb.into(),
            value: value.into(),
        });
    }

    /// Says what came of a call.
    pub fn outcome(&self, verb: &str, call: &str, result: Comes, said: &str) {
        let (value, exception) = match result {
            Comes::Raise => (None, Some(said.to_owned())),
            Comes::Yield | Comes::Return => (Some(said.to_owned()), None),
        };
        self.tell(What::Outcome {
            verb: verb.into(),
            call: call.to_owned(),
            result,
            value,
            exception,
        });
    }

    /// An exception that nobody caught: its traceback's last line goes to standard error.
    pub fn uncaught(&self, exception: &impl std::fmt::Display) {
        self.print_error(exception.to_string());
    }

    /// Says that something was refused.
    pub fn refused(&self, what: &str, why: &Sentence) -> Refused {
        self.tell(refusal::of(what, why));
        Refused
    }

    /// Says that the kernel has refused something, and what can be done where it has no room.
    pub fn no_room(&self, what: &str, error: &std::io::Error) -> Refused {
        self.refused(what, &room::sentence(error))
    }

    /// The process or thread in which it lives.
    pub(crate) fn host(&self) -> Actor {
        self.on_this_line(self.id.host())
    }

    /// Another handle to this actor, for one that lives on.
    pub(crate) fn again(&self) -> Actor {
        self.on_this_line(self.id.clone())
    }

    /// An actor that speaks on the same line.
    fn on_this_line(&self, id: ActorId) -> Actor {
        Self {
            id,
            run: Arc::clone(&self.run),
            line: Rc::clone(&self.line),
            on_verb: Rc::clone(&self.on_verb),
            made: Rc::clone(&self.made),
            forked: RefCell::default(),
            seen: RefCell::default(),
            children: RefCell::default(),
            keeps: Rc::clone(&self.keeps),
            function: RefCell::new(MODULE.to_owned()),
            stood: Cell::new(0),
            met: RefCell::default(),
        }
    }

    /// A generator of this actor, on the same line: a frame of `function`; `name` is what the lesson calls it.
    pub(crate) fn coroutine(&self, function: &str, name: &str) -> Actor {
        let number = self.made.get() + 1;
        self.made.set(number);
        let generator = self.on_this_line(self.id.generator(number));
        function.clone_into(&mut generator.function.borrow_mut());
        let parent = Some(self.id.clone());
        generator.tell(What::Born {
            kind: Kind::Coroutine,
            parent,
            name: name.to_owned(),
            ids: Ids::default(),
        });
        generator
    }

    /// Says that this actor is in another state now.
    pub fn state(&self, state: State) {
        self.tell(What::State {
            state,
            source: Source::Demo,
            status: None,
        });
    }

    /// Says that this actor, a generator, is finished.
    pub fn ended(&self, how: How) {
        self.tell(What::Ended {
            how,
            reaped_by: None,
        });
    }
}
