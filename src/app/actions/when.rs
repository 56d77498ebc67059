//! Where an action is legal: one line a place, in the order of the help.
//!
//! Never knows the actions.

use crate::app::state::overlay::Overlay;
use crate::app::state::prompt::Asks;
use crate::app::state::{App, Screen};
use crate::i18n::{Lang, word};
use crate::lessons::{ByHand, Lesson, Model};
use crate::protocol::{Kind, SCRIPT};

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
                self.holds_below(app, app.overlays.last())
            }

            /// Whether it would be so if this were what lies over the screen.
            pub fn holds_below(self, app: &App, top: Option<&Overlay>) -> bool {
                let holds: fn(&App, Option<&Overlay>) -> bool = match self {
                    $(When::$name => $holds,)*
                };
                holds(app, top)
            }

            /// All of them, those that hold with nothing over the screen first; beside a script those alone that can come there.
            pub fn from_here(app: &App) -> Vec<When> {
                let mut all = Self::ALL.to_vec();
                if app.lesson().is_some_and(|open| open.play.is_script()) {
                    all.retain(|when| when.holds_below(app, None) || when.comes_in_scripts());
                }
                all.sort_by_key(|when| !when.holds_below(app, None));
                all
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
    Home, "home" => |app, top| top.is_none() && matches!(app.screen, Screen::Home);
    /// On the home screen, before the first lesson.
    Newcomer, "newcomer" => |app, top| {
        top.is_none() && matches!(app.screen, Screen::Home) && app.progress.is_empty()
    };
    /// In a lesson, or in one's own script.
    Lesson, "lesson" => |app, top| in_lesson(app, top, |_| true);
    /// In a lesson alone: there is something to set, to ask and to explain.
    Taught, "taught" => |app, top| in_lesson(app, top, |lesson| lesson.id != SCRIPT);
    /// In a lesson of which a run was recorded.
    Recorded, "recorded" => |app, top| in_lesson(app, top, |lesson| lesson.recorded.is_some());
    /// In one's own script.
    Script, "script" => |app, top| in_lesson(app, top, |lesson| lesson.id == SCRIPT);
    /// In a lesson whose generator can be driven by hand, or in a script that has made one.
    Generator, "generator" => |app, top| {
        in_lesson(app, top, |lesson| lesson.lets(ByHand::Generator) || lesson.id == SCRIPT && has_a_generator(app))
    };
    /// In a lesson about coroutines, where ours run: CPython's are of another kind.
    Coroutines, "coroutines" => |app, top| {
        in_lesson(app, top, |lesson| lesson.model == Model::Coroutine) && app.lesson().is_some_and(|open| open.play.other.is_some())
    };
    /// In a lesson whose tasks can be asked for their results.
    Results, "results" => |app, top| in_lesson(app, top, |lesson| lesson.lets(ByHand::Results));
    /// In a lesson whose listing can be run on `python3`.
    Python3, "python3" => |app, top| in_lesson(app, top, |lesson| lesson.lets(ByHand::Python3));
    /// In a lesson of which every schedule can be explored.
    Schedules, "schedules" => |app, top| in_lesson(app, top, |lesson| lesson.lets(ByHand::Schedules));
    /// While every schedule is looked at.
    EverySchedule, "every_schedule" => |_, top| matches!(top, Some(Overlay::EverySchedule(_)));
    /// In a lesson whose processes can be sent signals.
    Signals, "signals" => |app, top| in_lesson(app, top, |lesson| lesson.lets(ByHand::Signals));
    /// While a signal is chosen.
    Signal, "signal" => |_, top| matches!(top, Some(Overlay::Signal(_)));
    /// While one presents a lesson.
    Presenting, "presenting" => |app, top| in_lesson(app, top, |_| true) && app.presenting.is_some();
    /// While a plan is presented.
    Plan, "plan" => |app, top| top.is_none() && app.lecturing.is_some();
    /// On a slide of a plan.
    Slide, "slide" => |app, top| top.is_none() && matches!(app.screen, Screen::Slide(_));
    /// While hands are counted.
    Vote, "vote" => |_, top| matches!(top, Some(Overlay::Vote(_)));
    /// While drills are answered.
    Quiz, "quiz" => |_, top| matches!(top, Some(Overlay::Quiz(_)));
    /// While the knobs are being changed.
    Knobs, "knobs" => |_, top| matches!(top, Some(Overlay::Knobs(_)));
    /// While a line is typed.
    Prompt, "prompt" => |_, top| matches!(top, Some(Overlay::Prompt(_)));
    /// While the file of one's own script is typed.
    File, "file" => |_, top| matches!(top, Some(Overlay::Prompt(prompt)) if prompt.asks == Asks::File);
    /// While a line is typed that a script reads.
    Input, "input" => |_, top| matches!(top, Some(Overlay::Prompt(prompt)) if prompt.asks == Asks::Input);
    /// While the help or an explanation is read.
    Page, "page" => |_, top| matches!(top, Some(Overlay::Page(_)));
    /// On the home screen and in a lesson, with nothing over them.
    Screen, "screen" => |_, top| top.is_none();
    /// Wherever nothing is being typed.
    Untyped, "untyped" => |_, top| {
        matches!(top, None | Some(Overlay::Page(_) | Overlay::Quiz(_)))
    };
    /// Everywhere, while typing too.
    Anywhere, "anywhere" => |_, _| true;
}

fn has_a_generator(app: &App) -> bool {
    let mut actors = app
        .lesson()
        .into_iter()
        .flat_map(|open| open.history.live().actors());
    actors.any(|actor| actor.kind == Kind::Coroutine)
}

impl When {
    /// Whether one can come there from a script: there is nothing to set, to ask and to explain.
    fn comes_in_scripts(self) -> bool {
        let elsewhere = matches!(
            self,
            Self::Home | Self::Newcomer | Self::File | Self::Quiz | Self::Slide | Self::Plan
        );
        let taught = matches!(
            self,
            Self::Taught
                | Self::Recorded
                | Self::Knobs
                | Self::Vote
                | Self::Schedules
                | Self::EverySchedule
        );
        let by_hand = matches!(self, Self::Coroutines | Self::Results | Self::Python3);
        !(elsewhere || taught || by_hand)
    }
}

fn in_lesson(app: &App, top: Option<&Overlay>, such: impl FnOnce(&Lesson) -> bool) -> bool {
    top.is_none() && app.lesson().is_some_and(|open| such(open.play.lesson))
}
