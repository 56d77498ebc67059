//! Any key at any time in any lesson: what the screen says is on its way, comes. Where the explorer thinks that somebody runs
//! or was let go, something happens; otherwise the lesson would hang there for ever.
//!
//! Real stages, the explorer without its terminal. The seed is printed: `ANY_KEY=7` tries another.

use concurrium::app::Input;

use crate::chance::{Chance, asked};
use crate::sitting::Sitting;

/// How many keys are pressed in each lesson.
const KEYS: usize = 40;

/// What does something to a run: steps, and what is done by hand.
const PRESSED: &str = "→→→→ 123\rnnscteP";

#[test]
fn what_is_on_its_way_is_whatever_is_pressed() {
    let seed = asked("ANY_KEY", 1);
    println!("ANY_KEY={seed}");
    let mut chance = Chance::new(seed);
    let keys: Vec<char> = PRESSED.chars().collect();
    for lesson in crate::shelf::run_here() {
        let mut settings = lesson.defaults();
        for (knob, value) in [("rounds", "50"), ("size", "5")] {
            let _ = settings.set(lesson, knob, value); // as short as can be, where there is such a knob
        }
        let mut sitting = Sitting::open(lesson, settings);
        sitting.settle();
        for _ in 0..KEYS {
            let key = chance.one(&keys);
            sitting.press(key);
            if !sitting.app.overlays.is_empty() {
                // Something is asked for: a value, an exception.
                let typed = if key == 't' { "ValueError\r" } else { "1\r" };
                typed.chars().for_each(|letter| sitting.press(letter));
            }
            match chance.below(3) {
                0 => {} // the next one comes before anything has come of it
                1 => drop(sitting.hear(1)),
                _ => sitting.settle(),
            }
            if sitting.wakes && chance.below(2) == 0 {
                sitting.input(Input::Woken);
            }
        }
        if sitting.app.lesson().is_some_and(|open| open.playing) {
            sitting.press(' ');
        }
        sitting.settle();
    }
}
