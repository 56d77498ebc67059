//! Three runs made by hand, for what is drawn from them: every state, a zombie, an exception nobody has seen, a suspended frame.

use concurrium::app::{App, Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Comes, Event, How, Ids, Kind, Source, State, Stream, What};

use crate::shelf;

/// A lesson in the explorer, to which things happen.
pub(crate) struct Scene {
    pub(crate) app: App,
    seq: u64,
}

impl Scene {
    /// A lesson that has been opened and whose stage has answered; nothing has happened yet.
    pub(crate) fn open(id: &str, knobs: &[(&str, &str)]) -> Scene {
        let lesson = shelf::lesson(id);
        let mut settings = lesson.defaults();
        for (knob, value) in knobs {
            let set = settings.set(lesson, knob, value);
            set.unwrap_or_else(|why| panic!("{why}"));
        }
        let mut app = App::new(Lang::En, crate::shelf::plays());
        app.predicting = false;
        app.open(lesson, settings);
        app.update(Input::Started);
        Scene { app, seq: 0 }
    }

    /// The next thing that happens.
    pub(crate) fn event(&mut self, actor: &str, what: What) -> &mut Scene {
        self.seq += 1;
        let actor: ActorId = actor.parse().unwrap_or_else(|why| panic!("{why}"));
        self.app.update(Input::Happened(Event {
            seq: self.seq,
            t_ns: self.seq * 1_000_000,
            actor,
            what,
        }));
        // Where the lesson looks back at what was too fast, the scene goes on in the present.
        if self.app.lesson().is_some_and(|open| open.past.is_some()) {
            self.app.update(Input::Key(Key::plain(Code::End)));
        }
        assert_eq!(self.app.notice, None, "event {} was taken", self.seq);
        self
    }

    pub(crate) fn process(&mut self, id: &str, parent: Option<&str>, pid: i32) -> &mut Scene {
        let ids = Ids {
            pid: Some(pid),
            ..Ids::default()
        };
        self.born(id, Kind::Process, parent, "first", ids)
    }

    /// The one process of a lesson about something else.
    pub(crate) fn main(&mut self, pid: i32) -> &mut Scene {
        let ids = Ids {
            pid: Some(pid),
            ..Ids::default()
        };
        self.born("p0", Kind::Process, None, "main", ids)
    }

    pub(crate) fn born(
        &mut self,
        id: &str,
        kind: Kind,
        parent: Option<&str>,
        name: &str,
        ids: Ids,
    ) -> &mut Scene {
        let parent = parent.and_then(|parent| parent.parse().ok());
        let name = name.to_owned();
        self.event(
            id,
            What::Born {
                kind,
                parent,
                name,
                ids,
            },
        )
    }

    /// The actor comes to stand before the line with this cue.
    pub(crate) fn line(&mut self, id: &str, cue: &str, rust: u32) -> &mut Scene {
        let open = self.app.lesson();
        let line = open
            .and_then(|open| open.play.listing.line_of(cue))
            .unwrap_or(1);
        self.event(id, What::line(cue.into(), line, rust))
    }

    pub(crate) fn state(&mut self, id: &str, state: State) -> &mut Scene {
        let kernel = state == State::Zombie;
        let source = if kernel { Source::Kernel } else { Source::Demo };
        let status = kernel.then_some(0);
        self.event(
            id,
            What::State {
                state,
                source,
                status,
            },
        )
    }

    pub(crate) fn fact(&mut self, id: &str, key: &str, value: &str) -> &mut Scene {
        let (key, value) = (key.into(), value.to_owned());
        self.event(
            id,
            What::Fact {
                key,
                value,
                source: Source::Demo,
            },
        )
    }

    pub(crate) fn blocked(&mut self, id: &str, on: &str) -> &mut Scene {
        self.event(id, What::blocked(on.into(), None))
    }

    pub(crate) fn message(&mut self, from: &str, to: &str, verb: &str, value: &str) -> &mut Scene {
        let actor = if from.starts_with('p') { from } else { to };
        // Who drives by its own line has left it: one that stands before it drives by hand.
        let id: ActorId = actor.parse().unwrap_or_else(|why| panic!("{why}"));
        let world = self.app.lesson().map(|open| open.history.live());
        let by = world.and_then(|world| world.actor(&id));
        if by.is_some_and(|by| by.standing) {
            self.state(actor, State::Running);
        }
        let (from, to) = (from.to_owned(), to.to_owned());
        let value = value.to_owned();
        self.event(
            actor,
            What::Message {
                from,
                to,
                verb: verb.into(),
                value,
            },
        )
    }

    pub(crate) fn output(&mut self, id: &str, text: &str) -> &mut Scene {
        let (stream, text) = (Stream::Stdout, text.to_owned());
        self.event(
            id,
            What::Output {
                stream,
                text,
                open: false,
                unsigned: false,
            },
        )
    }

    pub(crate) fn outcome(
        &mut self,
        verb: &str,
        call: &str,
        value: Result<&str, &str>,
    ) -> &mut Scene {
        let result = if value.is_ok() {
            Comes::Yield
        } else {
            Comes::Raise
        };
        self.event(
            "p0",
            What::Outcome {
                verb: verb.into(),
                call: call.to_owned(),
                result,
                value: value.ok().map(str::to_owned),
                exception: value.err().map(str::to_owned),
            },
        )
    }

    pub(crate) fn ended(&mut self, id: &str, how: How, by: Option<&str>) -> &mut Scene {
        let reaped_by = by.and_then(|by| by.parse().ok());
        self.event(id, What::Ended { how, reaped_by })
    }
}

impl Scene {
    /// A process with so many children.
    pub(crate) fn crowd(&mut self, children: i32) -> &mut Scene {
        self.process("p0", None, 10_000);
        for n in 1..=children {
            self.process(&format!("p0/{n}"), Some("p0"), 10_000 + n);
        }
        self
    }
}

/// Three forks in a row, on the way to eight processes: one waits, one is a zombie, one was reaped, some stand, some run.
pub(crate) fn fork_tree() -> Scene {
    let mut scene = Scene::open("fork-tree", &[]);
    let family: [(&str, Option<&str>, i32, &str); 8] = [
        ("p0", None, 4711, "[4712, 4713, 4715]"),
        ("p0/1", Some("p0"), 4712, "[0, 4714, 4716]"),
        ("p0/2", Some("p0"), 4713, "[0, 0]"),
        ("p0/1/1", Some("p0/1"), 4714, "[0, 0, 4717]"),
        ("p0/3", Some("p0"), 4715, "[0, 0, 0]"),
        ("p0/1/2", Some("p0/1"), 4716, "[0, 4714, 0]"),
        ("p0/1/1/1", Some("p0/1/1"), 4717, "[0, 0, 0]"),
        ("p0/2/1", Some("p0/2"), 4718, "[0, 0, 0]"),
    ];
    for (id, parent, pid, fork) in family {
        scene.process(id, parent, pid).fact(id, "fork", fork);
        scene.line(id, "print", 14).output(id, &format!("2 {pid}"));
    }
    scene
        .state("p0/3", State::Running)
        .state("p0/3", State::Zombie);
    scene.blocked("p0", "os.wait()");
    scene
        .state("p0/2/1", State::Running)
        .state("p0/2/1", State::Zombie);
    scene.ended("p0/3", How::Exit(0), Some("p0"));
    scene.state("p0/1/1/1", State::Running);
    scene.line("p0/1", "wait", 23);
    scene
}

/// Three workers: one works, one stands before the queue, one sleeps; t2 failed and nobody has asked for it.
pub(crate) fn thread_pool() -> Scene {
    let mut scene = Scene::open("thread-pool", &[("workers", "3"), ("tasks", "8")]);
    scene.main(5020).line("p0", "start", 120);
    for n in 1..=3 {
        let ids = Ids {
            tid: Some(5020 + n),
            ..Ids::default()
        };
        let id = format!("p0.t{n}");
        scene.born(&id, Kind::Thread, Some("p0"), &format!("worker {n}"), ids);
        scene.line(&id, "get", 72);
    }
    for n in 1..=6 {
        scene.fact("p0", &format!("t{n}"), "queued");
        scene.message("p0", "tasks", "put", &format!("t{n}"));
    }
    for (n, worker, came) in [(1, 1, "done"), (2, 2, "failed"), (3, 3, "done")] {
        let id = format!("p0.t{worker}");
        scene.message("tasks", &id, "get", &format!("t{n}"));
        scene
            .fact(&id, &format!("t{n}"), "running")
            .state(&id, State::Running);
        scene.fact(&id, &format!("t{n}"), came);
    }
    scene.message("tasks", "p0.t1", "get", "t4");
    scene
        .fact("p0.t1", "task", "t4")
        .state("p0.t1", State::Running);
    scene
        .blocked("p0.t3", "tasks.get()")
        .blocked("p0", "tasks.join()");
    scene.line("p0.t2", "get", 72);
    scene
}

/// The generator is suspended with a line in it, after `next` and one `send`.
pub(crate) fn generator() -> Scene {
    let mut scene = Scene::open("generator", &[]);
    scene.main(6001).line("p0", "make", 80);
    scene.born("p0.g1", Kind::Coroutine, Some("p0"), "g", Ids::default());
    scene
        .state("p0.g1", State::Created)
        .fact("p0.g1", "local pattern", "'python'");
    scene
        .line("p0", "next", 60)
        .message("p0", "p0.g1", "next", "");
    scene.blocked("p0", "next(g)").line("p0.g1", "looking", 11);
    scene
        .output("p0.g1", "Looking for  python")
        .line("p0.g1", "yield", 28);
    scene
        .message("p0.g1", "p0", "yield", "None")
        .state("p0.g1", State::Suspended);
    scene
        .outcome("next", "next(g)", Ok("None"))
        .line("p0", "send", 62);
    scene.message("p0", "p0.g1", "send", "'python generator'");
    scene.blocked("p0", "g.send('python generator')");
    scene.fact("p0.g1", "local line", "'python generator'");
    scene
        .line("p0.g1", "match", 31)
        .output("p0.g1", "python generator");
    scene.line("p0.g1", "yield", 28);
    scene
        .message("p0.g1", "p0", "yield", "None")
        .state("p0.g1", State::Suspended);
    scene.outcome("send", "g.send('python generator')", Ok("None"));
    scene.line("p0", "throw", 64);
    scene
}

/// What the student did by hand afterwards: the exception came out at the caller, and the generator is closed.
pub(crate) fn thrown() -> Scene {
    let mut scene = generator();
    let error = "RuntimeError: You're hosed, add python";
    let call = "g.throw(RuntimeError, \"You're hosed, add python\")";
    scene.message("p0", "p0.g1", "throw", error);
    scene.message("p0.g1", "p0", "raise", error);
    scene.ended("p0.g1", How::Raise(error.to_owned()), None);
    scene
        .outcome("throw", call, Err(error))
        .blocked("p0", "prompt");
    scene
}
