//! Where an action is legal: one line a place, in the order of the help.
//!
//! Never knows the actions.

use crate::app::state::overlay::Overlay;
use crate::app::state::{App, Screen};
use crate::i18n::{Lang, word};
use crate::lessons::{ByHand, Lesson, Model};

/// Makes of each line a variant of [`When`], its words' key, and whether one is there.
macro_rules! places {
    ($($(#[$doc:meta])* $name:ident, $key:literal => $holds:expr;)*) => {
        /// Where an action is legal.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum When {
            $($(#[$doc])* $name,)*
        }

        impl When {
            /// All of them, in the order of the help.
            pub const ALL: &[When] = &[$(When::$name),*];

            /// Whether it is so now.
            pub fn holds(self, app: &App) -> bool {
                let holds: fn(&App) -> bool = match self {
                    $(When::$name => $holds,)*
                };
                holds(app)
            }

            /// What the help and the docs call it.
            pub fn title(self, lang: Lang) -> &'static str {
                match self {
                    $(When::$name => word(lang, concat!("actions.where.", $key)),)*
                }
            }
        }
    };
}

places! {
    /// On the home screen.
    Home, "home" => |app| free(app) && matches!(app.screen, Screen::Home);
    /// On the home screen, before the first lesson.
    Newcomer, "newcomer" => |app| {
        free(app) && matches!(app.screen, Screen::Home) && app.progress.is_empty()
    };
    /// In a lesson.
    Lesson, "lesson" => |app| in_lesson(app, |_| true);
    /// In a lesson whose generator can be driven by hand.
    Generator, "generator" => |app| in_lesson(app, |lesson| lesson.lets(ByHand::Generator));
    /// In a lesson about coroutines.
    Coroutines, "coroutines" => |app| in_lesson(app, |lesson| lesson.model == Model::Coroutine);
    /// In a lesson whose tasks can be asked for their results.
    Results, "results" => |app| in_lesson(app, |lesson| lesson.lets(ByHand::Results));
    /// In a lesson whose listing can be run on `python3`.
    Python3, "python3" => |app| in_lesson(app, |lesson| lesson.lets(ByHand::Python3));
    /// In a lesson of which every schedule can be explored.
    Schedules, "schedules" => |app| in_lesson(app, |lesson| lesson.lets(ByHand::Schedules));
    /// While every schedule is looked at.
    EverySchedule, "every_schedule" => |app| matches!(top(app), Some(Overlay::EverySchedule(_)));
    /// In a lesson whose processes can be sent signals.
    Signals, "signals" => |app| in_lesson(app, |lesson| lesson.lets(ByHand::Signals));
    /// While a signal is chosen.
    Signal, "signal" => |app| matches!(top(app), Some(Overlay::Signal(_)));
    /// While one presents a lesson.
    Presenting, "presenting" => |app| in_lesson(app, |_| true) && app.presenting.is_some();
    /// While hands are counted.
    Vote, "vote" => |app| matches!(top(app), Some(Overlay::Vote(_)));
    /// While drills are answered.
    Quiz, "quiz" => |app| matches!(top(app), Some(Overlay::Quiz(_)));
    /// While the knobs are being changed.
    Knobs, "knobs" => |app| matches!(top(app), Some(Overlay::Knobs(_)));
    /// While a line is typed.
    Prompt, "prompt" => |app| matches!(top(app), Some(Overlay::Prompt(_)));
    /// While the help or an explanation is read.
    Page, "page" => |app| matches!(top(app), Some(Overlay::Page(_)));
    /// On the home screen and in a lesson, with nothing over them.
    Screen, "screen" => free;
    /// Wherever nothing is being typed.
    Untyped, "untyped" => |app| {
        matches!(top(app), None | Some(Overlay::Page(_) | Overlay::Quiz(_)))
    };
    /// Everywhere, while typing too.
    Anywhere, "anywhere" => |_| true;
}

fn top(app: &App) -> Option<&Overlay> {
    app.overlays.last()
}

/// Whether nothing lies over the screen.
fn free(app: &App) -> bool {
    app.overlays.is_empty()
}

fn in_lesson(app: &App, such: impl FnOnce(&Lesson) -> bool) -> bool {
    free(app) && app.lesson().is_some_and(|open| such(open.play.lesson))
}
