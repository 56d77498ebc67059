//! What can be done, one file a subject.
//!
//! Never knows which key does it: that is the table's business.

pub(in crate::app) mod edit;
pub(in crate::app) mod explore;
pub(in crate::app) mod goals;
pub(in crate::app) mod home;
pub(in crate::app) mod input;
pub(in crate::app) mod knobs;
pub(in crate::app) mod lesson;
pub(in crate::app) mod mouse;
pub(in crate::app) mod open_file;
pub(in crate::app) mod page;
pub(in crate::app) mod playing;
pub(in crate::app) mod predict;
pub(in crate::app) mod present;
pub(in crate::app) mod prompt;
pub(in crate::app) mod quiz;
pub(in crate::app) mod saved;
pub(in crate::app) mod sides;
pub mod stacks;
pub(in crate::app) mod verbs;
pub(in crate::app) mod vote;
