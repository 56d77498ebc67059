//! The wording, case by case, in both languages.
#![expect(
    clippy::unwrap_used,
    reason = "a test's trace is possible unless it says otherwise"
)]

mod scripts;
mod signals;

use std::sync::Arc;

use super::*;
use crate::narrate::note::filled;
use crate::protocol::Ids;

struct Told {
    world: World,
    said: [Option<String>; 2],
}

impl Told {
    /// A process 4711 with the forked child 4712, the thread `worker 1` and the generator `g`.
    fn new() -> Self {
        let mut told = Self {
            world: World::default(),
            said: [None, None],
        };
        let ids = |pid, ppid| Ids {
            pid: Some(pid),
            ppid: Some(ppid),
            ..Ids::default()
        };
        told.born("p0", Kind::Process, None, "first", ids(4711, 4000));
        told.born("p0/1", Kind::Process, Some("p0"), "child", ids(4712, 4711));
        let tid = Ids {
            tid: Some(5021),
            ..Ids::default()
        };
        told.born("p0.t1", Kind::Thread, Some("p0"), "worker 1", tid);
        told.born("p0.g1", Kind::Coroutine, Some("p0"), "g", Ids::default());
        told
    }

    fn born(&mut self, id: &str, kind: Kind, parent: Option<&str>, name: &str, ids: Ids) {
        let parent = parent.map(|id| id.parse().unwrap());
        let name = name.to_owned();
        self.tell(
            id,
            What::Born {
                kind,
                parent,
                name,
                ids,
            },
        );
    }

    /// What is said of an event, in English and in Chinese.
    fn tell(&mut self, actor: &str, what: What) -> [&str; 2] {
        let event = Event {
            seq: self.world.seq + 1,
            t_ns: 0,
            actor: actor.parse().unwrap(),
            what,
        };
        self.world.apply(&event).unwrap();
        self.said = [Lang::En, Lang::Zh].map(|lang| sentence(&event, &self.world, lang));
        self.said
            .each_ref()
            .map(|said| said.as_deref().unwrap_or("—"))
    }

    fn fact(&mut self, actor: &str, key: &str, value: &str, source: Source) -> [&str; 2] {
        let (key, value) = (Arc::from(key), value.to_owned());
        self.tell(actor, What::Fact { key, value, source })
    }

    fn message(&mut self, actor: &str, from: &str, verb: &str, value: &str, to: &str) -> [&str; 2] {
        self.tell(
            actor,
            What::Message {
                from: from.into(),
                to: to.into(),
                verb: Arc::from(verb),
                value: value.into(),
            },
        )
    }

    fn zombie(&mut self, actor: &str, status: Option<i32>) -> [&str; 2] {
        let (state, source) = (State::Zombie, Source::Kernel);
        self.tell(
            actor,
            What::State {
                state,
                source,
                status,
            },
        )
    }

    fn ended(&mut self, actor: &str, how: How, by: Option<&str>) -> [&str; 2] {
        let reaped_by = by.map(|id| id.parse().unwrap());
        self.tell(actor, What::Ended { how, reaped_by })
    }

    fn filled(&self, actor: &str, note: &str) -> String {
        let actor = self.world.actor(&actor.parse().unwrap()).unwrap();
        filled(note, actor, &self.world)
    }
}

#[test]
fn births_say_who_made_whom() {
    let mut told = Told::new();
    assert_eq!(
        told.said[0].as_deref().unwrap(),
        "**4711** made **g**; nothing of its body has run yet"
    );
    let ids = Ids {
        pid: Some(4713),
        tid: Some(7),
        ..Ids::default()
    };
    told.born("p0/2", Kind::Process, Some("p0"), "child", ids);
    assert_eq!(
        told.said,
        [
            Some("**4711** forked **4713**".into()),
            Some("**4711** fork 出 **4713**".into())
        ]
    );
    told.born("p0.t2", Kind::Thread, Some("p0"), "worker 2", ids);
    assert_eq!(
        told.said,
        [
            Some("**4711** started the thread **worker 2** (tid 7)".into()),
            Some("**4711** 启动了线程 **worker 2**（tid 7）".into())
        ]
    );
}

#[test]
fn fork_returns_twice() {
    let mut told = Told::new();
    assert_eq!(
        told.fact("p0/1", "fork", "[4700, 0]", Source::Demo),
        [
            "`fork()` returned 0 in **4712**: it is the child",
            "`fork()` 在 **4712** 中返回 0：它是子进程"
        ]
    );
    assert_eq!(
        told.fact("p0", "fork", "[0, 4712]", Source::Demo),
        [
            "`fork()` returned 4712 in **4711**: it is the parent",
            "`fork()` 在 **4711** 中返回 4712：它是父进程"
        ]
    );
    assert_eq!(
        told.fact("p0", "fork", "[]", Source::Demo)[0],
        "**4711**: `fork` is `[]`"
    );
}

#[test]
fn facts_say_where_they_come_from() {
    let mut told = Told::new();
    assert_eq!(
        told.fact("p0", "cwd", "/", Source::Kernel),
        [
            "**4711**: `cwd` is `/`, says the kernel",
            "**4711**：内核显示 `cwd` 为 `/`"
        ]
    );
    assert_eq!(
        told.fact("p0.t1", "task", "t3", Source::Demo)[0],
        "**worker 1**: `task` is `t3`"
    );
    assert_eq!(
        told.fact("p0.t1", "gil", "held", Source::Model)[0],
        "**worker 1**: `gil` is `held`, in the model"
    );
    assert_eq!(
        told.fact("p0.t1", "task", "", Source::Demo)[1],
        "**worker 1**：现在没有 `task`"
    );
}

#[test]
fn standing_and_waiting() {
    let mut told = Told::new();
    let (line, rust) = (8, 20);
    let cue = Arc::from("print");
    assert_eq!(
        told.tell("p0/1", What::line(cue, line, rust)),
        ["**4712** stands before line 8", "**4712** 停在第 8 行之前"]
    );
    let mut blocked = |on: &str, owner: Option<&str>| {
        let (on, owner) = (Arc::from(on), owner.map(|id| id.parse().unwrap()));
        told.tell("p0", What::blocked(on, owner)).map(str::to_owned)
    };
    assert_eq!(
        blocked("os.wait()", None),
        [
            "**4711** waits for `os.wait()`",
            "**4711** 在等待 `os.wait()`"
        ]
    );
    assert_eq!(blocked("p0/1", None)[0], "**4711** waits for **4712**");
    assert_eq!(
        blocked("lock.acquire()", Some("p0.t1"))[0],
        "**4711** waits for `lock.acquire()`, which **worker 1** holds"
    );
    assert_eq!(
        blocked("next(g)", Some("p0.g1")),
        [
            "**4711** waits in `next(g)` until **g** yields or ends",
            "**4711** 停在 `next(g)` 里，等 **g** 产出一个值或结束"
        ]
    );
    assert_eq!(
        blocked("prompt", None),
        [
            "**4711** waits at the prompt for what you do next",
            "**4711** 停在提示符处，等你下一步操作"
        ]
    );
}

#[test]
fn a_zombie_is_what_the_kernel_shows() {
    let mut told = Told::new();
    assert_eq!(
        told.zombie("p0/1", Some(3 << 8)),
        [
            "The kernel shows **4712** as Z: it has ended (exit 3) and nobody has waited for it",
            "内核显示 **4712** 的状态为 Z：它已经结束（退出码 3），但还没有进程 wait 它"
        ]
    );
    assert_eq!(
        told.zombie("p0/1", Some(9))[0],
        "The kernel shows **4712** as Z: it has ended (killed by signal 9 (SIGKILL)) and nobody has waited for it"
    );
    assert!(told.zombie("p0/1", None)[0].contains("it has ended and nobody"));
}

#[test]
fn ends_say_who_waited() {
    assert_eq!(
        Told::new().ended("p0/1", How::Exit(0), Some("p0")),
        [
            "**4711** waited for **4712**: exit 0",
            "**4711** 等到了 **4712**：退出码 0"
        ]
    );
    assert_eq!(
        Told::new().ended("p0/1", How::Signal(9), None),
        [
            "**4712** was an orphan; the stage's warden adopted it (normally pid 1 does) and waited for it: killed by signal 9 (SIGKILL)",
            "**4712** 成了孤儿，由看管舞台的进程收养（通常是 1 号进程）并 wait：被信号 9（SIGKILL）终止"
        ]
    );
    assert_eq!(
        Told::new().ended("p0", How::Exit(0), None)[0],
        "**4711** has ended: exit 0"
    );
    let raised = How::Raise("ValueError: no".into());
    assert_eq!(
        Told::new().ended("p0.t1", raised, None),
        [
            "**worker 1** has ended: ✗ `ValueError: no`",
            "**worker 1** 结束了：✗ `ValueError: no`"
        ]
    );
    let returned = How::Return("None".into());
    assert_eq!(
        Told::new().ended("p0.g1", returned, None)[0],
        "**g** has ended: returned `None`"
    );
}

#[test]
fn each_verb_has_its_own_words() {
    let mut told = Told::new();
    let mut said =
        |from, verb, value, to| told.message("p0", from, verb, value, to).map(str::to_owned);
    let english = [
        (
            said("p0", "next", "None", "p0.g1"),
            "**4711** asks **g** for its next value",
        ),
        (
            said("p0", "send", "'x'", "p0.g1"),
            "**4711** sends `'x'` into **g**",
        ),
        (
            said("p0", "throw", "KeyError(1)", "p0.g1"),
            "**4711** throws `KeyError(1)` into **g**",
        ),
        (
            said("p0", "close", "", "p0.g1"),
            "**4711** asks **g** to close",
        ),
        (
            said("p0.g1", "yield", "'final here'", "p0"),
            "**g** yields `'final here'` to **4711**",
        ),
        (
            said("p0.g1", "return", "None", "p0"),
            "**g** returns `None` to **4711**",
        ),
        (
            said("p0.g1", "raise", "KeyError: 1", "p0"),
            "`KeyError: 1` comes out of **g** at **4711**",
        ),
        (
            said("p0", "put", "'t1'", "tasks"),
            "**4711** puts `'t1'` into **tasks**",
        ),
        (
            said("tasks", "get", "'t1'", "p0.t1"),
            "**worker 1** takes `'t1'` out of **tasks**",
        ),
        (
            said("p0", "wave", "5", "p0.t1"),
            "**4711** passes `5` to **worker 1** (`wave`)",
        ),
    ];
    for (said, expected) in english {
        assert_eq!(said[0], expected);
    }
    assert_eq!(
        said("p0", "send", "'x'", "p0.g1")[1],
        "**4711** 把 `'x'` 送进 **g**"
    );
    assert_eq!(
        said("tasks", "get", "'t1'", "p0.t1")[1],
        "**worker 1** 从 **tasks** 取出 `'t1'`"
    );
}

#[test]
fn outcomes_read_as_python() {
    let mut told = Told::new();
    let mut outcome = |call: &str, result, value: Option<&str>, exception: Option<&str>| {
        let what = What::Outcome {
            verb: Arc::from("send"),
            call: call.into(),
            result,
            value: value.map(Into::into),
            exception: exception.map(Into::into),
        };
        told.tell("p0", what).map(str::to_owned)
    };
    assert_eq!(
        outcome("g.send('x')", Comes::Yield, Some("None"), None),
        [
            "`g.send('x')` → yields `None`",
            "`g.send('x')` → 产出 `None`"
        ]
    );
    assert_eq!(
        outcome("g.close()", Comes::Return, None, None)[0],
        "`g.close()` → returns `None`"
    );
    assert_eq!(
        outcome(
            "g.close()",
            Comes::Raise,
            None,
            Some("RuntimeError: generator ignored GeneratorExit")
        ),
        [
            "`g.close()` → raises `RuntimeError: generator ignored GeneratorExit`",
            "`g.close()` → 抛出 `RuntimeError: generator ignored GeneratorExit`"
        ]
    );
}

#[test]
fn printing_and_being_refused() {
    let mut told = Told::new();
    let mut output = |stream, text: &str| {
        let text = text.to_owned();
        told.tell("p0", What::output(stream, text))
            .map(str::to_owned)
    };
    assert_eq!(
        output(Stream::Stdout, "a `b`"),
        ["**4711** prints `` a `b` ``", "**4711** 输出 `` a `b` ``"]
    );
    assert_eq!(
        output(Stream::Stderr, "x")[0],
        "**4711** prints to stderr: `x`"
    );
    assert_eq!(output(Stream::Stdout, "")[1], "**4711** 输出一个空行");
    assert_eq!(
        output(Stream::Stdin, "abc"),
        ["**4711** reads `abc`", "**4711** 读到 `abc`"]
    );
    assert_eq!(output(Stream::Stdin, "")[0], "**4711** reads an empty line");
    let waits = What::blocked("os.waitpid(4712, 0)".into(), Some("p0/1".parse().unwrap()));
    assert_eq!(
        told.tell("p0", waits)[0],
        "**4711** waits in `os.waitpid(4712, 0)` until **4712** has ended"
    );
    let what = What::Refused {
        what: Arc::from("fork"),
        why: "1024 processes are enough".into(),
        said: None,
    };
    assert_eq!(
        told.tell("p0", what),
        [
            "**4711** asked for `fork` and was refused: 1024 processes are enough",
            "**4711** 请求 `fork` 被拒绝：1024 processes are enough"
        ]
    );
}

#[test]
fn what_the_next_event_says_anyway_is_silent() {
    let mut told = Told::new();
    let (source, status) = (Source::Demo, None);
    let state = State::Running;
    told.tell(
        "p0",
        What::State {
            state,
            source,
            status,
        },
    );
    assert_eq!(told.said, [None, None]);
    told.tell("p0", What::Unblocked { on: Arc::from("x") });
    assert_eq!(told.said, [None, None]);
}

#[test]
fn a_note_is_filled_in_with_what_is_known() {
    let mut told = Told::new();
    told.fact("p0", "fork", "[0, 4712]", Source::Demo);
    told.fact("p0.t1", "local line", "'{pid}'", Source::Demo);
    let note = "{actor}/{name}: pid {pid}, ppid {ppid}; got {fork-last} of {fork}";
    assert_eq!(
        told.filled("p0", note),
        "4711/first: pid 4711, ppid 4000; got 4712 of [0, 4712]"
    );
    assert_eq!(
        told.filled("p0.t1", "{actor} is tid {tid} of {pid}: {local line}"),
        "worker 1 is tid 5021 of 4711: '{pid}'"
    );
    // Nothing known about it, and nothing of a placeholder in it.
    assert_eq!(
        told.filled("p0", "[{tid}{no such}] `{}` `{'a': {1}}` {"),
        "[] `{}` `{'a': {1}}` {"
    );
    // Later news than what was so at birth.
    told.fact("p0/1", "ppid", "1", Source::Kernel);
    assert_eq!(told.filled("p0/1", "{ppid}"), "1");
}

#[test]
fn what_is_behind_a_hand_over_is_said_with_the_runs_own_knobs() {
    let said = |id: &str, knobs: &[(&str, &str)], on: &str| {
        let lesson = crate::lessons::built_in().unwrap().open(id).unwrap();
        let mut settings = lesson.defaults();
        for (knob, value) in knobs {
            settings.set(lesson, knob, value).unwrap();
        }
        let mut world = Told::new().world;
        let (on, owner) = (on.into(), Some(ActorId::root()));
        let event = Event {
            seq: world.seq + 1,
            t_ns: 0,
            actor: "p0.t1".parse().unwrap(),
            what: What::blocked(on, owner),
        };
        world.apply(&event).unwrap();
        paragraphs(lesson, &settings, &event, &world, Lang::En, &[])
    };
    let waits = said("gil", &[("interval", "50")], "GIL");
    assert_eq!(waits.len(), 2);
    assert!(
        waits[1].contains("When 50 ms have brought no switch"),
        "{waits:?}"
    );
    assert!(said("gil", &[], "sleep(0.1)")[1].contains("without the GIL"));
    // Nothing is behind what isn't about the lock.
    assert_eq!(said("gil", &[], "t1.join()").len(), 1);
    assert_eq!(said("thread-pool", &[], "sleep(0.1)").len(), 1);
}
