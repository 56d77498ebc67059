//! `gil` on the screen: while it runs, and when everything is measured.

use std::process::Command as Program;

use concurrium::app::{Code, Input, Key};
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, How, Ids, Kind, State, What};

use crate::scenes::Scene;
use crate::snapshots::screen;

#[test]
fn python3_is_asked_for_where_it_can_be() {
    let refused = Program::new(env!("CARGO_BIN_EXE_concurrium"))
        .args(["run", "fork-tree", "--do", "python3"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("--do python3 goes with gil"), "{said}");
    let mut scene = measured();
    scene.app.update(Input::Key(Key::char('P')));
    assert_eq!(scene.app.notice, None);
    scene.blocked("p0", "t1.join()");
    scene.app.update(Input::Key(Key::char('P')));
    let notice = scene.app.notice.clone().unwrap();
    assert!(notice.contains("t1.join()"), "{notice}");
}

/// Three threads at the GIL: t1 has it, t2 has asked for it, t3 and main wait as well.
fn racing() -> Scene {
    let mut scene = Scene::open("gil", &[("threads", "3")]);
    scene.main(7001).line("p0", "start", 40);
    scene.state("p0", State::Running);
    for n in 1..=3 {
        let ids = Ids {
            tid: Some(7001 + n),
            ..Ids::default()
        };
        let (id, name) = (format!("p0.t{n}"), format!("t{n}"));
        scene.born(&id, Kind::Thread, Some("p0"), &name, ids);
    }
    let t1: ActorId = "p0.t1".parse().unwrap();
    for waiter in ["p0", "p0.t3", "p0.t2"] {
        let (on, owner) = ("GIL".into(), Some(t1.clone()));
        scene.event(waiter, What::blocked(on, owner));
    }
    scene
}

/// The same after its end: threads and processes are measured, and so is python3.
pub(crate) fn measured() -> Scene {
    let mut scene = racing();
    for n in 1..=3 {
        scene.ended(&format!("p0.t{n}"), How::Return("None".to_owned()), None);
    }
    let lane = |letters: &str| letters.repeat(5);
    for (key, value) in [
        ("switches", "59".to_owned()),
        ("c", "2741003".to_owned()),
        ("lost", "258997".to_owned()),
        ("threads wall", "0.29".to_owned()),
        ("threads cores", "1.0".to_owned()),
        ("lane p0.t1", lane("hhhhwwwwwwww")),
        ("lane p0.t2", lane("wwwwhhhhwwww")),
        ("lane p0.t3", lane("wwwwwwwwhhkb")),
    ] {
        scene.fact("p0", key, &value);
    }
    scene.output("p0", "threads: 0.29 s, 1.0 cores");
    scene.line("p0", "lost", 120).output("p0", "c = 2741003");
    scene.state("p0", State::Running).line("p0", "wait", 90);
    for n in 4..=6 {
        let id = format!("p0/{n}");
        scene.process(&id, Some("p0"), 7004 + n);
        scene.ended(&id, How::Exit(0), Some("p0"));
        scene.fact("p0", &format!("lane {id}"), &lane("hhhhhhkhhh.."));
    }
    for (key, value) in [
        ("processes wall", "0.16"),
        ("processes cores", "1.9"),
        ("python3", "3.11.7"),
        ("python3 threads wall", "0.19"),
        ("python3 threads cores", "1.0"),
        ("python3 lost", "0"),
        ("python3 processes wall", "0.11"),
        ("python3 processes cores", "1.9"),
    ] {
        scene.fact("p0", key, value);
    }
    scene.output("p0", "processes: 0.16 s, 1.9 cores");
    scene.blocked("p0", "prompt");
    scene
}

#[test]
fn the_lesson_on_the_screen() {
    for (name, mut scene) in [("racing", racing()), ("measured", measured())] {
        for lang in [Lang::En, Lang::Zh] {
            scene.app.lang = lang;
            for (width, height) in [(80, 24), (120, 36), (40, 12)] {
                let name = format!("gil_{name}_{}_{width}x{height}", lang.code());
                insta::assert_snapshot!(name, screen(&scene.app, width, height));
            }
        }
    }
}

#[test]
fn a_free_threaded_python3_is_seen_for_what_it_is_with_its_figures() {
    let mut scene = measured();
    scene.fact("p0", "python3", "3.14.10");
    scene.fact("p0", "python3 build", "free-threaded");
    for gil in ["off", "on"] {
        scene.fact("p0", "python3 gil", gil);
        for lang in Lang::ALL {
            scene.app.lang = lang;
            let seen = screen(&scene.app, 80, 24);
            let heading = format!("3.14.10t, GIL {gil}");
            let said = format!(
                "sys._is_gil_enabled() {}",
                if lang == Lang::En { "is" } else { "为" }
            );
            let truth = if gil == "off" { "False" } else { "True" };
            for wanted in [heading.as_str(), &said, truth, "0.19"] {
                assert!(seen.contains(wanted), "{wanted} isn't on\n{seen}");
            }
        }
    }
}

#[test]
fn the_prompt_at_the_end_says_what_this_lesson_offers() {
    let mut scene = measured();
    let before = screen(&scene.app, 80, 24);
    assert!(before.contains(" P  python3 "), "{before}");
    scene.app.update(Input::Key(Key::plain(Code::Right)));
    assert_eq!(screen(&scene.app, 80, 24), before, "→ takes nothing away");
    scene.app.update(Input::Key(Key::char('1')));
    let notice = scene.app.notice.clone().unwrap();
    assert!(notice.contains("P runs it on python3"), "{notice}");
}
