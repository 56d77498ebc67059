//! Chance, the same for the same seed, on every machine.
//!
//! Never knows what it decides.

/// Chance, the same for the same seed.
pub struct Dice(oorandom::Rand64);

impl Dice {
    /// The dice of this seed.
    pub fn new(seed: u64) -> Self {
        Self(oorandom::Rand64::new(u128::from(seed)))
    }

    /// A number from 0 to `sides` - 1.
    pub(in crate::quiz) fn roll(&mut self, sides: usize) -> usize {
        let side = self.0.rand_range(0..sides.max(1) as u64);
        usize::try_from(side).unwrap_or_default()
    }

    /// A number from 1 to `most`.
    pub(in crate::quiz) fn number(&mut self, most: u64) -> i64 {
        self.0.rand_range(1..most + 1).cast_signed()
    }

    /// Whether it is heads.
    pub(in crate::quiz) fn heads(&mut self) -> bool {
        self.roll(2) == 0
    }

    /// One of these.
    pub(in crate::quiz) fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())].clone()
    }

    pub(in crate::quiz) fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.roll(at + 1));
        }
    }
}
