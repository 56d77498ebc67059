//! Which CPython is followed. Every difference between versions that a lesson can show stands here once, named, with the
//! version it changed in; whoever needs one asks the [`Version`] that was handed to it.
//!
//! Never knows which version anybody has installed.

use std::fmt;
use std::str::FromStr;

/// A version of CPython, from 3.8 to 3.15. At first 3.13, on every machine: recordings must be the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Version {
    minor: u8,
}

impl Default for Version {
    fn default() -> Version {
        Version::PY313
    }
}

impl Version {
    /// 3.8: `CancelledError` has become a `BaseException`.
    pub const OLDEST: Version = Version::new(8);
    /// 3.11: exception groups, `asyncio.TaskGroup`.
    pub const PY311: Version = Version::new(11);
    /// 3.13, which is followed unless another one is asked for.
    pub const PY313: Version = Version::new(13);
    /// The newest that is known here.
    pub const NEWEST: Version = Version::new(15);

    const fn new(minor: u8) -> Version {
        Version { minor }
    }

    /// All of them, the oldest first.
    pub fn all() -> impl Iterator<Item = Version> {
        (Version::OLDEST.minor..=Version::NEWEST.minor).map(Version::new)
    }

    fn since(self, minor: u8) -> bool {
        self.minor >= minor
    }

    /// 3.13: `g.close()` gives what the body returned on the way; before, always None.
    pub fn close_returns(self) -> bool {
        self.since(13)
    }

    /// 3.12: a `StopIteration` that is thrown into a created generator comes out as it is, and over a list it ends the
    /// `yield from`. Before, both were as if the body had raised it: `RuntimeError: generator raised StopIteration`.
    pub fn thrown_stop_stays(self) -> bool {
        self.since(12)
    }

    /// 3.12: a generator that passes an exception on runs. Before, something that was thrown into it meanwhile went down the
    /// wire as well, failed at its end, and cut the wire: the `yield from` had nobody to delegate to any more. (3.8 and 3.9
    /// then even let the generator run a second time; that isn't followed.)
    pub fn wire_can_be_cut(self) -> bool {
        !self.since(12)
    }

    /// 3.15: `throw` of what is no exception, into a generator that runs: that it runs is said first.
    pub fn running_comes_first(self) -> bool {
        self.since(15)
    }

    /// 3.12: `throw(OSError, (2, 'gone'))` throws an `OSError`; before, the `FileNotFoundError` that calling the class makes.
    pub fn old_throw_keeps_oserror(self) -> bool {
        self.since(12)
    }

    /// 3.12: `throw` with more than one argument is deprecated.
    pub fn warns_of_old_throw(self) -> bool {
        self.since(12)
    }

    /// 3.15: `yield from` a list or a tuple goes through it in place; before, by an iterator of its own. The name is that of
    /// the type without `send`; a list that is written out and constant is a tuple by then.
    pub fn iterator_of_a_constant_list(self) -> &'static str {
        if self.since(15) {
            "tuple"
        } else {
            "list_iterator"
        }
    }

    /// 3.14: `'a' in 5` is told otherwise.
    pub fn not_a_container(self, type_name: &str) -> String {
        let not = if self.since(14) {
            "not a container or iterable"
        } else {
            "not iterable"
        };
        format!("argument of type '{type_name}' is {not}")
    }

    /// 3.14: `await 5` is told otherwise.
    pub fn not_awaitable(self, type_name: &str) -> String {
        if self.since(14) {
            format!("'{type_name}' object can't be awaited")
        } else {
            format!("object {type_name} can't be used in 'await' expression")
        }
    }

    /// 3.14: what stands above an exception that a dropped generator had nobody to raise to.
    pub fn ignored_in(self, generator: &str) -> String {
        if self.since(14) {
            format!("Exception ignored while closing generator {generator}:")
        } else {
            format!("Exception ignored in: {generator}")
        }
    }

    /// 3.11: `ExceptionGroup`, and `asyncio.TaskGroup` with it.
    pub fn has_groups(self) -> bool {
        self.since(11)
    }

    /// 3.13: a request to stop that a task group made of its parent is always taken back, and one that somebody else made
    /// as well is made again after the group has failed.
    pub fn counts_requests(self) -> bool {
        self.since(13)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor)
    }
}

/// No version that is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the versions of CPython known here are {} to {}",
    Version::OLDEST,
    Version::NEWEST
)]
pub struct UnknownVersion;

/// Reads `3.11`, and `3.11.7`.
impl FromStr for Version {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Version, UnknownVersion> {
        let minor = text.strip_prefix("3.").ok_or(UnknownVersion)?;
        let minor = minor.split('.').next().unwrap_or_default();
        Version::all()
            .find(|version| version.minor.to_string() == minor)
            .ok_or(UnknownVersion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_read_back_and_stand_in_their_order() {
        for version in Version::all() {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        assert_eq!("3.11.7".parse(), Ok(Version::PY311));
        assert!(Version::OLDEST < Version::PY311 && Version::PY311 < Version::PY313);
        for none in ["3.7", "3.16", "2.7", "3", "3.x", ""] {
            assert_eq!(none.parse::<Version>(), Err(UnknownVersion), "{none}");
        }
    }
}
