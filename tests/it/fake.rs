//! A stage that isn't one: it answers effects with the events a real one would send, at once or when it is told to.
//!
//! It holds the explorer to the contract: a permit given to an actor that doesn't stand fails the test.

use std::collections::{HashMap, HashSet, VecDeque};

use concurrium::app::{App, Code, Effect, Input, Key};
use concurrium::lessons;
use concurrium::protocol::{
    ActorId, Comes, Event, How, Ids, Kind, Signal, Source, State, Stream, Verb, What,
};

use crate::shelf;

/// What one actor does at one permit.
type Step = Vec<(ActorId, What)>;

/// The stage.
#[derive(Default)]
pub(crate) struct Stage {
    seq: u64,
    steps: HashMap<ActorId, VecDeque<Step>>,
    standing: HashSet<ActorId>,
    blocked: HashMap<ActorId, String>,
    zombies: HashSet<ActorId>,
    /// What it is about to say.
    pub(crate) says: VecDeque<Input>,
}

pub(crate) fn p0() -> ActorId {
    ActorId::root()
}

pub(crate) fn child() -> ActorId {
    ActorId::root().child(1)
}

pub(crate) fn g() -> ActorId {
    ActorId::root().generator(1)
}

pub(crate) fn born(kind: Kind, parent: Option<ActorId>, name: &str, pid: Option<i32>) -> What {
    let ids = Ids {
        pid,
        ..Ids::default()
    };
    What::Born {
        kind,
        parent,
        name: name.into(),
        ids,
    }
}

pub(crate) fn line(cue: &str) -> What {
    What::line(cue.into(), 1, 1)
}

pub(crate) fn blocked(on: &str) -> What {
    What::blocked(on.into(), None)
}

fn output(text: &str) -> What {
    What::Output {
        stream: Stream::Stdout,
        text: text.into(),
        open: false,
        unsigned: false,
    }
}

fn state(state: State) -> What {
    What::State {
        state,
        source: Source::Demo,
        status: None,
    }
}

fn ended(how: How) -> What {
    What::Ended {
        how,
        reaped_by: None,
    }
}

impl Stage {
    /// Does what the terminal program would have a real stage do.
    pub(crate) fn effect(&mut self, effect: &Effect) {
        match effect {
            Effect::Start(piece) => self.start(piece.body.id()),
            Effect::Stop => *self = Stage::default(),
            Effect::Permit(id) => self.permit(id),
            Effect::Do(id, verb) => self.verb(id, verb),
            _ => {}
        }
    }

    fn start(&mut self, lesson: &str) {
        *self = Stage::default();
        self.says.push_back(Input::Started);
        self.say(p0(), born(Kind::Process, None, "first", Some(100)));
        match lesson {
            "fork-tree" | "zombie-orphan" => self.fork_tree(),
            "generator" => self.generator(),
            _ => self.pool(),
        }
    }

    /// Two processes: fork, each prints, the child exits and is waited for.
    fn fork_tree(&mut self) {
        let fork = vec![
            (child(), born(Kind::Process, Some(p0()), "child", Some(101))),
            (p0(), line("print")),
            (child(), line("print")),
        ];
        let parent = [
            fork,
            vec![(p0(), output("0 101")), (p0(), line("wait"))],
            vec![(p0(), blocked("os.wait()"))],
            vec![(p0(), ended(How::Exit(0)))],
        ];
        let offspring = [
            vec![(child(), output("0 0")), (child(), line("exit"))],
            vec![(child(), state(State::Zombie))],
        ];
        self.steps.insert(p0(), parent.into());
        self.steps.insert(child(), offspring.into());
        self.say(p0(), line("fork"));
    }

    /// The generator is made and started; then main stands at its prompt.
    fn generator(&mut self) {
        let next = vec![
            (g(), born(Kind::Coroutine, Some(p0()), "g", None)),
            (p0(), blocked("next(g)")),
            (g(), line("looking")),
        ];
        let looking = vec![
            (g(), output("Looking for  python")),
            (g(), state(State::Suspended)),
            (
                p0(),
                What::Unblocked {
                    on: "next(g)".into(),
                },
            ),
            (p0(), outcome("next", Comes::Yield)),
            (p0(), blocked("prompt")),
        ];
        self.steps.insert(p0(), [next].into());
        self.steps.insert(g(), [looking].into());
        self.say(p0(), line("next"));
    }

    /// Two tasks are done, one of them failed; main waits for a while, then is back.
    fn pool(&mut self) {
        let worker = ActorId::root().thread(1);
        self.say(
            worker.clone(),
            born(Kind::Thread, Some(p0()), "worker 1", None),
        );
        for (key, value) in [("t1", "done"), ("t2", "queued")] {
            self.say(p0(), fact(key, value));
        }
        self.say(worker.clone(), fact("t2", "failed"));
        self.say(p0(), blocked("tasks.join()"));
        let task_done = vec![
            (worker.clone(), blocked("tasks.get()")),
            (
                p0(),
                What::Unblocked {
                    on: "tasks.join()".into(),
                },
            ),
            (p0(), line("results")),
        ];
        self.steps.insert(worker.clone(), [task_done].into());
        self.say(worker, line("task_done"));
    }

    fn permit(&mut self, id: &ActorId) {
        assert!(
            self.standing.remove(id),
            "{id} got a permit and doesn't stand"
        );
        let step = self.steps.get_mut(id).and_then(VecDeque::pop_front);
        for (actor, what) in step.unwrap_or_default() {
            self.say(actor, what);
        }
        if self.zombies.contains(&child()) && self.blocked.contains_key(&p0()) {
            self.zombies.clear();
            self.say(child(), ended(How::Exit(0)));
            self.say(
                p0(),
                What::Unblocked {
                    on: "os.wait()".into(),
                },
            );
            self.say(p0(), line("break"));
        }
    }

    fn verb(&mut self, id: &ActorId, verb: &Verb) {
        if let Verb::Signal { signal, to } = verb {
            assert_eq!(id, to, "a signal goes to the process itself");
            let state = match signal {
                Signal::Stop => State::Stopped,
                Signal::Cont => State::Running,
                Signal::Term | Signal::Kill => State::Zombie,
            };
            return self.say(
                to.clone(),
                What::State {
                    state,
                    source: Source::Kernel,
                    status: None,
                },
            );
        }
        assert_eq!(id, &p0(), "verbs go to the host");
        let (name, came) = match verb {
            Verb::Next => ("next", Comes::Yield),
            Verb::Send { .. } => ("send", Comes::Yield),
            Verb::Throw { .. } => ("throw", Comes::Raise),
            Verb::Close => ("close", Comes::Return),
            Verb::Signal { .. } => return,
            Verb::Result { task } => {
                self.say(p0(), fact(task, "seen"));
                ("result", Comes::Raise)
            }
            Verb::Python3 => ("python3", Comes::Return),
        };
        self.say(p0(), outcome(name, came));
        if self.standing.contains(&p0()) {
            self.say(p0(), state(State::Ready));
        }
    }

    fn say(&mut self, actor: ActorId, what: What) {
        match &what {
            What::Line(_) => drop(self.standing.insert(actor.clone())),
            What::Blocked { on, .. } => drop(self.blocked.insert(actor.clone(), on.to_string())),
            What::Unblocked { .. } => drop(self.blocked.remove(&actor)),
            What::State {
                state: State::Zombie,
                ..
            } => drop(self.zombies.insert(actor.clone())),
            _ => {}
        }
        let over = actor == p0() && matches!(what, What::Ended { .. });
        self.seq += 1;
        self.says.push_back(Input::Happened(Event {
            seq: self.seq,
            t_ns: self.seq * 1000,
            actor,
            what,
        }));
        if over {
            self.says.push_back(Input::Over(None));
        }
    }
}

fn outcome(verb: &str, result: Comes) -> What {
    What::Outcome {
        verb: verb.into(),
        call: format!("{verb}(g)"),
        result,
        value: None,
        exception: None,
    }
}

pub(crate) fn fact(key: &str, value: &str) -> What {
    What::Fact {
        key: key.into(),
        value: value.into(),
        source: Source::Demo,
    }
}

/// The explorer with its fake stage.
pub(crate) struct Session {
    pub(crate) app: App,
    pub(crate) stage: Stage,
    /// Every effect but the timer's.
    pub(crate) effects: Vec<Effect>,
    /// The timer that is armed, in milliseconds.
    pub(crate) timer: Option<u64>,
    /// Whether the stage's answers wait for `deliver`.
    pub(crate) held: bool,
}

impl Session {
    /// At home.
    pub(crate) fn home() -> Self {
        Session {
            app: App::new(concurrium::i18n::Lang::En, crate::shelf::plays()),
            stage: Stage::default(),
            effects: Vec::new(),
            timer: None,
            held: false,
        }
    }

    /// In a lesson whose run has begun.
    pub(crate) fn lesson(id: &str) -> Self {
        let mut session = Self::home();
        session.start(shelf::lesson(id));
        session
    }

    /// Opens a lesson, whose run begins.
    pub(crate) fn start(&mut self, lesson: &'static lessons::Lesson) {
        self.start_with(lesson, lesson.defaults());
    }

    /// Opens a lesson with these knobs.
    pub(crate) fn start_with(
        &mut self,
        lesson: &'static lessons::Lesson,
        knobs: lessons::Settings,
    ) {
        let effects = self.app.open(lesson, knobs);
        self.carry_out(effects);
        self.deliver();
        self.effects.clear();
    }

    /// Presents a plan.
    pub(crate) fn present(&mut self, lecture: concurrium::lecture::Lecture) {
        let effects = self.app.present(lecture);
        self.carry_out(effects);
        self.deliver();
    }

    /// In a lesson whose tour has begun.
    pub(crate) fn tour(&mut self, id: &str) {
        let lesson = shelf::lesson(id);
        let effects = self.app.tour(lesson).expect("it has a tour");
        self.carry_out(effects);
        self.deliver();
    }

    /// One input, its effects, and what the stage answers.
    pub(crate) fn input(&mut self, input: Input) {
        if input == Input::Woken {
            self.timer = None; // it has come
        }
        let effects = self.app.update(input);
        self.carry_out(effects);
        if !self.held {
            self.deliver();
        }
    }

    /// What the stage has said arrives.
    pub(crate) fn deliver(&mut self) {
        while let Some(said) = self.stage.says.pop_front() {
            let effects = self.app.update(said);
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.stage.effect(&effect);
            match effect {
                Effect::Wake(ms) => self.timer = Some(ms),
                Effect::NoWake => self.timer = None,
                other => self.effects.push(other),
            }
        }
    }

    /// Presses keys: names and single characters between blanks; `'text'` is typed letter by letter.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for token in script.split_whitespace() {
            match token.strip_prefix('\'') {
                Some(text) => {
                    for letter in text.trim_end_matches('\'').chars() {
                        self.input(Input::Key(Key::char(letter)));
                    }
                }
                None => self.input(Input::Key(key(token))),
            }
        }
        self
    }

    /// The timer comes; it must have been asked for.
    pub(crate) fn tick(&mut self) -> &mut Self {
        assert!(self.timer.is_some(), "no timer was asked for");
        self.input(Input::Woken);
        self
    }

    /// Who was let go, in order, since this was last asked.
    pub(crate) fn permits(&mut self) -> String {
        let permits = self.effects.drain(..).filter_map(|effect| match effect {
            Effect::Permit(id) => Some(id.to_string()),
            _ => None,
        });
        permits.collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn open(&self) -> &concurrium::app::Open {
        self.app.lesson().expect("a lesson is open")
    }

    /// `LIVE` or `PAST`, and which step.
    pub(crate) fn where_one_is(&self) -> String {
        let open = self.open();
        let place = if open.past.is_some() { "PAST" } else { "LIVE" };
        let step = open.history.beat_at(open.position());
        format!("{place} {step} of {}", open.history.beats())
    }

    pub(crate) fn notice(&self) -> &str {
        self.app.notice.as_deref().unwrap_or("")
    }
}

/// A key as the help writes it, or one that the help has no name for.
fn key(name: &str) -> Key {
    let code = match name {
        "BackTab" => Code::BackTab,
        "Backspace" => Code::Backspace,
        "F12" => Code::F(12),
        "space" => Code::Char(' '),
        "\"" => Code::Char('"'),
        "^C" => return Key::ctrl('c'),
        "^Z" => return Key::ctrl('z'),
        named => return concurrium::app::keys(named).expect("a key")[0],
    };
    Key::plain(code)
}
