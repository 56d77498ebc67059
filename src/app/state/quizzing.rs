//! A quiz that is being answered.
//!
//! Never knows how a drill is made.

use crate::lessons::DrillKind;
use crate::quiz::{Drill, Drills};

/// A quiz that is being answered.
pub struct Quizzing {
    pub(in crate::app) drills: Drills,
    /// How many there will be; None: without end.
    pub(in crate::app) count: Option<usize>,
    /// The seed, to be told to others.
    pub seed: u64,
    /// The drill that is asked; None when the quiz is over.
    pub drill: Option<Drill>,
    /// What was answered, from 0.
    pub answered: Option<usize>,
    /// How many were answered, and how many of them rightly.
    pub score: (usize, usize),
    /// The first line that is shown of the program.
    pub scrolled: usize,
    pub(in crate::app) begun_alone: bool,
}

impl std::fmt::Debug for Quizzing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quizzing")
            .field("seed", &self.seed)
            .field("score", &self.score)
            .finish_non_exhaustive()
    }
}

impl Quizzing {
    /// A quiz of these kinds.
    pub fn new(kinds: &[DrillKind], seed: u64, count: Option<usize>) -> Self {
        let mut drills = Drills::new(kinds, seed);
        Self {
            drill: drills.next(),
            drills,
            count,
            seed,
            answered: None,
            score: (0, 0),
            scrolled: 0,
            begun_alone: false,
        }
    }
}
