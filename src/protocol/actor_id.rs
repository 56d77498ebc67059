//! The names of actors: stable and logical, never pids.
//!
//! Never knows what happens to an actor.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The stable, logical name of an actor; never a pid, since pids are recycled.
///
/// `p0` is the first process of a run, `p0/2` the second child it forked, `p0.t1` its first thread,
/// `p0.g1` its first generator or task.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ActorId(Arc<str>);

impl ActorId {
    /// The first process of a run: `p0`.
    pub fn root() -> Self {
        Self(Arc::from("p0"))
    }

    /// The `n`th child (from 1) that this process forked.
    pub fn child(&self, n: u32) -> Self {
        Self(Arc::from(format!("{}/{n}", self.process())))
    }

    /// The `n`th thread (from 1) that this process started.
    pub fn thread(&self, n: u32) -> Self {
        Self(Arc::from(format!("{}.t{n}", self.process())))
    }

    /// The `n`th generator (from 1) that this process or thread made.
    pub fn generator(&self, n: u32) -> Self {
        Self(Arc::from(format!("{}.g{n}", self.host())))
    }

    /// The process this actor lives in, as text: `p0/1` for `p0/1.t2`.
    pub fn process(&self) -> &str {
        self.0
            .split_once('.')
            .map_or(&self.0, |(process, _)| process)
    }

    /// The first actor of the process that this one lives in: `p0/1` for `p0/1.t2`.
    pub fn leader(&self) -> Self {
        Self(Arc::from(self.process()))
    }

    /// The process or real thread that carries this actor and holds its connection: `p0` for `p0.g1`.
    pub fn host(&self) -> ActorId {
        match self.0.split_once(".g") {
            Some((host, _)) => Self(Arc::from(host)),
            None => self.clone(),
        }
    }

    /// Whether this is a child, thread or generator of that one, or comes of one that is.
    pub fn comes_of(&self, other: &Self) -> bool {
        let more = self.0.strip_prefix(&*other.0);
        more.is_some_and(|more| more.starts_with(['/', '.']))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is the name of an actor.
    pub fn is_one(text: &str) -> bool {
        let number = |n: &str| n.len() <= 9 && !n.starts_with('0') && n.parse::<u32>().is_ok();
        let (process, inner) = match text.split_once('.') {
            Some((process, inner)) => (process, Some(inner)),
            None => (text, None),
        };
        let mut generations = process.split('/');
        text.len() <= 200
            && generations.next() == Some("p0")
            && generations.all(number)
            && inner.is_none_or(|inner| {
                inner.split('.').count() <= 2
                    && inner
                        .split('.')
                        .all(|part| part.strip_prefix(['t', 'g']).is_some_and(number))
            })
    }
}

/// A map keyed by names is asked by their text: both hash and compare as the text does.
impl Borrow<str> for ActorId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An actor's name that isn't one: says which, and what one looks like.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no actor; a name looks like p0, p0/1, p0.t1 or p0.g1")]
pub struct NoActor(String);

impl FromStr for ActorId {
    type Err = NoActor;

    fn from_str(text: &str) -> Result<Self, NoActor> {
        if Self::is_one(text) {
            Ok(Self(Arc::from(text)))
        } else {
            Err(NoActor(text.chars().take(60).collect()))
        }
    }
}

impl TryFrom<String> for ActorId {
    type Error = NoActor;

    fn try_from(text: String) -> Result<Self, NoActor> {
        text.parse()
    }
}

impl From<ActorId> for String {
    fn from(id: ActorId) -> String {
        id.0.as_ref().to_owned()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
mod tests {
    use super::*;

    #[test]
    fn who_comes_of_whom_stands_in_the_names() {
        let id = |text: &str| text.parse::<ActorId>().unwrap();
        for (one, other) in [("p0/1", "p0"), ("p0/1/2.t1", "p0/1"), ("p0.t1.g2", "p0.t1")] {
            assert!(id(one).comes_of(&id(other)) && !id(other).comes_of(&id(one)));
        }
        assert!(!id("p0/12").comes_of(&id("p0/1")) && !id("p0").comes_of(&id("p0")));
    }
}
