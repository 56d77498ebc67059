//! The explorer's state and how it changes: [`App::update`] takes an [`Input`] and answers with [`Effect`]s.
//!
//! ```text
//!  update     one input in, effects out
//!   ├─ keymap, mouse    which action is meant
//!   │   └─ actions      the one table: keys, where, which act
//!   │       └─ acts     what can be done, one file a subject
//!   ├─ heard            what the run says
//!   └─ time             what comes when the timer does
//!       └─ tour         which key a tour presses next
//!  lecture    what comes next in a plan
//!  state      what all of these read and change
//! ```
//! Each knows only what stands below it. Never knows ratatui, crossterm, sockets or processes: all of it runs in a test
//! without a terminal.

pub mod actions;
mod acts;
mod effect;
mod half_width;
mod heard;
mod input;
mod key;
mod keymap;
mod lecture;
mod looks_back;
mod mouse;
pub mod next;
pub mod notes;
mod recorded;
mod results;
mod roles;
mod state;
mod time;
mod told;
pub mod tour;
mod update;

pub use acts::stacks;
pub use effect::{Effect, ToOpen};
pub use input::{Input, Target, Unwritten};
pub use key::{Code, Key, keys};
pub use roles::Roles;
pub use state::every_schedule::EverySchedule;
pub use state::knobs_form::KnobsForm;
pub use state::lecturing::{Lecturing, Slide};
pub use state::marks::Marks;
pub use state::open::{Open, Run};
pub use state::overlay::{About, Overlay, Page};
pub use state::pane::{Pane, Tab};
pub use state::permits::Permits;
pub use state::presenting::Presenting;
pub use state::prompt::{Asks, Prompt};
pub use state::quizzing::Quizzing;
pub use state::results::Results;
pub use state::scenes::scenes;
pub use state::speed::{SPEEDS, Speed};
pub use state::touring::{Pace, Touring};
pub use state::voting::Vote;
pub use state::{App, Screen};
