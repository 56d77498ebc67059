//! The lessons whose threads share something, on the screen: the stage, the explorer of every schedule, and what its keys do.

use concurrium::app::{App, Code, Effect, Input, Overlay};
use concurrium::i18n::Lang;
use concurrium::protocol::{ActorId, Body, Ids, Kind, State, What};
use concurrium::view::pane;

use crate::scenes::Scene;
use crate::snapshots::{key, pane, screen, three};

fn thread(scene: &mut Scene, n: u32, name: &str) -> String {
    let id = format!("p0.t{n}");
    let ids = Ids {
        tid: Some(7000 + n.cast_signed()),
        ..Ids::default()
    };
    scene.born(&id, Kind::Thread, Some("p0"), name, ids);
    id
}

/// Two threads of `lost-update`: A has loaded, B stands before its load.
fn lost_update() -> Scene {
    let mut scene = Scene::open("lost-update", &[]);
    scene.main(7000).fact("p0", "shared counter", "0");
    scene.line("p0", "start", 30);
    for (n, name) in [(1, "A"), (2, "B")] {
        let id = thread(&mut scene, n, name);
        scene.fact(&id, "next", "n = counter").line(&id, "load", 10);
    }
    scene.blocked("p0", "A.join()");
    scene.state("p0.t1", State::Running).fact("p0.t1", "n", "0");
    scene
        .fact("p0.t1", "next", "n = 1")
        .line("p0.t1", "add", 11);
    scene
}

/// Three philosophers, each with a fork in hand, in a circle.
fn deadlock() -> Scene {
    let mut scene = Scene::open("deadlock", &[("philosophers", "3")]);
    scene.main(7000).line("p0", "start", 40);
    for fork in 0..3 {
        scene.fact("p0", &format!("lock fork{fork}"), "free");
    }
    for (n, name) in [(1, "A"), (2, "B"), (3, "C")] {
        let id = thread(&mut scene, n, name);
        scene.fact(&id, &format!("lock fork{}", n - 1), name);
    }
    scene.blocked("p0", "A.join()");
    for n in 1..=3_u32 {
        let owner = Some(format!("p0.t{}", n % 3 + 1).parse::<ActorId>().unwrap());
        let on = format!("fork{}.acquire()", n % 3).as_str().into();
        scene.event(&format!("p0.t{n}"), What::blocked(on, owner));
    }
    scene.fact("p0.t3", "deadlock", "A: fork1.acquire() ← B");
    scene
}

#[test]
fn stage_of_threads_that_share() {
    let draw = pane::threads::draw;
    insta::assert_snapshot!(three(
        "lost-update",
        &lost_update(),
        draw,
        (45, 10),
        (30, 4)
    ));
}

#[test]
fn stage_of_a_deadlock_draws_the_circle() {
    insta::assert_snapshot!(pane(&deadlock(), pane::threads::draw, 45, 11));
}

#[test]
fn screens_of_threads_that_share() {
    for (name, mut scene) in [("lost_update", lost_update()), ("deadlock", deadlock())] {
        insta::assert_snapshot!(format!("{name}_en_80x24"), screen(&scene.app, 80, 24));
        insta::assert_snapshot!(format!("{name}_en_120x36"), screen(&scene.app, 120, 36));
        scene.app.lang = Lang::Zh;
        insta::assert_snapshot!(format!("{name}_zh_80x24"), screen(&scene.app, 80, 24));
        insta::assert_snapshot!(format!("{name}_zh_120x36"), screen(&scene.app, 120, 36));
    }
}

#[test]
fn where_nobody_can_move_any_more_playing_ends_and_what_to_try_stays() {
    let mut app = deadlock().app;
    key(&mut app, Code::Char(' '));
    assert!(!app.lesson().unwrap().playing);
    let before = screen(&app, 80, 24);
    assert!(before.contains(" x  schedules "), "{before}");
    key(&mut app, Code::Right);
    assert_eq!(screen(&app, 80, 24), before);
}

/// Opens the explorer and lets the timer come until everything has been looked at.
fn explore(app: &mut App) {
    key(app, Code::Char('x'));
    for _ in 0..10_000 {
        match app.overlays.last() {
            Some(Overlay::EverySchedule(explorer)) if explorer.report.is_none() => {
                app.update(Input::Woken);
            }
            _ => return,
        }
    }
}

#[test]
fn the_explorer_of_every_schedule() {
    let mut scene = lost_update();
    explore(&mut scene.app);
    insta::assert_snapshot!("explorer_en_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("explorer_en_40x12", screen(&scene.app, 40, 12));
    let mut scene = deadlock();
    scene.app.lang = Lang::Zh;
    explore(&mut scene.app);
    let chosen = match scene.app.overlays.last() {
        Some(Overlay::EverySchedule(explorer)) => {
            explorer.report.as_ref().unwrap().outcomes[explorer.at].clone()
        }
        _ => panic!("it is open"),
    };
    assert!(
        chosen.outcome.is_deadlock(),
        "it begins where it goes wrong"
    );
    insta::assert_snapshot!("explorer_zh_80x24", screen(&scene.app, 80, 24));
    insta::assert_snapshot!("explorer_zh_120x36", screen(&scene.app, 120, 36));
}

#[test]
fn a_long_search_goes_on_between_keys_and_is_left_by_one() {
    let mut scene = Scene::open("lost-update", &[("threads", "4"), ("rounds", "10")]);
    key(&mut scene.app, Code::Char('x'));
    let states = |app: &App| match app.overlays.last() {
        Some(Overlay::EverySchedule(explorer)) => explorer.states(),
        _ => 0,
    };
    let before = states(&scene.app);
    let effects = scene.app.update(Input::Woken);
    assert!(effects.contains(&Effect::Wake(1)), "{effects:?}");
    assert!(states(&scene.app) > before);
    key(&mut scene.app, Code::Esc);
    assert!(scene.app.overlays.is_empty());
    assert_eq!(
        scene.app.update(Input::Woken),
        [],
        "nothing is searched any more"
    );
}

#[test]
fn enter_starts_a_run_that_follows_the_schedule_and_u_takes_the_last_step_back() {
    let mut scene = lost_update();
    explore(&mut scene.app);
    let effects = scene
        .app
        .update(Input::Key(concurrium::app::Key::plain(Code::Enter)));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Start(_)))
    );
    let followed = |app: &App| {
        let lockstep = app.lesson().unwrap().lockstep.as_ref().unwrap();
        (lockstep.schedule().to_string(), lockstep.decides())
    };
    assert_eq!(followed(&scene.app), ("AABABB".to_owned(), true));
    // A has taken one step in this one: taking it back leaves nothing to follow.
    let mut scene = lost_update();
    key(&mut scene.app, Code::Char('u'));
    assert_eq!(followed(&scene.app), (String::new(), false));
    assert!(scene.app.lesson().unwrap().history.is_empty(), "a new run");
    key(&mut scene.app, Code::Char('u'));
    assert!(scene.app.notice.is_some(), "there is nothing to take back");
}

#[test]
fn chance_stands_beside_what_is_possible() {
    let mut scene = lost_update();
    explore(&mut scene.app);
    let press = |app: &mut App, code| app.update(Input::Key(concurrium::app::Key::plain(code)));
    let asked = press(&mut scene.app, Code::Char('f'));
    let times = asked.iter().find_map(|effect| match effect {
        Effect::RunFreely(piece) => match &piece.body {
            Body::Freely { id, times } => Some((id.as_str(), *times)),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(times, Some(("lost-update", 1000)));
    assert_eq!(press(&mut scene.app, Code::Char('f')), [], "some go on");
    let outcomes = match scene.app.overlays.last() {
        Some(Overlay::EverySchedule(explorer)) => explorer.report.clone().unwrap().outcomes,
        _ => panic!("it is open"),
    };
    // One of fifty loses.
    for (found, times) in outcomes.iter().zip([20, 980]) {
        let came = Input::CameOut(found.outcome.clone(), times);
        scene.app.update(came);
    }
    scene.app.update(Input::FreelyOver(None));
    insta::assert_snapshot!("explorer_chance_en_80x24", screen(&scene.app, 80, 24));
    assert_ne!(press(&mut scene.app, Code::Char('f')), []);
    let broke_off = Input::FreelyOver(Some("no room".to_owned().into()));
    scene.app.update(broke_off);
    assert_eq!(scene.app.notice.as_deref(), Some("no room"));
    // Who closes the pane looks at them no longer.
    assert_ne!(press(&mut scene.app, Code::Char('f')), []);
    assert_eq!(press(&mut scene.app, Code::Esc), [Effect::EndFreeRuns]);
}

#[test]
fn free_runs_go_on_beside_the_run_and_the_keys() {
    let pty = crate::pty::Pty::start(&["open", "deadlock", "--lang", "en"]);
    pty.wait_for_text("who moves next?");
    pty.send("x");
    pty.wait_for_text("really different");
    pty.send("f");
    pty.wait_for_text("schedules / 1000 free runs");
    pty.send("\x1b");
    pty.wait_for("the pane is closed", |screen| {
        !screen.contents().contains("free runs")
    });
    pty.send("q");
    pty.wait_for_text("producer-consumer"); // at home again
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_deadlock_holds_its_threads_and_not_the_program() {
    let pty = crate::pty::Pty::start(&["open", "deadlock", "--lang", "en"]);
    pty.wait_for_text("who moves next?");
    pty.send("x");
    pty.wait_for_text("really different");
    pty.send("j\r"); // the outcome that is a deadlock
    pty.wait_for_text("schedule ▸AABB");
    pty.send("++++ "); // as fast as they can
    pty.wait_for_text("Deadlock: nobody can move.");
    pty.wait_for_text("A ─ waits for ▶ fork1 ─ held by ▶ B");
    pty.send("q");
    pty.wait_for_text("producer-consumer"); // at home again
    pty.wait_for("no run is shown", |screen| {
        !screen.contents().contains("Deadlock:")
    });
}
