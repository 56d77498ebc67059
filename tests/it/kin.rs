//! The scene of who is whose parent, drawn: a zombie, a stopped process whose step waits, one waited for, an adopted orphan.

use concurrium::app::{Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{How, Ids, Kind, Source, State, What};
use concurrium::view::pane;

use crate::scenes::Scene;
use crate::snapshots::{pane, screen, three};

impl Scene {
    fn forked(&mut self, id: &str, parent: Option<&str>, pid: i32, ppid: i32) -> &mut Scene {
        let ids = Ids {
            pid: Some(pid),
            ppid: Some(ppid),
            ..Ids::default()
        };
        self.born(id, Kind::Process, parent, "process", ids)
    }

    fn kernel(&mut self, id: &str, state: State, status: Option<i32>) -> &mut Scene {
        let source = Source::Kernel;
        self.event(
            id,
            What::State {
                state,
                source,
                status,
            },
        )
    }
}

/// The orphan has been adopted; its parent is a zombie, another was waited for, the first is stopped with a step waiting.
fn family() -> Scene {
    let mut scene = Scene::open("zombie-orphan", &[]);
    scene.forked("p0", None, 4711, 4709).line("p0", "fork", 14);
    scene.forked("p0/1", Some("p0"), 4712, 4711);
    scene.line("p0/1", "exit", 17);
    scene.ended("p0/1", How::Exit(3), Some("p0"));
    scene.forked("p0/2", Some("p0"), 4713, 4711);
    scene.forked("p0/2/1", Some("p0/2"), 4714, 4713);
    scene.blocked("p0/2", "signal.pause()");
    scene.line("p0/2/1", "before", 40);
    scene.output("p0/2/1", "ppid 4713").line("p0", "kill", 50);
    scene.event(
        "p0/2/1",
        What::Fact {
            key: "ppid".into(),
            value: "4709".into(),
            source: Source::Kernel,
        },
    );
    scene.kernel("p0/2", State::Zombie, Some(9));
    scene.line("p0", "look", 62);
    scene.kernel("p0", State::Stopped, None);
    scene
}

#[test]
fn stage_of_kin() {
    let scene = family();
    insta::assert_snapshot!(three(
        "zombie-orphan",
        &scene,
        pane::kin::draw,
        (45, 11),
        (36, 4)
    ));
}

#[test]
fn a_step_that_waits_for_a_stopped_process_is_seen() {
    let mut scene = family();
    for key in ['1', '1'] {
        scene.app.update(Input::Key(Key::char(key)));
    }
    let drawn = pane(&scene, pane::kin::draw, 70, 11);
    assert!(drawn.contains("stopped, a step waits°"), "{drawn}");
}

#[test]
fn when_nobody_can_move_because_of_a_stop_the_way_on_is_said() {
    let mut scene = Scene::open("zombie-orphan", &[]);
    scene.forked("p0", None, 4711, 4709).line("p0", "fork", 14);
    scene.kernel("p0", State::Stopped, None);
    let row = |scene: &Scene| {
        let drawn = screen(&scene.app, 80, 24);
        drawn.lines().nth(22).unwrap_or_default().to_owned()
    };
    let on = " the first is stopped: choose it, press x and c, and it goes on.";
    assert_eq!(row(&scene), on);
    scene.app.update(Input::Key(Key::char('1')));
    let waits = " the first is stopped, and its step waits: choose it, press x and c.";
    assert_eq!(row(&scene), waits);
}

#[test]
fn screens_of_kin() {
    let mut scene = family();
    insta::assert_snapshot!("kin_en_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("kin_en_120x36", screen(&scene.app, 120, 36));
    insta::assert_snapshot!("kin_en_40x12", screen(&scene.app, 40, 12));
    scene.app.lang = Lang::Zh;
    insta::assert_snapshot!("kin_zh_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("kin_zh_120x36", screen(&scene.app, 120, 36));
    scene.app.update(Input::Key(Key::char('x')));
    insta::assert_snapshot!("kin_signal_zh_80x24", screen(&scene.app, 80, 24));
    scene.app.lang = Lang::En;
    insta::assert_snapshot!("kin_signal_en_80x24", screen(&scene.app, 80, 24));
}
