//! The numbers of a control sequence.
//!
//! Never knows what they mean.

/// Numbers between semicolons, and within them between colons; one that is left out has its default.
#[derive(Clone, Copy)]
pub(super) struct Parameters<'a>(pub(super) &'a str);

impl Parameters<'_> {
    /// The parameter at this place, from 0: the first of its numbers.
    pub(super) fn number(self, at: usize) -> Option<u32> {
        self.part(at, 0)
    }

    /// The number at the place `part` of the parameter `at`, both from 0.
    pub(super) fn part(self, at: usize, part: usize) -> Option<u32> {
        self.parts(at).nth(part).flatten()
    }

    /// All numbers of a parameter.
    pub(super) fn parts(self, at: usize) -> impl Iterator<Item = Option<u32>> {
        let parameter = self.0.split(';').nth(at).unwrap_or_default();
        parameter.split(':').map(|number| number.parse().ok())
    }
}
