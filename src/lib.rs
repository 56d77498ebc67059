//! Concurrium: a terminal explorer of Python's three concurrency models.
//!
//! The map of the house. Events flow one way round: `demos` → `stage` → `link` → `history` → `app` → `view`,
//! commands the other way; `tui` carries keys in and pictures out.

pub mod app;
pub mod ascii;
pub mod background;
pub mod cli;
pub mod demos;
pub mod doctor;
pub mod explore;
pub mod explorer;
pub mod files;
pub mod headless;
pub mod history;
pub mod i18n;
pub mod leftover;
pub mod lessons;
pub mod link;
pub mod lockstep;
pub mod machine;
pub mod narrate;
pub mod notes;
pub mod painter;
pub mod pid1;
pub mod play;
pub mod predict;
pub mod printable;
pub mod progress;
pub mod protocol;
pub mod python;
pub mod quiz;
pub mod record;
pub mod saved;
pub mod stage;
pub mod sys;
pub mod trace;
pub mod tui;
pub mod view;
pub mod world;
