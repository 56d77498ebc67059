//! A queue, as the messages put to it and got from it add up; whatever is asked of it is answered without a search.
//!
//! Never knows what the values mean.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// A queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// What is in it, by when it was put in.
    items: BTreeMap<usize, Arc<str>>,
    /// Of each value that is in it: when each of them was put in, the oldest first.
    places: HashMap<Arc<str>, VecDeque<usize>>,
    /// How many were ever put in.
    pub put: usize,
    /// How many were taken out.
    pub got: usize,
    /// What was taken by somebody who reported it before the giver had, and how often: its `put` is still to come.
    early: HashMap<Arc<str>, usize>,
}

impl Queue {
    /// What is in it, first out first.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items.values().map(AsRef::as_ref)
    }

    /// How many values are in it.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether a value like this is in it.
    pub fn holds(&self, value: &str) -> bool {
        self.places.contains_key(value)
    }

    /// Whether a value like this was taken before it was put.
    pub(super) fn is_owed(&self, value: &str) -> bool {
        self.early.contains_key(value)
    }

    pub(super) fn put(&mut self, value: &str) {
        self.put += 1;
        if let Some(times) = self.early.get_mut(value) {
            *times -= 1;
            if *times == 0 {
                self.early.remove(value);
            }
            return;
        }
        let value: Arc<str> = Arc::from(value);
        self.items.insert(self.put, Arc::clone(&value));
        self.places.entry(value).or_default().push_back(self.put);
    }

    /// Takes the oldest item equal to `value`. Threads report in another order than they put and took, now and then:
    /// so it need not be the first one, nor be there already.
    pub(super) fn get(&mut self, value: &str) {
        self.got += 1;
        let Some(places) = self.places.get_mut(value) else {
            *self.early.entry(Arc::from(value)).or_default() += 1;
            return;
        };
        if let Some(oldest) = places.pop_front() {
            self.items.remove(&oldest);
        }
        if places.is_empty() {
            self.places.remove(value);
        }
    }
}
