//! The table against itself, the catalogue and `docs/keys.md`.
#![expect(clippy::unwrap_used, reason = "a test's failure is its panic")]

use std::collections::HashSet;

use super::*;
use crate::app::{About, Asks, KnobsForm, Overlay, Prompt};
use crate::play::Plays;
use crate::protocol::ActorId;
use crate::python::stackful::suspend_in_a_plain_call;

fn plays() -> Plays {
    crate::demos::plays(crate::lessons::built_in().unwrap())
}

/// The app in every place there is.
fn places() -> Vec<App> {
    let mut places = vec![App::new(Lang::En, plays())];
    for lesson in crate::lessons::built_in().unwrap().open_all().unwrap() {
        let overlays = [
            None,
            Some(Overlay::page(About::Keys)),
            Some(Overlay::page(About::Lesson)),
            suspend_in_a_plain_call()
                .ok()
                .map(|seen| Overlay::page(About::Stacks(Box::new(seen)))),
            Some(Overlay::Prompt(Prompt::new(Asks::Send))),
            Some(Overlay::Signal(ActorId::root())),
            Some(Overlay::Knobs(KnobsForm {
                values: Vec::new(),
                at: 0,
                error: None,
            })),
        ];
        places.extend(overlays.map(|overlay| {
            let mut app = App::new(Lang::En, plays());
            app.open(lesson, lesson.defaults());
            app.overlays.extend(overlay);
            app
        }));
    }
    places
}

#[test]
fn a_key_means_one_thing_wherever_one_is() {
    for app in places() {
        let mut seen = HashSet::new();
        for action in legal(&app) {
            for key in action.keys {
                assert!(
                    seen.insert(key),
                    "{key} in {:?} {:?}",
                    app.screen,
                    app.overlays
                );
            }
        }
    }
}

#[test]
fn every_action_has_its_name_keys_and_words() {
    let mut names = HashSet::new();
    for action in all() {
        assert!(names.insert(action.name), "{} is there twice", action.name);
        assert!(!action.keys.is_empty(), "{} has no key", action.name);
        for lang in Lang::ALL {
            assert_ne!(action.help(lang), "⟨?⟩", "{} {lang:?}", action.name);
            let short = word(lang, &format!("actions.{}.short", action.name));
            assert_eq!(
                short != "⟨?⟩",
                action.hint.is_some(),
                "{} {lang:?}",
                action.name
            );
        }
    }
}

#[test]
fn one_can_leave_and_ask_for_help_everywhere() {
    for app in places() {
        let hints = footer(&app);
        assert!(
            hints.iter().any(|hint| hint.rank == 0),
            "{:?}",
            app.overlays
        );
        assert!(
            hints.iter().all(|hint| !hint.word.contains('⟨')),
            "{hints:?}"
        );
    }
}

#[test]
fn the_page_of_all_keys_can_be_scrolled_to_its_end() {
    // A title and an empty line a place.
    let lines = all().count() + 2 * When::ALL.len();
    assert!(lines <= crate::app::acts::page::ALL_KEYS, "{lines}");
}

#[test]
fn every_place_has_a_title() {
    for &when in When::ALL {
        assert!(
            Lang::ALL.iter().all(|&lang| when.title(lang) != "⟨?⟩"),
            "{when:?}"
        );
        assert!(all().any(|action| action.when == when), "{when:?}");
    }
}

#[test]
fn the_documented_keys_are_the_tables() {
    let page = include_str!("../../../docs/keys.md");
    let (_, rest) = page.split_once("<!-- keys -->\n").unwrap();
    let (keys, _) = rest.split_once("<!-- /keys -->").unwrap();
    assert_eq!(
        keys.trim(),
        markdown(Lang::En).trim(),
        "put this there:\n{}",
        markdown(Lang::En)
    );
}
