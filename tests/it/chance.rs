//! Chance that can be had again: the same seed draws the same, on every machine. Who draws prints the seed first, and takes
//! another from the environment.

use oorandom::Rand64;

/// What is drawn with.
pub(crate) struct Chance(Rand64);

/// The number that an environment variable asks for; `usual` where it isn't set.
pub(crate) fn asked(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| text.parse().unwrap())
}

/// How often something is tried: a sample of this many, `CONCURRIUM_TIMES=10` times as many when that is asked for.
pub(crate) fn times(sample: u64) -> u64 {
    sample * asked("CONCURRIUM_TIMES", 1)
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(Rand64::new(seed.into()))
    }

    /// Any number at all.
    pub(crate) fn any(&mut self) -> u64 {
        self.0.rand_u64()
    }

    /// A number from 0 on and below this one.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let drawn = self.0.rand_range(0..bound as u64);
        usize::try_from(drawn).expect("it is below a usize")
    }

    /// The same, as Python has it.
    pub(crate) fn int(&mut self, bound: u32) -> i64 {
        self.0.rand_range(0..bound.into()).cast_signed()
    }

    /// One of these.
    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}
