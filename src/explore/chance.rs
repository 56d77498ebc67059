//! A schedule made by chance.
//!
//! Never knows what comes out of it.

use crate::explore::machine::Machine;
use crate::explore::program::Program;
use crate::explore::schedule::{LONGEST, Schedule};

impl Schedule {
    /// A whole run of this program in which chance decides who moves; the same seed gives the same one again.
    pub fn random(program: Program, seed: u64) -> Self {
        let mut machine = Machine::new(program);
        let mut schedule = Self::default();
        let mut state = seed;
        while schedule.0.len() < LONGEST {
            let enabled: Vec<usize> = machine.enabled().collect();
            if enabled.is_empty() {
                break;
            }
            // SplitMix64: G. Steele, D. Lea, C. Flood, 2014.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let chosen = (mixed ^ (mixed >> 31)) % enabled.len() as u64;
            let thread = enabled[usize::try_from(chosen).unwrap_or_default()];
            machine.step(thread);
            schedule.push(thread);
        }
        schedule
    }
}
