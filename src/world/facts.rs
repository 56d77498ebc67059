//! What is known about an actor: found by its key at once, kept in the order in which it was first said.
//!
//! Never knows what a fact means.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::protocol::Source;

/// Something known about an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What about.
    pub key: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
    /// Who says so.
    pub source: Source,
    /// When it was last said: an event's `seq`.
    pub since: u64,
}

/// All that is known about an actor.
#[derive(Debug, Clone, Default)]
pub struct Facts(IndexMap<Arc<str>, Fact>);

impl Facts {
    /// The fact with this key.
    pub fn get(&self, key: &str) -> Option<&Fact> {
        self.0.get(key)
    }

    /// In the order in which they were first said.
    pub fn iter(&self) -> indexmap::map::Values<'_, Arc<str>, Fact> {
        self.0.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a fact in; one with the same key gives up its place to it.
    pub(super) fn learn(&mut self, fact: Fact) {
        match self.0.get_mut(&fact.key) {
            Some(known) => {
                // The key that is there stays: it is shared with all that was said of it before.
                let key = Arc::clone(&known.key);
                *known = Fact { key, ..fact };
            }
            None => {
                self.0.insert(Arc::clone(&fact.key), fact);
            }
        }
    }
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl Eq for Facts {}

impl<'a> IntoIterator for &'a Facts {
    type Item = &'a Fact;
    type IntoIter = indexmap::map::Values<'a, Arc<str>, Fact>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
