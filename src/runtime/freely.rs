//! Free runs as a stage's work: a program many times on real threads that nothing holds back; how often it came out how is
//! told while it goes on.
//!
//! Never knows who counts.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::explore::{Outcome, Program};
use crate::machine::room;
use crate::protocol::launch::{CAME_OUT, NOT_RUN};
use crate::runtime::shared::run_freely;
use crate::stage::Actor;

/// How long outcomes are gathered before they are told: a million runs must not become a million events.
const GATHERED: Duration = Duration::from_millis(50);

/// Runs a program so many times freely, and tells how it came out; or why it can't be run.
pub fn freely(py: &Actor, program: &Program, times: u32) {
    let mut came = BTreeMap::new();
    let mut told = Instant::now();
    for _ in 0..times {
        match run_freely(program) {
            Ok(outcome) => *came.entry(outcome).or_default() += 1,
            Err(error) => {
                tell(py, &mut came);
                return py.fact(NOT_RUN, room::sentence(&error).to_string());
            }
        }
        if told.elapsed() >= GATHERED {
            tell(py, &mut came);
            told = Instant::now();
        }
    }
    tell(py, &mut came);
}

fn tell(py: &Actor, came: &mut BTreeMap<Outcome, u32>) {
    for came in std::mem::take(came) {
        if let Ok(words) = serde_json::to_string(&came) {
            py.fact(CAME_OUT, words);
        }
    }
}
