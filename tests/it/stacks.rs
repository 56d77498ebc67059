//! The page on stackful and stackless coroutines: what it says of this machine is seen, what it says of Python is so.

use std::process::Command;

use concurrium::app::{About, Overlay, Page};
use concurrium::demos;
use concurrium::i18n::Lang;
use concurrium::lessons::Model;

use crate::fake::Session;
use crate::snapshots::screen;

#[test]
fn every_coroutine_lesson_that_rust_runs_shows_a_suspension_inside_a_plain_call() {
    for lesson in crate::shelf::all() {
        let ours = lesson.model == Model::Coroutine && demos::find(&lesson.id).is_some();
        let mut s = Session::lesson(&lesson.id);
        s.keys("y");
        let opened = s.app.overlays.last();
        let Some(Overlay::Page(Page {
            about: About::Stacks(seen),
            at: 0,
        })) = opened
        else {
            assert!(!ours, "{}: {opened:?}", lesson.id);
            continue;
        };
        assert!(ours, "{}", lesson.id);
        let bytes = seen.bytes().to_string();
        assert!(seen.innermost < seen.body, "{seen:?}");
        for lang in Lang::ALL {
            s.app.lang = lang;
            let shown = screen(&s.app, 120, 60);
            assert!(shown.contains(&bytes), "{shown}");
            assert!(shown.contains(&format!("{:#x}", seen.innermost)), "{shown}");
            assert!(
                !shown.contains("{bytes}") && !shown.contains("**"),
                "{shown}"
            );
        }
        s.keys("Esc");
        assert!(s.app.overlays.is_empty());
    }
}

#[test]
fn in_cpython_a_plain_call_gives_a_generator_and_suspends_nobody() {
    let page = include_str!("../../assets/pages/stacks/en.md");
    let (_, code) = page.split_once("## The same in Python").unwrap();
    let code = code.split("```").nth(1).unwrap();
    let asked = format!("{code}\nprint(type(body()).__name__)\n");
    let Ok(output) = Command::new("python3").args(["-c", &asked]).output() else {
        let needed = std::env::var_os("CONCURRIUM_NEEDS_PYTHON").is_some();
        assert!(!needed, "python3 is needed here and is missing");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout), "generator\n");
}
