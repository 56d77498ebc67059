//! Scenarios of the explorer without a terminal: keys in, and where one is then, who was let go, what is said.

use concurrium::app::{
    About, Asks, Code, Effect, Input, Key, Overlay, Page, Pane, Run, Screen, Tab, Target,
};
use concurrium::protocol::{ActorId, Event, Verb};

use crate::fake::{Session, born, child, g, line, p0};

fn event(seq: u64, actor: ActorId, what: concurrium::protocol::What) -> Input {
    Input::Happened(Event {
        seq,
        t_ns: 0,
        actor,
        what,
    })
}

#[test]
fn stepping_goes_round_and_time_goes_both_ways() {
    let mut s = Session::lesson("fork-tree");
    assert_eq!(s.where_one_is(), "LIVE 2 of 2");
    for (keys, place, permits) in [
        ("→", "LIVE 4 of 4", "p0"),
        ("→", "LIVE 5 of 5", "p0/1"),
        ("l", "LIVE 6 of 6", "p0"),
        ("←", "PAST 5 of 6", ""),
        ("h ←", "PAST 3 of 6", ""),
        ("→", "PAST 4 of 6", ""),
        ("→ →", "LIVE 6 of 6", ""),
        ("→", "LIVE 7 of 7", "p0/1"),
        ("Home", "PAST 1 of 7", ""),
        ("←", "PAST 1 of 7", ""),
        ("End", "LIVE 7 of 7", ""),
    ] {
        s.keys(keys);
        assert_eq!(
            (s.where_one_is(), s.permits()),
            (place.into(), permits.into()),
            "{keys}"
        );
    }
}

#[test]
fn the_world_one_looks_at_is_the_cursors() {
    let mut s = Session::lesson("fork-tree");
    s.keys("→ Home");
    assert_eq!(s.open().world.actors().len(), 1);
    s.keys("→ → →");
    assert_eq!(s.open().past, None);
    assert_eq!(&s.open().world, s.open().history.live());
    // The past stays where it is while the run goes on.
    s.held = true;
    s.keys("→ ←");
    let (past, place) = (s.open().past, s.open().world.clone());
    s.deliver();
    assert_eq!((s.open().past, &s.open().world), (past, &place));
    assert!(s.open().history.len() > past.expect("the past") + 1);
}

#[test]
fn a_digit_lets_that_row_move_and_comes_back_to_live() {
    let mut s = Session::lesson("fork-tree");
    s.keys("→ Home");
    s.permits();
    s.keys("End 2");
    assert_eq!(s.permits(), "p0/1");
    s.keys("← 1");
    assert_eq!(
        (s.permits().as_str(), s.where_one_is().as_str()),
        ("p0", "LIVE 6 of 6")
    );
    s.keys("9");
    assert_eq!(s.notice(), "There is no such actor.");
    s.keys("1"); // it waits for its child now
    s.permits();
    s.keys("1");
    assert_eq!(
        (s.permits(), s.notice()),
        (String::new(), "100 can't move: it waits for os.wait().")
    );
    s.keys("2"); // the child exits and is waited for
    assert_eq!(s.permits(), "p0/1");
    s.keys("2");
    assert_eq!(s.notice(), "101 has ended.");
    s.keys("1");
    assert_eq!(s.open().run, Run::Over);
    s.keys("→");
    assert!(
        !concurrium::app::next::next(&s.app).is_empty(),
        "what to try next stands there"
    );
}

#[test]
fn what_was_tried_is_suggested_no_more() {
    let mut app = crate::scenes::Scene::open("three-ways", &[]).app;
    let mut suggested = Vec::new();
    loop {
        app.update(Input::Over(None));
        let Some(knobs) = app.lesson().and_then(|open| open.suggested()) else {
            break;
        };
        suggested.extend(knobs);
        // The settings that are suggested stand in the form already.
        app.update(Input::Key(Key::char('o')));
        app.update(Input::Key(Key::plain(Code::Enter)));
        app.update(Input::Started);
    }
    let tried = ["crash", "block"].map(|value| ("question".to_owned(), value.to_owned()));
    assert_eq!(suggested, tried);
}

#[test]
fn a_permit_on_its_way_isnt_given_again() {
    let mut s = Session::lesson("fork-tree");
    s.held = true;
    s.keys("→ → 1 Enter");
    assert_eq!(s.permits(), "p0");
    assert_eq!(
        s.notice(),
        "100 has its permit already and hasn't answered yet."
    );
    s.deliver();
    s.keys("1");
    assert_eq!(s.permits(), "p0");
    // Output on the way to the next line is no answer.
    let said = s.stage.says.pop_front().expect("it prints");
    s.app.update(said);
    s.keys("1");
    assert_eq!(s.permits(), "");
}

#[test]
fn playing_steps_by_the_timer_which_runs_only_while_it_is_needed() {
    let mut s = Session::lesson("fork-tree");
    assert_eq!(s.timer, None);
    s.keys("space");
    assert_eq!((s.permits().as_str(), s.timer), ("", Some(1000)));
    s.tick();
    assert_eq!(s.permits(), "p0");
    s.keys("+ >");
    assert_eq!(s.timer, Some(250));
    s.keys("space");
    assert_eq!(s.timer, None);
    s.keys("space").tick().tick().tick().tick().tick();
    assert_eq!(s.permits(), "p0/1 p0 p0/1 p0 p0");
    assert_eq!(
        (s.timer, s.open().playing, &s.open().run),
        (None, false, &Run::Over)
    );
    // Played again, the past ends at the live end.
    s.keys("Home space");
    for _ in 1..s.open().history.beats() {
        s.tick();
    }
    assert_eq!(
        (s.open().past, s.open().playing, s.timer),
        (None, false, None)
    );
    // What there is to try stays below.
    s.keys("space");
    assert_eq!((s.open().playing, s.notice()), (false, ""));
}

#[test]
fn nobody_standing_needs_no_timer() {
    let mut s = Session::lesson("fork-tree");
    s.held = true;
    s.keys("space").tick();
    assert_eq!((s.permits().as_str(), s.timer), ("p0", None));
    s.deliver();
    assert_eq!(s.timer, Some(1000));
}

#[test]
fn at_full_speed_everyone_goes_once_as_they_stand() {
    let mut s = Session::lesson("fork-tree");
    s.keys("+ + + + + +");
    s.keys("space");
    assert_eq!(s.permits(), "p0 p0 p0/1 p0 p0/1 p0");
    assert_eq!((s.timer, &s.open().run), (None, &Run::Over));
    s.keys("- - - - - - - - -");
    assert_eq!(s.open().speed, 0);
}

#[test]
fn g_is_driven_by_hand_in_every_state_and_from_the_past() {
    let mut s = Session::lesson("generator");
    s.keys("n");
    assert_eq!(s.effects.pop(), Some(Effect::Do(p0(), Verb::Next)));
    s.keys("→ → ← c");
    assert_eq!(s.permits(), "p0 p0.g1");
    assert_eq!(s.open().past, None);
    s.keys("→");
    assert_eq!(s.notice(), "", "what there is to try stays on the screen");
    s.keys("1");
    assert_eq!(
        s.notice(),
        "The script is over: n s t c drive the generator, r restarts."
    );
    s.keys("2");
    assert!(s.notice().starts_with("g is suspended"), "{}", s.notice());
    assert_eq!(s.open().rows(), [p0(), g()]);
}

#[test]
fn the_prompt_keeps_what_cannot_be_read_and_says_why() {
    let mut s = Session::lesson("generator");
    s.keys("s '\"q Enter");
    let Some(Overlay::Prompt(prompt)) = s.app.overlays.last() else {
        panic!("the prompt is gone")
    };
    assert_eq!((prompt.asks, prompt.input.value()), (Asks::Send, "\"q"));
    assert!(
        prompt
            .error
            .as_ref()
            .is_some_and(|error| error.contains("quote"))
    );
    assert_eq!(s.effects, []);
    s.keys("' \" Enter");
    let value = "\"q\"".to_owned();
    assert_eq!(
        s.effects.pop(),
        Some(Effect::Do(p0(), Verb::Send { value }))
    );
    assert!(s.app.overlays.is_empty());

    s.keys("t 'RuntimeErorr Enter");
    let Some(Overlay::Prompt(prompt)) = s.app.overlays.last() else {
        panic!("the prompt is gone")
    };
    assert!(
        prompt
            .error
            .as_ref()
            .is_some_and(|error| error.contains("RuntimeError"))
    );
    s.keys("Esc t");
    s.input(Input::Paste("RuntimeError \"hosed\"\n".into()));
    s.keys("Enter");
    let what = "RuntimeError \"hosed\"".to_owned();
    assert_eq!(
        s.effects.pop(),
        Some(Effect::Do(p0(), Verb::Throw { what }))
    );
}

#[test]
fn keys_of_another_lesson_do_nothing() {
    let mut s = Session::lesson("fork-tree");
    s.keys("n s t c e");
    assert!(s.app.overlays.is_empty() && s.effects.is_empty());
}

#[test]
fn a_silent_failure_is_asked_for_once_main_is_back() {
    let mut s = Session::lesson("thread-pool");
    assert_eq!(s.open().world.unseen_failure(), Some(2));
    s.keys("e");
    assert_eq!(
        s.notice(),
        "main is blocked in tasks.join(): t2 can be asked when it is back."
    );
    s.keys("2");
    s.permits();
    s.keys("e");
    let task = "t2".to_owned();
    assert_eq!(
        s.effects.pop(),
        Some(Effect::Do(p0(), Verb::Result { task }))
    );
    s.keys("e");
    assert_eq!(s.notice(), "No task has failed unseen.");
}

#[test]
fn the_knobs_are_changed_and_applied() {
    let mut s = Session::lesson("fork-tree");
    s.keys("+ v o → ↓ → Enter");
    let Some(Effect::Start(piece)) = s.effects.last() else {
        panic!("{:?}", s.effects)
    };
    assert_eq!(
        (
            piece.body.id(),
            piece.settings.get("forks"),
            piece.settings.get("shape")
        ),
        ("fork-tree", "4", "chain")
    );
    assert_eq!(
        (s.open().speed, s.open().tab),
        (3, Tab::Rust),
        "the way one looks stays"
    );

    s.effects.clear();
    s.keys("[ '9 Enter"); // 49
    let Some(Overlay::Knobs(form)) = s.app.overlays.last() else {
        panic!("the form is gone")
    };
    assert_eq!((form.at, form.values[0].value()), (0, "49"));
    assert!(
        form.error
            .as_ref()
            .is_some_and(|error| error.contains("from 1 to 10"))
    );
    assert!(s.effects.is_empty());
    s.input(Input::Click(Target::Knob(1)));
    s.keys("← Esc");
    assert_eq!(
        s.open().play.settings.get("shape"),
        "chain",
        "Esc leaves all as it was"
    );
}

#[test]
fn restarting_starts_anew() {
    let mut s = Session::lesson("fork-tree");
    s.held = true;
    s.keys("→ space r");
    assert!(matches!(s.effects.last(), Some(Effect::Start(_))));
    assert_eq!((s.timer, s.open().history.len()), (None, 0));
    // What the run before still had to say comes too late.
    let effects = s.app.update(event(3, child(), line("print")));
    assert_eq!((effects, s.open().history.len()), (vec![], 0));
    s.keys("→");
    assert_eq!(s.notice(), "The run is starting.");
    s.deliver();
    assert_eq!(s.where_one_is(), "LIVE 2 of 2");
}

#[test]
fn an_impossible_event_ends_the_run_and_says_so() {
    let mut s = Session::lesson("fork-tree");
    s.keys("space");
    s.input(event(99, p0(), line("fork")));
    assert!(s.effects.contains(&Effect::Stop) && s.timer.is_none());
    let Run::Failed(why) = s.open().run.clone() else {
        panic!("{:?}", s.open().run)
    };
    s.input(Input::Over(None)); // the stage's goodbye
    assert_eq!(s.open().run, Run::Failed(why.clone()));
    s.keys("→");
    assert_eq!(s.notice(), "", "why stands below already");
    s.keys("←");
    assert_eq!(
        s.where_one_is(),
        "PAST 1 of 2",
        "what there is can be looked at"
    );

    let mut s = Session::lesson("fork-tree");
    s.input(Input::Over(Some("no more processes".to_owned().into())));
    assert_eq!(s.open().run, Run::Failed("no more processes".into()));
}

#[test]
fn home_chooses_finds_and_opens() {
    let mut s = Session::home();
    // Below the lessons is one's own script.
    let last = crate::shelf::all().len();
    s.keys("G ↓ k j");
    assert_eq!(s.app.chosen, last);
    s.keys("g k / 'GENER");
    assert_eq!(crate::shelf::all()[s.app.chosen].id, "generator");
    s.keys("'zz");
    let Some(Overlay::Prompt(prompt)) = s.app.overlays.last() else {
        panic!("the prompt is gone")
    };
    assert!(
        prompt
            .error
            .as_ref()
            .is_some_and(|error| error.contains("GENERzz"))
    );
    s.keys("Backspace Backspace Enter Enter");
    assert_eq!(s.open().play.lesson.id, "generator");
    s.keys("q");
    assert!(matches!(s.app.screen, Screen::Home));
    assert_eq!(s.effects.last(), Some(&Effect::Stop));
    s.input(event(1, p0(), line("late")));
    s.keys("q");
    assert_eq!(s.effects.last(), Some(&Effect::Quit));
}

#[test]
fn leaving_suspending_language_and_debug_work_over_anything() {
    let mut s = Session::lesson("generator");
    s.keys("s ^Z");
    assert_eq!(s.effects.pop(), Some(Effect::Suspend));
    s.keys("F12 ^C");
    assert!(s.app.debug);
    assert_eq!(s.effects, [Effect::Stop, Effect::Quit]);
    s.keys("Esc L ? L");
    assert_eq!(s.app.lang, concurrium::i18n::Lang::En);
    s.keys("↓ PgDn ↑");
    assert!(matches!(
        s.app.overlays[..],
        [Overlay::Page(Page {
            about: About::Keys,
            at: 10
        })]
    ));
    s.keys("q a q");
    assert!(s.app.overlays.is_empty() && s.app.lesson().is_some());
}

#[test]
fn the_stage_selects_and_other_panes_scroll() {
    let mut s = Session::lesson("fork-tree");
    s.keys("→ ↑");
    assert_eq!(s.open().selected, Some(p0()));
    s.keys("↓");
    assert_eq!(s.open().selected, Some(child()));
    s.permits();
    s.keys("Enter");
    assert_eq!(s.permits(), "p0/1");
    s.keys("Tab BackTab BackTab BackTab");
    assert_eq!(s.open().focus, Pane::Why);
    s.keys("j j k");
    assert_eq!(s.open().scroll[Pane::Why as usize], Some(1));
    s.keys("←");
    assert_eq!(
        s.open().scroll,
        [None; Pane::ALL.len()],
        "a step is followed again"
    );
    s.keys("Tab Tab Tab v");
    assert_eq!((s.open().focus, s.open().tab), (Pane::Listing, Tab::Rust));
}

#[test]
fn the_mouse_does_what_one_expects() {
    let mut s = Session::home();
    s.input(Input::Click(Target::Lesson(1)));
    assert!(s.app.lesson().is_none());
    s.input(Input::Wheel(None, -1));
    assert_eq!(s.app.chosen, 0);
    s.input(Input::Click(Target::Lesson(0)));
    assert_eq!(s.open().play.lesson.id, "fork-tree");
    s.permits();

    s.input(Input::Click(Target::Action("forward")));
    s.input(Input::Click(Target::Actor(child())));
    assert_eq!(
        (s.permits(), &s.open().selected),
        ("p0".into(), &Some(child()))
    );
    s.input(Input::Click(Target::Actor(child())));
    assert_eq!(s.permits(), "p0/1");

    s.input(Input::Click(Target::Position(2)));
    assert_eq!(s.where_one_is(), "PAST 2 of 5");
    s.input(Input::Click(Target::Actor(child())));
    assert_eq!(s.permits(), "", "in the past a click only selects");
    s.input(Input::Drag(Target::Position(4)));
    assert_eq!(s.open().past, Some(4));
    s.input(Input::Drag(Target::Position(1000)));
    assert_eq!(s.open().past, None);

    s.input(Input::Click(Target::Tab(Tab::Rust)));
    s.input(Input::Click(Target::Pane(Pane::Output)));
    assert_eq!((s.open().tab, s.open().focus), (Tab::Rust, Pane::Output));
    s.input(Input::Click(Target::Action("row")));
    assert!(s.notice().starts_with("Type the number"));
    s.input(Input::Click(Target::Action("next")));
    s.input(Input::Click(Target::Action("no such")));
    assert_eq!(s.effects, []);
    s.keys("?");
    s.input(Input::Click(Target::Action("about")));
    assert!(matches!(
        s.app.overlays[..],
        [Overlay::Page(Page {
            about: About::Lesson,
            at: 0
        })]
    ));
}

#[test]
fn the_first_event_starts_a_run_whose_greeting_is_late() {
    let mut s = Session::home();
    s.held = true;
    s.keys("Enter");
    let what = born(concurrium::protocol::Kind::Process, None, "main", None);
    s.app.update(event(1, p0(), what));
    assert_eq!((s.open().history.len(), &s.open().run), (1, &Run::Live));
}
