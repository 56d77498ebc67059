//! The panes, one file each, all with one signature ([`Draw`]); what they share is [`edge`].
//!
//! Never knows which cells a pane gets: [`crate::view::layout`] says.

pub mod about;
mod below;
mod calls;
pub mod caption;
pub mod chain;
pub(in crate::view) mod countdown;
pub mod debug;
pub mod edge;
pub mod event_loop;
pub mod every_schedule;
pub mod footer;
pub mod frame;
pub mod frames;
pub mod gil;
pub mod header;
pub mod help;
pub mod home;
pub mod itself;
pub mod kin;
pub mod knobs;
pub mod listing;
mod machine;
pub mod memory;
pub mod output;
pub mod pipeline;
pub mod pool;
pub mod predict;
pub mod pressed;
pub mod program;
pub mod prompt;
pub mod queues;
pub mod quiz;
mod roster;
pub mod scene;
mod shared;
pub mod slide;
pub mod stacks;
pub mod threads;
pub mod timeline;
pub mod tree;
pub mod ways;
pub mod why;
pub mod workers;

use crate::app::{About, Open, Overlay, Pane};
use crate::view::cx::Draw;

/// The function that draws a pane of an opened lesson.
pub fn of(pane: Pane, open: &Open) -> Draw {
    match pane {
        Pane::Stage => scene::of(open).draw,
        Pane::Listing => listing::draw,
        Pane::Timeline => timeline::draw,
        Pane::Why => why::draw,
        Pane::Output => output::draw,
    }
}

/// The function that draws what lies over the screen; None: it is part of the screen, in the prompt's row or at the question.
pub fn over(overlay: &Overlay) -> Option<Draw> {
    Some(match overlay {
        Overlay::Page(page) => match page.about {
            About::Keys => help::draw,
            About::Lesson => about::draw,
            About::Stacks(_) => stacks::draw,
        },
        Overlay::Knobs(_) => knobs::draw,
        Overlay::EverySchedule(_) => every_schedule::draw,
        Overlay::Quiz(_) => quiz::draw,
        Overlay::Prompt(_) | Overlay::Signal(_) | Overlay::Vote(_) => return None,
    })
}
